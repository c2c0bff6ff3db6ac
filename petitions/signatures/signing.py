"""Signing: the same work for every address, one pending row and one owed mail in one transaction."""

import json
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import clock, crowd, database, errors, outbox, sealing, tokens
from petitions.campaigns.models import Campaign, PetitionText, Protection
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.houses.models import HouseKey
from petitions.signatures import content as contents
from petitions.signatures import pairing, storing
from petitions.signatures.content import Content
from petitions.signatures.models import State, Visibility

MAIL = "signature"
"""The mail that signing owes. The worker decides which words it gets."""

SLOT_SECONDS = 600
"""The same form sent twice within ten minutes is one signature."""


# Built once, on the tables themselves: they are on the way of every signature, and nothing here needs an object.
_CAMPAIGN, _KEY, _TEXT = database.table(Campaign), database.table(HouseKey), database.table(PetitionText)
_KEYS = sa.and_(_KEY.c.house_id == _CAMPAIGN.c.house_id, _KEY.c.retired_on.is_(None))
_TERMS = (
    sa.select(_CAMPAIGN.c.state, _CAMPAIGN.c.protection)
    .add_columns(_TEXT.c.id, _TEXT.c.version, _TEXT.c.changes, _TEXT.c.is_signed)
    .add_columns(_KEY.c.id.label("key_id"), _KEY.c.public_key)
    .select_from(_CAMPAIGN.join(_TEXT, _TEXT.c.campaign_id == _CAMPAIGN.c.id).outerjoin(_KEY, _KEYS))
    .where(_CAMPAIGN.c.id == sa.bindparam("campaign"))
    .order_by(_TEXT.c.version.desc(), _KEY.c.id.desc())
    .limit(1)
    .with_for_update(read=True, of=_CAMPAIGN)
)
_MARK_SIGNED = (
    sa.update(_TEXT)
    .where(_TEXT.c.id == sa.bindparam("row"), _TEXT.c.changes == sa.bindparam("read"))
    .values(is_signed=True)
)
_LAST_KEYS: dict[int, bytes] = {}
"""By campaign the House's public key that its last signature was sealed for."""


class CampaignClosed(errors.Refusal):
    """The campaign takes no signatures."""


class TextChanged(errors.Refusal):
    """The petition text was changed after the signatory read it: nobody signs words that they have not seen."""


class NamesAreSecret(errors.Refusal):
    """The campaign protects its signatories: nobody's name becomes public."""


def sign(
    campaign: Campaign,
    content: Content,
    *,
    country: str,
    visibility: Visibility,
    language: str,
    edition: str | None = None,
) -> None:
    """Take a signature: sealed, pending, with the mail that asks to confirm it.

    `edition` names the words that the signatory saw (PetitionText.edition); None stands for those of today. Reads no other
    signature and answers nothing, so that nobody learns whether an address has signed. Raises CampaignClosed, NamesAreSecret,
    TextChanged; keys.NoHouseKey, keyring.SecretMissing or errors.Unavailable when nothing could be stored.
    """
    if not campaign.is_open:
        raise CampaignClosed
    secret = contents.secret(campaign.id)
    tag, today = contents.tag(content.email, secret), outbox.secret_of_today()
    token, code = tokens.new(), tokens.new_code()
    row: dict[str, object] = {"visibility": visibility, "country": country, "language": language}
    row |= _row(campaign, content, secret, tag, token)
    row |= pairing.columns(tag, code, token=token, secret=secret, today=today)
    variables = {"token": token, "spares": [tokens.new(), tokens.new()], "code": code}
    mail = outbox.locked_row(MAIL, today, recipient=content.email, language=language, variables=variables)
    form = [*asdict(content).values(), country, visibility.value]
    # Sealed for the key of the last signature: all who sign wait for whoever is in an action, and few Houses change their key.
    likely = _LAST_KEYS.get(campaign.id)
    sealed = _sealed(content, campaign.id, likely, secret, token) if likely else {}

    def store(connection: sa.Connection) -> None:
        text_id, key_id, public_key = _terms(connection, campaign, edition, visibility)
        seals = sealed if public_key == likely else _sealed(content, campaign.id, public_key, secret, token)
        whole = row | {"petition_text_id": text_id, "key_id": key_id, **seals}
        signature_id, mail_id = storing.insert(connection, whole, mail)
        storing.keep_first(connection, _fingerprint([*form, text_id], secret), signature_id, mail_id)
        _LAST_KEYS[campaign.id] = public_key

    try:
        crowd.write(store)
    except IntegrityError as clash:
        if "fingerprint" not in str(clash.orig):
            raise
        # The same form, sent twice at once: the other transaction has stored it.


def _row(campaign: Campaign, content: Content, secret: bytes, tag: bytes, token: str) -> dict[str, object]:
    """What stands in the clear or as a mark, but for what was chosen in the form."""
    return {
        "campaign_id": campaign.id,
        "state": State.PENDING,
        "person": 1,
        "is_counted": False,
        "token_hash": tokens.digest(token),
        "tag": tag,
        "wants_news": content.updates,
        "domain_tag": None if campaign.is_careful else contents.domain_tag(content.email, secret),
    }


def _sealed(content: Content, campaign_id: int, public_key: bytes, secret: bytes, token: str) -> dict[str, bytes]:
    """What only the House and the signatory can open."""
    sealed = contents.seal(content, campaign_id=campaign_id, list_secret=secret, public_key=public_key, token=token)
    return {"sealed": sealed.content, "house_wrap": sealed.house_wrap, "token_wrap": sealed.token_wrap}


def _terms(
    connection: sa.Connection, campaign: Campaign, edition: str | None, visibility: Visibility
) -> tuple[int, int, bytes]:
    """The ids of the words that are signed now and of the House's key, and that key.

    Campaign and words stay as they are until the signature is stored, see versions. Words that were changed in place while
    the campaign was waited for are not the ones that were read here: they are not signed.
    """
    terms = connection.execute(_TERMS, {"campaign": campaign.id}).one()
    if terms.state is not CampaignState.OPEN:
        raise CampaignClosed
    if terms.protection is Protection.HIGH and visibility is Visibility.PUBLIC:
        raise NamesAreSecret
    if edition not in (None, f"{terms.version}.{terms.changes}"):
        raise TextChanged
    if terms.key_id is None:
        raise keys.NoHouseKey
    if not terms.is_signed and not connection.execute(_MARK_SIGNED, {"row": terms.id, "read": terms.changes}).rowcount:
        raise TextChanged
    return terms.id, terms.key_id, terms.public_key


def _fingerprint(form: list[object], secret: bytes) -> bytes:
    """A mark of everything that was sent: whoever corrects a name or a visibility has signed anew, and gets a mail of its own."""
    slot = int(clock.now().timestamp()) // SLOT_SECONDS
    return sealing.mark(json.dumps([*form, slot]), secret=secret, purpose="fingerprint")

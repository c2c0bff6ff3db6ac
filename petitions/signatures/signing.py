"""Signing: the same work for every address, one pending row and one owed mail in one transaction."""

import json
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import clock, database, errors, outbox, sealing, tokens
from petitions.campaigns.models import Campaign, PetitionText, Protection
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.houses.models import HouseKey
from petitions.signatures import content as contents
from petitions.signatures import pairing
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility

MAIL = "signature"
"""The mail that signing owes. The worker decides which words it gets."""

SLOT_SECONDS = 600
"""The same form sent twice within ten minutes is one signature."""


# Built once, on the tables themselves: they are on the way of every signature, and nothing here needs an object.
_SIGNATURE = database.table(Signature)
_EARLIER = _SIGNATURE.alias()
_KEY, _TEXT = database.table(HouseKey), database.table(PetitionText)
_STATE = (
    sa.select(Campaign.state, Campaign.protection)
    .where(Campaign.id == sa.bindparam("campaign"))
    .with_for_update(read=True)
)
_KEYS = sa.and_(_KEY.c.house_id == sa.bindparam("house"), _KEY.c.retired_on.is_(None))
_TERMS = (
    sa.select(
        _TEXT.c.id, _TEXT.c.version, _TEXT.c.changes, _TEXT.c.is_signed, _KEY.c.id.label("key_id"), _KEY.c.public_key
    )
    .select_from(_TEXT.outerjoin(_KEY, _KEYS))
    .where(_TEXT.c.campaign_id == sa.bindparam("campaign"))
    .order_by(_TEXT.c.version.desc(), _KEY.c.id.desc())
    .limit(1)
)
_MARK_SIGNED = sa.update(_TEXT).where(_TEXT.c.id == sa.bindparam("row")).values(is_signed=True)
_INSERT = sa.insert(_SIGNATURE).returning(_SIGNATURE.c.id)
_CLAIM = (
    sa.update(_SIGNATURE)
    .where(_SIGNATURE.c.id == sa.bindparam("row"), ~sa.exists().where(_EARLIER.c.fingerprint == sa.bindparam("mark")))
    .values(fingerprint=sa.bindparam("mark"))
)
_DROP = sa.delete(_SIGNATURE).where(_SIGNATURE.c.id == sa.bindparam("row"))
_MAIL = database.table(outbox.OutboxMessage)
_DROP_MAIL = sa.delete(_MAIL).where(_MAIL.c.id == sa.bindparam("mail"))
# PostgreSQL deletes both in one statement, which is one way there and back less.
_DROPS = {
    "sqlite": (_DROP, _DROP_MAIL),
    "postgresql": (_DROP.add_cte(_DROP_MAIL.returning(_MAIL.c.id).cte("mails")),),
}


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
    token, spares, code = tokens.new(), [tokens.new(), tokens.new()], tokens.new_code()
    row: dict[str, object] = {"visibility": visibility, "country": country, "language": language}
    row |= _row(campaign, content, secret, token, code)
    form = [*asdict(content).values(), country, visibility.value]
    try:
        with database.action() as session:
            connection = session.connection()
            _check(connection, campaign.id, visibility)
            text_id, key_id, public_key = _terms(connection, campaign, edition)
            sealed = _sealed(content, campaign.id, public_key, secret, token)
            row |= {"petition_text_id": text_id, "key_id": key_id, **sealed}
            signature_id = connection.execute(_INSERT, row).scalar_one()
            variables = {"token": token, "spares": spares, "code": code}
            mail_id = outbox.owe(session, MAIL, recipient=content.email, language=language, variables=variables)
            _keep_first(connection, _fingerprint([*form, text_id], secret), signature_id, mail_id)
    except IntegrityError as clash:
        if "fingerprint" not in str(clash.orig):
            raise
        # The same form, sent twice at once: the other transaction has stored it.


def _row(campaign: Campaign, content: Content, secret: bytes, token: str, code: str) -> dict[str, object]:
    """What stands in the clear or as a mark, but for what was chosen in the form."""
    tag = contents.tag(content.email, secret)
    return {
        "campaign_id": campaign.id,
        "state": State.PENDING,
        "day": clock.today(),
        "token_hash": tokens.digest(token),
        "tag": tag,
        **pairing.columns(tag, code, token, secret),
        "wants_news": content.updates,
        "domain_tag": None if campaign.is_careful else contents.domain_tag(content.email, secret),
    }


def _sealed(content: Content, campaign_id: int, public_key: bytes, secret: bytes, token: str) -> dict[str, bytes]:
    """What only the House and the signatory can open."""
    sealed = contents.seal(content, campaign_id=campaign_id, list_secret=secret, public_key=public_key, token=token)
    return {"sealed": sealed.content, "house_wrap": sealed.house_wrap, "token_wrap": sealed.token_wrap}


def _check(connection: sa.Connection, campaign_id: int, visibility: Visibility) -> None:
    """Keep the campaign as it is until the signature is stored, and see that it takes it."""
    campaign = connection.execute(_STATE, {"campaign": campaign_id}).one()
    if campaign.state is not CampaignState.OPEN:
        raise CampaignClosed
    if campaign.protection is Protection.HIGH and visibility is Visibility.PUBLIC:
        raise NamesAreSecret


def _terms(connection: sa.Connection, campaign: Campaign, edition: str | None) -> tuple[int, int, bytes]:
    """The ids of the words that are signed now, which from now on stay as they are, and of the House's key, and that key.

    Read under the lock of `_check`, see versions.
    """
    terms = connection.execute(_TERMS, {"campaign": campaign.id, "house": campaign.house_id}).one()
    if edition not in (None, f"{terms.version}.{terms.changes}"):
        raise TextChanged
    if terms.key_id is None:
        raise keys.NoHouseKey
    if not terms.is_signed:
        connection.execute(_MARK_SIGNED, {"row": terms.id})
    return terms.id, terms.key_id, terms.public_key


def _keep_first(connection: sa.Connection, fingerprint: bytes, signature_id: int, mail_id: int) -> None:
    """Keep the new rows unless this very form was stored before.

    Both cases write, look and delete alike and touch the same pages of the database: a repeat is not quicker than a first time.
    """
    claimed = connection.execute(_CLAIM, {"row": signature_id, "mark": fingerprint})
    surplus = 0 if claimed.rowcount else 1
    for drop in _DROPS[connection.dialect.name]:
        connection.execute(drop, {"row": signature_id * surplus, "mail": mail_id * surplus})


def _fingerprint(form: list[object], secret: bytes) -> bytes:
    """A mark of everything that was sent: whoever corrects a name or a visibility has signed anew, and gets a mail of its own."""
    slot = int(clock.now().timestamp()) // SLOT_SECONDS
    return sealing.mark(json.dumps([*form, slot]), secret=secret, purpose="fingerprint")

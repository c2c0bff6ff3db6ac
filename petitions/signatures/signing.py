"""Signing: the same work for every address, one pending row and one owed mail in one transaction."""

import json
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petitions import clock, database, errors, outbox, sealing, tokens
from petitions.campaigns.models import Campaign, PetitionText
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.houses.models import HouseKey
from petitions.signatures import content as contents
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
_TERMS = (
    sa.select(
        _KEY.c.id.label("key_id"),
        _KEY.c.public_key,
        sa.select(_TEXT.c.id)
        .where(_TEXT.c.campaign_id == sa.bindparam("campaign"))
        .order_by(_TEXT.c.version.desc())
        .limit(1)
        .scalar_subquery()
        .label("text_id"),
    )
    .where(_KEY.c.house_id == sa.bindparam("house"), _KEY.c.retired_on.is_(None))
    .order_by(_KEY.c.id.desc())
    .limit(1)
)
_STATE = sa.select(Campaign.state).where(Campaign.id == sa.bindparam("campaign")).with_for_update(read=True)
_INSERT = sa.insert(_SIGNATURE).returning(_SIGNATURE.c.id)
_CLAIM = (
    sa.update(_SIGNATURE)
    .where(_SIGNATURE.c.id == sa.bindparam("row"), ~sa.exists().where(_EARLIER.c.fingerprint == sa.bindparam("mark")))
    .values(fingerprint=sa.bindparam("mark"))
)
_DROP = sa.delete(_SIGNATURE).where(_SIGNATURE.c.id == sa.bindparam("row"))
_MAIL = database.table(outbox.OutboxMessage)
_DROP_MAIL = sa.delete(_MAIL).where(_MAIL.c.id == sa.bindparam("row"))


class CampaignClosed(errors.Refusal):
    """The campaign takes no signatures."""


def sign(campaign: Campaign, content: Content, *, country: str, visibility: Visibility, language: str) -> None:
    """Take a signature: sealed, pending, with the mail that asks to confirm it.

    Reads no other signature and answers nothing, so that nobody learns whether an address has signed. Raises
    CampaignClosed; keys.NoHouseKey, keyring.SecretMissing or errors.Unavailable when nothing could be stored.
    """
    if not campaign.is_open:
        raise CampaignClosed
    terms = (
        database.session().connection().execute(_TERMS, {"campaign": campaign.id, "house": campaign.house_id}).first()
    )
    if terms is None:
        raise keys.NoHouseKey
    secret = contents.secret(campaign.id)
    token, spares = tokens.new(), [tokens.new(), tokens.new()]
    sealed = contents.seal(
        content, campaign_id=campaign.id, list_secret=secret, public_key=terms.public_key, token=token
    )
    row = {
        "campaign_id": campaign.id,
        "petition_text_id": terms.text_id,
        "key_id": terms.key_id,
        "state": State.PENDING,
        "visibility": visibility,
        "country": country,
        "language": language,
        "day": clock.today(),
        "sealed": sealed.content,
        "house_wrap": sealed.house_wrap,
        "token_wrap": sealed.token_wrap,
        "token_hash": tokens.digest(token),
        "tag": contents.tag(content.email, secret),
        "domain_tag": contents.domain_tag(content.email, secret),
    }
    form = [*asdict(content).values(), country, visibility.value, terms.text_id]
    try:
        with database.action() as session:
            connection = session.connection()
            _check_open(connection, campaign.id)
            signature_id = connection.execute(_INSERT, row).scalar_one()
            variables = {"token": token, "spares": spares}
            mail_id = outbox.owe(session, MAIL, recipient=content.email, language=language, variables=variables)
            _keep_first(connection, _fingerprint(form, secret), signature_id, mail_id)
    except IntegrityError as clash:
        if "fingerprint" not in str(clash.orig):
            raise
        # The same form, sent twice at once: the other transaction has stored it.


def _check_open(connection: sa.Connection, campaign_id: int) -> None:
    state = connection.execute(_STATE, {"campaign": campaign_id}).scalar()
    if state is not CampaignState.OPEN:
        raise CampaignClosed


def _keep_first(connection: sa.Connection, fingerprint: bytes, signature_id: int, mail_id: int) -> None:
    """Keep the new rows unless this very form was stored before.

    Both cases write, look and delete alike and touch the same pages of the database: a repeat is not quicker than a first time.
    """
    claimed = connection.execute(_CLAIM, {"row": signature_id, "mark": fingerprint})
    surplus = 0 if claimed.rowcount else 1
    connection.execute(_DROP, {"row": signature_id * surplus})
    connection.execute(_DROP_MAIL, {"row": mail_id * surplus})


def _fingerprint(form: list[object], secret: bytes) -> bytes:
    """A mark of everything that was sent: whoever corrects a name or a visibility has signed anew, and gets a mail of its own."""
    slot = int(clock.now().timestamp()) // SLOT_SECONDS
    return sealing.mark(json.dumps([*form, slot]), secret=secret, purpose="fingerprint")

"""Signing: the same work for every address, one pending row and one owed mail in one transaction."""

import json
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from petitions import clock, database, errors, outbox, sealing, tokens
from petitions.campaigns.models import Campaign
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.signatures import content as contents
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility

MAIL = "signature"
"""The mail that signing owes. The worker decides which words it gets."""

SLOT_SECONDS = 600
"""The same form sent twice within ten minutes is one signature."""


# Built once: they are on the way of every signature.
_EARLIER = aliased(Signature)
_CLAIM = (
    sa.update(Signature)
    .where(Signature.id == sa.bindparam("row"), ~sa.exists().where(_EARLIER.fingerprint == sa.bindparam("mark")))
    .values(fingerprint=sa.bindparam("mark"))
)
_DROP = sa.delete(Signature).where(Signature.id == sa.bindparam("row"))
_DROP_MAIL = sa.delete(outbox.OutboxMessage).where(outbox.OutboxMessage.id == sa.bindparam("row"))
_STATE = sa.select(Campaign.state).where(Campaign.id == sa.bindparam("campaign")).with_for_update(read=True)
# The session holds none of these rows: there is nothing to keep in step.
_BLIND = {"synchronize_session": False}


class CampaignClosed(errors.Refusal):
    """The campaign takes no signatures."""


def sign(campaign: Campaign, content: Content, *, country: str, visibility: Visibility, language: str) -> None:
    """Take a signature: sealed, pending, with the mail that asks to confirm it.

    Reads no other signature and answers nothing, so that nobody learns whether an address has signed. Raises
    CampaignClosed; keys.NoHouseKey, keyring.SecretMissing or errors.Unavailable when nothing could be stored.
    """
    if not campaign.is_open:
        raise CampaignClosed
    key = keys.current(campaign.house_id)
    secret = contents.secret(campaign.id)
    token, spares = tokens.new(), [tokens.new(), tokens.new()]
    text_id = campaign.petition_text.id
    sealed = contents.seal(content, campaign_id=campaign.id, list_secret=secret, public_key=key.public_key, token=token)
    row = sa.insert(Signature).values(
        campaign_id=campaign.id,
        petition_text_id=text_id,
        key_id=key.id,
        state=State.PENDING,
        visibility=visibility,
        country=country,
        language=language,
        day=clock.today(),
        sealed=sealed.content,
        house_wrap=sealed.house_wrap,
        token_wrap=sealed.token_wrap,
        token_hash=tokens.digest(token),
        tag=contents.tag(content.email, secret),
    )
    try:
        with database.action() as session:
            _check_open(session, campaign.id)
            signature_id = session.execute(row.returning(Signature.id)).scalar_one()
            variables = {"token": token, "spares": spares}
            mail_id = outbox.owe(session, MAIL, recipient=content.email, language=language, variables=variables)
            _keep_first(
                session,
                _fingerprint([*asdict(content).values(), country, visibility.value, text_id], secret),
                signature_id,
                mail_id,
            )
    except IntegrityError as clash:
        if "fingerprint" not in str(clash.orig):
            raise
        # The same form, sent twice at once: the other transaction has stored it.


def _check_open(session: Session, campaign_id: int) -> None:
    state = session.scalar(_STATE, {"campaign": campaign_id})
    if state is not CampaignState.OPEN:
        raise CampaignClosed


def _keep_first(session: Session, fingerprint: bytes, signature_id: int, mail_id: int) -> None:
    """Keep the new rows unless this very form was stored before.

    Both cases write, look and delete alike and touch the same pages of the database: a repeat is not quicker than a first time.
    """
    claimed = session.execute(_CLAIM, {"row": signature_id, "mark": fingerprint}, execution_options=_BLIND)
    surplus = 0 if claimed.rowcount else 1  # type: ignore[attr-defined]  # an UPDATE always has a row count
    session.execute(_DROP, {"row": signature_id * surplus}, execution_options=_BLIND)
    session.execute(_DROP_MAIL, {"row": mail_id * surplus}, execution_options=_BLIND)


def _fingerprint(form: list[object], secret: bytes) -> bytes:
    """A mark of everything that was sent: whoever corrects a name or a visibility has signed anew, and gets a mail of its own."""
    slot = int(clock.now().timestamp()) // SLOT_SECONDS
    return sealing.mark(json.dumps([*form, slot]), secret=secret, purpose="fingerprint")

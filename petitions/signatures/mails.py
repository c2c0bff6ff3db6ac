"""The mails of signing. The worker writes them, and decides then which words a signature gets."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, links, mail, tokens
from petitions.campaigns import discretion
from petitions.campaigns.models import Campaign
from petitions.mail import Letter
from petitions.outbox import Envelope
from petitions.signatures import queries, tally, withdrawing
from petitions.signatures.models import Signature, State, WithdrawalToken
from petitions.signatures.queries import Standing

_TABLE = database.table(Signature)
_MAILED = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("row")).values(mailed_on=sa.bindparam("today"))

MOST_PENDING = 3
"""Pending signatures kept for one address and campaign."""


def write_signature(envelope: Envelope) -> Letter | None:
    """What a new signature's mailbox gets: a link to confirm, or word that it has signed already. None if nothing is owed."""
    signature = queries.by_token(tokens.digest(envelope.variables["token"]))
    if signature is None or signature.state is not State.PENDING:
        return None
    others = queries.all_at_address(signature.campaign_id, signature.tag)
    if any(other.state is State.REJECTED for other in others):
        # The mailbox's owner has said "this was not me": this campaign never writes to it again.
        _forget([signature.id])
        return None
    surplus = [other.id for other in others if other.state is State.PENDING][:-MOST_PENDING]
    is_surplus = signature.id in surplus  # asked now: its row is about to go
    _forget(surplus)
    if is_surplus:
        return None  # newer ones of this address wait: a link to this one would lead nowhere
    confirmed = sorted((other for other in others if other.state is State.CONFIRMED), key=lambda other: other.person)
    if confirmed:
        return _already_signed(envelope, signature, confirmed)
    url = links.absolute(f"/confirm/{envelope.variables['token']}")
    return _letter("confirm", envelope, signature.campaign, {"url": url}, signature)


def write_thanks(envelope: Envelope) -> Letter | None:
    """Thanks for a confirmed signature, with its owner's own link. None if it was taken back meanwhile."""
    signature = queries.by_token(tokens.digest(envelope.variables["token"]))
    if signature is None or signature.state is not State.CONFIRMED:
        return None
    campaign = signature.campaign
    page = links.absolute(f"/{envelope.language}/campaigns/{campaign.slug}")
    values = {
        "url": page,
        "poster_url": f"{page}/posters",
        "withdraw_url": links.absolute(f"/withdraw/{envelope.variables['token']}"),
    }
    return _letter("thanks", envelope, campaign, values)


def write_withdrawn(envelope: Envelope) -> Letter | None:
    """Word that a signature has been taken back and erased."""
    campaign = database.session().get(Campaign, envelope.variables["campaign"])
    return _letter("withdrawn", envelope, campaign, {}) if campaign else None


WRITERS = {"signature": write_signature, "thanks": write_thanks, withdrawing.MAIL: write_withdrawn}


def _already_signed(envelope: Envelope, signature: Signature, confirmed: list[Standing]) -> Letter:
    spares = envelope.variables["spares"]
    with database.action() as session:
        for spare, earlier in zip(spares, confirmed, strict=False):
            session.merge(WithdrawalToken(token_hash=tokens.digest(spare), signature_id=earlier.id))
    values = {
        "withdraw_urls": [
            (earlier.number, links.absolute(f"/withdraw/{spare}"))
            for spare, earlier in zip(spares, confirmed, strict=False)
        ],
        "confirm_url": links.absolute(f"/confirm/{envelope.variables['token']}") if len(confirmed) == 1 else None,
    }
    return _letter("already_signed", envelope, signature.campaign, values, signature)


def _forget(ids: list[int]) -> None:
    if not ids:
        return
    while tally.book():  # what is forgotten was asked for all the same
        pass
    with database.action() as session:
        session.execute(sa.delete(Signature).where(Signature.id.in_(ids), Signature.state == State.PENDING))


def _letter(
    name: str, envelope: Envelope, campaign: Campaign, values: Mapping[str, object], mailed: Signature | None = None
) -> Letter:
    house = campaign.house.text(envelope.language).name
    shared: dict[str, object] = {"campaign": campaign, "text": campaign.text(envelope.language), "house_name": house}
    return mail.compose(
        discretion.template(campaign, name),
        recipient=envelope.recipient,
        sender=discretion.sender(campaign, house, campaign.house.sender, envelope.language),
        language=envelope.language,
        message_id=envelope.message_id,
        values={**shared, **values},
        accepted=_note_mailed(mailed) if mailed else None,
    )


def _note_mailed(signature: Signature) -> Callable[[Session], None]:
    row = signature.id  # read now: the object is of no session any more when a note fails and is tried again

    # The object is held until its batch is done, and with it its campaign: the next mail need not read that again.
    def note(session: Session, _held: Signature = signature) -> None:
        session.connection().execute(_MAILED, {"row": row, "today": clock.today()})

    return note

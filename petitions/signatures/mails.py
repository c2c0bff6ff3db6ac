"""The mails of signing. The worker writes them, and decides then which words a signature gets."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, links, mail, tokens
from petitions.campaigns.models import Campaign
from petitions.mail import Letter
from petitions.outbox import Envelope
from petitions.signatures import queries, withdrawing
from petitions.signatures.models import Signature, State, WithdrawalToken

MOST_PENDING = 3
"""Pending signatures kept for one address and campaign."""


def write_signature(envelope: Envelope) -> Letter | None:
    """What a new signature's mailbox gets: a link to confirm, or word that it has signed already. None if nothing is owed."""
    signature = queries.by_token(tokens.digest(envelope.variables["token"]))
    if signature is None or signature.state is not State.PENDING:
        return None
    if _is_unwanted(signature):
        _forget(signature)
        return None
    if signature.id in _drop_oldest_pending(signature):
        return None  # newer ones of this address wait: a link to this one would lead nowhere
    confirmed = queries.confirmed_at_address(signature.campaign_id, signature.tag)
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


def _already_signed(envelope: Envelope, signature: Signature, confirmed: list[Signature]) -> Letter:
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


def _is_unwanted(signature: Signature) -> bool:
    """Whether the mailbox's owner has said "this was not me": this campaign never writes to it again."""
    rejected = sa.select(Signature.id).where(
        Signature.campaign_id == signature.campaign_id,
        Signature.tag == signature.tag,
        Signature.state == State.REJECTED,
    )
    return database.session().scalar(rejected.limit(1)) is not None


def _forget(signature: Signature) -> None:
    with database.action() as session:
        session.execute(sa.delete(Signature).where(Signature.id == signature.id, Signature.state == State.PENDING))


def _drop_oldest_pending(signature: Signature) -> list[int]:
    same = (
        Signature.campaign_id == signature.campaign_id,
        Signature.tag == signature.tag,
        Signature.state == State.PENDING,
    )
    surplus = sa.select(Signature.id).where(*same).order_by(Signature.id.desc()).offset(MOST_PENDING)
    ids = list(database.session().scalars(surplus))
    if ids:
        with database.action() as session:
            session.execute(sa.delete(Signature).where(Signature.id.in_(ids), Signature.state == State.PENDING))
    return ids


def _letter(
    name: str, envelope: Envelope, campaign: Campaign, values: Mapping[str, object], mailed: Signature | None = None
) -> Letter:
    house = campaign.house.text(envelope.language).name
    shared: dict[str, object] = {"campaign": campaign, "text": campaign.text(envelope.language), "house_name": house}
    return mail.compose(
        name,
        recipient=envelope.recipient,
        sender=(house, campaign.house.sender),
        language=envelope.language,
        message_id=envelope.message_id,
        values={**shared, **values},
        accepted=_note_mailed(mailed.id) if mailed else None,
    )


def _note_mailed(signature_id: int) -> Callable[[Session], None]:
    def note(session: Session) -> None:
        session.execute(sa.update(Signature).where(Signature.id == signature_id).values(mailed_on=clock.today()))

    return note

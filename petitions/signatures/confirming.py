"""Confirming: the holder of the link says "yes, that is me", or "this was not me"."""

import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions import clock, database, errors, keyring, outbox, tokens
from petitions.post import capping
from petitions.signatures import content as contents
from petitions.signatures import publishing, queries, reminding
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility

PENDING_DAYS = 7
"""How long a signature may wait for its confirmation after the mail server took the mail."""

THANKS = "thanks"


class LinkUnknown(errors.Gone):
    """No signature has this link: mistyped, expired, or erased."""


class CampaignOver(errors.Gone):
    """The campaign closed before the signature was confirmed."""


class AlreadySigned(errors.Refusal):
    """Somebody has signed with this address; a second person has to say so."""


class AddressFull(errors.Refusal):
    """Two people have signed with this address; a third needs one of their own."""


def find(token: str) -> tuple[Signature, Content | None]:
    """The signature a confirmation link belongs to, and what it says (None once erased). Raises LinkUnknown."""
    signature = queries.by_token(tokens.digest(token))
    if signature is None or (signature.state is State.PENDING and is_expired(signature)):
        raise LinkUnknown
    return signature, contents.open_with_token(signature, token)


def is_expired(signature: Signature) -> bool:
    """Whether a pending signature has waited too long for its confirmation."""
    return signature.mailed_on is not None and clock.today() > signature.mailed_on + datetime.timedelta(
        days=PENDING_DAYS
    )


def confirm(token: str, *, person: int = 1) -> Signature:
    """Confirm the signature of this link. Doing it again changes nothing.

    `person` is 2 when a second person at an address says so. Raises LinkUnknown, CampaignOver, AlreadySigned, AddressFull.
    """
    try:
        return _confirm(token, person)
    except IntegrityError as clash:
        if "tag" not in str(clash.orig):
            raise
        # Two links of one address were pressed at the same moment: the database let one of them be the first person.
        raise AlreadySigned from None


def _confirm(token: str, person: int) -> Signature:
    # What takes long is done before all who sign have to wait for it.
    found, content = find(token)
    campaign, opened = found.campaign, found.sealed
    with database.action() as session:
        signature = _locked(session, token)
        if signature.state is State.CONFIRMED:
            return signature
        if signature.sealed != opened:
            content = contents.open_with_token(signature, token)
        if signature.state is not State.PENDING or content is None:
            raise LinkUnknown
        session.refresh(campaign, ["state", "protection"])
        if not campaign.is_open:
            raise CampaignOver
        signature.person = _place(session, signature, person)
        signature.state = State.CONFIRMED
        contents.forget_code(signature)
        if signature.visibility is Visibility.PUBLIC and not campaign.is_careful:
            publishing.publish(session, signature, content)
        capping.free(session, content.email)
        reminding.forget(session, signature.token_hash)
        outbox.owe(session, THANKS, recipient=content.email, language=signature.language, variables={"token": token})
        session.flush()
        return signature


def reject(token: str) -> Signature:
    """Erase a signature that its mailbox's owner did not make. A confirmed one is withdrawn, not rejected. Raises LinkUnknown."""
    find(token)
    with database.action() as session:
        signature = _locked(session, token)
        if signature.state is State.PENDING:
            signature.state = State.REJECTED
            reminding.forget(session, signature.token_hash)
            contents.erase(signature)
        return signature


def has_said_no(campaign_id: int, email: str) -> bool:
    """Whether the owner of this mailbox has said "this was not me" of the campaign, and has confirmed no signature of it.

    Who has confirmed one is protected by that press from others, and not from what was asked for. Forgotten with the list.
    """
    try:
        secret = contents.secret(campaign_id)
    except keyring.SecretMissing:
        return False
    states = {one.state for one in queries.all_at_address(campaign_id, contents.tag(email, secret))}
    return State.REJECTED in states and State.CONFIRMED not in states


def _locked(session: Session, token: str) -> Signature:
    row = sa.select(Signature).where(Signature.token_hash == tokens.digest(token)).with_for_update()
    signature = session.scalar(row.execution_options(populate_existing=True))
    if signature is None:
        raise LinkUnknown
    return signature


def _place(session: Session, signature: Signature, person: int) -> int:
    taken = set(session.scalars(queries.people_at_address(signature.campaign_id, signature.tag)))
    if not taken:
        return 1
    if len(taken) == 2:
        raise AddressFull
    if person == 1:
        raise AlreadySigned
    return ({1, 2} - taken).pop()

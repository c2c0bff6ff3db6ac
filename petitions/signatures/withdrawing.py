"""Withdrawing: whoever holds a link takes the signature back, at any time, without saying why."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors, outbox, tokens
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.signatures import content as contents
from petitions.signatures import queries, reminding
from petitions.signatures.auditing import What
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State

MAIL = "withdrawn"


class LinkUnknown(errors.Gone):
    """No signature has this link: mistyped, or erased with its list."""


def find(token: str) -> tuple[Signature, Content | None]:
    """The signature that a link may withdraw, and what it says if the link is its own. Raises LinkUnknown."""
    digest = tokens.digest(token)
    signature = queries.by_withdrawal_token(digest)
    if signature is None:
        raise LinkUnknown
    return signature, contents.open_with_token(signature, token) if signature.token_hash == digest else None


class NumberUnknown(errors.NotFound):
    """No signature of the campaign that could be withdrawn has this number."""


def withdraw(token: str) -> Signature:
    """Take a signature back and erase what it says. Doing it again changes nothing. Raises LinkUnknown."""
    found, content = find(token)
    with database.action() as session:
        signature = _locked(session, Signature.id == found.id)
        if signature is None:
            raise LinkUnknown
        if signature.sealed is not None:
            _leave(session, signature)
            if content is not None:
                outbox.owe(
                    session,
                    MAIL,
                    recipient=content.email,
                    language=signature.language,
                    variables={"campaign": signature.campaign_id},
                )
        return signature


def withdraw_for(campaign_id: int, number: int) -> None:
    """Take back the signature with this `number` for somebody who has asked the House to, and has no link any more.

    Noted without the number. No mail is sent: its address is not to be read without an unlock. Raises NumberUnknown.
    """
    with database.action() as session:
        withdraw_row(session, sa.and_(Signature.campaign_id == campaign_id, Signature.number == number))
        noting.note(session, What.ERASED, session.get_one(Campaign, campaign_id), by=None)


def withdraw_row(session: Session, which: sa.ColumnElement[bool]) -> None:
    """Take back and erase the one signature that is meant, within an action. Raises NumberUnknown."""
    signature = _locked(session, which)
    if signature is None or signature.sealed is None:
        raise NumberUnknown
    _leave(session, signature)


def _leave(session: Session, signature: Signature) -> None:
    """Erase a signature, and with it the forms of its address that nobody was asked about yet: whoever leaves has no more mail."""
    reminding.forget_all(session, signature)
    same = (Signature.campaign_id == signature.campaign_id, Signature.tag == signature.tag)
    not_asked = (Signature.state == State.PENDING, Signature.mailed_on.is_(None), Signature.id != signature.id)
    for form in session.scalars(sa.select(Signature).where(*same, *not_asked).order_by(Signature.id).with_for_update()):
        _erase(form)
    _erase(signature)


def _locked(session: Session, which: sa.ColumnElement[bool]) -> Signature | None:
    row = sa.select(Signature).where(which).with_for_update()
    return session.scalar(row.execution_options(populate_existing=True))


def _erase(signature: Signature) -> None:
    if signature.state is not State.INVALIDATED:
        signature.state = State.WITHDRAWN
    contents.erase(signature)
    contents.forget_address(signature)

"""Withdrawing: whoever holds a link takes the signature back, at any time, without saying why."""

import sqlalchemy as sa

from petitions import database, errors, outbox, tokens
from petitions.signatures import content as contents
from petitions.signatures import queries
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


def withdraw(token: str) -> Signature:
    """Take a signature back and erase what it says. Doing it again changes nothing. Raises LinkUnknown."""
    found, content = find(token)
    with database.action() as session:
        signature = session.scalar(
            sa.select(Signature)
            .where(Signature.id == found.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if signature is None:
            raise LinkUnknown
        if signature.sealed is not None:
            if signature.state is not State.INVALIDATED:
                signature.state = State.WITHDRAWN
            contents.erase(signature)
            contents.forget_address(signature)
            if content is not None:
                outbox.owe(
                    session,
                    MAIL,
                    recipient=content.email,
                    language=signature.language,
                    variables={"campaign": signature.campaign_id},
                )
        return signature

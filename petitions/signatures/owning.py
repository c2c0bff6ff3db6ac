"""Owning: whoever holds the link of a signature corrects what it says, hides the name, ends news or begins them. Taking it back
is `withdrawing`.

Hiding goes one way. What a House has taken off the page must not come back by way of a name that was hidden for a moment.
"""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, tokens
from petitions.signatures import content as contents
from petitions.signatures import correcting, tally, totals, unsubscribing
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility
from petitions.signatures.withdrawing import LinkUnknown


def gets_news(signature: Signature, content: Content) -> bool:
    """Whether news go to it: its owner has agreed, and has not ended them since."""
    return content.updates and signature.wants_news is not False


def correct(
    token: str,
    *,
    name: str,
    town: str | None,
    comment: str | None,
    visibility: Visibility,
    wants_news: bool | None = None,
) -> None:
    """Have the confirmed signature of this link say something else, be seen by fewer people, or get news or none (None: as now).

    Raises LinkUnknown if it is not confirmed, or the link can only withdraw; correcting.MoreEyes, errors.Unavailable.
    """
    with database.action() as session:
        tally.lock(session)  # before any row is held: the tally waits for rows while it has its turn
        row = sa.select(Signature).where(Signature.token_hash == tokens.digest(token)).with_for_update()
        signature = session.scalar(row.execution_options(populate_existing=True))
        before = contents.open_with_token(signature, token) if signature else None
        if signature is None or before is None or signature.state is not State.CONFIRMED:
            raise LinkUnknown
        if visibility not in correcting.choices(signature):
            raise correcting.MoreEyes
        content = replace(before, name=name, town=town, comment=comment)
        gets = gets_news(signature, before)
        begins, ends = bool(wants_news) and not gets, wants_news is False and gets
        if begins or ends:
            content = replace(content, updates=begins)
        if ends:
            unsubscribing.end(signature)
        elif begins:
            signature.wants_news = True
        if content != before:
            contents.reseal_with_token(signature, content, token)
        was_public = signature.public_name is not None
        is_shown_otherwise = correcting.show(session, signature, before=before, content=content, visibility=visibility)
    if begins:
        unsubscribing.note_begun(signature.id)
    if was_public and is_shown_otherwise:
        database.wipe_traces(within=correcting.WIPING)


def hide_again(session: Session, visibility: Visibility, digests: list[bytes]) -> int:
    """Hide the names again that a backup brought back, by the digests of their owners' links. Returns how many."""
    every = list(Visibility)
    seen_by_more = Signature.visibility.in_(every[: every.index(visibility)])
    tally.lock(session)
    raised = sa.select(Signature).where(Signature.token_hash.in_(digests), seen_by_more).with_for_update()
    found = list(session.scalars(raised))
    for signature in found:
        people = int(signature.is_counted)
        totals.move(session, signature.campaign_id, people=people, from_=signature.visibility, to=visibility)
        signature.visibility = visibility
        contents.hide(signature)
    return len(found)

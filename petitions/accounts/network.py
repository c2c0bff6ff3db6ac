"""Who runs the network: who they are, and ending it. Others are invited by `inviting.invite`, without a House."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.accounts import audit, inviting, queries
from petitions.accounts.models import Organiser

_RUNNING = (Organiser.is_network_administrator, Organiser.active)


class LastOne(errors.Refusal):
    """The network keeps one administrator."""


def administrators() -> list[Organiser]:
    """The network administrators who have not been shut out, by name."""
    query = sa.select(Organiser).where(*_RUNNING).order_by(Organiser.name)
    return list(database.session().scalars(query.options(sa.orm.selectinload(Organiser.webauthn))))


def administrator(organiser_id: int) -> Organiser:
    """One of them. Raises queries.NoSuchMember."""
    found = database.session().scalar(sa.select(Organiser).where(Organiser.id == organiser_id, *_RUNNING))
    if found is None:
        raise queries.NoSuchMember
    return found


def remove(organiser_id: int, *, by: int) -> None:
    """Let somebody run the network no more; what they are in a House stays. Raises queries.NoSuchMember, LastOne."""
    with database.action() as session:
        found = end(session, organiser_id)
        if found is None:
            raise queries.NoSuchMember
        found.is_network_administrator = False
        inviting.forget(session, None, found.email)
        thing = f"organiser {organiser_id} of the network"
        audit.note(session, audit.What.MEMBER_REMOVED, organiser_id=by, house_id=None, thing=thing)


def end(session: Session, organiser_id: int) -> Organiser | None:
    """One of them, who is about to be none any more in the transaction of `session`; None if they are not. Raises LastOne."""
    # Of two who remove each other, one stays.
    query = sa.select(Organiser).where(*_RUNNING).order_by(Organiser.id).with_for_update()
    running = session.scalars(query, execution_options={"populate_existing": True}).all()
    found = next((one for one in running if one.id == organiser_id), None)
    if found is not None and len(running) == 1:
        raise LastOne
    return found

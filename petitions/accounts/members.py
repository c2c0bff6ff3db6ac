"""Who belongs to a House: changing a role, ending a membership. Whoever may not read names any more loses the keys."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.accounts import audit, inviting, queries
from petitions.accounts.models import Membership
from petitions.accounts.rights import RIGHTS, Right, Role
from petitions.houses import holding
from petitions.houses import queries as houses


class LastAdministrator(errors.Refusal):
    """A House keeps one administrator."""


def change_role(house_id: int, member_id: int, role: Role, *, by: int) -> Membership:
    """Make a member something else. Raises queries.NoSuchMember, LastAdministrator, holding.LastHolder."""
    with database.action() as session:
        houses.take_turn(session, house_id)  # of two administrators who remove each other, one stays
        member = queries.member(house_id, member_id)
        _keep_an_administrator(session, member, role)
        member.role = role
        if Right.NAMES not in RIGHTS[role]:
            holding.take(session, house_id, member.organiser_id, even_last=True)
        audit.note(
            session,
            audit.What.ROLE_CHANGED,
            organiser_id=by,
            house_id=house_id,
            thing=f"organiser {member.organiser_id} to {role.value}",
        )
    return member


def remove(house_id: int, member_id: int, *, by: int) -> None:
    """End a membership: from the next request on there is no access.

    Raises queries.NoSuchMember, LastAdministrator, holding.LastHolder.
    """
    with database.action() as session:
        houses.take_turn(session, house_id)
        end(session, queries.member(house_id, member_id), by=by)


def end(session: Session, member: Membership, *, by: int | None) -> None:
    """End a membership in the transaction of `session`, which has its turn. Raises LastAdministrator, holding.LastHolder."""
    house_id, thing = member.house_id, f"organiser {member.organiser_id}"
    _keep_an_administrator(session, member, None)
    holding.take(session, house_id, member.organiser_id, even_last=True)
    inviting.forget(session, house_id, member.organiser.email)
    session.delete(member)
    audit.note(session, audit.What.MEMBER_REMOVED, organiser_id=by, house_id=house_id, thing=thing)


def _keep_an_administrator(session: Session, member: Membership, role: Role | None) -> None:
    if member.role is not Role.ADMINISTRATOR or role is Role.ADMINISTRATOR:
        return
    others = sa.select(sa.func.count()).where(
        Membership.house_id == member.house_id,
        Membership.role == Role.ADMINISTRATOR,
        Membership.id != member.id,
    )
    if not session.scalar(others):
        raise LastAdministrator

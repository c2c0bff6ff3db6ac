"""Questions about organisers and what is theirs."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions import database, errors
from petitions.accounts.models import Invitation, Membership, Organiser
from petitions.accounts.rights import Right, Role
from petitions.houses.models import House


class NoSuchMember(errors.NotFound):
    """Nobody of this House has this number."""


class NotYours(errors.NotFound):
    """There is no such thing, or it belongs to a House in which one may not do this: the answer is the same."""


def house_for(organiser: Organiser, right: Right, slug: str) -> House:
    """The House at this address in which `organiser` has `right`. Raises NotYours."""
    query = sa.select(House).where(House.slug == slug)
    if right is not Right.NETWORK:
        query = query.where(House.id.in_(organiser.house_ids(right)))
    elif not organiser.is_network_administrator:
        raise NotYours
    house = database.session().scalar(query)
    if house is None:
        raise NotYours
    return house


def members(house_id: int) -> list[Membership]:
    """Who belongs to a House, by name."""
    query = sa.select(Membership).join(Organiser).where(Membership.house_id == house_id).order_by(Organiser.name)
    whole = joinedload(Membership.organiser).selectinload(Organiser.webauthn)  # has_second_factor looks at these
    return list(database.session().scalars(query.options(whole)))


def member(house_id: int, member_id: int) -> Membership:
    """One membership of a House, as it is now. Raises NoSuchMember."""
    found = database.session().get(Membership, member_id, populate_existing=True)
    if found is None or found.house_id != house_id:
        raise NoSuchMember
    return found


def administrators(house_id: int) -> list[Organiser]:
    """The organisers who lead a House and have not been shut out: who is told what nobody may miss."""
    leading = [member.organiser for member in members(house_id) if member.role is Role.ADMINISTRATOR]
    return [organiser for organiser in leading if organiser.active]


def led() -> set[int]:
    """The Houses that have an administrator who has not been shut out, by id."""
    leading = sa.select(Membership.house_id).join(Membership.organiser)
    return set(database.session().scalars(leading.where(Membership.role == Role.ADMINISTRATOR, Organiser.active)))


def invitations(house_id: int | None) -> list[Invitation]:
    """Invitations to a House that wait to be accepted."""
    query = sa.select(Invitation).where(Invitation.house_id == house_id).order_by(Invitation.id)
    return list(database.session().scalars(query))


def to_change(session: Session, organiser_id: int) -> Organiser:
    """An organiser as it is now; whoever else changes it waits for the transaction of `session`."""
    query = sa.select(Organiser).where(Organiser.id == organiser_id).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def by_address(email: str) -> Organiser | None:
    """The organiser with this mail address."""
    return database.session().scalar(sa.select(Organiser).where(sa.func.lower(Organiser.email) == email.lower()))


def by_uniquifier(uniquifier: str) -> Organiser | None:
    """The organiser whose sign-in has this name."""
    return database.session().scalar(sa.select(Organiser).where(Organiser.fs_uniquifier == uniquifier))


def names(organiser_ids: set[int]) -> dict[int, str]:
    """What these organisers are called, by id."""
    query = sa.select(Organiser.id, Organiser.name).where(Organiser.id.in_(organiser_ids))
    return {row.id: row.name for row in database.session().execute(query)}

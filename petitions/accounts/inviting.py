"""Inviting organisers: a link in a mail, good for a week and for one person."""

import datetime
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, outbox, tokens
from petitions.accounts import audit, queries
from petitions.accounts.models import Invitation, Membership, Organiser
from petitions.accounts.rights import Role
from petitions.houses import queries as houses
from petitions.houses.models import House

LIFE = datetime.timedelta(days=7)
MAIL = "invitation"


class InvitationUsed(errors.Gone):
    """The link was used, was taken back, or is older than a week."""


class AlreadyMember(errors.Refusal):
    """This address belongs to an organiser of the House."""


class HasAdministrator(errors.Refusal):
    """The House is led by somebody: who else comes in is theirs to say, and not the network's."""


class HasAccount(errors.Refusal):
    """This address has an account, whose owner signs in first: the link alone opens none that is there."""


def invite(
    email: str, house: House | None, role: Role | None, *, language: str, by: int | None, is_first: bool = False
) -> str:
    """Invite `email` to `house` as `role`, or as network administrator without either. Returns the link's path.

    An earlier invitation of the same address to the same House is replaced. Raises AlreadyMember; HasAdministrator if it
    `is_first` who is to be invited, and the House has an administrator.
    """
    token = tokens.new()
    invitation = Invitation(token_hash=tokens.digest(token), email=email, house_id=house.id if house else None)
    invitation.role, invitation.language, invitation.expires_at = role, language, clock.now() + LIFE
    with database.action() as session:
        _refuse_members(session, email, house)
        if is_first and house and house.id in queries.led():
            raise HasAdministrator
        _replace(session, invitation)
        outbox.owe(session, MAIL, recipient=email, language=language, variables={"token": token})
        thing = f"invitation {invitation.id} as {role.value if role else 'network administrator'}"
        audit.note(session, audit.What.INVITED, organiser_id=by, house_id=invitation.house_id, thing=thing)
    return path(token)


def path(token: str) -> str:
    """The link's path."""
    return f"/organise/invitation/{token}"


def find(token: str) -> Invitation:
    """The invitation behind a link. Raises InvitationUsed."""
    query = sa.select(Invitation).where(Invitation.token_hash == tokens.digest(token))
    invitation = database.session().scalar(query)
    if invitation is None or invitation.expires_at <= clock.now():
        raise InvitationUsed
    return invitation


def accept(token: str, *, name: str, password: str | None, language: str) -> Organiser:
    """Make an organiser of whoever holds the link; `password` is a hash, None for an organiser that already signs in.

    Raises InvitationUsed, HasAccount; of two who press at once, one gets it.
    """
    with database.action() as session:
        invitation = find(token)
        _take_turn(session, invitation.email)
        taken = sa.delete(Invitation).where(Invitation.id == invitation.id).returning(Invitation.id)
        if session.scalar(taken) is None:
            raise InvitationUsed
        known = queries.by_address(invitation.email)
        if known and password:
            raise HasAccount
        organiser = queries.to_change(session, known.id) if known else _new(invitation.email, name, password, language)
        session.add(organiser)
        _admit(organiser, invitation)
        session.flush()
        audit.note(
            session,
            audit.What.INVITATION_ACCEPTED,
            organiser_id=organiser.id,
            house_id=invitation.house_id,
            thing=f"invitation {invitation.id}",
        )
    return organiser


def take_back(house_id: int | None, invitation_id: int, *, by: int, role: Role | None = None) -> None:
    """End an invitation of a House, if it is one for this `role`. Raises queries.NoSuchMember."""
    with database.action() as session:
        taken = sa.delete(Invitation).where(Invitation.id == invitation_id, Invitation.house_id == house_id)
        taken = taken.where(Invitation.role == role) if role else taken
        if session.scalar(taken.returning(Invitation.id)) is None:
            raise queries.NoSuchMember
        audit.note(
            session,
            audit.What.INVITATION_TAKEN_BACK,
            organiser_id=by,
            house_id=house_id,
            thing=f"invitation {invitation_id}",
        )


def forget_expired() -> None:
    """Delete the addresses of invitations that nobody took."""
    with database.action() as session:
        session.execute(sa.delete(Invitation).where(Invitation.expires_at <= clock.now()))


def _refuse_members(session: Session, email: str, house: House | None) -> None:
    if house:
        houses.take_turn(session, house.id)
    known = queries.by_address(email)
    if known and (known.is_network_administrator if house is None else known.role_in(house)):
        raise AlreadyMember


def forget(session: Session, house_id: int | None, email: str) -> None:
    """Delete the invitations of an address, in whatever case, to a House (None: the network), in the transaction of `session`."""
    # SQLite knows the small letters of ASCII alone.
    is_same = sa.or_(Invitation.email == email, sa.func.lower(Invitation.email) == email.lower())
    same = (is_same, Invitation.house_id == house_id)
    session.execute(sa.delete(Invitation).where(*same))


def _replace(session: Session, invitation: Invitation) -> None:
    """Put an invitation in the place of an earlier one of the same address to the same House."""
    forget(session, invitation.house_id, invitation.email)
    session.add(invitation)
    session.flush()


def _take_turn(session: Session, email: str) -> None:
    """Wait for whoever accepts another invitation of this address: one of the two makes its account."""
    of_address = sa.select(Invitation.id).where(sa.func.lower(Invitation.email) == email.lower())
    session.execute(of_address.order_by(Invitation.id).with_for_update())


def _new(email: str, name: str, password: str | None, language: str) -> Organiser:
    return Organiser(
        email=email,
        name=name,
        password=password,
        language=language,
        active=True,
        is_network_administrator=False,
        fs_uniquifier=secrets.token_hex(32),
        fs_webauthn_user_handle=secrets.token_hex(32),
    )


def _admit(organiser: Organiser, invitation: Invitation) -> None:
    if invitation.house_id is None:
        organiser.is_network_administrator = True
    elif invitation.role and all(member.house_id != invitation.house_id for member in organiser.memberships):
        organiser.memberships.append(Membership(house_id=invitation.house_id, role=invitation.role))

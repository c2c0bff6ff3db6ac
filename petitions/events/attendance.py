"""Attendance: saying that one will come, changing one's mind, and places that never run over."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import addresses, batches, clock, database, errors, keyring, outbox, sealing, tokens, tombstones
from petitions.events import queries
from petitions.events.models import Event, Rsvp, State
from petitions.houses import keys

MAIL = "rsvp"

CANCELLED = "rsvp"
"""What tombstones call an RSVP that was called off."""

PREFIX = "event-"
"""With what the names of secrets begin in the keyring."""

MOST_PEOPLE = 20
"""The largest group that one RSVP speaks for."""


class EventOver(errors.Refusal):
    """The event has passed or was called off."""


class EventFull(errors.Refusal):
    """There are fewer places left than people who want to come."""


class HostUnknown(errors.Refusal):
    """It is not settled which House hosts the event, or another one does by now: no address can be sealed for it."""


class NotCounted(errors.Refusal):
    """Organisers have taken the RSVP out of the count."""


class LinkUnknown(errors.Gone):
    """No RSVP has this link: mistyped, called off, or erased."""


def secret_name(event_id: int) -> str:
    """What the secret of an event's contact data is called in the keyring."""
    return f"{PREFIX}{event_id}"


def context(event_id: int, token_hash: bytes) -> str:
    """What binds contact data to their row: moved to another, they do not open."""
    return f"rsvp {event_id} {token_hash.hex()}"


def link(email: str, secret: bytes) -> str:
    """The token in mails about an event to an address, made under the event's `secret`: the same for all its answers.

    Whoever has it reads the mail of that address; whoever typed the address does not.
    """
    return tokens.derived(sealing.mark(addresses.canonical(email), secret=secret, purpose="link in mails of an event"))


def rsvp(event: Event, *, people: int, language: str, email: str | None = None, name: str | None = None) -> str:
    """Note that `people` will come and return the token with which they can change it: the only copy there is.

    An `email` is sealed for the hosting House and gets a mail. Raises EventOver, EventFull; HostUnknown, keys.NoHouseKey or
    keyring.SecretMissing when contact data could not be sealed.
    """
    token, hour = tokens.new(), clock.now().replace(minute=0, second=0, microsecond=0)
    row = Rsvp(event_id=event.id, people=people, language=language, token_hash=tokens.digest(token), said_at=hour)
    host, link_in_mail = event.house_id, None
    if email:
        if not _is_open(database.session(), event.id):  # or its secret, which is shredded after it, would be made anew
            raise EventOver
        link_in_mail = _seal_contact(row, event, token, email, name)
    with database.action() as session:
        row.told = _take_places(session, event.id, people)
        if email and not _is_host(session, event.id, host):
            raise HostUnknown
        session.add(row)
        if email:
            outbox.owe(session, MAIL, recipient=email, language=language, variables={"token": link_in_mail})
    return token


def find(token: str) -> Rsvp:
    """The RSVP of a link, the newest that counts of its address if the link is from a mail. Raises LinkUnknown."""
    found = queries.rsvps_by_token(tokens.digest(token))
    if not found:
        raise LinkUnknown
    return found[-1]


def is_newest_of_several(token: str) -> bool:
    """Whether a link is from a mail to an address with which several answers were given."""
    return len(queries.rsvps_by_token(tokens.digest(token))) > 1


def change(token: str, people: int) -> Rsvp:
    """Come with another number of people. Raises LinkUnknown, NotCounted, EventOver, EventFull."""
    with database.action() as session:
        row = _locked(session, token)
        if not row.is_counted:
            raise NotCounted
        if people != row.people:
            _take_places(session, row.event_id, people - row.people)
            row.people = people
    return row


def cancel(token: str) -> Event:
    """Call off: the row goes, the places are free again; by the link in a mail all answers of its address do.

    Returns the event. Raises LinkUnknown.
    """
    linked = sa.select(Rsvp).where(queries.has_link(tokens.digest(token))).order_by(Rsvp.id)
    with database.action() as session:
        rows = session.scalars(linked.with_for_update(of=Rsvp), execution_options={"populate_existing": True}).all()
        if not rows:
            raise LinkUnknown
        event = rows[0].event
        for row in rows:
            tombstones.note(CANCELLED, row.event_id, row.token_hash)
            remove(session, row)
    return event


def remove(session: Session, row: Rsvp) -> None:
    """Delete `row`, which is called off, and take those for whom it speaks out of the head count, if they are in it.

    Mails to its address that are owed are those of another answer of that address, if there is one.
    """
    if row.is_counted:
        session.execute(sa.update(Event).where(Event.id == row.event_id).values(coming=Event.coming - row.people))
    if row.link_hash:
        others = sa.select(sa.func.max(Rsvp.id)).where(Rsvp.link_hash == row.link_hash, Rsvp.id != row.id)
        heir = session.scalar(others)
        if heir is not None:
            batches.hand_on(session, [row.told_by, row.reminded_by], row.id, to=heir)
    session.delete(row)


def _is_host(session: Session, event_id: int, house_id: int) -> bool:
    """Whether this House hosts the event and no other one is asked to. Asked once places are taken, which holds the event."""
    now = sa.select(Event.id).where(Event.id == event_id, Event.house_id == house_id)
    is_settled = sa.or_(Event.asked_house_id.is_(None), Event.is_declined)
    return session.scalar(now.where(is_settled)) is not None


def _take_places(session: Session, event_id: int, people: int) -> int:
    """Move the head count in one statement that fails when there is no room: two who ask at once do not both get the last place.

    Returns the SEQUENCE of the event.
    """
    room = sa.or_(Event.capacity.is_(None), Event.coming + people <= Event.capacity, sa.literal(people <= 0))
    taken = session.scalar(
        sa.update(Event)
        .where(_takes_place(event_id), room)
        .values(coming=Event.coming + people)
        .returning(Event.sequence)
        .execution_options(**database.BLIND)
    )
    if taken is None:
        raise EventFull if _is_open(session, event_id) else EventOver
    return taken


def _is_open(session: Session, event_id: int) -> bool:
    return session.scalar(sa.select(Event.id).where(_takes_place(event_id))) is not None


def _takes_place(event_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Event.id == event_id, Event.state == State.PLANNED, Event.ends_at > clock.now())


def _seal_contact(row: Rsvp, event: Event, token: str, email: str, name: str | None) -> str:
    """Seal the contact of `row` into it. Returns the token for mails to it."""
    key, secret = keys.current(event.house_id), keyring.current().ensure(secret_name(event.id))
    sealed = sealing.seal(
        {"email": email, "name": name},
        secret=secret,
        public_key=key.public_key,
        token=token,
        context=context(event.id, row.token_hash),
    )
    row.key_id = key.id
    row.sealed, row.house_wrap, row.token_wrap = sealed.content, sealed.house_wrap, sealed.token_wrap
    link_in_mail = link(email, secret)
    row.link_hash = tokens.digest(link_in_mail)
    return link_in_mail


def _locked(session: Session, token: str) -> Rsvp:
    query = sa.select(Rsvp).where(Rsvp.id == find(token).id).with_for_update(of=Rsvp)
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise LinkUnknown
    return row

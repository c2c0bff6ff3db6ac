"""Sessions of organisers: each has a row, and ends with it wherever its cookie is."""

import datetime
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, tokens
from petitions.accounts import audit, queries
from petitions.accounts.models import Organiser, OrganiserSession
from petitions.houses import unlocking

SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = {"Firefox": "Firefox", "Edg": "Edge", "OPR": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
IDLE_DAYS = 14
"""Days without a visit after which a session has ended."""
MOST = 30
"""Sessions that one organiser has at most: a further one ends the oldest."""


def begin(session: Session, organiser: Organiser, user_agent: str) -> str:
    """Write a new session into the transaction of `session`; returns the token for its cookie. There are MOST at most."""
    token = tokens.new()
    row = OrganiserSession(
        organiser_id=organiser.id,
        token_hash=tokens.digest(token),
        device=device(user_agent),
        begun_at=clock.now(),
        seen_on=clock.today(),
    )
    own = OrganiserSession.organiser_id == organiser.id
    kept = sa.select(OrganiserSession.id).where(own).order_by(OrganiserSession.id.desc()).limit(MOST - 1)
    session.execute(sa.delete(OrganiserSession).where(own, OrganiserSession.id.not_in(kept.scalar_subquery())))
    session.add(row)
    return token


def device(user_agent: str) -> str:
    """Browser and system in two words, such as "Firefox, Android": enough to know one's own again."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "Browser")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return f"{browser}, {system}" if system else browser


def find(token: str) -> OrganiserSession | None:
    """The session of this cookie, if it still counts."""
    query = sa.select(OrganiserSession).where(OrganiserSession.token_hash == tokens.digest(token))
    row = database.session().scalar(query)
    return row if row and (clock.today() - row.seen_on).days <= IDLE_DAYS else None


def of(organiser: Organiser) -> list[OrganiserSession]:
    """All sessions of an organiser, newest first."""
    query = sa.select(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id)
    return list(database.session().scalars(query.order_by(OrganiserSession.id.desc())))


def note_visit(row: OrganiserSession) -> None:
    """Note, once a day, that the session is used."""
    if row.seen_on == clock.today():
        return
    with database.action() as session:
        session.execute(sa.update(OrganiserSession).where(OrganiserSession.id == row.id).values(seen_on=clock.today()))


def forget_idle() -> None:
    """Delete the sessions that count no more."""
    last = clock.today() - datetime.timedelta(days=IDLE_DAYS)
    with database.action() as session:
        session.execute(sa.delete(OrganiserSession).where(OrganiserSession.seen_on < last))


def end(organiser: Organiser, session_id: int) -> None:
    """End one session of an organiser, and lock what they have open. Harmless if it has ended."""
    with database.action() as session:
        unlocking.lock(session, organiser.id)
        session.execute(
            sa.delete(OrganiserSession).where(
                OrganiserSession.id == session_id, OrganiserSession.organiser_id == organiser.id
            )
        )


def end_with(organiser_id: int, token: str | None) -> None:
    """End the session of a cookie, at signing out, and lock what its organiser has open."""
    with database.action() as session:
        unlocking.lock(session, organiser_id)
        if token:
            session.execute(sa.delete(OrganiserSession).where(OrganiserSession.token_hash == tokens.digest(token)))


def end_all(organiser_id: int) -> None:
    """Sign an organiser out everywhere, this device included."""
    with database.action() as session:
        organiser = queries.to_change(session, organiser_id)
        organiser.fs_uniquifier = secrets.token_hex(32)
        end_others_in(session, organiser, None)
        audit.note_account(session, audit.What.SIGNED_OUT_EVERYWHERE, organiser, by=organiser_id)


def end_others_in(session: Session, organiser: Organiser, token: str | None) -> None:
    """End all sessions but that of `token` within the transaction of `session`, and lock what is open in any."""
    unlocking.lock(session, organiser.id)
    others = sa.delete(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id)
    if token:
        others = others.where(OrganiserSession.token_hash != tokens.digest(token))
    session.execute(others)


def note_wrong_factor(organiser: Organiser) -> None:
    """Write into the log that a second factor shown in this name was wrong.

    Of each House: whoever tries has a password or a device of somebody who is at home there.
    """
    with database.action() as session:
        audit.note_account(session, audit.What.WRONG_SECOND_FACTOR, organiser, by=organiser.id)

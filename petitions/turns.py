"""Turns: of several processes that would do the same at once, one comes first. SQLite has one writer anyway."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Session


@enum.unique
class Turn(enum.IntEnum):
    """What one does at a time, by the number of its advisory lock on PostgreSQL."""

    TALLY = 0x7A11
    """Booking totals, however many workers run."""
    TRAFFIC = 0x7A12
    """Counting what became of mails."""
    PACE = 0x7A13
    """Taking a share of the mails of a minute."""
    CAP = 0x7A14
    """Counting the mails of a day for one address."""
    SENDING = 0x7A15
    """Writing mails within the two hours that all share."""
    LOG = 0x61756469
    """Writing the next entry of the log."""


def take(session: Session, turn: Turn) -> None:
    """Wait for one's turn, and keep it until the transaction of `session` ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(turn.value)))

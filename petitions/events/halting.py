"""Notices after a pause or a restore: what must not go out now is owed again if somebody goes on.

Of a notice that a backup has brought back nobody knows who got it since: it waits for an organiser.
"""

import datetime

from petitions import database
from petitions.events import noting
from petitions.events.models import Notice
from petitions.events.notices import owe_again
from petitions.events.noting import What
from petitions.houses import halting


def seal_again() -> int:
    """Take back what workers had in hand when a notice was paused. Called every ten minutes. Returns how many mails that were."""
    return halting.seal_again(Notice, owe_again)


def halt(made_at: datetime.datetime) -> int:
    """After a backup of the moment `made_at` was restored: let no notice go on before an organiser decides it.

    Returns how many were halted.
    """
    with database.action() as session:
        halted = halting.halt(session, Notice, owe_again)
        for notice in halted:
            halting.await_decision(notice, made_at)
            noting.note(session, What.HALTED, notice.event, by=None)
    return len(halted)

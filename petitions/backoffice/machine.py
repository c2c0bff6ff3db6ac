"""How worker and mail are, and what is wrong with them, for whoever can tell the operator."""

import datetime
from dataclasses import dataclass

from flask_babel import gettext as _

from petitions import clock, database, formats, outbox
from petitions.backoffice.attention import Point
from petitions.post import holdups, traffic
from petitions.signatures import tally


@dataclass(frozen=True)
class Machine:
    """How worker and mail are."""

    last_tally: datetime.datetime | None
    oldest_mail: datetime.timedelta | None
    """How long it has waited."""
    held_up: datetime.timedelta | None
    """For how long mail has stood still."""
    is_refused: bool
    """Whether the mail server takes nothing, for a fault of ours."""


def look() -> Machine:
    """How worker and mail are now."""
    last = database.last_beat(tally.HEARTBEAT)
    return Machine(last, outbox.oldest_wait(), holdups.longest(), traffic.is_refused())


def points(known: Machine) -> list[Point]:
    """What is wrong with them; only the first."""
    last, wait = known.last_tally, known.held_up
    if last is None or clock.now() - last > tally.STALE:
        return [
            Point(_("The worker does not run: nothing is counted, and no mail goes out. Tell whoever runs the server."))
        ]
    if known.is_refused:
        return [Point(_("The mail server refuses our mail, so mail waits. Tell whoever runs the server."))]
    if wait is not None and wait > outbox.LATE:
        long = formats.duration(wait)
        return [
            Point(_("Mail is stuck: the oldest one has waited for %(long)s. Tell whoever runs the server.", long=long))
        ]
    return []

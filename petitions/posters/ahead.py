"""Drawing ahead: the small pictures that pages show, and the pictures to share, are there before anybody asks for one.

A page asks for a dozen at once, and a messenger that shows a link asks once and waits for nothing.
"""

import datetime
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from petitions import database, i18n, storage
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.events import queries as events
from petitions.pdf.papers import Screen
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import composing, designs, keeping
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.drawers import NICENESS, Drawer, Ended
from petitions.posters.forms import Form

AT_ONCE = 12
"""Pictures of a round: a worker that is told to stop does so within seconds."""
AFTER = 600
"""Seconds until a worker draws the first: what it is started for comes before."""
LOOK = 600
"""Seconds until a campaign that has not changed is looked at again: its events, its House or those behind it may have."""

Order = tuple[Poster, Design | None, Form]
"""A picture; without a design the one to share."""


class Ahead:
    """The rounds, and what one remembers for the next. The first begins so many seconds `after` the worker: mail comes first."""

    def __init__(self, after: float = AFTER) -> None:
        self._begins = time.monotonic() + after
        self._whole: dict[int, tuple[datetime.datetime, float]] = {}
        """When a campaign was changed of which everything was there, and when that was seen."""
        self._vain: set[Path] = set()
        """What cannot be drawn, until it says something else."""

    def draw(self) -> int:
        """Draw some of what is missing of a campaign that has anything missing. Returns how many pictures, 0 if there is none.

        Raises drawers.Busy and storage.NoRoom.
        """
        if time.monotonic() < self._begins:
            return 0
        for campaign in (*campaigns.open_campaigns(), *campaigns.closed_campaigns()):
            if not self._is_whole(campaign):
                wanted = {keeping.file(*order, "png"): order for order in pictures(campaign)}
                missing = [file for file in wanted if file not in self._vain and not storage.use(file)]
                if missing:
                    database.end_reading()
                    return self._drawn({file: wanted[file] for file in missing[:AT_ONCE]})
                self._whole[campaign.id] = campaign.changed_at, time.monotonic()
        return 0

    def _is_whole(self, campaign: Campaign) -> bool:
        changed_at, seen = self._whole.get(campaign.id, (None, 0.0))
        return changed_at == campaign.changed_at and time.monotonic() - seen < LOOK

    def _drawn(self, missing: dict[Path, Order]) -> int:
        with Drawer(storage.fonts_path(), seconds=keeping.SECONDS, niceness=NICENESS) as drawer:
            for file, order in missing.items():
                try:
                    storage.keep(file.parent, {file.name: drawer.draw(*order, "png")})
                except (Unprintable, TooFull, Ended, subprocess.CalledProcessError):
                    self._vain.add(file)
        return len(missing)


def pictures(campaign: Campaign) -> Iterator[Order]:
    """What the pages of `campaign` and of its events to come show, and links to them, in every language of the site."""
    for language in i18n.INTERFACE:
        poster = composing.compose(campaign, language)
        for design in designs.of(poster):
            yield poster, design, Form()
        gatherings = [composing.compose_event(event, language) for event in events.upcoming(campaign.id)]
        for one in gatherings:
            yield one, Design.MARCH, Form()
        for one in (poster, *gatherings):
            for screen in Screen:
                yield one, None, Form(screen)

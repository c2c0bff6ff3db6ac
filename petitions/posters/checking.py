"""Looking posters over before they are printed: what has no room, what no typeface has, which designs become plainer."""

import enum
import json
import math
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from petitions import database, storage
from petitions.pdf.papers import Paper, Screen
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import keeping
from petitions.posters.content import Poster
from petitions.posters.designs import MOST_FACES, Design
from petitions.posters.drawers import Drawer, Ended
from petitions.posters.forms import Way
from petitions.posters.orders import Item


class Trouble(enum.Enum):
    """What there may be to know of a poster."""

    NO_PICTURE = "no picture"
    NO_DIRECTIONS = "no directions"
    NO_STRIPS = "no strips"
    SMALL_HEADLINE = "small headline"
    """The words are long: a plainer plan holds them, which does without that."""
    NO_LOGOS = "no logos of endorsers"
    """Their names stand there instead."""
    NO_NAMES = "no names of endorsers"
    """The organisers' sentence on them stands there instead."""
    NO_ENDORSERS = "no endorsers"
    NOT_ALL = "not everybody"
    """There are more people than a wall holds."""
    TOO_LONG = "too long"
    """No plan holds the words."""
    UNPRINTABLE = "unprintable"
    """No typeface has some signs; that is so of all posters of the campaign, or of the event, in the language."""
    UNDRAWN = "undrawn"
    """It broke the program that draws."""


LEFT_OUT = frozenset({Trouble.TOO_LONG, Trouble.UNPRINTABLE, Trouble.UNDRAWN})
PLAINER: Mapping[Design, tuple[Trouble, ...]] = {
    Design.RELEASED: (Trouble.NO_PICTURE,),
    Design.PORTRAIT: (Trouble.NO_PICTURE, Trouble.NO_PICTURE),
    Design.WORDS: (Trouble.SMALL_HEADLINE,),
    Design.WALL: (Trouble.NO_PICTURE,),
    Design.MARCH: (Trouble.NO_DIRECTIONS,),
    Design.TEAR_OFF: (Trouble.NO_PICTURE, Trouble.NO_STRIPS),
}
"""What each plainer plan of a design does without."""
_ON = {on.value: on for on in (*Paper, *Screen)}
AGAIN = 600
"""Seconds after which a poster that was not drawn is worth another look."""


@dataclass(frozen=True)
class Finding:
    """Something that whoever prints a poster should know. Without a paper it is about all posters of the language, of the
    campaign or of the `event` at that address; without a design alone about a picture to share."""

    language: str
    what: Trouble
    design: Design | None = None
    paper: Paper | Screen | None = None
    signs: tuple[str, ...] = ()
    event: str = ""

    @property
    def row(self) -> list[str | None]:
        """It as a table keeps it."""
        design, paper = self.design and self.design.value, self.paper and self.paper.value
        if self.event:  # beside the design: tables have rows that know no events
            design = f"{design or ''}:{self.event}"
        return [self.language, self.what.value, design, paper, *self.signs]

    @classmethod
    def of(cls, row: list[str | None]) -> "Finding":
        """What `row` was made of."""
        language, what, subject, paper, *signs = row
        design, _colon, event = (subject or "").partition(":")
        return cls(
            str(language),
            Trouble(what),
            Design(design) if design else None,
            _ON[paper] if paper else None,
            tuple(map(str, signs)),
            event,
        )


def findings(item: Item, way: Way) -> list[Finding]:
    """What there is to know of a poster that was drawn in this way."""
    plainer = [PLAINER[item.design][way.plan - 1]] if item.design and way.plan else []
    if item.design is Design.WALL and not way.plan and len(item.poster.people) > MOST_FACES:
        plainer.append(Trouble.NOT_ALL)
    return [_about(item, what) for what in (*plainer, *_given_way(item.poster, way.lost))]


def _given_way(poster: Poster, lost: int) -> Iterator[Trouble]:
    """What gave way of those who stand behind the campaign, when `lost` of the ways to say it had no room."""
    if lost == poster.ways > 0:
        yield Trouble.NO_ENDORSERS
    elif lost:
        yield Trouble.NO_LOGOS if lost == 1 and poster.backers else Trouble.NO_NAMES


def refused(item: Item, refusal: Exception) -> Finding:
    """What there is to know of a poster that could not be drawn."""
    if isinstance(refusal, Unprintable):
        return Finding(item.poster.language, Trouble.UNPRINTABLE, signs=refusal.characters, event=item.event)
    return _about(item, Trouble.TOO_LONG if isinstance(refusal, TooFull) else Trouble.UNDRAWN)


TROUBLES = (Unprintable, TooFull, Ended, subprocess.CalledProcessError)
"""Why a poster cannot be drawn, when others can."""


def check(items: Iterable[Item], *, seconds: float = math.inf) -> tuple[Finding, ...]:
    """What there is to know of `items`, found without drawing them: some hundredths of a second each, once per change.

    Room does not depend on who prints. No further sheet is begun after so many `seconds`. Raises errors.Unavailable.
    """
    sheets, end = _sheets(items), time.monotonic() + seconds
    database.end_reading()
    with Drawer(storage.fonts_path(), seconds=keeping.SECONDS) as drawer:
        # Those that somebody looked over come last: one that can never be drawn would take the time of all others each time.
        for sheet in sorted(sheets, key=lambda sheet: _file(sheet).exists()):
            if time.monotonic() < end:
                _look_over(drawer, sheet)
    return _known(sheets)[0]


def known(items: Iterable[Item]) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """What was found of `items` when somebody had them looked over, and the languages in which some were not yet."""
    return _known(_sheets(items))


def _known(sheets: list[list[Item]]) -> tuple[tuple[Finding, ...], frozenset[str]]:
    found: list[Finding] = []
    unknown = set()
    for sheet in sheets:
        try:
            file = _file(sheet)
            rows, age = _read(file.read_bytes()), time.time() - file.stat().st_mtime
        except FileNotFoundError:
            unknown.add(sheet[0].poster.language)
            continue
        if _is_doubtful(rows) and age > AGAIN:
            unknown.add(sheet[0].poster.language)
        found += rows
    return tuple(dict.fromkeys(found)), frozenset(unknown)


def _sheets(items: Iterable[Item]) -> list[list[Item]]:
    """The designs of each poster on each paper, and its pictures to share."""
    sheets: dict[tuple[Poster, Paper | Screen], dict[Design | None, Item]] = {}
    for item in items:
        sheets.setdefault((item.poster, item.form.paper), {})[item.design] = item
    return [list(designs.values()) for designs in sheets.values()]


def _file(sheet: list[Item]) -> Path:
    return keeping.file_of(sheet[0].poster, f"{sheet[0].form.paper.value}.findings")


def _read(rows: bytes) -> list[Finding]:
    return [Finding.of(row) for row in json.loads(rows)]


def _is_doubtful(found: list[Finding]) -> bool:
    """Whether something was not drawn: it may have been a bad moment."""
    return any(one.what is Trouble.UNDRAWN for one in found)


def _look_over(drawer: Drawer, sheet: list[Item]) -> None:
    """Find what there is to know of a sheet, if nobody has, or if something was not drawn."""
    file = _file(sheet)
    if file.exists() and _is_doubtful(_read(file.read_bytes())):
        file.unlink(missing_ok=True)
    keeping.kept(file, lambda: json.dumps([one.row for item in sheet for one in _found(drawer, item)]).encode())


def _found(drawer: Drawer, item: Item) -> list[Finding]:
    try:
        return findings(item, keeping.opened(drawer.draw(item.poster, item.design, item.form, "plan")).way)
    except TROUBLES as refusal:
        return [refused(item, refusal)]


def _about(item: Item, what: Trouble) -> Finding:
    return Finding(item.poster.language, what, item.design, item.form.paper, event=item.event)

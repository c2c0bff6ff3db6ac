"""Looking posters over before they are printed: what has no room, what no typeface has, which designs become plainer."""

import enum
import functools
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from petitions import storage
from petitions.pdf.papers import Paper
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import keeping
from petitions.posters.designs import Design
from petitions.posters.drawers import Drawer, Ended
from petitions.posters.orders import Item


class Trouble(enum.Enum):
    """What there may be to know of a poster."""

    NO_PICTURE = "no picture"
    NO_DIRECTIONS = "no directions"
    NO_STRIPS = "no strips"
    SMALL_HEADLINE = "small headline"
    """The words are long: a plainer plan holds them, which does without that."""
    TOO_LONG = "too long"
    """No plan holds the words."""
    UNPRINTABLE = "unprintable"
    """No typeface has some signs; that is so of all posters of the language."""
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


@dataclass(frozen=True)
class Finding:
    """Something that whoever prints a poster should know. Without design and paper it is about all posters of the language."""

    language: str
    what: Trouble
    design: Design | None = None
    paper: Paper | None = None
    signs: tuple[str, ...] = ()

    @property
    def row(self) -> list[str | None]:
        """It as a table keeps it."""
        design, paper = self.design and self.design.value, self.paper and self.paper.value
        return [self.language, self.what.value, design, paper, *self.signs]

    @classmethod
    def of(cls, row: list[str | None]) -> "Finding":
        """What `row` was made of."""
        language, what, design, paper, *signs = row
        return cls(
            str(language),
            Trouble(what),
            Design(design) if design else None,
            Paper(paper) if paper else None,
            tuple(map(str, signs)),
        )


def finding(item: Item, plan: int) -> Finding | None:
    """What there is to know of a poster that was drawn by its plan number `plan`."""
    return _about(item, PLAINER[item.design][plan - 1]) if plan else None


def refused(item: Item, refusal: Exception) -> Finding:
    """What there is to know of a poster that could not be drawn."""
    if isinstance(refusal, Unprintable):
        return Finding(item.poster.language, Trouble.UNPRINTABLE, signs=refusal.characters)
    return _about(item, Trouble.TOO_LONG if isinstance(refusal, TooFull) else Trouble.UNDRAWN)


TROUBLES = (Unprintable, TooFull, Ended, subprocess.CalledProcessError)
"""Why a poster cannot be drawn, when others can."""


def check(items: Iterable[Item]) -> tuple[Finding, ...]:
    """What there is to know of `items`, found without drawing them: some hundredths of a second each, once per change.

    Room does not depend on who prints. Raises errors.Unavailable.
    """
    alike = {(item.poster, item.design, item.form.paper): item for item in items}
    found = checked(tuple(alike.values()), storage.fonts_path())
    if any(one.what is Trouble.UNDRAWN for one in found):
        checked.cache_clear()  # it may have been a bad moment
    return found


@functools.lru_cache(maxsize=16)
def checked(items: tuple[Item, ...], fonts: Path) -> tuple[Finding, ...]:
    """What `check` finds with the typefaces in `fonts`."""
    found: dict[Finding | None, None] = {}
    with keeping.turn(), Drawer(fonts, seconds=keeping.SECONDS) as drawer:
        for item in items:
            try:
                plan = keeping.opened(drawer.draw(item.poster, item.design, item.form, "plan")).plan
                found[finding(item, plan)] = None
            except TROUBLES as refusal:
                found[refused(item, refusal)] = None
    return tuple(each for each in found if each)


def _about(item: Item, what: Trouble) -> Finding:
    paper = item.form.paper
    assert isinstance(paper, Paper)
    return Finding(item.poster.language, what, item.design, paper)

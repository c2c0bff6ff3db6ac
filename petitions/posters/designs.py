"""The designs there are, and what each needs. How they are drawn is in `plans`, which whoever only chooses does not load."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from petitions.posters.content import Poster, Standing


class Design(enum.Enum):
    """A design; the value is its name in addresses. The first that a campaign has something for is its usual one."""

    RELEASED = "released"
    PORTRAIT = "portrait"
    WORDS = "words"
    WALL = "wall"
    MARCH = "march"
    TEAR_OFF = "tear-off"
    LETTER = "letter"
    POSTCARD = "postcard"
    PAPER_SHEET = "paper-sheet"


@dataclass(frozen=True)
class Need:
    """What a design needs of a campaign."""

    is_for: Callable[[Poster], bool]
    """Whether a poster has what the design shows."""
    standings: frozenset[Standing] = frozenset(Standing)
    """Where the campaign may stand, so that the design says what is true."""


MOST_FACES = 24
"""People on a wall; more would be too small to be known."""
_OPEN = frozenset({Standing.OPEN})
_ASKING = frozenset({Standing.OPEN, Standing.CLOSED})


DESIGNS: Mapping[Design, Need] = {
    Design.RELEASED: Need(lambda poster: poster.ending is not None),
    Design.PORTRAIT: Need(lambda poster: poster.portrait is not None, _ASKING),
    Design.WORDS: Need(lambda _poster: True, _ASKING),
    Design.WALL: Need(lambda poster: len(poster.pictured) > 1, _ASKING),
    Design.MARCH: Need(lambda poster: poster.gathering is not None),
    Design.TEAR_OFF: Need(lambda _poster: True, _OPEN),
    Design.LETTER: Need(lambda poster: bool(poster.letter.paragraphs), _ASKING),
    Design.POSTCARD: Need(lambda poster: poster.card is not None),
    Design.PAPER_SHEET: Need(lambda poster: poster.sheets is not None),
}


def of(poster: Poster) -> list[Design]:
    """The designs that `poster` has something for, while they say what is true."""
    return [design for design, need in DESIGNS.items() if poster.standing in need.standings and need.is_for(poster)]

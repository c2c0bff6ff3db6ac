"""The designs there are, what each needs, and the plans it falls back to when words do not fit."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from petitions.posters import letter, march, paper_sheet, portrait, postcard, released, share, tear_off, wall
from petitions.posters.content import Poster, Standing
from petitions.posters.rendering import Plan


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
class Made:
    """How a design is made."""

    plans: tuple[Plan, ...]
    """The plan, then plainer ones."""
    is_for: Callable[[Poster], bool]
    """Whether a poster has what the design shows."""
    standings: frozenset[Standing] = frozenset(Standing)
    """Where the campaign may stand, so that the design says what is true."""


_OPEN = frozenset({Standing.OPEN})
_ASKING = frozenset({Standing.OPEN, Standing.CLOSED})


DESIGNS: Mapping[Design, Made] = {
    Design.RELEASED: Made((released.draw, released.draw_words), lambda poster: poster.ending is not None),
    Design.PORTRAIT: Made(
        (portrait.draw, portrait.draw_words, portrait.draw_text), lambda poster: poster.portrait is not None, _ASKING
    ),
    Design.WORDS: Made((portrait.draw_words, portrait.draw_text), lambda _poster: True, _ASKING),
    Design.WALL: Made((wall.draw, portrait.draw_text), lambda poster: len(poster.pictured) > 1, _ASKING),
    Design.MARCH: Made((march.draw, march.draw_plainly), lambda poster: poster.gathering is not None),
    Design.TEAR_OFF: Made((tear_off.draw, tear_off.draw_words, portrait.draw_text), lambda _poster: True, _OPEN),
    Design.LETTER: Made((letter.draw,), lambda poster: bool(poster.letter.paragraphs), _ASKING),
    Design.POSTCARD: Made((postcard.draw,), lambda poster: poster.card is not None),
    Design.PAPER_SHEET: Made((paper_sheet.draw,), lambda poster: poster.sheets is not None),
}
SHARED: tuple[Plan, ...] = (share.draw,)
"""Pictures to share have one design, in three shapes."""


def of(poster: Poster) -> list[Design]:
    """The designs that `poster` has something for, while they say what is true."""
    return [design for design, made in DESIGNS.items() if poster.standing in made.standings and made.is_for(poster)]

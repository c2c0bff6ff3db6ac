"""How each design is drawn, and the plainer plans it falls back to when words do not fit. Loaded by those alone who draw."""

from collections.abc import Mapping

from petitions.posters import letter, march, paper_sheet, portrait, postcard, released, share, tear_off, wall
from petitions.posters.designs import Design
from petitions.posters.rendering import Plan

PLANS: Mapping[Design, tuple[Plan, ...]] = {
    Design.RELEASED: (released.draw, released.draw_words),
    Design.PORTRAIT: (portrait.draw, portrait.draw_words, portrait.draw_text),
    Design.WORDS: (portrait.draw_words, portrait.draw_text),
    Design.WALL: (wall.draw, portrait.draw_text),
    Design.MARCH: (march.draw, march.draw_plainly),
    Design.TEAR_OFF: (tear_off.draw, tear_off.draw_words, portrait.draw_text),
    Design.LETTER: (letter.draw,),
    Design.POSTCARD: (postcard.draw,),
    Design.PAPER_SHEET: (paper_sheet.draw,),
}
"""The plan of each, then plainer ones."""
SHARED: tuple[Plan, ...] = (share.draw,)
"""Pictures to share have one design, in three shapes."""

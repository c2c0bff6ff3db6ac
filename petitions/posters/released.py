"""Released: what a campaign was for has come, or else came of it. Good news is the light poster among the dark ones."""

import dataclasses

from reportlab.lib.units import mm

from petitions.pdf.stencils import Frame
from petitions.posters import imprint, portrait
from petitions.posters.content import Ending
from petitions.posters.sheet import GAP, HEADLINE_GAP, WHITE, WIDTH, Sheet, TooFull

_LEAST_PICTURE = 0.36
_LEAST_HEADLINE: float = 24 * mm


def draw(sheet: Sheet) -> None:
    """The face, the news, its dates, and where all of it is told."""
    ending, person = _ending(sheet), sheet.poster.portrait
    if person is None:
        draw_words(sheet)
        return
    sheet.colours = sheet.light() if ending.is_good else sheet.dark()
    sheet.ground()
    low = sheet.demand(imprint.draw(sheet) + GAP, ending.words) + HEADLINE_GAP
    if ending.dates and not ending.is_good:
        low = sheet.bar(ending.dates, low) + HEADLINE_GAP
    room = sheet.height * (1 - _LEAST_PICTURE) - HEADLINE_GAP - low
    if room < _LEAST_HEADLINE:
        raise TooFull
    headline = sheet.headline(ending.headline, room, most_lines=3)
    top = low + max(0, headline.tail - WHITE) + headline.height
    sheet.shout(ending.headline, headline, top)
    over, edge = sheet.over, top + max(0, headline.rise - WHITE) + HEADLINE_GAP
    banded = ending.dates if ending.is_good else ""
    edge += sheet.band_height(banded) if banded else 0
    sheet.portrait(person, Frame(-over, edge, WIDTH + 2 * over, sheet.height - edge + over))
    if banded:
        sheet.band(banded, edge)


def draw_words(sheet: Sheet) -> None:
    """The news alone."""
    ending = _ending(sheet)
    sheet.colours = sheet.light()
    sheet.ground()
    y = imprint.draw(sheet)
    if ending.dates:
        y = sheet.bar(ending.dates, y + GAP)
    sheet.poster = dataclasses.replace(sheet.poster, headline=ending.headline, demand=ending.words)
    portrait.draw_words_above(sheet, y)


def _ending(sheet: Sheet) -> Ending:
    assert sheet.poster.ending is not None
    return sheet.poster.ending

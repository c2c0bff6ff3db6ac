"""What designs, papers and those who print are called, in the language of the page."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from petitions.campaigns.life import Outcome
from petitions.campaigns.models import Campaign
from petitions.pdf.papers import Paper, Screen, Variant
from petitions.posters.designs import Design

DESIGNS: Mapping[Design, tuple[LazyString, LazyString]] = {
    Design.RELEASED: (_l("Free"), _l("The good news, where the others hung.")),
    Design.PORTRAIT: (_l("Portrait"), _l("For windows and walls.")),
    Design.WALL: (_l("Wall of faces"), _l("Everybody it is about, by name.")),
    Design.MARCH: (_l("March"), _l("When and where, as large as it goes.")),
    Design.WORDS: (_l("Words only"), _l("Read from across a street.")),
    Design.TEAR_OFF: (_l("Tear-off strips"), _l("For notice boards: nine codes to take along.")),
    Design.LETTER: (_l("Letter"), _l("To sign by hand and send by post.")),
    Design.POSTCARD: (_l("Postcards"), _l("Four to a sheet, for the prisoner.")),
}
"""Name and hint of each design that is offered, in the order in which they are."""
PAPERS: Mapping[Paper, LazyString] = {
    Paper.A5: _l("A5: a flyer"),
    Paper.A4: _l("A4: any printer"),
    Paper.A3: _l("A3: a copy shop"),
    Paper.A2: _l("A2: a print shop"),
    Paper.LETTER: _l("Letter, 8.5 × 11 inches"),
    Paper.TABLOID: _l("Tabloid, 11 × 17 inches"),
}
SHARED = _l("To share")
SCREENS: Mapping[Screen, LazyString] = {
    Screen.WIDE: _l("Wide, beside a link"),
    Screen.SQUARE: _l("Square, for a feed"),
    Screen.STORY: _l("Upright, for a story"),
}
"""Pictures to share, by their shapes."""
VARIANTS: Mapping[Variant, tuple[LazyString, LazyString]] = {
    Variant.OFFICE: (_l("You, or an office"), _l("In colour, for screens and any printer.")),
    Variant.COPIER: (_l("A photocopier"), _l("Black on white, and little toner.")),
    Variant.PRESS: (_l("A print shop"), _l("Four inks, 3 mm bleed and crop marks.")),
}
"""Who prints it, and what that means."""


def of(campaign: Campaign) -> Mapping[Design, tuple[LazyString, LazyString]]:
    """What the designs are called for `campaign`: only where its people are free is its ending the good news."""
    if campaign.outcome is Outcome.RELEASED:
        return DESIGNS
    return {
        **DESIGNS,
        Design.RELEASED: (_l("What came of it"), _l("In the words of the House, where the others hung.")),
    }

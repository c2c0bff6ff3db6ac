"""How posters looked when somebody last looked at them: a small picture for each design, and one of all to share, kept beside
the tests.

`make goldens` draws them anew; the change of the pictures is then looked at as a change of the code is.
"""

import os
from pathlib import Path

from PIL import Image

from petitions.pdf.inks import Variant
from petitions.pdf.papers import Screen
from petitions.posters import plans, rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import looking, paper
from tests.support.posters import POSTERS

FOLDER = Path(__file__).parents[1] / "posters" / "goldens"
IS_RENEWING = bool(os.environ.get("RENEW"))
DPI = 50
LOOKS = [(language, Form()) for language in POSTERS]
LOOKS += [("ru", Form(variant=Variant.PRESS)), ("ar", Form(variant=Variant.COPIER))]
SHARED = [(language, Form(screen)) for screen in Screen for language in POSTERS]
TOLERATED = 12
"""Pixels that may be seen to differ: a dot of a face is more."""
_COLOURS = 64


def drawn(design: Design | None) -> dict[str, Image.Image]:
    """The pages of a design as they are now, by language, machine and number; without a design those to share, by shape."""
    named = {}
    for language, form in LOOKS if design else SHARED:
        drawn_by = PLANS[design] if design else plans.SHARED
        content, _plan = rendering.render(POSTERS[language], form, paper.typecase(), drawn_by)
        for number, page in enumerate(looking.pages(content, DPI), start=1):
            named[f"{language} {form.variant.value if design else form.paper.value} {number}"] = page
    return named


def name(design: Design | None) -> str:
    """What the picture of it is called."""
    return f"{design.value if design else 'shared'}.png"


def kept(design: Design | None, like: dict[str, Image.Image]) -> dict[str, Image.Image]:
    """The pages as they were, of as many and as large ones as `like` has."""
    with Image.open(FOLDER / name(design)) as whole:
        parts = looking.parted(whole.convert("RGB"), [page.size for page in like.values()])
    return dict(zip(like, parts, strict=True))


def keep(design: Design | None, pages: dict[str, Image.Image]) -> None:
    """From now on the design looks so."""
    FOLDER.mkdir(exist_ok=True)
    row = looking.row(list(pages.values()))
    # The way that forgets no colour, however small its patch is: a print shop's marks have inks of their own.
    few = row.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(FOLDER / name(design), optimize=True)


def changed(was: Image.Image, now: Image.Image) -> bool:
    """Whether somebody would see it."""
    return looking.seen(looking.difference(was, now)) > TOLERATED


def beside(was: Image.Image, now: Image.Image) -> Image.Image:
    """What to look at: how it was, how it is, and white where it differs."""
    return looking.row([was, now, looking.difference(was, now)])

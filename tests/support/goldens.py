"""How posters looked when somebody last looked at them: a small picture for each design, kept beside the tests.

`make goldens` draws them anew; the change of the pictures is then looked at as a change of the code is.
"""

import os
from pathlib import Path

from PIL import Image

from petitions.pdf.inks import Variant
from petitions.posters import rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import looking, paper
from tests.support.posters import POSTERS

FOLDER = Path(__file__).parents[1] / "posters" / "goldens"
IS_RENEWING = bool(os.environ.get("RENEW"))
DPI = 50
LOOKS = [*((language, Variant.OFFICE) for language in POSTERS), ("ru", Variant.PRESS), ("ar", Variant.COPIER)]
TOLERATED = 12
"""Pixels that may be seen to differ: a dot of a face is more."""
_COLOURS = 64


def drawn(design: Design) -> dict[str, Image.Image]:
    """The pages of a design as they are now, by language, machine and number."""
    named = {}
    for language, variant in LOOKS:
        content, _plan = rendering.render(POSTERS[language], Form(variant=variant), paper.typecase(), PLANS[design])
        for number, page in enumerate(looking.pages(content, DPI), start=1):
            named[f"{language} {variant.value} {number}"] = page
    return named


def kept(design: Design, like: dict[str, Image.Image]) -> dict[str, Image.Image]:
    """The pages as they were, of as many and as large ones as `like` has."""
    with Image.open(FOLDER / f"{design.value}.png") as whole:
        parts = looking.parted(whole.convert("RGB"), [page.size for page in like.values()])
    return dict(zip(like, parts, strict=True))


def keep(design: Design, pages: dict[str, Image.Image]) -> None:
    """From now on the design looks so."""
    FOLDER.mkdir(exist_ok=True)
    row = looking.row(list(pages.values()))
    # The way that forgets no colour, however small its patch is: a print shop's marks have inks of their own.
    few = row.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{design.value}.png", optimize=True)


def changed(was: Image.Image, now: Image.Image) -> bool:
    """Whether somebody would see it."""
    return looking.seen(looking.difference(was, now)) > TOLERATED


def beside(was: Image.Image, now: Image.Image) -> Image.Image:
    """What to look at: how it was, how it is, and white where it differs."""
    return looking.row([was, now, looking.difference(was, now)])

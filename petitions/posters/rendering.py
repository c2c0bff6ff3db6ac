"""From what a poster says and what it is printed on to a PDF."""

import contextlib
import dataclasses
import io
from collections.abc import Callable, Sequence
from functools import partial

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from petitions import text
from petitions.pdf import LOCK, archive, shaping
from petitions.pdf.capitals import capitals
from petitions.pdf.fonts import Library
from petitions.pdf.papers import Variant
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.pdf.sources import Cut
from petitions.pdf.stencils import Frame
from petitions.posters.content import Person, Poster
from petitions.posters.forms import Form, Way
from petitions.posters.sheet import Sheet

__all__ = ["Plan", "TooFull", "Unprintable", "Way", "render", "way_of"]

# Streams as bytes: ReportLab's default, text, is a quarter larger and serves no reader of today.
rl_config.useA85 = 0


Plan = Callable[[Sheet], None]
"""Draws a poster, or raises TooFull."""


def render(poster: Poster, form: Form, library: Library, plans: Sequence[Plan]) -> tuple[bytes, Way]:
    """The poster as a PDF by the first of `plans` that holds its words, and what it did without.

    Before a plainer plan comes the same one without those who stand behind the campaign. The same poster gives the same bytes.
    Raises Unprintable, PIL.UnidentifiedImageError if a portrait or a logo is no picture, and TooFull if not even the last plan
    holds it.
    """
    return _by_the_first(poster, library, plans, partial(_rendered, form=form, library=library))


def way_of(poster: Poster, form: Form, library: Library, plans: Sequence[Plan]) -> Way:
    """How `render` would draw it: found without pictures of people. Raises as that does."""
    return _by_the_first(poster, library, plans, partial(_measured, form=form, library=library))[1]


def _by_the_first(
    poster: Poster, library: Library, plans: Sequence[Plan], draw: Callable[[Poster, Plan], tuple[bytes, Sheet]]
) -> tuple[bytes, Way]:
    with LOCK:
        _check(poster, library)
        plainer = dataclasses.replace(poster, backers=(), behind=())
        tries = [(said, number) for number in range(len(plans)) for said in dict.fromkeys((poster, plainer))]
        for said, number in tries:
            with contextlib.suppress(TooFull):
                content, sheet = draw(said, plans[number])
                lost = sheet.lost if said is poster or sheet.lost is None else poster.ways
                return content, Way(number, lost or 0)
        raise TooFull


def _rendered(poster: Poster, plan: Plan, *, form: Form, library: Library) -> tuple[bytes, Sheet]:
    content = io.BytesIO()
    canvas = _canvas(content, poster, form, library)
    sheet = Sheet(canvas, poster, form, library)
    sheet.begin()
    plan(sheet)
    sheet.end()
    sheet.page.tags.attach()
    language = _language(poster)
    description = archive.Description(poster.title, poster.imprint, language, poster.made_on)
    archive.describe(canvas, description, is_archive=form.variant is not Variant.PRESS)
    canvas.save()
    return content.getvalue(), sheet


def _canvas(content: io.BytesIO, poster: Poster, form: Form, library: Library) -> Canvas:
    width, height = (side + 2 * form.slug for side in form.paper.size)
    return Canvas(
        content,
        pagesize=(width, height),
        pdfVersion=(1, 7),
        invariant=1,
        lang=_language(poster),
        initialFontName=library.chain(Cut.REGULAR).first,
        trimBox=form.box(0),
        bleedBox=form.box(form.bleed),
    )


def _language(poster: Poster) -> str:
    return poster.language.replace("_", "-")


class _Measured(Sheet):
    """A sheet without pictures: they take what room words leave them."""

    def portrait(self, person: Person, frame: Frame) -> None:
        """Nothing."""


def _measured(poster: Poster, plan: Plan, *, form: Form, library: Library) -> tuple[bytes, Sheet]:
    sheet = _Measured(_canvas(io.BytesIO(), poster, form, library), poster, form, library)
    sheet.begin()
    plan(sheet)
    return b"", sheet


def _check(poster: Poster, library: Library) -> None:
    """Raise Unprintable if any of the words has a character that no typeface has, or a tower of marks that would stand in the line
    above."""
    display, plain = library.chain(Cut.EXTRA_CONDENSED_BLACK), library.chain(Cut.BOLD)
    shouted = [(capitals(line, poster.language), display) for line in poster.headlines]
    shaped = [
        shaping.shape(words, chain, language=poster.language)
        for words, chain in [*shouted, *((words, plain) for words in poster.texts)]
    ]
    missing = [character for line in shaped for character in line.missing]
    missing += [stack for words in (*poster.headlines, *poster.texts) for stack in text.stacks(words)]
    if missing:
        raise Unprintable(tuple(dict.fromkeys(missing)))

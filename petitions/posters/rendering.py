"""From what a poster says and what it is printed on to a PDF."""

import contextlib
import io
from collections.abc import Callable, Sequence

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from petitions import text
from petitions.pdf import LOCK, archive, shaping
from petitions.pdf.capitals import capitals
from petitions.pdf.fonts import Library
from petitions.pdf.inks import Variant
from petitions.pdf.sources import Cut
from petitions.posters.content import Poster
from petitions.posters.forms import Form
from petitions.posters.sheet import Sheet, TooFull

__all__ = ["Plan", "TooFull", "Unprintable", "render"]

# Streams as bytes: ReportLab's default, text, is a quarter larger and serves no reader of today.
rl_config.useA85 = 0


class Unprintable(Exception):
    """No typeface has these characters, or these letters with all their marks; the message and `characters` name them."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(" ".join(characters))
        self.characters = characters


Plan = Callable[[Sheet], None]
"""Draws a poster, or raises TooFull."""


def render(poster: Poster, form: Form, library: Library, plans: Sequence[Plan]) -> tuple[bytes, int]:
    """The poster as a PDF by the first of `plans` that holds its words, and which one that was.

    The same poster gives the same bytes. Raises Unprintable, PIL.UnidentifiedImageError if a portrait is no picture, and
    TooFull if not even the last plan holds it.
    """
    with LOCK:
        _check(poster, library)
        *others, last = plans
        for number, plan in enumerate(others):
            with contextlib.suppress(TooFull):
                return _rendered(poster, form, library, plan), number
        return _rendered(poster, form, library, last), len(others)


def _rendered(poster: Poster, form: Form, library: Library, plan: Plan) -> bytes:
    content = io.BytesIO()
    width, height = (side + 2 * form.slug for side in form.paper.size)
    language = poster.language.replace("_", "-")
    canvas = Canvas(
        content,
        pagesize=(width, height),
        pdfVersion=(1, 7),
        invariant=1,
        lang=language,
        initialFontName=library.chain(Cut.REGULAR).first,
        trimBox=form.box(0),
        bleedBox=form.box(form.bleed),
    )
    sheet = Sheet(canvas, poster, form, library)
    sheet.begin()
    plan(sheet)
    sheet.end()
    sheet.page.tags.attach()
    description = archive.Description(poster.title, poster.imprint, language, poster.made_on)
    archive.describe(canvas, description, is_archive=form.variant is not Variant.PRESS)
    canvas.save()
    return content.getvalue()


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

"""Setting one line of text in any script: order, typefaces, glyphs; then measuring and drawing it.

ReportLab draws characters one by one from left to right. Here a line goes through the bidirectional
algorithm, a chain of typefaces and HarfBuzz first, so that letters join, marks sit and figures keep
their order. What no typeface has is reported and left out, never drawn as an empty box.
"""

import functools
import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import uharfbuzz
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr
from reportlab.pdfgen.canvas import Canvas

from petitions.pdf import LOCK, bidi, segments
from petitions.pdf.fonts import Chain
from petitions.pdf.segments import Segment
from petitions.pdf.typeface import Typeface

Direction = Literal["ltr", "rtl"]
Align = Literal["start", "centre", "end"]

FEATURES = {"kern": True, "liga": True}
_UNSPOKEN = "\u034f"
"""The text of a glyph whose cluster is spoken by another glyph: the grapheme joiner, which is silent."""


class Glyph(NamedTuple):
    """A glyph of a typeface, by its number there; `text` is what it stands for. Lengths in 1/1000 em."""

    number: int
    text: str
    advance: float
    x: float
    y: float


@dataclass(frozen=True)
class Run:
    """Neighbouring glyphs of one typeface, from left to right."""

    typeface: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Line:
    """A shaped line: its runs from left to right, its width in 1/1000 em, what could not be set."""

    runs: tuple[Run, ...]
    width: float
    missing: tuple[str, ...]


class Box(NamedTuple):
    """A rectangle around ink, relative to the start of the baseline."""

    left: float
    bottom: float
    right: float
    top: float


@functools.lru_cache(maxsize=8192)
def shape(text: str, chain: Chain, *, language: str | None = None, direction: Direction | None = None) -> Line:
    """Shape `text`, which is one line, in the typefaces of `chain`.

    `language` chooses local forms (the italics of Serbian). `direction` is the paragraph's; it
    defaults to that of the first letter.
    """
    text = unicodedata.normalize("NFC", text)
    parts, missing = segments.split(text, chain, bidi.base_level(text, direction))
    with LOCK:
        runs = tuple(
            Run(part.typeface, tuple(_glyphs(text, part, chain.typeface(part.typeface), language))) for part in parts
        )
    return Line(runs, sum(glyph.advance for run in runs for glyph in run.glyphs), missing)


def glyph_boxes(line: Line, chain: Chain) -> list[Box]:
    """The box around each glyph that prints, from left to right, in 1/1000 em."""
    boxes = []
    pen = 0.0
    with LOCK:
        for run in line.runs:
            typeface = chain.typeface(run.typeface)
            for glyph in run.glyphs:
                extents = typeface.harfbuzz.get_glyph_extents(glyph.number)
                if extents and extents.width:
                    left, top, width, height = (typeface.pdfScale(length) for length in extents)
                    left, top = left + pen + glyph.x, top + glyph.y
                    boxes.append(Box(left, top + height, left + width, top))
                pen += glyph.advance
    return boxes


def ink(line: Line, chain: Chain) -> Box:
    """The box around everything that `line` prints, in 1/1000 em; all zero if it prints nothing."""
    boxes = glyph_boxes(line, chain)
    if not boxes:
        return Box(0, 0, 0, 0)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


def draw(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    chain: Chain,
    *,
    align: Align = "start",
    language: str | None = None,
    direction: Direction | None = None,
) -> float:
    """Draw `text` in the current fill colour, its baseline at `y`; return its width. All in points.

    `x` is where the text starts (the right edge of right-to-left text), its centre, or where it ends.
    """
    line = shape(text, chain, language=language, direction=direction)
    draw_line(canvas, left_of(line, x, text, size, align=align, direction=direction), y, line, size, chain)
    return line.width * size / 1000


def left_of(
    line: Line, x: float, text: str, size: float, *, align: Align = "start", direction: Direction | None = None
) -> float:
    """The left end of `text`, shaped as `line`, that starts, has its centre, or ends at `x`. Points."""
    width = line.width * size / 1000
    if align == "centre":
        return x - width / 2
    return x - width if (align == "start") == (bidi.base_level(text, direction) == 1) else x


def draw_line(canvas: Canvas, left: float, y: float, line: Line, size: float, chain: Chain) -> None:
    """Draw a shaped line from its left end in the current fill colour. Lengths in points."""
    with LOCK:
        text = canvas.beginText(left, y)
        for run in line.runs:
            text.setFont(run.typeface, size)
            # Height by height: where one mark follows another, ReportLab forgets to come down to the line again.
            for height, glyphs in itertools.groupby(run.glyphs, key=lambda glyph: glyph.y):
                if height:
                    text.setRise(height * size / 1000)
                text.textOut(_for_reportlab(tuple(glyphs), chain.typeface(run.typeface)))
                if height:
                    text.setRise(0)
        canvas.drawText(text)


def _for_reportlab(glyphs: tuple[Glyph, ...], typeface: Typeface) -> ShapedStr:
    characters = "".join(typeface.character(glyph.number, glyph.text) for glyph in glyphs)
    data = [
        ShapeData(0, glyph.advance, 0, glyph.x, 0, typeface.face.charWidths[ord(character)])
        for glyph, character in zip(glyphs, characters, strict=True)
    ]
    return ShapedStr(characters, data)


def _glyphs(text: str, segment: Segment, typeface: Typeface, language: str | None) -> Iterator[Glyph]:
    buffer = buffer_of(text, segment, language)
    uharfbuzz.shape(typeface.harfbuzz, buffer, FEATURES)
    scale = typeface.pdfScale
    places = zip(buffer.glyph_infos, buffer.glyph_positions, texts(text, segment, buffer), strict=True)
    for info, position, spoken in places:
        if segment.level % 2 and len(spoken) == 1 and unicodedata.mirrored(spoken):
            spoken = _mirrored(spoken, info.codepoint, typeface)
        yield Glyph(
            info.codepoint, spoken, scale(position.x_advance), scale(position.x_offset), scale(position.y_offset)
        )


def buffer_of(text: str, segment: Segment, language: str | None) -> uharfbuzz.Buffer:
    """What HarfBuzz shapes: a segment of `text`."""
    buffer = uharfbuzz.Buffer()
    # Clusters as small as they go, so that a copied text comes back letter by letter.
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    # The whole line is given as context: an Arabic letter joins across a change of typeface.
    buffer.add_str(text, segment.start, segment.end - segment.start)
    buffer.direction = "rtl" if segment.level % 2 else "ltr"
    buffer.script = segment.script
    buffer.language = (language or "und").replace("_", "-")
    return buffer


def texts(text: str, segment: Segment, buffer: uharfbuzz.Buffer) -> list[str]:
    """What each glyph stands for: its cluster's text, borne by the widest glyph of the cluster."""
    clusters = [info.cluster for info in buffer.glyph_infos]
    if len(set(clusters)) == len(clusters) == segment.end - segment.start:
        return [text[cluster] for cluster in clusters]
    members: dict[int, list[int]] = {}
    for place, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(place)
    advances = [position.x_advance for position in buffer.glyph_positions]
    spoken = [_UNSPOKEN] * len(advances)
    for start, end in itertools.pairwise([*sorted(members), segment.end]):
        spoken[max(members[start], key=advances.__getitem__)] = text[start:end]
    return spoken


def _mirrored(character: str, glyph: int, typeface: Typeface) -> str:
    """The character that the glyph shows: a reader of the PDF turns brackets round once more."""
    shown = typeface.face.glyphToChar.get(glyph)
    return chr(shown[0]) if shown else character

"""The signature list on paper: a cover and numbered rows, as PDF/A-2b, written while the rows stream by.

The cover stands first and is finished last: it tells totals and the checksum of a file that only exist when the last
row has gone by. So pages of rows go out at once, and the page tree, which says what comes first, at the end.
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

from petitions.dossiers import cover_pdf
from petitions.dossiers.choices import USUAL, Choices
from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Row, Totals, WrongTotal
from petitions.dossiers.rows_pdf import FOOT, FOOT_SIZE, RowPages
from petitions.pdf import archive, embedding, sheets, streaming
from petitions.pdf.fonts import Library
from petitions.pdf.sources import Cut
from petitions.pdf.typesetting import Typecase, Typesetter

__all__ = ["Result", "WrongTotal", "write"]


@dataclasses.dataclass(frozen=True)
class Result:
    """What was written."""

    pages: int
    totals: Totals
    unprintable: frozenset[str]
    """Characters that no typeface has: a visible sign stands for each."""


def write(
    out: BinaryIO,
    rows: Iterable[Row],
    *,
    total: int,
    cover: Callable[[Totals], Cover],
    labels: Labels,
    library: Library,
    choices: Choices = USUAL,
    groups: Mapping[str, int] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Write the list to `out`, going through `rows` once; memory does not grow with them.

    `choices` say how rows are set, or that none are; by country, `groups` say how many each country has.
    `cover` is asked when the last row has gone by: close the table for machines there. `progress` is told page by page
    how many rows are set. Raises WrongTotal if there are not `total` rows; what `out` holds then is no list. The same
    input gives the same bytes. Typefaces are locked text by text, so that posters can be made meanwhile.
    """
    writer = streaming.Writer(out)
    typecase, totals = Typecase(), Totals()
    row_pages = RowPages(writer, typecase, labels, library, choices=choices, groups=groups)
    for row in rows:
        totals.count(row)
        if choices.has_list:
            row_pages.add(row)
        if progress and row_pages.is_between:
            progress(totals.confirmed)
    if totals.confirmed != total:
        raise WrongTotal(f"{totals.confirmed} rows instead of {total}")
    row_pages.end()
    words = cover(totals)
    pictures = embedding.Pictures()
    drawn = cover_pdf.draw(words, totals, labels, library, typecase, pictures)
    front = [writer.put_stream(sheet.content()) for sheet in drawn]
    fonts = writer.reserve()
    shared = row_pages.put_shared(words, fonts)
    resources = writer.put(b"<</Font %b/XObject<<%b>>>>" % (streaming.reference(fonts), shared + pictures.put(writer)))
    pages = len(front) + len(row_pages.contents)
    numbers = Typesetter(typecase, library.chain(Cut.REGULAR), language=labels.language)
    feet = (writer.put_stream(_foot(page, pages, labels, numbers)) for page in range(1, pages + 1))
    contents = itertools.chain(front, row_pages.contents)
    tree = streaming.put_pages(
        writer, _pages(contents, feet, resources), inherited=b"/MediaBox[0 0 %.2f %.2f]" % (sheets.WIDTH, sheets.HEIGHT)
    )
    writer.put(b"<<%b>>" % typecase.put(writer), number=fonts)
    archive.finish(writer, tree, _description(words, labels), rtl=labels.is_rtl)
    if progress:
        progress(total)
    return Result(pages, totals, frozenset(typecase.unprintable))


def _pages(contents: Iterable[int], feet: Iterable[int], resources: int) -> Iterator[bytes]:
    """The entries of each page. The foot is a stream of its own: how many pages there are is known last of all."""
    for content, foot in zip(contents, feet, strict=True):
        yield b"/Contents%b/Resources %b" % (streaming.references([content, foot]), streaming.reference(resources))


def _foot(page: int, pages: int, labels: Labels, typesetter: Typesetter) -> bytes:
    sheet = sheets.Sheet(rtl=labels.is_rtl)
    line = typesetter.within(1000 * sheets.MEASURE / 3 / FOOT_SIZE, labels.page % {"page": page, "pages": pages})
    sheet.text_to(line, FOOT_SIZE, sheets.MARGIN + sheets.MEASURE, FOOT)
    return sheet.content()


def _description(cover: Cover, labels: Labels) -> archive.Description:
    return archive.Description(
        title=f"{cover.title}: {labels.document}",
        author=cover.house,
        language=labels.language.replace("_", "-"),
        day=cover.day,
    )

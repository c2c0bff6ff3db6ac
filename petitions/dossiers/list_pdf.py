"""The signature list on paper: a cover and numbered rows, as PDF/A-2b, written while the rows stream by.

The cover stands first and is finished last: it tells totals and the checksum of a file that only exist when the last
row has gone by. So pages of rows go out at once, and the page tree, which says what comes first, at the end. A list in
volumes has all of them open until then: each tells how many there are, and that checksum.
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from petitions.dossiers import cover_pdf, rows_tags
from petitions.dossiers.choices import USUAL, Choices
from petitions.dossiers.cover import Cover
from petitions.dossiers.labels import Labels, figure
from petitions.dossiers.rows import Row, Totals, WrongTotal
from petitions.dossiers.rows_pdf import RowPages
from petitions.dossiers.setting_pdf import FOOT, FOOT_SIZE, Setting
from petitions.pdf import archive, embedding, sheets, streaming, structure
from petitions.pdf.certificates import Signing
from petitions.pdf.fonts import Library
from petitions.pdf.sources import Cut
from petitions.pdf.streaming import reference
from petitions.pdf.typesetting import Typecase, Typesetter


@dataclasses.dataclass(frozen=True)
class Volumes:
    """A list in several files."""

    pages: int
    """Of rows in each; its first page comes on top."""
    open: Callable[[int], BinaryIO]
    """Opens the file of the volume with this number: 1, 2, 3 …"""


@dataclasses.dataclass(frozen=True)
class Result:
    """What was written."""

    pages: int
    totals: Totals
    unprintable: frozenset[str]
    """Characters that no typeface has: a visible sign stands for each."""


def write(
    out: BinaryIO | Volumes,
    rows: Iterable[Row],
    *,
    total: int,
    cover: Callable[[Totals], Cover],
    labels: Labels,
    library: Library,
    choices: Choices = USUAL,
    groups: Mapping[str, int] | None = None,
    signing: Signing | None = None,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Write the list to `out`, going through `rows` once; memory does not grow with them.

    `choices` say how rows are set, or that none are; by country, `groups` say how many lines each country has. Rows without a
    number come last: they are counted only.
    `cover` is asked when the last row has gone by: close the table for machines there. `progress` is told, as often as
    rows fill a page, how many are set. With `signing` each file is signed. Raises WrongTotal if there are not `total`
    rows; what `out` holds then is no list. The same input gives the same bytes, but for a signature. Typefaces are locked
    text by text, so that posters can be made meanwhile.
    """
    parts = out if isinstance(out, Volumes) else Volumes(0, lambda _number: out)
    paper = _Paper(parts, total, labels, library, choices, groups)
    totals = Totals()
    remaining = iter(rows)
    while some := list(itertools.islice(remaining, paper.room)):
        totals.count(some)
        if choices.has_list and (lines := [row for row in some if row.number]):
            paper.add(lines)
        if progress and len(some) == paper.room:
            progress(totals.confirmed)
    if totals.confirmed != total:
        raise WrongTotal(f"{totals.confirmed} rows instead of {total}")
    pages = paper.finish(cover(totals), totals, signing)
    if progress:
        progress(total)
    return Result(pages, totals, frozenset(paper.typecase.unprintable))


class _File:
    """A volume that is being written, or the whole list."""

    def __init__(
        self, out: BinaryIO, setting: Setting, *, is_table: bool, groups: Mapping[str, int] | None, group: str
    ) -> None:
        self.writer = streaming.Writer(out)
        self.tree = structure.Tree(self.writer)
        self.rows = RowPages(self.writer, self.tree, setting, is_table=is_table, groups=groups, group=group)
        self.front: list[tuple[int, int, bytes]] = []
        """The pages before the rows, as `rows.pages` has those of rows."""
        self.told: list[int] = []
        """The numbers of the parts that screen readers find, from the first page to the last."""

    def end_rows(self) -> None:
        """Write all that is known of the rows: hundreds of volumes may stay open until the last one is told how many there are."""
        self.told = self.rows.end()
        self.writer.flush()

    def put_front(self, front: Sequence[sheets.Sheet]) -> None:
        """Write what stands before the rows."""
        numbers = [self.writer.reserve() for _ in front]
        said, tags = self.tree.front({page: sheet.parts for page, sheet in zip(numbers, front, strict=True)})
        contents = [self.writer.put_stream(sheet.content()) for sheet in front]
        self.front, self.told = [*zip(numbers, contents, tags, strict=True)], [*said, *self.told]
        self.writer.flush()

    def is_full_before(self, row: Row, pages: int) -> bool:
        """Whether `row` does not belong to the first so many pages any more."""
        return pages > 0 and len(self.rows.pages) + self.rows.turns_before(row) >= pages


class _Paper:
    """The files of a list."""

    def __init__(
        self,
        volumes: Volumes,
        total: int,
        labels: Labels,
        library: Library,
        choices: Choices,
        groups: Mapping[str, int] | None,
    ) -> None:
        self.typecase = Typecase()
        self._volumes, self._labels, self._library, self._groups = volumes, labels, library, groups
        self._setting = Setting(self.typecase, labels, library, choices)
        self.room = self._setting.places
        """How many rows a page has room for."""
        self._is_table = min(volumes.pages * self._setting.places or total, total) <= rows_tags.ROWS
        self._files = [self._open(1, "")]

    def add(self, rows: Sequence[Row]) -> None:
        """Set the rows of a page, in the next volume if this one is full; by country they need more room than a page."""
        if self._groups is None:
            self._file_for(rows[0]).add_page(rows)
            return
        for row in rows:
            self._file_for(row).add_in_group(row)

    def _file_for(self, row: Row) -> RowPages:
        last = self._files[-1]
        if last.is_full_before(row, self._volumes.pages):
            last.end_rows()
            self._files.append(self._open(len(self._files) + 1, last.rows.group))
        return self._files[-1].rows

    def _open(self, number: int, group: str) -> _File:
        out = self._volumes.open(number)
        return _File(out, self._setting, is_table=self._is_table, groups=self._groups, group=group)

    def finish(self, cover: Cover, totals: Totals, signing: Signing | None) -> int:
        """Write what stands before the rows of each file, and its end, signed or not; returns how many pages there are.

        What is kept of a file is forgotten with its end.
        """
        self._files[-1].end_rows()
        pictures = embedding.Pictures()
        for number, file in enumerate(self._files, start=1):
            volume = cover_pdf.Volume(number, len(self._files), self._held(file), is_table=self._is_table)
            draw = cover_pdf.draw if number == 1 else cover_pdf.draw_volume
            file.put_front(draw(cover, totals, self._labels, self._library, self.typecase, pictures, volume))
        pages = sum(len(file.front) + len(file.rows.pages) for file in self._files)
        numbers = Typesetter(self.typecase, self._library.chain(Cut.REGULAR), language=self._labels.language)
        feet = (_foot(page, pages, self._labels, numbers) for page in range(1, pages + 1))
        while self._files:
            self._close(self._files.pop(0), cover, pictures, feet, signing)
        return pages

    def _held(self, file: _File) -> str:
        """Which rows are in a file, as its first page says it."""
        if self._groups is None:
            first, last = (figure(number, self._labels.locale) for number in (file.rows.first, file.rows.last))
            return self._labels.numbers % {"first": first, "last": last}
        first, last = map(self._labels.land, file.rows.groups)
        return self._labels.lands_held % {"first": first, "last": last} if first != last else first

    def _close(
        self,
        file: _File,
        cover: Cover,
        pictures: embedding.Pictures,
        feet: Iterator[bytes],
        signing: Signing | None,
    ) -> None:
        writer, fonts = file.writer, file.writer.reserve()
        named = file.rows.put_shared(cover, fonts) + pictures.put(writer)
        resources = writer.put(b"<</Font %b/XObject<<%b>>>>" % (reference(fonts), named))

        def put(page: int, content: int, tags: bytes) -> tuple[int, bytes]:
            # The foot is a stream of its own: how many pages there are is known last of all.
            both = streaming.references([content, writer.put_stream(next(feet))])
            return page, b"/Contents%b/Resources %b%b" % (both, reference(resources), tags)

        pages = itertools.starmap(put, itertools.chain(file.front, file.rows.pages))
        tree = streaming.put_pages(writer, pages, inherited=b"/MediaBox[0 0 %.2f %.2f]" % (sheets.WIDTH, sheets.HEIGHT))
        writer.put(b"<<%b>>" % self.typecase.put(writer), number=fonts)
        told, rtl = file.tree.close(file.told), self._labels.is_rtl
        archive.finish(writer, tree, _description(cover, self._labels), rtl=rtl, structure=told, signing=signing)


def _foot(page: int, pages: int, labels: Labels, typesetter: Typesetter) -> bytes:
    sheet = sheets.Sheet(rtl=labels.is_rtl)
    line = typesetter.within(1000 * sheets.MEASURE / 3 / FOOT_SIZE, labels.page % {"page": page, "pages": pages})
    with sheet.silent():
        sheet.text_to(line, FOOT_SIZE, sheets.MARGIN + sheets.MEASURE, FOOT)
    return sheet.content()


def _description(cover: Cover, labels: Labels) -> archive.Description:
    return archive.Description(
        title=f"{cover.title}: {labels.document}",
        author=cover.house,
        language=labels.language.replace("_", "-"),
        day=cover.day,
    )

"""The pages of rows of a list on paper, or of one volume of it: filled place by place, each written as soon as it is full."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from petitions.dossiers import rows_tags
from petitions.dossiers.cover import Cover
from petitions.dossiers.lanes import ROWS_PER_PAGE
from petitions.dossiers.rows import Row
from petitions.dossiers.setting_pdf import Setting
from petitions.pdf import structure
from petitions.pdf.sheets import HEIGHT, WIDTH
from petitions.pdf.streaming import Writer, reference
from petitions.pdf.typesetting import Shown

_LEVEL = 1
"""Of compression: a page is a tenth larger than at the usual 6, and takes half the time."""
_LEAST_OF_GROUP = 4
"""A blank, a heading and two rows: with less room a country begins in the next lane."""


class Pages:
    """The pages that are written: the numbers of each and of its content, and its place for `structure.entries`.

    As bare numbers, for there are tens of thousands.
    """

    def __init__(self) -> None:
        self._numbers, self._contents, self._places = array("L"), array("L"), array("L")

    def add(self, number: int, content: int, place: int) -> None:
        """Note a page."""
        self._numbers.append(number)
        self._contents.append(content)
        self._places.append(place)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[tuple[int, int, bytes]]:
        """Number, content and entries of each."""
        return zip(self._numbers, self._contents, map(structure.entries, self._places), strict=True)


class _Heading(NamedTuple):
    """That of a country: its place on the page, and behind how many rows it comes."""

    place: int
    rows: int
    country: str
    people: int | None
    """None where the country only goes on."""


class RowPages:
    """Takes rows, and writes the content of each page as soon as it is full.

    With `groups`, rows come country by country, and each country has a heading with its number of rows, told there.
    """

    def __init__(
        self,
        writer: Writer,
        tree: structure.Tree,
        setting: Setting,
        *,
        is_table: bool,
        groups: Mapping[str, int] | None = None,
        group: str = "",
    ) -> None:
        """`is_table`: screen readers are told of each cell, not only of the text of a page. `group` has begun in another file."""
        self.pages = Pages()
        self.first = self.last = 0
        """The numbers of the first and the last row, where rows come by number."""
        self.groups = ("", "")
        """The first and the last country, where rows come country by country."""
        self.group = group
        """The country whose heading was the last."""
        self._writer, self._setting, self._groups = writer, setting, groups
        self._table = rows_tags.Table(writer, tree, setting.words) if is_table else None
        self._running = rows_tags.Text(writer, tree)
        self._place = 0
        """Of the next row among all that a page has room for, lane by lane."""
        self._rows: list[Row] = []
        self._places = array("L")
        self._headings: list[_Heading] = []

    def turns_before(self, row: Row) -> bool:
        """Whether the page is left for the next before the row is set, because too few of its country have room."""
        room = self._setting.places - self._place
        return self._groups is not None and row.country != self.group and room < _LEAST_OF_GROUP

    def add_page(self, rows: Sequence[Row]) -> None:
        """Set the rows of a page at once, where nothing stands between them; only the last page is not full."""
        self.first, self.last = self.first or rows[0].number, rows[-1].number
        self._rows.extend(rows)
        self._places.extend(range(len(rows)))
        self._go_on(len(rows))

    def add_in_group(self, row: Row) -> None:
        """Set a row where rows come country by country; write the page if it was the last that fits."""
        assert self._groups is not None
        self._head_group(row.country, self._groups)
        self.groups = (self.groups[0] or row.country, row.country)
        self._rows.append(row)
        self._places.append(self._place)
        self._go_on(1)

    def _head_group(self, country: str, groups: Mapping[str, int]) -> None:
        """Where a country begins, its name and how many it has; where it goes on in another lane, its name again."""
        rows, begins = self._place % ROWS_PER_PAGE, country != self.group
        if begins and ROWS_PER_PAGE - rows < _LEAST_OF_GROUP:
            self._go_on(ROWS_PER_PAGE - rows)
            rows = 0
        if rows and not begins:
            return
        self.group = country
        self._go_on(1 if rows else 0)
        self._headings.append(_Heading(self._place, len(self._rows), country, groups[country] if begins else None))
        self._go_on(1)

    def _go_on(self, places: int) -> None:
        self._place += places
        if self._place == self._setting.places:
            self._write_page()

    def end(self) -> list[int]:
        """Write the last page, if there are rows on it; returns the numbers of what holds the rows for screen readers."""
        if self._rows:
            self._write_page()
        return (self._table or self._running).close()

    def put_shared(self, cover: Cover, fonts: int) -> bytes:
        """Write what the pages have in common, once; return the entries of resources under which pages name it.

        `fonts` is the object with the typefaces.
        """
        resources = b"/Resources<</Font %b>>" % reference(fonts)
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]%b" % (WIDTH, HEIGHT, resources)
        setting = self._setting
        contents = {
            "Head": setting.head(cover),
            "Columns": setting.heads(),
            "Rules": setting.rules(range(setting.places)),
        }
        return b"".join(
            b"/%b %b" % (name.encode(), reference(self._writer.put_stream(content, form)))
            for name, content in contents.items()
        )

    def _write_page(self) -> None:
        page = self._writer.reserve()
        is_full = len(self._rows) == self._setting.places
        rules = b"/Artifact BMC /Rules Do EMC" if is_full else self._setting.rules(self._places)
        if self._table is None:
            text = self._setting.text(self._places, self._rows)
            headings = [self._setting.heading(one.place, one.country, one.people)[1] for one in self._headings]
            told, shown = self._running.page(page), [b"/P <</MCID 0>> BDC", text, b"EMC", *headings]
        else:
            lines = [self._setting.cells(row) for row in self._rows]
            told, shown = self._told(self._table, page, lines)
            shown.append(self._setting.table(self._places, lines))
        columns = b"" if self._table and not self.pages else b"/Columns Do "
        content = b"\n".join((rules, b"/Artifact BMC /Head Do %bEMC" % columns, *shown))
        self.pages.add(page, self._writer.put_stream(content, level=_LEVEL), told)
        self._place, self._places = 0, array("L")
        self._rows.clear()
        self._headings.clear()

    def _told(self, table: rows_tags.Table, page: int, lines: Sequence[Sequence[Shown]]) -> tuple[int, list[bytes]]:
        """Write the tags of a page; returns its place, and the headings and heads of columns as it shows them."""
        words = [[cell.words for cell in cells] for cells in lines]
        mark = sum(map(len, words))
        headings: list[tuple[int, str]] = []
        shown: list[bytes] = []
        for one in self._headings:
            said, drawn = self._setting.heading(one.place, one.country, one.people, mark=mark + len(headings))
            headings.append((one.rows, said))
            shown.append(drawn)
        if not self.pages:
            shown.append(self._setting.heads(mark + len(headings)))
        return table.page(page, words, headings), shown

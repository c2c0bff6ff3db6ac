"""The rows of a signature list for screen readers: a table whose cells are told apart, or pages of running text."""

from array import array
from collections.abc import Iterable, Sequence

from petitions.pdf import structure
from petitions.pdf.streaming import Writer, reference, references

ROWS = 20_000
"""So many rows of a file are a table. A million would be six million objects, which no program opens: the CSV is for that."""

Words = Sequence[Sequence[str]]
"""Of each row, of each cell: what it says, or nothing where its glyphs say it."""


class Table:
    """Rows and cells, written page by page. What a cell draws on a page has its place in the row as a number."""

    def __init__(self, writer: Writer, tree: structure.Tree, heads: Sequence[str]) -> None:
        """`heads` are those of the columns; the first page has them behind its rows."""
        self._number = writer.reserve()
        self._writer, self._tree, self._heads = writer, tree, heads
        self._rows = array("L")

    def page(self, page: int, words: Words, headings: Sequence[tuple[int, str]] = ()) -> int:
        """Write the rows of the page with this number; returns its place for `structure.entries`.

        `headings` stand each before the row with that number on the page. Their marks come after those of the cells.
        """
        first = sum(map(len, words))
        head: list[int] = []
        if not self._rows:
            head = self._row(page, "TH", first + len(headings), self._heads, b"/A<</O/Table/Scope/Column>>")
        cells, headed, spans = array("L"), array("L"), b"/A<</O/Table/ColSpan %d>>" % len(self._heads)
        waiting = list(headings)
        for number, row in enumerate(words):
            while waiting and waiting[0][0] == number:
                headed.extend(self._row(page, "TH", first + len(headed), [waiting.pop(0)[1]], spans))
            cells.extend(self._row(page, "TD", len(cells), row))
        return self._tree.page([*cells, *headed, *head])

    def close(self) -> list[int]:
        """Write the table, if it has rows; returns its number."""
        if not self._rows:
            return []
        kids = references(self._rows)
        return [self._writer.pack(b"<</S/Table/P %b/K%b>>" % (reference(self._tree.whole), kids), number=self._number)]

    def _row(self, page: int, kind: str, first: int, words: Iterable[str], entries: bytes = b"") -> list[int]:
        row = self._writer.reserve()
        start = b"<</S/%b/P %b/Pg %b%b" % (kind.encode(), reference(row), reference(page), entries)
        cells = [
            self._writer.pack(b"%b/K %d%b>>" % (start, mark, structure.said(kind, said)))
            for mark, said in enumerate(words, start=first)
        ]
        self._writer.pack(b"<</S/TR/P %b/K%b>>" % (reference(self._number), references(cells)), number=row)
        self._rows.append(row)
        return cells


class Text:
    """A paragraph a page: what it draws has the number 0."""

    def __init__(self, writer: Writer, tree: structure.Tree) -> None:
        self._writer, self._tree = writer, tree
        self._pages = array("L")

    def page(self, page: int) -> int:
        """Write the paragraph of the page with this number; returns its place for `structure.entries`."""
        entries = (reference(self._tree.whole), reference(page))
        self._pages.append(self._writer.pack(b"<</S/P/P %b/Pg %b/K 0>>" % entries))
        return self._tree.page(self._pages[-1:])

    def close(self) -> list[int]:
        """The numbers of the paragraphs."""
        return list(self._pages)

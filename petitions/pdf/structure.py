"""What a screen reader finds in a document that streams: its parts in reading order, in words.

Tagged PDF, ISO 32000-1, 14.7 and 14.8. An element is a part, marked content what of it is drawn on a page; the parent tree
leads back from there. Documents that ReportLab draws have `tags`.
"""

import dataclasses
from array import array
from collections.abc import Iterable, Mapping, Sequence

from petitions.pdf import streaming
from petitions.pdf.streaming import reference


@dataclasses.dataclass(eq=False)
class Part:
    """A part of a document that is small enough to be kept: a heading, a paragraph, a figure. It may run over pages."""

    kind: str
    """Its standard structure type: H1, P, Table, TR, TD …"""
    words: str = ""
    """What it says; of a figure, what it shows. Where nothing, its glyphs or the parts in it say it."""
    language: str = ""
    """In which language (BCP 47), where that is another one than the document's."""
    within: "Part | None" = None
    parts: list["Part"] = dataclasses.field(default_factory=list)
    number: int = 0
    """Of its object."""
    marks: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    """What of it is drawn: the number of a page's object, and that of marked content there."""

    def add(self, kind: str, words: str = "") -> "Part":
        """A new part, in this one."""
        self.parts.append(Part(kind, words, within=self))
        return self.parts[-1]

    @property
    def outermost(self) -> "Part":
        """The part that is in no other."""
        return self.within.outermost if self.within else self


def entries(place: int) -> bytes:
    """Those of a page that has this place among the pages of its document."""
    return b"/Tabs/S/StructParents %d" % place


class Tree:
    """The structure of one document."""

    def __init__(self, writer: streaming.Writer) -> None:
        self.whole = writer.reserve()
        """The number of the element that holds all others."""
        self._writer = writer
        self._parents = array("L")

    def page(self, elements: Iterable[int]) -> int:
        """Note whose the marked contents of a page are, in the order of their numbers; returns its place for `entries`."""
        self._parents.append(self._writer.pack(streaming.references(elements)))
        return len(self._parents) - 1

    def front(self, pages: Mapping[int, Sequence[Part]]) -> tuple[list[int], list[bytes]]:
        """Write the parts of pages, by the numbers of their objects; those of a page in the order of their marks.

        Returns the numbers of the outermost parts in reading order, and the entries of each page.
        """
        for page, parts in pages.items():
            for mark, part in enumerate(parts):
                part.number = part.number or self._writer.reserve()
                part.marks.append((page, mark))
        outermost = dict.fromkeys(part.outermost for parts in pages.values() for part in parts)
        numbers = [self._put(part, self.whole) for part in outermost]
        return numbers, [entries(self.page(part.number for part in parts)) for parts in pages.values()]

    def _put(self, part: Part, parent: int) -> int:
        part.number = part.number or self._writer.reserve()
        kids = [b"<</Type/MCR/Pg %b/MCID %d>>" % (reference(page), mark) for page, mark in part.marks]
        kids += [reference(self._put(inner, part.number)) for inner in part.parts]
        spoken = b"/Lang" + streaming.text_string(part.language) if part.language else b""
        entries = (part.kind.encode(), reference(parent), b" ".join(kids), said(part.kind, part.words) + spoken)
        return self._writer.pack(b"<</S/%b/P %b/K[%b]%b>>" % entries, number=part.number)

    def close(self, parts: Iterable[int]) -> bytes:
        """Write the whole, which has these parts; returns entries for the catalog."""
        root = self._writer.reserve()
        self._writer.pack(
            b"<</S/Document/P %b/K%b>>" % (reference(root), streaming.references(parts)), number=self.whole
        )
        numbered = b"".join(b"%d %b " % (key, reference(array)) for key, array in enumerate(self._parents))
        parents = self._writer.pack(b"<</Nums[%b]>>" % numbered)
        self._writer.pack(
            b"<</Type/StructTreeRoot/K %b/ParentTree %b/ParentTreeNextKey %d>>"
            % (reference(self.whole), reference(parents), len(self._parents)),
            number=root,
        )
        return b"/MarkInfo<</Marked true>>/StructTreeRoot %b" % reference(root)


def said(kind: str, words: str) -> bytes:
    """The entry of an element that says `words` in place of its glyphs, or besides a figure."""
    if not words:
        return b""
    return (b"/Alt" if kind == "Figure" else b"/ActualText") + streaming.text_string(words)

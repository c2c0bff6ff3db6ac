"""What a screen reader finds on a printed page: its parts in reading order, in words.

Tagged PDF as in ISO 32000-2, 14.7 and 14.8. ReportLab writes none, but lets it through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString, PDFtrue
from reportlab.pdfgen.canvas import Canvas

Kind = Literal["H1", "P", "Figure"]


class Tags:
    """The tags of a document of one page; all that is drawn on it is an element or an artifact."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._elements: list[tuple[int, PDFDictionary]] = []

    @contextmanager
    def element(self, kind: Kind, words: str, *, place: int) -> Iterator[None]:
        """What is drawn inside says `words`, or shows them if it is a figure. `place` orders the reading."""
        number = len(self._elements)
        element = {"Type": PDFName("StructElem"), "S": PDFName(kind), "K": number}
        element["Alt" if kind == "Figure" else "ActualText"] = PDFString(words)
        self._elements.append((place, PDFDictionary(element)))
        self._canvas.addLiteral(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._canvas.addLiteral("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside says nothing: grounds, marks."""
        self._canvas.addLiteral("/Artifact BMC")
        yield
        self._canvas.addLiteral("EMC")

    def attach(self) -> None:
        """Write the tags into the document; to be called after `showPage` and before `save`."""
        document = self._canvas._doc
        page = document.Pages[-1]
        root = PDFDictionary({"Type": PDFName("StructTreeRoot"), "ParentTreeNextKey": 1})
        whole = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName("Document"), "P": document.Reference(root)})
        parts = [document.Reference(element) for _, element in self._elements]
        for _, element in self._elements:
            element["P"], element["Pg"] = document.Reference(whole), document.Reference(page)
        in_order = sorted(range(len(parts)), key=lambda number: self._elements[number][0])
        whole["K"] = PDFArray([parts[number] for number in in_order])
        root["K"] = PDFArray([document.Reference(whole)])
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray([0, PDFArray(parts)])}))
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, PDFName("S")
        self._canvas.setCatalogEntry("StructTreeRoot", root)
        self._canvas.setCatalogEntry("MarkInfo", {"Marked": PDFtrue})
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

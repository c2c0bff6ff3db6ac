"""What a screen reader finds on a printed page: its parts in reading order, in words.

Tagged PDF as in ISO 32000-2, 14.7 and 14.8. ReportLab writes none, but lets it through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString, PDFtrue
from reportlab.pdfgen.canvas import Canvas

Kind = Literal["H1", "P", "Figure"]


class Tags:
    """The tags of a document; all that is drawn on its pages is an element or an artifact."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._elements: list[tuple[float, PDFDictionary]] = []
        """Of the page that is being drawn."""
        self._parts: list[PDFObjectReference] = []
        """Of all pages before it, in reading order."""
        self._parents: list[PDFArray] = []
        """Of each page before it, the parts by their numbers."""
        self.current: int | None = None
        """The number of the element that is being drawn."""
        self._whole = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName("Document")})

    @contextmanager
    def element(self, kind: Kind, words: str, *, place: float) -> Iterator[None]:
        """What is drawn inside says `words`, or shows them if it is a figure. `place` orders the reading of a page."""
        number = len(self._elements)
        element = {"Type": PDFName("StructElem"), "S": PDFName(kind), "K": number}
        element["Alt" if kind == "Figure" else "ActualText"] = PDFString(words)
        self._elements.append((place, PDFDictionary(element)))
        self._canvas.addLiteral(f"/{kind} <</MCID {number}>> BDC")
        self.current = number
        yield
        self.current = None
        self._canvas.addLiteral("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside says nothing: grounds, marks."""
        self._canvas.addLiteral("/Artifact BMC")
        yield
        self._canvas.addLiteral("EMC")

    def end_page(self) -> None:
        """Tag the page that was just shown; to be called after each `showPage`."""
        document = self._canvas._doc
        page = document.Pages[-1]
        parts = [document.Reference(element) for _, element in self._elements]
        for _, element in self._elements:
            element["P"], element["Pg"] = document.Reference(self._whole), document.Reference(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._parents), PDFName("S")
        self._parts += [parts[number] for number in sorted(range(len(parts)), key=lambda each: self._elements[each][0])]
        self._parents.append(PDFArray(parts))
        self._elements = []

    def attach(self) -> None:
        """Write the tags into the document; to be called after the last `end_page` and before `save`."""
        document = self._canvas._doc
        root = PDFDictionary({"Type": PDFName("StructTreeRoot"), "ParentTreeNextKey": len(self._parents)})
        self._whole["P"], self._whole["K"] = document.Reference(root), PDFArray(self._parts)
        numbered = [part for number, parts in enumerate(self._parents) for part in (number, parts)]
        root["K"] = PDFArray([document.Reference(self._whole)])
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbered)}))
        self._canvas.setCatalogEntry("StructTreeRoot", root)
        self._canvas.setCatalogEntry("MarkInfo", {"Marked": PDFtrue})
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

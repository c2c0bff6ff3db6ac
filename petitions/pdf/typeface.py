"""A typeface as ReportLab embeds it, taught to hold shaped glyphs and to say which text they show."""

from pathlib import Path

import uharfbuzz
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

# Ligatures, joined forms and alternates have no character of their own. ReportLab addresses glyphs
# by character, so they get private ones of plane 15: 65,000 instead of the 6,000 of U+E000-F8FF,
# which a process that prints for weeks would use up.
_FIRST_PRIVATE, _LAST_PRIVATE = 0xF0000, 0xFFFFD

_ROWS_PER_BLOCK = 100


class Typeface(TTFont):  # type: ignore[misc]  # ReportLab ships no types
    """A static TrueType cut: ReportLab's metrics and embedding beside a HarfBuzz font.

    One object per cut and process; every use holds `petitions.pdf.LOCK`.
    """

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        self.harfbuzz = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(self.face._ttf_data)))
        self._private: dict[tuple[int, str], int] = {}
        self._text: dict[int, str] = {}

    def character(self, glyph: int, text: str) -> str:
        """A character under which ReportLab draws `glyph` and a reader of the PDF finds `text`."""
        if len(text) == 1 and self.face.charToGlyph.get(ord(text)) == glyph:
            return text
        code = self._private.get((glyph, text))
        if code is None:
            code = self._allocate(glyph, text)
        return chr(code)

    def _allocate(self, glyph: int, text: str) -> int:
        code = _FIRST_PRIVATE + len(self._private)
        if code > _LAST_PRIVATE:
            raise OverflowError(f"{self.fontName}: more than 65,000 combinations of glyph and text")
        self._private[glyph, text] = code
        self._text[code] = text
        self.face.charToGlyph[code] = glyph
        self.face.charWidths[code] = self.pdfScale(self.face.hmetrics[glyph][0])
        return code

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  # the name ReportLab calls
        """Embed the subsets, then replace ReportLab's ToUnicode tables.

        ReportLab writes one UTF-16 unit per character, which is wrong beyond U+FFFF and cannot say
        that one glyph stands for several letters (ISO 32000-2, 9.10.3).
        """
        subsets = self._assignState(doc).subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            table = doc.idToObject["toUnicodeCMap:" + name.decode("pdfdoc")]
            table.content = self._to_unicode(subset)

    def _to_unicode(self, subset: list[int]) -> str:
        rows = [(code, self._utf16(character)) for code, character in enumerate(subset) if character]
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
        ]
        for start in range(0, len(rows), _ROWS_PER_BLOCK):
            block = rows[start : start + _ROWS_PER_BLOCK]
            lines.append(f"{len(block)} beginbfchar")
            lines += [f"<{code:02X}> <{text}>" for code, text in block]
            lines.append("endbfchar")
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines)

    def _utf16(self, character: int) -> str:
        return self._text.get(character, chr(character)).encode("utf-16-be").hex().upper()

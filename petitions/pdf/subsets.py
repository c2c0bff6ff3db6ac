"""Typefaces inside one document: which glyphs it uses, under which codes, for which text; written as subsets at its end.

ReportLab numbers the characters of its subsets in objects that belong to the whole process, and has no room in them for a glyph that
stands for several characters. Here every document counts for itself, two bytes a glyph: the same text gives the same bytes whatever
was printed before, and copying from the paper gives back what was typed.
"""

import hashlib
import io
from typing import NamedTuple

import uharfbuzz as hb
from fontTools import ttLib

from petitions.pdf import streaming

_ESCAPED = frozenset(b"()\\\r")
_LAST_CODE = 0xD7FF
"""Codes are written as UTF-16: the surrogates begin here."""
_DROPPED = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "post", "cmap", "STAT", "gasp", "DSIG", "MATH", "BASE", "vhea", "vmtx", "VORG")
"""What a program needs to lay text out, and a PDF reader does not."""
_SUBSET = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_CMAP_BLOCK = 100
"""Entries in a block: a limit of the PostScript that a CMap is."""


class Glyph(NamedTuple):
    """A glyph as the document uses it."""

    code: int
    index: int
    """Its number in the typeface."""
    text: str
    """What it stands for; empty where another glyph of its cluster says it."""


class Typeface:
    """A typeface in one document. `data` is a TrueType file, `label` its name among the page's resources."""

    def __init__(self, data: bytes, *, label: str) -> None:
        self.label = label.encode()
        self.used = False
        """Whether a page asked for it: resources name no typeface that is not in the file."""
        self.table: dict[int, str] = {}
        """For `str.translate`: characters that are simply their glyph, to codes. Filled by `learn`."""
        self.widths: dict[str, int] = {}
        """The same characters to their widths, in 1/1000 em."""
        self._data = data
        self._face = hb.Face(data)
        self._font = hb.Font(self._face)
        self._glyphs: dict[tuple[int, str], Glyph] = {}
        self._next = 1

    def learn(self, text: str) -> bool:
        """Make every character of `text` known; False if the typeface lacks one."""
        new = [character for character in text if character not in self.widths]
        found = [(character, self._font.get_nominal_glyph(ord(character))) for character in new]
        if not all(index for _, index in found):
            return False
        for character, index in found:
            self.table[ord(character)] = self.code(index, character)
            self.widths[character] = self.width(index)
        return True

    def width(self, index: int) -> int:
        """How far a glyph moves the pen, in 1/1000 em."""
        return round(self._font.get_glyph_h_advance(index) * 1000 / self._face.upem)

    def code(self, index: int, text: str) -> str:
        """The code of a glyph that stands for `text`, as a character: encoded as UTF-16BE it is what a PDF string holds."""
        known = self._glyphs.get((index, text))
        if known:
            return chr(known.code)
        code = self._next
        while _ESCAPED & {code >> 8, code & 0xFF}:
            code += 1
        if code > _LAST_CODE:
            raise OverflowError("one document uses more glyphs of a typeface than there are codes")
        self._next = code + 1
        self._glyphs[index, text] = Glyph(code, index, text)
        return chr(code)

    def put(self, writer: streaming.Writer, number: int) -> None:
        """Write the typeface with the glyphs that were used, as object `number` (ISO 32000-1, 9.7)."""
        glyphs = sorted(self._glyphs.values())
        subset = self._subset(glyphs)
        name = self._name(subset)
        descendant = writer.put(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/FontDescriptor %b/CIDToGIDMap %b/DW 1000/W[%b]>>"
            % (
                name,
                streaming.reference(self._put_descriptor(writer, name, subset)),
                streaming.reference(writer.put_stream(_indices(glyphs))),
                b" ".join(b"%d[%d]" % (glyph.code, self.width(glyph.index)) for glyph in glyphs),
            )
        )
        unicode = writer.put_stream(_unicode(glyphs))
        writer.put(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts%b/ToUnicode %b>>"
            % (name, streaming.references([descendant]), streaming.reference(unicode)),
            number=number,
        )

    def _subset(self, glyphs: list[Glyph]) -> bytes:
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({glyph.index for glyph in glyphs})
        wanted.drop_table_tag_set.update({hb.Tag(tag) if hasattr(hb, "Tag") else int.from_bytes(tag.encode(), "big") for tag in _DROPPED})
        wanted.flags = _SUBSET
        return bytes(wanted.subset(self._face).blob.data)

    def _name(self, subset: bytes) -> bytes:
        """The PostScript name with the tag of a subset: six capitals, made of the subset's content."""
        tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(subset).digest()[:6])
        with ttLib.TTFont(io.BytesIO(self._data), lazy=True) as font:
            return f"{tag}+{font['name'].getDebugName(6)}".encode("ascii")

    def _put_descriptor(self, writer: streaming.Writer, name: bytes, subset: bytes) -> int:
        file = writer.put_stream(subset, entries=b"/Length1 %d" % len(subset))
        scale = 1000 / self._face.upem
        with ttLib.TTFont(io.BytesIO(self._data), lazy=True) as font:
            head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
            box = [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
            heights = [round(value * scale) for value in (hhea.ascent, hhea.descent, os2.sCapHeight)]
            slope = round(font["post"].italicAngle)
            weight = os2.usWeightClass
        symbolic = 4
        return writer.put(
            b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d"
            b"/StemV %d/FontFile2 %b>>" % (name, symbolic, *box, slope, *heights, weight // 5, streaming.reference(file))
        )


def _indices(glyphs: list[Glyph]) -> bytes:
    """The table from codes to the typeface's own numbers."""
    table = bytearray(2 * (glyphs[-1].code + 1))
    for glyph in glyphs:
        table[2 * glyph.code : 2 * glyph.code + 2] = glyph.index.to_bytes(2, "big")
    return bytes(table)


def _unicode(glyphs: list[Glyph]) -> bytes:
    """The table from codes to text, for search, copying and screen readers."""
    lines = [f"<{glyph.code:04X}> <{glyph.text.encode('utf-16-be').hex().upper()}>" for glyph in glyphs if glyph.text]
    blocks = [lines[start : start + _CMAP_BLOCK] for start in range(0, len(lines), _CMAP_BLOCK)]
    return _CMAP.format(
        blocks="\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    ).encode()

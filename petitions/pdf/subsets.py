"""Typefaces inside one document: which glyphs it uses, under which codes, for which text; subsets of them are its end.

ReportLab counts the characters of a subset in objects that belong to the whole process, and writes them only with its
own document. Here every document counts for itself, two bytes a glyph: the same text gives the same bytes whatever was
printed before, and copying from the paper gives back what was typed.
"""

import hashlib
import io
from typing import NamedTuple

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from petitions.pdf import shaping, streaming
from petitions.pdf.segments import Segment

_AVOIDED = frozenset(b"()\\\r\xff")
"""Bytes of no code: what a PDF string would have to escape, and what the mark between texts is made of."""
UNKNOWN = b"\xff\xfe"
_LAST_CODE = 0xD7FF
"""Codes are written as UTF-16: the surrogates begin here."""
_DROPPED = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "post", "cmap", "STAT", "gasp", "BASE", "vhea", "vmtx", "VORG")
"""What lays text out, and what only programs with menus ask for."""
_FLAGS = (
    hb.SubsetFlags.RETAIN_GIDS
    | hb.SubsetFlags.NOTDEF_OUTLINE
    | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    | hb.SubsetFlags.NO_HINTING
)
_UNICODE = """/CIDInit /ProcSet findresource begin
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
_BLOCK = 100
"""Entries in a block: a limit of the language that this table is written in."""


class Glyph(NamedTuple):
    """A glyph as the document uses it."""

    code: int
    number: int
    """Its number in the typeface."""
    text: str
    """What it stands for; empty where another glyph of its cluster says it."""


class _Known(dict[int, str]):
    """Codes by characters; one for those that are not known."""

    def __missing__(self, _character: int) -> str:
        return "\ufffe"


class Typeface:
    """A TrueType typeface in one document; of a variable one, its default. `label` is its name for the pages."""

    def __init__(self, data: bytes, *, label: str) -> None:
        self.label = label.encode()
        self.characters: set[str] = set()
        """Those that are simply their glyph; `show` and `measure` take no others. `learn` adds to them."""
        self.widest = 1
        """The widest of these characters, in 1/1000 em."""
        self._codes: dict[int, str] = {}
        self._known = _Known({0xFFFF: "\uffff"})
        self._widths: dict[str, int] = {}
        self._advances: dict[int, int] = {}
        self._data = data
        self._face = hb.Face(data)
        self._font = hb.Font(self._face)
        self._glyphs: dict[tuple[int, str], Glyph] = {}
        self._next = 1

    def holds(self, text: str) -> bool:
        """Whether the typeface has a glyph for every character of `text`."""
        return all(self._font.get_nominal_glyph(ord(character)) for character in text)

    def learn(self, text: str) -> None:
        """Make every character of `text` known; the typeface must hold them all."""
        for character in text:
            if character not in self.characters:
                number: int = self._font.get_nominal_glyph(ord(character))
                self._codes[ord(character)] = self._known[ord(character)] = self.code(number, character)
                self._widths[character] = self.width(number)
                self.widest = max(self.widest, self._widths[character])
                self.characters.add(character)

    def show(self, text: str) -> bytes:
        """The operator that shows known characters."""
        return b"(%b)Tj" % text.translate(self._codes).encode("utf-16-be")

    def encoded(self, text: str) -> bytes:
        """The codes of known characters; UNKNOWN for each other one, and U+FFFF as it is."""
        return text.translate(self._known).encode("utf-16-be")

    def measure(self, text: str) -> int:
        """The width of known characters, in 1/1000 em."""
        return sum(map(self._widths.__getitem__, text))

    def width(self, number: int) -> int:
        """How far the glyph of that number moves the pen, in 1/1000 em."""
        if number not in self._advances:
            self._advances[number] = round(int(self._font.get_glyph_h_advance(number)) * 1000 / int(self._face.upem))
        return self._advances[number]

    def code(self, number: int, text: str) -> str:
        """The code of a glyph that stands for `text`, as a character: its UTF-16 is what a PDF string holds."""
        known = self._glyphs.get((number, text))
        if known:
            return chr(known.code)
        code = self._next
        while _AVOIDED & {code >> 8, code & 0xFF}:
            code += 1
        if code > _LAST_CODE:
            raise OverflowError("one document uses more glyphs of a typeface than there are codes")
        self._next = code + 1
        self._glyphs[number, text] = Glyph(code, number, text)
        return chr(code)

    def shaped(self, text: str, *, script: str, language: str | None) -> list[shaping.Glyph]:
        """The glyphs, from left to right, of held characters that run from right to left in one script (ISO 15924)."""
        buffer = shaping.buffer_of(text, Segment(0, len(text), 1, script, ""), language)
        hb.shape(self._font, buffer, shaping.FEATURES)
        scale = 1000 / int(self._face.upem)
        spoken = shaping.texts(text, Segment(0, len(text), 1, script, ""), buffer)
        return [
            shaping.Glyph(
                info.codepoint, words, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale
            )
            for info, place, words in zip(buffer.glyph_infos, buffer.glyph_positions, spoken, strict=True)
        ]

    def put(self, writer: streaming.Writer) -> int:
        """Write the glyphs that were used as a composite font (ISO 32000-1, 9.7); return the object's number."""
        glyphs = sorted(self._glyphs.values())
        subset = self._subset(glyphs)
        with TTFont(io.BytesIO(self._data), lazy=True) as font:
            name = f"{_tag(subset)}+{font['name'].getDebugName(6)}".encode("ascii")
            file = writer.put_stream(subset, b"/Length1 %d" % len(subset))
            descriptor = writer.put(self._descriptor(font, name, file))
        widths = b" ".join(b"%d[%d]" % (glyph.code, self.width(glyph.number)) for glyph in glyphs)
        indices = writer.put_stream(_indices(glyphs))
        descendant = writer.put(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/FontDescriptor %b/CIDToGIDMap %b/W[%b]>>"
            % (name, streaming.reference(descriptor), streaming.reference(indices), widths)
        )
        unicode = writer.put_stream(_unicode(glyphs))
        return writer.put(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts%b/ToUnicode %b>>"
            % (name, streaming.references([descendant]), streaming.reference(unicode))
        )

    def _subset(self, glyphs: list[Glyph]) -> bytes:
        wanted = hb.SubsetInput()
        wanted.pin_all_axes_to_default(self._face)
        wanted.glyph_set.update({glyph.number for glyph in glyphs})
        wanted.drop_table_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in _DROPPED})
        wanted.flags = _FLAGS
        return bytes(wanted.subset(self._face).blob.data)

    def _descriptor(self, font: TTFont, name: bytes, file: int) -> bytes:
        head, hhea, shape = font["head"], font["hhea"], font["OS/2"]
        lengths = (head.xMin, head.yMin, head.xMax, head.yMax, hhea.ascent, hhea.descent, shape.sCapHeight)
        symbolic = 4
        return (
            b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%d %d %d %d]/Ascent %d/Descent %d/CapHeight %d"
            b"/ItalicAngle %d/StemV %d/FontFile2 %b>>"
            % (
                name,
                symbolic,
                *(round(length * 1000 / self._face.upem) for length in lengths),
                round(font["post"].italicAngle),
                shape.usWeightClass // 5,
                streaming.reference(file),
            )
        )


def _tag(subset: bytes) -> str:
    """The six capitals that mark a subset's name, made of its content."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(subset).digest()[:6])


def _indices(glyphs: list[Glyph]) -> bytes:
    """The table from codes to the typeface's own numbers."""
    table = bytearray(2 * (glyphs[-1].code + 1))
    for glyph in glyphs:
        table[2 * glyph.code : 2 * glyph.code + 2] = glyph.number.to_bytes(2, "big")
    return bytes(table)


def _unicode(glyphs: list[Glyph]) -> bytes:
    """The table from codes to text, for search, copying and screen readers."""
    lines = [f"<{glyph.code:04X}> <{glyph.text.encode('utf-16-be').hex().upper()}>" for glyph in glyphs if glyph.text]
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    written = (f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return _UNICODE.format(blocks="\n".join(written)).encode()

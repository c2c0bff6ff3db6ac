"""Lines of text for a document that streams: shaped where a script asks for it, letter by letter where it does not.

A list holds millions of short texts, and most are in scripts whose letters just follow each other: those are looked up,
not shaped, which is thirty times as fast and, at the size of a list, looks the same.
"""

import bisect
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import NamedTuple

from petitions.pdf import fonts, shaping, streaming, subsets, taming

NARROWEST = 0.85
"""How far a line that is too long is squeezed before it is cut."""
_BESIDE, _ABOVE, _BELOW = 250, 1400, 450
"""How far the ink of a short text may go beyond its place, in 1/1000 em."""
_REMEMBERED = 10_000
"""Lines and words kept: names are many, but the words in them come back."""
_BETWEEN = "\uffff"
_BETWEEN_CODES = _BETWEEN.encode("utf-16-be")
"""Stands between texts that are looked at together. It is no character."""
_UNSPOKEN = "\u034f"
_FIXED_WIDTH = ("fontpkg_jetbrains_mono", "files/JetBrainsMono[wght].ttf")
# Latin, Greek, Cyrillic, Armenian (whose few ligatures a list can do without), Georgian, kana, ideographs, hangul, the
# punctuation of names. No combining marks, no letters that join, nothing that runs from right to left.
LETTER_BY_LETTER = re.compile(
    r"[\x20-\x7e\u00a0-\u00ac\u00ae-\u02af\u02b9-\u02c1\u0370-\u0482\u048a-\u0556\u0560-\u0588\u058a\u10a0-\u10ff"
    r"\u1c90-\u1cbf\u1e00-\u1fff\u2010-\u2027\u2030-\u203a\u2116\u3001-\u3029\u3030\u3041-\u3096\u30a0-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7a3]*"
)
_ARABIC, _HEBREW, _LAST_HEBREW = "Arab", "Hebr", "\u05ff"
# Letters of Hebrew and Arabic; no figures, no punctuation, which would need the whole line to find their order. Longer texts
# do not fit anyhow, and their words shall not be remembered.
_RIGHT_TO_LEFT_LETTERS = re.compile(r"[\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0671-\u06d3 ]{1,200}")
_RIGHT_TO_LEFT_WORDS = re.compile(r"[\u05b0-\u05bd\u05c1\u05c2\u05d0-\u05ea\u0621-\u063a\u0641-\u0652\u0670-\u06d3 ]+")
"""Letters and their marks."""
_WORDS = re.compile("[^ ]+ *| +")


class Shown(NamedTuple):
    """A line at its size."""

    typeface: bytes
    """What has to be current when the operators come; nothing if they choose it themselves."""
    operators: bytes
    """What shows it from where the text is; inside BT and ET."""
    width: float
    """In points."""
    words: str = ""
    """What it says, where its glyphs do not say it one by one."""


class Piece(NamedTuple):
    """Glyphs of one typeface at one height."""

    typeface: bytes
    rise: int
    """Above the base line, in 1/1000 em."""
    shown: bytes
    """The operator that shows them, at any size."""


class Line(NamedTuple):
    """One line of text, ready for any place and size."""

    pieces: tuple[Piece, ...]
    width: float
    """As drawn, in 1/1000 em."""
    stretch: float = 1
    """Below 1: squeezed."""
    text: str = ""
    """What it says, all of it."""

    @property
    def is_plain(self) -> bool:
        """Whether one operator in one typeface shows it."""
        return len(self.pieces) == 1 and self.stretch == 1 and not self.pieces[0].rise

    def operators(self, size: float) -> bytes:
        """What shows the line at `size` points from where the text is; inside BT and ET."""
        if self.is_plain:
            return b"/%b %g Tf %b" % (self.pieces[0].typeface, size, self.pieces[0].shown)
        written = [b"%g Tz" % (100 * self.stretch)] if self.stretch != 1 else []
        typeface, rise = b"", 0
        for piece in self.pieces:
            if piece.typeface != typeface:
                written.append(b"/%b %g Tf" % (piece.typeface, size))
                typeface = piece.typeface
            if piece.rise != rise:
                written.append(b"%.2f Ts" % (piece.rise * size / 1000))
                rise = piece.rise
            written.append(piece.shown)
        written += [b"0 Ts"] if rise else []
        written += [b"100 Tz"] if self.stretch != 1 else []
        return b" ".join(written)

    def shown(self, size: float, *, bare: bool = True) -> Shown:
        """The line at `size` points; unless `bare`, with the choice of its typeface."""
        width = self.width * size / 1000
        if bare and self.is_plain:
            return Shown(self.pieces[0].typeface, self.pieces[0].shown, width, self.text)
        return Shown(b"", self.operators(size), width, self.text)


class Typecase:
    """The typefaces of one document, and the characters that it lacked."""

    def __init__(self) -> None:
        self.unprintable: set[str] = set()
        self._typefaces: dict[str, subsets.Typeface] = {}

    def typeface(self, name: str, chain: fonts.Chain) -> subsets.Typeface:
        """The typeface of that name from `chain`, as this document uses it."""
        if name not in self._typefaces:
            self._typefaces[name] = self._add(chain.data(name))
        return self._typefaces[name]

    @functools.cached_property
    def fixed_width(self) -> subsets.Typeface:
        """For lines to be typed and compared: Latin, Greek and Cyrillic only."""
        package, file = _FIXED_WIDTH
        return self._typefaces.setdefault(file, self._add(resources.files(package).joinpath(file).read_bytes()))

    def put(self, writer: streaming.Writer) -> bytes:
        """Write all typefaces; return the entries of the font resources that name them."""
        return b"".join(
            b"/%b %b" % (typeface.label, streaming.reference(typeface.put(writer)))
            for typeface in self._typefaces.values()
        )

    def _add(self, data: bytes) -> subsets.Typeface:
        return subsets.Typeface(data, label=f"F{len(self._typefaces)}")


class Typesetter:
    """Sets lines in one cut. `language` is the document's: it chooses between forms of one letter."""

    def __init__(self, typecase: Typecase, chain: fonts.Chain, *, language: str | None = None) -> None:
        self._typecase = typecase
        self._chain = chain
        self._language = language
        self._learned: list[subsets.Typeface] = []
        self._set_within = functools.lru_cache(_REMEMBERED)(self._set_within_first)
        self._word = functools.lru_cache(_REMEMBERED)(self._set_word)
        self._word_at = functools.lru_cache(_REMEMBERED)(lambda size, word: self._word(word).shown(size, bare=False))

    def line(self, text: str, *, direction: shaping.Direction | None = None) -> Line:
        """`text`, shaped. `direction` is that of the paragraph it is part of; without it, that of its first letter."""
        printed = taming.whole(text)
        shaped = shaping.shape(printed, self._chain, language=self._language, direction=direction)
        if shaped.missing:
            self._typecase.unprintable.update(shaped.missing)
            printed = taming.replaced(printed, shaped.missing)
            shaped = shaping.shape(printed, self._chain, language=self._language, direction=direction)
        runs = ((self._typecase.typeface(run.typeface, self._chain), run.glyphs) for run in shaped.runs)
        return Line(tuple(piece for run in runs for piece in _in_pieces(*run)), shaped.width, text=text)

    def within(self, limit: float, text: str) -> Line:
        """`text` in at most `limit` 1/1000 em: squeezed if it is a little longer, cut with an ellipsis if it is much."""
        typeface = self._looked_up(limit, text)
        if typeface:
            return Line((Piece(typeface.label, 0, typeface.show(text)),), typeface.measure(text), text=text)
        return self._set_within(limit, text)

    def shown(self, size: float, limit: float, text: str) -> Shown:
        """The same at a size, for the text in NFC."""
        composed = unicodedata.normalize("NFC", text)
        typeface = self._looked_up(limit, composed)
        if typeface:
            return Shown(typeface.label, typeface.show(composed), typeface.measure(composed) * size / 1000)
        if _RIGHT_TO_LEFT_LETTERS.fullmatch(composed):
            words = [self._word_at(size, word) for word in reversed(_WORDS.findall(composed))]
            width = sum([word.width for word in words])
            if width <= limit * size / 1000:
                return Shown(b"", b" ".join([word.operators for word in words]), width, composed)
        return self._set_within(limit, composed).shown(size)

    @property
    def commonest(self) -> bytes:
        """The typeface of `codes`."""
        return self._learned[0].label if self._learned else b""

    def codes(self, limit: float, texts: Sequence[str]) -> list[bytes | None]:
        """For texts by the million: what shows each as a string in the commonest typeface, letter by letter.

        None for each that is too long for that or has other letters, and for all if one of them has U+FFFF: `shown` has them.
        """
        composed = unicodedata.normalize("NFC", _BETWEEN.join(texts))
        if not self._learned or composed.count(_BETWEEN) != len(texts) - 1:
            return [None] * len(texts)
        typeface = self._learned[0]
        measure, surely = typeface.measure, limit / typeface.widest
        return [
            codes if subsets.UNKNOWN not in codes and (len(text) <= surely or measure(text) <= limit) else None
            for text, codes in zip(
                composed.split(_BETWEEN), typeface.encoded(composed).split(_BETWEEN_CODES), strict=True
            )
        ]

    def _looked_up(self, limit: float, text: str) -> subsets.Typeface | None:
        """The typeface in which `text` is letter by letter and not too long."""
        for typeface in self._learned:
            if typeface.characters.issuperset(text):
                return typeface if typeface.measure(text) <= limit else None
        return None

    def _set_within_first(self, limit: float, text: str) -> Line:
        if LETTER_BY_LETTER.fullmatch(text) and self._learn(text):
            typeface = self._looked_up(limit, text)
            if typeface:
                return self.within(limit, text)
        calm = taming.calmed(text)
        if not _RIGHT_TO_LEFT_WORDS.fullmatch(calm) and taming.has_marks(calm) and self._spills(calm):
            calm = taming.bare(calm)
        line = self._from_words(calm) if _RIGHT_TO_LEFT_WORDS.fullmatch(calm) else self.line(calm)
        if line.width <= limit:
            return line._replace(text=text)
        if line.width * NARROWEST > limit:
            line = self._shortened(calm, limit / NARROWEST)
        return line._replace(width=min(line.width, limit), stretch=min(1, limit / line.width), text=text)

    def _spills(self, text: str) -> bool:
        """Whether marks reach beside, above or below the line: those of one typeface on a letter of another do."""
        line = shaping.shape(taming.whole(text), self._chain, language=self._language)
        box = shaping.ink(line, self._chain)
        return box.left < -_BESIDE or box.right > line.width + _BESIDE or box.top > _ABOVE or box.bottom < -_BELOW

    def _from_words(self, text: str) -> Line:
        """Words of a script that joins letters, but never across a blank: each is shaped once."""
        words = [self._word(word) for word in reversed(_WORDS.findall(text))]
        pieces = tuple(piece for word in words for piece in word.pieces)
        return Line(pieces, sum(word.width for word in words), text=text)

    def _set_word(self, text: str) -> Line:
        """A word of one direction and script: there is no order to find, only letters that join."""
        script = _HEBREW if text[0] <= _LAST_HEBREW else _ARABIC
        name = next(iter(self._chain.holders(text[0])), None)
        typeface = self._typecase.typeface(name, self._chain) if name else None
        if typeface is None or not typeface.holds(text):
            return self.line(text)
        glyphs = typeface.shaped(text, script=script, language=self._language)
        return Line(tuple(_in_pieces(typeface, glyphs)), sum(glyph.advance for glyph in glyphs), text=text)

    def _shortened(self, text: str, limit: float) -> Line:
        """The longest beginning of `text` that fits with an ellipsis. No mark is parted from its letter. A single one stays."""
        ends = [end for end in range(1, len(text)) if not unicodedata.category(text[end]).startswith("M")]
        if not ends:
            return self.line(text)
        longest = bisect.bisect_right(ends, limit, key=lambda end: self._beginning(text, end).width)
        return self._beginning(text, ends[max(longest - 1, 0)])

    def _beginning(self, text: str, end: int) -> Line:
        return self.line(text[:end].rstrip() + taming.ELLIPSIS)

    def _learn(self, text: str) -> bool:
        """Look `text` up letter by letter from now on; False if no one typeface has all of it and is the best for each letter."""
        name = next(iter(self._chain.holders(text)), None)
        if name is None or any(self._chain.holders(letter)[0] != name for letter in text if letter.isalpha()):
            return False
        typeface = self._typecase.typeface(name, self._chain)
        typeface.learn(text)
        if typeface not in self._learned:
            self._learned.append(typeface)
        return True


def _in_pieces(typeface: subsets.Typeface, glyphs: Iterable[shaping.Glyph]) -> Iterator[Piece]:
    for rise, some in itertools.groupby(glyphs, key=lambda glyph: round(glyph.y)):
        yield Piece(typeface.label, rise, _shown(typeface, some))


def _shown(typeface: subsets.Typeface, glyphs: Iterable[shaping.Glyph]) -> bytes:
    """The operator for glyphs at one height. Numbers between strings move the pen back, in 1/1000 em."""
    parts: list[bytes] = []
    codes = ""
    back = 0
    for glyph in glyphs:
        x = round(glyph.x)
        back -= x
        if back:
            parts += [b"(%b)" % codes.encode("utf-16-be")] if codes else []
            parts.append(b"%d" % back)
            codes = ""
        codes += typeface.code(glyph.number, glyph.text.replace(_UNSPOKEN, ""))
        back = x + typeface.width(glyph.number) - round(glyph.advance)
    parts += [b"(%b)" % codes.encode("utf-16-be")] if codes else []
    parts += [b"%d" % back] if back else []
    return b"[%b]TJ" % b"".join(parts)

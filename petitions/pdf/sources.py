"""Which typefaces there are: their sources in the installed packages, their cuts, their characters.

Nothing is drawn by hand and nothing is committed: `fonts.build` makes the cuts named here.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path


class Cut(enum.Enum):
    """A weight and width; the value is the last part of the PostScript name."""

    REGULAR = "Regular"
    BOLD = "Bold"
    BLACK = "Black"
    EXTRA_CONDENSED_BLACK = "ExtraCondensedBlack"
    ITALIC = "Italic"


POSITIONS = {
    Cut.REGULAR: {"wght": 400.0, "wdth": 100.0},
    Cut.BOLD: {"wght": 700.0, "wdth": 100.0},
    Cut.BLACK: {"wght": 900.0, "wdth": 100.0},
    Cut.EXTRA_CONDENSED_BLACK: {"wght": 900.0, "wdth": 62.5},
    Cut.ITALIC: {"wght": 400.0, "wdth": 100.0},
}
"""Where each cut lies on the axes of a variable font."""

NEAREST = {
    Cut.REGULAR: (Cut.REGULAR,),
    Cut.BOLD: (Cut.BOLD, Cut.REGULAR),
    Cut.BLACK: (Cut.BLACK, Cut.BOLD, Cut.REGULAR),
    Cut.EXTRA_CONDENSED_BLACK: (Cut.EXTRA_CONDENSED_BLACK, Cut.BLACK, Cut.BOLD, Cut.REGULAR),
    Cut.ITALIC: (Cut.ITALIC, Cut.REGULAR),
}
"""What stands in for a cut that a family does not have, best first."""


@dataclass(frozen=True)
class Source:
    """A variable font and its licence inside an installed distribution."""

    distribution: str
    font: str
    licence: str


@dataclass(frozen=True)
class Face:
    """One static cut to build: `keep` limits its characters, `drop` takes some away."""

    family: str
    cut: Cut
    source: Source
    keep: Callable[[], frozenset[int]] | None = None
    drop: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The PostScript name, unique among all faces: ReportLab takes two of one name for one."""
        return f"{self.family}-{self.cut.value}"

    @property
    def file(self) -> str:
        return f"{self.name}.ttf"


@dataclass(frozen=True)
class Headline:
    """A web font of the headline's cut for one script; `unicode_range` is CSS and its contents."""

    script: str
    source: Source
    unicode_range: str

    @property
    def file(self) -> str:
        return f"headline-{self.script}.woff2"


def locate(source: Source, part: str) -> Path:
    """The path of a source's `part` (its font or its licence); FileNotFoundError if it is missing."""
    for file in metadata.files(source.distribution) or ():
        if str(file).endswith(part):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{part} is not in the installed {source.distribution}")


def code_points(unicode_range: str) -> frozenset[int]:
    """The code points of a CSS `unicode-range` such as "U+20-7E, U+A0"."""
    found: set[int] = set()
    for part in unicode_range.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


@cache
def _han_in_use() -> frozenset[int]:
    """GB 2312, the everyday part of Big5, and the punctuation of names that both of them lack.

    The font holds 30,000 ideographs; cutting all of them takes a minute and 10 MB. U+00B7, the dot
    inside a name taken from another language, is among the additions.
    """
    cells = range(0x40, 0xFF)
    listed = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in cells]
    listed += [bytes((row, cell)).decode("big5", "ignore") for row in range(0xA4, 0xC7) for cell in cells]
    punctuation = code_points("U+20-FF, U+2010-2030, U+3000-303F, U+FF00-FFEF")
    return frozenset(ord(character) for pair in listed for character in pair) | punctuation


_LATIN = Source("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf", "fontpkg_noto_sans/LICENSE")
_LATIN_ITALIC = Source(
    "fontpkg-noto-sans",
    "fontpkg_noto_sans/files/NotoSans-Italic[wdth,wght].ttf",
    "fontpkg_noto_sans/LICENSE",
)
_ARABIC = Source(
    "fontpkg-noto-sans-arabic",
    "fontpkg_noto_sans_arabic/files/NotoSansArabic[wdth,wght].ttf",
    "fontpkg_noto_sans_arabic/LICENSE",
)
_CHINESE = Source(
    "justmytype-intl-cjk",
    "justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
    "justmytype_intl_cjk/fonts/ofl/notosanssc/OFL.txt",
)


def _script(name: str) -> Source:
    """A script of the collection that draws weights from regular to bold only."""
    return Source("manimgx-fonts", f"manimgx_fonts/NotoSans{name}[wght].ttf", "licenses/LICENSE")


# Devanagari has a face of its own; without it a Latin cut is a fifth smaller.
_DEVANAGARI = code_points("U+900-97F, U+1CD0-1CFF, U+A8E0-A8FF")
_ALL = (Cut.REGULAR, Cut.BOLD, Cut.BLACK, Cut.EXTRA_CONDENSED_BLACK)
_TEXT = (Cut.REGULAR, Cut.BOLD)


def _faces(family: str, cuts: Iterable[Cut], source: Source) -> tuple[Face, ...]:
    return tuple(Face(family, cut, source) for cut in cuts)


FACES = (
    *(Face("NotoSans", cut, _LATIN, drop=_DEVANAGARI) for cut in _ALL),
    Face("NotoSans", Cut.ITALIC, _LATIN_ITALIC, drop=_DEVANAGARI),
    *_faces("NotoSansGeorgian", _TEXT, _script("Georgian")),
    *_faces("NotoSansArmenian", _TEXT, _script("Armenian")),
    *_faces("NotoSansArabic", _ALL, _ARABIC),
    *_faces("NotoSansHebrew", _TEXT, _script("Hebrew")),
    *_faces("NotoSansDevanagari", _TEXT, _script("Devanagari")),
    *_faces("NotoSansThai", _TEXT, _script("Thai")),
    *(Face("NotoSansSC", cut, _CHINESE, keep=_han_in_use) for cut in _TEXT),
)
"""Every cut, in the order in which a character looks for its typeface."""

# Figures and punctuation are in every headline font that draws them, so that a page in one language
# loads one file: the page declares the font of its own script last, and the last declared wins.
_COMMON = (
    "U+20-40, U+5B-60, U+7B-7E, U+A0, U+AB, U+BB, U+2010-2011, U+2013-2014, U+2018-201A, U+201C-201E, "
    "U+2026, U+2039-203A, U+2212"
)

HEADLINES = (
    Headline(
        "latin",
        _LATIN,
        "U+20-7E, U+A0-17F, U+18F, U+1C4-1CC, U+1E6-1E7, U+218-21B, U+259, U+2BB-2BC, U+300-304, "
        "U+306-308, U+30A-30C, U+327-328, U+1E9E, U+2010-2014, U+2018-201E, U+2026, U+2039-203A, "
        "U+20AC, U+2116, U+2212",
    ),
    Headline(
        "cyrillic",
        _LATIN,
        f"{_COMMON}, U+2BC, U+300-301, U+306, U+308, U+400-45F, U+490-491, U+20AC, U+2116",
    ),
    Headline(
        "arabic",
        _ARABIC,
        f"{_COMMON}, U+60C, U+61B, U+61F, U+621-63A, U+640-655, U+660-66C, U+670-671, U+679, U+67E, "
        "U+686, U+688, U+691, U+698, U+6A9, U+6AF, U+6BA, U+6BE, U+6C1-6C3, U+6CC, U+6D2, U+6D4, "
        "U+6F0-6F9, U+200C-200F",
    ),
    Headline(
        "georgian",
        _script("Georgian"),
        "U+20, U+2D, U+A0, U+10D0-10FF, U+1C90-1CBA, U+1CBD-1CBF, U+2010, U+20BE",
    ),
    Headline(
        "armenian",
        _script("Armenian"),
        "U+20, U+2D, U+A0, U+531-556, U+559-58A, U+58D-58F, U+2010, U+FB13-FB17",
    ),
)
"""The headline fonts of the web pages, one per script."""

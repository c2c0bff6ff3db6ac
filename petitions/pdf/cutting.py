"""Cutting static typefaces and headline web fonts out of the variable fonts that packages bring.

ReportLab takes static TrueType only. `make` runs in worker processes: its arguments are picklable.
"""

import io
import json
import os
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from petitions.pdf.sources import POSITIONS, Cut, Face, Headline, code_points, locate

# Two builds shall give the same bytes: one date for all (seconds since 1904, as fonts count).
_MADE = 3786912000
_DROPPED_TABLES = ["STAT", "MVAR", "HVAR", "DSIG"]
_KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]


def make(item: Face | Headline, folder: Path, stamp: str) -> str:
    """Write one file and, after it, `<file>.json` with its stamp and facts; return the file's name.

    A face's facts are its characters as sorted, inclusive pairs; a headline font's its metrics in em.
    """
    font = TTFont(locate(item.source, item.source.font), recalcTimestamp=False)
    facts = _cut_face(font, item) if isinstance(item, Face) else _cut_headline(font, item)
    font["head"].modified = _MADE
    content = io.BytesIO()
    font.save(content)
    _write(folder / item.file, content.getvalue())
    _write(folder / f"{item.file}.json", json.dumps({"stamp": stamp, **facts}).encode())
    return item.file


def _cut_face(font: TTFont, face: Face) -> dict[str, object]:
    wanted = set(font.getBestCmap()) - face.drop
    if face.keep is not None:
        wanted &= face.keep()
    # An ideographic font loses three quarters of its glyphs here: instancing all of them first
    # would take a minute. For the others the order makes no difference.
    _subset(font, wanted, features=["*"])
    _instantiate(font, face.cut)
    _rename(font, family=face.family, cut=face.cut.value)
    return {"coverage": _ranges({code for code in font.getBestCmap() if code >= 0x20})}


def _cut_headline(font: TTFont, headline: Headline) -> dict[str, object]:
    features = [*subset.Options().layout_features, "case"]
    _subset(font, set(code_points(headline.unicode_range)), features=features)
    _instantiate(font, Cut.EXTRA_CONDENSED_BLACK)
    _rename(font, family=f"Headline{headline.script.title()}", cut="Black")
    font.flavor = "woff2"
    em = font["head"].unitsPerEm
    metrics = {
        "ascent": font["hhea"].ascent / em,
        "descent": -font["hhea"].descent / em,
        "cap_height": font["OS/2"].sCapHeight / em,
        "average": font["OS/2"].xAvgCharWidth / em,
    }
    return {"metrics": metrics}


def _subset(font: TTFont, wanted: set[int], *, features: list[str]) -> None:
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = _KEPT_NAMES
    options.drop_tables += _DROPPED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def _instantiate(font: TTFont, cut: Cut) -> None:
    """Freeze the axes at the cut's position, or as near to it as the font goes."""
    position = {
        axis.axisTag: min(max(POSITIONS[cut][axis.axisTag], axis.minValue), axis.maxValue) for axis in font["fvar"].axes
    }
    # Overlapping contours stay and are flagged: merging them needs a part of its own, and screens
    # and printers fill them right.
    overlap = instancer.OverlapMode.KEEP_AND_SET_FLAGS
    instancer.instantiateVariableFont(font, position, inplace=True, overlap=overlap)


def _rename(font: TTFont, *, family: str, cut: str) -> None:
    names = font["name"]
    version = names.getDebugName(5)
    full, postscript = f"{family} {cut}", f"{family}-{cut}"
    values = {1: full, 2: "Regular", 3: f"{version};{postscript}", 4: full, 6: postscript}
    for identifier, value in values.items():
        names.removeNames(nameID=identifier)
        names.setName(value, identifier, 3, 1, 0x409)


def _write(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all, whoever reads or dies meanwhile."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _ranges(codes: set[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges

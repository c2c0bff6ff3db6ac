"""What a PDF has in it: whether anything acts, and where each of its parts prints."""

import ctypes
import io
import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from petitions.pdf import LOCK
from tests.support import looking

ACTING = {
    "/A", "/AA", "/AcroForm", "/Annots", "/Collection", "/EF", "/EmbeddedFiles", "/FDF", "/Filespec", "/JS", "/JavaScript",
    "/Launch", "/Movie", "/OpenAction", "/RichMedia", "/SubmitForm", "/URI", "/XFA",
}  # fmt: skip
"""Keys of links, scripts, files and forms (ISO 32000-2)."""
_LINE = 6
"""Points between which figures are in one line."""
_HAIR = 1.2
"""Points: boxes that share less only touch, as two strokes of one point do."""
_BEYOND, _OVER, _COARSE = 300, 9, 24
"""Points of what is looked at round the paper, and of what grounds may take of it; dots an inch."""


class Part(NamedTuple):
    """Ink of a tagged element: a line of text, or a shape. Points from the lower left corner of the page."""

    page: int
    element: int
    """Its number on the page."""
    left: float
    low: float
    right: float
    top: float


def faults(content: bytes) -> list[str]:
    """What is wrong with the file, as qpdf says, and what in it could act."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = document.check_pdf_syntax()
        return found + [f"has {key}" for item in document.objects for key in _keys(item) if key in ACTING]


def _keys(item: pikepdf.Object) -> Iterator[str]:
    """Every key in an object, but not in those that it only refers to: they come by themselves."""
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        keys = list(item)
        yield from keys
        values = [item[key] for key in keys]
    else:
        values = list(item) if isinstance(item, pikepdf.Array) else []
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _keys(value)


def spaces(content: bytes) -> set[str]:
    """The colour spaces in it, by their names, wherever they are said: of pictures, pages, groups; and grey or RGB of operators."""
    with pikepdf.open(io.BytesIO(content)) as document:
        said = {name for item in document.objects for name in _names(item) if name in _SPACES}
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        drawn = [*document.pages, *(item for item in streams if item.get("/Subtype") == "/Form")]
        used = {str(operator) for each in drawn for _operands, operator in pikepdf.parse_content_stream(each)}
    return said | {space for operator, space in _OPERATORS.items() if operator in used}


_SPACES = {
    "/DeviceRGB", "/DeviceGray", "/DeviceCMYK", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/Indexed", "/Separation", "/DeviceN",
}  # fmt: skip
_OPERATORS = {
    "rg": "/DeviceRGB", "RG": "/DeviceRGB", "g": "/DeviceGray", "G": "/DeviceGray", "k": "/DeviceCMYK", "K": "/DeviceCMYK",
}  # fmt: skip


def _names(item: pikepdf.Object) -> Iterator[str]:
    """The names that are values in an object, but not in those that it only refers to."""
    if isinstance(item, pikepdf.Name):
        yield str(item)
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
        is_array = isinstance(item, pikepdf.Array)
        for value in list(item) if is_array else [item[key] for key in list(item)]:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _names(value)


def figures(content: bytes) -> list[str]:
    """The figures of each line of text as they stand on the first page from left to right."""
    with LOCK:
        document = pypdfium2.PdfDocument(content)
        try:
            text = document[0].get_textpage()
            signs = [(text.get_text_range(place, 1), text.get_charbox(place)) for place in range(text.count_chars())]
        finally:
            document.close()
    lines: dict[int, list[tuple[float, str]]] = {}
    for sign, (left, low, _right, top) in signs:
        if sign.isdecimal():
            lines.setdefault(round((low + top) / 2 / _LINE), []).append((left, sign))
    return ["".join(sign for _left, sign in sorted(line)) for line in lines.values()]


def smallest(content: bytes) -> float:
    """The smallest type in it, in points."""
    with LOCK:
        document = pypdfium2.PdfDocument(content)
        try:
            return min(_size(item) for page in document for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)))
        finally:
            document.close()


def _size(item: pypdfium2.PdfObject) -> float:
    size, matrix = ctypes.c_float(), item.get_matrix()
    raw.FPDFTextObj_GetFontSize(item, size)
    return size.value * math.hypot(matrix.a, matrix.b)


def overlapping(content: bytes) -> list[tuple[Part, Part]]:
    """Ink of two elements in one place."""
    with LOCK:
        document = pypdfium2.PdfDocument(content)
        try:
            pages = [list(_parts(page, number)) for number, page in enumerate(document)]
        finally:
            document.close()
    return [pair for parts in pages for pair in itertools.combinations(parts, 2) if _touch(*pair)]


def spills(content: bytes) -> bool:
    """Whether anything is printed beyond the edges of the paper, where no printer shows it. Grounds reach a little over."""
    widened = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            left, low, right, top = (float(side) for side in page.mediabox)
            page.mediabox = [left - _BEYOND, low - _BEYOND, right + _BEYOND, top + _BEYOND]
        document.save(widened)
    for page in looking.pages(widened.getvalue(), _COARSE):
        white, edge = Image.new("RGB", page.size, "white"), round((_BEYOND - _OVER) * _COARSE / 72)
        page.paste("white", (edge, edge, page.width - edge, page.height - edge))
        if ImageChops.difference(page, white).getbbox():
            return True
    return False


def _parts(page: pypdfium2.PdfPage, number: int) -> Iterator[Part]:
    """Pictures are left out: they are clipped by the ground below them, which is a shape."""
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH), max_depth=1):
        element = raw.FPDFPageObj_GetMarkedContentID(item)
        sides = [ctypes.c_float() for _ in range(4)]
        if (
            element >= 0 and raw.FPDFPageObj_GetBounds(item, *sides) and sides[3].value > sides[1].value
        ):  # blanks are flat
            yield Part(number, element, *(side.value for side in sides))


def _touch(one: Part, other: Part) -> bool:
    return (
        one.element != other.element
        and min(one.right, other.right) - max(one.left, other.left) > _HAIR
        and min(one.top, other.top) - max(one.low, other.low) > _HAIR
    )

"""Names that are no names: the list takes them all, each stays in its cell, and nothing of them acts."""

import itertools
import random

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa

from petitions.dossiers import lanes, setting_pdf
from petitions.dossiers.choices import LANES, Choices, Order
from petitions.dossiers.rows import Row
from petitions.pdf import taming
from petitions.pdf.sheets import HEIGHT, WIDTH
from tests.dossiers.samples import ARABIC, DAY, ENGLISH
from tests.support import counts, naughty
from tests.support.spoken import Spoken

OVERRIDES = "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
MARKS = "\u0301\u0327\u0338\u064b\u0651\u05b8\u0e4d\u0300\u20dd\u0489\u1ab0"
JOINERS = "\u200d\u200c\ufe0f\u2060\ufeff\u034f\u00ad\U000e0041"
PIECES = (
    *naughty.MARKUP, *naughty.SCRIPTS_OF_THE_WORLD, *naughty.INVISIBLE, *naughty.LINES, *naughty.DATABASE, *naughty.LONG,
    "Ana", "محمد", "שלום", "王小明", "(123)", "\\", "((((", ")) Tj ET (", "/URI (https://evil.example) /S /JavaScript",
)  # fmt: skip
FORBIDDEN = {
    "/JS", "/JavaScript", "/URI", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/OpenAction", "/AA", "/Annots",
    "/AcroForm", "/RichMedia", "/GoToR", "/SubmitForm", "/ImportData", "/Names",
}  # fmt: skip
DPI = 100


def hostile(count):
    """So many names, of every kind at least one."""
    chance = random.Random(2015)
    yield from itertools.islice(PIECES, count)
    ways = (
        lambda: "".join(chance.choices(OVERRIDES + "abcאبج123 ()", k=chance.randint(1, 60))),
        lambda: chance.choice("aÅжبא王ก") + "".join(chance.choices(MARKS, k=200)),
        lambda: chance.choice("a王ب<") * 5000,
        lambda: chance.choice(JOINERS).join(chance.choice(PIECES)[:40] for _ in range(3)),
        lambda: "".join(chance.choices(PIECES, k=2))[:300],
        lambda: "".join(
            chr(chance.choice((chance.randrange(32, 0xD800), chance.randrange(0xE000, 0x110000)))) for _ in range(20)
        ),
    )
    for number in range(len(PIECES), count):
        yield ways[number % len(ways)]()


def listed(count):
    """Hostile names and towns in every other row; between them rows without any."""
    for number, name in enumerate(hostile(count // 2), start=1):
        yield Row(2 * number - 1, name, name[::-1], "AZ", DAY)
        yield Row(2 * number, "", "", "AZ", DAY)


def darkest(page, left, right, bottom, top):
    """The darkest pixel between these points of a page, 0 for black."""
    scale = DPI / 72
    box = (left * scale, (HEIGHT - top) * scale, right * scale, (HEIGHT - bottom) * scale)
    return page.crop(tuple(map(round, box))).getextrema()[0]


def spills(file, rows, labels):
    """Where ink lies between two columns, or in a cell that has no text. Every second row is empty."""
    pages = pypdfium2.PdfDocument(file.path)
    first = len(pages) - -(-len(rows) // lanes.ROWS_PER_PAGE)
    columns = (lanes.NUMBER, lanes.NAME, lanes.TOWN, lanes.COUNTRY, lanes.DATE)
    gaps = [(before.start + before.width + 3.25, after.start - 3.25) for before, after in itertools.pairwise(columns)]
    wide = [(column.start, column.start + column.width) for column in columns[1:3]]
    if labels.is_rtl:
        gaps, wide = ([(WIDTH - right, WIDTH - left) for left, right in places] for places in (gaps, wide))
    for number in range(first, len(pages)):
        page = pages[number].render(scale=DPI / 72).to_pil().convert("L")
        for row in range(lanes.ROWS_PER_PAGE):
            base = setting_pdf.height(row)
            beside = min(darkest(page, left, right, base - 2, base + 8) for left, right in gaps)
            within = min(darkest(page, left, right, base + 1, base + 6) for left, right in wide) if row % 2 else 255
            if beside <= 200 or within <= 120:
                yield number, row, beside, within


@pytest.mark.promise
@pytest.mark.parametrize("labels", [ENGLISH, ARABIC], ids=lambda labels: labels.language)
def test_hostile_names_stay_in_their_cells(paper, labels):
    rows = list(listed(counts.many(300, 20_000)))
    assert not list(spills(paper(rows, labels), rows, labels))


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("lanes", LANES)
def test_a_single_sign_wider_than_its_column_is_pressed_into_it(paper, lanes, order):
    rows = [Row(1, "\ufdfd" * 3, "\ufdfd", "AZ", DAY), Row(2, "\ufdfd" + "\u0301" * 3, "\ufdfd\u0301", "AZ", DAY)]
    groups = {"AZ": 2} if order is Order.COUNTRY else None
    assert pdfa.validate_written(
        paper(rows, choices=Choices(lanes=lanes, order=order), groups=groups).path, "2b"
    ).passed


def test_marks_that_are_left_as_they_are_would_be_seen(paper, monkeypatch):
    monkeypatch.setattr(taming, "calmed", lambda text: text)
    monkeypatch.setattr(taming, "has_marks", lambda text: False)
    rows = [Row(number, "" if number % 2 == 0 else "e" + "\u0301" * 200, "", "AZ", DAY) for number in range(1, 5)]
    assert list(spills(paper(rows), rows, ENGLISH))


@pytest.mark.promise
def test_nothing_in_hostile_names_acts(paper):
    rows = list(listed(counts.many(300, 20_000)))
    file = paper(rows)
    with pikepdf.open(file.path) as opened:
        assert opened.check_pdf_syntax() == []
        keys = {
            key for found in opened.objects if isinstance(found, pikepdf.Dictionary | pikepdf.Stream) for key in found
        }
        assert not keys & FORBIDDEN
        spoken = Spoken(opened)
    assert spoken.is_whole
    assert pdfa.validate_written(file.path, "2b").passed
    assert file.path.stat().st_size < 2_000_000 + 3_000 * len(rows)

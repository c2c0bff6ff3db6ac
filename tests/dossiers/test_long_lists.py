"""Rows beyond those of a table for screen readers are set faster, row by row instead of cell by cell; nobody sees it."""

import itertools
import math
import re
import subprocess

import pytest
from reportlab.lib.units import mm

from petitions.dossiers import rows_tags
from petitions.dossiers.choices import ROWS_PER_PAGE, Choices
from petitions.dossiers.rows import Row
from petitions.dossiers.setting_pdf import FOOT
from petitions.pdf.sheets import HEIGHT
from tests.dossiers.samples import ARABIC, DAY, ENGLISH, RUSSIAN

PAGES = 3
ROWS = 100 * PAGES
ODD = [
    ("Wolfeschlegelsteinhausenbergerdorff Maximiliana Antonia", "Llanfairpwllgwyngyllgogerychwyrndrobwll"),
    ("Wolfeschlegelsteinhausenberg", "Llanfairpwllgwyngyll"),
    ("Xədicə İsmayılova", "Bakı"),
    ("Xədicə İsmayılova", None),
    ("Лейла Юнусова", "Баку"),
    ("ნინო ბურჯანაძე", "თბილისი"),
    ("عبد الهادي الخواجة", "المنامة"),
    ("مُحَمَّد 5", "بغداد (2)"),
    ("刘晓波", "北京"),
    ("Zoe\u0301 (O'Neill) \\", "Cafe\u0301"),
    ("a\r\nb\tc", ""),
    ("\ufffe", "\uffff"),
    ("\U000e0001\u0378", "𒈙"),
    (None, None),
]


def crowd(count):
    """Rows of which every third is odd; their numbers grow by steps, and in length."""
    odd = itertools.cycle(ODD)
    countries = itertools.cycle(["NO", "AZ", "GS", "EG"])
    for step in range(count):
        name, town = next(odd) if step % 3 == 0 else (f"Person {step}", f"Town {step % 7}")
        yield Row(step * 37 + 1, name, town, next(countries), DAY)


def words(paper, first):
    """The words of the first pages of rows with their places in points, but for the foot, which tells how many pages there are."""
    pages = ("-f", str(first), "-l", str(first + PAGES - 1))
    found = subprocess.run(
        ["pdftotext", "-bbox", *pages, paper.path, "-"], check=True, capture_output=True, text=True
    ).stdout
    places = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">(.*?)</word>', found)
    return sorted(
        (text, float(y), float(start), float(end))
        for start, y, end, text in places
        if float(y) < HEIGHT - FOOT - 10 * mm
    )


def painted(paper, first, folder):
    """The first pages of rows, as a picture each."""
    folder.mkdir()
    pages = ("-f", str(first), "-l", str(first + PAGES - 1))
    subprocess.run(["pdftoppm", "-r", "50", "-gray", *pages, paper.path, folder / "page"], check=True)
    return [file.read_bytes() for file in sorted(folder.iterdir())]


@pytest.fixture(params=[(ENGLISH, 1), (RUSSIAN, 2), (ARABIC, 1)], ids=lambda pair: pair[0].language)
def short_and_long(paper, request):
    """The same rows on a short list, a table for screen readers, and on a long one; and where the rows of each begin."""
    labels, lanes = request.param
    rows = list(crowd(rows_tags.ROWS + 1))
    lists = [paper(some, labels, choices=Choices(lanes=lanes)) for some in (rows[:ROWS], rows)]
    return [
        (listed, listed.result.pages - math.ceil(count / (ROWS_PER_PAGE * lanes)) + 1)
        for listed, count in zip(lists, (ROWS, len(rows)), strict=True)
    ]


def test_each_word_of_a_long_list_stands_where_it_stands_on_a_short_one(short_and_long):
    short, long = (words(*listed) for listed in short_and_long)
    assert len(short) > 3 * ROWS
    assert [word[0] for word in short] == [word[0] for word in long]
    for (_, *places), (text, *others) in zip(short, long, strict=True):
        assert others == pytest.approx(places, abs=0.05), text


def test_a_long_list_looks_as_a_short_one(short_and_long, tmp_path):
    short, long = (painted(*listed, tmp_path / str(number)) for number, listed in enumerate(short_and_long))
    assert len(short) == len(long) == PAGES
    for one, other in zip(short, long, strict=True):
        different = sum(abs(a - b) > 40 for a, b in zip(one, other, strict=True))
        assert different < len(one) / 1000

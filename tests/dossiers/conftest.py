"""Lists, and what a reader finds in them."""

import io
import itertools
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from petitions.dossiers import list_pdf
from petitions.dossiers.choices import USUAL
from petitions.pdf import fonts
from tests.dossiers import samples


class Word(NamedTuple):
    """A word on a page, in points from the page's upper left corner."""

    page: int
    left: float
    right: float
    text: str


class Paper:
    """A list as a file, and what was said of it when it was made."""

    def __init__(self, path, result):
        self.path = path
        self.result = result

    @property
    def text(self):
        """Its text in reading order, without the marks that say in which direction it runs."""
        command = ["pdftotext", "-layout", self.path, "-"]
        found = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        return re.sub("[\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFC", found))

    @property
    def words(self):
        """Its words with their places."""
        command = ["pdftotext", "-bbox", self.path, "-"]
        found = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        spaces = {"h": "http://www.w3.org/1999/xhtml"}
        pages = ElementTree.fromstring(found).iterfind(".//h:page", spaces)
        return [
            Word(number, float(word.get("xMin")), float(word.get("xMax")), word.text)
            for number, page in enumerate(pages, start=1)
            for word in page.iterfind("h:word", spaces)
        ]

    def lines(self, page):
        """The text of one page, line by line."""
        return self.text.split("\f")[page - 1].splitlines()


@pytest.fixture(scope="session")
def library():
    folder = Path(__file__).parents[2] / ".fonts"
    fonts.build(folder, report=print)
    return fonts.open_library(folder)


@pytest.fixture(scope="session")
def write(library):
    """Write a list of rows and return its bytes and the result."""

    def write(rows, labels=samples.ENGLISH, *, choices=USUAL, groups=None, **cover):
        rows = list(rows)
        out = io.BytesIO()
        result = list_pdf.write(
            out,
            rows,
            total=sum(row.people for row in rows),
            cover=lambda totals: samples.cover(labels, **cover),
            labels=labels,
            library=library,
            choices=choices,
            groups=groups,
        )
        return out.getvalue(), result

    return write


@pytest.fixture(scope="session")
def paper(write, tmp_path_factory):
    """Write a list of rows to a file."""
    numbers = itertools.count(1)
    folder = tmp_path_factory.mktemp("lists")

    def paper(rows, labels=samples.ENGLISH, **options):
        content, result = write(rows, labels, **options)
        path = folder / f"{next(numbers)}.pdf"
        path.write_bytes(content)
        return Paper(path, result)

    return paper

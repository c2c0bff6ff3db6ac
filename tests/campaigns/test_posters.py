"""Posters as files: drawn by a program of its own, once per change."""

import dataclasses
import io
import subprocess
import sys
import threading

import pikepdf
import pytest
from PIL import Image

from petitions import storage
from petitions.campaigns import poster_pdf, posters
from petitions.pdf import LOCK
from petitions.pdf.papers import Paper
from tests import factories
from tests.support import paper

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # a drawing does not depend on it
    pytest.mark.usefixtures("app_context"),
]


@pytest.fixture
def poster() -> poster_pdf.Poster:
    return posters.compose(factories.campaign(), "ar", "مسيرة · أوسلو")


def files() -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in storage.folder("posters").iterdir()}


def test_the_program_draws_what_the_product_would_draw(poster) -> None:
    assert posters.pdf_of(poster, Paper.A3) == poster_pdf.render(poster, Paper.A3, paper.library())


def test_a_preview_is_a_small_picture_of_it(poster) -> None:
    assert Image.open(io.BytesIO(posters.preview_of(poster))).width == 360


def test_it_is_drawn_once_until_it_changes(poster) -> None:
    posters.pdf_of(poster, Paper.A4)
    drawn = files()
    posters.pdf_of(poster, Paper.A4)
    assert files() == drawn
    posters.pdf_of(dataclasses.replace(poster, demand="Now"), Paper.A4)
    assert len(files()) == len(drawn) + 1


def test_signs_that_no_typeface_has_are_named(poster) -> None:
    with pytest.raises(poster_pdf.Unprintable) as refused:
        posters.pdf_of(dataclasses.replace(poster, imprint="House \U00012000"), Paper.A4)
    assert refused.value.characters == ("\U00012000",)
    assert files() == {}


def test_a_drawing_that_is_ended_from_outside_can_be_asked_for_again(poster, monkeypatch) -> None:
    monkeypatch.setattr(posters, "SECONDS", 0.01)
    with pytest.raises(posters.Busy):
        posters.pdf_of(poster, Paper.A4)
    monkeypatch.undo()
    assert pikepdf.open(io.BytesIO(posters.pdf_of(poster, Paper.A4))).pages


def test_who_waits_too_long_for_others_is_told(poster, monkeypatch) -> None:
    monkeypatch.setattr(posters, "PATIENCE", 0.01)
    with posters.TURN, pytest.raises(posters.Busy):
        posters.pdf_of(poster, Paper.A4)


def test_documents_are_made_meanwhile(app, poster) -> None:
    """Whoever sets a document holds the typefaces of the whole process."""
    drawn = []

    def draw() -> None:
        with app.app_context():
            drawn.append(posters.pdf_of(poster, Paper.A4))

    drawing = threading.Thread(target=draw)
    with LOCK:
        drawing.start()
        drawing.join(timeout=30)
    assert drawn


def test_the_program_loads_nothing_of_the_site() -> None:
    program = [sys.executable, "-I", "-X", "importtime", posters.PROGRAM, ".fonts", "a4", "pdf"]
    said = subprocess.run(program, input=b"", capture_output=True, check=False).stderr.decode()
    loaded = {line.split()[-1] for line in said.splitlines()}
    assert "petitions.campaigns.poster_pdf" in loaded
    assert not loaded & {"flask", "sqlalchemy", "jinja2"}

"""Posters as files: drawn by a program of its own, once per change."""

import dataclasses
import io
import os
import subprocess
import threading
import time
from contextlib import ExitStack

import pikepdf
import pytest
from PIL import Image

from petitions import apart, storage, working
from petitions.pdf import LOCK
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper, Screen
from petitions.posters import composing, drawers, keeping, plans, rendering
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.rendering import TooFull, Unprintable
from tests import factories
from tests.posters.test_drawers import programs
from tests.support import paper
from tests.support.posters import with_portrait
from tests.support.together import at_once

A4 = Form()

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # a drawing does not depend on it
    pytest.mark.usefixtures("app_context"),
]


@pytest.fixture
def poster() -> Poster:
    return composing.compose(factories.campaign(), "ar")


def pdf_of(poster, form=A4, design=Design.WORDS) -> bytes:
    return keeping.pdf_of(poster, design, form).content


def files() -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in storage.folder("posters").iterdir()}


def test_the_program_draws_what_the_product_would_draw(poster) -> None:
    form = Form(Paper.A3, Variant.COPIER)
    drawn_by = plans.PLANS[Design.WORDS]
    assert pdf_of(poster, form) == rendering.render(poster, form, paper.typecase(), drawn_by)[0]


def test_a_preview_is_a_small_picture_of_it(poster) -> None:
    assert Image.open(io.BytesIO(keeping.preview_of(poster, Design.WORDS, A4).content)).width == 360


@pytest.mark.parametrize("screen", Screen, ids=lambda screen: screen.value)
def test_a_picture_to_share_has_the_size_that_networks_ask_for(poster, screen) -> None:
    assert Image.open(io.BytesIO(keeping.picture_of(poster, screen))).size == screen.pixels


def test_it_is_drawn_once_until_it_changes(poster) -> None:
    pdf_of(poster)
    drawn = files()
    pdf_of(poster)
    assert files() == drawn
    pdf_of(dataclasses.replace(poster, demand="Now"))
    assert len(files()) == len(drawn) + 1


def test_a_newer_program_draws_anew(poster, monkeypatch) -> None:
    pdf_of(poster)
    drawn = files()
    monkeypatch.setattr(keeping, "_edition", lambda: b"newer")
    pdf_of(poster)
    assert len(files()) == len(drawn) + 1


def test_what_was_drawn_long_ago_is_removed_and_drawn_anew(poster) -> None:
    drawn = pdf_of(poster)
    (file,) = storage.folder("posters").iterdir()
    working.erase_overdue()
    assert files()
    long_ago = time.time() - (working.POSTER_DAYS + 1) * 24 * 3600
    os.utime(file, (long_ago, long_ago))
    working.erase_overdue()
    assert files() == {}
    assert pdf_of(poster) == drawn


def test_a_file_that_goes_while_old_ones_are_looked_for_stops_nothing(app) -> None:
    gone = storage.folder("posters") / "gone"
    gone.symlink_to("nowhere")  # it is listed, and yet cannot be asked for its age
    assert storage.used(gone) is None
    assert storage.sweep("posters", days=0) == 0


def test_what_somebody_asks_for_lives_on(poster) -> None:
    pdf_of(poster)
    (file,) = storage.folder("posters").iterdir()
    long_ago = time.time() - (working.POSTER_DAYS + 1) * 24 * 3600
    os.utime(file, (long_ago, long_ago))
    pdf_of(poster)
    working.erase_overdue()
    assert list(storage.folder("posters").iterdir()) == [file]


def test_of_two_who_want_the_same_at_once_one_has_it_drawn(app, poster, monkeypatch) -> None:
    drawn, counted = keeping.drawn, []

    def draw(*order: object) -> bytes:
        counted.append(order)
        return drawn(*order)

    def ask(_number: int) -> bytes:
        with app.app_context():
            return pdf_of(poster)

    monkeypatch.setattr(keeping, "drawn", draw)
    first, second = at_once(ask, range(2))
    assert first == second
    assert len(counted) == 1


def test_one_program_draws_for_all_who_wait_and_ends_with_the_last(poster) -> None:
    with keeping.ROOM:  # somebody who waits meanwhile
        pdf_of(poster)
        (program,) = programs()
        pdf_of(dataclasses.replace(poster, demand="Now"))
        assert programs() == [program]
    assert programs() == []
    pdf_of(dataclasses.replace(poster, demand="At once"))
    assert programs() == []


def test_whoever_waits_in_vain_and_goes_last_leaves_no_program_behind(poster) -> None:
    with ExitStack() as waiting:
        waiting.enter_context(keeping.ROOM)
        pdf_of(poster)
        assert len(programs()) == 1
        with keeping.TURN:  # somebody prints for a House
            waiting.close()
    assert programs() == []


def test_signs_that_no_typeface_has_are_named(poster) -> None:
    with pytest.raises(Unprintable) as refused:
        pdf_of(dataclasses.replace(poster, imprint="House \U00012000"))
    assert refused.value.characters == ("\U00012000",)
    assert files() == {}


def test_words_that_no_plan_holds_are_refused(poster) -> None:
    with pytest.raises(TooFull):
        pdf_of(dataclasses.replace(poster, demand=2000 * "word "))


def test_a_drawing_that_is_ended_from_outside_can_be_asked_for_again(poster, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "SECONDS", 0.01)
    with pytest.raises(keeping.Busy):
        pdf_of(poster)
    monkeypatch.undo()
    assert pikepdf.open(io.BytesIO(pdf_of(poster))).pages


def test_a_picture_that_breaks_the_program_is_no_fault_of_who_asks_and_costs_no_other(poster, tmp_path) -> None:
    with keeping.ROOM:  # somebody who waits
        with pytest.raises(keeping.Busy):
            pdf_of(with_portrait(poster, tmp_path / "gone.png"), design=Design.PORTRAIT)
        assert pdf_of(poster)


def test_whoever_comes_while_many_wait_is_told_so_at_once():
    """Or every thread would wait for a poster, and nobody could sign."""
    with ExitStack() as waiting:
        for _place in range(keeping.PLACES):
            waiting.enter_context(keeping.ROOM)
        with pytest.raises(keeping.Busy), keeping.turn():
            pass
    with keeping.turn():
        assert keeping.TURN.locked()


def test_who_waits_too_long_for_others_is_told(poster, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "PATIENCE", 0.01)
    with keeping.TURN, pytest.raises(keeping.Busy):
        pdf_of(poster)


def test_documents_are_made_meanwhile(app, poster) -> None:
    """Whoever sets a document holds the typefaces of the whole process."""
    drawn = []

    def draw() -> None:
        with app.app_context():
            drawn.append(pdf_of(poster))

    drawing = threading.Thread(target=draw)
    with LOCK:
        drawing.start()
        drawing.join(timeout=30)
    assert drawn


def test_the_program_loads_nothing_of_the_site() -> None:
    python, *program = apart.command(drawers.PROGRAM, ".fonts", 0)
    program = [python, "-X", "importtime", *program]
    said = subprocess.run(program, input=b"", capture_output=True, check=False).stderr.decode()
    loaded = {line.split()[-1] for line in said.splitlines()}
    assert "petitions.posters.rendering" in loaded
    assert not loaded & {"flask", "sqlalchemy", "jinja2"}

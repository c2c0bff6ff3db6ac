"""Posters look as they did when somebody last looked at them."""

import dataclasses

import pytest
from reportlab.lib.units import mm

from petitions.posters import portrait, rendering
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import goldens, looking, paper
from tests.support.posters import POSTERS

WORDS = POSTERS["en"]


@pytest.mark.parametrize("design", [*Design, None], ids=goldens.name)
def test_a_design_looks_as_it_did(design, tmp_path):
    now = goldens.drawn(design)
    if goldens.IS_RENEWING:
        goldens.keep(design, now)
    was = goldens.kept(design, now)
    changed = [name for name in now if goldens.changed(was[name], now[name])]
    if changed:
        file = tmp_path / goldens.name(design)
        looking.column([goldens.beside(was[name], now[name]) for name in changed]).save(file)
        pytest.fail(
            f"{file.stem} looks different: {', '.join(changed)}. How it was, how it is, and white where it differs: {file}\n"
            "If it is meant to: make goldens, then look at tests/posters/goldens as at code.",
            pytrace=False,
        )


@pytest.fixture(scope="module")
def was():
    return seen(WORDS)


def seen(poster, plan=portrait.draw):
    content, _plan = rendering.render(poster, Form(), paper.typecase(), [plan])
    return looking.pages(content, goldens.DPI)[0]


def with_headline_moved(sheet):
    shout = sheet.shout
    sheet.shout = lambda lines, headline, top, **more: shout(lines, headline, top - 1.5 * mm, **more)
    portrait.draw(sheet)


def without_code(sheet):
    sheet.code = lambda top: None
    portrait.draw(sheet)


def without_address(sheet):
    sheet.address = lambda y: None
    portrait.draw(sheet)


def without_imprint(sheet):
    sheet.poster = dataclasses.replace(sheet.poster, imprint="", contact="")
    portrait.draw(sheet)


@pytest.mark.parametrize("plan", [with_headline_moved, without_code, without_address, without_imprint])
def test_what_moves_or_is_missing_is_seen(was, plan):
    assert goldens.changed(was, seen(WORDS, plan))


@pytest.mark.parametrize(
    "poster",
    [
        dataclasses.replace(WORDS, headline=("Free Rasul", "Jafarow")),
        dataclasses.replace(WORDS, demand=WORDS.demand.replace("crime.", "crime!")),
        dataclasses.replace(WORDS, url=WORDS.url.replace("rasul", "rasu1")),
        dataclasses.replace(WORDS, signal="#ff7a59"),
    ],
    ids=["a letter", "a full stop", "another address", "another colour"],
)
def test_small_changes_are_seen(was, poster):
    assert goldens.changed(was, seen(poster))


@pytest.mark.parametrize(
    ("language", "design"),
    [("en", Design.WALL), ("ar", Design.TEAR_OFF), ("ru", Design.PORTRAIT), ("ru", Design.PAPER_SHEET)],
    ids=lambda part: getattr(part, "value", part),
)
def test_another_rasteriser_shows_the_same(tmp_path, language, design):
    """Poppler smooths edges in its own way and puts letters a pixel aside: further from pdfium than two builds of it are."""
    file = tmp_path / "poster.pdf"
    file.write_bytes(rendering.render(POSTERS[language], Form(), paper.typecase(), PLANS[design])[0])
    ours = looking.pages(file.read_bytes(), goldens.DPI)[0]
    theirs = paper.picture(file, goldens.DPI).crop((0, 0, *ours.size))
    assert theirs.tobytes() != ours.tobytes()
    assert not goldens.changed(ours, theirs)

"""A program that draws one poster after the other: each as if it were alone, whatever became of those before."""

import dataclasses
import io
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from petitions.pdf.papers import Paper
from petitions.posters import drawing, keeping
from petitions.posters.designs import Design
from petitions.posters.drawers import Busy, Drawer
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from petitions.posters.rendering import TooFull, Unprintable
from tests.support import paper
from tests.support.posters import LONG, POSTERS, drawn_alone, with_portrait

ORDERS = [(POSTERS["ar"], Design.MARCH, Form(), "pdf"), (POSTERS["en"], Design.LETTER, Form(Paper.A5), "pdf")]


@pytest.fixture(scope="module")
def fonts() -> Path:
    return paper.typecase().folder


@pytest.fixture
def drawer(fonts):
    with Drawer(fonts, seconds=keeping.SECONDS) as made:
        yield made


def programs() -> list[int]:
    """The programs that draw for us now."""
    pids = [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]
    return [pid for pid in pids if b"drawing.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_each_poster_is_as_if_it_were_drawn_alone(drawer, fonts) -> None:
    drawn = [drawer.draw(*order) for order in ORDERS]
    (program,) = programs()
    assert [drawer.draw(*order) for order in reversed(ORDERS)] == drawn[::-1]
    assert programs() == [program]
    assert drawn[1] == drawn_alone(*ORDERS[1][:3], fonts)


def test_refusals_do_not_end_it(drawer) -> None:
    with pytest.raises(Unprintable):
        drawer.draw(dataclasses.replace(POSTERS["en"], imprint="House \U00012000"), Design.WORDS, Form(), "pdf")
    (program,) = programs()
    with pytest.raises(TooFull):
        drawer.draw(dataclasses.replace(POSTERS["en"], demand=2000 * "word "), Design.WORDS, Form(), "plan")
    assert programs() == [program]


def test_one_that_was_ended_is_followed_by_another(drawer) -> None:
    first = drawer.draw(*ORDERS[1])
    (program,) = programs()
    os.kill(program, signal.SIGKILL)
    assert drawer.draw(*ORDERS[1]) == first
    assert program not in programs()


def test_a_poster_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(drawer) -> None:
    drawer.draw(*ORDERS[1])
    drawer._seconds = 0.01
    with pytest.raises(Busy):
        drawer.draw(*ORDERS[0])
    drawer._seconds = keeping.SECONDS
    assert drawer.draw(*ORDERS[1])


def test_a_poster_that_breaks_it_costs_no_other(drawer, tmp_path) -> None:
    drawer.draw(*ORDERS[1])
    with pytest.raises(subprocess.CalledProcessError):
        drawer.draw(with_portrait(POSTERS["en"], tmp_path / "not there.png"), Design.PORTRAIT, Form(), "pdf")
    assert drawer.draw(*ORDERS[1])


def test_it_takes_no_other_order_when_its_limits_are_near(monkeypatch) -> None:
    def taken() -> int:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(2 * pickle.dumps(ORDERS[0]))))
        return len(list(drawing.orders()))

    monkeypatch.setattr(drawing, "WORN", (1e9, 1e12))
    assert taken() == 2
    for worn in ((0, 1e12), (1e9, 0)):
        monkeypatch.setattr(drawing, "WORN", worn)
        assert taken() == 0


def test_nothing_of_it_is_left(fonts) -> None:
    with Drawer(fonts, seconds=keeping.SECONDS) as drawer:
        drawer.draw(*ORDERS[1])
        assert programs()
    assert programs() == []


def test_a_plan_is_found_without_drawing_it(drawer) -> None:
    found, longer = {}, dataclasses.replace(LONG, demand=4 * LONG.demand)
    for design in (design for design, plans in PLANS.items() if len(plans) > 1):
        said, whole = (drawer.draw(longer, design, Form(), kind) for kind in ("plan", "pdf"))
        assert said.endswith(b"\n")
        found[design] = keeping.opened(said).way
        assert found[design] == keeping.opened(whole).way, design
    assert len(set(found.values())) > 1

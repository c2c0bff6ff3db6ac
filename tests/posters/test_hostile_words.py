"""Whatever words a poster is given, it is refused by name, or printed: nothing outside, nothing over anything else, nothing that
acts."""

import collections
import dataclasses
import time

import pytest

from petitions.pdf import overlaps
from petitions.pdf.papers import Paper, Variant
from petitions.posters import imprint, plans, portrait, rendering
from petitions.posters.content import Card, Person
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from petitions.posters.rendering import TooFull, Unprintable
from petitions.posters.sheet import WIDTH
from tests.support import anatomy, counts, hostile, paper
from tests.support.posters import POSTERS, RASUL

COUNT = counts.many(112, 10_000)
SEED = 20150518
PATIENCE = 10
"""Seconds; the program that draws a poster is ended after twenty."""


def with_name(poster, words):
    return dataclasses.replace(
        poster, people=(RASUL, Person(words, None, "", None), Person(words, RASUL.portrait, "", None))
    )


def with_headline(poster, words):
    return dataclasses.replace(poster, headline=(words, "Free"), people=())


def with_demand(poster, words):
    return dataclasses.replace(poster, demand=words, people=())


def with_place(poster, words):
    return dataclasses.replace(poster, gathering=dataclasses.replace(poster.gathering, place=words))


def with_card(poster, words):
    return dataclasses.replace(poster, card=Card(words, words, words))


def with_letter(poster, words):
    letter = dataclasses.replace(poster.letter, addressee=words, paragraphs=(words, words), signature=words)
    return dataclasses.replace(poster, letter=letter)


def with_sheet(poster, words):
    sheets = dataclasses.replace(poster.sheets, addressee=words, paragraphs=(words,), returned=words)
    return dataclasses.replace(poster, sheets=sheets, headline=(words,))


def with_all(poster, words):
    return with_headline(with_demand(dataclasses.replace(poster, imprint=words, call=words), words), words)


CASES = (
    (with_headline, PLANS[Design.WORDS]),
    (with_demand, PLANS[Design.TEAR_OFF]),
    (with_place, PLANS[Design.MARCH]),
    (with_name, PLANS[Design.WALL]),
    (with_card, PLANS[Design.POSTCARD]),
    (with_letter, PLANS[Design.LETTER]),
    (with_sheet, PLANS[Design.PAPER_SHEET]),
    (with_all, plans.SHARED),
)


FORMS = (*(Form(size, variant) for size in (Paper.A4, Paper.A5) for variant in Variant), Form(Paper.LETTER))
"""As many as share no factor with the cases: in time each case meets each."""


def faults(content, form=FORMS[0]):
    is_marked = form.variant is Variant.PRESS  # crop marks stand beyond the paper
    spilled = ["printed beyond the paper"] if not is_marked and anatomy.spills(content) else []
    return anatomy.faults(content) + anatomy.overlapping(content) + spilled


@pytest.mark.promise
def test_hostile_words_are_refused_by_name_or_make_a_poster(verdict):
    became, wrong, slowest = collections.Counter(), [], 0.0
    for number, words in enumerate(hostile.words(SEED, COUNT)):
        change, plans = CASES[number // len(hostile.KINDS) % len(CASES)]
        poster, form = (
            change(list(POSTERS.values())[number % len(POSTERS)], words),
            FORMS[number // len(hostile.KINDS) % len(FORMS)],
        )
        start, content = time.process_time(), None
        try:
            content, _plan = rendering.render(poster, form, paper.typecase(), plans)
            became["printed"] += 1
        except (Unprintable, TooFull) as refusal:
            became[type(refusal).__name__] += 1
        slowest = max(slowest, time.process_time() - start)
        wrong += [(number, change.__name__, words, fault) for fault in (faults(content, form) if content else ())]
    verdict(f"{COUNT} hostile words through posters: parts outside, over others, or acting", wrong[:3], goal=[])
    verdict("the slowest of them", f"{slowest:.1f} s", goal=f"under {PATIENCE} s", is_kept=slowest < PATIENCE)
    assert all(became[outcome] > COUNT / 20 for outcome in ("printed", "Unprintable", "TooFull"))


def with_link(sheet):
    portrait.draw_words(sheet)
    sheet.page.canvas.linkURL("https://evil.example", (0, 0, 100, 100))


def with_words_over_others(sheet):
    portrait.draw_words(sheet)
    imprint.draw(sheet, sheet.height / 2)
    sheet.address(sheet.height / 2)


def with_words_beyond(sheet):
    portrait.draw_words(sheet)
    with sheet.element("P", "Free", 0):
        sheet.page.text("Free", WIDTH, 100, size=40, chain=sheet.bold, colour=sheet.inks.black)


@pytest.mark.parametrize("plan", [with_link, with_words_over_others, with_words_beyond])
def test_what_is_wrong_is_seen(plan, monkeypatch):
    """The control: a poster with one such fault each, printed by a page that looks at nothing."""
    monkeypatch.setattr(overlaps.Ink, "add", lambda _ink, _element, _box: None)
    content, _plan = rendering.render(POSTERS["en"], Form(), paper.typecase(), [plan])
    assert faults(content)
    assert not faults(rendering.render(POSTERS["en"], Form(), paper.typecase(), [portrait.draw_words])[0])


def test_words_over_others_are_not_printed():
    with pytest.raises(TooFull):
        rendering.render(POSTERS["en"], Form(), paper.typecase(), [with_words_over_others])
    plans = [with_words_over_others, portrait.draw_words]
    assert rendering.render(POSTERS["en"], Form(), paper.typecase(), plans)[1].plan == 1

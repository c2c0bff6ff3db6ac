"""Headlines as wide as their measure."""

import itertools

import pytest

from petitions.pdf import headlines, shaping
from petitions.pdf.sources import Cut
from tests.support import paper

WIDTH = 530
CASES = (
    ("en", "ltr", ("FREE RASUL", "JAFAROV")),
    ("az", "ltr", ("RƏSUL CƏFƏROVA", "AZADLIQ")),
    ("de", "ltr", ("FREIHEIT FÜR", "ÄNGSTLICHE ÖFEN")),
    ("ka", "ltr", ("ᲗᲐᲕᲘᲡᲣᲤᲚᲔᲑᲐ", "ᲠᲐᲡᲣᲚ ᲯᲐᲤᲐᲠᲝᲕᲡ")),
    ("hy", "ltr", ("ԻՆՉՈ՞Ւ", "ԱԶԱՏՈ՛ՒԹՅՈՒՆ")),
    ("tr", "ltr", ("İNSAN HAKLARI SAVUNUCULARI", "ÖZGÜRLÜK VE ADALET İSTİYOR")),
    ("ar", "rtl", ("الحرية لرسول", "جعفروف")),
)


def _fit(lines, *, language="en", direction="ltr", height=400, most_lines=4):
    library = paper.typecase()
    chains = (library.chain(Cut.EXTRA_CONDENSED_BLACK), library.chain(Cut.BLACK))
    return headlines.fit(
        lines, chains, WIDTH, height, most_lines=most_lines, white=10, language=language, direction=direction
    )


def _inks(headline):
    """For each row the boxes of its glyphs on the page: the top of the first body is at 0."""
    for row in headline.rows:
        boxes = shaping.glyph_boxes(row.line, headline.chain)
        scale = row.size / 1000
        yield [
            (
                row.x + box.left * scale,
                box.bottom * scale - row.drop,
                row.x + box.right * scale,
                box.top * scale - row.drop,
            )
            for box in boxes
        ]


@pytest.mark.parametrize(("language", "direction", "lines"), CASES)
def test_every_line_is_as_wide_as_the_measure(language, direction, lines):
    for boxes in _inks(_fit(lines, language=language, direction=direction)):
        assert min(box[0] for box in boxes) == pytest.approx(0, abs=0.5)
        assert max(box[2] for box in boxes) == pytest.approx(WIDTH, abs=0.5)


@pytest.mark.parametrize(("language", "direction", "lines"), CASES)
@pytest.mark.parametrize("height", [100, 250])
def test_no_glyph_touches_another_line_and_all_fits(language, direction, lines, height):
    headline = _fit(lines, language=language, direction=direction, height=height)
    for upper, lower in itertools.pairwise(_inks(headline)):
        for above in upper:
            for below in lower:
                assert above[1] > below[3] or above[0] >= below[2] or below[0] >= above[2]
    boxes = [box for boxes in _inks(headline) for box in boxes]
    assert max(box[3] for box in boxes) == pytest.approx(headline.rise, abs=0.01)
    assert -min(box[1] for box in boxes) - headline.height == pytest.approx(headline.tail, abs=0.01)
    assert headline.height + max(0, headline.rise - 10) + max(0, headline.tail - 10) <= height + 0.01


def test_a_mark_below_a_line_and_one_above_the_next_are_not_taken_for_one():
    upper, lower = _inks(_fit(("إيغرتورغيت", "أوسلو"), language="ar", direction="rtl"))
    gaps = [above[1] - below[3] for above in upper for below in lower if above[0] < below[2] and below[0] < above[2]]
    assert min(gaps) > 0.06 * WIDTH / 5


def test_lines_that_print_nothing_are_left_out():
    assert _fit(("\u200d", "")).rows == ()
    assert len(_fit(("Free", "\u200d\u2060")).rows) == 1


def test_the_organisers_lines_stand_when_they_fill_the_measure():
    assert len(_fit(("FREE RASUL", "JAFAROV"), height=260).rows) == 2


def test_lines_are_broken_anew_when_that_fills_a_tall_box():
    assert len(_fit(("FREE RASUL JAFAROV",), height=600, most_lines=5).rows) == 3


def test_accents_may_reach_into_the_white_between_lines():
    plain, accented = _fit(("FREE", "ANNA"), height=900, most_lines=2), _fit(("FREE", "ÄNNA"), height=900, most_lines=2)
    assert accented.height < plain.height * 1.15


def test_a_headline_of_many_words_keeps_its_lines():
    lines = tuple(" ".join(["WORD"] * 8) for _ in range(3))
    assert len(_fit(lines).rows) == 3


def test_right_to_left_lines_are_flush_on_the_right():
    headline = _fit(("الحرية لرسول", "لا"), language="ar", direction="rtl", height=200, most_lines=2)
    for boxes in _inks(headline):
        assert max(box[2] for box in boxes) == pytest.approx(WIDTH, abs=0.5)

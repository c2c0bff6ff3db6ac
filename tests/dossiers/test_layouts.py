"""The list as it was chosen: one row a line or two, by number or by country; letter, logos and figures before it."""

import dataclasses
import datetime
import re
import shlex
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image

from petitions.dossiers import letter_pdf
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.dossiers.cover import Endorser, Letter
from petitions.dossiers.rows import Row
from petitions.pdf.sheets import MARGIN, WIDTH
from tests.dossiers import samples
from tests.dossiers.samples import ARABIC, DAY, ENGLISH, MIXED, RUSSIAN

BY_COUNTRY = Choices(order=Order.COUNTRY)
TWO_LANES = Choices(lanes=2)


def by_country(**people):
    """Rows country by country, and how many each has."""
    rows, number = [], 0
    for country, count in people.items():
        for _ in range(count):
            number += 1
            rows.append(Row(number, f"Person{number}", f"Town{number}", country, DAY))
    return rows, people


def letter(language="en", **changes):
    words = {
        "language": language, "house": "Human Rights House Oslo", "address": "1 Street, Oslo\ncalls@example.org",
        "logo": None, "recipient": "To the President of Azerbaijan\nBaku", "place": "Oslo", "day": DAY,
        "body": "Your Excellency,\n130 people ask you.\nRespectfully,", "signature": "Berit Lindeman\nDirector",
    }  # fmt: skip
    return Letter(**words | changes)


@pytest.fixture(scope="module")
def logos(tmp_path_factory) -> list[Path]:
    """A transparent drawing, a photograph, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("logos")
    drawn = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    drawn.paste((200, 0, 0, 255), (20, 20, 120, 80))
    files = [folder / name for name in ("a.png", "b.jpg", "c.png")]
    drawn.save(files[0])
    Image.new("RGB", (2000, 1500), "#336699").save(files[1])
    files[2].write_bytes(b"nothing")
    return files


def test_two_columns_take_half_the_pages_and_show_every_row_once(paper):
    one, two = paper(samples.rows(400)), paper(samples.rows(400), choices=TWO_LANES)
    front = one.result.pages - 8
    assert two.result.pages == front + 4
    pages = range(front + 1, two.result.pages + 1)
    listed = (word for word in two.words if word.page in pages and word.text.isdecimal())
    numbers = [int(word.text) for word in listed if word.right < WIDTH * 0.8]
    assert sorted(numbers) == list(range(1, 401))
    assert pdfa.validate_written(two.path, "2b").passed


@pytest.mark.parametrize("labels", [ENGLISH, ARABIC, *MIXED], ids=lambda labels: labels.language + labels.signed)
@pytest.mark.parametrize("order", Order)
def test_no_text_leaves_its_column_of_two(paper, labels, order):
    long = "Wolfeschlegelsteinhausenbergerdorff"
    rows = [Row(number, long * 3, long, "GS", DAY) for number in range(1_000_001, 1_000_201)]
    listed = paper(
        rows, labels, choices=Choices(order=order, lanes=2), groups={"GS": 200} if order is Order.COUNTRY else None
    )
    words = [word for word in listed.words if "Wolfe" in word.text]
    assert len(words) >= 200
    middle = WIDTH / 2
    assert not [word for word in words if word.left < middle - 8 < word.right]


@pytest.mark.parametrize("labels", [ENGLISH, RUSSIAN, ARABIC], ids=lambda labels: labels.language)
def test_beside_initials_two_columns_have_room_for_countries(paper, labels):
    """Also where somebody withholds the name, which takes more room than any initials."""
    rows = [Row(1, "J.-L. M. W.", None, "VC", DAY), Row(2, None, None, "BA", DAY), Row(3, "R. J.", None, "AE", DAY)]
    listed = paper(rows, labels, choices=Choices(profile=Profile.INITIALS, lanes=2))
    said = " ".join(listed.text.split())
    assert labels.withheld in said
    assert "…" not in said
    cut = Choices(lanes=2)
    assert "…" in paper(rows, labels, choices=cut).text, "the control"


def test_each_country_has_a_heading_with_its_count_and_numbers_inside(paper):
    rows, groups = by_country(AZ=3, NO=60, DE=1)
    listed = paper(rows, choices=BY_COUNTRY, groups=groups)
    pages = [" ".join(" ".join(listed.lines(page)).split()) for page in range(1, listed.result.pages + 1)]
    first = next(page for page in pages if "Azerbaijan 3 1 Person1" in page)
    assert "3 Person3 Town3 2015-05-18 Norway 60 4 Person4" in first
    second = pages[pages.index(first) + 1]
    assert "Date Norway, continued" in second
    assert "Germany 1 64 Person64" in second


def test_a_heading_never_ends_a_page(paper):
    for before in range(44, 50):
        rows, groups = by_country(AZ=before, NO=5)
        listed = paper(rows, choices=BY_COUNTRY, groups=groups)
        pages = [" ".join(" ".join(listed.lines(page)).split()) for page in range(1, listed.result.pages + 1)]
        assert any(f"Norway 5 {before + 1} Person{before + 1} " in page for page in pages)


def test_by_country_two_columns_tell_towns_instead_of_countries(paper):
    rows, groups = by_country(AZ=30, NO=90)
    listed = paper(rows, choices=Choices(order=Order.COUNTRY, lanes=2), groups=groups)
    assert all(f"Town{number}" in listed.text for number in (1, 60, 120))
    assert "Norway, continued" in " ".join(listed.text.split())


def test_without_a_list_there_are_figures_and_no_rows(paper):
    sums = [Row(0, None, None, country, DAY - datetime.timedelta(days=3), people=7) for country in ("NO", "AZ")]
    listed = paper(
        [*sums, Row(0, None, None, "NO", DAY, people=2)],
        choices=Choices(profile=Profile.TOTALS),
        has_list=False, lands=2, redaction="Totals only.", people_on_paper=21,
    )  # fmt: skip
    words = " ".join(listed.text.split())
    assert "16 2 21 confirmed signatures countries besides, on paper" in words
    assert "Norway 9 Azerbaijan 7" in words
    assert "Totals only." in words
    assert ENGLISH.growth in words
    assert ENGLISH.withheld not in words and ENGLISH.not_shown not in words


def test_long_words_below_a_figure_are_broken_and_never_cut(paper):
    labels = dataclasses.replace(ENGLISH, confirmed="signatures that their owners confirmed")
    cover = "\n".join(paper([Row(1, "Ana", None, "NO", DAY)], labels, people_on_paper=21).lines(1))
    assert "…" not in cover
    assert all(word in cover for word in labels.confirmed.split())


def test_the_letter_comes_first_in_both_languages(paper):
    arabic = letter("ar", body="صاحب الفخامة،\nنرجو منكم الإفراج عنه.", recipient="إلى رئيس أذربيجان", place="أوسلو")
    listed = paper(samples.rows(5), letters=(arabic, letter()))
    first, second, third = (" ".join(" ".join(listed.lines(page)).split()) for page in (1, 2, 3))
    assert "صاحب" in first and "2015" in first
    assert "Your Excellency, 130 people ask you. Respectfully, Berit Lindeman Director" in second
    assert "Oslo, 18 May 2015" in second and "1 Street, Oslo calls@example.org" in second
    assert ENGLISH.document in third
    assert "Page 1 of" in first
    assert pdfa.validate_written(listed.path, "2b").passed


def test_a_long_letter_goes_on_overleaf_and_its_signature_is_not_alone(paper):
    long = "\n".join(f"Paragraph {number} " + "we call on you " * 20 for number in range(14)) + "\nRespectfully,"
    listed = paper([], letters=(letter(body=long),))
    pages = [" ".join(" ".join(listed.lines(page)).split()) for page in (1, 2)]
    assert "Paragraph 0" in pages[0]
    assert "Respectfully, Berit Lindeman" in pages[1]


@pytest.mark.parametrize("closing", ["", "\nRespectfully,"])
def test_no_letter_leaves_its_signature_alone_however_long_it_is(paper, closing):
    two = 0
    for paragraphs in range(14, 30):
        body = "\n".join(f"Paragraph {number} " + "we call on you " * 3 for number in range(paragraphs)) + closing
        listed = paper([], letters=(letter(body=body),))
        (signed,) = [page for page in listed.text.split("\f") if "Berit Lindeman" in page]
        assert "Paragraph" in signed
        two += "Paragraph 0 " not in signed
    assert 3 < two < 16


def test_logos_are_flat_and_the_others_are_names(paper, logos):
    drawn, photo, broken = logos
    listed = paper(
        samples.rows(3),
        endorsers=[
            Endorser("Drawn", drawn),
            Endorser("Taken", photo),
            Endorser("Broken", broken),
            Endorser("Plain", None),
        ],
        letters=(letter(logo=drawn),),
    )
    words = " ".join(listed.text.split())
    assert "Who stands behind it" in words
    assert all(name in words for name in ("Drawn", "Taken", "Broken", "Plain"))
    assert pdfa.validate_written(listed.path, "2b").passed
    with pikepdf.open(listed.path) as file:
        found = [image for image in file.pages[0].Resources.XObject.values() if image.get("/Subtype") == "/Image"]
        assert len(found) == 2, "the same logo is in the file once"
        assert all("/SMask" not in image and max(int(image.Width), int(image.Height)) <= 900 for image in found)


def test_a_letter_alone_is_a_file_for_the_archive(library, tmp_path, logos):
    out = tmp_path / "letter.pdf"
    out.write_bytes(letter_pdf.render([letter("ar"), letter(logo=logos[0])], library))
    assert pdfa.validate_written(out, "2b").passed


def test_the_cover_shows_the_checksum_and_what_to_type_within_the_page(paper):
    checksum, file = "00ff" * 16, "free-rasul-jafarov-2026-11-26.csv"
    listed = paper([], checksum=checksum, csv_name=file)
    words = " ".join(listed.text.split())
    assert checksum in words.replace(" ", "")
    for command in (f"sha256sum {file}", f"shasum -a 256 {file}", f"certutil -hashfile {file} SHA256"):
        assert command in words
    places = {word.text: word for word in listed.words}
    assert places["Windows"].right < places["certutil"].left
    assert places["SHA256"].right <= WIDTH - MARGIN + 1


@pytest.mark.parametrize("name", ["my list.csv", "it's.csv", "قائمة.csv"])
def test_what_to_type_works_for_any_name_of_a_file(paper, name):
    listed = paper([], csv_name=name)
    assert not listed.result.unprintable
    (windows,) = re.findall("certutil -hashfile (.+) SHA256", listed.text)
    assert windows in {name, f'"{name}"'} and (windows == name or shlex.quote(name) != name)
    assert pdfa.validate_written(listed.path, "2b").passed

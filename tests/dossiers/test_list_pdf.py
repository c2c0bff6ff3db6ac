"""The list on paper: what a ministry reads, what an archive accepts, what a small machine can make."""

import io
import math
import threading
import tracemalloc
import unicodedata

import pikepdf
import pytest
from pikepdf import pdfa

from petitions import pdf
from petitions.dossiers import lanes, list_pdf
from petitions.dossiers.rows import Row, WrongTotal
from petitions.pdf.sheets import WIDTH
from tests.dossiers import samples
from tests.dossiers.samples import ARABIC, DAY, ENGLISH, MIXED, RUSSIAN
from tests.support import counts


def person(number, name="Åse Ødegård", town="Oslo", country="NO"):
    return Row(number, name, town, country, DAY)


def named(*people):
    return [Row(number, name, town, country, DAY) for number, (name, town, country) in enumerate(people, start=1)]


def without_marks(text):
    """The letters alone: programs disagree on where marks above and below stand in right-to-left text."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter) != "Mn")


@pytest.fixture(scope="module")
def english(paper):
    return paper(samples.rows(130))


@pytest.fixture(scope="module")
def arabic(paper):
    return paper(samples.rows(130), ARABIC)


@pytest.fixture(scope="module")
def everybody(paper):
    return paper(named(*samples.PEOPLE))


@pytest.mark.parametrize("name, town, _", samples.LEFT_TO_RIGHT + samples.SHAPED)
def test_a_name_is_found_as_it_was_typed(everybody, name, town, _):
    assert unicodedata.normalize("NFC", name) in everybody.text
    assert unicodedata.normalize("NFC", town or "") in everybody.text


@pytest.mark.parametrize("name, town, _", samples.RIGHT_TO_LEFT)
def test_a_name_from_right_to_left_is_found(everybody, name, town, _):
    assert without_marks(name) in without_marks(everybody.text)
    assert without_marks(town) in without_marks(everybody.text)


def test_every_row_is_on_the_list_once(english):
    rows_on = (line.split()[0] for page in (3, 4, 5) for line in english.lines(page) if line[:10].strip().isdigit())
    assert [int(number) for number in rows_on] == list(range(1, 131))


def test_fifty_rows_make_a_page(paper):
    front = paper([person(1)]).result.pages - 1
    for count in (50, 51, 100, 101):
        rows = (person(number) for number in range(1, count + 1))
        assert paper(rows).result.pages == front + math.ceil(count / 50)


def test_pages_are_numbered_through(english):
    with pikepdf.open(english.path) as file:
        assert len(file.pages) == english.result.pages == 5
    for page in range(1, 6):
        assert f"Page {page} of 5" in english.lines(page)[-1]


def test_column_heads_title_and_house_are_on_every_page_of_rows(english):
    for page in (3, 4, 5):
        text = "\n".join(english.lines(page))
        for words in ("Free Rasul Jafarov", "No.", "Name", "Town", "Country", "Date", "Human Rights House Oslo"):
            assert words in text


def test_a_row_without_a_name_says_so_and_nothing_else(paper):
    listed = paper([person(1, "Rəsul Cəfərov"), person(2, None, None)])
    assert "name withheld" in listed.text
    assert listed.text.count("Oslo") == 3, "the town of the other row, and the House on both pages"
    assert listed.result.totals.shown == listed.result.totals.withheld == 1


def test_the_cover_says_what_is_asked_of_whom_and_by_how_many(english):
    cover = " ".join(" ".join(english.lines(1)).split())
    for words in ("Free Rasul Jafarov", "To the President of Azerbaijan", "immediately and unconditionally."):
        assert words in cover
    for words in ("18 May 2015", "Version 2 of 20 April 2015", "Human Rights House Oslo", "Signature list"):
        assert words in cover
    assert "130 112 18 confirmed signatures with a name name withheld" in cover


def test_countries_are_named_in_the_language_of_the_list_most_first(paper):
    listed = paper(named(*[("A", None, "NO")] * 2, *[("B", None, "AZ")] * 3), RUSSIAN)
    words = " ".join(listed.text.split())
    assert "Где они живут Азербайджан 3 Норвегия 2" in words


def test_two_hundred_countries_flow_over_pages(paper):
    names = ENGLISH.locale.territories
    codes = [code for code in names if len(code) == 2][:200]
    listed = paper(named(*(("Ana", None, code) for code in codes)))
    front = listed.result.pages - 200 // lanes.ROWS_PER_PAGE
    cover = " ".join(" ".join(line for page in range(1, front + 1) for line in listed.lines(page)).split())
    missing = [names[code] for code in codes if names[code] not in cover]
    assert front > 2
    assert all(len(name) > 30 for name in missing), "only a very long name may be cut"


def test_a_long_petition_text_is_printed_to_its_last_word(paper):
    text = "\n".join(f"Paragraph {number}: " + "we call on you " * 30 for number in range(40)) + "\nThe end."
    words = " ".join(paper([], petition_text=text).text.split())
    assert all(f"Paragraph {number}:" in words for number in range(40))
    assert "The end." in words


def test_an_empty_list_is_a_cover(paper):
    listed = paper([])
    assert listed.result.pages == 1
    assert "0 0 0 confirmed signatures with a name name withheld" in " ".join(listed.text.split())
    assert pdfa.validate_written(listed.path, "2b").passed


@pytest.mark.parametrize("labels", [ENGLISH, RUSSIAN, ARABIC], ids=lambda labels: labels.language)
def test_the_file_is_one_for_the_archive(paper, labels):
    report = pdfa.validate_written(paper(samples.rows(130), labels).path, "2b")
    assert (report.passed, report.findings) == (True, [])


def test_the_file_says_what_it_is(arabic):
    with pikepdf.open(arabic.path) as file, file.open_metadata() as metadata:
        assert str(file.docinfo["/Title"]) == metadata["dc:title"] == "الحرية لرسول جعفروف: قائمة التوقيعات"
        assert str(file.docinfo["/CreationDate"]) == "D:20150518000000Z"
        assert metadata["xmp:CreateDate"] == "2015-05-18T00:00:00Z"
        assert str(file.Root.Lang) == "ar"
        assert file.Root.ViewerPreferences.Direction == "/R2L"


def test_the_same_rows_give_the_same_bytes(write):
    first, _ = write(samples.rows(130))
    write(samples.rows(60, samples.RIGHT_TO_LEFT), ARABIC)
    again, _ = write(samples.rows(130))
    assert first == again


def test_another_row_gives_another_identifier(write):
    identifiers = set()
    for count in (10, 11):
        content, _ = write(samples.rows(count))
        with pikepdf.open(io.BytesIO(content)) as file:
            identifiers.add(bytes(file.trailer.ID[0]))
    assert len(identifiers) == 2


def test_columns_stand_the_other_way_round_in_arabic(english, arabic):
    def places(listed):
        places = {word.text: word.left for word in listed.words if word.page == 3}
        return [places[text] for text in ("50", "Sukarno", "Genève", "2015-05-17")]

    assert places(english) == sorted(places(english))
    assert places(arabic) == sorted(places(arabic), reverse=True)


def test_names_begin_at_the_edge_where_the_list_begins_to_read(english, arabic):
    first_words = [word for word in english.words if word.page == 3 and word.text in {"Sukarno", "Rəsul"}]
    last_words = [word for word in arabic.words if word.page == 3 and word.text in {"Sukarno", "Cəfərov"}]
    assert len(first_words) == len(last_words) == 5
    assert all(word.left == pytest.approx(lanes.NAME.start, abs=0.1) for word in first_words)
    assert all(WIDTH - word.right == pytest.approx(lanes.NAME.start, abs=0.1) for word in last_words)


def test_numbers_stand_unit_under_unit(paper):
    for labels in (ENGLISH, ARABIC):
        numbers = [word for word in paper(samples.rows(130), labels).words if word.page > 2 and word.text.isdigit()]
        edges = [word.right for word in numbers if word.text in {"1", "10", "100", "49", "130"}]
        assert len(edges) >= 5 and max(edges) - min(edges) < 0.1


@pytest.mark.parametrize("labels", [ENGLISH, ARABIC, *MIXED], ids=lambda labels: labels.language + labels.signed)
def test_no_text_leaves_its_column(paper, labels):
    long = "Wolfeschlegelsteinhausenbergerdorff"
    people = [(long[:length] * times, long[length:] * times, "GS") for length in range(5, 30) for times in (1, 2, 9)]
    people += [("محمد " * 40, "القاهرة" * 20, "EG"), ("王" * 200, "北" * 200, "CN"), ("สมชาย" * 40, "ก" * 200, "TH")]
    listed = paper(named(*people), labels)
    middle = (lanes.TOWN_BESIDE, lanes.COUNTRY_BESIDE) if labels.signed else (lanes.TOWN, lanes.COUNTRY)
    columns = (lanes.NUMBER, lanes.NAME, *middle, lanes.DATE)
    edges = [(column.start, column.start + column.width) for column in columns]
    if labels.is_rtl:
        edges = [(WIDTH - end, WIDTH - start) for start, end in edges]
    long_words = [word for word in listed.words if "Wolfe" in word.text or "…" in word.text]
    assert len(long_words) > 100
    for word in long_words:
        assert any(start - 0.5 <= word.left and word.right <= end + 0.5 for start, end in edges), word


def test_a_name_that_is_a_little_too_long_is_squeezed_one_that_is_much_too_long_is_cut(paper):
    little, much = "Anna Maria Wolfeschlegelsteinhausenberger", "Ana " + "Wolfeschlegelsteinhausen" * 8
    words = paper(named((little, None, "NO"), (much, None, "NO"))).text
    assert little in words
    assert much not in words and "Ana Wolfeschlegelsteinhausen" in words and "…" in words


def test_what_cannot_be_printed_is_marked_explained_and_reported(paper):
    listed = paper(named(("Ana 😀 Anić", "𠮷野家", "JP"), ("👩🏽‍🚀", None, "NO")))
    assert listed.result.unprintable >= {"😀", "𠮷", "👩", "🚀"}
    for words in ("Ana \ufffd Anić", "\ufffd野家", "The sign \ufffd stands for a character that cannot be printed."):
        assert words in " ".join(listed.text.split())
    assert pdfa.validate_written(listed.path, "2b").passed


def test_nothing_is_explained_where_everything_was_printed(english):
    assert english.result.unprintable == frozenset()
    assert "\ufffd" not in english.text


def test_a_list_that_contradicts_the_number_is_refused(library):
    for total in (9, 11):
        with pytest.raises(WrongTotal):
            list_pdf.write(
                io.BytesIO(),
                samples.rows(10),
                total=total,
                cover=lambda totals: samples.cover(),
                labels=ENGLISH,
                library=library,
            )


class Pipe:
    """Takes bytes and forgets them; nothing can be sought or read in it."""

    def write(self, data):
        return len(data)


def test_rows_are_taken_once_and_the_cover_is_asked_after_the_last(library):
    seen = []
    rows = (seen.append(row.number) or row for row in samples.rows(120))

    def cover(totals):
        assert (seen, totals.confirmed) == (list(range(1, 121)), 120)
        return samples.cover()

    told = []
    list_pdf.write(Pipe(), rows, total=120, cover=cover, labels=ENGLISH, library=library, progress=told.append)
    assert told == [50, 100, 120]


def test_typefaces_are_free_while_rows_are_fetched(library):
    free = []

    def rows():
        for row in samples.rows(60):
            taker = threading.Thread(target=lambda: free.append(pdf.LOCK.acquire(timeout=5) and not pdf.LOCK.release()))
            taker.start()
            taker.join()
            yield row

    list_pdf.write(Pipe(), rows(), total=60, cover=lambda totals: samples.cover(), labels=ENGLISH, library=library)
    assert all(free)


@pytest.mark.promise
def test_memory_does_not_grow_with_the_list(library):
    def peak(count):
        tracemalloc.start()
        rows = samples.rows(count)
        list_pdf.write(Pipe(), rows, total=count, cover=lambda totals: samples.cover(), labels=ENGLISH, library=library)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(1000)
    small, large = peak(1000), peak(counts.many(10_000, 200_000))
    assert large < small + 1_000_000

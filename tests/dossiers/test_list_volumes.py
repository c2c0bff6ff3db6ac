"""A list in volumes: each a file of its own that says which part it is, and all of them one list."""

import io
import tracemalloc
from collections import Counter

import pikepdf
import pytest
from pikepdf import pdfa

from petitions.dossiers import list_pdf
from petitions.dossiers.choices import Choices, Order
from tests.dossiers import samples
from tests.dossiers.conftest import Paper
from tests.dossiers.samples import ARABIC, ENGLISH
from tests.support import counts
from tests.support.spoken import Spoken


@pytest.fixture(scope="module")
def volumes(library, tmp_path_factory):
    """Write a list in volumes of so many pages; returns them as papers."""

    def volumes(count, pages, labels=ENGLISH):
        files = {}

        def opened(number):
            files[number] = io.BytesIO()
            return files[number]

        result = list_pdf.write(
            list_pdf.Volumes(pages, opened),
            samples.rows(count),
            total=count,
            cover=lambda totals: samples.cover(labels),
            labels=labels,
            library=library,
        )
        folder = tmp_path_factory.mktemp("volumes")
        for number, content in files.items():
            (folder / f"{number}.pdf").write_bytes(content.getvalue())
        return [Paper(folder / f"{number}.pdf", result) for number in sorted(files)]

    return volumes


@pytest.fixture(scope="module")
def three(volumes):
    return volumes(230, 2)


def test_each_volume_says_which_part_it_is(three):
    told = [" ".join(volume.lines(1)) for volume in three]
    words = [" ".join(line.split()) for line in told]
    for number, (first, last) in enumerate([(1, 100), (101, 200), (201, 230)], start=1):
        assert f"Volume {number} of 3: signatures {first} to {last}" in words[number - 1]
        assert "Free Rasul Jafarov" in words[number - 1]


def test_by_country_a_volume_says_which_countries_are_in_it(library):
    files = []
    rows = sorted(samples.rows(120), key=lambda row: row.country)
    list_pdf.write(
        list_pdf.Volumes(1, lambda number: files.append(io.BytesIO()) or files[-1]),
        rows,
        total=120,
        cover=lambda totals: samples.cover(),
        labels=ENGLISH,
        library=library,
        choices=Choices(order=Order.COUNTRY),
        groups=Counter(row.country for row in rows),
    )
    spoken = [Spoken(pikepdf.open(file)) for file in files]
    assert all(one.is_whole for one in spoken)
    said = [part.words for one in spoken for part in one.document.of_kind("P") if part.words.startswith("Volume")]
    assert said[0].startswith(f"Volume 1 of {len(files)}: Armenia to ")
    headings = [cell.words for one in spoken for cell in one.document.of_kind("TH")]
    assert f"Azerbaijan {sum(row.country == 'AZ' for row in rows)}" in headings


def test_every_volume_tells_how_to_check_the_whole_list(three):
    checksum = "0123456789abcdef" * 4
    assert all(checksum in volume.text.replace(" ", "").replace("\n", "") for volume in three)


def test_the_petition_and_the_totals_are_in_the_first_alone(three):
    assert ["What they signed" in volume.text for volume in three] == [True, False, False]


def test_every_row_is_in_one_volume(three):
    rows = [
        [int(line.split()[0]) for page in pages for line in page.splitlines() if line[:10].strip().isdigit()]
        for pages in (volume.text.split("\f")[1:] for volume in three)
    ]
    assert [numbers[0] for numbers in rows] == [1, 101, 201]
    assert [number for numbers in rows for number in numbers] == list(range(1, 231))


def test_page_numbers_run_on(three):
    feet = [page.splitlines()[-1].split("Page ")[1] for volume in three for page in volume.text.split("\f")[:-1]]
    assert feet == [f"{page} of {len(feet)}" for page in range(1, len(feet) + 1)]
    assert three[0].result.pages == len(feet)


def test_each_volume_is_whole_in_itself(volumes):
    for volume in volumes(130, 1, ARABIC):
        assert pdfa.validate_written(volume.path, "2b").passed
        with pikepdf.open(volume.path) as file:
            assert file.check_pdf_syntax() == []
            assert Spoken(file).is_whole


def test_a_short_list_is_one_volume_that_does_not_say_so(volumes):
    (only,) = volumes(60, 2)
    assert "Volume" not in only.text


def test_rows_that_fill_a_volume_begin_no_other(volumes):
    assert len(volumes(100, 2)) == 1
    assert len(volumes(101, 2)) == 2


@pytest.mark.promise
def test_memory_does_not_grow_with_the_volumes(library):
    class Pipe:
        def write(self, data):
            return len(data)

    def peak(count):
        tracemalloc.start()
        list_pdf.write(
            list_pdf.Volumes(5, lambda number: Pipe()),
            samples.rows(count),
            total=count,
            cover=lambda totals: samples.cover(),
            labels=ENGLISH,
            library=library,
        )
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(250)
    small, large = peak(1_000), peak(counts.many(2_500, 100_000))
    assert large < small + counts.many(1_000_000, 20_000_000)

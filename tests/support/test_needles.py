"""The search of raw bytes finds what is there: each spelling, wherever it begins, and what is packed."""

import base64
import gzip
import io
import os
import quopri
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import marked
from tests.support.needles import Needles, spellings

PEOPLE = marked.people(len(marked.ALPHABETS))
WORDS = [mark for person in PEOPLE for mark in person.marks]
SEARCH = Needles(WORDS[:8])


@pytest.mark.parametrize("person", PEOPLE, ids=range(len(PEOPLE)))
def test_each_spelling_is_found_wherever_it_begins(person: marked.Person) -> None:
    for mark in person.marks:
        search = Needles([mark])
        for place, (name, spelling) in enumerate(spellings(mark)):
            found = search.found_in(os.urandom(64 + place % 8) + spelling + os.urandom(50))
            assert (mark, name) in found, (mark, name)


def test_nothing_is_found_where_nothing_is() -> None:
    assert SEARCH.found_in(os.urandom(1 << 20)) == set()
    assert Needles(["Somebody who is not there"]).found_in("\n".join(WORDS).encode()) == set()


def _zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("names.csv", content)
    return archive.getvalue()


def _in_window(bits: int) -> Callable[[bytes], bytes]:
    def pack(content: bytes) -> bytes:
        packer = zlib.compressobj(wbits=bits)
        return packer.compress(content) + packer.flush()

    return pack


PACKERS = {
    "zlib": zlib.compress,
    "best zlib": lambda content: zlib.compress(content, 9),
    **{f"zlib, a window of 2^{bits}": _in_window(bits) for bits in range(9, 16)},
    "gzip": gzip.compress,
    "zip": _zipped,
    "PDF": lambda content: b"7 0 obj\n<< /Length 9 >>\nstream\n" + zlib.compress(content) + b"\nendstream",
    "PDF in a zip": lambda content: _zipped(b"stream\n" + zlib.compress(content)),
    "lines of base64": base64.encodebytes,
    "lines of a mail": lambda content: quopri.encodestring(content).replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_what_is_packed_is_found(pack) -> None:
    content = b"-" * 61 + WORDS[0].encode() + b" and more " + os.urandom(200)
    packed = os.urandom(1000) + pack(content) + os.urandom(1000)
    assert WORDS[0] in {mark for mark, _name in SEARCH.found_in(packed)}


def test_names_of_files_are_searched_too(tmp_path: Path) -> None:
    (tmp_path / f"list of {PEOPLE[0].email}.txt").touch()
    assert (PEOPLE[0].email, "clear") in SEARCH.found_under(tmp_path)


def test_a_word_that_is_too_short_to_be_found_is_refused() -> None:
    with pytest.raises(AssertionError, match="too short"):
        Needles(["Ana"])

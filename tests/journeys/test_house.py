"""A House gets its signature list: the PDF for the minister, and the table that proves it."""

import csv
import hashlib
import io
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pikepdf.pdfa
import pypdfium2
import pytest

import config
from tests.factories import HARD_NAMES
from tests.support import databases
from tests.support.product import Product

pytestmark = [pytest.mark.running, databases.one]


def flask(product: Product, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=config.PROJECT, env=product.environ, capture_output=True, text=True, check=False)


def make(
    product: Product, folder: Path, *more: str, passphrase: Path | None = None
) -> subprocess.CompletedProcess[str]:
    key = passphrase or product.folder / "keys" / "passphrase-oslo.txt"
    return flask(
        product, "dossiers", "make", "free-rasul-jafarov", "--passphrase-file", str(key),
        "--out", str(folder / "list.pdf"), "--csv", str(folder / "list.csv"), *more,
    )  # fmt: skip


def words_of(pdf: Path, *pages: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(document[number].get_textpage().get_text_range() for number in pages or range(len(document)))
    finally:
        document.close()


def test_the_list_says_what_the_page_says(live_server: Product, tmp_path: Path) -> None:
    done = make(live_server, tmp_path, "--date", "2026-11-23")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))))
    digest = hashlib.sha256((tmp_path / "list.csv").read_bytes()).hexdigest()
    letter, cover = words_of(tmp_path / "list.pdf", 0, 1), words_of(tmp_path / "list.pdf", 2, 3)
    assert f"Signatures: {len(rows):,}." in letter and "İmzalar: " in letter
    assert f"{len(rows):,}" in cover
    assert digest in "".join(cover.split())
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    named = {row["name"] for row in rows}
    assert set(map(_composed, HARD_NAMES)) - {_composed(HARD_NAMES[-1])} <= named
    with pikepdf.open(tmp_path / "list.pdf") as pdf:
        report = pikepdf.pdfa.check(pdf, "2b")
    assert report.verdict == "pass", report


def test_the_same_list_made_twice_is_the_same_to_the_byte(live_server: Product, tmp_path: Path) -> None:
    digests = []
    for attempt in ("one", "two"):
        folder = tmp_path / attempt
        folder.mkdir()
        assert make(live_server, folder, "--date", "2026-11-23", "--language", "ru").returncode == 0
        digests.append([hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("list.pdf", "list.csv")])
    assert digests[0] == digests[1]


def test_a_wrong_passphrase_writes_nothing(live_server: Product, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("aaaa-bbbb-cccc-dddd")
    done = make(live_server, tmp_path, passphrase=wrong)
    assert done.returncode == 1
    assert "This passphrase opens no key of the House. Nothing was written." in done.stderr
    assert list(tmp_path.iterdir()) == [wrong]


def _composed(name: str) -> str:
    return normalize("NFC", name)

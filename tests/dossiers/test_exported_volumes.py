"""A dossier in volumes, from the process for jobs to the files that are fetched."""

import hashlib
import subprocess
import threading
import zipfile

import pytest

from petitions import clock as times
from petitions.accounts import audit
from petitions.dossiers import exporting, parcel, rows_pdf, setting_pdf
from petitions.dossiers.models import ExportFile, Kind
from tests.dossiers.test_exporting import NAMES, Office
from tests.support.needles import Needles

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def office(app, app_context) -> Office:
    return Office(app, threading.Event())


def pdf_text(content: bytes) -> str:
    """The words of a PDF."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()


def test_a_dossier_in_volumes_is_many_files_and_one_table(office, settings, monkeypatch):
    for module in (rows_pdf, setting_pdf, exporting):
        monkeypatch.setattr(module, "ROWS_PER_PAGE", 2)
    export = office.made(Kind.DOSSIER, volume_pages=1)
    stem = f"{office.campaign.slug}-{times.today()}-{export.job_id}"
    assert [file.name for file in export.files] == [f"{stem}-001.pdf", f"{stem}-002.pdf", f"{stem}.csv"]
    assert (export.job.done, export.job.total) == (3, 3)
    for file in export.files:
        content = office.fetched(export, file.name)
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    texts = [pdf_text(office.fetched(export, f"{number}.pdf")) for number in ("001", "002")]
    assert [NAMES[0] in text for text in texts] == [True, False]
    checksum = hashlib.sha256(office.fetched(export, "csv")).hexdigest()
    assert all(checksum in "".join(text.split()) for text in texts)
    needles = Needles(NAMES)
    assert not any(needles.found_in(path.read_bytes()) for path in settings.instance_path.rglob("*") if path.is_file())


def test_more_volumes_than_can_be_open_are_refused(office, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS_PER_PAGE", 1)
    monkeypatch.setattr(exporting, "MOST_VOLUMES", 2)
    with pytest.raises(exporting.TooManyVolumes):
        office.ask(Kind.DOSSIER, volume_pages=1)
    assert office.ask(Kind.DOSSIER, volume_pages=2).volume_pages == 2


def test_all_volumes_come_in_one_zip_with_the_table_and_the_checksums(office, tmp_path, settings, monkeypatch):
    for module in (rows_pdf, setting_pdf, exporting):
        monkeypatch.setattr(module, "ROWS_PER_PAGE", 2)
    export = office.made(Kind.DOSSIER, volume_pages=1)
    name, content = exporting.fetch_all(export, office.me, is_unlocked=True)
    assert name == f"{office.campaign.slug}-{times.today()}-{export.job_id}.zip"
    (tmp_path / name).write_bytes(b"".join(content))
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*(file.name for file in export.files), "SHA256SUMS.txt"]
        archive.extractall(tmp_path)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS.txt"], cwd=tmp_path, check=True, capture_output=True
    )
    needles = Needles(NAMES)
    assert not any(needles.found_in(path.read_bytes()) for path in settings.instance_path.rglob("*") if path.is_file())
    fetched, asked = audit.of_house(office.house.id)
    assert (fetched.what, fetched.thing) == ("export fetched", f"{asked.thing}, zip")


def test_a_zip_is_sent_as_it_is_made():
    """A dossier of some gigabytes passes through the memory piece by piece."""
    files = [ExportFile(name=f"{number}.pdf", size=3 << 20, sha256="0" * 64) for number in range(3)]
    piece = bytes(1 << 20)
    asked: list[str] = []

    def content(name: str):
        asked.append(name)
        yield from [piece] * 3

    sent = parcel.stream(files, content, day=times.today())
    assert len(next(sent)) < 2 * len(piece)
    assert asked == ["0.pdf"]
    assert max(len(one) for one in sent) < 2 * len(piece)


def test_files_that_have_had_their_time_come_in_no_zip(office, clock):
    export = office.made(Kind.DOSSIER)
    clock.shift(7 * 24 * 3600)
    with pytest.raises(exporting.FileGone):
        exporting.fetch_all(office.now(export), office.me, is_unlocked=True)

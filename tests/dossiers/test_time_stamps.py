"""Time stamps on signed lists, by a real server (RFC 3161): others trust them, and a list is never lost for want of one."""

import dataclasses
import datetime
import io

import pikepdf
import pytest
from pyhanko.sign.validation.status import PdfSignatureStatus

from petitions.houses import keys
from petitions.pdf import archive, certificates, stamping, streaming
from petitions.pdf.stamping import Stamps
from tests import factories
from tests.dossiers.signers import beside_browsers as beside_browsers  # a fixture
from tests.dossiers.signers import house as house  # a fixture
from tests.dossiers.signers import root as root  # a fixture
from tests.support.issuing import PASSWORD, Root, checked
from tests.support.timestamps import Stamper

NOW = datetime.datetime.now(datetime.UTC)
TROUBLES = ["refused", "cut off", "something else", "wrong clock", "elsewhere", "not trusted", "too large", "gone"]


@pytest.fixture(scope="module")
def server(root, tmp_path_factory):
    made = Stamper(root, tmp_path_factory.mktemp("stamps"))
    yield made
    made.close()


@pytest.fixture
def stamper(server, monkeypatch):
    """The server in its best mood, trusted by this machine."""
    server.mood, server.queries = "well", []
    monkeypatch.setenv("SSL_CERT_FILE", str(server.roots))
    return server


def volumes(house, stamps):
    """Two files of a page each, signed as those of one list."""
    signing = certificates.signing(house, NOW, stamps)
    about = archive.Description("A list", "A House", "en", NOW.date())
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        writer = streaming.Writer(file)
        pages = streaming.put_pages(
            writer, [(writer.reserve(), b"")], inherited=b"/MediaBox[0 0 100 100]/Resources<<>>"
        )
        archive.finish(writer, pages, about, signing=signing)
    return [file.getvalue() for file in files]


def moment(content: bytes, root: Root) -> datetime.datetime | None:
    """When a list was signed, as a trusted server says it; the signature holds in any case."""
    _signature, status = checked(content, root)
    assert isinstance(status, PdfSignatureStatus)
    assert status.bottom_line and status.coverage.name == "ENTIRE_FILE"
    found = status.timestamp_validity
    assert found is None or (found.intact and found.valid and found.trusted)
    return found and found.timestamp


def test_every_volume_has_a_time_stamp_that_others_trust(house, root, stamper, caplog):
    stamps = Stamps(stamper.url)
    files = volumes(house, stamps)
    assert caplog.text == ""
    assert len(files) == len(stamper.queries) == 2
    for content in files:
        assert abs(moment(content, root) - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)
        with pikepdf.open(io.BytesIO(content)) as file:
            assert file.check_pdf_syntax() == []
    assert not stamps.are_missing
    assert all(len(query) < 100 for query in stamper.queries), "the server learns more than a checksum"


@pytest.mark.parametrize("mood", TROUBLES)
def test_a_server_in_trouble_costs_no_list(house, root, stamper, mood, monkeypatch, caplog):
    stamper.mood = mood
    if mood == "not trusted":
        monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    if mood == "too large":
        monkeypatch.setattr(stamping, "ROOM", 1000)
    stamps = Stamps("https://127.0.0.1:9/" if mood == "gone" else stamper.url)
    files = volumes(house, stamps)
    assert [moment(content, root) for content in files] == [None, None]
    assert stamps.are_missing
    assert len(stamper.queries) == (0 if mood in ("gone", "not trusted") else 1), "it is asked once a list"
    assert "no time stamp" in caplog.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_line_stamps_and_says_when_it_could_not(settings, make_app, root, stamper, tmp_path):
    app = make_app(dataclasses.replace(settings, timestamp_url=stamper.url))
    with app.app_context():
        house = factories.house(has_key=False)
        passphrase = keys.create(house.id, "tests")
        factories.confirmed(factories.campaign(of=house), name="Ana Kovač")
    (tmp_path / "house.p12").write_bytes(root.issue())
    for name, content in (("passphrase", passphrase), ("password", PASSWORD)):
        (tmp_path / name).write_text(content)

    def made():
        options = {"passphrase-file": "passphrase", "out": "list.pdf", "csv": "list.csv", "certificate": "house.p12"}
        words = [word for name, file in options.items() for word in (f"--{name}", str(tmp_path / file))]
        done = app.test_cli_runner().invoke(args=["dossiers", "make", "free-rasul", *words, str(tmp_path / "password")])
        assert done.exit_code == 0, done.output
        return done.output, moment((tmp_path / "list.pdf").read_bytes(), root)

    output, stamped = made()
    assert stamped and "time stamps" not in output
    stamper.mood = "refused"
    output, stamped = made()
    assert stamped is None and "The server for time stamps gave none: the PDF is signed without one." in output

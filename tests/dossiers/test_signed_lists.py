"""Lists that a House has signed: other programs trust them, and find every byte as it was without the signature."""

import datetime
import io

import pikepdf
import pytest

from petitions.dossiers import list_pdf
from petitions.houses import keys
from petitions.pdf import certificates
from tests import factories
from tests.dossiers import samples
from tests.dossiers.samples import ENGLISH
from tests.dossiers.signers import beside_browsers as beside_browsers  # a fixture
from tests.dossiers.signers import house as house  # a fixture
from tests.dossiers.signers import root as root  # a fixture
from tests.support.issuing import HOUSE, PASSWORD, Root, checked
from tests.support.spoken import Spoken

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def written(library, house):
    """Write a list, signed or not, in volumes of one page; returns the files."""

    def written(*, is_signed):
        files = []

        def opened(_number):
            files.append(io.BytesIO())
            return files[-1]

        list_pdf.write(
            list_pdf.Volumes(1, opened),
            samples.rows(80),
            total=80,
            cover=lambda totals: samples.cover(),
            labels=ENGLISH,
            library=library,
            signing=certificates.signing(house, NOW) if is_signed else None,
        )
        return [file.getvalue() for file in files]

    return written


@pytest.fixture(scope="module")
def signed(written):
    return written(is_signed=True)


def test_every_volume_is_signed_by_the_house(signed, root):
    assert len(signed) == 2
    for content in signed:
        signature, status = checked(content, root)
        assert (status.intact, status.valid, status.trusted) == (True, True, True)
        assert status.bottom_line and status.coverage.name == "ENTIRE_FILE"
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert HOUSE in status.signing_cert.subject.human_friendly


def test_what_is_signed_is_the_list_as_it_is_without_a_signature(signed, written):
    for content, plain in zip(signed, written(is_signed=False), strict=True):
        assert content.startswith(plain)
        with pikepdf.open(io.BytesIO(content)) as file:
            assert file.check_pdf_syntax() == []
            assert Spoken(file).is_whole
            assert len(file.pages) == len(pikepdf.open(io.BytesIO(plain)).pages)


def test_a_changed_byte_breaks_the_signature(signed, root):
    content = bytearray(signed[1])
    place = content.index(b"/CreationDate(D:2015") + len(b"/CreationDate(D:201")
    content[place] = ord("6")
    _signature, status = checked(bytes(content), root)
    assert not status.intact and not status.bottom_line


def test_somebody_elses_root_does_not_vouch_for_it(signed):
    _signature, status = checked(signed[0], Root())
    assert status.intact and status.valid and not status.trusted


def test_a_certificate_says_why_nothing_can_be_signed_with_it(root, house):
    assert house.holder == HOUSE
    with pytest.raises(certificates.WrongPassword):
        certificates.read(root.issue(), "another")
    with pytest.raises(certificates.WrongPassword):
        certificates.read(b"no certificate", PASSWORD)
    with pytest.raises(certificates.WrongPassword):
        certificates.read(root.issue(), "no\0password")
    with pytest.raises(certificates.NoKey):
        certificates.read(root.issue(has_key=False), PASSWORD)
    with pytest.raises(certificates.Expired):
        certificates.signing(certificates.read(root.issue(last=NOW - DAY), PASSWORD), NOW)
    with pytest.raises(certificates.NotValidYet):
        certificates.signing(certificates.read(root.issue(first=NOW + DAY), PASSWORD), NOW)
    assert PASSWORD not in repr(house)


def test_the_command_line_signs_and_says_why_it_does_not(app, root, tmp_path):
    with app.app_context():
        house = factories.house(has_key=False)
        passphrase = keys.create(house.id, "tests")
        factories.confirmed(factories.campaign(of=house), name="Ana Kovač")
    files = {"passphrase": passphrase, "password": PASSWORD, "list.pdf": "", "list.csv": ""}
    for name, content in files.items():
        (tmp_path / name).write_text(content)

    def made(certificate):
        (tmp_path / "house.p12").write_bytes(certificate)
        options = {"passphrase-file": "passphrase", "out": "list.pdf", "csv": "list.csv", "certificate": "house.p12"}
        words = [word for name, file in options.items() for word in (f"--{name}", str(tmp_path / file))]
        words.append(str(tmp_path / "password"))
        return app.test_cli_runner().invoke(args=["dossiers", "make", "free-rasul", *words])

    done = made(root.issue())
    assert done.exit_code == 0, done.output
    _signature, status = checked((tmp_path / "list.pdf").read_bytes(), root)
    assert status.bottom_line
    refused = made(root.issue(last=NOW - DAY))
    assert refused.exit_code == 1
    assert "The certificate has expired. Nothing was written." in refused.output

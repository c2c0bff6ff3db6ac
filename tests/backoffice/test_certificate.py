"""The certificate of a House in the browser: kept sealed, and what is exported signed with it."""

import base64
import dataclasses
import datetime
import io
import re
import threading

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

from petitions import clock as times
from petitions import database, doing, sealing
from petitions.accounts import audit
from petitions.accounts.rights import Role
from petitions.houses import certifying, keys, passphrases
from petitions.houses.models import HouseCertificate
from petitions.pdf import certificates
from tests import factories
from tests.support.issuing import HOUSE, PASSWORD, Root, checked
from tests.support.keyholders import make_key, press_unlock

KEY = "/organise/houses/oslo/key"
PAGE = f"{KEY}/certificate"
NEW = "/organise/campaigns/free-rasul/exports/new"
TICK = "Sign the PDF with the certificate of the House"
DOSSIER = {"kind": "dossier", "language": "en"}
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture(scope="module")
def root():
    return Root()


@pytest.fixture
def doer(app, ane, house):
    """The process for jobs, and a list that it can make."""
    made = doing.Doer(app, threading.Event())
    with app.app_context():
        factories.confirmed(factories.campaign(of=house), name="Ana Kovač")
        made.holder.publish()
    return made


def send(browser, content, password=PASSWORD, act="upload"):
    return browser.post(PAGE, {"file": (io.BytesIO(content), "house.p12"), "password": password, "act": act})


def kept(app, house):
    with app.app_context():
        return certifying.of_house(house.id)


def opened(browser, house):
    return keys.opened_by_reader(house.id, browser.who.id, browser.passphrase)


def asked(browser, **form):
    answer = browser.post(NEW, DOSSIER | {"is_signed": "y"} | form)
    assert answer.status_code == 302, answer.text
    return answer.location


@pytest.mark.parametrize("form", [{"volume_pages": "20"}, {"profile": "totals"}])
def test_a_dossier_is_signed_with_the_certificate_that_was_sent(app, ane, house, doer, root, form):
    assert send(ane, root.issue()).status_code == 302
    assert HOUSE in ane.get(PAGE).text
    press_unlock(ane)
    assert f"{TICK} ({HOUSE})" in ane.get(NEW).text
    page = asked(ane, **form)
    doer.do(1)
    shown = ane.get(page).text
    assert "Signed with the certificate of the House" in shown
    action = re.search(r'action="([^"]+/files/[^"]+\.pdf)"', shown)[1]
    _signature, status = checked(ane.post(action).data, root)
    assert status.bottom_line and status.coverage.name == "ENTIRE_FILE"
    log = ane.get("/organise/houses/oslo/log").text
    assert "Certificate kept" in log
    assert "Signed with the certificate of the House" in log


def test_a_dossier_for_which_no_time_stamp_was_given_is_signed_all_the_same(app, ane, doer, root, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], timestamp_url="https://127.0.0.1:9/")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    send(ane, root.issue())
    press_unlock(ane)
    assert "A time stamp by 127.0.0.1 says when it was signed." in ane.get(NEW).text
    page = asked(ane)
    doer.do(1)
    shown = ane.get(page).text
    assert "The server for time stamps gave none: the PDF is signed without one." in shown
    action = re.search(r'action="([^"]+/files/[^"]+\.pdf)"', shown)[1]
    _signature, status = checked(ane.post(action).data, root)
    assert status.bottom_line and status.timestamp_validity is None


def test_nothing_is_signed_unless_somebody_says_so(ane, doer, root):
    send(ane, root.issue())
    press_unlock(ane)
    page = asked(ane, is_signed="")
    doer.do(1)
    action = re.search(r'action="([^"]+/files/[^"]+\.pdf)"', ane.get(page).text)[1]
    assert b"/ByteRange" not in ane.post(action).data
    asked(ane, kind="csv", columns=["name"])
    doer.do(2)
    assert "Signed with" not in ane.get(page.replace("/1", "/2")).text


def test_what_cannot_sign_is_refused_in_words(app, ane, house, root):
    for content, password, words in (
        (root.issue(), "another", "The file does not open with this password"),
        (root.issue(), "no\0password", "The file does not open with this password"),
        (b"no certificate", PASSWORD, "or is no PKCS#12 file"),
        (root.issue(has_key=False), PASSWORD, "Export the certificate with its key."),
        (root.issue(last=NOW - DAY), PASSWORD, "The certificate has expired."),
        (root.issue(first=NOW + DAY), PASSWORD, "The certificate is not valid yet."),
        (bytes(300_000), PASSWORD, "A certificate is smaller than this file."),
        (b"", PASSWORD, "or is no PKCS#12 file"),
    ):
        answer = send(ane, content, password)
        assert answer.status_code == 422
        assert words in answer.text
        assert PASSWORD not in answer.text
    assert "Choose a file" in ane.post(PAGE, {"act": "upload"}).text
    assert kept(app, house) is None


def test_a_house_without_a_key_keeps_no_certificate(app, sign_in, root):
    with app.app_context():
        zagreb = factories.house("zagreb", has_key=False)
    answer = sign_in("iva@example.org", of=zagreb).post(
        "/organise/houses/zagreb/key/certificate",
        {"file": (io.BytesIO(root.issue()), "house.p12"), "password": PASSWORD, "act": "upload"},
    )
    assert "The House has no key yet" in answer.text
    assert kept(app, zagreb) is None


def test_who_has_the_disk_and_no_passphrase_signs_nothing(app, ane, house, root, settings):
    content = root.issue()
    send(ane, content)
    row = kept(app, house)
    with app.app_context():
        found = certifying.signing(house.id, opened(ane, house)).certificate
        with pytest.raises(certifying.CannotSign):
            certifying.signing(house.id, {})
        with pytest.raises(sealing.CannotOpen):
            certifying.signing(house.id, {row.key_id: X25519PrivateKey.generate()})
    disk = on_disk(app, settings)
    assert HOUSE.encode() in disk
    assert row.sealed in disk
    key, _certificate, _others = pkcs12.load_key_and_certificates(content, PASSWORD.encode())
    number = key.private_numbers().private_value.to_bytes(32)
    assert number in found.data
    for secret in (number, found.data[:300], PASSWORD.encode()):
        assert not any(as_written in disk for as_written in (secret, secret.hex().encode(), base64.b64encode(secret)))


def on_disk(app, settings):
    """Every value in the database, and every file beside it."""
    with app.app_context():
        tables = [database.session().execute(sa.select(table)) for table in database.db.metadata.sorted_tables]
        values = [value for table in tables for row in table for value in row]
    files = [path.read_bytes() for path in settings.instance_path.rglob("*") if path.is_file()]
    return b"\n".join([*files, *(value if isinstance(value, bytes) else str(value).encode() for value in values)])


def test_unlocking_seals_it_for_the_new_key_of_the_house(app, ane, house, root):
    send(ane, root.issue())
    before = kept(app, house)
    with app.app_context():
        old = opened(ane, house)
        make_key(house.id, ane.who.id)
    press_unlock(ane)
    after = kept(app, house)
    assert after.key_id > before.key_id
    with app.app_context():
        assert not certifying.can_sign(house.id, old)
        with pytest.raises(certifying.CannotSign):
            certifying.signing(house.id, old)
        assert certifying.signing(house.id, opened(ane, house)).certificate.holder == HOUSE


def test_it_is_replaced_and_taken_away(app, ane, house, doer, root):
    send(ane, root.issue())
    first = kept(app, house).fingerprint
    send(ane, root.issue())
    assert kept(app, house).fingerprint != first
    press_unlock(ane)
    page = asked(ane)
    assert ane.post(PAGE, {"act": "down"}).status_code == 302
    assert kept(app, house) is None
    doer.do(1)
    failed = ane.get(page).text
    assert "The certificate of the House was removed or has expired." in failed
    assert "Signed with the certificate" not in failed
    assert TICK not in ane.get(NEW).text
    stale = ane.post(NEW, DOSSIER | {"is_signed": "y"})
    assert "The House has no certificate any more that is valid. Nothing was made." in stale.text
    with app.app_context():
        notes = [entry.what for entry in audit.of_house(house.id)]
        assert notes.count("certificate kept") == 2
        assert notes.count("certificate removed") == 1


def test_one_that_has_expired_meanwhile_signs_nothing(clock, app, ane, house, root):
    today = times.now()
    send(ane, root.issue(first=today - DAY, last=today + DAY))
    with app.app_context():
        assert certifying.can_sign(house.id, opened(ane, house))
    clock.shift(2 * DAY)
    with app.app_context():
        assert not certifying.can_sign(house.id, opened(ane, house))
        with pytest.raises(certificates.Expired):
            certifying.signing(house.id, opened(ane, house))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_its_end_is_told_in_time_to_who_may_renew_it(app, ane, sign_in, house, root, doer):
    places = ("/organise/", "/organise/campaigns/free-rasul/")
    send(ane, root.issue(last=NOW + 31 * DAY))
    assert not any("The certificate of" in ane.get(place).text for place in places)
    for last, words in ((NOW + 29 * DAY, "expires on"), (NOW - DAY, "nothing is signed with it")):
        with app.app_context(), database.action() as session:
            session.get(HouseCertificate, house.id).last_at = last
        for place in places:
            assert words in ane.get(place).text
            assert PAGE in ane.get(place).text
    assert "The certificate has expired." in ane.get(PAGE).text
    press_unlock(ane)
    assert TICK not in ane.get(NEW).text
    assert "cannot be signed: the certificate of the House expired on" in ane.get(NEW).text
    ingrid = sign_in("ingrid@example.org", of=house, role=Role.ORGANISER)
    assert "The certificate of" not in ingrid.get(places[1]).text

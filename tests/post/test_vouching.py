"""DKIM: mail of our domains is signed, and the signature holds for what arrives."""

import dataclasses

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import config_mail
from petitions import serial
from petitions.mail import Letter
from petitions.post import vouching
from tests import factories
from tests.support import databases, rounds

pytestmark = [pytest.mark.usefixtures("app_context"), databases.one]

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(KEY.private_bytes(encoding, form, serialization.NoEncryption()))
    return path


@pytest.fixture
def settings(settings, key_file):
    complaints: list[str] = []
    key = config_mail.dkim_key(str(key_file), complaints.append)
    assert complaints == []
    return dataclasses.replace(settings, dkim_key=key, dkim_selector="calls2026", dkim_domains=("oslo.example.org",))


def record(name: bytes, timeout: int = 5) -> bytes:
    """What the DNS says."""
    assert name == b"calls2026._domainkey.oslo.example.org."
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, form).decode().splitlines()
    return b"v=DKIM1; k=rsa; p=" + "".join(public[1:-1]).encode()


def test_what_arrives_is_signed_and_any_change_breaks_it(smtp_sink):
    factories.signed(factories.campaign())
    rounds.deliver_some()
    (delivery,) = smtp_sink.deliveries
    assert dkim.verify(delivery.raw, dnsfunc=record)
    signed = delivery.message["DKIM-Signature"].replace("\r\n", "").replace(" ", "")
    assert "d=oslo.example.org;" in signed
    headers = signed.partition(";h=")[2].partition(";")[0].split(":")
    assert {"subject", "to", "date", "message-id", "auto-submitted"} < set(headers)
    assert headers.count("from") == 2, "nobody may add another"
    assert not dkim.verify(delivery.raw.replace(b"Rasul", b"Rasal"), dnsfunc=record)
    assert not dkim.verify(b"From: evil@example.net\r\n" + delivery.raw, dnsfunc=record)


def test_each_copy_of_a_mail_to_many_is_signed():
    url = f"https://calls.example.org/unsubscribe/{(word := serial.mark(27))}"
    common = Letter(serial.RECIPIENT, ("Oslo", "calls@oslo.example.org"), "News", url, url, "en", serial.MESSAGE_ID)
    many = serial.Serial(dataclasses.replace(common, unsubscribe_url=url), word)
    for number in range(2):
        one = many.to(f"ana{number}@example.org", f"<{number}@calls.example.org>", serial.mark(27))
        raw = vouching.signed(one)
        assert dkim.verify(raw, dnsfunc=record)
        assert not dkim.verify(
            raw.replace(b"List-Unsubscribe:", b"List-Unsubscribe: <mailto:x@evil.example>"), dnsfunc=record
        )


def test_a_domain_that_is_not_ours_is_not_vouched_for(smtp_sink):
    factories.signed(factories.campaign(of=factories.house("zagreb")))
    rounds.deliver_some()
    assert smtp_sink.deliveries[0].message["DKIM-Signature"] is None


def test_a_key_that_is_none_refuses_the_start_in_words(tmp_path, key_file):
    short = tmp_path / "short.pem"
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    short.write_bytes(small.private_bytes(encoding, form, serialization.NoEncryption()))
    (tmp_path / "noise.pem").write_text("noise")
    complaints: list[str] = []
    for path in (short, tmp_path / "noise.pem", tmp_path / "nowhere.pem"):
        assert config_mail.dkim_key(str(path), complaints.append) is None
    assert ["which is no RSA key of 2048 bits" in one for one in complaints] == [True, True, False]
    assert "cannot be read: No such file or directory" in complaints[2]
    config_mail.dkim_selector("", complaints.append, has_key=True)
    assert "DKIM_SELECTOR must name the record" in complaints[3]

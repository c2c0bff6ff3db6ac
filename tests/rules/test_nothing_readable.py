"""Rule: a copy of the database or the instance folder names nobody who did not choose to be public."""

import base64
import hashlib
import logging

import pytest
import sqlalchemy as sa

from petitions import database, sealing, working
from petitions.events import attendance
from petitions.signatures import confirming, content, tally, withdrawing
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support import counts

pytestmark = pytest.mark.promise

PEOPLE = counts.many(12, 300)


def marks(number: int) -> list[str]:
    return [
        f"Zyxwname {_in_letters(number)}",
        f"zyxwmail{number}@example.org",
        f"Zyxwtown{number}",
        f"zyxwcomment{number}",
    ]


def _in_letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def spellings(text: str) -> list[bytes]:
    raw = text.encode()
    inner = base64.b64encode(raw)[:-4] or raw
    return [
        raw, raw.lower(), raw.upper(), inner, raw.hex().encode(), raw.replace(b"@", b"=40"), text.encode("utf-16-le"),
        hashlib.sha256(raw).digest(), hashlib.sha256(raw).hexdigest().encode(), hashlib.md5(raw).hexdigest().encode(),
        hashlib.sha1(raw).hexdigest().encode(),
    ]  # fmt: skip


def live(smtp_sink) -> None:
    """People who are not public sign, confirm, come to a march, and some withdraw."""
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    for number in range(PEOPLE):
        name, email, town, comment = marks(number)
        visibility = (Visibility.RECIPIENT, Visibility.COUNTED)[number % 2]
        token = factories.signed(campaign, email, name=name, visibility=visibility, town=town, comment=comment)
        if number % 3:
            confirming.confirm(token)
        if number % 4 == 1:
            withdrawing.withdraw(token)
        attendance.rsvp(event, people=1, language="en", email=email, name=name)
    tally.book()
    smtp_sink.misbehave("RCPT", "451 4.3.0 Try again later", times=PEOPLE)
    working.deliver_some()


def copy_of_everything(app, tmp_path, keys_path) -> bytes:
    """All bytes somebody has who takes database and instance folder, and not the secrets."""
    with app.app_context():
        database.session().rollback()
        rows = [database.session().execute(sa.select(table)).all() for table in database.db.metadata.sorted_tables]
    cells = [cell for table in rows for row in table for cell in row]
    bytes_of_rows = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
    files = [file for file in tmp_path.rglob("*") if file.is_file() and keys_path not in file.parents]
    return b"\n".join([bytes_of_rows, *(file.read_bytes() for file in files)])


def ours(caplog) -> str:
    """What the product logged; the mail server of the tests logs whom it gets mail for."""
    return "\n".join(record.getMessage() for record in caplog.records if record.name != "mail.log")


def test_no_spelling_of_a_name_or_address_is_anywhere(app, tmp_path, keys_path, smtp_sink, caplog):
    caplog.set_level(logging.DEBUG)
    with app.app_context():
        live(smtp_sink)
    haystack = copy_of_everything(app, tmp_path, keys_path) + ours(caplog).encode()
    found = [
        mark for number in range(PEOPLE) for mark in marks(number) if any(way in haystack for way in spellings(mark))
    ]
    assert found == []


def test_the_search_finds_a_public_name(app, tmp_path, keys_path):
    """The control: whoever chose to be public is in the clear, and seen."""
    with app.app_context():
        token = factories.signed(factories.campaign(), name="Zyxwpublic", visibility=Visibility.PUBLIC)
        assert b"Zyxwpublic" not in copy_of_everything(app, tmp_path, keys_path)
        confirming.confirm(token)
    assert b"Zyxwpublic" in copy_of_everything(app, tmp_path, keys_path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_public_name_is_gone_from_the_files_when_its_owner_has_withdrawn(app, tmp_path, keys_path):
    with app.app_context():
        token = factories.confirmed(factories.campaign(), name="Zyxwpublic", visibility=Visibility.PUBLIC)
        withdrawing.withdraw(token)
        working.count()
    assert b"Zyxwpublic" not in copy_of_everything(app, tmp_path, keys_path)


def test_guessing_addresses_against_the_tags_finds_nobody_without_the_secret(app, smtp_sink):
    with app.app_context():
        live(smtp_sink)
        tags = set(database.session().scalars(sa.select(Signature.tag)))
        right = content.secret(1)
        public = [row.public_key for row in database.session().query(factories.keys.HouseKey)]
        guesses = [b"", bytes(32), *public, *(value for value in tags)]
        addresses = [marks(number)[1] for number in range(PEOPLE)]
        assert not tags & {
            sealing.mark(address, secret=guess, purpose="tag") for address in addresses for guess in guesses
        }
        assert not tags & {hashlib.sha256(address.encode()).digest() for address in addresses}
        assert tags & {content.tag(address, right) for address in addresses}  # the control: the secret does find them


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_withdrawn_content_is_wiped_from_the_file(app, tmp_path):
    with app.app_context():
        token = factories.confirmed(factories.campaign())
        before = bytes(factories.row(token).sealed)
        withdrawing.withdraw(token)
        database.wipe_traces()
    bytes_on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("petitions.db*"))
    assert before[:64] not in bytes_on_disk

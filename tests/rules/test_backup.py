"""Rule: a backup comes back whole, and nobody who has left since it was made comes back with it."""

import dataclasses
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions import backups, database, keyring, restoring, storage, tombstones
from petitions.events import attendance
from petitions.events.models import Rsvp
from petitions.post import beats
from petitions.post.beats import Heart
from petitions.signatures import confirming, queries, retention, tally, withdrawing
from petitions.signatures.models import Signature, State
from tests import factories
from tests.support.counts import many
from tests.support.product import free_port

pytestmark = [pytest.mark.promise, pytest.mark.usefixtures("app_context")]

PEOPLE = many(300, 100_000)
LEAVERS = many(30, 1000)


@pytest.fixture
def settings(settings):
    """Its port is free: restoring makes sure that nobody serves."""
    return dataclasses.replace(settings, port=free_port())


def crowd(campaign, people: int) -> list[bytes]:
    """Confirmed signatures, written as rows at one go: what is sealed is that of one. Returns their links' digests."""
    factories.confirmed(campaign)
    table = database.table(Signature)
    one = dict(database.session().execute(sa.select(table)).mappings().one())
    unlike = [{"id": one["id"] + number, "tag": number.to_bytes(32, "big")} for number in range(1, people + 1)]
    rows = [
        one | new | {"token_hash": new["tag"], "fingerprint": None, "number": None, "is_counted": False}
        for new in unlike
    ]
    with database.action() as session:
        for start in range(0, people, 5000):
            session.execute(sa.insert(table), rows[start : start + 5000])
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("SELECT setval('signature_id_seq', max(id)) FROM signature"))
    while tally.book():
        pass
    return [row["token_hash"] for row in rows]


def states() -> dict[str, int]:
    rows = database.session().execute(sa.select(Signature.state, sa.func.count()).group_by(Signature.state))
    return {state.value: count for state, count in rows}


def leave(digests: list[bytes]) -> None:
    """Take signatures back as their owners do, but for the mail."""
    for start in range(0, len(digests), 500):
        with database.action() as session:
            for row in session.scalars(
                sa.select(Signature).where(Signature.token_hash.in_(digests[start : start + 500]))
            ):
                withdrawing._erase(row)
    while tally.book():
        pass


def test_nobody_who_has_left_comes_back(elsewhere, tmp_path, verdict):
    house = factories.house()
    campaign, erased = factories.campaign(of=house), factories.campaign("erased", of=house)
    digests = crowd(campaign, PEOPLE)
    factories.confirmed(erased, "gone@example.org")
    (storage.folder("pictures") / "face.png").write_bytes(b"face")
    backups.make(tmp_path / "backup")

    leave(digests[:LEAVERS])
    retention.erase_list(erased.id)
    secrets = {path.read_bytes() for path in keyring.current().folder.glob("*")}
    assert not any(path.is_file() and path.read_bytes() in secrets for path in (tmp_path / "backup").rglob("*"))

    with elsewhere.app_context():
        _manifest, again = restoring.restore(tmp_path / "backup")
        verdict("people and lists erased again by a restore", again, goal=LEAVERS + 1)
        # Who comes back has words again that say who it is.
        raised = sa.select(sa.func.count()).where(
            Signature.token_hash.in_(digests[:LEAVERS]), Signature.sealed.is_not(None)
        )
        verdict("people who had left and came back", database.session().scalar(raised), goal=0)
        verdict("people who had stayed and are missing", PEOPLE + 1 - LEAVERS - states()["confirmed"], goal=0)
        verdict("the number after a restore", queries.total(campaign.id), goal=PEOPLE + 1 - LEAVERS)
        of_erased = sa.select(sa.func.count()).where(Signature.campaign_id == erased.id)
        assert database.session().scalar(of_erased) == 0
        assert (storage.folder("pictures") / "face.png").read_bytes() == b"face"
        assert backups.make(tmp_path / "again").rows["signature"] == PEOPLE + 1
        # Life goes on: new rows get numbers of their own.
        factories.confirmed(_here(campaign), "new@example.org")
        assert queries.total(campaign.id) == PEOPLE + 2 - LEAVERS


def _here(campaign):
    return database.session().get_one(type(campaign), campaign.id)


def test_without_tombstones_they_would_come_back(elsewhere, tmp_path, settings):
    """The control."""
    campaign = factories.campaign()
    digests = crowd(campaign, 10)
    backups.make(tmp_path / "backup")
    leave(digests[:5])
    (settings.keys_path / tombstones.FILE).unlink()
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert states() == {"confirmed": 11}


@pytest.mark.parametrize("cut", [3, 20])
def test_a_tombstone_that_a_crash_cut_off_takes_no_other_along(elsewhere, tmp_path, settings, cut):
    campaign = factories.campaign()
    digests = crowd(campaign, 3)
    backups.make(tmp_path / "backup")
    leave(digests[:2])
    file = settings.keys_path / tombstones.FILE
    file.write_bytes(file.read_bytes()[:-cut])
    leave(digests[2:])
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert states() == {"confirmed": 2, "withdrawn": 2}


def test_who_said_this_was_not_me_and_who_called_off_stay_away(elsewhere, tmp_path):
    campaign = factories.campaign()
    event = factories.event(of=campaign)
    joke = factories.signed(campaign, "joke@example.org")
    coming = attendance.rsvp(event, people=3, language="en", email="guest@example.org")
    attendance.rsvp(event, people=2, language="en", email="friend@example.org")
    backups.make(tmp_path / "backup")
    confirming.reject(joke)
    attendance.cancel(coming)
    keyring.current().shred(attendance.secret_name(event.id))
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert states() == {"rejected": 1}
        assert database.session().scalars(sa.select(Rsvp.sealed)).all() == [None]
        assert database.session().get_one(type(event), event.id).coming == 2


def test_what_is_restored_opens_as_before(elsewhere, tmp_path):
    token = factories.confirmed(factories.campaign(), "ana@example.org", name="Ana Kovač")
    backups.make(tmp_path / "backup")
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        _signature, says = confirming.find(token)
        assert says.name == "Ana Kovač"
        assert withdrawing.withdraw(token).state is State.WITHDRAWN


def test_a_file_that_somebody_laid_beside_the_pictures_is_not_restored(elsewhere, tmp_path):
    factories.campaign()
    storage.folder("pictures").joinpath("own.jpg").write_bytes(b"own")
    backups.make(tmp_path / "backup")
    (tmp_path / "backup" / "pictures" / "strange.jpg").write_bytes(b"strange")
    with elsewhere.app_context():
        restoring.restore(tmp_path / "backup")
        assert [path.name for path in storage.folder("pictures").iterdir()] == ["own.jpg"]


def test_a_backup_that_is_not_whole_is_not_restored(elsewhere, tmp_path):
    factories.campaign()
    backups.make(tmp_path / "backup")
    (tmp_path / "backup" / backups.MANIFEST).unlink()
    with elsewhere.app_context(), pytest.raises(backups.BadBackup, match="no whole backup"):
        restoring.restore(tmp_path / "backup")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_backup_is_made_of_a_damaged_database(tmp_path, database_url):
    crowd(factories.campaign(), 300)
    with database.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.db.session.remove()
    database.db.engine.dispose()
    path = Path(database_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    for page in range(len(content) // 4096 - 5, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(backups.BadBackup, match="damaged"):
        backups.make(tmp_path / "backup")


def test_a_backup_without_checksums_says_which_version_restores_it(elsewhere, tmp_path):
    backups.make(tmp_path / "backup")
    manifest = tmp_path / "backup" / backups.MANIFEST
    manifest.write_text(
        json.dumps({name: said for name, said in json.loads(manifest.read_text()).items() if name != "files"})
    )
    with elsewhere.app_context(), pytest.raises(backups.BadBackup, match="noted no checksums"):
        restoring.restore(tmp_path / "backup")


def damaged(folder, what: str):
    """The file of a backup that is `what`: missing, cut short in the middle of a row, without a row, or with another byte."""
    pictures, (table, *_others) = folder / "pictures", [*folder.glob("tables/signature"), folder / backups.SQLITE_FILE]
    if what == "no pictures":
        pictures.rmdir()
        return pictures
    if what == "missing":
        table.unlink()
        return table
    content = table.read_bytes()
    end, middle = content.index(b"\n") + 1, len(content) * 2 // 3
    bitten = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    table.write_bytes({"cut short": content[:middle], "without rows": content[:end], "bitten": bitten}[what])
    return table


@pytest.mark.parametrize("what", ["missing", "cut short", "without rows", "bitten", "no pictures"])
def test_what_is_there_stays_where_a_file_of_the_backup_is_missing_or_damaged(tmp_path, database, what):
    token = factories.confirmed(factories.campaign(), "ana@example.org", name="Ana Kovač\nof Zagreb")
    backups.make(tmp_path / "backup")
    file = damaged(tmp_path / "backup", what)
    with pytest.raises(backups.BadBackup, match=file.name):
        restoring.restore(tmp_path / "backup", is_forced=True)
    _signature, says = confirming.find(token)
    assert says.name.startswith("Ana Kovač")


def test_campaigns_are_not_replaced_by_mistake(tmp_path):
    factories.campaign()
    backups.make(tmp_path / "backup")
    with pytest.raises(backups.BadBackup, match="--replace"):
        restoring.restore(tmp_path / "backup")
    restoring.restore(tmp_path / "backup", is_forced=True)


def test_nothing_is_restored_under_a_running_worker(elsewhere, tmp_path):
    backups.make(tmp_path / "backup")
    Heart(beats.new_worker()).beat()
    with pytest.raises(backups.BadBackup, match="worker"):
        restoring.restore(tmp_path / "backup", is_forced=True)


def test_no_backup_lies_with_the_secrets(settings):
    for folder in (settings.keys_path / "backup", settings.keys_path.parent):
        with pytest.raises(backups.BadBackup, match="KEYS_PATH"):
            backups.make(folder)


def test_without_the_secrets_nothing_is_restored_and_so_nothing_is_lost(elsewhere, tmp_path, settings):
    factories.confirmed(factories.campaign())
    backups.make(tmp_path / "backup")
    for key in settings.keys_path.glob("campaign-*"):
        key.unlink()
    with elsewhere.app_context(), pytest.raises(backups.BadBackup, match="KEYS_PATH"):
        restoring.restore(tmp_path / "backup")

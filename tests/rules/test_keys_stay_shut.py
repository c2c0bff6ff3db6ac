"""Rule: no copy of a machine opens names, also while an organiser has them unlocked and a worker holds a ticket.

Every byte is searched: database and its journals, instance folder, logs, temporary files, secrets.
"""

import json
import signal
import subprocess
import sys

import pytest

import config
from petitions import database, sealing
from petitions.database import action
from petitions.houses import holding, keys, tickets, unlocking
from petitions.houses.models import House
from tests.support import databases, keyholders, office
from tests.support.installation import Installation, installed
from tests.support.needles import Needles

pytestmark = [pytest.mark.promise, databases.one]

JOB = 7
HOLDING = """
import sys, time
from petitions import create_app
from petitions.houses import tickets
from tests.support import databases
from pathlib import Path
folder, url, keys_path, mail_url = sys.argv[1:]
with create_app(databases.settings(Path(folder), url, keys_path=Path(keys_path), mail_url=mail_url)).app_context():
    holder = tickets.Holder()
    holder.publish()
    print("there", flush=True)
    sys.stdin.readline()
    print(len(holder.claim(7)), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def unlocked(database, tmp_path, _mail_server):
    """An installation in which Ane has the names of Oslo unlocked in her browser."""
    _mail_server.reset()
    with installed(database, tmp_path, _mail_server) as installation:
        house = oslo()
        ane = office.organiser(of=house)
        installation.passphrases = [installation.passphrase, keyholders.reader(ane.id)]
        with action() as session:
            holding.give(session, house.id, ane.id, keys.unlock(house, installation.passphrase))
        browser = office.Office(installation.app, ane)
        with installation.noted():
            answer = browser.post("/organise/houses/oslo/unlock", {"passphrase": installation.passphrases[1]})
            browser.get("/organise/houses/oslo/key")
        assert answer.status_code == 302
        installation.cookie = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
        installation.ane = ane
        yield installation


def oslo() -> House:
    return database.session().query(House).filter_by(slug="oslo").one()


def everything(installation: Installation) -> bytes:
    found = []
    for place in [*installation.places, installation.keys_path]:
        found += [file.read_bytes() for file in (place, *place.rglob("*")) if file.is_file() and file.name != "sock"]
    return b"".join(found)


def test_no_copy_of_the_machine_opens_the_names_while_they_are_unlocked(unlocked, verdict):
    house = oslo()
    private_keys = unlocking.opened(unlocked.cookie, house.id, unlocked.ane.id)
    holder = tickets.Holder()
    holder.publish()
    with action() as session:
        tickets.issue(session, JOB, private_keys)
    raw = [key.private_bytes_raw() for key in private_keys.values()]
    raw.append(holder._private_key.private_bytes_raw())
    words = [*(key.hex() for key in raw), *unlocked.passphrases, unlocked.cookie]
    found = {word for word, spelling in unlocked.found(words) if (word, spelling) != (unlocked.cookie, "sha256")}
    found |= {word for word, _spelling in Needles(words).found_under(unlocked.keys_path)}
    on_disk = everything(unlocked)
    assert private_keys[1].public_key().public_bytes_raw() in on_disk  # the control: public halves are found
    assert (unlocked.cookie, "sha256") in unlocked.found([unlocked.cookie])  # and so is the mark of the cookie
    found |= {key.hex() for key in raw if key in on_disk}
    assert holder.claim(JOB)
    verdict("private keys, passphrases and cookies in the bytes on disk while unlocked", len(found), goal=0)


def test_a_key_that_nobody_encrypts_is_found(unlocked, monkeypatch):
    """The control, with the guard off."""
    private_keys = keys.unlock(oslo(), unlocked.passphrases[1])
    monkeypatch.setattr(sealing, "lock", lambda content, **_how: json.dumps(content).encode())
    with action() as session:
        unlocking.unlock(session, oslo().id, unlocked.ane.id, private_keys)
    words = [key.private_bytes_raw().hex() for key in private_keys.values()]
    assert {word for word, _spelling in unlocked.found(words)} == set(words)


def test_a_worker_that_is_killed_takes_the_keys_with_it(unlocked, tmp_path, monkeypatch):
    settings = unlocked.app.config["SETTINGS"]
    arguments = [str(tmp_path / "machine"), settings.database_url, str(settings.keys_path), settings.mail_url]
    worker = subprocess.Popen(
        [sys.executable, "-c", HOLDING, *arguments],
        cwd=config.PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout.readline() == "there\n"
        private_keys = unlocking.opened(unlocked.cookie, 1, unlocked.ane.id)
        with action() as session:
            tickets.issue(session, JOB, private_keys)
        worker.stdin.write("claim\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "1\n"
        assert tickets.state(JOB) is tickets.State.HELD
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    monkeypatch.setattr(tickets, "SILENCE", tickets.SILENCE / 1000)  # instead of waiting for it
    assert tickets.state(JOB) is tickets.State.LOST
    successor = tickets.Holder()
    successor.publish()
    assert successor.claim(JOB) is None

"""News to many signatories: how soon their mails are prepared (unsealed, queued), what that weighs, and how fast one worker sends.

    python -m bench.news [--readers 100000] [--sent 10000] [--database URL]

The process for jobs is the real one; its peak (VmHWM) is what it weighs. Control of sending: a bare loop that hands the same
messages, made before, to the same mail server over one connection. A database that is given has to be a migrated, empty one.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import config
from bench.sink import sink
from petitions import clock, create_app, database, delivering, jobs, outbox
from petitions.houses import tickets
from petitions.houses.models import HouseKey
from petitions.jobs import State
from petitions.post import beats
from petitions.signatures.mailing_list import Choice
from petitions.updates import mailing
from petitions.updates.models import Update, UpdateText
from tests import factories
from tests.support import databases, office, readers

GOAL_SECONDS, GOAL_MIB, GOAL_SHARE = 120, 300, 0.5
BODY = (
    "Rasul was *sentenced* today.\n\n" + "The court heard nobody who spoke for him. " * 20 + "\n\n- First\n- Second\n"
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--sent", type=int, default=10_000)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sink() as port:
        url = options.database or f"sqlite:///{folder}/petitions.db"
        place = Path(folder)
        settings = databases.settings(place, url, keys_path=place / "keys", mail_url=f"smtp://127.0.0.1:{port}")
        if not options.database:
            databases.migrate(url, place)
        with create_app(settings).app_context():
            _prepare(settings, options.readers)
            _send(port, options.sent)


def _prepare(settings: config.Settings, people: int) -> None:
    campaign, keys = _campaign()
    readers.sign(campaign, people)
    update, who = _news(campaign.id), office.organiser()
    names = ("database_url", "secret_key", "base_url", "instance_path", "keys_path", "fonts_path", "mail_url")
    environ = os.environ | {name.upper(): str(getattr(settings, name)) for name in names}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs"]
    with subprocess.Popen(command, cwd=config.PROJECT, env=environ) as process:
        while not tickets.is_anybody_there():
            database.session().rollback()
            time.sleep(0.05)
        began = time.monotonic()
        made = mailing.ask(campaign, update, who, keys, choice=Choice())
        while _state(made.job_id) not in jobs.ENDED:
            time.sleep(0.1)
        seconds, mebibytes = time.monotonic() - began, _peak(process.pid)
        process.terminate()
    waiting = outbox.waiting(people + 1)
    print(f"prepared       {waiting} of {people} mails in {seconds:.1f} s (goal {GOAL_SECONDS})")
    print(f"peak           {mebibytes:.0f} MiB (goal {GOAL_MIB})")


def _send(port: int, most: int) -> None:
    """Send as one worker does, and as a bare loop does, in turns; the middle of three rounds counts."""
    shares = []
    for _round in range(3):
        messages = _written(most // 3)
        control = _rate(lambda given=messages: _loop(port, given), len(messages))
        ours = _rate(lambda: _work(most // 3), most // 3)
        shares.append(ours / control)
        print(f"sent           {ours:.0f}/s by a worker, {control:.0f}/s by the bare loop: {ours / control:.2f}")
    print(f"share          {sorted(shares)[1]:.2f} (goal {GOAL_SHARE})")


def _written(count: int) -> list[tuple[str, bytes]]:
    """The next messages as the worker would write them."""
    due = sa.select(outbox.OutboxMessage).order_by(outbox.OutboxMessage.due_at, outbox.OutboxMessage.id).limit(count)
    letters = [delivering.WRITERS[row.kind](outbox.unlock(row)) for row in database.session().scalars(due).all()]
    database.session().rollback()
    return [(letter.recipient, letter.as_bytes()) for letter in letters if letter]


def _loop(port: int, messages: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for recipient, message in messages:
            server.sendmail("calls@oslo.example.org", recipient, message)


def _work(count: int) -> None:
    courier, sent = delivering.Courier(beats.new_worker(), threading.Event()), 0
    while sent < count:
        sent += courier.deliver_some()


def _rate(do, count: int) -> float:
    began = time.monotonic()
    do()
    return count / (time.monotonic() - began)


def _campaign():
    private_key = X25519PrivateKey.generate()
    house = factories.house(has_key=False)
    key = HouseKey(house_id=house.id, public_key=private_key.public_key().public_bytes_raw(), created_on=clock.today())
    with database.action() as session:
        session.add(key)
    return factories.campaign(of=house), {key.id: private_key}


def _news(campaign_id: int) -> Update:
    update = Update(slug="sentence", campaign_id=campaign_id, published_on=clock.today())
    update.texts = [UpdateText(language=code, title="Six and a half years", body=BODY) for code in readers.LANGUAGES]
    with database.action() as session:
        session.add(update)
    return update


def _state(job_id: int) -> State:
    found = database.session().scalar(sa.select(jobs.Job.state).where(jobs.Job.id == job_id))
    database.session().rollback()
    assert found is not None
    return found


def _peak(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()

"""Rule: a copy of everything but the secrets names nobody who did not choose to be public, and lets nobody test a guess.

People who are not public go through the whole site, then every byte on disk is searched: database, journals, logs, and what
all their work left behind.
"""

import datetime
import gzip
import hashlib
import json
import logging
import tempfile
import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from petitions import clock, database, sealing, storage, working
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign, State
from petitions.database import Heartbeat, action, beat
from petitions.dossiers import making
from petitions.houses import keys
from petitions.houses.models import HouseKey, HouseKeyWrap
from petitions.signatures import content, withdrawing
from petitions.signatures.models import Signature, Visibility
from tests import factories
from tests.support import counts, marked, supporters
from tests.support.ciphertext import Copies
from tests.support.installation import installed
from tests.support.needles import Needles

pytestmark = pytest.mark.promise

PEOPLE = counts.many(14, 1000)
HIDDEN = marked.people(PEOPLE)


@pytest.fixture(scope="module")
def lived(database, tmp_path_factory, _mail_server):
    """An installation in which `HIDDEN` have gone through everything, and a list was made."""
    _mail_server.reset()
    folder = tmp_path_factory.mktemp("readable")
    with installed(database, folder, _mail_server) as installation:
        with installation.noted():
            installation.tokens = supporters.go_through_everything(installation.client, _mail_server, HIDDEN)
            make_list(installation, folder)
        yield installation


def make_list(installation, folder) -> None:
    """Hand over list.pdf and list.csv: `folder` is another disk."""
    campaign = campaigns.visible("free-rasul")
    making.make(
        campaign,
        keys.unlock(campaign.house, installation.passphrase),
        out=folder / "list.pdf",
        table=folder / "list.csv",
        language="en",
        day=clock.today(),
    )


def marks(people) -> list[str]:
    return [mark for person in people for mark in person.marks]


def test_nothing_on_disk_names_anybody_who_is_not_public(lived, verdict):
    session = database.session()
    assert session.scalar(sa.select(sa.func.count()).select_from(Signature)) > PEOPLE
    assert session.scalar(sa.text("SELECT count(*) FROM outbox_message")) > 0
    found = lived.found(marks(HIDDEN))
    print(sorted(found))
    verdict(f"marks of {PEOPLE} hidden people in the bytes on disk", len(found), goal=0)


def test_the_same_search_finds_the_names_on_the_list_that_was_handed_over(lived):
    """A control in every script: the table on the other disk holds the names that the addressee may see."""
    table = (lived.keys_path.parent / "list.csv").read_bytes()
    named = {mark for mark, _spelling in Needles(marks(HIDDEN)).found_in(table)}
    assert len([person for person in HIDDEN if person.name in named]) >= PEOPLE // 5


def test_guessing_addresses_against_the_tags_finds_nobody_without_the_secret(lived, verdict):
    session = database.session()
    tags = set(session.scalars(sa.select(Signature.tag)))
    guesses = [b"", bytes(32), lived.app.config["SETTINGS"].secret_key.encode(), *list(tags)[:5]]
    for column in (HouseKey.public_key, HouseKeyWrap.salt, HouseKeyWrap.wrapped):
        guesses += session.scalars(sa.select(column))
    guesses += [hashlib.sha256(guess).digest() for guess in guesses]
    found = {content.tag(person.email, guess) for person in HIDDEN for guess in guesses} & tags
    assert {content.tag(person.email, content.secret(1)) for person in HIDDEN} & tags  # the control: the secret does
    verdict(f"of {PEOPLE} addresses guessed without the secrets, found in the tags", len(found), goal=0)


def test_once_a_list_is_erased_no_key_on_disk_opens_an_old_copy(lived, verdict):
    campaign = database.session().scalar(sa.select(Campaign).where(Campaign.slug == "free-rasul"))
    (private_key,) = keys.unlock(campaign.house, lived.passphrase).values()
    copies, before = Copies(), lived.secrets()
    tokens = lived.tokens.values()
    assert (
        copies.opened(before.values(), private_key, tokens) == len(copies) > PEOPLE
    )  # the control: till then they open
    with database.action() as session:
        closed = {"state": State.CLOSED, "closed_on": clock.today()}
        session.execute(sa.update(Campaign).where(Campaign.id == campaign.id).values(**closed))
    with time_machine.travel(clock.now() + datetime.timedelta(days=100)):
        working.erase_overdue()
    left = lived.secrets()
    assert left  # the other campaign's
    verdict("old copies that a key then on disk opens", copies.opened(left.values(), private_key, tokens), goal=0)
    shredded = [secret for name, secret in before.items() if name not in left]
    bytes_left = b"".join(left.values())
    for place in lived.places:
        bytes_left += b"".join(file.read_bytes() for file in (place, *place.rglob("*")) if file.is_file())
    verdict("shredded secrets in the bytes on disk", sum(secret in bytes_left for secret in shredded), goal=0)


def test_the_search_finds_who_chose_to_be_public_and_whoever_is_stored_unsealed(database, tmp_path, smtp_sink):
    """The controls, on both databases: a public name in each script, and content that nobody has sealed."""
    public = marked.people(len(marked.ALPHABETS), seed=7)
    with installed(database, tmp_path, smtp_sink) as installation, pytest.MonkeyPatch.context() as patch:
        for person in public:
            supporters.sign(installation.client, person, "public")
        assert installation.found(marks(public)) == set()
        supporters.deliver_all()
        tokens = supporters.links(smtp_sink, "confirm")
        for person in public:
            supporters.press(installation.client, f"/confirm/{tokens[person.email]}", "confirm")
        patch.setattr(sealing, "seal", unsealed)
        supporters.sign(installation.client, HIDDEN[0], "counted")
        found = installation.found(marks([*public, HIDDEN[0]]))
    readable = {person.name for person in public} | {person.comment for person in public} | set(HIDDEN[0].marks)
    assert {mark for mark, spelling in found if spelling == "clear"} == readable


def test_what_is_planted_in_any_place_is_found(database, tmp_path, smtp_sink):
    """The control, place by place, some of it packed."""
    with installed(database, tmp_path, smtp_sink) as installation:
        *planted, in_journal = [person.email for person in marked.people(7, seed=11)]
        in_log, on_screen, in_draft, in_instance, in_name, in_row = planted
        with installation.noted():
            logging.getLogger("petitions").debug("signed: %s", in_log)
            print(on_screen)
            Path(tempfile.mkstemp()[1]).write_bytes(gzip.compress(in_draft.encode()))
            (storage.folder("exports") / "list").write_bytes(zlib.compress(in_instance.encode()))
            (storage.folder("exports") / in_name).touch()
            beat(in_row)
            beat(in_journal)
            with action() as session:
                session.execute(sa.delete(Heartbeat).where(Heartbeat.name == in_journal))
        found = installation.found([*planted, in_journal])
    assert {mark for mark, _spelling in found} == {*planted, in_journal}


def unsealed(values, **_how) -> sealing.Sealed:
    return sealing.Sealed(json.dumps(values, ensure_ascii=False).encode(), b"", b"")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_public_name_is_gone_from_the_files_when_its_owner_has_withdrawn(app, tmp_path):
    with app.app_context():
        token = factories.confirmed(factories.campaign(), name="Zyxwpublic Zyxwname", visibility=Visibility.PUBLIC)
        assert (search := Needles(["Zyxwpublic Zyxwname"])).found_under(tmp_path)
        withdrawing.withdraw(token)
        working.count()
    assert search.found_under(tmp_path) == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_withdrawn_content_is_wiped_from_the_file(app, tmp_path):
    with app.app_context():
        token = factories.confirmed(factories.campaign())
        before = bytes(factories.row(token).sealed)
        withdrawing.withdraw(token)
        database.wipe_traces()
    bytes_on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("petitions.db*"))
    assert before[:64] not in bytes_on_disk

"""Exports: asked for under an unlock, made by the process for jobs, encrypted on the disk, fetched for a week, then gone."""

import contextlib
import csv
import datetime
import hashlib
import io
import re
import threading
import zipfile

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import clock as times
from petitions import database, doing, keyring, outbox, sealing
from petitions.accounts.models import AuditEntry
from petitions.accounts.rights import Role
from petitions.campaigns.models import Protection
from petitions.dossiers import exporting, mails, making, shelf
from petitions.dossiers.choices import Choices, Profile
from petitions.dossiers.models import Export, Kind
from petitions.houses import tickets
from petitions.houses.models import HouseKey
from petitions.jobs import Failure, State
from petitions.signatures import retention, withdrawing
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import office as offices
from tests.support import troubles
from tests.support.needles import Needles

pytestmark = pytest.mark.usefixtures("app_context")

NAMES = ("Ana-Marija Kovačević", "Rəsul Ağahəsən oğlu Cəfərov", "=HYPERLINK(1,2,3)")


def key_pair(house) -> dict[int, X25519PrivateKey]:
    """A key pair of a House that nobody has a passphrase for."""
    private_key = X25519PrivateKey.generate()
    key = HouseKey(house_id=house.id, public_key=private_key.public_key().public_bytes_raw(), created_on=times.today())
    with database.action() as session:
        session.add(key)
    return {key.id: private_key}


class Office:
    """A House with a campaign, somebody who exports, and the process for jobs."""

    def __init__(self, app, stop_flag) -> None:
        self.house = factories.house(has_key=False)
        self.keys = key_pair(self.house)
        self.campaign = factories.campaign(of=self.house)
        self.tokens = [
            factories.confirmed(self.campaign, f"person{number}@example.org", name=name)
            for number, name in enumerate(NAMES)
        ]
        self.me = offices.organiser("ingrid@example.org", of=self.house, role=Role.ORGANISER)
        self.doer = doing.Doer(app, stop_flag)
        self.doer.holder.publish()

    def ask(self, kind: Kind = Kind.CSV, **options) -> Export:
        return exporting.ask(self.campaign, self.me, self.keys, kind=kind, language="en", **options)

    def made(self, kind: Kind = Kind.CSV, **options) -> Export:
        export = self.ask(kind, **options)
        self.doer.do(export.job_id)
        return self.now(export)

    def now(self, export: Export) -> Export:
        database.session().rollback()
        return exporting.find(self.campaign, export.job_id)

    def fetched(self, export: Export, suffix: str = "csv") -> bytes:
        (file,) = [file for file in export.files if file.name.endswith(suffix)]
        _file, content = exporting.fetch(export, file.name, self.me, is_unlocked=True)
        return b"".join(content)


@pytest.fixture
def office(app, app_context) -> Office:
    return Office(app, threading.Event())


def test_a_table_is_made_and_fetched(office):
    export = office.made(columns={"number", "name"})
    assert (export.job.state, export.job.done, export.job.total) == (State.DONE, 3, 3)
    content = office.fetched(export)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["number", "name"],
        *([str(n), cell] for n, cell in enumerate((*NAMES[:2], "'=HYPERLINK(1,2,3)"), 1)),
    ]
    (file,) = export.files
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_dossier_is_the_list_on_paper_and_the_table_whose_checksum_it_prints(office, tmp_path):
    export = office.made(Kind.DOSSIER)
    table, paper = office.fetched(export, "csv"), office.fetched(export, "pdf")
    assert paper.startswith(b"%PDF")
    out, csv_out = tmp_path / "list.pdf", tmp_path / export.files[0].name
    day = times.today()
    making.make(office.campaign, office.keys, out=out, table=csv_out, language="en", day=day)
    assert table == csv_out.read_bytes()
    assert paper == out.read_bytes()


def test_nothing_of_it_can_be_read_on_the_disk(office, settings):
    office.made(Kind.DOSSIER)
    needles = Needles(NAMES)
    files = [path for path in settings.instance_path.rglob("*") if path.is_file()]
    assert any("exports" in str(path) for path in files)
    assert not any(needles.found_in(path.read_bytes()) for path in files)


def test_the_row_alone_opens_no_file(office):
    export = office.made()
    keyring.current().shred(shelf.secret_name(export.job_id))
    keyring.current().ensure(shelf.secret_name(export.job_id))
    with pytest.raises(sealing.CannotOpen):
        office.fetched(export)


def test_every_administrator_is_told_and_the_log_has_it(office):
    offices.organiser("nb@example.org", of=office.house, language="nb")
    offices.organiser("ar@example.org", of=office.house, language="ar")
    offices.organiser("ru@example.org", of=factories.house("other", has_key=False), language="ru")
    export = office.made()
    office.fetched(export)
    told = [outbox.unlock(message) for message in database.session().scalars(sa.select(outbox.OutboxMessage))]
    assert sorted(mail.language for mail in told if mail.kind == exporting.MAIL) == ["ar", "nb"]
    asked, fetched = database.session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    assert [(one.what, one.organiser_id) for one in (asked, fetched)] == [
        ("export asked for", office.me.id), ("export fetched", office.me.id),
    ]  # fmt: skip
    assert fetched.thing == f"{asked.thing}, file {export.files[0].name}"


@pytest.mark.parametrize(
    "profile, subject, said",
    [
        (Profile.NAMES, "Names were exported: Free Rasul Jafarov", "shows the names of all who allow"),
        (Profile.INITIALS, "Names were exported: Free Rasul Jafarov", "shows initials instead of names"),
        (Profile.TOTALS, "Totals were exported: Free Rasul Jafarov", "the totals of this campaign, without names:"),
    ],
)
def test_the_mail_and_the_log_say_how_much_of_the_names_is_taken_along(office, profile, subject, said):
    export = office.ask(choices=Choices(profile=profile))
    variables = {"export": export.job_id}
    envelope = outbox.Envelope(1, exporting.MAIL, "ane@example.org", "en", variables, "<1@example.org>")
    letter = mails.write_export(envelope)
    assert letter.subject == subject
    assert said in " ".join(letter.text.split()) and said in " ".join(letter.html.split())
    newest = database.session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest.thing == f"campaign {office.campaign.id}, export {export.job_id}, {profile.value}"


def test_a_workbook_shows_no_more_of_the_names_than_was_chosen(office):
    def cells(profile):
        content = office.fetched(office.made(Kind.XLSX, choices=Choices(profile=profile)), "xlsx")
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return re.findall(r"<t [^>]*>([^<]*)</t>|<v>(\d+)</v>", book.read("xl/worksheets/sheet1.xml").decode())

    initials = ["".join(cell) for cell in cells(Profile.INITIALS)]
    assert "A.-M. K." in initials and "R. A. C." in initials and "town" not in initials
    assert not any("Kova" in cell or "Zagreb" in cell for cell in initials)
    assert ["".join(cell) for cell in cells(Profile.TOTALS)][3:] == ["HR", "Croatia", "3"]


def test_without_the_process_for_jobs_nothing_is_owed(office):
    office.doer.holder.leave()
    with pytest.raises(tickets.NobodyHoldsKeys):
        office.ask()
    assert exporting.of_campaign(office.campaign) == []


def test_a_table_without_columns_is_refused(office):
    with pytest.raises(exporting.NothingChosen):
        office.ask(columns={"email"})


def test_the_table_of_a_careful_campaign_says_of_each_row_how_many_it_stands_for(office):
    with database.action():
        office.campaign.protection = Protection.HIGH
    export = office.ask(Kind.CSV, columns=("name", "country"))
    assert export.columns == "name country signatures"


def test_an_erased_list_is_not_exported_and_its_exports_go(office):
    export = office.made()
    retention.erase_list(office.campaign.id)
    with pytest.raises(exporting.ListErased):
        office.ask()
    with pytest.raises(exporting.FileGone):
        office.fetched(export)
    assert exporting.erase_overdue() == 1


def test_after_seven_days_the_files_are_gone(office, clock, settings):
    office.doer.holder.publish()
    export = office.made()
    clock.shift(datetime.timedelta(days=7, seconds=-1))
    assert exporting.erase_overdue() == 0
    assert office.fetched(export)
    clock.shift(1)
    with pytest.raises(exporting.FileGone):
        office.fetched(export)
    assert exporting.erase_overdue() == 1
    assert exporting.erase_overdue() == 0
    assert shelf.secret_name(export.job_id) not in keyring.current().names("export-")
    assert list((settings.instance_path / "exports").iterdir()) == []
    assert office.now(export).files[0].sha256  # what was made stays known


def test_a_withdrawn_signature_is_in_no_later_export(office):
    withdrawing.withdraw(office.tokens[0])
    export = office.made(columns={"name"})
    assert b"Ana" not in office.fetched(export)
    assert export.job.done == 2


def test_of_two_processes_the_one_with_the_ticket_does_it(office, app):
    export = office.ask()
    other = doing.Doer(app, office.doer.stopping)
    other.holder.publish()
    other.do(export.job_id)  # it came later: nothing was sealed to it
    assert office.now(export).job.state is State.WAITING
    office.doer.do(export.job_id)
    assert office.now(export).job.state is State.DONE


def test_a_job_that_is_done_twice_is_done_once(office):
    export = office.made()
    office.doer.do(export.job_id)
    assert office.now(export).job.tries == 1


def test_a_job_that_is_stopped_leaves_nothing(office, settings, monkeypatch):
    monkeypatch.setattr(doing, "TELL", 0)
    monkeypatch.setattr(making, "STEP", 1)
    export = office.ask()
    teller = office.doer._teller

    def stopping_teller(job_id: int, lease: str):
        tell = teller(job_id, lease)

        def tell_and_stop(done: int) -> None:
            exporting.stop(exporting.find(office.campaign, job_id), office.me) if done == 1 else None
            tell(done)

        return tell_and_stop

    monkeypatch.setattr(office.doer, "_teller", stopping_teller)
    office.doer.do(export.job_id)
    assert office.now(export).job.state is State.STOPPED
    assert list((settings.instance_path / "exports").iterdir()) == []


def test_a_full_disk_fails_the_job_in_words_and_leaves_nothing(office, settings):
    export = office.ask(Kind.DOSSIER)
    with troubles.small_disk(settings.instance_path / "exports", megabytes=1) as disk:
        with (disk / "full").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        office.doer.do(export.job_id)
        assert (office.now(export).job.state, export.job.failure) == (State.FAILED, Failure.DISK)
        assert [path.name for path in disk.iterdir()] == ["full"]
    assert office.now(export).files == []


def test_rows_that_are_sealed_for_another_key_fail_the_job(office):
    office.keys = key_pair(office.house)
    export = office.made()
    assert (export.job.state, export.job.failure) == (State.FAILED, Failure.KEYS)


def test_a_name_that_is_not_for_the_addressee_is_withheld(office):
    factories.confirmed(office.campaign, "x@example.org", name="Secret Name", visibility=Visibility.COUNTED)
    content = office.fetched(office.made())
    assert b"Secret" not in content
    assert "name withheld" in content.decode()

"""Print runs: all posters of a campaign in one zip, made by a job that may be stopped, killed or starved, and gone after a week."""

import dataclasses
import datetime
import io
import threading
import zipfile

import pikepdf
import pytest
from PIL import Image

from petitions import database, doing, images, jobs, storage
from petitions.accounts import audit
from petitions.campaigns import deleting, picturing, writing
from petitions.campaigns.models import State as CampaignState
from petitions.jobs import Failure, State
from petitions.pdf.inks import Variant
from petitions.pdf.papers import Paper, Screen
from petitions.posters import checking, keeping, orders, packing, printruns
from petitions.posters.checking import Trouble
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Order
from petitions.posters.plans import PLANS
from tests import factories
from tests.support import pictures
from tests.support.posters import POSTERS, with_portrait

pytestmark = pytest.mark.usefixtures("app_context")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SMALL = Order(("en",), (Paper.A5,), (Variant.OFFICE,))
"""Four posters, as the campaign has neither picture nor march, and three pictures to share."""
DESIGNS_OF_IT = {"words", "tear-off", "letter", "postcard"}
FILES = {f"en/free-rasul-{design}-en-a5-office.pdf" for design in DESIGNS_OF_IT} | {
    f"en/free-rasul-{screen.value}-en.png" for screen in Screen
}


@pytest.fixture
def campaign():
    return factories.campaign()


@pytest.fixture
def doer(app):
    """The process for jobs, doing what it is told."""
    return doing.Doer(app, threading.Event())


def ask(campaign, order=SMALL):
    return printruns.ask(campaign.id, order, by=None)


def now(campaign, run):
    database.session().rollback()
    return printruns.find(campaign.id, run.job_id)


def made(doer, campaign, order=SMALL):
    run = ask(campaign, order)
    doer.do(run.job_id)
    return now(campaign, run)


def files() -> list[str]:
    return sorted(file.name for file in storage.folder(printruns.FOLDER).iterdir())


def test_every_design_is_in_a_folder_of_its_language(campaign, doer):
    run = made(doer, campaign)
    assert (run.job.state, run.job.done, run.job.total, run.posters) == (State.DONE, 7, 7, 7)
    content = printruns.file_of(run).read_bytes()
    assert run.size == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == FILES
        for design in DESIGNS_OF_IT:
            assert pikepdf.open(io.BytesIO(archive.read(f"en/free-rasul-{design}-en-a5-office.pdf"))).pages
        for screen in Screen:
            assert Image.open(archive.open(f"en/free-rasul-{screen.value}-en.png")).size == screen.pixels
    again = io.BytesIO()
    packing.pack(again, orders.items(campaign, SMALL), slug="free-rasul", fonts=storage.fonts_path())
    assert again.getvalue() == content


@on_one_database
def test_papers_languages_and_those_who_print_are_crossed(campaign):
    writing.add_language(campaign.id, "az", by=None)
    order = Order(("en", "az"), (Paper.A4, Paper.A3), tuple(Variant))
    items = list(orders.items(campaign, order))
    assert {item.poster.language for item in items} == {"en"}  # nothing is written in the other
    assert len({item.name("x") for item in items}) == len(items) == 4 * 2 * 3 + 3


def test_asked_for_twice_it_is_made_once(campaign, doer):
    first = ask(campaign)
    assert ask(campaign).job_id == first.job_id
    assert ask(campaign, dataclasses.replace(SMALL, papers=(Paper.A4,))).job_id != first.job_id
    doer.do(first.job_id)
    assert ask(campaign).job_id != first.job_id
    assert [entry.what for entry in audit.of_house(campaign.house_id)] == ["posters asked for"] * 3


@on_one_database
def test_what_is_being_made_of_a_campaign_that_has_changed_since_is_made_again(campaign, clock):
    first = ask(campaign)
    clock.shift(datetime.timedelta(minutes=1))
    picturing.hang(campaign.id, None, images.store(pictures.encoded(pictures.photo(), "JPEG")), by=None)
    assert ask(campaign).job_id != first.job_id


@on_one_database
def test_the_main_language_is_printed_even_if_the_site_has_no_pages_in_it(campaign):
    campaign.language = campaign.texts[0].language = "ka"
    assert orders.languages(campaign) == ["ka"]
    assert {item.poster.language for item in orders.items(campaign, Order(("ka",)))} == {"ka"}


@on_one_database
def test_without_a_whole_language_there_is_nothing_to_print(campaign):
    with pytest.raises(printruns.NothingToPrint):
        ask(campaign, dataclasses.replace(SMALL, languages=("nb",)))


@on_one_database
def test_what_is_left_out_and_what_becomes_plainer_is_told_before_and_after(campaign, doer):
    campaign.texts[0].demand = 60 * "Release him. "
    database.session().commit()
    before = checking.check(orders.items(campaign, SMALL))
    run = made(doer, campaign)
    assert set(run.findings) == set(before)
    assert {(one.design, one.paper): one.what for one in before} == {
        (Design.WORDS, Paper.A5): Trouble.SMALL_HEADLINE,
        (Design.TEAR_OFF, Paper.A5): Trouble.NO_STRIPS,
    }
    assert run.posters == 7


@on_one_database
def test_what_was_looked_over_once_is_known_until_it_changes(campaign, monkeypatch):
    campaign.texts[0].demand = 60 * "Release him. "
    database.session().commit()
    more = dataclasses.replace(SMALL, papers=(Paper.A5, Paper.A4), variants=tuple(Variant))
    before = checking.check(orders.items(campaign, SMALL))
    assert not database.session().in_transaction(), "it drew for a while and looked at an old moment of the database"
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "SECONDS", 0.001)  # whoever is asked now has no time to answer
        assert checking.check(orders.items(campaign, SMALL)) == before
        added = checking.check(orders.items(campaign, more))[len(before) :]
        assert {(one.what, one.paper) for one in added} == {(Trouble.UNDRAWN, Paper.A4)}
    now = checking.check(orders.items(campaign, more))
    assert now[: len(before)] == before
    assert Trouble.UNDRAWN not in {one.what for one in now}, "a bad moment was kept"
    campaign.texts[0].demand = "Release him."
    database.session().commit()
    assert checking.check(orders.items(campaign, SMALL)) == ()


@on_one_database
def test_signs_that_no_typeface_has_leave_a_language_out(campaign, doer):
    campaign.texts[0].demand = "Release him \U00012000"
    database.session().commit()
    run = made(doer, campaign)
    assert [(one.what, one.signs) for one in run.findings] == [(Trouble.UNPRINTABLE, ("\U00012000",))]
    assert (run.job.state, run.posters) == (State.DONE, 0)


def test_each_plainer_plan_has_words_for_what_it_does_without():
    assert {design: len(plans) - 1 for design, plans in PLANS.items() if len(plans) > 1} == {
        design: len(whats) for design, whats in checking.PLAINER.items()
    }


@on_one_database
def test_one_that_is_stopped_leaves_nothing(campaign, doer, monkeypatch):
    monkeypatch.setattr(doing, "TELL", 0)
    run, teller = ask(campaign), doer._teller

    def stopping_teller(job_id: int, lease: str):
        tell = teller(job_id, lease)

        def tell_and_stop(done: int) -> None:
            printruns.stop(printruns.find(campaign.id, job_id), by=None) if done == 2 else None
            tell(done)

        return tell_and_stop

    monkeypatch.setattr(doer, "_teller", stopping_teller)
    doer.do(run.job_id)
    assert now(campaign, run).job.state is State.STOPPED
    assert files() == []
    assert audit.of_house(campaign.house_id)[0].what == "posters stopped"


def test_what_a_killed_process_began_another_one_does(campaign, app, doer, clock):
    run = ask(campaign)
    assert jobs.begin(run.job_id, "killed")
    (storage.folder(printruns.FOLDER) / f".{run.job_id}.killed").write_bytes(b"half")
    assert printruns.erase_overdue() == 0  # it may still be written
    clock.shift(25)
    assert jobs.sweep() == [run.job_id]
    doer.do(run.job_id)
    assert now(campaign, run).job.state is State.DONE
    assert printruns.erase_overdue() == 1
    assert files() == [f"{run.job_id}.zip"]


@on_one_database
def test_a_full_disk_is_said_and_leaves_nothing(campaign, doer, monkeypatch):
    run = ask(campaign)
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "ours")
    (storage.folder(printruns.FOLDER) / f".{run.job_id}.ours").symlink_to("/dev/full")
    doer.do(run.job_id)
    assert (now(campaign, run).job.state, run.job.failure) == (State.FAILED, Failure.DISK)
    assert files() == []


def test_it_can_be_fetched_for_seven_days(campaign, doer, clock):
    run = made(doer, campaign)
    clock.shift(datetime.timedelta(days=7, seconds=-1))
    assert (printruns.erase_overdue(), files()) == (0, [f"{run.job_id}.zip"])
    clock.shift(1)
    with pytest.raises(printruns.FileGone):
        printruns.file_of(now(campaign, run))
    assert (printruns.erase_overdue(), files()) == (1, [])


def test_it_goes_with_its_campaign(campaign, doer):
    campaign.state, campaign.opened_on = CampaignState.DRAFT, None
    database.session().commit()
    made(doer, campaign)
    waiting = ask(campaign).job_id
    deleting.delete(campaign.id, by=None)
    assert (printruns.erase_overdue(), files()) == (1, [])
    doer.do(waiting)
    database.session().rollback()
    job = database.session().get(jobs.Job, waiting, populate_existing=True)
    assert (job.state, job.failure) == (State.FAILED, Failure.ERASED)


@on_one_database
def test_one_poster_that_cannot_be_drawn_costs_no_other(tmp_path):
    broken = with_portrait(POSTERS["nb"], tmp_path / "gone")
    posters = [(POSTERS["en"], Design.LETTER), (broken, Design.PORTRAIT), (POSTERS["az"], Design.LETTER)]
    items = [orders.Item(*poster, Form(Paper.A5)) for poster in posters]
    packed = packing.pack(io.BytesIO(), items, slug="x", fonts=storage.fonts_path())
    assert packed.count == 2
    assert [(one.language, one.what) for one in packed.findings] == [("nb", Trouble.UNDRAWN)]


@on_one_database
def test_the_command_writes_the_same_file(app, campaign, doer, tmp_path):
    run = made(doer, campaign)
    out = tmp_path / "all.zip"
    command = ["posters", "run", "free-rasul", "--paper", "a5", "--out", str(out)]
    done = app.test_cli_runner().invoke(args=command)
    assert f"{out}: 7 posters" in done.output
    assert out.read_bytes() == printruns.file_of(run).read_bytes()
    refused = app.test_cli_runner().invoke(args=[*command, "--language", "nb"])
    assert "There is no poster in these languages." in refused.output

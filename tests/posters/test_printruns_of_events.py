"""Print runs of a campaign with several events: each that is still to come has a march of its own in every language."""

import datetime
import io
import threading
import zipfile

import pikepdf
import pytest

from petitions import database, doing, jobs
from petitions.campaigns.models import Campaign, CampaignText, PetitionTextTranslation, State
from petitions.clock import now
from petitions.events import planning
from petitions.events import queries as events
from petitions.pdf.papers import Paper, Variant
from petitions.posters import checking, composing, gaps, orders, printruns
from petitions.posters.checking import Finding, Trouble
from petitions.posters.designs import Design
from petitions.posters.orders import Order
from tests import factories

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # what is printed does not depend on it
    pytest.mark.usefixtures("app_context"),
]
SMALL = Order(("en", "nb"), (Paper.A5,), (Variant.OFFICE,))
BOTH = {f"{code}/{event}-march-{code}-a5-office.pdf" for code in SMALL.languages for event in ("march-oslo", "vigil")}
SIGN = "\U00012000"
"""In no typeface."""


@pytest.fixture
def campaign(clock):
    """One in two languages, with a march in Oslo and, the day before, a vigil that another House hosts."""
    made = factories.campaign()
    columns = CampaignText.__table__.columns.keys()
    words = {name: getattr(made.texts[0], name) for name in columns} | {"language": "nb"}
    with database.action() as session:
        both = session.get_one(Campaign, made.id)
        both.texts.append(CampaignText(**words))
        both.petition_text.texts.append(PetitionTextTranslation(language="nb", body="Slipp ham fri."))
    factories.event(of=made)
    start, host = now() + datetime.timedelta(days=9), factories.house("bergen")
    factories.event("vigil", of=made, house_id=host.id, starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    return made


@pytest.fixture
def doer(app):
    """The process for jobs, doing what it is told."""
    return doing.Doer(app, threading.Event())


def say(**words: str) -> None:
    """Change what the vigil says in English."""
    with database.action():
        for name, value in words.items():
            setattr(events.visible("vigil").texts[0], name, value)


def marches(campaign) -> set[str]:
    return {item.name("free-rasul") for item in orders.items(campaign, SMALL) if item.design is Design.MARCH}


def test_each_event_to_come_has_a_march_in_each_language_though_a_process_was_killed(campaign, doer, clock):
    run = printruns.ask(campaign.id, SMALL, by=None)
    assert jobs.begin(run.job_id, "killed")
    clock.shift(25)
    assert jobs.sweep() == [run.job_id]
    doer.do(run.job_id)
    database.session().rollback()
    run = printruns.find(campaign.id, run.job_id)
    with zipfile.ZipFile(printruns.file_of(run)) as archive:
        names = archive.namelist()
        assert {name for name in names if "march-" in name} == BOTH
        assert len(set(names)) == len(names) == run.job.done == run.job.total == run.posters == 2 * (4 + 3 + 2)
        drawn = [archive.read(name) for name in BOTH]
    assert len(set(drawn)) == 4
    assert all(pikepdf.open(io.BytesIO(content)).pages for content in drawn)


def test_it_leads_to_its_event_in_the_name_of_the_host(campaign):
    last = list(orders.items(campaign, SMALL))[-1]
    assert last.name("x") == "nb/vigil-march-nb-a5-office.pdf"
    assert (last.poster.url, last.poster.imprint) == ("https://calls.example.org/nb/events/vigil", "House bergen")


def test_one_that_is_called_off_or_over_has_none(campaign, clock):
    planning.cancel(campaign.id, "march-oslo", by=None)
    assert marches(campaign) == {name for name in BOTH if "vigil" in name}
    clock.shift(datetime.timedelta(days=10))
    assert marches(campaign) == set()


@pytest.mark.parametrize(("state", "expected"), [(State.CLOSED, BOTH), (State.DRAFT, set())])
def test_it_has_one_where_the_public_finds_one(campaign, state, expected):
    with database.action() as session:
        session.get_one(Campaign, campaign.id).state = state
    assert marches(campaign) == expected


def test_of_very_many_those_of_the_house_come_first(campaign, monkeypatch):
    monkeypatch.setattr(composing, "MOST_EVENTS", 1)
    assert marches(campaign) == {name for name in BOTH if "march-oslo" in name}


def test_words_that_an_event_lacks_are_its_own(campaign):
    say(directions="")
    coming = composing.coming(campaign)
    ids = {event.slug: event.id for event in coming}
    found = {(place.page, place.owner, place.field) for place in gaps.gaps(campaign, "en", coming)}
    assert found == {("event", ids["vigil"], "directions")}
    translated = gaps.gaps(campaign, "nb", coming)
    assert {place.owner for place in translated if place.page == "event"} == set(ids.values())
    assert [place.owner for place in translated if place.page == "host"] == [ids["vigil"]]


def test_a_sign_that_no_typeface_has_leaves_out_the_march_of_its_event_alone(campaign):
    say(place=SIGN)
    found = checking.check(orders.items(campaign, SMALL))
    assert set(found) == {
        Finding(language, Trouble.UNPRINTABLE, signs=(SIGN,), event="vigil") for language in SMALL.languages
    }


@pytest.mark.parametrize(
    "one",
    [
        Finding("en", Trouble.NO_DIRECTIONS, Design.MARCH, Paper.A5, event="vigil"),
        Finding("en", Trouble.UNPRINTABLE, signs=(SIGN,), event="vigil"),
        Finding("en", Trouble.UNPRINTABLE, signs=(SIGN,)),
    ],
)
def test_what_was_found_is_kept_with_its_event(one):
    assert Finding.of(one.row) == one


def test_the_command_names_the_event_before_it_draws(app, campaign, tmp_path):
    say(place=SIGN)
    command = ["posters", "run", "free-rasul", "--paper", "a5", "--out", str(tmp_path / "all.zip")]
    lines = app.test_cli_runner().invoke(args=command).output.splitlines()
    missing, told = (
        lines.index(line)
        for line in (
            "nb vigil: not written, title headline summary place city directions accessibility",
            f"en vigil: left out, unprintable {SIGN}",
        )
    )
    assert max(missing, told) < lines.index(f"{tmp_path}/all.zip: 16 posters")
    assert "nb vigil: not written, name" in lines
    assert lines.count(lines[told]) == 1

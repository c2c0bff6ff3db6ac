"""Rule: whatever is typed into any form of the back office, or sent in place of what a form holds, is answered below 500, changes
nothing of another House and never runs.

The forms are those that stand on its pages, with what a browser would send along.
"""

import dataclasses

import pytest
import sqlalchemy as sa

from petitions import database as data
from petitions.campaigns import milestones
from petitions.campaigns import queries as campaigns
from petitions.houses import passphrases
from petitions.houses import queries as houses
from petitions.merging import Sheet
from tests import factories
from tests.support import counts, databases, forms, furnishing, naughty
from tests.support.forms import Form
from tests.support.furnishing import Desk
from tests.support.office import Office

pytestmark = pytest.mark.promise

HARD = ("a" * 10_000, "", "\u202eabc", "a\0b", "👩‍👩‍👧‍👦", "<script>naughty()</script>", "99999999999999999999", "٣")
EACH = counts.many(1, len(HARD))
"""How many of them each field gets by itself; at reduced counts every second field gets one."""
TOGETHER = counts.many(2, len(HARD) + 1)
"""How many of them all fields of a form get together: the first is 10,000 letters."""
LISTED = [text.encode("utf-8", "ignore").decode() for text in naughty.STRINGS] if counts.IS_TRIAL else []
"""What all fields get together after those, where the database is the one that refuses more."""
FOR_NOBODY = ("/organise/account/login", "/organise/account/reset")
LAST = ("/state/", "/delete", "/remove", "/erase", "/new_key", "/account/", "/pause", "/stop", "/hide")
"""Forms that take away what others stand on are tried after them."""


@pytest.fixture(scope="session", params=databases.KINDS if counts.IS_TRIAL else ["postgresql"])
def database(request) -> str:
    """The one that refuses more: signs that are none, and numbers that are too large."""
    kind: str = request.param
    return kind


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def app(settings, make_app):
    """The product; whoever types much is not asked to wait."""
    return make_app(dataclasses.replace(settings, rate_limits=dict.fromkeys(settings.rate_limits, "1000000/minute")))


@pytest.fixture
def desk(app) -> Desk:
    """Somebody who may do everything, in a House in which there is something of everything."""
    made = Desk(app)
    with app.app_context():
        campaign = campaigns.visible(made.arguments["campaign"])
        milestones.save(campaign.id, Sheet({}, {}), new=milestones.New(campaign.opened_on, "Sentenced."), by=None)
    return made


@pytest.fixture
def theirs(app, desk) -> dict[str, str]:
    """The same of another House: the arguments of its addresses."""
    with app.app_context():
        return furnishing.furnish("free-ana", factories.house("zagreb"))


def belongings(app, theirs: dict[str, str]) -> dict[str, list[str]]:
    """Every row that says itself that it belongs to a House, or to its campaign."""
    with app.app_context():
        owner = {
            "house_id": houses.by_slug(theirs["house"]).id,
            "campaign_id": campaigns.visible(theirs["campaign"]).id,
        }
        return {
            f"{table} by {name}": sorted(
                map(repr, data.session().execute(sa.select(table).where(table.c[name] == number)).all())
            )
            for table in data.db.metadata.sorted_tables
            for name, number in owner.items()
            if name in table.c
        }


def found(browser: Office, pages: list[str]) -> list[Form]:
    """Every form there is on these pages, once, those that take something away at the end."""
    seen: dict[tuple[str, frozenset[str]], Form] = {}
    for page in pages:
        answer = browser.get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in forms.on_page(answer.text, page):
                seen.setdefault((form.path, frozenset(form.kinds)), form)
    return sorted(seen.values(), key=lambda form: any(part in form.path for part in LAST))


def fault(answer) -> str | None:
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        return f"answered {answer.status}"
    is_run = answer.mimetype == "text/html" and "<script>naughty" in answer.text
    return "holds a script of theirs" if is_run else None


def typed(form: Form, place: int, foreign: list[str], listed: list[str]) -> list[dict[str, str]]:
    """What is sent in place of the values of a form: something hard in each field, and something in all of them."""
    strange = (*HARD, foreign[place % len(foreign)])
    alone = [
        {name: strange[(place + number * EACH + step) % len(strange)]}
        for number, name in enumerate(form.kinds)
        for step in range(EACH)
        if counts.IS_TRIAL or (place + number) % 2
    ]
    together = [strange[0], *(strange[(place + number) % len(strange)] for number in range(1, TOGETHER))]
    return alone + [dict.fromkeys(form.kinds, value) for value in (*together, *listed)]


def test_every_field_of_every_form_of_the_back_office(app, desk, theirs, database, verdict):
    browser, nobody, faults, sent, unseen = desk.browser(), Office(app, None), [], 0, []
    listed = LISTED if database == "postgresql" else []
    before, foreign = belongings(app, theirs), sorted(set(theirs.values()))
    ways = [(browser, form) for form in found(browser, list(desk.pages().values()))]
    ways += [(nobody, form) for form in found(nobody, list(FOR_NOBODY))]
    for place, (who, form) in enumerate(ways):
        statuses = set()
        for changes in typed(form, place, foreign, listed):
            answer = form.send(who, changes)
            statuses.add(answer.status_code)
            sent += 1
            if wrong := fault(answer):
                faults.append(
                    f"{form.method} {form.path} { ({name: value[:30] for name, value in changes.items()}) }: {wrong}"
                )
        if statuses <= {302, 404, 405} and form.method == "POST":
            unseen.append(f"{form.path}: {statuses}")
    print(len(ways), "forms", sent, "sent", *unseen, *faults, sep="\n")
    assert len(ways) > 50
    verdict("fields and forms of the back office that broke something", len(faults), goal=0)
    assert belongings(app, theirs) == before, "something of another House was changed"


def test_everything_behind_a_question_mark(desk, verdict):
    browser, faults, asked = desk.browser(), [], set()
    for page in desk.pages().values():
        answer = browser.get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            asked |= {(path, name) for path, name in forms.questions(answer.text, page) if path.startswith("/organise")}
    for place, (path, name) in enumerate(sorted(asked)):
        some = naughty.STRINGS[place % 7 :: counts.many(40, 1)]
        for value in (*HARD, *some):
            wrong = fault(browser.get(path, query_string={name: value.encode("utf-8", "surrogatepass")}))
            faults += [f"{path}?{name}={value[:30]!r}: {wrong}"] if wrong else []
    print(len(asked), "questions", *sorted(asked), *faults, sep="\n")
    verdict("questions to the back office that broke something", len(faults), goal=0)


def test_a_form_that_breaks_is_seen(app, desk):
    """The control."""
    page = '<form method="post" action="/organise/broken"><input name="word"></form>'
    app.add_url_rule("/organise/broken", view_func=lambda: 1 / 0, methods=["POST"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    (form,) = forms.on_page(page, "/organise/")
    assert fault(form.send(desk.browser(), {"word": "a"})) == "answered 500 INTERNAL SERVER ERROR"

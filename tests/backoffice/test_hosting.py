"""An event in the name of another House: asked for in the form, answered by that House, and hosted by it."""

import pytest

from petitions import clock, database
from petitions.accounts.rights import Role
from petitions.campaigns.models import Campaign, State
from petitions.events import attendance, hosting, queries
from tests import factories
from tests.backoffice.test_log import lines
from tests.events.conftest import SAID
from tests.support import rounds
from tests.support.editor import form_of, save

CAMPAIGN = "/organise/campaigns/free-rasul"
NEW, VIGIL = f"{CAMPAIGN}/events/new", f"{CAMPAIGN}/events/vigil-for-rasul"
QUESTION, HOSTED = "/organise/events/vigil-for-rasul/hosting", "/organise/events/vigil-for-rasul"
PUBLIC = "/en/events/vigil-for-rasul"
ASKS = "House oslo asks your House to host an event: Vigil for Rasul"


@pytest.fixture
def zagreb(app):
    with app.app_context():
        return factories.house("zagreb")


@pytest.fixture
def iva(sign_in, zagreb):
    """The browser of an organiser of Zagreb."""
    return sign_in("iva@zagreb.example.org", of=zagreb, role=Role.ORGANISER)


@pytest.fixture
def asked(app, office, house, zagreb):
    """A vigil planned on the page, which Zagreb is asked to host; how it is now."""
    with app.app_context():
        factories.campaign(of=house)
    assert office.post(NEW, form_of(office.get(NEW)) | SAID | {"host": "zagreb"}).location == VIGIL

    def read():
        with app.app_context():
            return queries.visible("vigil-for-rasul")

    return read


def test_the_own_house_is_the_first_choice_of_a_host(office, asked):
    page = office.get(NEW)
    assert form_of(page)["host"] == "oslo"
    names = page.text.partition('name="host"')[2]
    assert names.index("House oslo") < names.index("House zagreb")
    refused = office.post(NEW, form_of(page) | SAID | {"host": "baku"})
    assert (refused.status_code, "Choose a House" in refused.text) == (422, True)


def test_until_the_other_house_agrees_the_own_one_is_named(office, asked, client, valid_html):
    page = office.get(VIGIL).text
    valid_html(page)
    assert "House zagreb was asked to host this event and has not answered." in page
    assert form_of(office.get(VIGIL))["host"] == "zagreb"
    assert "Host asked: House zagreb" in office.get(f"{CAMPAIGN}/events").text
    assert "House zagreb has not said yet whether it hosts Vigil for Rasul" in office.get(f"{CAMPAIGN}/").text
    public = client.get(PUBLIC).text
    valid_html(public)
    assert ("House oslo" in public, "House zagreb" in public) == (True, False)
    assert "You can leave an address for news of changes once it is settled" in public
    refused = client.post(f"{PUBLIC}/rsvp", data={"people": "1", "contact": "mail", "email": "ana@example.org"})
    assert (refused.status_code, "nobody can leave an address" in refused.text) == (422, True)
    assert client.post(f"{PUBLIC}/rsvp", data={"people": "2"}).status_code == 303


def test_the_other_house_is_asked_on_its_start_page_and_hosts_the_event_once_it_agrees(
    office, asked, iva, client, sign_in, zagreb, valid_html
):
    start = iva.get("/organise/").text
    assert ASKS in start
    assert f'href="{QUESTION}"' in start
    page = iva.get(QUESTION).text
    valid_html(page)
    assert "House oslo asks your House to host this event of the campaign “Free Rasul Jafarov”" in page
    assert "Your House hosts this event." in iva.post(QUESTION, {"act": "agree"}, follow_redirects=True).text
    assert ASKS not in iva.get("/organise/").text
    assert iva.get(QUESTION).status_code == 404
    assert "House zagreb" in client.get(PUBLIC).text
    assert "Host: House zagreb" in office.get(f"{CAMPAIGN}/events").text
    chief = sign_in("chief@zagreb.example.org", of=zagreb)
    assert lines(chief.get("/organise/houses/zagreb/log"))[0] == "House hosts an event · No. 1 · Vigil for Rasul"
    assert lines(office.get("/organise/houses/oslo/log"))[0] == (
        "House hosts an event · Free Rasul Jafarov · Vigil for Rasul · House zagreb"
    )


def test_a_host_calls_the_event_off_plans_it_again_and_hands_it_back(office, asked, iva, client, valid_html):
    iva.post(QUESTION, {"act": "agree"})
    page = iva.get(HOSTED).text
    valid_html(page)
    assert "only you can write to those who come" in page
    valid_html(iva.get(f"{HOSTED}/cancel").text)
    assert iva.post(f"{HOSTED}/cancel").location == HOSTED
    assert "Called off." in client.get(PUBLIC).text
    assert "Called off." in iva.get(HOSTED).text
    assert iva.post(f"{HOSTED}/plan-again").location == HOSTED
    assert "Called off." not in iva.get(HOSTED).text
    assert "does not host this event any more" in iva.post(f"{HOSTED}/hand-back", follow_redirects=True).text
    assert (asked().house.slug, iva.get(HOSTED).status_code) == ("oslo", 404)


def test_a_host_for_which_somebody_has_left_an_address_stays(app, office, asked, iva):
    iva.post(QUESTION, {"act": "agree"})
    with app.app_context():
        attendance.rsvp(asked(), people=1, language="en", email="ana@example.org")
    assert "Do not host it any more" not in iva.get(HOSTED).text
    assert "so it stays the host" in iva.post(f"{HOSTED}/hand-back", follow_redirects=True).text
    refused = save(office, VIGIL, host="oslo")
    assert (refused.status_code, "the host stays" in refused.text) == (422, True)
    assert asked().house.slug == "zagreb"


def test_a_house_that_declines_is_not_named_and_the_campaign_reads_so(office, asked, iva):
    assert "Your House does not host this event." in iva.post(QUESTION, {"act": "decline"}, follow_redirects=True).text
    page = office.get(VIGIL)
    assert "House zagreb does not host this event." in page.text
    assert form_of(page)["host"] == "oslo"
    assert iva.get(QUESTION).status_code == 404


def test_what_is_asked_is_for_those_of_that_house_who_plan_events(office, asked, sign_in, zagreb):
    reader = sign_in("reader@zagreb.example.org", of=zagreb, role=Role.READER)
    assert ASKS in reader.get("/organise/").text
    assert QUESTION not in reader.get("/organise/").text
    assert reader.get(QUESTION).status_code == office.get(QUESTION).status_code == 404
    assert office.post(QUESTION, {"act": "agree"}).status_code == 404
    assert asked().awaits_host


def test_a_draft_of_another_house_is_not_heard_of_before_it_opens(app, office, asked, sign_in, zagreb):
    with app.app_context(), database.action() as session:
        session.query(Campaign).one().state = State.DRAFT
    save(office, VIGIL, host="oslo")
    save(office, VIGIL, host="zagreb")
    chief = sign_in("chief@zagreb.example.org", of=zagreb)
    assert "once the campaign is open" in office.get(VIGIL).text
    assert "Vigil" not in chief.get("/organise/").text
    assert chief.get(QUESTION).status_code == 404
    assert lines(chief.get("/organise/houses/zagreb/log"))[:2] == [
        "House asked to host an event · No. 1 · House oslo",
        "House does not host an event any more · No. 1 · House oslo",
    ]


def test_a_house_without_a_key_makes_one_before_it_hosts(app, asked, iva, zagreb):
    with app.app_context(), database.action() as session:
        session.merge(zagreb).keys[0].retired_on = clock.today()
    refused = iva.post(QUESTION, {"act": "agree"}, follow_redirects=True)
    assert "Make a key for your House first" in refused.text
    assert asked().awaits_host


def test_those_who_lead_the_other_house_get_one_mail(app, asked, iva, sign_in, zagreb, smtp_sink):
    sign_in("chief@zagreb.example.org", of=zagreb)
    smtp_sink.deliveries.clear()
    with app.app_context():
        assert (hosting.send_questions(), hosting.send_questions()) == (1, 0)
        while rounds.deliver_some():
            pass
    (mail,) = smtp_sink.to("chief@zagreb.example.org")
    assert mail["Subject"] == "Will you host it? Vigil for Rasul"
    assert f"https://calls.example.org{QUESTION}" in mail.get_body(("plain",)).get_content()
    assert smtp_sink.to("iva@zagreb.example.org") == []


def test_no_mail_asks_what_was_answered_before_it_went_out(app, asked, iva, sign_in, zagreb, smtp_sink):
    sign_in("chief@zagreb.example.org", of=zagreb)
    smtp_sink.deliveries.clear()
    with app.app_context():
        assert hosting.send_questions() == 1
    iva.post(QUESTION, {"act": "decline"})
    with app.app_context():
        while rounds.deliver_some():
            pass
    assert smtp_sink.deliveries == []

"""The page on which organisers take RSVPs that nobody means out of the head count."""

import re

import pytest

from petitions.accounts.rights import Role
from petitions.events import attendance, queries
from tests import factories
from tests.backoffice.test_log import lines

PLACE = "/organise/campaigns/free-rasul/events/march-oslo/answers"
PUBLIC = "/en/events/march-oslo"


@pytest.fixture
def links(app, house, clock):
    """A march to which Ana comes at noon, and somebody with three times 20 heads an hour later: their links."""
    with app.app_context():
        march = factories.event(of=factories.campaign(of=house), capacity=70)
        found = [attendance.rsvp(march, people=1, language="en", email="ana@example.org")]
        clock.shift(3600)
        return found + [attendance.rsvp(march, people=20, language="en") for _time in range(3)]


@pytest.fixture
def moderator(links, sign_in, house):
    return sign_in("mia@example.org", of=house, role=Role.MODERATOR)


def hidden(page) -> dict[str, str]:
    """What the form sends by which the answers go that were counted."""
    form = page.text.partition("Take them out")[0].rpartition("<form")[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_answers_are_counted_taken_out_and_let_back_in(moderator, links, client, office, valid_html):
    page = moderator.get(PLACE).text
    valid_html(page)
    assert re.search(r"1 May, 15:00</th>\s*<td[^>]*>3</td>\s*<td[^>]*>3</td>\s*<td[^>]*>60</td>", page)
    rule = {"first_at": "2015-05-01T15:00", "contact": "without", "least_people": "2", "cause": "program"}
    counted = moderator.post(f"{PLACE}/count", rule)
    valid_html(counted.text)
    assert "Meant: 3 answers · 60 people" in counted.text
    assert (
        "60 people are not counted"
        in moderator.post(f"{PLACE}/invalidate", hidden(counted), follow_redirects=True).text
    )
    public = " ".join(client.get(PUBLIC).text.split())
    assert "69 places are left." in public
    own = client.get(f"/rsvp/{links[1]}").text
    valid_html(own)
    assert "taken this answer out of the count" in own
    assert client.post(f"/rsvp/{links[1]}", data={"act": "change", "people": "3"}).location == f"/rsvp/{links[1]}"
    assert "taken this answer out of the count" not in client.get(f"/rsvp/{links[0]}").text
    page = moderator.get(PLACE).text
    valid_html(page)
    for words in ("3 answers · 60 people · A program answered", "from Friday 1 May, 15:00", "from 2 people on"):
        assert words in page
    release = re.search(r'action="([^"]+/release)"', page)[1]
    assert "60 people count again." in moderator.post(release, follow_redirects=True).text
    assert "They count again already" in moderator.post(release, follow_redirects=True).text
    assert "61 people are coming" in moderator.get(PLACE).text
    log = lines(office.get("/organise/houses/oslo/log"))[:2]
    assert log == [
        f"{what} · Free Rasul Jafarov · March for Rasul · 60 people"
        for what in ("Invalid answers count again", "Answers to an event found invalid")
    ]


def test_a_rule_that_begins_at_one_person_is_said_as_such(moderator):
    counted = moderator.post(f"{PLACE}/count", {"least_people": "1", "cause": "other"})
    moderator.post(f"{PLACE}/invalidate", hidden(counted))
    assert "from 1 person on" in moderator.get(PLACE).text


def test_what_comes_back_needs_room(moderator, app, links):
    counted = moderator.post(f"{PLACE}/count", {"least_people": "20", "cause": "other"})
    moderator.post(f"{PLACE}/invalidate", hidden(counted))
    with app.app_context():
        for _group in range(3):
            attendance.rsvp(queries.visible("march-oslo"), people=20, language="en")
    release = re.search(r'action="([^"]+/release)"', moderator.get(PLACE).text)[1]
    assert "Give the event more places first." in moderator.post(release, follow_redirects=True).text
    assert "they count again" not in moderator.get(PLACE).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Name an hour, a number of people, or whether there is an address"),
        ({"contact": "maybe"}, "Name an hour, a number of people"),
        ({"first_at": "2015-05-01T15:00", "last_at": "2015-05-01T14:00"}, "The end comes after the beginning"),
        ({"first_at": "2015-03-29T02:30"}, "so it does not exist. Choose another one"),
        ({"last_at": "yesterday"}, "Write day and hour as 2015-05-30 15:00"),
        ({"least_people": "21"}, "Write a number from 1 to 20"),
        ({"contact": "with", "cause": "no"}, "Choose a reason"),
    ],
)
def test_a_rule_that_cannot_be_is_mended_in_words(moderator, data, words):
    for way in ("count", "invalidate"):
        page = moderator.post(f"{PLACE}/{way}", {"cause": "other", "last_id": "9"} | data)
        assert (page.status_code, words in page.text) == (422, True)


def test_a_rule_that_means_nobody_says_so(moderator):
    rule = {"first_at": "2016-05-01T15:00", "cause": "other"}
    assert "Meant: 0 answers" in moderator.post(f"{PLACE}/count", rule).text
    gone = moderator.post(f"{PLACE}/invalidate", rule | {"last_id": "9"}, follow_redirects=True)
    assert "No answer is meant by that any more." in gone.text
    for last in ("", "x", "9" * 30):
        assert moderator.post(f"{PLACE}/invalidate", rule | {"last_id": last}).status_code == 422


def test_the_pages_of_the_event_and_of_moderators_lead_there(moderator, office):
    assert f'href="{PLACE}"' in office.get("/organise/campaigns/free-rasul/events/march-oslo").text
    assert f'href="{PLACE}"' in moderator.get("/organise/campaigns/free-rasul/invalidation").text

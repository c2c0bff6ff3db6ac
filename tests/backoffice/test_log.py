"""The log of a House, as its administrators read it."""

import enum
import html
import re

from petitions import database
from petitions.accounts import audit, members
from petitions.accounts.models import Membership
from petitions.accounts.rights import Role
from petitions.backoffice import logged
from petitions.houses import facts

LOG = "/organise/houses/oslo/log"


def lines(page) -> list[str]:
    """What the log says was done, newest first."""
    cells = re.findall(r"<tr>.*?<td>.*?<td>.*?<td>(.*?)</td>", page.text, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in cells]


def test_every_entry_there_can_be_has_words():
    noted = {
        what.value
        for kind in enum.Enum.__subclasses__()
        if kind.__name__ == "What" and kind.__module__.startswith("petitions.")
        for what in kind
    }
    assert facts.What.HOUSE_MADE.value in noted
    assert set(logged.WHAT) == noted


def test_the_log_tells_who_got_which_role(office, rune, app):
    with app.app_context():
        member_id = database.session().query(Membership.id).filter_by(organiser_id=rune.who.id).scalar()
        members.change_role(office.who.memberships[0].house_id, member_id, Role.READER, by=office.who.id)
    assert lines(office.get(LOG))[0] == "Role changed · Rune Bakke · Reader"


def test_campaigns_stand_in_the_log_by_their_titles(office, campaign):
    added = lines(office.get(LOG))[1]
    assert added == "Language added · Free Rasul Jafarov · Azerbaijani"


def test_numbers_and_words_that_are_new_stay_as_they_were_written():
    said = logged.about("campaign 4, endorsement 3 removed", {}, {})
    assert said == ["No. 4", "endorsement 3 removed"]
    assert logged.about("organiser 7", {}, {}) == ["somebody who left"]
    assert logged.about("campaign 4, export 9", {}, {4: "Free them"}) == ["Free them", "No. 9"]
    assert logged.about("campaign 4: 30 days", {}, {4: "Free them"}) == ["Free them", "30 days"]


def test_a_word_of_an_older_log_is_shown_as_it_is(office, house, app):
    class What(enum.Enum):
        OLD = "cellar opened"

    with app.app_context(), database.action() as session:
        audit.note(session, What.OLD, organiser_id=None, house_id=house.id, thing="cellar")
    assert lines(office.get(LOG))[0] == "cellar opened · cellar"

"""The page on which the network sees how the mail goes."""

import dataclasses
import datetime
import re

import pytest

from petitions import database
from petitions.accounts.rights import Role
from petitions.post import traffic
from petitions.post.answers import Outcome
from tests import factories

pytestmark = pytest.mark.usefixtures("clock")

PAGE = "/organise/mail"


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html[html.index("<main") : html.index("</main")]).split())


@pytest.fixture
def network(sign_in):
    return sign_in("network@example.org", is_network_administrator=True)


def test_what_waits_and_what_became_of_the_rest_is_told(app, network, house, clock, valid_html):
    with app.app_context():
        database.beat("tally")
        traffic.note({Outcome.SENT: 90, Outcome.GONE: 4})
        clock.shift(datetime.timedelta(hours=3))
        traffic.note({Outcome.SENT: 30, Outcome.SPAM: 2, Outcome.RETURNED: 1})
        factories.signed(factories.campaign(of=house))
        clock.shift(datetime.timedelta(minutes=5))
        database.beat("tally")
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], mail_per_minute=120, bounce_address="b@example.org"
    )
    page = network.get(PAGE)
    said = words(page.text)
    assert "Mails waiting, of all campaigns 1 The oldest of them has waited 5 minutes" in said
    assert "Mails a minute in the last hour 0.5 At most 120 (MAIL_PER_MINUTE)" in said
    assert "Accepted by the mail server 30 120" in said
    assert re.search(r"Refused: no such mailbox .* 0 4", said)
    assert re.search(r"Came back .* 1 1", said)
    assert "Mail is signed (DKIM) no Mail that comes back is read yes" in said
    valid_html(page.text)


def test_a_fault_of_ours_stands_first(app, network):
    with app.app_context():
        database.beat("tally")
        traffic.note({Outcome.OURS: 3})
    assert "The mail server refuses our mail, so mail waits." in words(network.get(PAGE).text)


def test_nobody_else_sees_it(sign_in, house):
    assert sign_in("admin@example.org", of=house, role=Role.ADMINISTRATOR).get(PAGE).status_code == 404

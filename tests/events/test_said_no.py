"""Whoever has said "this was not me" of a campaign gets no mail of its marches, either, whatever is typed there."""

import pytest

from petitions.events import attendance
from petitions.signatures import confirming
from tests import factories
from tests.events.test_notices import recipients
from tests.support.gathering import ANA, KARI, Gathering, deliver_all

pytestmark = pytest.mark.usefixtures("app_context")

VERA = "vera@example.org"


@pytest.fixture
def march(app, app_context, smtp_sink) -> Gathering:
    """A march to which somebody types the address of Vera, who has said no of its campaign."""
    made = Gathering(app)
    confirming.reject(factories.signed(made.campaign, VERA))
    deliver_all()
    smtp_sink.deliveries.clear()
    return made


def test_no_mail_about_an_answer(march, smtp_sink):
    march.come(VERA.title())
    march.come("olga@example.org")
    deliver_all()
    assert recipients(smtp_sink) == ["olga@example.org"]


def test_no_word_of_a_change_and_nobody_is_asked_to_send_it(march, smtp_sink):
    march.come(VERA)
    march.shift(hours=1)
    assert march.reach().untold == 3
    made = march.told()
    assert sorted(recipients(smtp_sink)) == [ANA, KARI]
    assert (march.reach().untold, march.progress(made).sent) == (0, 2)


def test_of_another_campaign_there_is_mail(march, smtp_sink):
    vigil = factories.event("vigil", of=factories.campaign("another", of=march.campaign.house))
    attendance.rsvp(vigil, people=1, language="en", email=VERA)
    deliver_all()
    assert recipients(smtp_sink) == [VERA]


def test_whoever_has_confirmed_a_signature_gets_what_was_asked_for(march, smtp_sink):
    """One press protects her from a stranger's form, and does not cost her the march."""
    factories.confirmed(march.campaign, "ana-maria@example.org")
    confirming.reject(factories.signed(march.campaign, "ana-maria@example.org", name="Somebody Else"))
    deliver_all()
    smtp_sink.deliveries.clear()
    march.come("ana-maria@example.org")
    deliver_all()
    assert recipients(smtp_sink) == ["ana-maria@example.org"]

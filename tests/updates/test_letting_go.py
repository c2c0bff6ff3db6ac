"""News that somebody sends who may read the names no more: they wait for another person of the House."""

import datetime

import pytest

from petitions import clock as times
from petitions import database
from petitions.accounts import keyholding, members
from petitions.accounts.models import Membership
from petitions.accounts.rights import Role
from petitions.houses import sendings, tickets
from petitions.houses.sendings import Stage
from petitions.updates import mailing
from tests import factories
from tests.support import office as offices
from tests.updates.conftest import deliver_all, queued, recipients

pytestmark = pytest.mark.usefixtures("app_context")
HOUR = datetime.timedelta(hours=1)


def end(member: Membership, by: int) -> None:
    members.remove(member.house_id, member.id, by=by)


def step_down(member: Membership, by: int) -> None:
    members.change_role(member.house_id, member.id, Role.MODERATOR, by=by)


def take(member: Membership, by: int) -> None:
    keyholding.take(member.house_id, member.organiser_id, by=by)


@pytest.mark.parametrize("leave", [end, step_down, take])
def test_planned_news_of_somebody_who_may_no_more_wait_for_another(readers, smtp_sink, clock, leave):
    ane = offices.organiser("ane@example.org", of=readers.house)
    made = readers.ask(starts_at=times.now() + 2 * HOUR)
    readers.doer.do(made.job_id)
    leave(readers.me.memberships[0], ane.id)
    assert readers.progress(made).stage is Stage.LOCKED
    assert tickets.state(made.job_id) is tickets.State.NONE
    assert list(mailing.standing_still([readers.campaign.id])) == [readers.campaign.id]
    clock.shift(3 * HOUR)
    readers.doer.holder.beat()
    readers.doer.do(made.job_id)
    deliver_all()
    assert smtp_sink.deliveries == []
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=ane.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


def test_news_under_way_stop_at_the_next_lot(readers, monkeypatch):
    monkeypatch.setattr(sendings, "LOT", 1)
    ane = offices.organiser("ane@example.org", of=readers.house)
    made = readers.ask()

    def removed_meanwhile(_done: int) -> None:
        end(readers.me.memberships[0], ane.id)

    monkeypatch.setattr(readers.doer, "_teller", lambda _job_id, _lease: removed_meanwhile)
    readers.doer.do(made.job_id)
    assert (readers.progress(made).stage, len(queued())) == (Stage.LOCKED, 1)


def test_whoever_goes_on_with_news_sends_them_from_then_on(readers):
    ane = offices.organiser("ane@example.org", of=readers.house)
    made = readers.ask(starts_at=times.now() + 2 * HOUR)
    take(readers.me.memberships[0], ane.id)
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=ane.id)
    take(readers.me.memberships[0], ane.id)
    assert readers.progress(made).stage is Stage.PLANNED
    take(ane.memberships[0], readers.me.id)
    assert readers.progress(made).stage is Stage.LOCKED
    assert tickets.state(made.job_id) is tickets.State.NONE


def test_news_that_wait_for_keys_can_be_paused_while_their_mails_still_go_out(readers, smtp_sink, monkeypatch):
    monkeypatch.setattr(sendings, "PER_MINUTE", 1 / 60)  # two in two hours
    ane = offices.organiser("ane@example.org", of=readers.house)
    made = readers.ask()
    readers.doer.do(made.job_id)
    take(readers.me.memberships[0], ane.id)
    assert (readers.progress(made).stage, len(queued())) == (Stage.LOCKED, 2)
    mailing.pause(readers.campaign, readers.now(made), by=ane.id)
    assert (readers.progress(made).stage, len(queued())) == (Stage.HELD, 0)
    deliver_all()
    assert smtp_sink.deliveries == []
    monkeypatch.setattr(sendings, "PER_MINUTE", 1000)
    mailing.resume(readers.campaign, readers.now(made), readers.keys, by=ane.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert recipients(smtp_sink) == ["ana@example.org", "kari@example.org", "rasul@example.org"]


def test_news_of_another_house_and_of_others_go_on(readers, smtp_sink):
    elsewhere = factories.house("baku", has_key=False)
    with database.action() as session:
        session.add(Membership(house_id=elsewhere.id, organiser_id=readers.me.id, role=Role.READER))
    rune = offices.organiser("rune@example.org", of=readers.house, role=Role.ORGANISER)
    ane = offices.organiser("ane@example.org", of=readers.house)
    made = readers.ask()
    database.session().expire_all()
    end(next(one for one in readers.me.memberships if one.house_id == elsewhere.id), ane.id)
    end(rune.memberships[0], ane.id)
    readers.doer.do(made.job_id)
    deliver_all()
    assert len(smtp_sink.deliveries) == 3

"""At most so many mails a minute go out, by whatever number of workers."""

import dataclasses
import datetime
import threading

import pytest

from petitions import database
from petitions.campaigns.models import Campaign
from petitions.delivering import Courier
from petitions.post import beats, pace, waiting
from petitions.post.pace import MailPace
from tests import factories
from tests.support import rounds
from tests.support.mailserver import MailServer

MOST = 4


@pytest.fixture
def slow_app(settings, make_app):
    return make_app(dataclasses.replace(settings, mail_per_minute=MOST))


@pytest.fixture
def crowd(slow_app, clock):
    """Ten people have signed."""
    with slow_app.app_context():
        campaign = factories.campaign()
        for number in range(10):
            factories.signed(campaign, f"p{number}@example.org")
        yield


def work_together(slow_app, workers: int) -> None:
    """So many workers look for mail at the same moment."""

    def work() -> None:
        with slow_app.app_context():
            Courier(beats.new_worker(), threading.Event()).deliver_some()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_all_workers_together_send_so_many_a_minute_and_the_rest_in_the_next_ones(
    slow_app, crowd, smtp_sink: MailServer, clock
) -> None:
    arrived = []
    for _ in range(4):
        work_together(slow_app, 3)
        arrived.append(len(smtp_sink.deliveries))
        clock.shift(30)
        work_together(slow_app, 3)
        clock.shift(31)
    assert arrived == [MOST, 2 * MOST, 10, 10]
    assert len({delivery.recipients for delivery in smtp_sink.deliveries}) == 10


def test_reminders_leave_room_for_whoever_signs_now(slow_app, crowd, smtp_sink: MailServer, clock) -> None:
    for _minute in range(3):
        work_together(slow_app, 1)
        clock.shift(61)
    clock.shift(datetime.timedelta(days=1))
    database.session().rollback()  # what the workers have written is to be seen
    assert waiting.move() == len(smtp_sink.deliveries) == 10
    clock.shift(60)
    factories.signed(database.session().query(Campaign).one(), "new@example.org")
    work_together(slow_app, 1)
    assert len(smtp_sink.to("new@example.org")) == 1
    for _minute in range(4):
        clock.shift(61)
        work_together(slow_app, 1)
    assert len(smtp_sink.deliveries) == 10 + 1 + 10


def test_mail_that_nobody_waits_for_leaves_room(slow_app, clock) -> None:
    with slow_app.app_context():
        session = database.session()
        assert pace.take(session, 10, part=0.8) == int(MOST * 0.8)
        assert pace.take(session, 10, part=0.8) == 0
        assert pace.take(session, 10) == MOST - int(MOST * 0.8)


def test_at_one_mail_a_minute_mail_that_nobody_waits_for_goes_out_too(settings, make_app, clock) -> None:
    with make_app(dataclasses.replace(settings, mail_per_minute=1)).app_context():
        assert pace.take(database.session(), 10, part=0.8) == 1
        assert pace.take(database.session(), 10) == 0


def test_without_a_limit_nothing_is_counted(app, app_context, smtp_sink: MailServer) -> None:
    campaign = factories.campaign()
    for number in range(3):
        factories.signed(campaign, f"p{number}@example.org")
    rounds.deliver_some()
    assert len(smtp_sink.deliveries) == 3
    assert database.session().query(MailPace).count() == 0

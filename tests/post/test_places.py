"""The places of an address on a day: whoever frees them frees what is about to wait, and a mail in doubt needs none."""

import threading
import time

import pytest
import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.post import capping, waiting
from petitions.post.waiting import WaitingMail
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

ANA = "ana@example.org"


@pytest.fixture
def mails():
    """Three of one day, in a worker's hands: one more than there are places."""
    house = factories.house()
    for number in range(3):
        factories.signed(factories.campaign(f"c{number}", of=house), ANA)
    return outbox.lease(3, "worker")


def test_whoever_confirms_frees_what_is_about_to_wait(mails, app, monkeypatch):
    hold, is_held = waiting.hold, threading.Event()

    def hold_slowly(*arguments):
        hold(*arguments)
        database.session().flush()
        is_held.set()
        time.sleep(0.3)

    def work():
        with app.app_context():
            capping.hold_back([(message, ANA, capping.MOST) for message in mails])

    monkeypatch.setattr(waiting, "hold", hold_slowly)
    worker = threading.Thread(target=work)
    worker.start()
    assert is_held.wait(10)
    with database.action() as session:
        capping.free(session, ANA)
    worker.join()
    assert database.session().scalars(sa.select(WaitingMail.due_at)).one() <= clock.now()


def test_a_mail_that_may_have_arrived_does_not_come_again_as_another(mails):
    mails[-1].doubts = 1
    assert capping.hold_back([(message, ANA, capping.MOST) for message in mails]) == set()

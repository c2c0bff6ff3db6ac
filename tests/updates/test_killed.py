"""News are prepared by real processes that are killed (SIGKILL) in the middle: each reader is owed one mail, and one only."""

import pytest

from petitions.updates import mailing
from tests.support import counts, databases, killing, readers
from tests.updates.conftest import Newsroom

pytestmark = [pytest.mark.running, pytest.mark.promise, pytest.mark.usefixtures("app_context")]

PEOPLE = counts.many(250, 3000)
KILLS = counts.many(1, 100)


@pytest.fixture
def start(settings, tmp_path):
    yield from killing.starting(settings, tmp_path / "log")


@databases.one
def test_whatever_is_killed_each_reader_is_owed_one_mail(app, start, verdict):
    newsroom = Newsroom(app)
    newsroom.doer.holder.leave()
    readers.sign(newsroom.campaign, PEOPLE)

    def go_on(job_id: int) -> None:
        mailing.resume(newsroom.campaign, mailing.find(newsroom.campaign, job_id), newsroom.keys, by=None)

    found = killing.recipients(start, lambda: newsroom.ask().job_id, go_on, people=PEOPLE, kills=KILLS)
    everybody = {readers.address(number) for number in range(1, PEOPLE + 1)}
    verdict(f"of {PEOPLE} readers, after {KILLS} kills: without a mail", len(everybody - found.keys()), goal=0)
    verdict("readers with more than one", sum(count > 1 for count in found.values()), goal=0)

"""Word to those who come is prepared by real processes that are killed (SIGKILL): each is owed one mail, and one only."""

import pytest

from petitions.events import notices
from tests.support import counts, killing, rounds
from tests.support.gathering import ANA, KARI, Gathering
from tests.support.readers import address

pytestmark = [pytest.mark.running, pytest.mark.promise, pytest.mark.usefixtures("app_context")]

PEOPLE = counts.many(60, 1000)
KILLS = counts.many(1, 40)
DATABASES = ["sqlite", "postgresql"] if counts.IS_TRIAL else ["sqlite"]


@pytest.fixture
def start(settings, tmp_path):
    yield from killing.starting(settings, tmp_path / "log")


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_whatever_is_killed_each_who_comes_is_owed_one_mail(app, smtp_sink, start, verdict):
    march = Gathering(app)
    march.doer.holder.leave()
    everybody = {ANA, KARI} | {address(number) for number in range(PEOPLE - 2)}
    for email in sorted(everybody - {ANA, KARI}):
        march.come(email)
    while rounds.deliver_some():
        pass
    march.shift(hours=1)

    def go_on(job_id: int) -> None:
        notices.resume(notices.find(march.event, job_id), march.keys, by=None)

    found = killing.recipients(start, lambda: march.ask().job_id, go_on, people=PEOPLE, kills=KILLS)
    verdict(f"of {PEOPLE} who come, after {KILLS} kills: without a mail", len(everybody - found.keys()), goal=0)
    verdict("who come and get more than one", sum(count > 1 for count in found.values()), goal=0)

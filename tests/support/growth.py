"""A network that grows: more of everything that there can be much of, straight into the tables."""

import itertools
import secrets

import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.campaigns.models import Campaign, Milestone, MilestoneText, PetitionText
from petitions.campaigns.models import State as CampaignState
from petitions.events.models import Event, ProgrammeStep, ProgrammeStepText
from petitions.houses.models import House, HouseKey
from petitions.signatures import tally
from petitions.signatures.models import Review, Signature, State, Visibility
from tests import factories
from tests.support import office

COUNTRIES = ("NO", "DE", "PL", "GE", "AZ", "HR", "UA", "BY")
LANGUAGES = ("en", "nb", "az", "ru", "ar")
BATCH = 50_000
_numbers = itertools.count(1)


def sign(campaign: Campaign, people: int, *, is_numbered: bool = False) -> None:
    """Let `people` sign, a quarter of them in public, one in ten of these unread. The tally has still to number them,
    unless `is_numbered`, which leaves the totals alone.
    """
    session = database.session()
    key_id = session.scalar(sa.select(sa.func.max(HouseKey.id)).where(HouseKey.house_id == campaign.house_id))
    text_id = session.scalar(sa.select(sa.func.max(PetitionText.id)).where(PetitionText.campaign_id == campaign.id))
    same = {"campaign_id": campaign.id, "petition_text_id": text_id, "key_id": key_id}
    crowd = secrets.token_bytes(16)
    rows = (same | _row(crowd, number, is_numbered=is_numbered) for number in range(1, people + 1))
    while some := list(itertools.islice(rows, BATCH)):
        with database.action() as session:
            session.execute(sa.insert(Signature), some)


def grow(house: House, campaign: Campaign, *, people: int = 200, others: int = 4) -> None:
    """Many more signatures and mails in `campaign`, and some more of all that organisers make."""
    sign(campaign, people)
    while tally.book():
        pass
    with database.action() as session:
        for number in range(people):
            recipient = f"waiting-{number}@example.org"
            outbox.owe(session, "thanks", recipient=recipient, language="en", variables={"token": "x"})
    for _turn in range(others):
        number = next(_numbers)
        factories.campaign(f"campaign-{number}", of=house)
        factories.campaign(f"ended-{number}", of=house, state=CampaignState.CLOSED)
        factories.event(f"event-{number}", of=campaign)
        factories.update(f"news-{number}", of=campaign)
        office.organiser(f"organiser-{number}@example.org", of=house)
        happen(campaign)
        plan(campaign)


def happen(campaign: Campaign) -> None:
    """One more milestone in the history of `campaign`."""
    milestone = Milestone(campaign_id=campaign.id, on=clock.today())
    milestone.texts.append(MilestoneText(language="en", what="Something happened."))
    with database.action() as session:
        session.add(milestone)


def plan(campaign: Campaign) -> None:
    """One more step in the programme of each event of `campaign`."""
    with database.action() as session:
        for event in session.scalars(sa.select(Event).where(Event.campaign_id == campaign.id)).unique():
            text = ProgrammeStepText(language="en", what="We meet.")
            session.add(ProgrammeStep(event_id=event.id, starts_at=event.starts_at, texts=[text]))


def _row(crowd: bytes, number: int, *, is_numbered: bool) -> dict[str, object]:
    is_public = number % 4 == 0
    mark = crowd + number.to_bytes(16)  # one after the other, as indexes like it
    return {
        "state": State.CONFIRMED,
        "visibility": Visibility.PUBLIC if is_public else Visibility.RECIPIENT,
        "country": COUNTRIES[number % len(COUNTRIES)],
        "language": LANGUAGES[number % len(LANGUAGES)],
        "day": clock.today(),
        "mailed_on": clock.today(),
        "sealed": mark * 12,
        "house_wrap": mark * 4,
        "token_wrap": mark * 3,
        "token_hash": mark,
        "tag": mark,
        "public_name": f"Ana Kovač {number}" if is_public else None,
        "review": (Review.WAITING if number % 40 == 0 else Review.SHOWN) if is_public else None,
        "number": number if is_numbered else None,
        "is_counted": is_numbered,
        "noted": 2 if is_numbered else 0,
    }

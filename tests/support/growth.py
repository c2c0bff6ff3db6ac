"""A network that grows: more of everything that there can be much of, straight into the tables."""

import datetime
import itertools
import secrets

import sqlalchemy as sa

from petitions import clock, database, outbox
from petitions.accounts import sessions
from petitions.accounts.models import Invitation, Organiser, Passkey
from petitions.accounts.rights import Role
from petitions.campaigns.life import Move, Step, StepNote
from petitions.campaigns.models import (
    Campaign,
    Defender,
    DefenderText,
    Endorsement,
    Milestone,
    MilestoneText,
    PetitionText,
)
from petitions.campaigns.models import State as CampaignState
from petitions.dossiers.models import Export, ExportFile, Kind
from petitions.events.models import Event, ProgrammeStep, ProgrammeStepText
from petitions.houses.models import House, HouseKey, Organisation, OrganisationText
from petitions.jobs import Job
from petitions.jobs import State as JobState
from petitions.papersheets import making
from petitions.posters.models import PrintRun
from petitions.signatures import tally
from petitions.signatures.models import Review, Signature, State, Visibility
from petitions.signatures.records import Cause, Decision, Invalidation, Reason
from petitions.updates.models import Update
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
    last = session.scalar(sa.select(sa.func.max(Signature.number)).where(Signature.campaign_id == campaign.id)) or 0
    rows = (same | _row(crowd, number, is_numbered=is_numbered) for number in range(last + 1, last + people + 1))
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
        pile_up(house, campaign, number)
        factories.campaign(f"campaign-{number}", of=house)
        factories.campaign(f"ended-{number}", of=house, state=CampaignState.CLOSED)
        factories.event(f"event-{number}", of=campaign)
        factories.update(f"news-{number}", of=campaign)
        office.organiser(f"organiser-{number}@example.org", of=house)
        only = {"tf_primary_method": None, "webauthn": [_passkey(number)]}
        office.organiser(f"passkey-{number}@example.org", of=house, **only)
        happen(campaign)
        plan(campaign)


def pile_up(house: House, campaign: Campaign, number: int) -> None:
    """One more of each record that pages list, of everything but people and news."""
    now, seldom = clock.now(), {"campaign_id": campaign.id, "at": clock.now(), "organiser_id": 1}
    jobs = [Job(kind="tests", state=JobState.DONE, asked_at=now, total=1, done=1, tries=1) for _ in range(2)]
    made = {"campaign_id": campaign.id, "organiser_id": 1}
    files = [ExportFile(name=f"{letter}.csv", size=1, sha256="0") for letter in "ab"]
    member = Organisation(slug=f"organisation-{number}", house_id=house.id, country="NO")
    member.texts.append(OrganisationText(language="en", name=f"Organisation {number}"))
    link = Invitation(
        token_hash=secrets.token_bytes(8), email=f"{number}@example.org", house_id=house.id, language="en"
    )
    link.role, link.expires_at = Role.READER, now + datetime.timedelta(days=1)
    defender = Defender(campaign_id=campaign.id, position=number + 1)
    defender.texts.append(DefenderText(language="en", name="Ana", heading="", story=""))
    step = Step(
        campaign_id=campaign.id, move=Move.REOPEN, on=clock.today(), notes=[StepNote(language="en", body="Again.")]
    )
    with database.action() as session:
        session.add_all([
            member, link, defender, step, *jobs,
            Endorsement(campaign_id=campaign.id, organisation=member, position=number),
            Decision(**seldom, review=Review.HIDDEN, reason=Reason.FINE, names=1),
            Invalidation(**seldom, cause=Cause.OTHER, last_id=1),
            Export(**made, job=jobs[0], kind=Kind.CSV, columns="name", language="en", key=b"k", expires_at=now, files=files),
            PrintRun(**made, job=jobs[1], languages="en", papers="a4", variants="office"),
        ])  # fmt: skip
        for organiser in session.scalars(sa.select(Organiser)).unique():
            sessions.begin(session, organiser, "Firefox Linux")
    making.make(campaign.id, "en", 2, by=None)
    factories.house(f"house-{number}")
    for event in session.scalars(sa.select(Event).where(Event.campaign_id == campaign.id).limit(1)):
        factories.notice(event)
    for update in session.scalars(sa.select(Update).where(Update.campaign_id == campaign.id).limit(1)):
        factories.mailing(update)


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


def _passkey(number: int) -> Passkey:
    return Passkey(
        name="phone", credential_id=number.to_bytes(8), public_key=b"key", backup_state=False,
        device_type="single_device", usage="secondary", lastuse_datetime=clock.now(),
    )  # fmt: skip


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
        "is_reader": is_numbered,
        "noted": 2 if is_numbered else 0,
    }

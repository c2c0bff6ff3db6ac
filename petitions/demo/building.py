"""The demonstration network as rows: each function pours one table of `network.toml` and its words into the models."""

from petitions import clock
from petitions.campaigns.life import Move, Outcome, Protection, Step, StepNote
from petitions.campaigns.models import (
    Campaign,
    CampaignText,
    Defender,
    DefenderText,
    Endorsement,
    Milestone,
    MilestoneText,
    PetitionText,
    PetitionTextTranslation,
    Signal,
)
from petitions.campaigns.models import State as CampaignState
from petitions.demo import dating, reading
from petitions.demo.reading import Table
from petitions.events.models import Event, EventText, Kind, ProgrammeStep, ProgrammeStepText
from petitions.events.models import State as EventState
from petitions.houses.models import House, HouseText, Organisation, OrganisationText
from petitions.updates.models import Update, UpdateText

# Words of a campaign that are rows of their own.
APART = {"petition", "milestones"}


def house(entry: Table, logos: dict[str, str]) -> House:
    """A House, with addresses that lead nowhere; `logos` are the stored ones by whose they are."""
    slug = entry["slug"]
    return House(
        slug=slug,
        country=entry["country"],
        site=f"https://{slug}.example.org",
        contact=f"privacy@{slug}.example.org",
        sender=f"calls@{slug}.example.org",
        logo=logos.get(slug),
        texts=[HouseText(language=language, **said["houses"][slug]) for language, said in reading.words().items()],
    )


def organisation(entry: Table, houses: dict[str, House], logos: dict[str, str]) -> Organisation:
    """A member organisation, under its House if the facts name one."""
    slug = entry["slug"]
    return Organisation(
        slug=slug,
        house_id=houses[entry["house"]].id if "house" in entry else None,
        country=entry["country"],
        site=f"https://{slug}.example.org",
        logo=logos.get(slug),
        texts=[
            OrganisationText(language=language, name=said["organisations"][slug])
            for language, said in reading.words().items()
        ],
    )


def campaign(
    entry: Table,
    houses: dict[str, House],
    organisations: dict[str, Organisation],
    pictures: dict[str, str],
) -> Campaign:
    """A campaign with everything on its page; `pictures` are the stored portraits by their names."""
    portrait = entry.get("portrait")
    return Campaign(
        slug=entry["slug"],
        house=houses[entry["house"]],
        language=entry["language"],
        state=CampaignState(entry["state"]),
        signal=Signal[entry["signal"]],
        goal=entry["goal"],
        outcome=Outcome(entry["outcome"]) if "outcome" in entry else None,
        protection=Protection(entry.get("protection", "standard")),
        opened_on=None if entry["state"] == "draft" else entry["opened_on"],
        closed_on=entry.get("closed_on"),
        portrait=pictures[portrait] if portrait else None,
        **(reading.network()["faces"][portrait] if portrait else {}),
        changed_at=clock.now(),
        texts=[_campaign_text(language, said, entry) for language, said in reading.words().items()],
        petition_texts=[_petition_text(entry)],
        defenders=[_defender(position, person, pictures) for position, person in enumerate(entry.get("defenders", []))],
        steps=_steps(entry),
        milestones=[_milestone(entry["slug"], milestone) for milestone in entry["milestones"]],
        endorsements=[
            Endorsement(position=position, house=houses.get(slug), organisation=organisations.get(slug))
            for position, slug in enumerate(entry["endorsed_by"])
        ],
    )


def event(entry: Table, campaigns: dict[str, Campaign], houses: dict[str, House]) -> Event:
    """An event with its programme, on the next day that suits it."""
    slug = entry["slug"]
    built = Event(
        slug=slug,
        campaign=campaigns[entry["campaign"]],
        house=houses[entry["house"]],
        kind=Kind(entry["kind"]),
        state=EventState.PLANNED,
        zone=entry["zone"],
        country=entry["country"],
        capacity=entry.get("capacity"),
        sequence=0,
        texts=[
            EventText(language=language, **_without(said["events"][slug], {"programme"}))
            for language, said in reading.words().items()
        ],
        steps=[_programme_step(slug, step["what"]) for step in entry["programme"]],
    )
    dating.date(built, entry)
    return built


def update(entry: Table, campaigns: dict[str, Campaign]) -> Update:
    """A piece of news, in every language or in the one in which it was written."""
    slug = entry["slug"]
    return Update(
        slug=slug,
        campaign_id=campaigns[entry["campaign"]].id if "campaign" in entry else None,
        published_on=entry["published_on"],
        is_draft=entry.get("is_draft", False),
        keeps_address=not entry.get("is_draft", False),
        texts=[
            UpdateText(language=language, **said["updates"][slug])
            for language, said in reading.words().items()
            if language == entry.get("only_in", language)
        ],
    )


def _campaign_text(language: str, said: Table, entry: Table) -> CampaignText:
    words = _without(said["campaigns"][entry["slug"]], APART)
    portrait_alt = said["portraits"][entry["portrait"]] if "portrait" in entry else ""
    return CampaignText(language=language, portrait_alt=portrait_alt, **words)


def _petition_text(entry: Table) -> PetitionText:
    return PetitionText(
        version=1,
        is_signed=bool(entry.get("people")),
        adopted_on=entry["adopted_on"],
        texts=[
            PetitionTextTranslation(language=language, body=said["campaigns"][entry["slug"]]["petition"])
            for language, said in reading.words().items()
        ],
    )


def _steps(entry: Table) -> list[Step]:
    """The steps that led to the state of `entry`, each with its day; the outcome in the words of the page."""
    days = ((Move.OPEN, "opened_on"), (Move.CLOSE, "closed_on"), (Move.HAND_OVER, "handed_over_on"))
    steps = [] if entry["state"] == "draft" else [Step(move=move, on=entry[day]) for move, day in days if day in entry]
    if "outcome" in entry:
        notes = [
            StepNote(language=language, body=said["campaigns"][entry["slug"]]["outcome"])
            for language, said in reading.words().items()
        ]
        steps.append(Step(move=Move.OUTCOME, outcome=Outcome(entry["outcome"]), on=entry["outcome_on"], notes=notes))
    return steps


def _defender(position: int, person: Table, pictures: dict[str, str]) -> Defender:
    return Defender(
        position=position,
        arrested_on=person.get("arrested_on"),
        sentenced_on=person.get("sentenced_on"),
        released_on=person.get("released_on"),
        portrait=pictures[person["portrait"]],
        **reading.network()["faces"].get(person["portrait"], {}),
        texts=[
            DefenderText(
                language=language,
                portrait_alt=said["portraits"][person["portrait"]],
                **{"name": ""} | said["defenders"][person["who"]],  # fellow inmates stay unnamed
            )
            for language, said in reading.words().items()
        ],
    )


def _milestone(slug: str, milestone: Table) -> Milestone:
    return Milestone(
        on=milestone["on"],
        until=milestone.get("until"),
        is_whole_year=milestone.get("is_whole_year", False),
        texts=[
            MilestoneText(language=language, what=said["campaigns"][slug]["milestones"][milestone["what"]])
            for language, said in reading.words().items()
        ],
    )


def _programme_step(slug: str, what: str) -> ProgrammeStep:
    return ProgrammeStep(
        texts=[
            ProgrammeStepText(language=language, what=said["events"][slug]["programme"][what])
            for language, said in reading.words().items()
        ]
    )


def _without(words: Table, apart: set[str]) -> Table:
    return {name: text for name, text in words.items() if name not in apart}

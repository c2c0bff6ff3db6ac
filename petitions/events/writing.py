"""Writing an event: when and where it is, and its words, language by language."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions import clock, database, errors, merging, slugs
from petitions.campaigns import completeness
from petitions.campaigns import writing as campaigns
from petitions.campaigns.completeness import Count, Place
from petitions.campaigns.models import Campaign
from petitions.campaigns.noting import What
from petitions.events import notices, noting, queries, timing, versions
from petitions.events.models import NEEDED, Event, EventText, Kind, State
from petitions.events.noting import What as Noted
from petitions.houses import queries as houses
from petitions.merging import Sheet

FIELDS = (*NEEDED, "safety")
"""The words of an event in one language."""
TIMES = frozenset({"starts_at", "ends_at", "zone"})
PLACES = ("place", "city")


class EndsFirst(timing.OddTime):
    """The event would end before it starts."""


class HasPassed(timing.OddTime):
    """What is only planned now would be over already."""


class TooFewPlaces(errors.Refusal):
    """More people are coming than there would be places for."""

    def __init__(self, coming: int) -> None:
        super().__init__("too few places")
        self.coming = coming


class HostStays(errors.Refusal):
    """Somebody has left an address, which is sealed for the host as it is; or the event is over."""


def words(event: Event) -> dict[str, str]:
    """Facts and words of `event` as one form has them: "starts_at" on the clocks of its place, "capacity", "az-title"."""
    found = {
        "kind": event.kind.value,
        "starts_at": timing.local(event.starts_at, event.zone),
        "ends_at": timing.local(event.ends_at, event.zone),
        "zone": event.zone,
        "country": event.country,
        "capacity": "" if event.capacity is None else str(event.capacity),
        "host": (event.asked if event.asked and event.awaits_host else event.house).slug,
    }
    return found | _texts(event.campaign, event.texts)


def blank(campaign: Campaign) -> dict[str, str]:
    """The same of an event that nobody has planned yet, where the House is."""
    country = campaign.house.country
    facts = {"kind": Kind.MARCH.value, "starts_at": "", "ends_at": "", "capacity": ""}
    place = {"zone": timing.usual(country), "country": country, "host": campaign.house.slug}
    return facts | place | _texts(campaign, [])


def counts(event: Event) -> list[Count]:
    """What is missing in each language of the campaign, the main one first."""
    campaign = event.campaign
    wanted = [(Place("event", None, field), completeness.said(event.texts, field)) for field in FIELDS]
    free = [(place, said) for place, said in wanted if place.field in NEEDED or said.get(campaign.language)]
    steps = [(Place("programme", step.id, "what"), completeness.said(step.texts, "what")) for step in event.steps]
    return completeness.each(campaign, [*free, *steps])


def plan(campaign_id: int, values: Mapping[str, str], *, by: int | None) -> Event:
    """A new event of a campaign, with `values` as `words` names them; its address is made of the title.

    Another House than the campaign's is asked to host it. Raises timing.Skipped, timing.Twice, EndsFirst, HasPassed,
    houses.NoSuchHouse.
    """
    try:
        return _plan(campaign_id, values, by)
    except IntegrityError:  # elsewhere somebody was quicker with this address: the next one
        return _plan(campaign_id, values, by)


def save(campaign_id: int, slug: str, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of an event, named as in `words`.

    Raises merging.Conflict, timing.Skipped, timing.Twice, EndsFirst, TooFewPlaces, HostStays, and stores nothing then;
    queries.NoSuchEvent, houses.NoSuchHouse.
    """
    with database.action() as session:
        event = locked(session, campaign_id, slug)
        now, before = words(event), versions.of(event)
        changes = merging.changes(now, sheet)
        if not changes:
            return
        _write(session, event, now | changes, changes)
        if any(name in TIMES or name.endswith(tuple(f"-{place}" for place in PLACES)) for name in changes):
            versions.keep(session, event, before)
            notices.drop(session, event, by=by)
        if changes.keys() != {"host"}:
            noting.change(session, event, What.EVENT_CHANGED, by=by)
        if "host" in changes:
            _choose_host(session, event, changes["host"], by)


def locked(session: Session, campaign_id: int, slug: str) -> Event:
    """The event as it is now; until the action ends nobody else writes it, or comes to it. Raises queries.NoSuchEvent."""
    campaigns.locked(session, campaign_id)
    query = sa.select(Event).where(Event.campaign_id == campaign_id, Event.slug == slug).with_for_update(of=Event)
    event = session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise queries.NoSuchEvent
    return event


def _plan(campaign_id: int, values: Mapping[str, str], by: int | None) -> Event:
    with database.action() as session:
        campaign = campaigns.locked(session, campaign_id)
        slug = queries.free_slug(slugs.suggest(values[f"{campaign.language}-title"], kind="event"))
        event = Event(slug=slug, campaign=campaign, house=campaign.house, state=State.PLANNED, coming=0, sequence=0)
        _write(session, event, values, values)
        if event.ends_at <= clock.now():
            raise HasPassed("ends_at")
        session.add(event)
        session.flush()
        noting.change(session, event, What.EVENT_PLANNED, by=by)
        _choose_host(session, event, values["host"], by)
    return event


def _choose_host(session: Session, event: Event, slug: str, by: int | None) -> None:
    """Let the campaign's own House host `event`, or leave the host as it is; any other House is asked. Raises HostStays."""
    wanted, own, before = houses.by_slug(slug), event.campaign.house, event.house
    if wanted is not before and (event.ends_at <= clock.now() or queries.has_addresses(event.id)):
        raise HostStays
    no_more = [event.asked] if event.asked and event.awaits_host and event.asked is not wanted else []
    is_asked = wanted not in (own, before)
    event.house = wanted if wanted is before else own
    event.asked_house_id = wanted.id if is_asked else None
    event.is_declined = event.is_question_sent = False
    session.flush()
    session.expire(event, ["asked"])
    for house in [*no_more, *([before] if event.house is not before else [])]:
        noting.hosted(session, Noted.HOST_ENDED, event, house.id, by=by)
    if is_asked:
        noting.hosted(session, Noted.HOST_ASKED, event, wanted.id, by=by)


def _write(session: Session, event: Event, values: Mapping[str, str], changed: Collection[str]) -> None:
    event.kind, event.country = Kind(values["kind"]), values["country"]
    capacity = int(values["capacity"]) if values["capacity"] else None
    if capacity is not None and capacity < event.coming:
        raise TooFewPlaces(event.coming)
    event.capacity = capacity
    if not TIMES.isdisjoint(changed):
        _move(event, values)
    for language in completeness.languages(event.campaign):
        _say(session, event, language, values)


def _move(event: Event, values: Mapping[str, str]) -> None:
    """Give `event` its times; the steps of its programme stay as far from its start as they were."""
    start, end = (timing.moment(values[field], values["zone"], field=field) for field in ("starts_at", "ends_at"))
    if end <= start:
        raise EndsFirst("ends_at")
    for step in event.steps:
        step.starts_at += start - event.starts_at
    event.starts_at, event.ends_at, event.zone = start, end, values["zone"]


def _say(session: Session, event: Event, language: str, values: Mapping[str, str]) -> None:
    """Give `event` its words in a language; a translation without a word has no row."""
    said = {field: values.get(f"{language}-{field}", "") for field in FIELDS}
    text = next((text for text in event.texts if text.language == language), None)
    if text and language != event.campaign.language and not any(said.values()):
        event.texts.remove(text)
        session.delete(text)
        return
    if text is None:
        if not any(said.values()):
            return
        text = EventText(language=language)
        event.texts.append(text)
    for field, value in said.items():
        setattr(text, field, value)


def _texts(campaign: Campaign, texts: Collection[EventText]) -> dict[str, str]:
    by_language = {text.language: text for text in texts}
    return {
        f"{language}-{field}": getattr(by_language.get(language), field, "")
        for language in completeness.languages(campaign)
        for field in FIELDS
    }

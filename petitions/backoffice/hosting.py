"""Events for the House that hosts them, also those of another House's campaign: only the host can write to those who come."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice import attention, notices
from petitions.backoffice.attention import Point
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.events import announcing, telling
from petitions.events import notices as sent
from petitions.events.models import Event
from petitions.houses.models import House


def register(blueprint: Blueprint) -> None:
    """Open the page of an event for its host."""
    guarded(blueprint, "/events/<hosted>", hosted_event, right=Right.NAMES)


def hosted_event(hosted: Event) -> ResponseReturnValue:
    if not hosted.is_guest:
        return redirect(notices.event_url(hosted))
    return render(
        "backoffice/events/hosted.html",
        event=hosted,
        text=hosted.text(i18n.current()),
        campaign_title=hosted.campaign.text(i18n.current()).title,
        others=hosted.campaign.house.text(i18n.current()).name,
        line=announcing.one_line(hosted, i18n.current()),
        plain=OfficeForm(),
        **notices.facts(hosted),
    )


def ahead(houses: Sequence[House]) -> list[tuple[Event, str | None]]:
    """The events to come that these Houses host for campaigns of others, each with its page, if this organiser may open it."""
    events = telling.to_host([house.id for house in houses])
    may = {house.id: organiser().may(Right.NAMES, house) for house in houses}
    return [(event, notices.event_url(event) if may[event.house_id] else None) for event in events]


def points(houses: Sequence[House], hosted: Sequence[tuple[Event, str | None]]) -> Iterator[Point]:
    """What waits at these events, `ahead` of these Houses."""
    yield from map(attention.of_notice, sent.locked_of_guests([house.id for house in houses]))
    reached = telling.reach([event for event, _url in hosted])
    for reach, (_event, url) in zip(reached, hosted, strict=True):
        yield from attention.of_event(reach, url)

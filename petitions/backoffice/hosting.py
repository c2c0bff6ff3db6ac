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
from petitions.campaigns.models import VISIBLE_STATES
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
        is_public=hosted.campaign.state in VISIBLE_STATES,
        plain=OfficeForm(),
        **notices.facts(hosted),
    )


def points(houses: Sequence[House]) -> Iterator[Point]:
    """What waits at events that these Houses host for campaigns of others."""
    ids = [house.id for house in houses]
    yield from map(attention.of_notice, sent.locked_of_guests(ids))
    for reach in telling.reach(telling.to_host(ids)):
        is_open = organiser().may(Right.NAMES, reach.event.house)
        yield from attention.of_event(reach, notices.event_url(reach.event) if is_open else None)

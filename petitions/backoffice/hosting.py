"""Events of another House's campaign for the House that hosts them, or is asked to: only the host can write to those who come."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import formats, i18n
from petitions.accounts.rights import Right
from petitions.backoffice import attention, events, notices
from petitions.backoffice.attention import Point
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.events import announcing, queries, telling, writing
from petitions.events import hosting as hosts
from petitions.events import notices as sent
from petitions.events.models import Event, State
from petitions.houses import keys
from petitions.houses.models import House

BOTH = ("GET", "POST")


def register(blueprint: Blueprint) -> None:
    """Open the pages of an event for its host, and for a House that is asked to be that."""
    one, write = "/events/<hosted>", Right.WRITE
    guarded(blueprint, one, hosted_event, right=Right.NAMES)
    guarded(blueprint, f"{one}/cancel", cancel, right=write, methods=BOTH, endpoint="cancel_hosted")
    guarded(blueprint, f"{one}/plan-again", plan_again, right=write, methods=BOTH, endpoint="plan_hosted_again")
    guarded(blueprint, f"{one}/hand-back", hand_back, right=write, methods=("POST",))
    guarded(blueprint, "/events/<asked>/hosting", host_event, right=write, methods=BOTH)


def hosted_event(hosted: Event) -> ResponseReturnValue:
    if not hosted.is_guest:
        return redirect(notices.event_url(hosted))
    return render(
        "backoffice/events/hosted.html",
        event=hosted,
        can_hand_back=not queries.has_addresses(hosted.id),
        is_over=not queries.is_to_come(hosted),
        plain=OfficeForm(),
        **_told(hosted),
        **notices.facts(hosted),
    )


def cancel(hosted: Event) -> ResponseReturnValue:
    return events.turn(hosted, State.CANCELLED, back=notices.event_url(hosted))


def plan_again(hosted: Event) -> ResponseReturnValue:
    return events.turn(hosted, State.PLANNED, back=notices.event_url(hosted))


def hand_back(hosted: Event) -> ResponseReturnValue:
    if not is_pressed():
        return redirect(notices.event_url(hosted), 303)
    try:
        hosts.hand_back(hosted, by=organiser().id)
    except writing.HostStays:
        flash(
            _("Somebody has left an address for your House, so it stays the host. You can call the event off."), "error"
        )
        return redirect(notices.event_url(hosted), 303)
    except hosts.NotAsked:
        pass
    flash(_("Your House does not host this event any more."), "success")
    return redirect(url_for("office.home"), 303)


def host_event(asked: Event) -> ResponseReturnValue:
    form = OfficeForm()
    if form.validate_on_submit():
        return redirect(_answered(asked, agrees=request.form.get("act") == "agree"), 303)
    return render("backoffice/events/asked.html", event=asked, form=form, **_told(asked)), 422 if form.errors else 200


def ahead(houses: Sequence[House]) -> list[tuple[Event, str | None]]:
    """The events to come that these Houses host for campaigns of others, each with its page, if this organiser may open it."""
    found = telling.to_host([house.id for house in houses])
    may = {house.id: organiser().may(Right.NAMES, house) for house in houses}
    return [(event, notices.event_url(event) if may[event.house_id] else None) for event in found]


def points(houses: Sequence[House], hosted: Sequence[tuple[Event, str | None]]) -> Iterator[Point]:
    """What waits at these events, `ahead` of these Houses, and which others they are asked to host."""
    yield from map(_of_question, queries.asking([house.id for house in houses]))
    yield from map(attention.of_notice, sent.locked_of_guests([house.id for house in houses]))
    reached = telling.reach([event for event, _url in hosted])
    for reach, (_event, url) in zip(reached, hosted, strict=True):
        yield from attention.of_event(reach, url)


def _of_question(event: Event) -> Point:
    words = _(
        "%(house)s asks your House to host an event: %(event)s, %(day)s.",
        house=event.campaign.house.text(i18n.current()).name,
        event=event.text(i18n.current()).title,
        day=formats.weekday_without_year(event.local_start),
    )
    may = event.asked is not None and organiser().may(Right.WRITE, event.asked)
    return Point(words, url_for("office.host_event", asked=event.slug) if may else None)


def _answered(asked: Event, *, agrees: bool) -> str:
    """Give the answer of the House, say what came of it, and where to go on."""
    try:
        (hosts.agree if agrees else hosts.decline)(asked, by=organiser().id)
    except writing.HostStays:
        flash(_("Somebody has left an address for the other House meanwhile, so that one stays the host."), "error")
    except hosts.NotAsked:
        flash(_("Your House is not asked any more."), "info")
    except keys.NoHouseKey:
        flash(_("Make a key for your House first: addresses of those who come are sealed with it."), "error")
        return url_for("office.host_event", asked=asked.slug)
    else:
        flash(_("Your House hosts this event.") if agrees else _("Your House does not host this event."), "success")
    return url_for("office.home")


def _told(event: Event) -> dict[str, object]:
    """What the pages of an event of another House's campaign say of it."""
    return {
        "text": event.text(i18n.current()),
        "campaign_title": event.campaign.text(i18n.current()).title,
        "others": event.campaign.house.text(i18n.current()).name,
        "line": announcing.one_line(event, i18n.current()),
    }

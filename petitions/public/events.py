"""The page of an event, and RSVPs."""

from collections.abc import Mapping

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions import clock, errors, i18n, limits, links, tokens
from petitions.events import announcing, attendance, calendars
from petitions.events import queries as events
from petitions.events.models import Event, Rsvp, State
from petitions.public.forms import PeopleForm, RsvpForm
from petitions.public.serving import cached, explained, localised

REFUSED: Mapping[type[errors.Refusal], str] = {
    attendance.EventFull: _l(
        "There are fewer places left than you need. Come with fewer people, or choose another event."
    ),
    attendance.EventOver: _l("This event is over, or it was called off."),
    attendance.HostUnknown: _l(
        "It is not settled yet which House hosts this event, so nobody can leave an address. Choose “Just count me”."
    ),
    errors.Unavailable: _l(
        "We could not store this just now, so nothing was stored. Please press the button again in a minute."
    ),
}
"""What is said of an RSVP that is refused."""


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/events/<slug>", event)
    localised(site, "/events/<slug>/rsvp", rsvp, methods=("POST",))
    localised(site, "/events/<slug>/event.ics", event_calendar)
    site.add_url_rule("/rsvp/<token>/done", "rsvp_done", show_done, methods=["GET"])
    site.add_url_rule("/rsvp/<token>", "rsvp_change", show_rsvp, methods=["GET"])
    site.add_url_rule("/rsvp/<token>", "rsvp_change_now", change_rsvp, methods=["POST"])
    site.register_error_handler(attendance.LinkUnknown, ended)
    site.add_url_rule("/rsvp/<token>/cancel", "rsvp_cancel", cancel_rsvp, methods=["POST"])
    site.add_url_rule("/rsvp/<token>/cancel", "to_rsvp", to_rsvp, methods=["GET"])


@cached
def event(locale: str, slug: str) -> ResponseReturnValue:
    return _event_page(events.visible(slug), RsvpForm())


def rsvp(locale: str, slug: str) -> ResponseReturnValue:
    shown, form = events.visible(slug), RsvpForm()
    if not limits.is_allowed("rsvp"):
        problem = _(
            "Very many people are answering from your network just now. Wait a minute and press the button again."
        )
        return _event_page(shown, form, status=429, problem=problem)
    if not form.validate():
        return _event_page(shown, form, status=422)
    if not _has_room(shown, form.number):
        return _event_page(shown, form, status=429, problem=_too_many())
    try:
        token = attendance.rsvp(
            shown,
            people=form.number,
            language=locale,
            email=form.email.data if form.wants_mail else None,
            name=form.name.data or None if form.wants_mail else None,
        )
    except tuple(REFUSED) as refusal:
        status = 503 if isinstance(refusal, errors.Unavailable) else 422
        problem = next(words for kind, words in REFUSED.items() if isinstance(refusal, kind))
        return _event_page(shown, form, status=status, problem=problem)
    # A page of its own: loading it again sends nothing again.
    return redirect(url_for("public.rsvp_done", token=token), 303)


def show_done(token: str) -> ResponseReturnValue:
    found = _find(token)
    return render_template(
        "public/rsvp_done.html",
        **_shared(found.event),
        people=found.people,
        token=token,
        change_url=links.absolute(url_for("public.rsvp_change", token=token)),
        has_contact=found.has_contact,
    )


def event_calendar(locale: str, slug: str) -> ResponseReturnValue:
    shown = events.visible(slug)
    disposition = f'attachment; filename="{shown.slug}.ics"'
    return Response(
        calendars.entry(shown, locale),
        content_type=calendars.media_type(shown),
        headers={"Content-Disposition": disposition, "Cache-Control": "public, max-age=60"},
    )


def show_rsvp(token: str) -> ResponseReturnValue:
    found = _find(token)
    return _rsvp_page(found, token, PeopleForm(people=str(found.people)))


def change_rsvp(token: str) -> ResponseReturnValue:
    found, form = _find(token), PeopleForm()
    if request.form.get("act") != "change":
        return redirect(url_for("public.rsvp_change", token=token), 303)
    if not form.validate():
        return _rsvp_page(found, token, form, status=422)
    if form.number > found.people and not _has_room(found.event, form.number - found.people):
        return _rsvp_page(found, token, form, status=429, problem=_too_many())
    try:
        attendance.change(token, form.number)
    except attendance.EventFull:
        return _rsvp_page(found, token, form, status=422, problem=_("There are not enough places left for so many."))
    except attendance.NotCounted:
        return redirect(url_for("public.rsvp_change", token=token), 303)  # where it says so
    except attendance.EventOver:
        return _rsvp_page(found, token, form, status=422, problem=REFUSED[attendance.EventOver])
    return redirect(url_for("public.rsvp_change", token=token, saved="yes"), 303)


def cancel_rsvp(token: str) -> ResponseReturnValue:
    _find(token)
    if request.form.get("act") != "cancel":
        return redirect(url_for("public.rsvp_change", token=token), 303)
    shown = attendance.cancel(token)
    return render_template("public/rsvp_cancelled.html", **_shared(shown))


def ended(_refusal: errors.Refusal) -> ResponseReturnValue:
    return explained(
        410,
        _(
            "This answer to an event was called off, or the event is over and your address is erased. If you want to come, "
            "say so again on the page of the event."
        ),
    )


def to_rsvp(token: str) -> ResponseReturnValue:
    """Where the form stands that somebody has loaded the address of."""
    _find(token)
    return redirect(url_for("public.rsvp_change", token=token), 303)


def _find(token: str) -> Rsvp:
    if not tokens.has_shape(token):
        raise attendance.LinkUnknown
    found = attendance.find(token)
    i18n.use(found.language)
    return found


def _has_room(shown: Event, people: int) -> bool:
    """Nobody alone makes a march look large, or takes all of its places."""
    return limits.has_room("heads", of=f"event {shown.id}", times=people)


def _too_many() -> str:
    words: str = _(
        "Very many people of your network have said today that they come. Say it tomorrow, or through another network; "
        "you are welcome all the same."
    )
    return words


def _event_page(shown: Event, form: RsvpForm, *, status: int = 200, problem: str | None = None) -> ResponseReturnValue:
    g.menu_endpoint = "public.event"
    is_past, locale = shown.ends_at <= clock.now(), i18n.current()
    return render_template(
        "public/event.html",
        **_shared(shown),
        url=links.absolute(url_for("public.event", locale=locale, slug=shown.slug)),
        picture_url=links.absolute(url_for("public.share_event", locale=locale, slug=shown.slug)),
        line=announcing.one_line(shown, locale),
        steps=shown.steps,
        places_left=shown.places_left,
        is_past=is_past,
        is_cancelled=shown.state is State.CANCELLED,
        form=form,
        problem=problem,
    ), status


def _rsvp_page(
    found: Rsvp, token: str, form: PeopleForm, *, status: int = 200, problem: str | None = None
) -> ResponseReturnValue:
    return render_template(
        "public/rsvp.html",
        **_shared(found.event),
        rsvp=found,
        form=form,
        token=token,
        problem=problem,
        is_newest_of_several=attendance.is_newest_of_several(token),
        is_saved=request.args.get("saved") == "yes",
    ), status


def _shared(shown: Event) -> dict[str, object]:
    return {
        "event": shown,
        "text": shown.text(i18n.current()),
        "campaign": shown.campaign,
        "house": shown.house,
    }

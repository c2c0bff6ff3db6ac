"""Mails to those who come to an event: asked for with one press, then watched, paused, gone on with, stopped."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import errors, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import padlock
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.progress import sending, told_of_sending, urls
from petitions.events import notices, telling
from petitions.events.models import Event, Notice, Topic
from petitions.houses import sendings, tickets

REFUSALS = (
    notices.NotNow,
    notices.NobodyMeant,
    notices.AlreadyAsked,
    notices.Undecided,
    notices.NotMoved,
    sendings.AnotherKey,
    tickets.NobodyHoldsKeys,
)


def register(blueprint: Blueprint) -> None:
    """Open the pages on mails to those who come, for the House that hosts the event: addresses are sealed for that one."""
    post, names = ("POST",), Right.NAMES
    event, one = "/events/<hosted>", "/events/<hosted>/notices/<int:notice_id>"
    guarded(blueprint, f"{event}/tell", tell, right=names, methods=post, is_fresh=True, endpoint="tell_event")
    guarded(blueprint, one, watch, right=names, endpoint="notice")
    guarded(blueprint, f"{one}/progress.json", progress, right=names, endpoint="notice_progress")
    guarded(blueprint, f"{one}/pause", pause, right=names, methods=post, endpoint="pause_notice")
    guarded(blueprint, f"{one}/resume", resume, right=names, methods=post, is_fresh=True, endpoint="resume_notice")
    guarded(blueprint, f"{one}/stop", stop, right=names, methods=post, endpoint="stop_notice")


def facts(event: Event) -> dict[str, object]:
    """What the page of an event says of mails to those who come."""
    (reach,) = telling.reach([event])
    sent = notices.of_event(event.id)
    return {
        "reach": reach,
        "notices": list(zip(sent, sendings.progress_of(sent), strict=True)),
        "is_near": telling.is_near(event),
        "mail_at": telling.mail_at(event).astimezone(event.local_start.tzinfo),
        "may_tell": organiser().may(Right.NAMES, event.house),
        "host": event.house.text(i18n.current()).name if event.is_guest else None,
    }


def event_url(event: Event) -> str:
    """The page of an event from which its host writes to those who come."""
    if event.is_guest:
        return url_for("office.hosted_event", hosted=event.slug)
    return url_for("office.event", campaign=event.campaign.slug, event=event.slug)


def tell(hosted: Event) -> ResponseReturnValue:
    topic = Topic.REMINDER if request.form.get("topic") == Topic.REMINDER.value else Topic.CHANGE
    if not is_pressed():
        return redirect(event_url(hosted))
    private_keys = padlock.open_keys(hosted.house)
    try:
        made = notices.ask(hosted, topic, organiser(), private_keys, is_sure="is_sure" in request.form)
    except REFUSALS as refusal:
        flash(_why_not(refusal), "error")
        return redirect(event_url(hosted))
    return redirect(_url(made))


def watch(hosted: Event, notice_id: int) -> ResponseReturnValue:
    found = notices.find(hosted, notice_id)
    now = sendings.progress(found)
    return render(
        "backoffice/events/notice.html",
        event_url=event_url(hosted),
        notice=found,
        starts_at=found.starts_at.astimezone(found.event.local_start.tzinfo),
        sent_by=accounts.names({found.organiser_id}).get(found.organiser_id),
        plain=OfficeForm(),
        urls=urls("notice", hosted=hosted.slug, notice_id=found.job_id),
        **sending(now),
    )


def progress(hosted: Event, notice_id: int) -> ResponseReturnValue:
    return told_of_sending(sendings.progress(notices.find(hosted, notice_id)))


def pause(hosted: Event, notice_id: int) -> ResponseReturnValue:
    found = notices.find(hosted, notice_id)
    if is_pressed():
        notices.pause(found, by=organiser().id)
    return redirect(_url(found))


def resume(hosted: Event, notice_id: int) -> ResponseReturnValue:
    found = notices.find(hosted, notice_id)
    if is_pressed():
        private_keys = padlock.open_keys(hosted.house)
        try:
            notices.resume(found, private_keys, by=organiser().id)
        except REFUSALS as refusal:
            flash(_why_not(refusal), "error")
    return redirect(_url(found))


def stop(hosted: Event, notice_id: int) -> ResponseReturnValue:
    found = notices.find(hosted, notice_id)
    if is_pressed():
        notices.stop(found, by=organiser().id)
    return redirect(_url(found))


def _why_not(refusal: errors.Refusal) -> str:
    words: str = {
        notices.NotNow: _("It is too late or too early for this mail."),
        notices.NobodyMeant: _("Everybody who left an address knows it."),
        notices.AlreadyAsked: _("Somebody has asked for this a moment ago: they are being told."),
        notices.Undecided: _("A backup was restored: decide whether mails to those who come to an event go on."),
        notices.NotMoved: _(
            "In some languages the place is still as it was. Say that this is right, or have it changed first."
        ),
        sendings.AnotherKey: _(
            "Some addresses are sealed with another key of the House, which your passphrase does not open. "
            "Somebody who has it must send the mails."
        ),
        tickets.NobodyHoldsKeys: _(
            "The process that sends mail to many is not running. Tell whoever runs the server to start the worker."
        ),
    }[type(refusal)]
    return words


def _url(found: Notice) -> str:
    return url_for("office.notice", hosted=found.event.slug, notice_id=found.job_id)

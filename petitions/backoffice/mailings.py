"""News sent to signatories who agreed: who gets them, how many that are, when; then watched, paused, gone on with, stopped."""

import datetime
from collections import Counter

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import DateTimeLocalInput

from petitions import clock, errors, formats
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import events, fields, padlock
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.progress import sending, told_of_sending, urls
from petitions.campaigns.models import Campaign
from petitions.events import timing
from petitions.fields import tidied
from petitions.houses import sendings, tickets
from petitions.signatures import mailing_list, showing
from petitions.signatures.mailing_list import Choice, Readership
from petitions.updates import mailing, queries
from petitions.updates.models import Mailing, Update

REFUSALS = (
    mailing.NotPublished,
    mailing.NobodyMeant,
    mailing.AlreadyAsked,
    sendings.AnotherKey,
    tickets.NobodyHoldsKeys,
)
SEND = "send"
"""What the button says that sends; the other one counts."""


class AreOffered:
    """Nothing but choices of the page."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form, field):
        if not set(field.data or ()) <= {choice.value for choice in field.choices}:
            raise ValidationError(self.message)


class SendForm(OfficeForm):
    """Who gets news, and when. Nothing chosen is everybody, and now."""

    languages = SelectMultipleField(
        _l("Languages"), validators=[AreOffered(_l("Choose a language"))], validate_choice=False
    )
    countries = SelectMultipleField(
        _l("Countries"), validators=[AreOffered(_l("Choose a country"))], validate_choice=False
    )
    starts_at = StringField(
        _l("When"), [Optional(), fields.IsMoment()], [tidied], widget=DateTimeLocalInput(), default=""
    )


def register(blueprint: Blueprint) -> None:
    """Open the pages on sending news."""
    campaign, post, names = "/campaigns/<campaign>", ("POST",), Right.NAMES
    page, one = f"{campaign}/news/<int:update_id>/send", f"{campaign}/news/sendings/<int:mailing_id>"
    guarded(blueprint, page, send, right=names, methods=("GET", "POST"), is_fresh=True, endpoint="send_news")
    guarded(blueprint, one, watch, right=names, endpoint="mailing")
    guarded(blueprint, f"{one}/progress.json", progress, right=names, endpoint="mailing_progress")
    guarded(blueprint, f"{one}/pause", pause, right=names, methods=post, endpoint="pause_mailing")
    guarded(blueprint, f"{one}/resume", resume, right=names, methods=post, is_fresh=True, endpoint="resume_mailing")
    guarded(blueprint, f"{one}/stop", stop, right=names, methods=post, endpoint="stop_mailing")


def send(campaign: Campaign, update_id: int) -> ResponseReturnValue:
    update = queries.within(campaign.id, update_id)
    private_keys = padlock.open_keys(campaign.house)
    form, left = SendForm(), Choice(served=mailing.served(update.id))
    people = mailing_list.counts(campaign.id, left)
    _offer(form, campaign, people)
    is_chosen = form.validate_on_submit()
    starts_at = _moment(form, campaign) if is_chosen else None
    is_chosen = is_chosen and not form.errors
    choice = Choice(frozenset(form.languages.data or ()), frozenset(form.countries.data or ()))
    if request.form.get("do") == SEND and (sent := _sent_before(update, choice, people)):
        return redirect(_url(campaign, sent))  # pressed twice, or once more on a page from before
    if is_chosen and request.form.get("do") == SEND:
        try:
            made = mailing.ask(campaign, update, organiser(), private_keys, choice=choice, starts_at=starts_at)
        except REFUSALS as refusal:
            flash(_why_not(refusal), "error")
        else:
            return redirect(_url(campaign, made))
    page = render(
        "backoffice/news/send.html",
        campaign=campaign,
        update=update,
        form=form,
        people=people.total(),
        was_sent=bool(left.served),
        going=mailing.unended(update.id),
        meant=_meant(campaign, update, people, choice) if is_chosen else None,
        starts_at=starts_at,
        hours=int(mailing.LATEST / datetime.timedelta(hours=1)),
    )
    return page, 422 if form.errors else 200


def watch(campaign: Campaign, mailing_id: int) -> ResponseReturnValue:
    found = mailing.find(campaign, mailing_id)
    now = sendings.progress(found)
    return render(
        "backoffice/news/mailing.html",
        campaign=campaign,
        mailing=found,
        missed=max(found.job.total - now.sent, 0),
        sent_by=accounts.names({found.organiser_id}).get(found.organiser_id),
        plain=OfficeForm(),
        urls=urls("mailing", campaign=campaign.slug, mailing_id=found.job_id),
        **sending(now),
    )


def progress(campaign: Campaign, mailing_id: int) -> ResponseReturnValue:
    return told_of_sending(sendings.progress(mailing.find(campaign, mailing_id)))


def pause(campaign: Campaign, mailing_id: int) -> ResponseReturnValue:
    found = mailing.find(campaign, mailing_id)
    if is_pressed():
        mailing.pause(campaign, found, by=organiser().id)
    return redirect(_url(campaign, found))


def resume(campaign: Campaign, mailing_id: int) -> ResponseReturnValue:
    found = mailing.find(campaign, mailing_id)
    if is_pressed():
        private_keys = padlock.open_keys(campaign.house)
        try:
            mailing.resume(campaign, found, private_keys, by=organiser().id)
        except REFUSALS as refusal:
            flash(_why_not(refusal), "error")
    return redirect(_url(campaign, found))


def stop(campaign: Campaign, mailing_id: int) -> ResponseReturnValue:
    found = mailing.find(campaign, mailing_id)
    if is_pressed():
        mailing.stop(campaign, found, by=organiser().id)
    return redirect(_url(campaign, found))


def _sent_before(update: Update, choice: Choice, people: Counter[Readership]) -> Mailing | None:
    """What has been sent to just those of `choice`, if that leaves none of them."""
    is_anybody_left = any(choice.has(readership) for readership in people)
    return (
        None if is_anybody_left else next((one for one in mailing.of_update(update.id) if one.choice == choice), None)
    )


def _offer(form: SendForm, campaign: Campaign, people: Counter[Readership]) -> None:
    """Offer the languages and countries of those who agreed, with their numbers."""
    hidden = showing.hidden_countries(campaign)
    form.languages.choices = _choices(_by(people, 0), formats.language)
    countries = {code: number for code, number in _by(people, 1).items() if code not in hidden}
    form.countries.choices = _choices(Counter(countries), formats.country)


def _by(people: Counter[Readership], place: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, number in people.items():
        found[pair[place]] += number
    return found


def _choices(people: Counter[str], name):
    return [SelectChoice(code, f"{name(code)} · {formats.number(number)}") for code, number in people.most_common()]


def _meant(campaign: Campaign, update: Update, people: Counter[Readership], choice: Choice):
    """How many get it, and in each of their languages in which one it is written: (language, people, language of the words)."""
    chosen = {pair: number for pair, number in people.items() if choice.has(pair)}
    by_language = _by(Counter(chosen), 0)
    rows = [(code, number, update.text(code).language) for code, number in by_language.most_common()]
    return sum(chosen.values()), rows


def _moment(form: SendForm, campaign: Campaign) -> datetime.datetime | None:
    """When it is to begin; None: now. What cannot be is said at the field."""
    if not form.starts_at.data:
        return None
    try:
        at = timing.moment(form.starts_at.data, timing.usual(campaign.house.country), field="starts_at")
    except timing.OddTime as odd:
        form.starts_at.errors = [events.ODD_TIMES[type(odd)]]
        return None
    if not datetime.timedelta(0) < at - clock.now() <= mailing.LATEST:
        hours = int(mailing.LATEST / datetime.timedelta(hours=1))
        form.starts_at.errors = [
            _("Choose a time within the next %(hours)s hours: the keys are kept no longer", hours=hours)
        ]
    return at


def _why_not(refusal: errors.Refusal) -> str:
    words: str = {
        mailing.NotPublished: _("Publish the news first."),
        mailing.NobodyMeant: _("Nobody who agreed to news is meant."),
        mailing.AlreadyAsked: _("Somebody has sent this news a moment ago. Look whom that leaves."),
        sendings.AnotherKey: _(
            "Some names are sealed with another key of the House, which your passphrase does not open. "
            "Somebody who has it must send the news."
        ),
        tickets.NobodyHoldsKeys: _(
            "The process that sends news is not running. Tell whoever runs the server to start the worker."
        ),
    }[type(refusal)]
    return words


def _url(campaign: Campaign, found: Mailing) -> str:
    return url_for("office.mailing", campaign=campaign.slug, mailing_id=found.job_id)

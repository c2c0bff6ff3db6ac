"""The pages on the events of a campaign: which there are, how one is planned, called off, planned again and taken back."""

from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from petitions import clock, formats, i18n
from petitions.accounts.rights import Right
from petitions.backoffice import fields, meeting, notices, places
from petitions.backoffice.editing import Desk
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.events import announcing, planning, queries, timing, writing
from petitions.events.attendance import EventOver
from petitions.events.models import NEEDED, Event, Kind, State
from petitions.fields import IsNumber, IsOneOf, tidied
from petitions.houses import queries as houses
from petitions.merging import Sheet

MOST_PLACES = 1_000_000
BOTH = ("GET", "POST")
ODD_TIMES = {
    timing.Skipped: _l("The clocks go forward over this time, so it does not exist. Choose another one"),
    timing.Twice: _l("The clocks go back over this time, so it comes twice. Choose another one"),
    writing.EndsFirst: _l("The end comes after the beginning"),
    writing.HasPassed: _l("This is over already. Look at day and year"),
}


def register(blueprint: Blueprint) -> None:
    """Open the pages on events."""
    every = "/campaigns/<campaign>/events"
    one = f"{every}/<event>"
    guarded(blueprint, every, all_events, right=Right.WRITE, endpoint="events")
    guarded(blueprint, f"{every}/new", new, right=Right.WRITE, methods=BOTH, endpoint="new_event")
    guarded(blueprint, one, edit, right=Right.WRITE, methods=BOTH, endpoint="event")
    guarded(blueprint, f"{one}/cancel", cancel, right=Right.WRITE, methods=BOTH, endpoint="cancel_event")
    guarded(blueprint, f"{one}/plan-again", plan_again, right=Right.WRITE, methods=BOTH, endpoint="plan_event_again")
    guarded(blueprint, f"{one}/remove", remove, right=Right.WRITE, methods=BOTH, endpoint="remove_event")


class EventDesk(Desk):
    """A page of the editor that is about an event, or about one to be planned."""

    folder = "events"

    def __init__(self, campaign: Campaign, endpoint: str, event: Event | None = None) -> None:
        super().__init__(campaign, endpoint, **({"event": event.slug} if event else {}))
        self.event = event

    def counts(self):
        return writing.counts(self.event) if self.event else []

    def lead_on(self, event: Event) -> None:
        """Go on with an event that was planned on this page."""
        self.endpoint, self.address = "office.event", {"event": event.slug}


class FactsForm(Form):
    """What is the same in all languages."""

    kind = SelectField(_l("Kind"), validators=[IsOneOf(_l("Choose what it is"))], validate_choice=False)
    starts_at = fields.moment(_l("Start"))
    ends_at = fields.moment(_l("End"))
    zone = SelectField(_l("Time zone"), validators=[IsOneOf(_l("Choose a time zone"))], validate_choice=False)
    country = places.country_field()
    capacity = StringField(
        _l("Places"), [], [tidied], description=_l("How many people there is room for. May stay empty.")
    )
    host = SelectField(
        _l("Host"),
        validators=[IsOneOf(_l("Choose a House"))],
        validate_choice=False,
        description=_l("Another House is asked first. Once somebody has left an address, the host stays."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # An older event may have a zone by another name.
        zones = sorted({*timing.zones(), self.zone.object_data or timing.EVERYWHERE})
        self.kind.choices = [SelectChoice(kind.value, announcing.name(kind)) for kind in Kind]
        self.zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones]
        self.country.choices = [SelectChoice(*pair) for pair in formats.countries()]
        self.host.choices = [SelectChoice(house.slug, house.text(i18n.current()).name) for house in houses.everyone()]

    def own_first(self, campaign):
        """Let the campaign's own House be the first choice of a host."""
        self.host.choices.sort(key=lambda choice: choice.value != campaign.house.slug)

    def validate_capacity(self, field):
        if field.data:
            IsNumber(1, MOST_PLACES)(self, field)
            field.data = str(int(field.data))


class TextForm(fields.WrittenForm):
    """The words of an event in one language."""

    title = fields.line(_l("Title"), 120, _l("One line: March for Rasul in Oslo."))
    headline = fields.headline(_l("Headline"), _l("One line on the poster for each line here; at most three."))
    summary = fields.paragraph(_l("Summary"), 300, _l("One or two sentences: what happens."))
    place = fields.line(_l("Place"), 120, _l("The spot where people meet: Egertorget."))
    city = fields.line(_l("City"), 80)
    directions = fields.paragraph(_l("Getting there"), 500, _l("By public transport, on foot, by car."))
    accessibility = fields.paragraph(_l("For everyone"), 500, _l("Steps, ground, seats, toilets, sign language."))
    safety = fields.lines(_l("Safety advice"), _l("One piece of advice a line. May stay empty."))


def all_events(campaign: Campaign) -> ResponseReturnValue:
    return _list(campaign)


def new(campaign: Campaign) -> ResponseReturnValue:
    desk, read = EventDesk(campaign, "office.new_event"), partial(writing.blank, campaign)

    def save(sheet: Sheet) -> None:
        desk.lead_on(writing.plan(campaign.id, sheet.values, by=organiser().id))

    return _answer(desk, read, save)


def edit(campaign: Campaign, event: str) -> ResponseReturnValue:
    try:
        shown = queries.within(campaign.id, event)
        desk, read = EventDesk(campaign, "office.event", shown), partial(writing.words, shown)
        return _answer(desk, read, lambda sheet: writing.save(campaign.id, event, sheet, by=organiser().id))
    except queries.NoSuchEvent:
        return gone(campaign)


def cancel(campaign: Campaign, event: str) -> ResponseReturnValue:
    return turn(queries.within(campaign.id, event), State.CANCELLED, back=_url("event", campaign, event))


def plan_again(campaign: Campaign, event: str) -> ResponseReturnValue:
    return turn(queries.within(campaign.id, event), State.PLANNED, back=_url("event", campaign, event))


def remove(campaign: Campaign, event: str) -> ResponseReturnValue:
    shown, form = queries.within(campaign.id, event), OfficeForm()
    title, back = shown.text(i18n.current()).title, _url("event", campaign, event)
    if form.validate_on_submit():
        try:
            planning.remove(campaign.id, event, by=organiser().id)
        except planning.SomebodyComes:
            flash(_("People have said that they will come, so it stays. You can call it off."), "error")
            return redirect(back)
        flash(_("Removed."), "success")
        return redirect(_url("events", campaign))
    page = render(
        "backoffice/campaigns/remove.html",
        form=form,
        campaign=campaign,
        title=title,
        what=_("Remove the event"),
        warning=_("Its page, its words in all languages and its programme are deleted."),
        back=back,
    )
    return page, 422 if form.errors else 200


def gone(campaign: Campaign) -> ResponseReturnValue:
    """Somebody removed the event about which somebody else was writing: what was typed is not lost. Raises NoSuchEvent."""
    desk = EventDesk(campaign, "office.events")
    desk.homeless = meeting.homeless(set()) if desk.is_sent else []
    if not desk.homeless:
        raise queries.NoSuchEvent
    return _list(campaign, desk)


def _list(campaign: Campaign, desk: EventDesk | None = None) -> ResponseReturnValue:
    events, now = queries.every(campaign.id), clock.now()
    page = render(
        "backoffice/events/events.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        upcoming=[event for event in events if event.ends_at > now],
        past=[event for event in reversed(events) if event.ends_at <= now],
        is_public=campaign.state in VISIBLE_STATES,
        kind_name=announcing.name,
        desk=desk,
    )
    return page, 409 if desk else 200


def _answer(desk: EventDesk, read, save) -> ResponseReturnValue:
    """The page with all that is said of an event, or what became of it."""
    facts, texts = desk.form(FactsForm, read()), desk.forms(TextForm, read())
    facts.own_first(desk.campaign)
    texts[0].needed = frozenset(NEEDED)
    forms, event = [facts, *texts], desk.event
    values: dict[str, object] = {
        "is_public": desk.campaign.state in VISIBLE_STATES,
        "is_over": event is not None and event.ends_at <= clock.now(),
        "has_rsvps": event is not None and queries.has_rsvps(event.id),
    }
    if event is not None:
        values |= notices.facts(event)
    try:
        return desk.answer("event", forms, read, save, **values)
    except timing.OddTime as odd:
        facts[odd.field].errors = [ODD_TIMES[type(odd)]]
    except writing.TooFewPlaces as refusal:
        facts.capacity.errors = [_too_few(refusal.coming)]
    except writing.HostStays:
        facts.host.errors = [_("Somebody has left an address for the host, or the event is over: the host stays")]
    desk.keep_up(forms, read())
    return desk.page("event", forms=forms, status=422, **values)


def turn(shown: Event, state: State, *, back: str) -> ResponseReturnValue:
    """The page on which an event is called off, or planned again, and the way `back` from there."""
    form, is_off = OfficeForm(), state is State.CANCELLED
    if form.validate_on_submit():
        try:
            (planning.cancel if is_off else planning.plan_again)(shown.campaign_id, shown.slug, by=organiser().id)
        except EventOver:
            flash(_("This event is over, so it stays as it was."), "error")
        else:
            flash(_("The event is called off.") if is_off else _("The event is planned again."), "success")
        return redirect(back)
    page = render("backoffice/events/turn.html", event=shown, form=form, is_off=is_off, back=back)
    return page, 422 if form.errors else 200


def _too_few(coming: int) -> str:
    words: str = ngettext(
        "%(people)s person is coming: there cannot be fewer places",
        "%(people)s people are coming: there cannot be fewer places",
        coming,
        people=formats.number(coming),
    )
    return words


def _url(page: str, campaign: Campaign, event: str | None = None) -> str:
    return url_for(f"office.{page}", campaign=campaign.slug, event=event)

"""The page on the programme of an event, step by step."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form

from petitions.accounts.rights import Right
from petitions.backoffice import events, fields
from petitions.backoffice.events import EventDesk
from petitions.backoffice.guarding import guarded, organiser
from petitions.backoffice.meeting import controls
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.events import programme, queries, timing
from petitions.events.models import Event
from petitions.merging import Sheet

ODD_TIMES = events.ODD_TIMES | {
    programme.OutsideEvent: _l("Choose a time between start and end of the event"),
}
REMOVE = "-remove"
"""Behind the number of a step: the name of the box that takes it out."""


def register(blueprint: Blueprint) -> None:
    """Open the page on the programme."""
    page = "/campaigns/<campaign>/events/<event>/programme"
    guarded(blueprint, page, what_happens, right=Right.WRITE, methods=("GET", "POST"), endpoint="programme")


class StepForm(Form):
    """When something happens."""

    at = fields.moment(_l("Time"))


class StepTextForm(fields.WrittenForm):
    """What happens, in one language."""

    what = fields.line(_l("What happens"), 200)


class AddForm(StepForm):
    """Another step; left without words, nothing is added."""

    what = fields.line(_l("What happens"), 200)

    @property
    def new(self):
        """What is to be added."""
        return programme.New(self.at.data, self.what.data) if self.what.data else None

    def validate(self, extra_validators=None):
        return not self.what.data or super().validate(extra_validators)


def what_happens(campaign: Campaign, event: str) -> ResponseReturnValue:
    try:
        return _programme(campaign, queries.within(campaign.id, event))
    except queries.NoSuchEvent:
        return events.gone(campaign)


def _programme(campaign: Campaign, event: Event) -> ResponseReturnValue:
    desk, read = EventDesk(campaign, "office.programme", event), partial(programme.words, event)
    now, without = read(), {str(step.id) for step in event.steps if request.form.get(f"{step.id}{REMOVE}")}
    latest = max([event.starts_at, *(step.starts_at for step in event.steps)])
    adding = desk.form(AddForm, {"new-at": timing.local(latest, event.zone)}, "new-")
    rows = [
        (
            step,
            desk.form(StepForm, now, f"{step.id}-"),
            [desk.form(StepTextForm, now, f"{step.id}-{code}-") for code in desk.pair],
        )
        for step in event.steps
    ]
    for step, _time, texts in rows:
        texts[0].needed = frozenset() if str(step.id) in without else frozenset({"what"})
    forms = [form for _step, time, texts in rows for form in (time, *texts)] + [adding]

    def save(sheet: Sheet) -> None:
        programme.save(campaign.id, event.slug, sheet, without=without, new=adding.new, by=organiser().id)

    values = {
        "rows": rows,
        "adding": adding,
        "without": without,
        "is_public": campaign.state in VISIBLE_STATES,
    }
    try:
        return desk.answer("programme", forms, read, save, **values)
    except timing.OddTime as odd:
        next(control for control in controls(forms) if control.name == odd.field).errors = [ODD_TIMES[type(odd)]]
    except programme.TooMany:
        adding.what.errors = [_("There is room for %(most)s steps: remove one first", most=programme.MOST)]
    desk.keep_up(forms, read())
    return desk.page("programme", forms=forms, status=422, **values)

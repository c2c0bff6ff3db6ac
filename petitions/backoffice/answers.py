"""Invalidating RSVPs by a rule: counting first, then taking them out of the count, and letting them count again."""

import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import DateTimeLocalInput

from petitions import i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import fields
from petitions.backoffice.events import ODD_TIMES
from petitions.backoffice.forms import OfficeForm, is_pressed, row_number
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.events import invalidating, queries, timing
from petitions.events.attendance import MOST_PEOPLE
from petitions.events.invalidating import Criteria, Preview
from petitions.events.models import Cause, Event
from petitions.fields import IsNumber, IsOneOf, tidied

CONTACTS = {"": None, "without": False, "with": True}


def _hour(label):
    """Day and hour at the place of the event, or nothing."""
    return StringField(label, [Optional(), fields.IsMoment()], [tidied], widget=DateTimeLocalInput())


class RuleForm(OfficeForm):
    """Which RSVPs are meant, and why."""

    first_at = _hour(_l("From"))
    last_at = _hour(_l("Until"))
    contact = SelectField(choices=[SelectChoice(value, value) for value in CONTACTS], validate_choice=False)
    least_people = StringField(validators=[Optional(), IsNumber(1, MOST_PEOPLE)], filters=[tidied])
    cause = SelectField(validators=[IsOneOf(_l("Choose a reason"))], validate_choice=False)
    last_id = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cause.choices = [SelectChoice(cause.value, cause_name(cause)) for cause in Cause]

    def rule(self, zone: str) -> Criteria | None:
        """What was asked for, with hours on the clocks of `zone`; None if it is to be mended, in the words of the form."""
        try:
            found = Criteria(
                first_at=_moment(self.first_at, zone),
                last_at=_moment(self.last_at, zone),
                has_contact=CONTACTS.get(self.contact.data or ""),
                least_people=int(self.least_people.data) if self.least_people.data else None,
            )
        except timing.OddTime as odd:
            self[odd.field].errors = [ODD_TIMES[type(odd)]]
            return None
        if not found:
            self.first_at.errors = [_("Name an hour, a number of people, or whether there is an address")]
        elif found.first_at and found.last_at and found.last_at <= found.first_at:
            self.last_at.errors = [_("The end comes after the beginning")]
        return None if self.errors else found


def register(blueprint: Blueprint) -> None:
    """Open the pages that find RSVPs invalid, and let them count again."""
    place, post, right = "/campaigns/<campaign>/events/<event>/answers", ("POST",), Right.MODERATE
    guarded(blueprint, place, answers, right=right)
    guarded(blueprint, f"{place}/count", count_answers, right=right, methods=post)
    guarded(blueprint, f"{place}/invalidate", invalidate_answers, right=right, methods=post)
    one = f"{place}/<int:invalidation_id>/release"
    guarded(blueprint, one, release_answers, right=right, methods=post)


def answers(campaign: Campaign, event: str) -> ResponseReturnValue:
    return _page(campaign, queries.within(campaign.id, event), RuleForm())


def count_answers(campaign: Campaign, event: str) -> ResponseReturnValue:
    shown, form = queries.within(campaign.id, event), RuleForm()
    rule = form.rule(shown.zone) if form.validate_on_submit() else None
    if rule is None:
        return _page(campaign, shown, form), 422
    return _page(campaign, shown, form, preview=invalidating.preview(shown, rule))


def invalidate_answers(campaign: Campaign, event: str) -> ResponseReturnValue:
    shown, form = queries.within(campaign.id, event), RuleForm()
    rule, last_id = form.rule(shown.zone) if form.validate_on_submit() else None, row_number(form.last_id.data)
    if rule is None or last_id is None:
        return _page(campaign, shown, form), 422
    try:
        made = invalidating.invalidate(shown, rule, last_id=last_id, cause=Cause(form.cause.data), by=organiser().id)
    except invalidating.NothingMatches:
        flash(_("No answer is meant by that any more."), "info")
    else:
        flash(_taken_out(made.people), "success")
    return redirect(_url(campaign, shown), 303)


def release_answers(campaign: Campaign, event: str, invalidation_id: int) -> ResponseReturnValue:
    shown = queries.within(campaign.id, event)
    if is_pressed():
        _release(shown, invalidation_id)
    return redirect(_url(campaign, shown), 303)


def cause_name(cause: Cause) -> str:
    """What a reason to invalidate RSVPs is called."""
    return {
        Cause.PROGRAM: _("A program answered"),
        Cause.INVENTED: _("Invented people"),
        Cause.TEST: _("Our own tests"),
        Cause.OTHER: _("Another reason"),
    }[cause]


def _moment(control: StringField, zone: str) -> datetime.datetime | None:
    return timing.moment(control.data, zone, field=control.name) if control.data else None


def _release(shown: Event, invalidation_id: int) -> None:
    try:
        people = invalidating.release(shown, invalidation_id, by=organiser().id)
    except invalidating.AlreadyReleased:
        flash(_("They count again already."), "info")
    except invalidating.NoRoom:
        flash(
            _("There are fewer places left than people who would come back. Give the event more places first."), "error"
        )
    else:
        flash(ngettext("%(num)s person counts again.", "%(num)s people count again.", people), "success")


def _taken_out(people: int) -> str:
    words: str = ngettext("%(num)s person is not counted any more.", "%(num)s people are not counted any more.", people)
    return words


def _url(campaign: Campaign, shown: Event) -> str:
    return url_for("office.answers", campaign=campaign.slug, event=shown.slug)


def _page(campaign: Campaign, shown: Event, form: RuleForm, *, preview: Preview | None = None) -> str:
    log = invalidating.log(shown.id)
    return render(
        "backoffice/events/answers.html",
        campaign=campaign,
        event=shown,
        text=shown.text(i18n.current()),
        form=form,
        preview=preview,
        hours=invalidating.hours(shown.id),
        log=log,
        here=shown.local_start.tzinfo,
        contacts={"": _("It does not matter"), "without": _("Without an address"), "with": _("With an address")},
        names=accounts.names({made.organiser_id for made in log if made.organiser_id}),
        cause_name=cause_name,
    )

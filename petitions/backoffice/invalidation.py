"""Invalidating signatures by a rule: counting first, then doing it, and letting them count again."""

import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from petitions import addresses, formats, keyring, limits
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import fields
from petitions.backoffice.forms import OfficeForm, is_pressed, row_number
from petitions.backoffice.found import is_shut
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.events import queries as events
from petitions.fields import IsAtMost, IsOneOf, tidied
from petitions.signatures import invalidating
from petitions.signatures.invalidating import Criteria, Preview
from petitions.signatures.records import Cause

EVERYWHERE = "all"


class IsDomain:
    """The part of an address behind the @."""

    def __call__(self, form, field):
        try:
            field.data = addresses.tidy(f"name@{field.data.lstrip('@')}").partition("@")[2]
        except addresses.BadAddress:
            raise ValidationError(_l("Write a mail domain such as example.org")) from None


class CriteriaForm(OfficeForm):
    """Which signatures are meant, and why."""

    first_day = fields.day(_l("First day"))
    last_day = fields.day(_l("Last day"))
    country = SelectField(validators=[IsOneOf(_l("Choose a country"))], validate_choice=False, default=EVERYWHERE)
    domain = StringField(validators=[Optional(), IsAtMost(253), IsDomain()], filters=[tidied])
    name = StringField(validators=[Optional(), IsAtMost(200)], filters=[tidied])
    cause = SelectField(validators=[IsOneOf(_l("Choose a reason"))], validate_choice=False)
    last_id = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.country.choices = [SelectChoice(EVERYWHERE, _("All countries"))] + [
            SelectChoice(*pair) for pair in formats.countries()
        ]
        self.cause.choices = [SelectChoice(cause.value, cause_name(cause)) for cause in Cause]

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        if not is_valid:
            return False
        first, last = self.first_day.data, self.last_day.data
        if not self.criteria:
            self.first_day.errors = [_("Name a day, a country, a mail domain or a name")]
        elif first and last and last < first:
            self.last_day.errors = [_("The last day lies before the first one")]
        return not self.errors

    @property
    def criteria(self):
        """What was asked for."""
        return Criteria(
            first_day=_day(self.first_day),
            last_day=_day(self.last_day),
            country=None if self.country.data == EVERYWHERE else self.country.data,
            domain=self.domain.data or None,
            name=self.name.data or None,
        )


def register(blueprint: Blueprint) -> None:
    """Open the pages that find signatures invalid, and let them count again."""
    place = "/campaigns/<campaign>/invalidation"
    guarded(blueprint, place, invalidation, right=Right.MODERATE)
    guarded(blueprint, f"{place}/count", count_meant, right=Right.MODERATE, methods=("POST",))
    guarded(blueprint, f"{place}/invalidate", invalidate, right=Right.MODERATE, methods=("POST",))
    one = f"{place}/<int:invalidation_id>/release"
    guarded(blueprint, one, release, right=Right.MODERATE, methods=("POST",))


def invalidation(campaign: Campaign) -> ResponseReturnValue:
    return _page(campaign, CriteriaForm())


def count_meant(campaign: Campaign) -> ResponseReturnValue:
    form = CriteriaForm()
    if is_shut(campaign):
        return _page(campaign, form), 422
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    if not _may_ask(form, f"organiser {organiser().id}"):
        return _page(campaign, form), 422
    try:
        return _page(campaign, form, preview=invalidating.preview(campaign, form.criteria, by=organiser().id))
    except keyring.SecretMissing:
        return _no_domains(campaign, form)


def invalidate(campaign: Campaign) -> ResponseReturnValue:
    form = CriteriaForm()
    last_id = row_number(form.last_id.data)
    if is_shut(campaign):
        return _page(campaign, form), 422
    # Counted apart: whoever has looked for many people can still strike out what floods the list.
    if not form.validate_on_submit() or last_id is None or not _may_ask(form, f"invalidating {organiser().id}"):
        return _page(campaign, form), 422
    try:
        made = invalidating.invalidate(
            campaign, form.criteria, last_id=last_id, cause=Cause(form.cause.data), by=organiser().id
        )
    except invalidating.NothingMatches:
        flash(_("No signature is meant by that any more."), "info")
    except keyring.SecretMissing:
        return _no_domains(campaign, form)
    else:
        flash(_counted(made.signatures), "success")
    return redirect(url_for("office.invalidation", campaign=campaign.slug), 303)


def release(campaign: Campaign, invalidation_id: int) -> ResponseReturnValue:
    if is_pressed():
        _release(campaign, invalidation_id)
    return redirect(url_for("office.invalidation", campaign=campaign.slug), 303)


def _may_ask(form: CriteriaForm, who: str) -> bool:
    """A domain can be one person's: it is asked for as seldom as a person can be looked for."""
    if form.domain.data and not limits.is_allowed("find", who=who):
        form.domain.errors = [_("Too many searches. Wait an hour.")]
        return False
    return True


def cause_name(cause: Cause) -> str:
    """What a reason to invalidate is called."""
    return {
        Cause.PROGRAM: _("A program signed"),
        Cause.INVENTED: _("Invented people"),
        Cause.TWICE: _("People counted twice"),
        Cause.TEST: _("Our own tests"),
        Cause.OTHER: _("Another reason"),
    }[cause]


def _day(control: StringField) -> datetime.date | None:
    return datetime.date.fromisoformat(control.data) if control.data else None


def _no_domains(campaign: Campaign, form: CriteriaForm) -> ResponseReturnValue:
    """The mark of a mail domain is made with the secret of the list: a draft has none yet, an erased list none any more."""
    form.domain.errors = [_("This list holds no addresses")]
    return _page(campaign, form), 422


def _release(campaign: Campaign, invalidation_id: int) -> None:
    try:
        outcome = invalidating.release(campaign, invalidation_id, by=organiser().id)
    except invalidating.AlreadyReleased:
        flash(_("They count again already."), "info")
        return
    flash(ngettext("%(num)s signature counts again.", "%(num)s signatures count again.", outcome.released), "success")
    if outcome.left:
        left = ngettext(
            "%(num)s stays out: somebody has signed again with this address.",
            "%(num)s stay out: somebody has signed again with these addresses.",
            outcome.left,
        )
        flash(left, "info")


def _counted(signatures: int) -> str:
    return ngettext(
        "%(num)s signature is invalid now. The number follows within seconds.",
        "%(num)s signatures are invalid now. The number follows within seconds.",
        signatures,
    )


def _page(campaign: Campaign, form: CriteriaForm, *, preview: Preview | None = None) -> str:
    log = invalidating.log(campaign.id)
    return render(
        "backoffice/moderation/invalidation.html",
        campaign=campaign,
        form=form,
        preview=preview,
        is_shut=is_shut(campaign),
        may_read=organiser().may(Right.NAMES, campaign.house),
        log=log,
        left_out=invalidating.left_out(campaign.id),
        names=accounts.names({made.organiser_id for made in log if made.organiser_id}),
        cause_name=cause_name,
        events=events.every(campaign.id),
    )

"""Erasing: until when the list of a campaign is kept, and what was erased."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.fields import IsNumber, tidied
from petitions.signatures import deadlines
from petitions.signatures import queries as signatures


class RetentionForm(OfficeForm):
    """For how long a list is kept after its hand-over."""

    days = StringField(validators=[IsNumber(deadlines.LEAST_DAYS, deadlines.MOST_DAYS)], filters=[tidied])


def register(blueprint: Blueprint) -> None:
    """Open the page about erasing."""
    page = "/campaigns/<campaign>/retention"
    guarded(blueprint, page, retention, right=Right.READ)
    guarded(blueprint, f"{page}/days", choose_days, right=Right.PUBLISH, methods=("POST",))


def retention(campaign: Campaign) -> ResponseReturnValue:
    return _page(campaign, RetentionForm(formdata=None, days=str(deadlines.of(campaign).days)))


def choose_days(campaign: Campaign) -> ResponseReturnValue:
    form = RetentionForm()
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    deadlines.choose(campaign, int(form.days.data), by=organiser().id)
    flash(_("That is how long the list will be kept."), "success")
    return redirect(url_for("office.retention", campaign=campaign.slug))


def _page(campaign: Campaign, form: RetentionForm) -> str:
    return render(
        "backoffice/handover/retention.html",
        campaign=campaign,
        form=form,
        deadline=deadlines.of(campaign),
        total=signatures.total(campaign.id),
        exports=[export for export in exporting.of_campaign(campaign) if exporting.can_be_fetched(export)],
        after_closing=deadlines.DAYS_AFTER_CLOSING,
        least=deadlines.LEAST_DAYS,
        most=deadlines.MOST_DAYS,
        may_choose=organiser().may(Right.PUBLISH, campaign.house),
    )

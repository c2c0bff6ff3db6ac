"""Erasing: until when the list of a campaign, and of each of a House, is kept, and what was erased."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign, State
from petitions.dossiers import exporting
from petitions.fields import IsNumber, tidied
from petitions.houses.models import House
from petitions.signatures import deadlines
from petitions.signatures import queries as signatures
from petitions.signatures.deadlines import Deadline


class RetentionForm(OfficeForm):
    """For how long a list is kept after its hand-over."""

    days = StringField(validators=[IsNumber(deadlines.LEAST_DAYS, deadlines.MOST_DAYS)], filters=[tidied])


def register(blueprint: Blueprint) -> None:
    """Open the page about erasing."""
    page = "/campaigns/<campaign>/retention"
    guarded(blueprint, page, retention, right=Right.READ)
    guarded(blueprint, f"{page}/days", choose_days, right=Right.PUBLISH, methods=("POST",))
    guarded(blueprint, "/houses/<house>/retention", house_retention, right=Right.READ)


def retention(campaign: Campaign) -> ResponseReturnValue:
    return _page(campaign, RetentionForm(formdata=None, days=str(deadlines.of(campaign).days)))


def choose_days(campaign: Campaign) -> ResponseReturnValue:
    form = RetentionForm()
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    try:
        deadlines.choose(campaign, int(form.days.data), by=organiser().id)
    except deadlines.TooSoon:
        least = deadlines.least(campaign)
        form.days.errors = [_("The list would be gone within a week. Write %(least)s or more", least=least)]
        return _page(campaign, form), 422
    flash(_("That is how long the list will be kept."), "success")
    return redirect(url_for("office.retention", campaign=campaign.slug))


def house_retention(house: House) -> ResponseReturnValue:
    found = campaigns.of_houses([house.id])
    ends, totals = deadlines.of_all(found), signatures.totals([campaign.id for campaign in found])
    lines = [(campaign, ends[campaign.id], totals[campaign.id]) for campaign in found]
    return render(
        "backoffice/handover/house_retention.html",
        house=house,
        lines=sorted(lines, key=lambda line: _turn(line[0], line[1])),
        after_closing=deadlines.DAYS_AFTER_CLOSING,
    )


def _turn(campaign: Campaign, deadline: Deadline) -> tuple[int, int]:
    """What goes soonest comes first, then what has no day yet, then what is gone, the latest first."""
    if deadline.erased_on:
        return 2, -deadline.erased_on.toordinal()
    if deadline.last_day:
        return 0, deadline.last_day.toordinal()
    return 1, campaign.state is State.DRAFT


def _page(campaign: Campaign, form: RetentionForm) -> str:
    return render(
        "backoffice/handover/retention.html",
        campaign=campaign,
        form=form,
        deadline=deadlines.of(campaign),
        total=signatures.total(campaign.id),
        exports=[export for export in exporting.of_campaign(campaign) if exporting.can_be_fetched(export)],
        after_closing=deadlines.DAYS_AFTER_CLOSING,
        least=deadlines.least(campaign),
        most=deadlines.MOST_DAYS,
        may_choose=organiser().may(Right.PUBLISH, campaign.house),
    )

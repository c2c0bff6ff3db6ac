"""Who stands behind a campaign, and in which order the page says so."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm, is_pressed, row_number
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import endorsing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.fields import IsOneOf

STEPS = {"up": -1, "down": 1}


def register(blueprint: Blueprint) -> None:
    """Open the page about endorsements."""
    rule = "/campaigns/<campaign>/endorsements"
    guarded(blueprint, rule, endorsements, right=Right.WRITE, methods=("GET", "POST"))


class EndorserForm(OfficeForm):
    """A House or an organisation to add."""

    endorser = SelectField(validators=[IsOneOf(_l("Choose a House or an organisation"))], validate_choice=False)


def endorsements(campaign: Campaign) -> ResponseReturnValue:
    form, locale = EndorserForm(), i18n.current()
    form.endorser.choices = [
        SelectChoice(endorsing.key(other), other.text(locale).name) for other in endorsing.others(campaign)
    ]
    if request.form.get("act", "add") == "add":
        if form.validate_on_submit():
            endorsing.add(campaign.id, form.endorser.data, by=organiser().id)
            flash(_("Added."), "success")
            return redirect(request.path, 303)
    elif is_pressed():
        _change(campaign)
        return redirect(request.path, 303)
    page = render(
        "backoffice/endorsements.html",
        campaign=campaign,
        title=campaign.name(locale),
        endorsements=campaigns.endorsements(campaign.id),
        form=form,
        plain=OfficeForm(formdata=None),
    )
    return page, 422 if form.errors else 200


def _change(campaign: Campaign) -> None:
    """Move or remove the endorsement whose button was pressed: `act` is "up-7", "down-7" or "remove-7"."""
    act, _hyphen, typed = request.form["act"].partition("-")
    number = row_number(typed)
    if number is None:
        raise endorsing.NoSuchEndorsement
    if act in STEPS:
        endorsing.move(campaign.id, number, STEPS[act], by=organiser().id)
    if act == "remove":
        endorsing.remove(campaign.id, number, by=organiser().id)
        flash(_("Taken off."), "success")

"""Correcting one person's signature that was found by its address, while the names of the House are unlocked in this browser."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from petitions import sealing
from petitions.accounts.rights import Right
from petitions.backoffice import padlock
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.found import is_marked, mark
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.fields import IsLine, IsName, IsOneOf, tidied
from petitions.signatures import content, correcting, finding
from petitions.signatures.models import Visibility


class CorrectForm(OfficeForm):
    """What somebody asks to have corrected."""

    name = StringField(validators=[DataRequired(_l("Write the name")), IsName(content.LONGEST_NAME)], filters=[tidied])
    town = StringField(validators=[Optional(), IsLine(content.LONGEST_TOWN)], filters=[tidied])
    comment = TextAreaField(validators=[Optional(), IsLine(content.LONGEST_COMMENT)], filters=[tidied])
    visibility = RadioField(validators=[IsOneOf(_l("Choose who may see the name"))], validate_choice=False)


def register(blueprint: Blueprint) -> None:
    """Open the page that corrects."""
    place = "/campaigns/<campaign>/signatures/<int:signature_id>/correct"
    guarded(blueprint, place, correct, right=Right.NAMES, methods=("GET", "POST"))


def correct(campaign: Campaign, signature_id: int) -> ResponseReturnValue:
    signature = finding.by_id(campaign, signature_id)
    if not is_marked(signature_id):
        flash(_("Search for the signature first."), "info")
        return redirect(url_for("office.find", campaign=campaign.slug), 303)
    private_keys = padlock.open_keys(campaign.house)
    try:
        said = correcting.read(signature, private_keys)
    except sealing.CannotOpen:
        flash(_("This signature is sealed for an older key of the House, and that one is not open to you."), "error")
        return redirect(url_for("office.find", campaign=campaign.slug), 303)
    form = CorrectForm(name=said.name, town=said.town, comment=said.comment, visibility=signature.visibility.value)
    form.visibility.choices = [SelectChoice(one.value, one.value) for one in correcting.choices(signature)]
    if not form.validate_on_submit():
        shown = {"campaign": campaign, "signature": signature, "form": form, "mark": mark(signature_id)}
        page = render("backoffice/moderation/correct.html", **shown)
        return page, 422 if form.errors else 200
    try:
        correcting.correct(
            campaign,
            signature.id,
            private_keys,
            name=form.name.data,
            town=form.town.data or None,
            comment=form.comment.data or None,
            visibility=Visibility(form.visibility.data),
            by=organiser().id,
        )
    except correcting.MoreEyes:  # its owner has hidden the name since a moment ago
        flash(_("Nothing was done. Try again."), "error")
    else:
        flash(_("The signature is corrected."), "success")
    return redirect(url_for("office.find", campaign=campaign.slug), 303)

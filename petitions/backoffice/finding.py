"""One person's signature, found by typing the address: for somebody who asks the House; never as fast as one could guess."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import DataRequired

from petitions import keyring, limits
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.found import is_marked, is_shut, mark
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.moderation import given_reason, reasons
from petitions.campaigns.models import Campaign
from petitions.fields import IsAddress, tidied
from petitions.signatures import finding, moderating
from petitions.signatures.models import Review, Signature


class FindForm(OfficeForm):
    """Whose signature is looked for."""

    email = EmailField(validators=[DataRequired(_l("Write an e-mail address")), IsAddress()], filters=[tidied])


def register(blueprint: Blueprint) -> None:
    """Open the search, and what may be done with what it finds."""
    guarded(blueprint, "/campaigns/<campaign>/find", find, right=Right.MODERATE, methods=("GET", "POST"))
    one = "/campaigns/<campaign>/signatures/<int:signature_id>"
    guarded(blueprint, f"{one}/hide", hide_one, right=Right.MODERATE, methods=("POST",))
    guarded(blueprint, f"{one}/erase", erase_one, right=Right.MODERATE, methods=("POST",))


def find(campaign: Campaign) -> ResponseReturnValue:
    form, found = FindForm(), None
    may_read = organiser().may(Right.NAMES, campaign.house)
    if form.validate_on_submit():
        if is_shut(campaign):
            form.email.errors = [_("Unlock the names first.")]
        elif not limits.is_allowed("find", who=f"organiser {organiser().id}"):
            form.email.errors = [_("Too many searches. Wait an hour.")]
        else:
            found = _found(campaign, form.email.data)
    marks = {signature.id: mark(signature.id) for signature in found or ()}
    shown = {"form": form, "found": found, "marks": marks, "may_read": may_read, "is_shut": is_shut(campaign)}
    page = render("backoffice/moderation/find.html", campaign=campaign, reasons=reasons(is_caught=False), **shown)
    return page, 422 if form.errors else 200


def hide_one(campaign: Campaign, signature_id: int) -> ResponseReturnValue:
    signature = finding.by_id(campaign, signature_id)
    if not _may_act_on(signature_id):
        return _again(campaign)
    try:
        moderating.decide(campaign, [signature.id], Review.HIDDEN, reason=given_reason(), by=organiser().id)
    except moderating.NothingChosen:
        flash(_("Nothing of this signature is public."), "info")
    else:
        flash(_("Name and comment are hidden. The signature counts all the same."), "success")
    return redirect(url_for("office.find", campaign=campaign.slug), 303)


def erase_one(campaign: Campaign, signature_id: int) -> ResponseReturnValue:
    if not _may_act_on(signature_id):
        finding.by_id(campaign, signature_id)
        return _again(campaign)
    finding.erase(campaign, signature_id, by=organiser().id)
    flash(_("The signature is withdrawn and erased. The number follows within seconds."), "success")
    return redirect(url_for("office.find", campaign=campaign.slug), 303)


def _may_act_on(signature_id: int) -> bool:
    """Whether the button was pressed beside a signature that the same organiser has found a moment ago."""
    return OfficeForm().validate_on_submit() and is_marked(signature_id)


def _found(campaign: Campaign, address: str) -> list[Signature]:
    try:
        return finding.by_address(campaign, address, by=organiser().id)
    except keyring.SecretMissing:
        return []


def _again(campaign: Campaign) -> ResponseReturnValue:
    flash(_("Nothing was done. Try again."), "error")
    return redirect(url_for("office.find", campaign=campaign.slug), 303)

"""Who runs the network: inviting others to it, and ending that."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions.accounts import inviting, network, queries
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.houses import AdministratorForm

BOTH = ("GET", "POST")


def register(blueprint: Blueprint) -> None:
    """Open the pages about those who run the network."""
    guarded(blueprint, "/network", administrators, right=Right.NETWORK, endpoint="network")
    guarded(blueprint, "/network/invite", invite_to_network, right=Right.NETWORK, methods=BOTH, is_fresh=True)
    one = "/network/<int:organiser_id>/remove"
    guarded(blueprint, one, remove_from_network, right=Right.NETWORK, methods=BOTH, is_fresh=True)
    back = "/network/invitations/<int:invited_id>/take-back"
    guarded(blueprint, back, take_back_network, right=Right.NETWORK, methods=("POST",))


def administrators() -> ResponseReturnValue:
    shown = {
        "administrators": network.administrators(),
        "invitations": queries.invitations(None),
        "plain": OfficeForm(),
    }
    return render("backoffice/members/network.html", **shown)


def invite_to_network() -> ResponseReturnValue:
    form, who = AdministratorForm(), organiser()
    if form.validate_on_submit():
        try:
            inviting.invite(form.email.data, None, None, language=who.language, by=who.id)
        except inviting.AlreadyMember:
            form.email.errors = [_("This address belongs to a network administrator")]
        else:
            flash(_("The invitation is on its way. Its link is good for a week."), "success")
            return redirect(url_for("office.network"))
    return render("backoffice/members/invite_to_network.html", form=form), 422 if form.errors else 200


def remove_from_network(organiser_id: int) -> ResponseReturnValue:
    found, form = network.administrator(organiser_id), OfficeForm()
    if not form.validate_on_submit():
        page = render("backoffice/members/remove_from_network.html", found=found, form=form)
        return page, 422 if form.errors else 200
    try:
        network.remove(organiser_id, by=organiser().id)
    except network.LastOne:
        flash(_("The network keeps one administrator. Invite somebody else first."), "error")
        return redirect(url_for("office.network"))
    flash(_("The access has ended."), "success")
    return redirect(url_for("office.network" if organiser().is_network_administrator else "office.home"))


def take_back_network(invited_id: int) -> ResponseReturnValue:
    if is_pressed():
        inviting.take_back(None, invited_id, by=organiser().id)
        flash(_("The invitation is cancelled. Its link opens nothing any more."), "success")
    return redirect(url_for("office.network"))

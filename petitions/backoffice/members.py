"""A House's organisers: inviting, roles, removing."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions.accounts import inviting, members, queries
from petitions.accounts.rights import Right, Role
from petitions.backoffice import attention
from petitions.backoffice.forms import InviteForm, OfficeForm, RoleForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.errors import Refusal
from petitions.houses import holding, keys, recovery
from petitions.houses.models import House


def register(blueprint: Blueprint) -> None:
    """Open the pages about a House's organisers."""
    house = "/houses/<house>"
    guarded(blueprint, f"{house}/organisers", organisers, right=Right.MANAGE)
    both = ("GET", "POST")
    guarded(blueprint, f"{house}/organisers/invite", invite, right=Right.MANAGE, methods=both, is_fresh=True)
    one = f"{house}/organisers/<int:member_id>"
    guarded(blueprint, one, member, right=Right.MANAGE, is_fresh=True)
    guarded(blueprint, f"{one}/role", change_role, right=Right.MANAGE, methods=("POST",), is_fresh=True)
    guarded(blueprint, f"{one}/remove", remove, right=Right.MANAGE, methods=both, is_fresh=True)
    back = f"{house}/invitations/<int:invitation_id>/take-back"
    guarded(blueprint, back, take_back, right=Right.MANAGE, methods=("POST",))


def organisers(house: House) -> ResponseReturnValue:
    return render(
        "backoffice/members/organisers.html",
        house=house,
        members=queries.members(house.id),
        invitations=queries.invitations(house.id),
        plain=OfficeForm(),
    )


def invite(house: House) -> ResponseReturnValue:
    form = InviteForm(language=organiser().language)
    if form.validate_on_submit() and _is_invited(house, form):
        flash(_("The invitation is on its way. Its link is good for a week."), "success")
        return redirect(url_for("office.organisers", house=house.slug))
    return render("backoffice/members/invite.html", house=house, form=form), 422 if form.errors else 200


def member(house: House, member_id: int) -> ResponseReturnValue:
    found = queries.member(house.id, member_id)
    form = RoleForm(role=found.role.value)
    return render("backoffice/members/member.html", house=house, member=found, form=form)


def change_role(house: House, member_id: int) -> ResponseReturnValue:
    found, form = queries.member(house.id, member_id), RoleForm()
    if not form.validate_on_submit():
        return render("backoffice/members/member.html", house=house, member=found, form=form), 422
    try:
        members.change_role(house.id, member_id, Role(form.role.data), by=organiser().id)
    except (members.LastAdministrator, holding.LastHolder) as refusal:
        return _keeps_one(house, member_id, refusal)
    flash(_("The role is changed."), "success")
    return _back(house)


def remove(house: House, member_id: int) -> ResponseReturnValue:
    found, form = queries.member(house.id, member_id), OfficeForm()
    if not form.validate_on_submit():
        page = render("backoffice/members/remove.html", house=house, member=found, form=form)
        return page, 422 if form.errors else 200
    try:
        members.remove(house.id, member_id, by=organiser().id)
    except (members.LastAdministrator, holding.LastHolder) as refusal:
        return _keeps_one(house, member_id, refusal)
    flash(_("The access has ended."), "success")
    return _back(house)


def take_back(house: House, invitation_id: int) -> ResponseReturnValue:
    if is_pressed():
        inviting.take_back(house.id, invitation_id, by=organiser().id)
        flash(_("The invitation is cancelled. Its link opens nothing any more."), "success")
    return redirect(url_for("office.organisers", house=house.slug))


def _back(house: House) -> ResponseReturnValue:
    """To the others; whoever has just changed what they are themselves may have none to look after any more."""
    _say_who_reads(house)
    return redirect(
        url_for("office.organisers", house=house.slug)
        if organiser().may(Right.MANAGE, house)
        else url_for("office.home")
    )


def _say_who_reads(house: House) -> None:
    key = holding.standing([house.id]).get(house.id)
    if key and not key.is_read:
        words = _(
            "Nobody in this House can read the names any more, and the network has no recovery key that would open them."
        )
        if recovery.opens({keys.current(house.id).id}):
            words = _(
                "Nobody in this House can read the names any more. The recovery key of the network lets somebody again."
            )
        flash(words, "info")
    elif key and (renew := attention.of_key(house, key)) and organiser().may(Right.MANAGE, house):
        flash(renew, "info")


def _keeps_one(house: House, member_id: int, refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, holding.LastHolder):
        flash(_("Nobody else could read the names then. Give this right to somebody else first."), "error")
    else:
        flash(_("A House keeps one administrator. Make somebody else administrator first."), "error")
    return redirect(url_for("office.member", house=house.slug, member_id=member_id))


def _is_invited(house: House, form: InviteForm) -> bool:
    role, language = Role(form.role.data), form.language.data
    try:
        inviting.invite(form.email.data, house, role, language=language, by=organiser().id)
    except inviting.AlreadyMember:
        form.email.errors = [_("This address belongs to an organiser of this House")]
        return False
    return True

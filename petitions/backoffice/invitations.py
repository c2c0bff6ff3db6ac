"""The link of an invitation: a page with one form, that makes an organiser."""

from flask import Blueprint, current_app, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password, login_user

from petitions import i18n, limits
from petitions.accounts import inviting, queries
from petitions.accounts.models import Invitation
from petitions.backoffice import guarding
from petitions.backoffice.forms import JoinForm, is_pressed
from petitions.backoffice.guarding import render


def register(blueprint: Blueprint) -> None:
    """Open the page of invitations: the only one of the back office for whoever is not signed in, beside signing in."""
    blueprint.add_url_rule("/invitation/<token>", "invitation", show, methods=["GET"])
    blueprint.add_url_rule("/invitation/<token>", "join", join, methods=["POST"])


def show(token: str) -> ResponseReturnValue:
    invitation = inviting.find(token)
    i18n.use(invitation.language)
    form = JoinForm(language=invitation.language)
    return _page(invitation, form)


def join(token: str) -> ResponseReturnValue:
    invitation = inviting.find(token)
    i18n.use(invitation.language)
    if _is_for_another(invitation):
        return redirect(url_for("office.invitation", token=token))
    if queries.by_address(invitation.email):
        return _join_again(invitation, token)
    form = JoinForm()
    is_allowed = limits.is_allowed("sign_in")
    if not form.validate_on_submit() or not is_allowed or not _is_good(form, invitation.email):
        return _page(invitation, form), 422
    password = hash_password(form.password.data)
    try:
        who = inviting.accept(token, name=form.name.data, password=password, language=form.language.data)
    except inviting.HasAccount:  # made a moment ago, from another invitation
        return _join_again(invitation, token)
    session.clear()
    login_user(who, authn_via=["password"])
    return redirect(url_for("office.second_factor"))


def _join_again(invitation: Invitation, token: str) -> ResponseReturnValue:
    """For an organiser of another House: the account stays as it is, and its owner must be signed in."""
    who = guarding.known()
    if who is None:
        return redirect(url_for("security.login", next=inviting.path(token)))
    if is_pressed():
        inviting.accept(token, name=who.name, password=None, language=who.language)
    return redirect(url_for("office.home"))


def _is_for_another(invitation: Invitation) -> bool:
    """Whether somebody else than whom it is for is signed in: accepting it would be silently ending what they do here."""
    who = guarding.known()
    return who is not None and who.email.lower() != invitation.email.lower()


def _is_good(form: JoinForm, email: str) -> bool:
    """Whether the library takes the password; else its words stand at the field."""
    util = current_app.extensions["security"].password_util
    faults, form_password = util.validate(form.password.data, True, email=email, name=form.name.data)
    if faults:
        form.password.errors = [*form.password.errors, *faults]
        return False
    form.password.data = form_password
    return True


def _page(invitation: Invitation, form: JoinForm) -> str:
    return render(
        "backoffice/account/invitation.html",
        invitation=invitation,
        form=form,
        is_known=queries.by_address(invitation.email) is not None,
        is_for_another=_is_for_another(invitation),
    )

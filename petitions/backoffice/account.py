"""The own account: name, language, password, second factors, sessions; and the page that asks for a second factor again."""

import time

from flask import Blueprint, current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import logout_user

from petitions import i18n, limits
from petitions.accounts import profile, sessions
from petitions.accounts.rights import Right
from petitions.backoffice import guarding, words
from petitions.backoffice.forms import CodeForm, OfficeForm, SelfForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render

WRONG_CODE = _l("This code is wrong or too old. Wait for the next one, and type that.")


def register(blueprint: Blueprint) -> None:
    """Open the pages of the own account."""
    guarded(blueprint, "/account/", account, right=Right.SELF, methods=("GET", "POST"))
    guarded(blueprint, "/account/second-factor", second_factor, right=Right.SELF)
    guarded(blueprint, "/account/fresh", fresh, right=Right.SELF, methods=("GET", "POST"))
    guarded(blueprint, "/account/sessions/<int:session_id>/end", end_session, right=Right.SELF, methods=("POST",))
    guarded(blueprint, "/account/sessions/end-all", end_all_sessions, right=Right.SELF, methods=("POST",))


def account() -> ResponseReturnValue:
    who = organiser()
    form = SelfForm(obj=who)
    if form.validate_on_submit():
        profile.change(who.id, name=form.name.data, language=form.language.data)
        i18n.use(who.language)
        flash(_("Saved."), "success")
        return redirect(url_for("office.account"))
    here = sessions.find(session[guarding.TOKEN])
    page = render(
        "backoffice/account/account.html", form=form, sessions=sessions.of(who), here=here, plain=OfficeForm()
    )
    return page, 422 if form.errors else 200


def second_factor() -> ResponseReturnValue:
    return render("backoffice/account/second_factor.html")


def fresh() -> ResponseReturnValue:
    who, form = organiser(), CodeForm()
    if not who.has_second_factor:
        return redirect(url_for("office.second_factor"))
    if form.validate_on_submit():
        if not limits.is_allowed("second_factor", who=f"sign-in {who.fs_uniquifier}"):
            form.code.errors = [words.TOO_MANY_CODES]
        elif _is_right(form.code.data):
            session[guarding.PROVEN] = time.time()
            return redirect(guarding.next_url())
        else:
            sessions.note_wrong_factor(who)
            form.code.errors = [WRONG_CODE]
    page = render(
        "backoffice/account/fresh.html", form=form, next=guarding.next_url(), recovered=guarding.RECOVERED in session
    )
    return page, 422 if form.errors else 200


def end_session(session_id: int) -> ResponseReturnValue:
    if is_pressed():
        sessions.end(organiser(), session_id)
        flash(_("That device is signed out."), "success")
    return redirect(url_for("office.account"))


def end_all_sessions() -> ResponseReturnValue:
    if not is_pressed():
        return redirect(url_for("office.account"))
    sessions.end_all(organiser().id)
    logout_user()
    session.clear()
    return redirect(url_for("security.login"))


def _is_right(code: str) -> bool:
    who = organiser()
    factory = current_app.extensions["security"].totp_factory
    return bool(who.tf_totp_secret) and factory.verify_totp(code.replace(" ", ""), who.tf_totp_secret, who, window=60)

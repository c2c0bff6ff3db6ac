"""The network's recovery key: shown once, and current when it was typed back from paper."""

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from petitions import i18n
from petitions.accounts import keyholding
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.fields import IsAtMost
from petitions.houses import fingerprints, key_sheets, recovery

BOTH = ("GET", "POST")
SHOWN = "recovery_key_shown"
"""Where the cookie keeps the public half of the key that was shown last: nothing else may be typed back, and nobody need
show the second factor again for it. It is no secret, and says nothing of the key."""


class TypedKeyForm(OfficeForm):
    """The recovery key that was shown, typed back from paper."""

    code = StringField(validators=[DataRequired(_l("Type the recovery key from the paper")), IsAtMost(1000)])


def register(blueprint: Blueprint) -> None:
    """Open the pages about the recovery key."""
    page = "/recovery-key"
    guarded(blueprint, page, recovery_key, right=Right.NETWORK)
    guarded(blueprint, f"{page}/new", new_recovery_key, right=Right.NETWORK, methods=BOTH, is_fresh=True)
    guarded(blueprint, f"{page}/typed", typed_recovery_key, right=Right.NETWORK, methods=BOTH)
    guarded(blueprint, f"{page}/sheet.pdf", recovery_sheet, right=Right.NETWORK, methods=("POST",))


def recovery_key() -> ResponseReturnValue:
    current = recovery.current()
    covered, missing = recovery.coverage(current) if current else (0, [])
    return render(
        "backoffice/key/recovery.html",
        form=OfficeForm(),
        key=current,
        fingerprint=fingerprints.of(current.public_key) if current else None,
        covered=covered,
        missing=missing,
        has_draft=SHOWN in session,
    )


def new_recovery_key() -> ResponseReturnValue:
    """Shown once, in the answer to the button: reloading makes another one."""
    if request.method == "GET" or not is_pressed():
        return _back()
    code = recovery.draft()
    session[SHOWN] = recovery.public_half(code).hex()
    return render("backoffice/key/recovery_shown.html", code=code, form=TypedKeyForm(formdata=None))


def typed_recovery_key() -> ResponseReturnValue:
    form = TypedKeyForm()
    if SHOWN not in session or (form.validate_on_submit() and _is_proved(form)):
        return _back()
    return render("backoffice/key/recovery_shown.html", code=None, form=form), 422 if form.errors else 200


def recovery_sheet() -> ResponseReturnValue:
    """Printed from what the page of the key sends along: it is kept nowhere, and stands in no address."""
    if not is_pressed():
        return _back()
    try:
        pdf = key_sheets.for_recovery(request.form.get("code", ""), i18n.current())
    except recovery.WrongRecoveryKey:
        return _back()
    headers = {"Content-Disposition": 'attachment; filename="recovery-key.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


def _is_proved(form: TypedKeyForm) -> bool:
    try:
        public_key = recovery.public_half(form.code.data)
    except recovery.WrongRecoveryKey:
        public_key = b""
    if public_key.hex() != session[SHOWN]:
        form.code.errors = [_("This is not the key that was shown. Look at each sign, or have a new one made.")]
        return False
    keyholding.keep_recovery_key(public_key, by=organiser().id)
    del session[SHOWN]
    flash(_("The recovery key counts now."), "success")
    return True


def _back() -> ResponseReturnValue:
    return redirect(url_for("office.recovery_key"))

"""The certificate of a House: taken from a PKCS#12 file, kept sealed, replaced, taken away."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from petitions import clock
from petitions.accounts import keyholding
from petitions.accounts.rights import Right
from petitions.backoffice import uploads
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.fields import IsAtMost
from petitions.houses import certifying, keys
from petitions.houses.models import House
from petitions.pdf import certificates

MOST_BYTES = 100_000

REFUSED = {
    certificates.WrongPassword: _l("The file does not open with this password, or is no PKCS#12 file."),
    certificates.NoKey: _l("The file has no private key that can sign. Export the certificate with its key."),
    certificates.NotValidYet: _l("The certificate is not valid yet."),
    certificates.Expired: _l("The certificate has expired."),
}


class CertificateForm(uploads.UploadForm):
    """A PKCS#12 file and what opens it."""

    password = PasswordField(validators=[IsAtMost(1000)])


def register(blueprint: Blueprint) -> None:
    """Open the page of the certificate."""
    page, methods = "/houses/<house>/key/certificate", ("GET", "POST")
    guarded(blueprint, page, certificate, right=Right.MANAGE, methods=methods, is_fresh=True)


def certificate(house: House) -> ResponseReturnValue:
    form = uploads.taken(CertificateForm, MOST_BYTES, _l("A certificate is smaller than this file."))
    if _is_done(house, form):
        return redirect(url_for("office.certificate", house=house.slug))
    page = render(
        "backoffice/key/certificate.html",
        house=house,
        form=form,
        kept=certifying.of_house(house.id),
        now=clock.now(),
        soon=clock.now() + certifying.WARNING,
    )
    return page, 422 if form.errors else 200


def _is_done(house: House, form: CertificateForm) -> bool:
    if uploads.is_down(form):
        keyholding.remove_certificate(house.id, by=organiser().id)
        flash(_("The certificate is removed."), "success")
        return True
    return form.act.data == "upload" and form.validate_on_submit() and _is_kept(house, form)


def _is_kept(house: House, form: CertificateForm) -> bool:
    if not form.file.data:
        form.file.errors = [_("Choose a file")]
        return False
    try:
        found = certificates.read(form.file.data.read(), form.password.data or "")
        certificates.signing(found, clock.now())
        keyholding.keep_certificate(house.id, found, by=organiser().id)
    except certificates.BadCertificate as refusal:
        at = form.password if isinstance(refusal, certificates.WrongPassword) else form.file
        at.errors = [REFUSED[type(refusal)]]
        return False
    except keys.NoHouseKey:
        form.file.errors = [_("The House has no key yet, for which the certificate would be sealed.")]
        return False
    flash(_("The certificate is kept. Dossiers can be signed with it."), "success")
    return True

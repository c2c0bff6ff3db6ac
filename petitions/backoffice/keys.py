"""The keys of a House: one's own passphrase, the key pair, who may read names, and the sheets of paper."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from petitions import i18n, limits
from petitions.accounts import keyholding, queries
from petitions.accounts.models import Membership
from petitions.accounts.rights import RIGHTS, Right
from petitions.backoffice import padlock, words
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.houses import fingerprints, holding, key_sheets, keys, reading, recovery
from petitions.houses.models import House, HouseKey
from petitions.houses.passphrases import WrongPassphrase


class TypedForm(OfficeForm):
    """The passphrase that was shown, typed back from paper."""

    passphrase = StringField(
        validators=[
            DataRequired(_l("Type the passphrase from your paper")),
            Length(max=1000, message=_l("A passphrase has 16 signs")),
        ],
    )


@dataclass(frozen=True)
class Reader:
    """A member of a House on the page of its keys."""

    member: Membership
    opens: int
    """How many keys of the House."""
    fingerprint: str | None
    """Of the own key behind the passphrase; None without a passphrase that counts."""
    may_hold: bool
    """Whether the role allows it."""
    holds: bool
    """Whether they have the right: perhaps by a passphrase that they have replaced since."""


def register(blueprint: Blueprint) -> None:
    """Open the pages about a House's keys."""
    key_page, post = "/houses/<house>/key", ("POST",)
    guarded(blueprint, key_page, key, right=Right.NAMES)
    guarded(blueprint, f"{key_page}/sheet.pdf", key_sheet, right=Right.NAMES)
    guarded(blueprint, f"{key_page}/passphrase", passphrase, right=Right.NAMES, methods=("GET", "POST"), is_fresh=True)
    guarded(blueprint, f"{key_page}/passphrase/typed", typed, right=Right.NAMES, methods=("GET", "POST"))
    guarded(blueprint, f"{key_page}/new", new_key, right=Right.MANAGE, methods=post, is_fresh=True)
    member = f"{key_page}/readers/<int:member_id>"
    guarded(blueprint, f"{member}/give", give, right=Right.MANAGE, methods=post, is_fresh=True)
    guarded(blueprint, f"{member}/take", take, right=Right.MANAGE, methods=post, is_fresh=True)
    guarded(blueprint, f"{key_page}/passphrases/take", take_passphrase, right=Right.MANAGE, methods=post, is_fresh=True)


def key(house: House) -> ResponseReturnValue:
    return _page(house, TypedForm(), 200)


def passphrase(house: House) -> ResponseReturnValue:
    """Shown once, in the answer to the button that made it: reloading makes another one."""
    if not is_pressed():
        return _back(house)
    if not limits.is_allowed("unlock", who=f"organiser {organiser().id}"):
        flash(str(words.TOO_MANY_PASSPHRASES), "error")
        return _back(house)
    who, shown = organiser().id, reading.draft(organiser().id)
    return render(
        "backoffice/key/passphrase.html",
        house=house,
        shown=shown,
        is_another=reading.has_key(who),
        form=TypedForm(formdata=None),
    )


def typed(house: House) -> ResponseReturnValue:
    form = TypedForm()
    if form.validate_on_submit():
        if not limits.is_allowed("unlock", who=f"organiser {organiser().id}"):
            form.passphrase.errors = [words.TOO_MANY_PASSPHRASES]
        elif _is_proved(house, form):
            return _back(house)
    if not form.errors:
        return _back(house)
    return render("backoffice/key/passphrase.html", house=house, shown=None, form=form), 422


def new_key(house: House) -> ResponseReturnValue:
    if is_pressed():
        try:
            keyholding.make_key(house.id, by=organiser().id)
        except reading.NoReadingKey:
            flash(_("Make your own passphrase first: without it nobody could open the key."), "error")
        except keys.NobodyReads:
            flash(
                _(
                    "Those who may read names have new passphrases that would not open it. One of them has to make the key."
                ),
                "error",
            )
        else:
            flash(_("The House has a new key. From now on names are sealed with it."), "success")
    return _back(house)


def give(house: House, member_id: int) -> ResponseReturnValue:
    member = queries.member(house.id, member_id)
    private_keys = padlock.open_keys(house)
    if is_pressed() and Right.NAMES in RIGHTS[member.role]:
        try:
            compared = request.form.get("compared", "")
            keyholding.give(member, private_keys, compared=compared, by=organiser().id)
        except keyholding.NotCompared:
            flash(
                _("%(name)s has another passphrase now. Compare the digits again.", name=member.organiser.name), "error"
            )
        except reading.NoReadingKey:
            flash(_("%(name)s has no passphrase yet.", name=member.organiser.name), "error")
        else:
            flash(_("%(name)s may read the names now.", name=member.organiser.name), "success")
    return _back(house)


def take(house: House, member_id: int) -> ResponseReturnValue:
    member = queries.member(house.id, member_id)
    if is_pressed():
        try:
            keyholding.take(house.id, member.organiser_id, by=organiser().id)
        except holding.LastHolder:
            _say_last()
        else:
            flash(_("%(name)s opens no names any more.", name=member.organiser.name), "success")
    return _back(house)


def take_passphrase(house: House) -> ResponseReturnValue:
    label = request.form.get("label", "")
    is_there = any(holder.organiser_id is None and holder.label == label for holder in holding.holders(house.id))
    if is_pressed() and is_there:
        try:
            keyholding.take_passphrase(house.id, label, by=organiser().id)
        except holding.LastHolder:
            _say_last()
        else:
            flash(_("This passphrase opens nothing any more."), "success")
    return _back(house)


def key_sheet(house: House) -> ResponseReturnValue:
    current = _current(house)
    if current is None:
        return _back(house)
    name = f"passphrase-{house.slug}.pdf"
    pdf = key_sheets.for_passphrase(house, current, i18n.current())
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _is_proved(house: House, form: TypedForm) -> bool:
    who = organiser()
    try:
        keyholding.prove(who, form.passphrase.data)
    except WrongPassphrase:
        form.passphrase.errors = [_("This is not what was shown. Look at each sign, or have a new one made.")]
        return False
    if padlock.is_open(house):  # whoever changes the passphrase while the names are open keeps them
        member = next(member for member in who.memberships if member.house_id == house.id)
        keyholding.give(member, padlock.open_keys(house), by=who.id)
    flash(_("Your passphrase counts now."), "success")
    return True


def _page(house: House, form: TypedForm, status: int) -> ResponseReturnValue:
    who, current = organiser(), _current(house)
    holders = holding.holders(house.id)
    page = render(
        "backoffice/key/key.html",
        house=house,
        form=form,
        key=current,
        fingerprint=fingerprints.of(current.public_key) if current else None,
        count=len(keys.of_house(house.id)),
        readers=_readers(house, holders),
        labels=[holder for holder in holders if holder.organiser_id is None],
        mine=next((holder for holder in holders if holder.organiser_id == who.id), None),
        has_passphrase=reading.has_key(who.id),
        has_draft=reading.has_draft(who.id),
        is_open=padlock.is_open(house),
        manages=who.manages(house),
        is_covered=recovery.is_covered(house.id),
        has_recovery=recovery.current() is not None,
    )
    return page, status


def _readers(house: House, holders: list[holding.Holder]) -> list[Reader]:
    opens = {holder.organiser_id: len(holder.key_ids) for holder in holders}
    members = queries.members(house.id)
    own = reading.public_keys({member.organiser_id for member in members})
    return [
        Reader(
            member,
            opens.get(member.organiser_id, 0),
            fingerprints.of(own[member.organiser_id]) if member.organiser_id in own else None,
            Right.NAMES in RIGHTS[member.role],
            member.organiser_id in opens,
        )
        for member in members
    ]


def _current(house: House) -> HouseKey | None:
    try:
        return keys.current(house.id)
    except keys.NoHouseKey:
        return None


def _say_last() -> None:
    flash(_("Nobody else could read the names then. Give this right to somebody else first."), "error")


def _back(house: House) -> ResponseReturnValue:
    return redirect(url_for("office.key", house=house.slug))

"""The padlock: unlocking a House's names with a passphrase, how long they stay open, and locking them now.

The secret that opens the keys lives in a cookie of its own, which no script reads and no other site causes to be sent.
"""

import datetime
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from petitions import i18n, limits
from petitions.accounts import keyholding
from petitions.accounts.models import Organiser
from petitions.accounts.rights import RIGHTS, Right
from petitions.backoffice import guarding, words
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.houses import reading, unlocking
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import House
from petitions.houses.passphrases import WrongPassphrase

COOKIE = "names"
PATH = guarding.PREFIX
UNLOCK = "office.unlock"


class UnlockForm(OfficeForm):
    """The passphrase that opens the names."""

    passphrase = PasswordField(
        validators=[DataRequired(_l("Type your passphrase")), Length(max=1000, message=_l("A passphrase has 16 signs"))]
    )


@dataclass(frozen=True)
class Bar:
    """What the bar on top of every page shows of the padlock."""

    expires_at: datetime.datetime | None
    """Until when names are open in this browser; None while they are locked."""
    whose: str | None
    """The House that is open, where it is not the one of this page."""
    unlock_url: str | None
    """Where the names of this page's House can be unlocked; None if they are open, or it is not clear whose."""
    lock_url: str
    form: OfficeForm


def register(blueprint: Blueprint) -> None:
    """Open the page that unlocks, and the button that locks."""
    guarded(blueprint, "/houses/<house>/unlock", unlock, right=Right.NAMES, methods=("GET", "POST"))
    guarded(blueprint, "/lock", lock, right=Right.SELF, methods=("POST",))
    blueprint.register_error_handler(unlocking.Locked, _ask_to_unlock)


def init_app(app: Flask) -> None:
    """Show the padlock on every page of the back office."""
    app.context_processor(_page)


def open_keys(house: House) -> PrivateKeys:
    """The private keys of `house` that are open in this browser. Raises unlocking.Locked: the page to unlock answers."""
    return unlocking.opened(request.cookies.get(COOKIE), house.id, organiser().id)


def is_open(house: House) -> bool:
    """Whether the names of `house` are unlocked in this browser."""
    found = unlocking.padlock(request.cookies.get(COOKIE), organiser().id)
    return found is not None and found.house_id == house.id


def unlock(house: House) -> ResponseReturnValue:
    form, who = UnlockForm(), organiser()
    onwards = guarding.next_url(url_for("office.key", house=house.slug))
    if form.validate_on_submit():
        if not limits.is_allowed("unlock", who=f"organiser {who.id}"):
            form.passphrase.errors = [words.TOO_MANY_PASSPHRASES]
        elif token := _token(form, house, who):
            answer = redirect(onwards)
            is_secure = current_app.config["SETTINGS"].base_url.startswith("https:")
            lifetime = datetime.timedelta(minutes=unlocking.MINUTES)
            answer.set_cookie(COOKIE, token, lifetime, path=PATH, secure=is_secure, httponly=True, samesite="Strict")
            return answer
    has_passphrase = reading.has_key(who.id)
    page = render("backoffice/key/unlock.html", house=house, form=form, onwards=onwards, has_passphrase=has_passphrase)
    return page, 422 if form.errors else 200


def lock() -> ResponseReturnValue:
    answer = redirect(guarding.next_url())
    if is_pressed():
        keyholding.lock(organiser().id)
        flash(_("The names are locked."), "success")
        answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _token(form: UnlockForm, house: House, who: Organiser) -> str | None:
    try:
        return keyholding.unlock(house.id, who.id, form.passphrase.data)
    except WrongPassphrase:
        form.passphrase.errors = [_("This passphrase opens nothing here. Look at each sign and type it again.")]
    except unlocking.NotGiven:
        form.passphrase.errors = [
            _("This is your passphrase, but you were not given the right to read the names of this House.")
        ]
    return None


def _page() -> dict[str, object]:
    if not guarding.is_office() or (who := guarding.known()) is None:
        return {"padlock": None}
    found = unlocking.padlock(request.cookies.get(COOKIE), who.id)
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    house = _house_to_unlock(who)
    is_this = found is not None and house is not None and found.house_id == house.id
    return {
        "padlock": Bar(
            expires_at=found.expires_at if found else None,
            whose=_name_of(found.house_id, who) if found and not is_this else None,
            unlock_url=url_for(UNLOCK, house=house.slug, next=here) if house and not is_this else None,
            lock_url=url_for("office.lock", next=here),
            form=OfficeForm(),
        )
    }


def _house_to_unlock(who: Organiser) -> House | None:
    """The House of this page, or the only one, if its names are for `who`."""
    mine = [member.house for member in who.memberships if Right.NAMES in RIGHTS[member.role]]
    house = g.office_campaign.house if "office_campaign" in g else g.get("office_house")
    if house is None:
        return mine[0] if len(mine) == 1 else None
    return house if house in mine else None


def _name_of(house_id: int, who: Organiser) -> str | None:
    names = (member.house.text(i18n.current()).name for member in who.memberships if member.house_id == house_id)
    return next(names, None)


def _ask_to_unlock(_refusal: unlocking.Locked) -> ResponseReturnValue:
    """A view needed the keys: unlock first, then go on from the page it was."""
    house = g.office_campaign.house if "office_campaign" in g else g.office_house
    flash(_("Unlock the names first."), "info")
    return guarding.detour(url_for(UNLOCK, house=house.slug, next=guarding.here()))

"""What was done, and by whom: the log of a House, and that of the network, which has what belongs to no House."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from petitions.accounts import audit
from petitions.accounts.rights import Right
from petitions.backoffice import logged, meant
from petitions.backoffice.forms import row_number
from petitions.backoffice.guarding import guarded, render
from petitions.houses.models import House


def register(blueprint: Blueprint) -> None:
    """Open the logs."""
    guarded(blueprint, "/houses/<house>/log", log, right=Right.MANAGE)
    guarded(blueprint, "/log", network_log, right=Right.NETWORK)


def log(house: House) -> ResponseReturnValue:
    return _page(house)


def network_log() -> ResponseReturnValue:
    return _page(None)


def _page(house: House | None) -> ResponseReturnValue:
    entries = audit.of_house(house.id if house else None, row_number(request.args.get("before")))
    return render(
        "backoffice/members/log.html",
        house=house,
        entries=entries,
        words=logged.WHAT,
        things=meant.things(house, entries),
        about=meant.about,
        page=audit.PAGE,
    )

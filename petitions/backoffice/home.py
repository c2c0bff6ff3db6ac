"""The start page: an organiser's Houses and their campaigns."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petitions.accounts.rights import Right
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import queries as campaigns


def register(blueprint: Blueprint) -> None:
    """Open the start page."""
    guarded(blueprint, "/", home, right=Right.SELF, endpoint="home")


def home() -> ResponseReturnValue:
    who = organiser()
    found = campaigns.of_houses(who.house_ids(Right.READ))
    return render("backoffice/home.html", memberships=who.memberships, campaigns=found)

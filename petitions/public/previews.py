"""A campaign as it would be seen, behind a link from the back office that ends after a week."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from petitions.campaigns import previewing
from petitions.public.campaigns import campaign_page
from petitions.public.forms import SignForm
from petitions.public.serving import localised


def register(site: Blueprint) -> None:
    """Put the view of this module on the site."""
    localised(site, "/preview/<token>", preview)


def preview(locale: str, token: str) -> ResponseReturnValue:
    shown, standing = previewing.find(token)
    answer = make_response(campaign_page(shown, SignForm(), standing=standing))
    answer.headers["X-Robots-Tag"] = (
        "noindex"  # nobody is to keep it, either: web.py says so of every page that says nothing
    )
    return answer

"""News as readers find them: at an address of their own, in a feed for each language; and the link in mails that ends them."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petitions import i18n, links, tokens
from petitions.campaigns import queries as campaigns
from petitions.public.serving import cached, localised
from petitions.signatures import unsubscribing
from petitions.updates import queries as updates

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends for its owner (RFC 8058)."""
NEWEST = 30
"""Entries of a feed."""


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/news/<slug>", update)
    localised(site, "/n/<int:number>", update_by_number)
    localised(site, "/campaigns/<slug>/news.atom", feed)
    site.add_url_rule("/unsubscribe/<token>", "unsubscribe", show_unsubscribe, methods=["GET"])
    site.add_url_rule("/unsubscribe/<token>", "unsubscribe_now", unsubscribe, methods=["POST"])


@cached
def update(locale: str, slug: str) -> ResponseReturnValue:
    shown = updates.published(slug)
    about = campaigns.by_id(shown.campaign_id) if shown.campaign_id else None
    return render_template("public/update.html", update=shown, text=shown.text(locale), campaign=about)


def update_by_number(locale: str, number: int) -> ResponseReturnValue:
    """The way from a mail that must not say what it is about."""
    return redirect(url_for("public.update", locale=locale, slug=updates.published_number(number).slug))


@cached
def feed(locale: str, slug: str) -> ResponseReturnValue:
    """All news of a campaign, each in the reader's language if it is written in it (RFC 4287)."""
    shown = campaigns.visible(slug)
    newest = updates.of_campaign(shown.id)[:NEWEST]
    page = render_template(
        "public/feed.xml",
        campaign=shown,
        text=shown.text(locale),
        house_name=shown.house.text(locale).name,
        entries=[(one, one.text(locale)) for one in newest],
        changed=max([one.changed for one in newest], default=shown.changed_at),
        url=links.absolute(url_for("public.campaign", locale=locale, slug=slug)),
        own_url=links.absolute(url_for("public.feed", locale=locale, slug=slug)),
        absolute=links.absolute,
        domain=links.domain(),
    )
    return Response(page, mimetype="application/atom+xml")


def show_unsubscribe(token: str) -> ResponseReturnValue:
    return _page(token)


def unsubscribe(token: str) -> ResponseReturnValue:
    name, value = ONE_CLICK
    is_one_click = request.form.get(name) == value
    _find(token)
    if is_one_click or request.form.get("act") == "unsubscribe":
        unsubscribing.unsubscribe(token)
    # Whoever presses goes back to the page; mail programs follow no redirect.
    return _page(token) if is_one_click else redirect(url_for("public.unsubscribe", token=token), 303)


def _find(token: str):
    if not tokens.has_shape(token):
        raise unsubscribing.LinkUnknown
    return unsubscribing.find(token)


def _page(token: str) -> ResponseReturnValue:
    signature = _find(token)
    i18n.use(signature.language)
    campaign = signature.campaign
    return render_template(
        "public/unsubscribe.html",
        campaign=campaign,
        house=campaign.house,
        text=campaign.text(signature.language),
        token=token,
        is_ended=unsubscribing.is_ended(signature),
    )

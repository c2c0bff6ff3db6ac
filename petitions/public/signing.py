"""Signing a petition."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import addresses, errors, limits
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.public.campaigns import campaign_page
from petitions.public.forms import SignForm
from petitions.public.serving import localised
from petitions.signatures import consent, signing
from petitions.signatures.content import Content
from petitions.signatures.models import Visibility


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/campaigns/<slug>/sign", sign, methods=("POST",))
    localised(site, "/campaigns/<slug>/sign", to_the_form)


def to_the_form(locale: str, slug: str) -> ResponseReturnValue:
    """A tab that is opened again asks for the address of a form that was sent: the form stands on the campaign's page."""
    return redirect(url_for("public.campaign", locale=locale, slug=campaigns.visible(slug).slug, _anchor="sign"))


def sign(locale: str, slug: str) -> ResponseReturnValue:
    campaign, form = campaigns.visible(slug), SignForm()
    if campaign.is_careful:
        form.be_careful()
    if not limits.is_allowed("sign"):
        problem = _(
            "Very many people are signing from your network just now. Nothing is lost: wait a minute and press “Sign” again."
        )
        return campaign_page(campaign, form, status=429, problem=problem)
    if not campaign.is_open:
        return _too_late(campaign, form)
    if not form.validate():
        return campaign_page(campaign, form, status=422)
    if doubt := _doubt(form):
        problem, typo = doubt
        return campaign_page(campaign, form, status=422, problem=problem, typo=typo)
    try:
        _store(campaign, form, locale)
    except signing.CampaignClosed:
        return _too_late(campaigns.visible(slug), form)
    except signing.NamesAreSecret:  # since a moment ago
        form.be_careful()
        form.validate()
        return campaign_page(campaign, form, status=422)
    except signing.TextChanged:
        problem = _("The petition text was changed a moment ago. Read it once more, and press “Sign” again.")
        return campaign_page(campaign, form, status=422, problem=problem)
    except errors.Unavailable:
        problem = _(
            "We could not store your signature just now, so nothing was stored. Please press “Sign” again in a minute."
        )
        return campaign_page(campaign, form, status=503, problem=problem)
    return redirect(url_for("public.check_mail", locale=locale, slug=slug), 303)


def _too_late(campaign: Campaign, form: SignForm) -> ResponseReturnValue:
    return campaign_page(campaign, form, status=410, problem=_("The campaign has closed, so nothing was stored."))


def _doubt(form: SignForm) -> tuple[str, str | None] | None:
    """What a person should look at once more: a slip in the address, a form sent before it can have been read.

    The form then carries the address in `sure`: sent again as it is, it is taken.
    """
    if form.sure.data == form.email.data:
        return None
    typo = addresses.probably_meant(form.email.data)
    was_quick = form.was_quick
    form.sure.data = form.email.data
    if typo:
        return _("Look at your e-mail address once more. If it is right, press “Sign” again."), typo
    if was_quick:
        return _("That was very quick. If you are a person, press “Sign” again."), None
    return None


def _store(campaign: Campaign, form: SignForm, locale: str) -> None:
    content = Content(
        name=form.name.data,
        email=form.email.data,
        town=form.town.data or None,
        comment=form.comment.data or None,
        consent=consent.VERSION,
        updates=form.updates.data,
    )
    signing.sign(
        campaign,
        content,
        country=form.country.data,
        visibility=Visibility(form.visibility.data),
        language=locale,
        edition=form.edition.data or None,
    )

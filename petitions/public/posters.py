"""Posters to look at and to download."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import i18n, limits
from petitions.campaigns import poster_pdf, posters
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign
from petitions.campaigns.poster_pdf import Poster
from petitions.events import announcing
from petitions.pdf.papers import Paper
from petitions.public.serving import cached, explained, localised

HOUR = "public, max-age=3600"


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/campaigns/<slug>/posters", choose, endpoint="posters")
    localised(site, "/campaigns/<slug>/poster.pdf", poster)
    localised(site, "/campaigns/<slug>/poster.png", preview, endpoint="poster_preview")


@cached
def choose(locale: str, slug: str) -> ResponseReturnValue:
    shown = campaigns.visible(slug)
    return render_template(
        "public/posters.html",
        campaign=shown,
        house=shown.house,
        text=shown.text(locale),
        papers=[paper.value for paper in Paper],
        poster_languages=i18n.LANGUAGES,
        language=i18n.language(locale),
    )


def poster(locale: str, slug: str) -> ResponseReturnValue:
    shown = campaigns.visible(slug)
    papers = {paper.value: paper for paper in Paper}
    design, paper = request.args.get("design", posters.DESIGNS[0]), request.args.get("paper", Paper.A4.value)
    if design not in posters.DESIGNS or paper not in papers:
        return explained(404, _("There is no such poster. Choose one from the page of posters."))
    if not limits.is_allowed("poster"):
        return explained(429)
    try:
        content = posters.pdf_of(_composed(shown, locale), papers[paper])
    except poster_pdf.Unprintable as refusal:
        return explained(
            422,
            _(
                "This poster cannot be printed: no typeface has these signs: %(signs)s",
                signs=" ".join(refusal.characters),
            ),
        )
    name = f"{shown.slug}-{locale}-{paper}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": HOUR}
    return Response(content, mimetype="application/pdf", headers=headers)


def preview(locale: str, slug: str) -> ResponseReturnValue:
    shown = campaigns.visible(slug)
    try:
        content = posters.preview_of(_composed(shown, locale))
    except poster_pdf.Unprintable:
        return explained(404)
    return Response(content, mimetype="image/png", headers={"Cache-Control": HOUR})


def _composed(shown: Campaign, locale: str) -> Poster:
    return posters.compose(shown, locale, announcing.next_march(shown.id, locale) if shown.is_open else None)

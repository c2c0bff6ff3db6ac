"""Posters to look at and to download."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import i18n, limits
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import ENDED_STATES
from petitions.campaigns.models import Campaign
from petitions.events import announcing
from petitions.events import queries as events
from petitions.events.models import Event
from petitions.pdf.papers import Paper, Screen, Variant
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import composing, designs, keeping, naming, orders
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.public.serving import PUBLIC, cached, explained, localised


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/campaigns/<slug>/posters", choose, endpoint="posters")
    localised(site, "/campaigns/<slug>/poster.pdf", poster)
    localised(site, "/campaigns/<slug>/poster.png", preview, endpoint="poster_preview")
    localised(site, "/campaigns/<slug>/share.png", share)
    localised(site, "/events/<slug>/posters", choose_event, endpoint="event_posters")
    localised(site, "/events/<slug>/poster.pdf", event_poster)
    localised(site, "/events/<slug>/poster.png", event_preview, endpoint="event_poster_preview")
    localised(site, "/events/<slug>/share.png", share_event)


@dataclass(frozen=True)
class Subject:
    """What posters are for: a campaign, or one event of it."""

    campaign: Campaign
    event: Event | None = None

    @property
    def slug(self) -> str:
        """What their files are called after."""
        return self.event.slug if self.event else self.campaign.slug

    def composed(self, language: str) -> Poster:
        """What they say in `language`."""
        if self.event:
            return composing.compose_event(self.event, language)
        return composing.compose(self.campaign, language)

    def designs(self, composed: Poster) -> list[Design]:
        """Those that are offered: of an event the one that says when and where."""
        return [Design.MARCH] if self.event else designs.of(composed)


def _of_campaign(slug: str) -> Subject:
    return Subject(campaigns.visible(slug))


def _of_event(slug: str) -> Subject:
    """Raises NoSuchEvent, also of an event that is over or called off: it is on no poster."""
    shown = events.visible(slug)
    if not events.is_ahead(shown):
        raise events.NoSuchEvent
    return Subject(shown.campaign, shown)


@cached
def choose(locale: str, slug: str) -> ResponseReturnValue:
    return _chooser(_of_campaign(slug), locale)


@cached
def choose_event(locale: str, slug: str) -> ResponseReturnValue:
    return _chooser(_of_event(slug), locale)


def _chooser(subject: Subject, locale: str) -> ResponseReturnValue:
    shown, event = subject.campaign, subject.event
    composed = subject.composed(locale)
    offered = subject.designs(composed)
    return render_template(
        "public/posters.html",
        campaign=shown,
        event=event,
        line=announcing.one_line(event, locale) if event else None,
        house=(event or shown).house,
        text=(event or shown).text(locale),
        has_ended=shown.state in ENDED_STATES,
        choices=[(design, *words) for design, words in naming.of(shown).items() if design in offered],
        tongues=list(map(i18n.language, orders.languages(shown))),
        tongue=composed.language,
        papers=naming.PAPERS,
        variants=naming.VARIANTS,
        shapes=naming.SCREENS,
    )


def poster(locale: str, slug: str) -> ResponseReturnValue:
    return _pdf(_of_campaign(slug), locale)


def event_poster(locale: str, slug: str) -> ResponseReturnValue:
    return _pdf(_of_event(slug), locale)


def _pdf(subject: Subject, locale: str) -> ResponseReturnValue:
    composed, asked = _asked(subject, locale)
    if asked is None:
        return explained(404, _("There is no such poster. Choose one from the page of posters."))
    if not limits.is_allowed("poster"):
        return explained(429)
    try:
        drawn = keeping.pdf_of(composed, asked.design, asked.form)
    except Unprintable as refusal:
        return explained(
            422,
            _(
                "This poster cannot be printed: no typeface has these signs: %(signs)s",
                signs=" ".join(refusal.characters),
            ),
        )
    except TooFull:
        return explained(422, _("The words are too long for this poster. Choose another one."))
    answer = _kept(drawn.content, "application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{asked.name(subject.slug)}"'
    return answer


def preview(locale: str, slug: str) -> ResponseReturnValue:
    return _preview(_of_campaign(slug), locale)


def event_preview(locale: str, slug: str) -> ResponseReturnValue:
    return _preview(_of_event(slug), locale)


def _preview(subject: Subject, locale: str) -> ResponseReturnValue:
    composed, asked = _asked(subject, locale)
    if asked is None:
        return explained(404)
    form = Form(variant=asked.form.variant)
    is_of_a_page = form == Form() and request.args.get("language", locale) == locale
    if not (is_of_a_page or keeping.is_pictured(composed, asked.design, form) or limits.is_allowed("poster")):
        return explained(429)  # what pages show is soon all drawn, and an office looks at them through one network
    try:
        drawn = keeping.preview_of(composed, asked.design, form)
    except (Unprintable, TooFull):
        return explained(404)
    return _kept(drawn.content, "image/png")


def share(locale: str, slug: str) -> ResponseReturnValue:
    return _shared(composing.compose(campaigns.visible(slug), locale))


def share_event(locale: str, slug: str) -> ResponseReturnValue:
    """The picture of an event that is still to come; any other is shared with that of its campaign."""
    shown = events.visible(slug)
    if not events.is_ahead(shown):
        return _shared(composing.compose(shown.campaign, locale))
    return _shared(composing.compose_event(shown, locale))


def _shared(composed: Poster) -> ResponseReturnValue:
    try:
        content = keeping.picture_of(composed, Screen(request.args.get("shape", Screen.WIDE.value)))
    except (ValueError, Unprintable, TooFull):
        return explained(404)
    return _kept(content, "image/png")


def _kept(content: bytes, mimetype: str) -> Response:
    """An answer that is kept no longer than the page it belongs to: its face may have to go, its march may be called off."""
    answer = Response(content, mimetype=mimetype, headers={"Cache-Control": PUBLIC})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@dataclass(frozen=True)
class Asked:
    """What somebody chose."""

    language: str
    design: Design
    form: Form

    def name(self, slug: str) -> str:
        """The name of the file."""
        return self.form.file_name(slug, self.design.value, self.language)


def _asked(subject: Subject, locale: str) -> tuple[Poster, Asked | None]:
    """The poster and what the address asks for; None if there is no such thing."""
    values = request.args
    language = values.get("language", locale)
    is_spoken = language in {*i18n.INTERFACE, *orders.languages(subject.campaign)}
    composed = subject.composed(language if is_spoken else locale)
    offered = subject.designs(composed)
    try:
        design = Design(values.get("design", offered[0].value))
        form = Form(Paper(values.get("paper", "a4")), Variant(values.get("variant", "office")))
    except ValueError:
        return composed, None
    is_there = is_spoken and design in offered
    return composed, Asked(composed.language, design, form) if is_there else None

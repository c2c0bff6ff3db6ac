"""Posters in a campaign's own words."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from flask_babel import gettext as _

from petitions import formats, i18n, images, links
from petitions.campaigns.life import Outcome
from petitions.campaigns.models import ENDED_STATES, VISIBLE_STATES, Campaign, Defender
from petitions.events import announcing
from petitions.events import queries as events
from petitions.events.models import Event
from petitions.papersheets.models import PaperSheet
from petitions.posters import standing
from petitions.posters.content import Card, Gathering, Letter, Person, Poster, Sheets, Standing

MOST_EVENTS = 50
"""Events that a print run has posters of: with hundreds nobody would find theirs in it."""


def is_written(campaign: Campaign) -> bool:
    """Whether `campaign` has a petition text, and a name for everybody: a draft may not, and has no posters until then."""
    texts = [version.texts for version in campaign.petition_texts[-1:]]
    return any(texts) and all(defender.texts for defender in campaign.defenders)


def compose(campaign: Campaign, language: str) -> Poster:
    """What posters of `campaign` say in `language`, with the first of the events `coming` while it is open. It `is_written`.

    Where the campaign is not written in it, all of the poster is in the language that stands in for it.
    """
    with i18n.speaking(campaign.text(language).language):
        return _composed(campaign, language)


def _composed(campaign: Campaign, language: str) -> Poster:
    text, house = campaign.text(language), campaign.house
    words = text.language  # of all that stands on it, though some of it may be written in the other language
    called_to = coming(campaign)[:1] if campaign.is_open else []
    backers, behind = standing.behind(campaign, words)
    return Poster(
        language=words,
        headline=tuple(text.headline_lines),
        demand=text.demand,
        call=_call(campaign, words),
        url=_page(language, f"campaigns/{campaign.slug}"),
        imprint=house.text(words).name,
        contact=(house.site or "").removeprefix("https://").removeprefix("http://").strip("/"),
        people=tuple(_people(campaign, words)),
        gathering=_gathering(called_to[0], words, language) if called_to else None,
        ending=standing.ending(campaign, words),
        letter=_letter(campaign, words),
        card=_card(campaign, words),
        sheets=None,
        signal=campaign.signal.value,
        made_on=campaign.changed_at.date(),
        logo=standing.logo(house, words),
        backers=backers,
        behind=behind,
        standing=standing.of(campaign),
    )


def compose_event(event: Event, language: str) -> Poster:
    """What posters of `event` say in `language`."""
    return called(compose(event.campaign, language), event, language)


def called(poster: Poster, event: Event, language: str) -> Poster:
    """The `poster` of the campaign of `event` in `language`, leading to the event and in the name of its host."""
    with i18n.speaking(poster.language):
        gathering = _gathering(event, poster.language, language)
    return dataclasses.replace(
        poster,
        gathering=gathering,
        demand=event.text(poster.language).summary,
        call=gathering.call,
        url=gathering.url,
        imprint=gathering.host,
        logo=standing.logo(event.house, poster.language),
        standing=Standing.OPEN,  # an event takes place though its campaign has closed
    )


def coming(campaign: Campaign) -> list[Event]:
    """The events that have posters: those of the House that prints them first, then the soonest, `MOST_EVENTS` at most."""
    found = events.upcoming(campaign.id) if campaign.state in VISIBLE_STATES else []
    return sorted(found, key=lambda event: event.house_id != campaign.house_id)[:MOST_EVENTS]


def _call(campaign: Campaign, language: str) -> str:
    """What to do where the code leads. Organisers' own words where the interface has none."""
    if campaign.state in ENDED_STATES:
        return str(_("See what came of it"))
    return str(_("Sign the petition")) if language in i18n.INTERFACE else campaign.text(language).call


def _people(campaign: Campaign, language: str) -> list[Person]:
    """The defenders, the first in the picture of the campaign; a campaign for nobody in particular may have a picture, too."""
    text, defenders = campaign.text(language), campaign.defenders
    first = Person(
        name=defenders[0].text(language).name if defenders else text.title,
        portrait=_picture(campaign.portrait),
        portrait_alt=text.portrait_alt,
        face=campaign.face,
    )
    return [first, *(_person(defender, language) for defender in defenders[1:])]


def _person(defender: Defender, language: str) -> Person:
    text = defender.text(language)
    return Person(text.name, _picture(defender.portrait), text.portrait_alt or "", defender.face)


def _page(language: str, path: str) -> str:
    """Where a code leads: the site has no pages in some languages that people write."""
    return links.absolute(f"/{i18n.spoken(language)}/{path}")


def _picture(name: str | None) -> Path | None:
    return images.path(name) if name else None


def _gathering(event: Event, language: str, page: str) -> Gathering:
    """In the words of `language`, leading to the page in the language `page`."""
    text, start = event.text(language), event.local_start
    return Gathering(
        kind=announcing.name(event.kind),
        headline=tuple(text.headline_lines),
        day=formats.weekday_without_year(start),
        hour=formats.hour(start),
        place=text.place,
        city=text.city,
        directions=text.directions,
        host=event.house.text(language).name,
        call=_("Say that you come"),
        url=_page(page, f"events/{event.slug}"),
        line=announcing.one_line(event, language),
    )


def _letter(campaign: Campaign, language: str) -> Letter:
    """The petition text as one person's letter; without words where it is not written in `language`: nobody signs what they cannot
    read.
    """
    written = campaign.petition_text.text(language, campaign.language)
    body = formats.plain(written.body) if written.language == language else ""
    return Letter(
        addressee=campaign.text(language).salutation,
        paragraphs=tuple(filter(None, body.splitlines())),
        closing=_("Yours sincerely,"),
        sender=_("Name and address"),
        day=_("Place and date"),
        signature=_("Signature"),
    )


def _card(campaign: Campaign, language: str) -> Card | None:
    """To the first of the defenders who is not free. An ending in other words may be that nobody can read it any more."""
    if campaign.outcome in (Outcome.RELEASED, Outcome.OTHER):
        return None
    pairs = zip(campaign.defenders, _people(campaign, language), strict=False)  # a picture may be of no defender
    person = next((person for defender, person in pairs if defender.released_on is None), None)
    if person is None:
        return None
    greeting, slogan = _("Dear %(name)s,", name=person.name), _("You are not forgotten.")
    return Card(recipient=person.name, greeting=greeting, slogan=slogan, person=person)


def sheets(campaign: Campaign, made: Sequence[PaperSheet], language: str) -> Poster:
    """Paper sheets, all made together, with the version of the petition text that they were made with."""
    with i18n.speaking(campaign.text(language).language):
        return _of_sheets(campaign, made, language)


def _of_sheets(campaign: Campaign, made: Sequence[PaperSheet], language: str) -> Poster:
    text = campaign.text(language)
    house, body = campaign.house.text(text.language), made[0].petition_text.text(text.language, campaign.language).body
    return dataclasses.replace(
        compose(campaign, language),
        sheets=Sheets(
            codes=tuple(sheet.code for sheet in made),
            counted_at=links.absolute(f"/organise/campaigns/{campaign.slug}/paper/sheets/"),
            addressee=text.salutation,
            paragraphs=tuple(filter(None, formats.plain(body).splitlines())),
            columns=(_("Name, in capitals"), _("Town and country"), _("Signature")),
            online=_("Or sign here"),
            privacy=_(
                "Your name, your town and your signature are handed to %(addressee)s and used for nothing else. %(house)s answers"
                " for that, keeps the sheets locked away until then, and strikes you out if you ask: %(contact)s.",
                addressee=text.addressee,
                house=house.name,
                contact=campaign.house.contact,
            ),
            returned=_("Full sheets and half-full ones go to: %(address)s", address=house.controller),
        ),
    )

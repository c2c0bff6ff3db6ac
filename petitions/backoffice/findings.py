"""What is to be mended before posters are printed, in sentences that lead to where it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from petitions import formats
from petitions.backoffice.defenders import StoryForm
from petitions.backoffice.editor import WordsForm
from petitions.backoffice.events import TextForm
from petitions.campaigns.completeness import Place
from petitions.campaigns.models import Campaign
from petitions.events import queries as events
from petitions.events.models import Event
from petitions.pdf.papers import Paper, Screen
from petitions.posters import composing, naming
from petitions.posters import gaps as missing
from petitions.posters.checking import Finding, Trouble
from petitions.posters.designs import MOST_FACES, Design

SENTENCES: Mapping[Trouble, LazyString] = {
    Trouble.NO_PICTURE: _l("%(poster)s: without the picture, because the words are long."),
    Trouble.NO_DIRECTIONS: _l("%(poster)s: without the directions, because the words are long."),
    Trouble.NO_STRIPS: _l("%(poster)s: without the strips, because the words are long."),
    Trouble.SMALL_HEADLINE: _l("%(poster)s: with a small headline, because the words are long."),
    Trouble.NO_LOGOS: _l(
        "%(poster)s: names instead of the logos of those who stand behind it, because there is no room."
    ),
    Trouble.NO_NAMES: _l(
        "%(poster)s: a sentence instead of the names of those who stand behind it, because there is no room."
    ),
    Trouble.NO_ENDORSERS: _l("%(poster)s: without those who stand behind it, because there is no room."),
    Trouble.NOT_ALL: _l("%(poster)s: the first %(most)s people only, because more would be too small."),
    Trouble.TOO_LONG: _l("%(poster)s: left out, because the words are too long."),
    Trouble.UNDRAWN: _l("%(poster)s: left out, because it could not be drawn."),
    Trouble.UNPRINTABLE: _l("All posters of the campaign left out: no typeface has these signs: %(signs)s"),
}
UNPRINTABLE_EVENT = _l("%(poster)s: left out, because no typeface has these signs: %(signs)s")


@dataclass(frozen=True)
class Gap:
    """Words that are missing in one place, and where they are written: nowhere if it is not for organisers."""

    names: str
    url: str | None
    whose: str = ""
    """Somebody or something that has a name of its own."""


@dataclass(frozen=True)
class Told:
    """A sentence on posters, and where their words are written."""

    words: str
    url: str


def sentences(campaign: Campaign, found: Iterable[Finding]) -> list[Told]:
    """What there is to know of posters of `campaign` in one language, a sentence for each design, and for each of its events."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.event, one.what, one.design, one.signs), []).append(one)
    names = {design: words[0] for design, words in naming.of(campaign).items()}
    is_of_events = any(one.event for group in groups.values() for one in group)
    titles = {event.slug: _title(event) for event in events.every(campaign.id)} if is_of_events else {}
    return [_told(campaign, group, names, titles) for group in groups.values()]


def _told(
    campaign: Campaign, group: list[Finding], names: Mapping[Design, LazyString], titles: Mapping[str, str]
) -> Told:
    first = group[0]
    address: dict[str, Any] = {"campaign": campaign.slug, "language": first.language}
    sentence, poster, url = SENTENCES[first.what], str(naming.SHARED), url_for("office.edit", **address)
    if first.design:
        poster = str(names[first.design])
    if first.event:
        poster = f"{names[Design.MARCH]} · \u2068{titles.get(first.event, first.event)}\u2069"
        url = url_for("office.event", **address, event=first.event)
        sentence = UNPRINTABLE_EVENT if first.what is Trouble.UNPRINTABLE else sentence
    if papers := ", ".join(paper_name(one.paper) for one in group if one.paper):
        poster = f"{poster} ({papers})"
    # Whoever has no typeface for a sign sees a box: its number names it.
    signs = ", ".join(f"\u2068{sign} ({_numbers(sign)})\u2069" for sign in first.signs)
    return Told(str(sentence) % {"poster": poster, "signs": signs, "most": formats.number(MOST_FACES)}, url)


def _numbers(sign: str) -> str:
    """Of a sign, or of a letter and all the marks on it."""
    return " ".join(f"U+{ord(part):04X}" for part in sign)


def paper_name(paper: Paper | Screen) -> str:
    """What a paper is called in a list: "A4"; of a picture to share its shape."""
    return paper.value.capitalize() if isinstance(paper, Paper) else str(naming.SCREENS[paper])


def gaps(campaign: Campaign, language: str) -> list[Gap]:
    """What is not translated into `language`, place by place."""
    coming = {event.id: event for event in composing.coming(campaign)}
    found = groupby(missing.gaps(campaign, language, coming.values()), _whose)
    return [_gap(campaign, language, coming, page, owner, list(places)) for (page, owner), places in found]


def _whose(place: Place) -> tuple[str, int | None]:
    return place.page, place.owner


def _gap(
    campaign: Campaign, language: str, coming: Mapping[int, Event], page: str, owner: int | None, places: list[Place]
) -> Gap:
    address: dict[str, Any] = {"campaign": campaign.slug, "language": language}
    if page == "house":
        return Gap(str(_l("Name of the House")), None)
    if page == "words":
        return Gap(_listed(WordsForm(), places), url_for("office.edit", **address))
    if page == "defenders":
        (whose,) = (each for each in campaign.defenders if each.id == owner)
        url = url_for("office.defender", **address, defender=owner)
        name = whose.text(campaign.language).name if whose.texts else str(_l("Somebody without a name"))
        return Gap(_listed(StoryForm(), places), url, name)
    event = coming[owner or 0]
    if page == "host":
        return Gap(str(_l("Name of the House")), None, _title(event))
    url = url_for("office.event", **address, event=event.slug)
    return Gap(_listed(TextForm(), places), url, _title(event))


def _title(event: Event) -> str:
    return event.text(event.campaign.language).title or event.slug


def _listed(form, places: list[Place]) -> str:
    """The fields of these places, by the names that their form gives them."""
    return formats.listed([str(form[place.field].label.text) for place in places])

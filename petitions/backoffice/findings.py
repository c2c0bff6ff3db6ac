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
    Trouble.UNPRINTABLE: _l("All left out: no typeface has these signs: %(signs)s"),
}


@dataclass(frozen=True)
class Gap:
    """Words that are missing in one place, and where they are written: nowhere if it is not for organisers."""

    names: str
    url: str | None
    whose: str = ""
    """Somebody or something that has a name of its own."""


def sentences(campaign: Campaign, found: Iterable[Finding]) -> list[str]:
    """What there is to know of posters of `campaign` in one language, a sentence for each design."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.what, one.design, one.signs), []).append(one)
    names = {design: words[0] for design, words in naming.of(campaign).items()}
    return [_sentence(group, names) for group in groups.values()]


def _sentence(group: list[Finding], names: Mapping[Design, LazyString]) -> str:
    first = group[0]
    papers = ", ".join(paper_name(one.paper) for one in group if one.paper)
    poster = f"{names[first.design] if first.design else naming.SHARED} ({papers})"
    # Whoever has no typeface for a sign sees a box: its number names it.
    signs = ", ".join(f"\u2068{sign} ({_numbers(sign)})\u2069" for sign in first.signs)
    return str(SENTENCES[first.what]) % {"poster": poster, "signs": signs, "most": formats.number(MOST_FACES)}


def _numbers(sign: str) -> str:
    """Of a sign, or of a letter and all the marks on it."""
    return " ".join(f"U+{ord(part):04X}" for part in sign)


def paper_name(paper: Paper | Screen) -> str:
    """What a paper is called in a list: "A4"; of a picture to share its shape."""
    return paper.value.capitalize() if isinstance(paper, Paper) else str(naming.SCREENS[paper])


def gaps(campaign: Campaign, language: str) -> list[Gap]:
    """What is not translated into `language`, place by place."""
    found = missing.gaps(campaign, language)
    return [_gap(campaign, language, page, owner, list(places)) for (page, owner), places in groupby(found, _whose)]


def _whose(place: Place) -> tuple[str, int | None]:
    return place.page, place.owner


def _gap(campaign: Campaign, language: str, page: str, owner: int | None, places: list[Place]) -> Gap:
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
    (event,) = composing.calls_to(campaign)
    url = url_for("office.event", **address, event=event.slug)
    return Gap(_listed(TextForm(), places), url, event.text(campaign.language).title)


def _listed(form, places: list[Place]) -> str:
    """The fields of these places, by the names that their form gives them."""
    return formats.listed([str(form[place.field].label.text) for place in places])

"""What a campaign needs before it may open: each point is green or red, and whoever shows it says how to mend it."""

import enum
from dataclasses import dataclass

from petitions import addresses
from petitions.campaigns import completeness
from petitions.campaigns.completeness import Count
from petitions.campaigns.models import Campaign
from petitions.houses import keys

APART = {"addressee", "portrait_alt", completeness.PETITION}
"""Words that are points of their own."""


class Point(enum.Enum):
    """A line of the checklist."""

    TEXTS = "texts"
    PETITION = "petition"
    ADDRESSEE = "addressee"
    PICTURE = "picture"
    ALTERNATIVE = "alternative"
    """Text in place of the picture, for whoever does not see it."""
    KEY = "key"
    SENDER = "sender"


@dataclass(frozen=True)
class Line:
    """A point, and in which languages it is red; points about no language are red in none or all."""

    point: Point
    is_done: bool
    languages: tuple[str, ...] = ()
    page: str = "words"
    """Where the first gap is: `completeness.Place.page`."""


def lines(campaign: Campaign) -> list[Line]:
    """The whole list for `campaign`, in the order of the work."""
    counts = completeness.counts(campaign)
    return [
        _texts(counts),
        _written(Point.PETITION, _lacking(counts, completeness.PETITION)),
        _written(Point.ADDRESSEE, _lacking(counts, "addressee")),
        Line(Point.PICTURE, campaign.portrait is not None),
        _written(Point.ALTERNATIVE, [text.language for text in campaign.texts if not text.portrait_alt]),
        Line(Point.KEY, _has_key(campaign)),
        Line(Point.SENDER, _is_address(campaign.house.sender)),
    ]


def is_green(campaign: Campaign) -> bool:
    """Whether nothing is missing."""
    return all(line.is_done for line in lines(campaign))


def _written(point: Point, missing: list[str]) -> Line:
    return Line(point, not missing, tuple(missing))


def _texts(counts: list[Count]) -> Line:
    """Words of the campaign, its defenders and what happened to them."""
    gaps = {count.language: page for count in counts if (page := _gap(count))}
    return Line(Point.TEXTS, bool(counts) and not gaps, tuple(gaps), next(iter(gaps.values()), "words"))


def _gap(count: Count) -> str | None:
    """The page of the first text that is missing in a language and has no point of its own."""
    return next((place.page for place in count.missing if place.page != "words" or place.field not in APART), None)


def _lacking(counts: list[Count], field: str) -> list[str]:
    return [count.language for count in counts if count.lacks("words", field)]


def _has_key(campaign: Campaign) -> bool:
    try:
        keys.current(campaign.house_id)
    except keys.NoHouseKey:
        return False
    return True


def _is_address(sender: str) -> bool:
    try:
        addresses.tidy(sender)
    except addresses.BadAddress:
        return False
    return True

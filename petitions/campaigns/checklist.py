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


def lines(campaign: Campaign) -> list[Line]:
    """The whole list for `campaign`, in the order of the work."""
    counts = completeness.counts(campaign)
    return [
        _written(Point.TEXTS, [count.language for count in counts if _lacks_texts(count)], is_begun=bool(counts)),
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


def _written(point: Point, missing: list[str], *, is_begun: bool = True) -> Line:
    return Line(point, is_begun and not missing, tuple(missing))


def _lacks_texts(count: Count) -> bool:
    """Whether words are missing of the campaign, its defenders or what happened to them."""
    return any(place.page != "words" or place.field not in APART for place in count.missing)


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

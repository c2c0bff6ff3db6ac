"""What a campaign needs before it may open: each point is green or red, and whoever shows it says how to mend it."""

import enum
from dataclasses import dataclass

from petitions import addresses
from petitions.campaigns.models import Campaign
from petitions.houses import keys

NEEDED = ("title", "headline", "demand", "summary", "salutation", "call", "poster_title")
"""Words without which a page has a hole. The addressee is a point of its own."""


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
    offered = [text.language for text in campaign.texts]
    return [
        _written(Point.TEXTS, _languages_without(campaign, NEEDED)) if offered else Line(Point.TEXTS, False),
        _written(Point.PETITION, tuple(language for language in offered if language not in _petition(campaign))),
        _written(Point.ADDRESSEE, _languages_without(campaign, ("addressee",))),
        Line(Point.PICTURE, campaign.portrait is not None),
        _written(Point.ALTERNATIVE, _languages_without(campaign, ("portrait_alt",))),
        Line(Point.KEY, _has_key(campaign)),
        Line(Point.SENDER, _is_address(campaign.house.sender)),
    ]


def is_green(campaign: Campaign) -> bool:
    """Whether nothing is missing."""
    return all(line.is_done for line in lines(campaign))


def _written(point: Point, missing: tuple[str, ...]) -> Line:
    return Line(point, not missing, missing)


def _languages_without(campaign: Campaign, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of `campaign` in which one of these words is missing."""
    return tuple(text.language for text in campaign.texts if not all(getattr(text, field) for field in fields))


def _petition(campaign: Campaign) -> set[str]:
    """The languages in which the petition text is written."""
    texts = campaign.petition_text.texts if campaign.petition_texts else []
    return {text.language for text in texts if text.body.strip()}


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

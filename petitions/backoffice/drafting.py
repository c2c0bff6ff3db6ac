"""The way of a draft: the pages of its editor in the order of the work, until the campaign can be opened."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from petitions.campaigns.completeness import Count
from petitions.campaigns.life import State
from petitions.campaigns.models import Campaign

END = "office.state"
PAGES: dict[str, tuple[LazyString, str]] = {
    "office.edit": (_l("Texts"), "words"),
    "office.defenders": (_l("Defenders"), "defenders"),
    "office.milestones": (_l("Milestones"), "milestones"),
    "office.picture": (_l("Picture"), ""),
    "office.languages": (_l("Languages"), ""),
    "office.settings": (_l("Settings"), ""),
    END: (_l("State"), ""),
}
"""What each page is called, and what `Count.on` counts as missing on it."""
UNDER = {"office.defender": "office.defenders"}
"""Pages that stand under one of those."""


@dataclass(frozen=True)
class Page:
    """A page of the editor."""

    name: LazyString
    url: str
    is_current: bool
    missing: int


def pages(campaign: Campaign, here: str, language: str, count: Count | None) -> list[Page]:
    """The pages of the editor, `here` being the endpoint of this one; of a draft also the last, where it is opened.

    `count` is what is missing in the `language` of the page.
    """
    chosen = None if language == campaign.language else language
    return [
        Page(
            name=name,
            url=url_for(endpoint, campaign=campaign.slug, language=chosen),
            is_current=UNDER.get(here, here) == endpoint,
            missing=count.on(part) if count and part else 0,
        )
        for endpoint, (name, part) in PAGES.items()
        if endpoint != END or is_on_the_way(campaign)
    ]


def after(campaign: Campaign, here: str, language: str) -> Page | None:
    """The page in `language` that comes after that of the endpoint `here`, on the way of a draft.

    None at its end, and once the campaign was opened.
    """
    place = UNDER.get(here, here)
    if not is_on_the_way(campaign) or place not in PAGES or place == END:
        return None
    every = pages(campaign, here, language, None)
    return every[list(PAGES).index(place) + 1]


def is_on_the_way(campaign: Campaign) -> bool:
    """Whether the campaign is a draft."""
    return campaign.state is State.DRAFT

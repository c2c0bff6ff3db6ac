"""What is written of a campaign in a language, and what is missing: no words where the main language has some, or needs some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from petitions.campaigns.models import NEEDED, Campaign, Defender
from petitions.texts import InLanguage

FREE = ("outcome_headline", "outcome", "fellows", "backing")
"""Words of a campaign that may stay away; a translation misses them where the main language has them."""
STORY = ("name", "heading", "story", "sentence", "portrait_alt")
"""Words on a defender."""
TOLD = frozenset({"name", "heading", "story"})
"""What the first defender cannot do without: the page tells that story."""
PETITION = "petition"
"""Where the petition text stands among the words."""
Words = dict[str, str | None]
"""What is written in one place, by language."""


@dataclass(frozen=True)
class Place:
    """Where words belong."""

    page: str
    """Where they are written: `words`, `defenders`, `milestones`; `event` or `programme`."""
    owner: int | None
    """The id of the defender, milestone or step; None for the campaign or the event itself."""
    field: str


@dataclass(frozen=True)
class Count:
    """How complete a language is."""

    language: str
    missing: tuple[Place, ...]
    expected: int
    """How many places want words."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def on(self, page: str) -> int:
        """How much is missing of what is written on `page`."""
        return sum(place.page == page for place in self.missing)

    def of(self, page: str, owner: int) -> int:
        """How much is missing on one defender or milestone."""
        return sum((place.page, place.owner) == (page, owner) for place in self.missing)

    def lacks(self, page: str, field: str, owner: int | None = None) -> bool:
        """Whether this very place is empty."""
        return Place(page, owner, field) in self.missing


def counts(campaign: Campaign) -> list[Count]:
    """What is missing in each language of `campaign`, the main one first."""
    return each(campaign, list(_wanted(campaign)))


def each(campaign: Campaign, wanted: list[tuple[Place, Words]]) -> list[Count]:
    """What is missing of what is `wanted` in each language of `campaign`, the main one first."""
    return [_count(wanted, language) for language in languages(campaign)]


def count(campaign: Campaign, language: str) -> Count:
    """What is missing of `campaign` in `language`, in the order of the pages."""
    return _count(list(_wanted(campaign)), language)


def languages(campaign: Campaign) -> list[str]:
    """The languages of `campaign`, the main one first."""
    return sorted(
        (text.language for text in campaign.texts), key=lambda language: (language != campaign.language, language)
    )


def _count(wanted: list[tuple[Place, Words]], language: str) -> Count:
    missing = tuple(place for place, words in wanted if not words.get(language))
    return Count(language=language, missing=missing, expected=len(wanted))


def _wanted(campaign: Campaign) -> Iterator[tuple[Place, Words]]:
    """Every place that wants words in each language."""
    for field in (*NEEDED, "portrait_alt", *FREE):
        words = said(campaign.texts, field)
        is_needed = field in NEEDED or (field == "portrait_alt" and campaign.portrait is not None)
        if is_needed or words.get(campaign.language):
            yield Place("words", None, field), words
    texts = campaign.petition_text.texts if campaign.petition_texts else []
    yield Place("words", None, PETITION), said(texts, "body")
    for defender in campaign.defenders:
        yield from _on_defender(campaign, defender)
    for milestone in campaign.milestones:
        yield Place("milestones", milestone.id, "what"), said(milestone.texts, "what")


def _on_defender(campaign: Campaign, defender: Defender) -> Iterator[tuple[Place, Words]]:
    needed = TOLD if defender is campaign.first_defender else frozenset()
    for field in STORY:
        words = said(defender.texts, field)
        if (
            field in needed
            or words.get(campaign.language)
            or (field == "portrait_alt" and defender.portrait is not None)
        ):
            yield Place("defenders", defender.id, field), words


def said(texts: Sequence[InLanguage], field: str) -> Words:
    """What `texts` say in one `field`, by language."""
    return {text.language: getattr(text, field) for text in texts}

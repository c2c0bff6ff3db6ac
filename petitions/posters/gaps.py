"""What posters in a language say in another one, because nobody has translated it."""

from collections.abc import Iterator

from petitions.campaigns import completeness
from petitions.campaigns.completeness import PETITION, TOLD, Place
from petitions.campaigns.models import NEEDED, Campaign
from petitions.events import writing
from petitions.events.models import NEEDED as NEEDED_OF_EVENT
from petitions.events.models import Event
from petitions.posters import composing

PRINTED = frozenset({*NEEDED, PETITION, "portrait_alt", "outcome_headline", "outcome"})
PRINTED_OF_DEFENDER = frozenset({"name", "portrait_alt"})
PRINTED_OF_EVENT = frozenset({"headline", "place", "city", "directions"})


def gaps(campaign: Campaign, language: str) -> list[Place]:
    """The places that want words in `language`: a poster shows what stands there, or readers get another language until it does.

    The name of the House is one, too (`house`).
    """
    missing = completeness.count(campaign, language).missing
    found = [place for place in missing if place.page == "words" and place.field in PRINTED]
    for defender in campaign.defenders:
        # A whole text in another language goes before one that is only begun: what it wants is missing, too.
        is_told = defender.texts and defender.text(language).language == language
        wanted = PRINTED_OF_DEFENDER | (frozenset() if is_told else TOLD)
        found += [
            place
            for place in missing
            if (place.page, place.owner) == ("defenders", defender.id) and place.field in wanted
        ]
    for event in composing.calls_to(campaign):
        found += _of_event(event, language)
    if campaign.house.text(language).language != language:
        found.append(Place("house", campaign.house_id, "name"))
    return found


def _of_event(event: Event, language: str) -> Iterator[Place]:
    wanted = PRINTED_OF_EVENT | (
        frozenset(NEEDED_OF_EVENT) if event.text(language).language != language else frozenset()
    )
    for count in writing.counts(event):
        if count.language == language:
            yield from (place for place in count.missing if place.page == "event" and place.field in wanted)

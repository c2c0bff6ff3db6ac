"""What posters in a language say in another one, because nobody has translated it."""

from collections.abc import Iterable, Iterator

from petitions.campaigns import completeness
from petitions.campaigns.completeness import PETITION, TOLD, Place
from petitions.campaigns.models import NEEDED, Campaign
from petitions.events.models import NEEDED as NEEDED_OF_EVENT
from petitions.events.models import Event

PRINTED = frozenset({*NEEDED, PETITION, "portrait_alt", "outcome_headline", "outcome"})
PRINTED_OF_DEFENDER = frozenset({"name", "portrait_alt"})
PRINTED_OF_EVENT = frozenset({"headline", "place", "city", "directions"})


def gaps(campaign: Campaign, language: str, coming: Iterable[Event]) -> list[Place]:
    """The places that want words in `language`: a poster shows what stands there, or readers get another language until it does.

    The words of the events that are `coming` are among them (`event`, with its id), and the names of the House (`house`) and of
    other hosts (`host`, with the id of the event).
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
    for event in coming:
        found += _of_event(event, language)
    if campaign.house.text(language).language != language:
        found.append(Place("house", campaign.house_id, "name"))
    return found


def _of_event(event: Event, language: str) -> Iterator[Place]:
    # As with defenders: of a text that is only begun nothing is printed.
    wanted = PRINTED_OF_EVENT if event.text(language).language == language else NEEDED_OF_EVENT
    for field in NEEDED_OF_EVENT:
        if field in wanted and not completeness.said(event.texts, field).get(language):
            yield Place("event", event.id, field)
    if event.is_guest and event.house.text(language).language != language:
        yield Place("host", event.id, "name")

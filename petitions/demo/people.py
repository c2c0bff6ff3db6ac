"""Invented people who sign: sealed and counted as real ones are, only faster. Each loading invents the same ones."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from petitions import text, tokens
from petitions.campaigns.models import Campaign
from petitions.demo import reading
from petitions.demo.reading import Table
from petitions.houses.models import HouseKey
from petitions.signatures import consent, folding, rules, words
from petitions.signatures import content as contents
from petitions.signatures.content import Content
from petitions.signatures.models import Review, State, Visibility

# A row of the signature table, as a bulk insert takes it.
Row = dict[str, Any]

VISIBILITIES = {Visibility.PUBLIC: 35, Visibility.RECIPIENT: 45, Visibility.COUNTED: 20}
"""How many in a hundred choose what."""

EARLY = 100
"""The names that are hard to set sign among so many first ones: they stand on the first pages of a list."""
LATE = 150
"""Whoever adds a comment is among so many last ones: the page shows the newest."""
LISTED = words.pattern(tuple(words.default(language) for language in words.languages()))
"""What a House's lists find before it has written its own."""
HASTE = 1.6
"""How much sooner people sign at the beginning; 1 is evenly."""


@dataclass(frozen=True)
class Person:
    """Somebody who signs, and says so to everybody, to the addressee, or to nobody."""

    name: str
    country: str
    language: str
    town: str | None
    visibility: Visibility
    comment: str | None = None


def signatures(campaign: Campaign, entry: Table, key: HouseKey) -> Iterator[Row]:
    """The confirmed signatures of `campaign`, as many as `entry` wants, in the order in which they were made."""
    secret = contents.secret(campaign.id)
    people = [_careful(person) for person in crowd(entry)] if campaign.is_careful else crowd(entry)
    for index, person in enumerate(people):
        token = tokens.new()
        email = f"signatory-{index + 1}@example.{'com' if index % 3 else 'org'}"
        content = Content(
            name=person.name,
            email=email,
            town=person.town,
            comment=person.comment,
            consent=consent.VERSION,
            updates=index % 5 < 2,
        )
        sealed = contents.seal(
            content, campaign_id=campaign.id, list_secret=secret, public_key=key.public_key, token=token
        )
        day = _day(entry, index)
        yield {
            "campaign_id": campaign.id,
            "petition_text_id": campaign.petition_text.id,
            "key_id": key.id,
            "state": State.CONFIRMED,
            "visibility": person.visibility,
            "country": person.country,
            "language": person.language,
            "day": day,
            "mailed_on": day,
            "sealed": sealed.content,
            "house_wrap": sealed.house_wrap,
            "token_wrap": sealed.token_wrap,
            "token_hash": tokens.digest(token),
            "tag": contents.tag(email, secret),
            "domain_tag": None if campaign.is_careful else contents.domain_tag(email, secret),
            "wants_news": content.updates,
            "fingerprint": tokens.digest(token),  # nobody sends this form a second time
            **_shown(person),
        }


def _careful(person: Person) -> Person:
    """Somebody who signs where no name is public."""
    visibility = Visibility.RECIPIENT if person.visibility is Visibility.PUBLIC else person.visibility
    return replace(person, visibility=visibility, comment=None)


def _shown(person: Person) -> Row:
    if person.visibility is not Visibility.PUBLIC:
        names = ("public_name", "public_comment", "folded_name", "review", "caught")
        return dict.fromkeys(names)
    caught = rules.judge(person.name, person.comment, LISTED)
    return {
        "public_name": person.name,
        "public_comment": person.comment,
        "folded_name": folding.fold(person.name),
        "review": Review.WAITING if caught else Review.SHOWN,
        "caught": " ".join(rule.value for rule in caught) or None,
    }


def _day(entry: Table, index: int) -> datetime.date:
    days = (entry["signed_until"] - entry["opened_on"]).days
    past = (index / entry["people"]) ** HASTE
    opened: datetime.date = entry["opened_on"]
    return opened + datetime.timedelta(days=round(days * past))


def crowd(entry: Table) -> list[Person]:
    """Everybody who signs, in order; the same people whenever it is asked."""
    chance = random.Random(entry["slug"])  # noqa: S311  # invents names, no secrets
    early, late = _survivors(), _voices(entry.get("comments"), chance)
    groups = reading.names()["groups"]
    chosen = chance.choices(groups, [group["weight"] for group in groups], k=entry["people"] - len(early) - len(late))
    people = [_invent(group, chance) for group in chosen]
    for person in early:
        people.insert(chance.randrange(EARLY), person)
    for person in late:
        people.insert(len(people) - chance.randrange(LATE), person)
    return people


def _invent(group: Table, chance: random.Random) -> Person:
    return Person(
        name=_name(group, chance),
        country=group["country"],
        language=group["language"],
        town=chance.choice(group["towns"]) if chance.random() < 0.6 else None,
        visibility=chance.choices(list(VISIBILITIES), list(VISIBILITIES.values()))[0],
    )


def _name(group: Table, chance: random.Random) -> str:
    given = chance.choice(group["given"].split())
    if not group["family"]:
        return given
    family = chance.choice(group["family"].split())
    return f"{family}{given}" if group.get("is_family_first") else f"{given} {family}"


def _voices(kind: str | None, chance: random.Random) -> list[Person]:
    """People who say something to everybody, each in a language of their own."""
    voices = [
        Person(
            name=_name(group, chance),
            country=group["country"],
            language=group["language"],
            town=chance.choice(group["towns"]),
            visibility=Visibility.PUBLIC,
            comment=comment,
        )
        for group in reading.names()["groups"]
        for comment in (group.get(kind, []) if kind else [])
    ]
    voices += [_joker(joke) for joke in reading.names()["jokes"] if kind]
    chance.shuffle(voices)
    return voices


def _joker(joke: Table) -> Person:
    """Somebody who does not mean it, or wants to sell something: what a House has to read."""
    return Person(
        name=joke["name"],
        country=joke["country"],
        language=joke["language"],
        town=None,
        visibility=Visibility.PUBLIC,
        comment=joke.get("comment"),
    )


def _survivors() -> list[Person]:
    """The people whose names are hard to set. Real ones are among them: nobody is shown to have said anything."""
    return [
        Person(
            name=text.tidy(entry["name"]),
            country=entry["country"],
            language=entry["language"],
            town=entry.get("town"),
            visibility=Visibility.RECIPIENT,
        )
        for entry in reading.names()["survivors"]
    ]

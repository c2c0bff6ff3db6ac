"""Many signatories who agreed to news, sealed as real ones are and written in bulk: for rows that count by the thousand."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, tokens
from petitions.campaigns.models import Campaign
from petitions.houses import keys
from petitions.signatures import content as contents
from petitions.signatures import records
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility
from petitions.signatures.records import ReaderTally

BATCH = 1000
LANGUAGES = ("en", "nb", "az", "ru", "ar")


def address(number: int) -> str:
    """Where the reader with this number lives."""
    return f"reader-{number}@example.org"


def sign(campaign: Campaign, people: int) -> None:
    """Let `people` sign, confirm and be counted, numbers 1 and up."""
    each = range(1, people + 1)
    put(campaign, (Reader(address(number), LANGUAGES[number % len(LANGUAGES)], number=number) for number in each))


@dataclass(frozen=True)
class Reader:
    """Somebody who has signed."""

    email: str
    language: str = "en"
    country: str = "NO"
    agrees: bool = True
    number: int = 1


def put(campaign: Campaign, people: Iterable[Reader]) -> None:
    """Keep their signatures, as if they had signed, confirmed and been counted."""
    key, secret, text_id = keys.current(campaign.house_id), contents.secret(campaign.id), campaign.petition_text.id
    same = {"campaign_id": campaign.id, "petition_text_id": text_id, "key_id": key.id}
    rows = (same | _row(one, campaign.id, key.public_key, secret) for one in people)
    while some := list(itertools.islice(rows, BATCH)):
        with database.action() as session:
            session.execute(sa.insert(Signature), some)
            _count(session, campaign.id, some)


def _count(session: Session, campaign_id: int, rows: list[dict[str, object]]) -> None:
    """The totals of readers, as the tally would have left them."""
    places = ((row["language"], row["country"], records.stretch(row["number"])) for row in rows if row["is_reader"])
    for (language, country, stretch), number in Counter(places).items():
        place = {"campaign_id": campaign_id, "language": language, "country": country, "stretch": stretch}
        total = session.get(ReaderTally, place) or ReaderTally(**place, readers=0)
        total.readers += number
        session.add(total)


def _row(one: Reader, campaign_id: int, public_key: bytes, secret: bytes) -> dict[str, object]:
    token = tokens.new()
    content = Content(name="Ana Kovač", email=one.email, town=None, comment=None, consent="x", updates=one.agrees)
    sealed = contents.seal(content, campaign_id=campaign_id, list_secret=secret, public_key=public_key, token=token)
    return {
        "state": State.CONFIRMED,
        "visibility": Visibility.COUNTED,
        "country": one.country,
        "language": one.language,
        "day": clock.today(),
        "mailed_on": clock.today(),
        "sealed": sealed.content,
        "house_wrap": sealed.house_wrap,
        "token_wrap": sealed.token_wrap,
        "token_hash": tokens.digest(token),
        "tag": tokens.digest(one.email),
        "number": one.number,
        "is_counted": True,
        "noted": 2,
        "is_reader": one.agrees,
        "wants_news": one.agrees,
    }

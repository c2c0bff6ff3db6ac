"""Made-up signatories by the hundred thousand, sealed in a database as real ones are: the ground of other measurements.

This module measures nothing itself.
"""

import datetime
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from config import Settings
from petitions import clock, database, tokens
from petitions.database import db
from petitions.dossiers.rows import Row
from petitions.houses import keys
from petitions.houses.models import HouseKey
from petitions.signatures import content as contents
from petitions.signatures.models import CountryTally, Signature, State, Tally, Visibility
from tests import factories
from tests.support import databases

DAY = datetime.date(2015, 5, 18)
MIX = (
    # parts of a hundred, letters, countries
    (70, "abcdefghijklmnoprstuvyzəğışöüçłżåø", ("AZ", "NO", "PL", "HR")),
    (20, "абвгдежзиклмнопрстуфхцчшыьюяіїў", ("BY", "UA", "RS")),
    (3, "აბგდევზთიკლმნოპრსტუფქღყშჩცძწჭხჯჰ", ("GE",)),
    (2, "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօ", ("AM",)),
    (3, "ابتثجحخدرزسشصضطظعغفقكلمنهوي", ("EG", "IR")),
    (1, "אבגדהוזחטיכלמנסעפצקרשת", ("IL",)),
    (1, "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗明伟芳娜敏静丽强磊军", ("CN",)),
)
WORDS = 600
"""Different words of a script, of which names and towns are made: given names and families come back."""
BATCH = 5000
SLUG = "bench"
PASSPHRASE = "passphrase"
"""The file in which the passphrase of the House lies."""


def rows(count: int) -> Iterator[Row]:
    """The same rows in every process."""
    chance = random.Random(2015)
    shares, scripts = zip(*((share, (letters, countries)) for share, letters, countries in MIX), strict=True)
    words = {letters: [_word(letters, chance) for _ in range(WORDS)] for letters, _ in scripts}
    for number in range(1, count + 1):
        ((letters, countries),) = chance.choices(scripts, shares)
        first, last, town = chance.choices(words[letters], k=3)
        name = first + last if letters[0] == "王" else f"{first} {last}"
        yield Row(number, name, town, chance.choice(countries), DAY - datetime.timedelta(number % 60))


def _word(letters: str, chance: random.Random) -> str:
    length = chance.randint(1, 2) if letters[0] == "王" else chance.randint(4, 9)
    word = "".join(chance.choices(letters, k=length))
    return word.title() if word.title() != word and letters[0] != "ა" else word


def configuration(folder: Path) -> Settings:
    """Of an installation over the SQLite file in `folder`."""
    return databases.settings(folder, f"sqlite:///{folder / 'petitions.db'}")


def environ(folder: Path) -> dict[str, str]:
    """The same, as the commands of the product read it."""
    found = configuration(folder)
    names = ("database_url", "secret_key", "base_url", "instance_path", "keys_path", "mail_url", "fonts_path")
    return {name.upper(): str(getattr(found, name)) for name in names}


def installation(folder: Path) -> Flask:
    """The product over the SQLite file in `folder`."""
    return databases.application(configuration(folder))


def settle(folder: Path, count: int) -> None:
    """Make an installation in `folder` whose campaign has `count` signatures, all named on its list."""
    with installation(folder).app_context():
        flask_migrate.upgrade()
        (folder / PASSPHRASE).write_text(gather(count))
        db.engine.dispose()


def gather(count: int) -> str:
    """Make a House and its campaign with `count` signatures, all named on its list. Returns what opens them.

    Needs an app context, and a database in its present form.
    """
    house = factories.house(SLUG, has_key=False)
    passphrase = keys.create(house.id, SLUG)
    campaign = factories.campaign(SLUG, of=house)
    key = keys.current(house.id)
    campaign_id, text_id = campaign.id, campaign.petition_text.id
    secret = contents.secret(campaign_id)
    countries: Counter[str] = Counter()
    everybody = iter(rows(count))
    while some := list(itertools.islice(everybody, BATCH)):
        countries.update(row.country for row in some)
        sealed = [_sealed(row, campaign_id, text_id, key, secret) for row in some]
        database.session().rollback()  # a look that stays open keeps SQLite's journal growing: gigabytes for a million rows
        with db.engine.begin() as connection:
            connection.execute(sa.insert(Signature), sealed)
    with database.action() as session:
        session.add(Tally(campaign_id=campaign_id, confirmed=count, last_number=count))
        session.add_all(CountryTally(campaign_id=campaign_id, country=c, confirmed=n) for c, n in countries.items())
    return passphrase


def _sealed(row: Row, campaign_id: int, text_id: int, key: HouseKey, secret: bytes) -> dict[str, object]:
    """A row of the table for a row of the list, as signing, confirming and the tally would have left it."""
    token, email = tokens.new(), f"person-{row.number}@example.org"
    content = factories.person(email, name=row.name or "", town=row.town)
    sealed = contents.seal(content, campaign_id=campaign_id, list_secret=secret, public_key=key.public_key, token=token)
    is_public = row.number % 4 == 0
    return {
        "campaign_id": campaign_id,
        "petition_text_id": text_id,
        "key_id": key.id,
        "state": State.CONFIRMED,
        "visibility": Visibility.PUBLIC if is_public else Visibility.RECIPIENT,
        "public_name": row.name if is_public else None,
        "country": row.country,
        "language": "en",
        "day": row.day,
        "mailed_on": clock.today(),
        "sealed": sealed.content,
        "house_wrap": sealed.house_wrap,
        "token_wrap": sealed.token_wrap,
        "token_hash": tokens.digest(token),
        "tag": contents.tag(email, secret),
        "number": row.number,
        "is_counted": True,
        "noted": 2,
        "wants_news": False,
    }

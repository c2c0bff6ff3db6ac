"""Names as people in twenty places write them: our own lists (real_names.toml) with the habits of each place."""

import random
import tomllib
from pathlib import Path

SEED = 2015
PLACES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["places"]
PLAIN = "{given} {family}"


def names(count: int) -> list[str]:
    """So many names, the same ones each time; the places take turns."""
    chance = random.Random(SEED)
    return [_name(PLACES[number % len(PLACES)], chance) for number in range(count)]


def _name(place: dict[str, str], chance: random.Random) -> str:
    given, family = chance.choice(place["given"].split()), chance.choice(place["family"].split())
    if "particles" in place and chance.random() < 0.2:
        family = f"{chance.choice(place['particles'].split())} {family}"
    name = place.get("pattern", PLAIN).format(given=given, family=family)
    if "pattern" not in place:
        name = _as_written(name, given, family, chance)
    return name.replace("_", " ")


def _as_written(name: str, given: str, family: str, chance: random.Random) -> str:
    """Most write their names plainly; some with an initial, two names, all small, a family name or all of it in capitals."""
    habits = {
        f"{given[0]}. {family}": 4,
        f"{given} {family[0]}. {family}": 2,
        f"{given} {family.upper()}": 4,
        f"{family.upper()} {given}": 2,
        name.lower(): 4,
        f"{family}, {given}": 2,
        f"{given}-{family} {family}": 2,
        given: 2,
        name.upper(): 0.5,
        name: 77.5,
    }
    return chance.choices(list(habits), list(habits.values()))[0]

"""What the demonstration is made of: who and when in `network.toml`, words in `texts/`, people in `names.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from petitions import i18n

FOLDER = Path(__file__).parent

# What TOML holds; a name or a type that does not fit is refused by the tables it is poured into.
Table = dict[str, Any]


@cache
def network() -> Table:
    """Houses, organisations, campaigns, events and updates without their words."""
    return _read("network.toml")


@cache
def words() -> dict[str, Table]:
    """The words of everything in the network, by language."""
    return {language: _read(f"texts/{language}.toml") for language in i18n.INTERFACE}


@cache
def names() -> Table:
    """Groups of given and family names that belong together, and the names that are hard to set."""
    return _read("names.toml")


def portraits() -> list[str]:
    """The names of all portraits."""
    return sorted(file.stem for file in (FOLDER / "portraits").glob("*.png"))


def portrait(name: str) -> bytes:
    """The portrait `name` as a PNG."""
    return (FOLDER / "portraits" / f"{name}.png").read_bytes()


def _read(name: str) -> Table:
    with (FOLDER / name).open("rb") as file:
        return {key: _tidied(value) for key, value in tomllib.load(file).items()}


def _tidied(value: Any) -> Any:
    """`value` with its texts stripped: a block of text in TOML ends with a newline that nobody means."""
    if isinstance(value, dict):
        return {key: _tidied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_tidied(part) for part in value]
    return value.strip() if isinstance(value, str) else value

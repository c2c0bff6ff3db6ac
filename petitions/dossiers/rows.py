"""A line of the signature list, and what is counted while the lines go by: the same on paper and in the table."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable


class WrongTotal(Exception):
    """The rows are not as many as was said: a list that contradicts the public number must not leave the house."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A confirmed signature as the addressee may see it."""

    number: int
    """0 where a row stands for many: it is counted, and no line on paper."""
    name: str | None
    """None: counted, but the name is not for the addressee."""
    town: str | None
    country: str
    """ISO 3166 alpha-2."""
    day: datetime.date
    version: int = 1
    """Of the petition text: the words that were signed."""
    people: int = 1
    """More where a row stands for all who signed in one place or on one day, and for nobody's name."""


@dataclasses.dataclass
class Totals:
    """What the rows that went by add up to."""

    confirmed: int = 0
    shown: int = 0
    lines: int = 0
    """How many have a line of their own."""
    last: int = 0
    """The highest number: more than there are rows when some were withdrawn."""
    countries: Counter[str] = dataclasses.field(default_factory=Counter)
    """Signatures by ISO 3166 alpha-2 code."""
    days: Counter[datetime.date] = dataclasses.field(default_factory=Counter)
    """Signatures by the day on which they were made."""

    @property
    def withheld(self) -> int:
        """How many are counted without a name."""
        return self.confirmed - self.shown

    def count(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        countries, days, lines, last = self.countries, self.days, self.lines, self.last
        for row in rows:
            people = row.people
            self.confirmed += people
            countries[row.country] += people
            days[row.day] += people
            if row.name is not None:
                self.shown += 1
            if row.number:
                lines += 1
            if row.number > last:
                last = row.number
        self.lines, self.last = lines, last

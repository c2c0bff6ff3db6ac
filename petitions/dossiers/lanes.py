"""What the rows of a list are made of, by what was chosen: one lane on a page or two, with towns or without, by country or not."""

import dataclasses
import functools

from reportlab.lib.units import mm

from petitions.dossiers.choices import ROWS_PER_PAGE as ROWS_PER_PAGE
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.pdf.sheets import MARGIN, MEASURE

SIZE = 9.0
"""Of the type of rows."""


@dataclasses.dataclass(frozen=True)
class Column:
    """Where a column stands, in points from the start edge."""

    start: float
    width: float

    @functools.cached_property
    def limit(self) -> float:
        """What fits in, in 1/1000 em."""
        return 1000 * self.width / SIZE


NUMBER = Column(MARGIN, 15 * mm)
NAME = Column(MARGIN + 19 * mm, 60 * mm)
TOWN = Column(MARGIN + 82 * mm, 38 * mm)
COUNTRY = Column(MARGIN + 123 * mm, 31 * mm)
# Where the list says which version of the text each one signed, towns and countries make room.
TOWN_BESIDE = Column(MARGIN + 82 * mm, 31 * mm)
COUNTRY_BESIDE = Column(MARGIN + 116 * mm, 26 * mm)
VERSION = Column(MARGIN + 145 * mm, 10 * mm)
DATE = Column(MARGIN + 157 * mm, MEASURE - 157 * mm)
_GUTTER = 8 * mm
_GAP = 2.5 * mm
_NARROW = (MEASURE - _GUTTER) / 2
_NARROW_NUMBER = 13 * mm
_NARROW_VERSION = 10 * mm
_NARROW_INITIALS = 27 * mm
"""Four initials, or that a name is withheld in the longest of the languages of a list: what is left is for countries."""
_TO_VERSION = 142 * mm
"""From the margin to where the version is, or the day: what is before shares the room."""


@dataclasses.dataclass(frozen=True)
class Lane:
    """What a row is made of, and where it stands. A page has one lane or more, each with `ROWS_PER_PAGE` rows."""

    start: float
    width: float
    number: Column
    name: Column
    town: Column | None = None
    country: Column | None = None
    version: Column | None = None
    date: Column | None = None

    @functools.cached_property
    def columns(self) -> tuple[Column, ...]:
        """Those that it has, from the start edge."""
        every = (self.number, self.name, self.town, self.country, self.version, self.date)
        return tuple(column for column in every if column)


def of(choices: Choices, *, has_versions: bool) -> list[Lane]:
    """The lanes of a page. Two have no room for days, and for towns only where headings name the countries."""
    has_towns, is_by_country = choices.has_towns, choices.order is Order.COUNTRY
    if choices.lanes == 1:
        return [_wide(has_towns=has_towns, is_by_country=is_by_country, has_versions=has_versions)]
    starts, has_towns = (MARGIN, MARGIN + _NARROW + _GUTTER), has_towns and is_by_country
    name = _NARROW_INITIALS if choices.profile is Profile.INITIALS else None
    return [
        _narrow(x, name, has_towns=has_towns, is_by_country=is_by_country, has_versions=has_versions) for x in starts
    ]


def _wide(*, has_towns: bool, is_by_country: bool, has_versions: bool) -> Lane:
    end = MARGIN + _TO_VERSION if has_versions else DATE.start - _GAP
    middle = TOWN.start
    name, town, country = NAME, None, None
    if has_towns and not is_by_country:
        town, country = (TOWN_BESIDE, COUNTRY_BESIDE) if has_versions else (TOWN, COUNTRY)
    elif has_towns:
        town = Column(middle, end - middle)
    elif not is_by_country:
        country = Column(middle, end - middle)
    else:
        name = Column(name.start, end - name.start)
    version = VERSION if has_versions else None
    return Lane(MARGIN, MEASURE, NUMBER, name, town, country, version, DATE)


def _narrow(start: float, name: float | None, *, has_towns: bool, is_by_country: bool, has_versions: bool) -> Lane:
    """A lane that begins at `start`. `name` is how wide names are beside another column; None: somewhat more than half."""
    end = start + _NARROW - (_NARROW_VERSION + _GAP if has_versions else 0)
    name_start = start + _NARROW_NUMBER + _GAP
    has_second = has_towns or not is_by_country
    middle = name_start + (name or (end - name_start) * 0.58)
    second = Column(middle + _GAP, end - middle - _GAP)
    return Lane(
        start,
        _NARROW,
        Column(start, _NARROW_NUMBER),
        Column(name_start, (middle if has_second else end) - name_start),
        town=second if has_towns else None,
        country=None if is_by_country else second,
        version=Column(end + _GAP, _NARROW_VERSION) if has_versions else None,
    )

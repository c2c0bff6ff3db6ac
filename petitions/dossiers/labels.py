"""The words of a signature list that are the same for every campaign, in the list's language."""

import dataclasses
import functools

import babel
from babel import numbers

from petitions.formats import ELSEWHERE


def locale_of(language: str) -> babel.Locale:
    """What Babel knows of a language: how to write dates, numbers and countries."""
    # The Houses are in Europe: 18 May 2015, not May 18, 2015.
    return babel.Locale.parse("en_GB" if language == "en" else language)


def figure(count: int, locale: babel.Locale) -> str:
    """12,468 as the language writes it; in Latin digits everywhere, as on the posters and in the rows."""
    return numbers.format_decimal(count, locale=locale, numbering_system="latn")


@dataclasses.dataclass(frozen=True)
class Labels:
    """Translated by the caller. Names in %( )s are filled in here; each is a sentence of its own or a column's head."""

    language: str
    """The list's language, a Babel locale such as `nb`; it writes dates, numbers and countries too."""
    document: str
    """What the paper is: "Signature list"."""
    number: str
    name: str
    town: str
    country: str
    date: str
    elsewhere: str
    """For countries that are not told apart: "Other countries"."""
    withheld: str
    """In place of a name: "name withheld"."""
    page: str
    """"Page %(page)s of %(pages)s"."""
    confirmed: str
    """Under the number of all: "confirmed signatures"."""
    shown: str
    """Under the number of those with a name: "with a name"."""
    not_shown: str
    """Under the number of those without: "name withheld"."""
    petition: str
    """Above the petition text: "What they signed"."""
    version: str
    """"Version %(version)s of %(date)s"."""
    countries: str
    """Above the table: "Where they live"."""
    growth: str
    """Above the curve: "When they signed"."""
    check: str
    """Above the checksum: "How to check this list"."""
    file: str
    """"The same list is in the file %(file)s. The SHA-256 checksum of this file is:"."""
    command: str
    """"To check that nobody has changed the file, open a terminal in its folder and type one of these lines:"."""
    gaps: str
    """"Numbers that are missing belong to signatures that were withdrawn or found invalid.", where some are missing."""
    unlisted: str
    """"Those whose names are withheld are counted, but have no line on this list.", where it is so."""
    curve: str
    """What the curve shows: "The number grew from %(first)s to %(last)s, to %(number)s."."""
    too_long: str
    """"This list is too long for screen readers to tell its rows apart; the file does that.", where it is."""
    volume: str
    """"Volume %(number)s of %(volumes)s: %(rows)s", where there are several."""
    numbers: str
    """Which rows are in it: "signatures %(first)s to %(last)s"."""
    lands_held: str
    """The same by country: "from %(first)s to %(last)s"."""
    replaced: str
    """"The sign %(sign)s stands for a character that cannot be printed; the file has it.", where there is one."""
    continued: str = "%(country)s …"
    """"%(country)s, continued", where a country goes on in another column or overleaf."""
    on_paper: str = ""
    """Under the number of those who signed on paper."""
    lands: str = ""
    """Under the number of countries."""
    endorsers: str = ""
    """Above those who stand behind the campaign."""
    happened: str = "%(day)s: %(words)s"
    """Below the curve, for each thing that is marked on it."""
    later: str = ""
    """Below a curve that ends before the last signature."""
    afterwards: str = ""
    """Above what happened after the end of the curve."""
    signed: str = ""
    """Above the column that says which version of the text somebody signed; none if all signed the same one."""

    @functools.cached_property
    def locale(self) -> babel.Locale:
        """The language with all that Babel knows of it: how to write dates, numbers and countries."""
        return locale_of(self.language)

    def land(self, code: str) -> str:
        """The name of a country (ISO 3166 alpha-2), or of those that are not told apart."""
        return self.elsewhere if code == ELSEWHERE else self.locale.territories.get(code, code)

    @functools.cached_property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left, and the pages with it."""
        return self.locale.text_direction == "rtl"

"""Numbers, dates, countries and written texts as people read them, in the language of the page."""

import datetime
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import nh3
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale
from flask_babel import gettext as _
from markdown_it.token import Token
from markupsafe import Markup

from petitions import markings

_markdown = markings.reader()
_TAGS = {"p", "br", "strong", "em", "ol", "ul", "li", "a", "blockquote", "h2", "h3"}
SCHEMES = {"https", "mailto"}
"""Of links that are shown."""

# Labels that people contest are decided once, in one place; the rest is CLDR.
_WITHOUT = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
ELSEWHERE = "ZZ"
"""Stands for countries that are not told apart: ISO 3166 leaves the code to its users."""


def _locale() -> Locale:
    found = get_locale() or Locale("en")
    # The network writes English as in Europe: 2 August 2014.
    return Locale("en", "GB") if found.language == "en" else found


def number(value: int) -> str:
    """12,468 · 12 468 · 12.468, by language; Latin digits everywhere, as on the posters."""
    return format_decimal(value, locale=_locale(), numbering_system="latn")


def signed(value: int) -> str:
    """+318 · −4 · 0"""
    pattern = "+#,##0;-#,##0" if value else "0"
    written = format_decimal(value, pattern, locale=_locale(), numbering_system="latn")
    # Among words that run from right to left a sign would stand behind its number.
    return f"\u200e{written}" if _locale().text_direction == "rtl" else written


def percent(part: int, whole: int) -> str:
    """78%, of a whole that is not nought."""
    return format_percent(part / whole, locale=_locale(), numbering_system="latn")


def duration(value: datetime.timedelta) -> str:
    """40 seconds · 3 minutes · 2 days"""
    return format_timedelta(value, locale=_locale(), threshold=1.5)


def day(value: datetime.date) -> str:
    """2 August 2014"""
    return format_date(value, "long", locale=_locale())


def short_day(value: datetime.date) -> str:
    """8 May"""
    return format_skeleton("MMMMd", value, locale=_locale())


def weekday(value: datetime.date) -> str:
    """Saturday 30 May 2015"""
    return format_date(value, "full", locale=_locale())


def weekday_without_year(value: datetime.date) -> str:
    """Saturday 30 May"""
    words: str = _("%(weekday)s %(day)s", weekday=format_date(value, "EEEE", locale=_locale()), day=short_day(value))
    return words


def hour(value: datetime.datetime) -> str:
    """15:00, on the clock that `value` is in."""
    return format_time(value, "HH:mm", locale=_locale())


def listed(names: Sequence[str]) -> str:
    """A, B and C"""
    return format_list(names, locale=_locale())


def elsewhere() -> str:
    """What countries are called that are not told apart."""
    words: str = _("Other countries")
    return words


def country(code: str) -> str:
    """The name of a country (ISO 3166 alpha-2); the code itself if it has none. Of ELSEWHERE, what several are called together."""
    return elsewhere() if code == ELSEWHERE else str(_locale().territories.get(code, code))


def language(code: str) -> str:
    """The name of a language (a Babel locale), as a title: "Serbian (Latin)"."""
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """The name of a language within a sentence: Norwegian and Russian begin it with a small letter there."""
    return str(Locale.parse(code).get_display_name(_locale()) or code)


def countries() -> tuple[tuple[str, str], ...]:
    """Every country as (code, name), sorted as readers of the language look it up."""
    return _countries(str(_locale()))


@lru_cache(32)
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(locale).territories
    named = [
        (code, str(name))
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _WITHOUT
    ]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def sort_key(name: str) -> str:
    """A key by which names sort acceptably in every language of the interface: marks are looked at last."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    return bare.casefold() + "\0" + name


def markdown(source: str, page: str | None = None) -> Markup:
    """HTML of an organiser's Markdown; whatever is not plain text structure is taken out.

    Where it is read elsewhere than on our site, in mails and feeds, `page` is its address there: links are whole then.
    """
    return Markup(  # noqa: S704  # nh3 has just cleaned it
        nh3.clean(
            _markdown.render(source, {markings.PAGE: page}),
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=SCHEMES,
        )
    )


def parse(source: str, page: str | None = None) -> list[Token]:
    """What an organiser's Markdown consists of; its links are whole if it stands on the `page` with this address."""
    return _markdown.parse(source, {markings.PAGE: page})


def plain(source: str) -> str:
    """A Markdown text as plain paragraphs, one a line; points of a list keep their numbers."""
    lines: list[str] = []
    number: int | None = None
    for token in parse(source):
        if token.type == "ordered_list_open":
            number = int(token.attrGet("start") or 1)
        elif token.type.endswith("list_close"):
            number = None
        elif token.type == "inline":
            text = "".join(_words(child) for child in token.children or [])
            lines.append(f"{number}. {text.strip()}" if number is not None else text.strip())
            number = number + 1 if number is not None else None
    return "\n".join(lines)


def _words(token: Token) -> str:
    if token.type == "image":
        return markings.words_of_picture(token)
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def lead_and_rest(source: str) -> tuple[Markup, Markup]:
    """The first paragraph of a Markdown text without its tags, and the rest as HTML."""
    lead, _, rest = source.strip().partition("\n\n")
    return Markup(nh3.clean(_markdown.renderInline(lead), tags={"strong", "em"})), markdown(rest)  # noqa: S704  # cleaned


FILTERS = {
    "number": number,
    "signed": signed,
    "duration": duration,
    "day": day,
    "short_day": short_day,
    "weekday": weekday,
    "weekday_without_year": weekday_without_year,
    "hour": hour,
    "listed": listed,
    "country": country,
    "language_name": language,
    "language_within": language_within,
    "markdown": markdown,
    "lead_and_rest": lead_and_rest,
}

"""Languages: which there are, which one a reader gets, and how a worker without a reader does without."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale

INTERFACE = ("en", "nb", "az", "ru", "ar")
"""The languages of the pages, in the order of the menu."""

# Written out, for Babel reads all it knows of a language, over a megabyte, to tell its name. Where they differ from CLDR it is to
# be plainly Norwegian, and the language rather than the country.
OWN_NAMES = {
    "en": "English",
    "nb": "Norsk",
    "az": "Azərbaycanca",
    "ru": "Русский",
    "ar": "العربية",
    "be": "Беларуская",
    "uk": "Українська",
    "ka": "ქართული",
    "hy": "Հայերեն",
    "pl": "Polski",
    "hr": "Hrvatski",
    "bs": "Bosanski",
    "sr": "Српски",
    "sr_Latn": "Srpski (latinica)",
    "fr": "Français",
    "de": "Deutsch",
}
RIGHT_TO_LEFT = ("ar",)

WRITTEN = tuple(OWN_NAMES)
"""The languages that campaigns are written in. Those beyond INTERFACE are read where they are a campaign's main language."""

DEFAULT = "en"

# What browsers say for Norwegian, and for Cyrillic neighbours whose readers read Russian rather than English.
KINDRED = {"no": "nb", "nn": "nb", "be": "ru", "kk": "ru", "ky": "ru", "uz": "ru", "tg": "ru", "tr": "az"}


@dataclass(frozen=True)
class Language:
    """A language as the menu shows it."""

    code: str
    name: str
    """In the language itself."""
    direction: str
    """`ltr` or `rtl`"""

    @property
    def tag(self) -> str:
        """The BCP 47 tag for HTML's `lang`."""
        return html_lang(self.code)


def html_lang(code: str) -> str:
    """The BCP 47 tag of a Babel locale: `sr_Latn` is `sr-Latn`."""
    return code.replace("_", "-")


def language(code: str) -> Language:
    """What there is to say of `code`, one of WRITTEN."""
    return Language(code=code, name=OWN_NAMES[code], direction="rtl" if code in RIGHT_TO_LEFT else "ltr")


LANGUAGES = tuple(language(code) for code in INTERFACE)
OTHERS = tuple(language(code) for code in WRITTEN if code not in INTERFACE)
"""What is written in them stands on papers, and what posters say of their own is translated; the site has no pages in them."""


def negotiate(accepted: list[str]) -> str:
    """The interface language for `accepted`, the values of Accept-Language from the most wanted down."""
    for wanted in accepted:
        primary = wanted.replace("_", "-").partition("-")[0].lower()
        if primary in INTERFACE:
            return primary
        if primary in KINDRED:
            return KINDRED[primary]
    return DEFAULT


def current() -> str:
    """The language of the page that is being made; the default where there is no page."""
    if not has_request_context():
        return DEFAULT
    chosen: str | None = g.get("language")
    # An address that leads nowhere says at least in which language it was meant.
    prefix = request.path[1:].partition("/")[0]
    return chosen or (prefix if prefix in INTERFACE else negotiate(list(request.accept_languages.values())))


def use(code: str) -> None:
    """Make the rest of this page in the language `code`."""
    g.language = spoken(code)


def spoken(code: str) -> str:
    """The language of the pages that stands in for `code`: itself, if there are pages in it."""
    return code if code in INTERFACE else DEFAULT


def speaking(code: str) -> AbstractContextManager[None]:
    """Speak `code` where there is no page: in commands and in the worker."""
    context: AbstractContextManager[None] = force_locale(code)
    return context


def init_app(app: Flask) -> None:
    """Give `app` its languages."""
    Babel(app, locale_selector=current, default_locale=DEFAULT, default_timezone="UTC")

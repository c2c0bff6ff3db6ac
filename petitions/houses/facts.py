"""What is said of a House or an organisation, and what of it is refused: sites, and no name in any language."""

import enum
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from petitions import errors

LONGEST_SITE = 200
UNDER = "under"
"""What a form calls the House that an organisation is under: the address of one, or `NO_HOUSE`."""
NO_HOUSE = "none"


class BadSite(errors.Refusal):
    """Not the address of a web site."""


class Wordless(errors.Refusal):
    """Without words in any language, or with some of a language's words missing."""


class What(enum.Enum):
    """What the audit log says of it."""

    HOUSE_MADE = "house made"
    HOUSE_CHANGED = "house changed"
    ORGANISATION_MADE = "organisation made"
    ORGANISATION_CHANGED = "organisation changed"


Witness = Callable[[Session, What, int | None, str], None]
"""Notes in the transaction of an action what was done, in which House, on which thing. The audit log is a floor above."""


def tidy_site(typed: str) -> str | None:
    """The address of a web site, with its scheme; None for nothing. Raises BadSite."""
    if not typed:
        return None
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        _port = parts.port
    except ValueError:
        raise BadSite from None
    is_plain = parts.scheme in ("http", "https") and "." in host and parts.username is None
    if not is_plain or len(address) > LONGEST_SITE or re.search(r"[\s<>\"'\\`{}|^\x00-\x20\x7f]", address):
        raise BadSite
    return address

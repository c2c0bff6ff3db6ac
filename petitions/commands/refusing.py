"""What every refusal looks like on the command line."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.exc import ProgrammingError

from petitions import database, errors
from petitions.campaigns import queries
from petitions.campaigns.models import Campaign
from petitions.houses import queries as houses
from petitions.houses.models import House

_OF_THE_DATABASE = (*database.FAILURES, ProgrammingError)


class Plainly(click.ClickException):
    """A refusal as a sentence, without a trace."""


def in_words(invoke: Callable[[click.Context], Any]) -> Callable[[click.Context], Any]:
    """What a command does, with a sentence for whatever it needs and does not get: database, disk, another program."""

    @functools.wraps(invoke)
    def plain(ctx: click.Context) -> Any:
        try:
            return invoke(ctx)
        except _OF_THE_DATABASE as failure:
            raise _database(failure) from None
        except sqlite3.Error as failure:
            raise Plainly(f"SQLite says: {failure}. Is there room on the disk?") from None
        except errors.Unavailable as failure:
            if isinstance(failure.__cause__, _OF_THE_DATABASE):
                raise _database(failure.__cause__) from None
            raise Plainly(str(failure) or "This cannot be done now. Try again later.") from None
        except UnicodeDecodeError:
            raise Plainly("A file that is to be read is no text.") from None
        except BrokenPipeError:  # whoever read has read enough
            raise
        except OSError as failure:
            raise Plainly(f"{failure.strerror or failure}: {failure.filename or 'no file'}") from None

    return plain


def _database(failure: BaseException) -> Plainly:
    why = getattr(failure, "orig", None) or failure
    return Plainly(f"The database says: {why}. Is it there, and up to date (flask --app wsgi db upgrade)?")


def campaign(slug: str) -> Campaign:
    """The campaign at this address. Raises Plainly."""
    try:
        return queries.visible(slug)
    except errors.NotFound:
        raise Plainly(f"There is no campaign “{slug}”.") from None


def house(slug: str) -> House:
    """The House at this address. Raises Plainly."""
    try:
        return houses.by_slug(slug)
    except houses.NoSuchHouse:
        raise Plainly(f"There is no House “{slug}”.") from None

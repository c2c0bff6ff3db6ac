"""What every refusal looks like on the command line."""

import click

from petitions import errors
from petitions.campaigns import queries
from petitions.campaigns.models import Campaign
from petitions.houses import queries as houses
from petitions.houses.models import House


class Plainly(click.ClickException):
    """A refusal as a sentence, without a trace."""


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

"""The commands about organisers and what they did."""

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import addresses, i18n, links
from petitions.accounts import audit, factors, inviting, leaving, network, queries
from petitions.accounts.rights import Role
from petitions.commands.refusing import Plainly
from petitions.houses import queries as houses

accounts = AppGroup("accounts", help="Organisers and the audit log.")


@accounts.command("invite", help="Invite EMAIL to a House, or to the network; prints the link, and mails it.")
@click.argument("email")
@click.option("--house", "slug", help="The House; without it, EMAIL becomes a network administrator.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="In that House; an administrator if not told."
)
@click.option("--language", type=click.Choice(i18n.INTERFACE), default="en", show_default=True)
@with_appcontext
def invite(email: str, slug: str | None, role: str | None, language: str) -> None:
    if role and not slug:
        raise Plainly("A role is one in a House: say in which with --house. Nobody was invited.")
    try:
        house = houses.by_slug(slug) if slug else None
        address, given = addresses.tidy(email), Role(role or Role.ADMINISTRATOR) if house else None
        path = inviting.invite(address, house, given, language=language, by=None)
    except houses.NoSuchHouse:
        raise Plainly(f"There is no House “{slug}”.") from None
    except addresses.BadAddress:
        raise Plainly(f"“{email}” is no mail address.") from None
    except inviting.AlreadyMember:
        is_what = f"belongs to the House “{slug}”" if slug else "runs the network"
        raise Plainly(f"{email} {is_what} already. Nobody was invited.") from None
    click.echo(links.absolute(path))


@accounts.command("delete", help="Delete the account of EMAIL; the log keeps its number, and says that somebody left.")
@click.argument("email")
@with_appcontext
def delete(email: str) -> None:
    organiser = queries.by_address(email.strip())
    if organiser is None:
        raise Plainly(f"Nobody signs in as {email}.")
    try:
        leaving.delete(organiser.id)
    except leaving.StillNeeded as refusal:
        does = "reads the names" if refusal.is_last_reader else "is an administrator"
        raise Plainly(
            f"Nobody else {does} of the House {refusal.house.slug}. Give that to somebody else first. Nothing was deleted."
        ) from None
    except network.LastOne:
        raise Plainly("Nobody else runs the network. Invite somebody first. Nothing was deleted.") from None
    click.echo(f"The account of {email} is deleted.")


@accounts.command(
    "forget-second-factors", help="Let EMAIL, who has lost every second factor and recovery code, set up a new one."
)
@click.argument("email")
@with_appcontext
def forget_second_factors(email: str) -> None:
    organiser = queries.by_address(email.strip())
    if organiser is None:
        raise Plainly(f"Nobody signs in as {email}.")
    factors.forget(organiser.id)
    click.echo(f"{email} signs in with the password, and sets up a second factor before anything else opens.")


@accounts.command("check-log", help="Check that no entry of the audit log was changed or taken out.")
@with_appcontext
def check_log() -> None:
    if (broken := audit.broken()) is not None:
        raise Plainly(f"Entry {broken} does not follow from the entries before it: the log was changed there.")
    last = audit.newest()
    # Its number is not how many there are: PostgreSQL gives a number that came to nothing to no other entry.
    click.echo(f"The log holds up to entry {last.id}, digest {last.digest.hex()}." if last else "The log is empty.")


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(accounts)

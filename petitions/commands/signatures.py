"""The commands about single signatures."""

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import database
from petitions.commands import refusing
from petitions.commands.refusing import Plainly
from petitions.signatures import moderating, rules, withdrawing
from petitions.signatures.models import Review
from petitions.signatures.records import Reason

signatures = AppGroup("signatures", help="Public names and comments.")


@signatures.command("review", help="Read the public names and comments of campaign SLUG that wait, one by one.")
@click.argument("slug")
@with_appcontext
def review(slug: str) -> None:
    campaign = refusing.campaign(slug)
    for waiting in moderating.waiting(campaign.id):
        why = ". ".join(rules.why(rule) for rule in waiting.rules)
        click.echo(f"\n{waiting.name}  ({waiting.country}, {waiting.language})\n{waiting.comment or ''}\n{why}")
        database.end_reading()  # whoever reads takes their time
        answer = click.prompt("Show, hide or leave", type=click.Choice(["s", "h", "l"]), default="l")
        if answer != "l":
            review, reason = (Review.SHOWN, Reason.FINE) if answer == "s" else (Review.HIDDEN, Reason.RULE)
            seen = {waiting.id: waiting.mark}
            try:
                moderating.decide(campaign, seen, review, reason=reason, by=None, seen=seen)
            except (moderating.NothingChosen, moderating.SaysOtherwise):
                click.echo("This was changed, decided or withdrawn meanwhile.")
    left = moderating.count_waiting(campaign.id)
    more = "more than " if left > moderating.MANY else ""
    click.echo(f"Names that wait still: {more}{min(left, moderating.MANY)}." if left else "Nothing more waits.")


@signatures.command("withdraw", help="Withdraw signature NUMBER of campaign SLUG for its owner, who lost the link.")
@click.argument("slug")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@with_appcontext
def withdraw(slug: str, number: int) -> None:
    try:
        withdrawing.withdraw_for(refusing.campaign(slug).id, number)
    except withdrawing.NumberUnknown:
        raise Plainly(f"There is no signature with the number {number}, or it is withdrawn already.") from None
    click.echo(f"Signature {number} is withdrawn and erased; the count follows within a second.")


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(signatures)

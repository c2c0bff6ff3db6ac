"""The command line of mail: what is wrong with it, in words, and what came back."""

import smtplib
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from petitions import addresses, connecting, errors, links, mail, outbox, storage
from petitions.accounts import mails as account_mails
from petitions.commands.refusing import Plainly
from petitions.houses import queries as houses
from petitions.post import answers, beats, returning, traffic, transport
from petitions.post.answers import Outcome
from petitions.signatures import reaching

mail_group = AppGroup("mail", help="Mail: a test of the mail server, and what came back.")

TEXT = "This is a test of the mail of Calls for Action. If you can read it, the mail server passes our mail on."
MOST = 1000
HTML = f"<!DOCTYPE html><title>Test</title><p>{TEXT}</p>"

AT_CONNECTING: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "There is no machine of the name {host}. Correct MAIL_URL."),
    (ConnectionRefusedError, "Nothing listens at {host}, port {port}. Is the mail server running? Correct MAIL_URL."),
    (TimeoutError, "{host}, port {port}, does not answer. A firewall may stand between, or the port is another one."),
    (
        ssl.SSLCertVerificationError,
        "The certificate of {host} cannot be trusted: {why}. Name the host as its certificate does.",
    ),
    (
        ssl.SSLError,
        "{host}, port {port}, does not speak TLS from the first byte. Write smtp:// for STARTTLS (port 587).",
    ),
    (
        smtplib.SMTPNotSupportedError,
        "{host}, port {port}, offers no STARTTLS or no way to sign in. Write smtps:// (port 465).",
    ),
    (smtplib.SMTPAuthenticationError, "{host} refuses the user and password of MAIL_URL: {why}"),
    (
        smtplib.SMTPServerDisconnected,
        "{host}, port {port}, hangs up at once. Write smtps:// if it speaks TLS from the first byte.",
    ),
    (smtplib.SMTPException, "{host}, port {port}, does not greet as a mail server does: {why}"),
    (OSError, "{host}, port {port}, cannot be reached: {why}"),
)
"""What goes wrong before anything is said about a letter, the most particular first."""
WHY = {
    Outcome.GONE: "It says that there is no such mailbox",
    Outcome.SPAM: "It takes the mail for spam, or does not trust this machine",
    Outcome.OURS: "It does not pass our mail on: user, sender, SPF or DKIM are not as it wants",
    Outcome.BUSY: "It takes nothing for now; mails wait and are tried again",
    Outcome.AWAY: "It takes nothing from anybody for now; mails wait and are tried again",
}


@mail_group.command("test", help="Send a test mail to ADDRESS, and say in words what is wrong.")
@click.argument("address")
@click.option("--house", "slug", help="Send it as this House does. Default: as the network does.")
@with_appcontext
def test_mail(address: str, slug: str | None) -> None:
    if storage.settings().mail_url == "mailbox:":
        raise Plainly("The demonstration sends no mail: MAIL_URL=mailbox: is a page that shows it.")
    letter = _letter(address, slug)
    with _connected() as connection:
        click.echo("The mail server answers, and lets us in.")
        try:
            transport.hand_over(letter, connection)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as answer:
            raise Plainly(f"{_why(answer)}. Its own words: {_words(answer)}") from None
        except (OSError, smtplib.SMTPException) as failure:
            raise Plainly(f"The line broke while it took the mail: {type(failure).__name__}.") from None
    click.echo(f"It has taken a mail to {address} from {letter.sender[1]}. Look for it, among spam, too.")
    for remark in _remarks(letter.sender[1]):
        click.echo(f"- {remark}")


@mail_group.command("show", help="How the mail goes: what waits, and what became of the rest.")
@with_appcontext
def show_mail() -> None:
    found, oldest = traffic.read(), outbox.oldest_wait()
    waited = f"; the oldest for {str(oldest).split('.')[0]} (hours, minutes, seconds)" if oldest is not None else ""
    click.echo(f"{outbox.waiting(MOST)} mails wait, at most {MOST} are counted{waited}.")
    click.echo(f"{found.rate:.1f} mails a minute in the last hour.")
    for outcome in Outcome:
        click.echo(
            f"{outcome.value:10}{found.hour[outcome]:8} in the last hour{found.day[outcome]:8} in the last 24 hours"
        )


@mail_group.command("bounce", help="Read one message that came back, from standard input: a pipe of the mail server.")
@click.option("--recipient", "recipients", multiple=True, help="Whom it was for, as the mail server says.")
@with_appcontext
def take_bounce(recipients: tuple[str, ...]) -> None:
    if storage.settings().bounce_address is None:
        raise Plainly("BOUNCE_ADDRESS is not set: no mail of ours comes back here.")
    raw = sys.stdin.buffer.read(returning.LONGEST)
    try:
        is_ours = reaching.take_back(raw, recipients=recipients)
    except errors.Unavailable as refusal:  # the mail server keeps it, and tries again
        raise click.exceptions.Exit(75) from refusal
    if not is_ours:
        click.echo("This came to no return path of ours: nothing was changed.", err=True)


def _letter(address: str, slug: str | None) -> mail.Letter:
    try:
        recipient, house = addresses.tidy(address), houses.by_slug(slug) if slug else None
    except addresses.BadAddress:
        raise Plainly(f"“{address}” is no mail address.") from None
    except houses.NoSuchHouse:
        raise Plainly(f"There is no House “{slug}”.") from None
    sender = (house.text().name, house.sender) if house else account_mails.sender()
    number = outbox.new_message_id()
    return mail.Letter(recipient, sender, "Calls for Action: test", TEXT + "\n", HTML, "en", number)


@contextmanager
def _connected() -> Iterator[connecting.SmtpConnection]:
    try:
        connection = connecting.SmtpConnection(current_app.extensions["mail"]).__enter__()
    except tuple(kind for kind, _words in AT_CONNECTING) as failure:
        raise Plainly(_said(failure)) from None
    try:
        yield connection
    finally:
        transport.hang_up(connection)


def _said(failure: Exception) -> str:
    server = current_app.extensions["mail"]
    sentence = next(words for kind, words in AT_CONNECTING if isinstance(failure, kind))
    why = getattr(failure, "verify_message", None) or _words(failure)
    return sentence.format(host=server.server, port=server.port, why=why)


def _why(answer: answers.Answer) -> str:
    try:
        answers.raise_for(answer)
    except (answers.Refused, answers.Postponed) as meaning:
        return WHY[meaning.outcome]
    except answers.ServerAway:
        return WHY[Outcome.AWAY]


def _words(failure: Exception) -> str:
    """What the mail server said; whoever asks typed the address in it."""
    if isinstance(failure, (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)):
        code, words = answers.read(failure)
        return f"{code} {words.decode('utf-8', 'replace')}"
    return str(failure) or type(failure).__name__


def _remarks(sender: str) -> Iterator[str]:
    """What is right as it is, and could be better."""
    settings, domain = storage.settings(), sender.rpartition("@")[2]
    checks: tuple[tuple[bool, str], ...] = (
        (
            settings.dkim_key is None,
            "Mail is not signed here (DKIM_KEY). If the mail server does not sign it, it may be taken for spam.",
        ),
        (
            settings.dkim_key is not None and domain not in settings.dkim_domains,
            f"Mail from {domain} is not signed: it is none of DKIM_DOMAINS.",
        ),
        (settings.bounce_address is None, "Mail that comes back is not read (BOUNCE_ADDRESS)."),
        (links.domain() == "localhost", "Links in mails lead to localhost (BASE_URL): nobody else can open them."),
        (not beats.is_anybody_there(), "No worker runs: flask --app wsgi work. Without one, mail waits."),
    )
    return (words for is_so, words in checks if is_so)


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(mail_group)

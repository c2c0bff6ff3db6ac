"""The command line: `flask --app wsgi …`. Each command is a sentence that an operator or an organiser would say."""

import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate

from petitions import (
    addresses,
    clock,
    errors,
    i18n,
    keyring,
    links,
    migrations,
    operating,
    posting,
    printing,
    sealing,
    storage,
)
from petitions.accounts import audit, inviting, keyholding
from petitions.accounts.rights import Role
from petitions.campaigns import publishing
from petitions.database import db
from petitions.demo import loading, organisers
from petitions.dossiers import making
from petitions.dossiers.choices import Choices, Order, Profile
from petitions.houses import key_sheets, keys, passphrases, recovery
from petitions.houses import queries as houses
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import House
from petitions.operating import Plainly
from petitions.signatures import moderating, rules, withdrawing
from petitions.signatures.models import Review
from petitions.signatures.records import Reason

demo = AppGroup("demo", help="The demonstration network.")
accounts_group = AppGroup("accounts", help="Organisers and the audit log.")
houses_group = AppGroup("houses", help="Houses and their keys.")
signatures_group = AppGroup("signatures", help="Public names and comments.")
dossiers_group = AppGroup("dossiers", help="What is handed over.")


def init_app(app: Flask) -> None:
    """Teach `app` its commands. What serves people does without: they weigh a fifth of it."""
    Migrate(app, db, directory=migrations.FOLDER, render_as_batch=True)
    groups = (accounts_group, houses_group, signatures_group, dossiers_group)
    for command in (*operating.COMMANDS, *printing.COMMANDS, posting.mail_group, demo, *groups):
        app.cli.add_command(command)


@demo.command("load", help="Load the demonstration network; loading again brings its dates up to date.")
@with_appcontext
def load_demo() -> None:
    if not storage.settings().demo:
        raise Plainly("The demonstration network is loaded into a demonstration only: DEMO=1.")
    loading.load(report=click.echo)


@demo.command("code", help="The code that the authenticator app of the demonstration's organisers shows now.")
@with_appcontext
def show_code() -> None:
    if not storage.settings().demo:
        raise Plainly("Only a demonstration knows the codes of its organisers: DEMO=1.")
    click.echo(organisers.code())


@accounts_group.command("invite", help="Invite EMAIL to a House, or to the network; prints the link, and mails it.")
@click.argument("email")
@click.option("--house", "slug", help="The House; without it, EMAIL becomes a network administrator.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="administrator", show_default=True)
@click.option("--language", type=click.Choice(i18n.INTERFACE), default="en", show_default=True)
@with_appcontext
def invite(email: str, slug: str | None, role: str, language: str) -> None:
    try:
        house = houses.by_slug(slug) if slug else None
        address = addresses.tidy(email)
        path = inviting.invite(address, house, Role(role) if house else None, language=language, by=None)
    except houses.NoSuchHouse:
        raise Plainly(f"There is no House “{slug}”.") from None
    except addresses.BadAddress:
        raise Plainly(f"“{email}” is no mail address.") from None
    except inviting.AlreadyMember:
        raise Plainly(f"{email} is there already.") from None
    click.echo(links.absolute(path))


@accounts_group.command("check-log", help="Check that no entry of the audit log was changed or taken out.")
@with_appcontext
def check_log() -> None:
    if (broken := audit.broken()) is not None:
        raise Plainly(f"Entry {broken} does not follow from the entries before it: the log was changed there.")
    last = audit.newest()
    click.echo(f"The log holds: {last.id} entries, newest digest {last.digest.hex()}" if last else "The log is empty.")


@houses_group.command("list", help="The Houses and whether each has a key.")
@with_appcontext
def list_houses() -> None:
    for house in houses.everyone():
        try:
            state = f"key of {keys.current(house.id).created_on}"
        except keys.NoHouseKey:
            state = "no key: takes no signatures"
        click.echo(f"{house.slug:24} {house.text().name:40} {state}")


@houses_group.command("create-key", help="Give the House SLUG a new key pair; its passphrase is shown once.")
@click.argument("slug")
@click.option("--holder", default="House", show_default=True, help="Who keeps the passphrase.")
@with_appcontext
def create_key(slug: str, holder: str) -> None:
    house = _house(slug)
    passphrase = keyholding.create_key(house.id, holder)
    click.echo(f"Passphrase of {house.text().name}. Write it down: it is not kept here and cannot be shown again.")
    click.echo(passphrase)


@houses_group.command("make-recovery-key", help="Give the network a new recovery key; its private part is shown once.")
@click.option(
    "--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a PDF to be printed, instead."
)
@click.option("--language", type=click.Choice(i18n.INTERFACE), default=i18n.DEFAULT, show_default=True)
@with_appcontext
def make_recovery_key(sheet: Path | None, language: str) -> None:
    try:
        if sheet:
            sheet.touch(mode=0o600, exist_ok=False)
    except OSError as failure:
        raise Plainly(f"{sheet} cannot be written: {failure.strerror}. Nothing was made.") from None
    code, is_written = keyholding.make_recovery_key(), False
    try:
        if sheet:
            with i18n.speaking(language):
                sheet.write_bytes(key_sheets.for_recovery(code, language))
            is_written = True
    finally:  # if the sheet fails, whatever the reason: the key counts already
        if not is_written:
            click.echo("The network's recovery key. Write it down: it is not kept here and cannot be shown again.")
            click.echo(code)
    if sheet:
        click.echo(f"{sheet}: print it twice, then delete it. The key is not kept here and cannot be shown again.")


@houses_group.command("recover", help="Make a new passphrase for the House SLUG with the network's recovery key.")
@click.argument("slug")
@click.option("--holder", default="Recovery", show_default=True, help="Who keeps the new passphrase.")
@with_appcontext
def recover(slug: str, holder: str) -> None:
    house = _house(slug)
    typed = click.prompt("Recovery key (it does not show)", hide_input=True)
    try:
        passphrase = keyholding.recover(house.id, typed, holder)
    except recovery.NothingToRecover:
        raise Plainly("No key of this House was ever sealed for a recovery key.") from None
    except recovery.WrongRecoveryKey:
        raise Plainly(
            "This is not the recovery key for which the House's keys were sealed, or a sign is wrong."
        ) from None
    click.echo(f"Passphrase of {house.text().name}. Write it down: it is not kept here and cannot be shown again.")
    click.echo(passphrase)


@signatures_group.command("review", help="Read the public names and comments of campaign SLUG that wait, one by one.")
@click.argument("slug")
@with_appcontext
def review(slug: str) -> None:
    campaign = operating.campaign(slug)
    for waiting in moderating.waiting(campaign.id):
        why = ". ".join(rules.why(rule) for rule in waiting.rules)
        click.echo(f"\n{waiting.name}  ({waiting.country}, {waiting.language})\n{waiting.comment or ''}\n{why}")
        answer = click.prompt("Show, hide or leave", type=click.Choice(["s", "h", "l"]), default="l")
        if answer != "l":
            review, reason = (Review.SHOWN, Reason.FINE) if answer == "s" else (Review.HIDDEN, Reason.RULE)
            moderating.decide(campaign, [waiting.id], review, reason=reason, by=None)
    click.echo("Nothing more waits.")


@signatures_group.command(
    "withdraw", help="Withdraw signature NUMBER of campaign SLUG for its owner, who lost the link."
)
@click.argument("slug")
@click.argument("number", type=int)
@with_appcontext
def withdraw(slug: str, number: int) -> None:
    try:
        withdrawing.withdraw_for(operating.campaign(slug).id, number)
    except withdrawing.NumberUnknown:
        raise Plainly(f"There is no signature with the number {number}, or it is withdrawn already.") from None
    click.echo(f"Signature {number} is withdrawn and erased; the count follows within a second.")


@dossiers_group.command(
    "make", help="Write the signature list of campaign SLUG as PDF and CSV. Names need the House's passphrase."
)
@click.argument("slug")
@click.option(
    "--passphrase-file",
    "files",
    type=click.File("r"),
    multiple=True,
    help="A file with the passphrase; - reads it from the keyboard. Once more for each older key of the House.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF.")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV.")
@click.option("--language", type=click.Choice(i18n.INTERFACE), help="Default: the campaign's main language.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The date on the cover. Default: today.")
@click.option("--profile", type=click.Choice([one.value for one in Profile]), default="names", show_default=True)
@click.option("--order", type=click.Choice([one.value for one in Order]), default="number", show_default=True)
@click.option("--lanes", type=click.IntRange(1, 2), default=1, show_default=True, help="Rows beside each other.")
@click.option("--letter/--no-letter", default=True, show_default=True, help="With the cover letter, if one is written.")
@click.option(
    "--certificate",
    type=(click.File("rb"), click.File("r")),
    help="Sign the PDF: a certificate with its key (PKCS#12), and a file with its password (- reads it from the keyboard).",
)
@with_appcontext
def make_dossier(
    slug: str,
    files: tuple[TextIO, ...],
    out: Path,
    table: Path,
    language: str | None,
    day: datetime.datetime | None,
    profile: str,
    order: str,
    lanes: int,
    letter: bool,
    certificate: tuple[BinaryIO, TextIO] | None,
) -> None:
    choices = Choices(Profile(profile), Order(order), lanes, letter)
    if choices.has_list and not files:
        raise Plainly("Names need a --passphrase-file. Nothing was written.")
    if out.resolve() == table.resolve():
        raise Plainly("--out and --csv name the same file. Nothing was written.")
    campaign = operating.campaign(slug)
    if not publishing.has_list(campaign.id):
        raise Plainly("The list of this campaign has been erased. Only its numbers are left.")
    private_keys, signing = _unlocked(campaign.house, files), operating.signing(certificate)
    total, spoken = making.total(campaign), language or campaign.language
    try:
        with click.progressbar(length=total, label=f"{total} signatures") as bar, i18n.speaking(spoken):
            made = making.make(
                campaign, private_keys, out=out, table=table, language=spoken, day=day.date() if day else clock.today(),
                choices=choices, signing=signing, progress=bar.update,
            )  # fmt: skip
    except keyring.SecretMissing:
        raise Plainly("The list of this campaign has been erased. Only its numbers are left.") from None
    except sealing.CannotOpen:
        raise Plainly(
            "Some signatures are sealed for another key of the House: add its --passphrase-file, too."
        ) from None
    except errors.Unavailable as refusal:
        raise Plainly(str(refusal)) from None
    except OSError as failure:
        raise Plainly(f"The files cannot be written: {failure.strerror}. Nothing was written.") from None
    click.echo(f"{out}: {made.pages} pages\n{table}: SHA-256 {made.sha256}")
    if made.unprintable:
        click.echo(
            f"No typeface has these signs; they are marked in the list: {' '.join(sorted(made.unprintable))}", err=True
        )


def _unlocked(house: House, files: tuple[TextIO, ...]) -> PrivateKeys:
    """The keys that the passphrases in `files` open."""
    try:
        opened = [keys.unlock(house, passphrase.read()) for passphrase in files]
    except passphrases.WrongPassphrase:
        raise Plainly("This passphrase opens no key of the House. Nothing was written.") from None
    return {key_id: key for keys_of_one in opened for key_id, key in keys_of_one.items()}


def _house(slug: str) -> House:
    try:
        return houses.by_slug(slug)
    except houses.NoSuchHouse:
        raise Plainly(f"There is no House “{slug}”.") from None

"""The command line of the print shop: typefaces and posters."""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from petitions import i18n, storage
from petitions.campaigns.models import Campaign
from petitions.commands import refusing
from petitions.commands.refusing import Plainly
from petitions.pdf import fonts
from petitions.pdf.papers import Paper, Variant
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import checking, composing, designs, gaps, keeping, orders, packing
from petitions.posters.checking import Finding
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.orders import Order

fonts_group = AppGroup("fonts", help="Typefaces for posters, lists and headlines.")
posters_group = AppGroup("posters", help="Posters as files.")


@fonts_group.command("build", help="Build the typefaces that are not built yet.")
@with_appcontext
def build_fonts() -> None:
    fonts.build(storage.fonts_path(), report=click.echo)


@posters_group.command("make", help="Write a poster of campaign SLUG as a PDF.")
@click.argument("slug")
@click.option("--design", type=click.Choice([one.value for one in Design]), default="portrait", show_default=True)
@click.option("--language", type=click.Choice(i18n.INTERFACE), default=i18n.DEFAULT, show_default=True)
@click.option("--paper", type=click.Choice([one.value for one in Paper]), default="a4", show_default=True)
@click.option("--variant", type=click.Choice([one.value for one in Variant]), default="office", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def make_poster(slug: str, design: str, language: str, paper: str, variant: str, out: Path) -> None:
    poster = composing.compose(refusing.campaign(slug), language)
    if Design(design) not in designs.of(poster):
        raise Plainly(f"This campaign has nothing to show on a poster of the design {design}.")
    try:
        drawn = keeping.pdf_of(poster, Design(design), Form(Paper(paper), Variant(variant)))
    except Unprintable as refusal:
        raise Plainly(f"No typeface has these signs: {' '.join(refusal.characters)}") from None
    except TooFull:
        raise Plainly("The words are too long for this design.") from None
    out.write_bytes(drawn.content)
    click.echo(f"{out}: {design}, {paper.upper()}, {language}")
    if drawn.way.plan:
        click.echo("The words are too long for this design: a plainer plan holds them.")


@posters_group.command("run", help="Write all posters of campaign SLUG into one zip: each design, language and paper.")
@click.argument("slug")
@click.option(
    "--language", "codes", type=click.Choice(i18n.WRITTEN), multiple=True, help="Default: all that are whole."
)
@click.option(
    "--paper",
    "papers",
    type=click.Choice([one.value for one in Paper]),
    multiple=True,
    default=["a4", "a3"],
    show_default=True,
)
@click.option(
    "--variant",
    "variants",
    type=click.Choice([one.value for one in Variant]),
    multiple=True,
    default=["office"],
    show_default=True,
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def run(slug: str, codes: tuple[str, ...], papers: tuple[str, ...], variants: tuple[str, ...], out: Path) -> None:
    campaign = refusing.campaign(slug)
    order = Order(codes or tuple(orders.languages(campaign)), tuple(map(Paper, papers)), tuple(map(Variant, variants)))
    items = list(orders.items(campaign, order))
    if not items:
        raise Plainly("There is no poster in these languages.")
    before = checking.check(items)
    for language in order.languages:
        for words in (*_missing(campaign, language), *(_told(one) for one in before if one.language == language)):
            click.echo(words)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with packing.draft(draft) as file, click.progressbar(length=len(items), label=f"{len(items)} posters") as bar:
            packed = packing.pack(
                file, items, slug=slug, fonts=storage.fonts_path(), progress=lambda _done: bar.update(1)
            )
        draft.replace(out)
    except OSError as failure:
        raise Plainly(f"{out} cannot be written: {failure.strerror}. Nothing was written.") from None
    click.echo(f"{out}: {packed.count} posters")
    for finding in packed.findings:
        if finding not in before:
            click.echo(_told(finding))


def _missing(campaign: Campaign, language: str) -> Iterator[str]:
    """What is not written in `language`, a line for each place; events by their addresses."""
    coming = composing.coming(campaign)
    slugs = {event.id: event.slug for event in coming}
    found = gaps.gaps(campaign, language, coming)
    for (page, owner), places in groupby(found, lambda place: (place.page, place.owner)):
        whose = slugs[owner] if page in {"event", "host"} and owner else page
        yield f"{language} {whose}: not written, {' '.join(place.field for place in places)}"


def _told(finding: Finding) -> str:
    named = (finding.event, *(one.value for one in (finding.design, finding.paper) if one))
    poster = " ".join(filter(None, named)) or "all"
    outcome = "left out, " if finding.what in checking.LEFT_OUT else ""
    return f"{finding.language} {poster}: {outcome}{finding.what.value} {' '.join(finding.signs)}".rstrip()


def init_app(app: Flask) -> None:
    """Teach `app` these commands."""
    app.cli.add_command(fonts_group)
    app.cli.add_command(posters_group)

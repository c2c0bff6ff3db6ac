"""Everything for a House: what is to be mended before posters are printed, and all of them in one file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petitions import formats, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import findings, progress
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import VISIBLE_STATES, Campaign
from petitions.houses import tickets
from petitions.pdf.papers import Paper, Variant
from petitions.posters import checking, naming, orders, printruns
from petitions.posters.checking import Finding
from petitions.posters.models import PrintRun
from petitions.posters.orders import Item, Order

LOOK = 10
"""Seconds for which posters are looked over before a page says how far that came."""


def register(blueprint: Blueprint) -> None:
    """Open the pages on posters."""
    every = "/campaigns/<campaign>/posters"
    one = f"{every}/<int:job_id>"
    guarded(blueprint, every, posters, right=Right.WRITE)
    guarded(blueprint, f"{every}/look", look_over, right=Right.WRITE, methods=("POST",), endpoint="look_over_posters")
    guarded(blueprint, f"{every}/make", make, right=Right.WRITE, methods=("POST",), endpoint="make_posters")
    guarded(blueprint, one, print_run, right=Right.WRITE)
    guarded(blueprint, f"{one}/progress.json", progress_of_run, right=Right.WRITE, endpoint="print_run_progress")
    guarded(blueprint, f"{one}/stop", stop, right=Right.WRITE, methods=("POST",), endpoint="stop_print_run")
    guarded(blueprint, f"{one}/posters.zip", fetch, right=Right.WRITE, endpoint="fetch_print_run")


@dataclass(frozen=True)
class Row:
    """What a language comes to."""

    language: str
    count: int
    """Of its posters."""
    is_whole: bool
    gaps: list[findings.Gap]
    told: list[findings.Told]
    is_looked_over: bool


def posters(campaign: Campaign) -> ResponseReturnValue:
    order, runs = _order(campaign), printruns.of_campaign(campaign.id)
    items = list(orders.items(campaign, order))
    rows = _rows(campaign, order, items)
    return render(
        "backoffice/posters/posters.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        order=order,
        choices=_choices(campaign, order),
        rows=rows,
        total=sum(row.count for row in rows),
        is_looked_over=all(row.is_looked_over for row in rows),
        is_public=campaign.state in VISIBLE_STATES,
        runs=[(run, _chosen(run.order)) for run in runs],
        ready={run.job_id for run in runs if printruns.can_be_fetched(run)},
        names=accounts.names({run.organiser_id for run in runs if run.organiser_id}),
        plain=OfficeForm(),
    )


def look_over(campaign: Campaign) -> ResponseReturnValue:
    order = _order(campaign)
    if is_pressed():
        checking.check(orders.items(campaign, order), seconds=LOOK)
    chosen: dict[str, Any] = {
        name: [value for value, _words, is_chosen in values if is_chosen]
        for name, _legend, values in _choices(campaign, order)
    }
    return redirect(url_for("office.posters", campaign=campaign.slug, **chosen))


def make(campaign: Campaign) -> ResponseReturnValue:
    if is_pressed():
        try:
            made = printruns.ask(campaign.id, _order(campaign), by=organiser().id)
            return redirect(url_for("office.print_run", campaign=campaign.slug, job_id=made.job_id))
        except printruns.NothingToPrint:
            flash(_("There is nothing to print yet. Look at what is to be mended."), "error")
    return redirect(url_for("office.posters", campaign=campaign.slug))


def print_run(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = printruns.find(campaign.id, job_id)
    return render(
        "backoffice/posters/run.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        run=found,
        words=_words(found),
        percent=progress.percent(found.job),
        is_anybody_there=tickets.is_anybody_there(),
        can_be_fetched=printruns.can_be_fetched(found),
        chosen=_chosen(found.order),
        told={
            language: findings.sentences(campaign, _of(found.findings, language)) for language in found.order.languages
        },
        asked_by=_asked_by(found),
        plain=OfficeForm(),
    )


def progress_of_run(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = printruns.find(campaign.id, job_id)
    return progress.told(found.job, _words(found))


def stop(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    if is_pressed():
        printruns.stop(printruns.find(campaign.id, job_id), by=organiser().id)
    return redirect(url_for("office.print_run", campaign=campaign.slug, job_id=job_id))


def fetch(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = printruns.find(campaign.id, job_id)
    try:
        file = printruns.file_of(found)
    except printruns.FileGone:
        return redirect(url_for("office.print_run", campaign=campaign.slug, job_id=job_id))
    answer = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name=f"{campaign.slug}-posters.zip"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _order(campaign: Campaign) -> Order:
    """What was chosen on the page; where nothing was, what most want."""
    sent, offered = request.values, orders.languages(campaign)
    return Order(
        tuple(code for code in offered if code in sent.getlist("language")) or tuple(offered),
        tuple(paper for paper in Paper if paper.value in sent.getlist("paper")) or orders.PAPERS,
        tuple(variant for variant in Variant if variant.value in sent.getlist("variant")) or orders.VARIANTS,
    )


def _choices(campaign: Campaign, order: Order):
    """What can be chosen: name of the boxes, legend, and each value with its words and whether it is chosen."""
    languages = [(code, i18n.language(code).name, code in order.languages) for code in orders.languages(campaign)]
    papers = [(paper.value, name, paper in order.papers) for paper, name in naming.PAPERS.items()]
    variants = [(one.value, words[0], one in order.variants) for one, words in naming.VARIANTS.items()]
    return [
        ("language", _("Language"), languages),
        ("paper", _("Paper"), papers),
        ("variant", _("Who prints it"), variants),
    ]


def _rows(campaign: Campaign, order: Order, items: list[Item]) -> list[Row]:
    """The languages that were chosen, and those that are not whole yet."""
    offered, (found, unknown) = orders.languages(campaign), checking.known(items)
    return [
        Row(
            language,
            _count(language, items, found),
            language in offered,
            findings.gaps(campaign, language),
            findings.sentences(campaign, _of(found, language)),
            language not in unknown,
        )
        for language in (*offered, *orders.unfinished(campaign))
        if language not in offered or language in order.languages
    ]


def _chosen(order: Order) -> list[list[str]]:
    """What was chosen, in words."""
    languages = [i18n.language(code).name for code in order.languages]
    papers = [findings.paper_name(paper) for paper in order.papers]
    return [languages, papers, [str(naming.VARIANTS[variant][0]) for variant in order.variants]]


def _count(language: str, items: list[Item], found: Iterable[Finding]) -> int:
    """How many posters there are in a language, without those that are left out."""
    out = {(one.event, one.design, one.paper) for one in _of(found, language) if one.what in checking.LEFT_OUT}
    mine = [(item.event, item.design, item.form.paper) for item in items if item.poster.language == language]
    return sum(1 for one in mine if not out & {one, (one[0], None, None)})


def _of(found: Iterable[Finding], language: str) -> list[Finding]:
    return [one for one in found if one.language == language]


def _asked_by(run: PrintRun) -> str | None:
    return accounts.names({run.organiser_id}).get(run.organiser_id) if run.organiser_id else None


def _words(run: PrintRun) -> str:
    done, total = formats.number(run.job.done), formats.number(run.job.total)
    words: str = ngettext(
        "%(done)s of %(total)s poster", "%(done)s of %(total)s posters", run.job.total, done=done, total=total
    )
    return words

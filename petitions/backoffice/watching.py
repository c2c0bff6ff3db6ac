"""The dashboard of a campaign: what a tired person wants to know at a glance. Read from totals; nothing is counted here."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petitions import charts, clock, i18n, outbox
from petitions.accounts.rights import Right
from petitions.backoffice import attention, bars, machine
from petitions.backoffice.guarding import guarded, render
from petitions.campaigns import publishing
from petitions.campaigns.models import VISIBLE_STATES, Campaign, State
from petitions.charts import Curve
from petitions.signatures import figures
from petitions.signatures.figures import Figures
from petitions.updates import happenings

LEAST = 10
"""Smaller groups are not told apart where a signature can cost somebody their job."""


def register(blueprint: Blueprint) -> None:
    """Open the dashboard."""
    guarded(blueprint, "/campaigns/<campaign>/", dashboard, right=Right.READ)


def dashboard(campaign: Campaign) -> ResponseReturnValue:
    found, known = figures.of(campaign.id), attention.facts([campaign])[campaign.id]
    worker = machine.look()
    least, curve = LEAST if campaign.is_careful else 1, _curve(campaign, found)
    return render(
        "backoffice/watching/dashboard.html",
        campaign=campaign,
        text=campaign.text(i18n.current()),
        is_visible=campaign.state in VISIBLE_STATES,
        is_to_be_handed_over=campaign.state in (State.OPEN, State.CLOSED) and not publishing.is_erased(campaign),
        ways={page: attention.way(f"office.{page}", campaign) for page in ("edit", "state", "handover", "new_event")},
        now=clock.now(),
        figures=found,
        today=found.on(clock.today()),
        curve=curve,
        has_later=curve is not None and any(day.confirmed for day in found.days if day.day > curve.last),
        points=[
            *machine.points(worker), *attention.of_campaign(campaign, known),
            *attention.of_houses([campaign.house]), *attention.of_languages(campaign),
        ],
        events=known.events,
        funnel=bars.funnel(found),
        languages_used=bars.languages(found.languages, least=least),
        countries=bars.countries(found.countries, least=least),
        least=least,
        visibilities=bars.visibilities(found.visibilities),
        machine=worker,
        mails=outbox.waiting(attention.MOST),
        most=attention.MOST,
    )  # fmt: skip


def _curve(campaign: Campaign, found: Figures) -> Curve | None:
    """The curve since the campaign opened; None while nobody has signed."""
    if not found.days:
        return None
    first = found.days[0].day
    gains = {day.day: day.confirmed for day in found.days}
    last = charts.end(gains, until=(None if campaign.is_open else campaign.closed_on) or clock.today())
    return charts.curve(
        {day: change for day, change in found.changes.items() if day <= last},
        first=min(first, campaign.opened_on or first),
        last=last,
        goal=campaign.goal,
        notes=happenings.notes(campaign, i18n.current()),
    )

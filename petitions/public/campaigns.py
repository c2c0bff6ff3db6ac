"""The index of campaigns and the page of one."""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petitions import clock, database, i18n, links
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import ENDED_STATES, PUBLIC_MOVES
from petitions.campaigns.models import Campaign
from petitions.campaigns.previewing import Standing
from petitions.events import queries as events
from petitions.houses import queries as houses
from petitions.pdf.papers import Screen
from petitions.public.forms import CodeForm, SignForm
from petitions.public.serving import FOREVER, cached, localised
from petitions.signatures import deadlines, invalidating, showing, tally
from petitions.signatures import queries as signatures
from petitions.updates import queries as updates

NAMES = 24
"""Public names on a campaign page."""
NEWS = 6
FIRST_GOALS = (100, 250, 500, 1_000, 2_500, 5_000, 10_000, 15_000, 25_000, 50_000, 75_000, 100_000, 250_000, 500_000)


def register(site: Blueprint) -> None:
    """Put the pages of this module on the site."""
    site.add_url_rule("/", "home", home)
    localised(site, "/", index)
    localised(site, "/campaigns/<slug>", campaign)
    localised(site, "/campaigns/<slug>/check-your-mail", check_mail)
    site.add_url_rule("/campaigns/<slug>/count.json", "count", count)
    site.add_url_rule("/campaigns/<slug>/theme.css", "theme", theme)


def home() -> ResponseReturnValue:
    """The index in the reader's language."""
    language = i18n.negotiate(list(request.accept_languages.values()))
    answer = redirect(url_for("public.index", locale=language))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Accept-Language"
    return answer


@cached
def index(locale: str) -> ResponseReturnValue:
    is_open, closed = campaigns.open_campaigns(), campaigns.closed_campaigns()
    exact = signatures.totals([one.id for one in is_open + closed])
    totals = {one.id: showing.number(one, exact[one.id]) for one in is_open + closed}
    return render_template(
        "public/index.html",
        open_campaigns=[(one, totals[one.id], next_goal(one.goal, totals[one.id])) for one in is_open],
        closed_campaigns=[(one, totals[one.id]) for one in closed],
        updates=updates.of_network(NEWS),
        houses=houses.everyone(),
    )


@cached
def campaign(locale: str, slug: str) -> ResponseReturnValue:
    return campaign_page(campaigns.visible(slug), SignForm())


def campaign_page(
    shown: Campaign,
    form: SignForm,
    *,
    status: int = 200,
    problem: str | None = None,
    typo: str | None = None,
    standing: Standing | None = None,
) -> ResponseReturnValue:
    """The page of a campaign with `form` on it; with its outcome once it has closed. A preview pretends a `standing`."""
    is_preview = standing is not None
    standing = standing or Standing(shown.state, shown.outcome)
    g.menu_endpoint = request.endpoint if is_preview else "public.campaign"
    shared = {**_head(shown), "standing": standing, "is_preview": is_preview}
    shared["picture_url"] = None if is_preview else _picture_to_share(shown)  # nobody sees that of a draft
    if standing.state in ENDED_STATES:
        return render_template("public/closed.html", **shared, **_end(shown, i18n.current()), problem=problem), status
    if shown.is_careful:
        form.be_careful()
    petition = shown.petition_texts[-1] if shown.petition_texts else None
    form.edition.data = petition.edition if petition else ""
    return render_template(
        "public/campaign.html",
        **shared,
        form=form,
        problem=problem,
        typo=typo,
        fellows=shown.defenders[1:],
        events=events.upcoming(shown.id),
        public_names=signatures.public_names(shown.id, NAMES),
    ), status


def _head(shown: Campaign) -> dict[str, object]:
    """What the page says of a campaign whether people can sign it or not."""
    locale, defender, total = i18n.current(), shown.first_defender, showing.total(shown)
    return {
        "campaign": shown,
        "house": shown.house,
        "text": shown.text(locale),
        "total": total,
        "next_goal": next_goal(shown.goal, total),
        "defender": defender,
        "days_in_prison": defender.days_in_prison(clock.today()) if defender else None,
        **_what_happened(shown),
        "versions": [(text, showing.number(shown, people)) for text, people in signatures.versions(shown.id)],
        "url": links.absolute(url_for("public.campaign", locale=locale, slug=shown.slug)),
    }


def _picture_to_share(shown: Campaign) -> str:
    """The address of the picture that messengers show: a new one when the campaign says something else."""
    version = int(shown.changed_at.timestamp())
    return links.absolute(
        url_for("public.share", locale=i18n.current(), slug=shown.slug, shape=Screen.WIDE.value, v=version)
    )


def _end(shown: Campaign, locale: str) -> dict[str, object]:
    """What there is to say of a list whose campaign has ended: who got it, and when it is erased."""
    record, _step = campaigns.hand_over(shown)  # what is said of the step stands among the steps
    words = record.text(locale, shown.language) if record and record.texts else None
    return {"deadline": deadlines.of(shown), "hand_over": record, "hand_over_text": words}


def _what_happened(shown: Campaign) -> dict[str, object]:
    """What there is to tell of a campaign's course, and of its count."""
    return {
        "milestones": shown.milestones,
        "updates": updates.of_campaign(shown.id),
        "feed_url": url_for("public.feed", locale=i18n.current(), slug=shown.slug),
        "endorsements": campaigns.endorsements(shown.id),
        "steps": [step for step in campaigns.steps(shown.id) if step.move in PUBLIC_MOVES],
        "taken_out": [] if shown.is_careful else invalidating.taken_out(shown.id),
    }


@cached
def check_mail(locale: str, slug: str) -> ResponseReturnValue:
    return check_mail_page(campaigns.visible(slug), CodeForm())


def check_mail_page(
    shown: Campaign, form: CodeForm, *, status: int = 200, problem: str | None = None
) -> ResponseReturnValue:
    """The page that sends to the mail; it shows nothing of what was sent to it."""
    g.menu_endpoint = "public.check_mail"
    text = shown.text(i18n.current())
    page = render_template(
        "public/check_mail.html", campaign=shown, house=shown.house, text=text, form=form, problem=problem
    )
    return page, status


def count(slug: str) -> ResponseReturnValue:
    shown = campaigns.visible(slug)
    last = database.last_beat(tally.HEARTBEAT)
    answer = jsonify(
        campaign=shown.slug,
        confirmed=showing.total(shown),
        at_least=shown.is_careful,
        goal=shown.goal,
        as_of=(last or clock.now()).isoformat(timespec="seconds"),
    )
    answer.headers["Cache-Control"] = "public, max-age=5, stale-while-revalidate=15"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def theme(slug: str) -> ResponseReturnValue:
    """The campaign's signal colour: the policy allows no inline style."""
    css = f"body {{ --signal: {campaigns.visible(slug).signal.value} }}\n"
    return Response(css, mimetype="text/css", headers={"Cache-Control": FOREVER})  # its address names the version


def next_goal(goal: int, total: int) -> int:
    """The goal that is shown: the campaign's own, and when it is reached the next round number."""
    if total < goal:
        return goal
    return next((step for step in FIRST_GOALS if step > total), (total // 500_000 + 1) * 500_000)

"""Privacy, safety, and the two addresses by which an operator sees whether all is well."""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from petitions import clock, database, migrations, outbox
from petitions.houses import queries as houses
from petitions.post import holdups, traffic
from petitions.public.serving import cached, localised
from petitions.signatures import deadlines, tally

REMAINS_DAYS = 30
"""How long backups and the journals of databases may be kept: what was withdrawn lingers there, sealed."""


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    localised(site, "/privacy/<house>", privacy)
    localised(site, "/safety", safety)
    site.add_url_rule("/healthz", "health", health)
    site.add_url_rule("/readyz", "readiness", readiness)
    site.add_url_rule("/robots.txt", "robots", robots)


@cached
def privacy(locale: str, house: str) -> ResponseReturnValue:
    shown = houses.by_slug(house)
    return render_template(
        "public/privacy.html",
        house=shown,
        house_text=shown.text(locale),
        remains_days=REMAINS_DAYS,
        days=deadlines.longest(shown.id),
        latest_days=deadlines.DAYS_AFTER_CLOSING,
    )


@cached
def safety(locale: str) -> ResponseReturnValue:
    return render_template("public/safety.html")


def health() -> ResponseReturnValue:
    return Response("alive\n", mimetype="text/plain")


def readiness() -> ResponseReturnValue:
    """Ready when the database answers at its newest revision, the tally runs, no mail is stuck and the mail server takes ours."""
    try:
        if not database.is_migrated(migrations.newest()):
            return jsonify({"database": "ok", "migrations": "behind"}), 503
        last, wait = database.last_beat(tally.HEARTBEAT), holdups.longest()
        checks = {
            "database": "ok",
            "migrations": "ok",
            "tally": "ok" if last and clock.now() - last < tally.STALE else "silent",
            "outbox": "ok" if wait is None or wait < outbox.LATE else "late",
            "mail": "refused" if traffic.is_refused() else "ok",
        }
    except database.FAILURES:
        database.give_up()
        checks = {"database": "gone"}
    return jsonify(checks), 200 if set(checks.values()) == {"ok"} else 503


def robots() -> ResponseReturnValue:
    closed = "\n".join(
        f"Disallow: /{room}/" for room in ("confirm", "withdraw", "unsubscribe", "rsvp", "organise", "demo")
    )
    return Response(
        f"User-agent: *\n{closed}\n", mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"}
    )

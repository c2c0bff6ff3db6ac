"""Privacy, safety, and the two addresses by which an operator sees whether all is well."""

import hmac

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from petitions import clock, database, migrations, outbox, storage
from petitions.houses import queries as houses
from petitions.post import holdups, traffic
from petitions.post.answers import Outcome
from petitions.public.serving import cached, localised
from petitions.signatures import deadlines, tally

REMAINS_DAYS = 30
"""How long backups and the journals of databases may be kept: what was withdrawn lingers there, sealed."""
MOST = 1000
"""More mails than so many are not counted."""


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
    """Ready when the database answers at its newest revision, the tally runs, no mail is stuck and the mail server takes ours.

    Figures are for whoever shows READY_TOKEN: others would learn from them how many sign, and when.
    """
    figures: dict[str, object] = {}
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
        if _is_operator():
            figures = {"mails": _mails()}
    except database.FAILURES:
        database.give_up()
        checks = {"database": "gone"}
    return jsonify(checks | figures), 200 if set(checks.values()) == {"ok"} else 503


def _is_operator() -> bool:
    token = storage.settings().ready_token
    scheme, _blank, shown = request.headers.get("Authorization", "").partition(" ")
    return (
        token is not None and scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())
    )


def _mails() -> dict[str, object]:
    """What waits, how much goes out, and what became of the rest in the last hour and the last day."""
    found, oldest = traffic.read(), outbox.oldest_wait()
    failures = [outcome for outcome in Outcome if outcome is not Outcome.SENT]
    return {
        "waiting": outbox.waiting(MOST),
        "oldest_seconds": None if oldest is None else int(oldest.total_seconds()),
        "per_minute": round(found.rate, 1),
        "failures": {
            span: {outcome.value: counts[outcome] for outcome in failures}
            for span, counts in (("hour", found.hour), ("day", found.day))
        },
    }


def robots() -> ResponseReturnValue:
    closed = "\n".join(
        f"Disallow: /{room}/" for room in ("confirm", "withdraw", "unsubscribe", "rsvp", "organise", "demo")
    )
    return Response(
        f"User-agent: *\n{closed}\n", mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"}
    )

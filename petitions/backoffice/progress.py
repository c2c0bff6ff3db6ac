"""How far a job or a sending is, on the page that shows it and for the script that asks."""

from typing import Any

from flask import Response, jsonify, url_for
from flask_babel import ngettext

from petitions import formats
from petitions.houses.sendings import MOVING, Progress, Stage
from petitions.jobs import Job, State


def percent(job: Job) -> str:
    """How much of it is done."""
    if job.state is State.DONE:
        return formats.percent(1, 1)
    return formats.percent(job.done * 100 // max(job.total, 1), 100)


def told(job: Job, words: str) -> Response:
    """What the script hears."""
    return jsonify(state=job.state.value, done=job.done, total=job.total, percent=percent(job), words=words)


def sending(now: Progress) -> dict[str, object]:
    """What the page of a sending says of how far it is."""
    sent, meant = formats.number(now.sent), formats.number(now.meant)
    words = ngettext(
        "%(sent)s of %(meant)s mail sent", "%(sent)s of %(meant)s mails sent", now.meant, sent=sent, meant=meant
    )
    is_done = now.stage is Stage.DONE
    percent = formats.percent(1, 1) if is_done else formats.percent(now.sent * 100 // max(now.meant, 1), 100)
    return {"now": now, "is_moving": now.stage in MOVING, "words": words, "percent": percent}


def told_of_sending(now: Progress) -> Response:
    """What the script hears of a sending."""
    shown = sending(now)
    state = {Stage.PLANNED: "waiting", Stage.GOING: "running"}.get(now.stage, now.stage.value)
    return jsonify(state=state, done=now.sent, total=now.meant, percent=shown["percent"], words=shown["words"])


def urls(kind: str, **where: Any) -> dict[str, str]:
    """Where the sending `where` of a kind, "mailing" or "notice", is watched, and what is done about it."""
    acts = {act: url_for(f"office.{act}_{kind}", **where) for act in ("pause", "resume", "stop")}
    return acts | {"page": url_for(f"office.{kind}", **where), "progress": url_for(f"office.{kind}_progress", **where)}

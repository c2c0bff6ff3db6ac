"""How far a job is, on the page that shows it and for the script that asks."""

from flask import Response, current_app, jsonify

from petitions import formats
from petitions.jobs import Job, State


def percent(job: Job) -> str:
    """How much of it is done."""
    if job.state is State.DONE:
        return formats.percent(1, 1)
    return formats.percent(job.done * 100 // max(job.total, 1), 100)


def told(job: Job, words: str) -> Response:
    """What the script hears."""
    return jsonify(state=job.state.value, done=job.done, total=job.total, percent=percent(job), words=words)


def watched(page: str) -> Response:
    """A page whose script asks how far the job is; no other page asks for anything."""
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = current_app.extensions["policy"](connect_src="'self'")
    return answer

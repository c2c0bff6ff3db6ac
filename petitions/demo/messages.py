"""A page of every mail that the product can send, in each language. Exists in the demonstration only."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petitions import errors, i18n, web
from petitions.demo import samples
from petitions.demo.framing import framed


class NoSuchMail(errors.NotFound):
    """No mail is called that, or none is in that language."""


def add_rules(demo: Blueprint) -> None:
    """Open the page and its frames in the part of the site that is there in the demonstration only."""
    demo.add_url_rule("/messages", "to_messages", to_messages)
    demo.add_url_rule("/messages/<locale>", "messages", messages)
    demo.add_url_rule("/messages/<locale>/<path:sample>", "sample", frame)


def to_messages() -> ResponseReturnValue:
    return redirect(url_for("demo.messages", locale=i18n.current()))


def messages(locale: str) -> ResponseReturnValue:
    _speak(locale)
    letters = {name: samples.letter(name, locale) for name in samples.SAMPLES}
    answer = Response(render_template("demo/messages.html", letters=letters))
    answer.headers["Content-Security-Policy"] = web.policy(frame_src="'self'")
    return answer


def frame(locale: str, sample: str) -> ResponseReturnValue:
    _speak(locale)
    try:
        return framed(samples.letter(sample, locale).html)
    except samples.NoSuchSample:
        raise NoSuchMail from None


def _speak(locale: str) -> None:
    if locale not in i18n.INTERFACE:
        raise NoSuchMail
    i18n.use(locale)

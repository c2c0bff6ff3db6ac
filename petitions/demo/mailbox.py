"""The demonstration's mailbox: what would have been sent, to be read in the browser. Exists in the demonstration only."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, Flask, Response, render_template
from flask.typing import ResponseReturnValue

from petitions import errors, i18n, storage, web
from petitions.demo import messages
from petitions.demo.framing import framed

SHAPE = re.compile(r"[0-9]{8}-[0-9a-f]{8}")
NEWEST = 50


class NoSuchMessage(errors.NotFound):
    """The mailbox has no such message."""


@dataclass(frozen=True)
class Mail:
    """A message as the mailbox shows it."""

    id: str
    to: str
    from_: str
    subject: str
    at: datetime
    language: str
    text: str
    html: str | None
    attachments: tuple[str, ...]


def init_app(app: Flask) -> None:
    """Open the mailbox of `app`."""
    demo = Blueprint("demo", __name__, url_prefix="/demo")
    demo.add_url_rule("/mailbox", "mailbox", mailbox)
    demo.add_url_rule("/mailbox/<id>", "message", message)
    demo.add_url_rule("/mailbox/<id>/body", "body", body)
    demo.add_url_rule("/mailbox/<id>/files/<name>", "file", file)
    messages.add_rules(demo)
    app.register_blueprint(demo)


def mailbox() -> ResponseReturnValue:
    i18n.use(i18n.DEFAULT)
    names = sorted((path.stem for path in storage.folder("mailbox").glob("*.eml")), reverse=True)[:NEWEST]
    return render_template("demo/mailbox.html", messages=[_read(name) for name in names])


def message(id: str) -> ResponseReturnValue:
    i18n.use(i18n.DEFAULT)
    answer = Response(render_template("demo/message.html", message=_read(id)))
    answer.headers["Content-Security-Policy"] = web.policy(frame_src="'self'")
    return answer


def body(id: str) -> ResponseReturnValue:
    return framed(_read(id).html or "")


def file(id: str, name: str) -> ResponseReturnValue:
    for part in _parse(id).iter_attachments():
        if part.get_filename() == name:
            content = part.get_payload(decode=True)
            return Response(
                content,
                mimetype=part.get_content_type(),
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    raise NoSuchMessage


def _read(id: str) -> Mail:
    parsed = _parse(id)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    return Mail(
        id=id,
        to=str(parsed["To"]),
        from_=_sender(parsed),
        subject=str(parsed["Subject"]),
        at=parsedate_to_datetime(str(parsed["Date"])),
        language=str(parsed["Content-Language"] or i18n.DEFAULT),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else None,
        attachments=tuple(name for part in parsed.iter_attachments() if (name := part.get_filename())),
    )


def _sender(parsed: EmailMessage) -> str:
    """As mail programs show it: Python's own reading puts a blank between two encoded words of a name (RFC 2047, 6.2)."""
    return str(make_header(decode_header(dict(parsed.raw_items())["From"])))


def _parse(id: str) -> EmailMessage:
    path: Path = storage.folder("mailbox") / f"{id}.eml"
    if not SHAPE.fullmatch(id) or not path.exists():
        raise NoSuchMessage
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed

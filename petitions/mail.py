"""Mail: a letter as a value, and how it is written. How it leaves is `post.transport`, which only those load who deliver."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email import charset, policy
from email.header import Header
from email.mime.base import MIMEBase
from email.utils import formataddr
from urllib.parse import unquote, urlsplit

import css_inline
from flask import render_template
from flask_babel import force_locale
from flask_mail import BadHeaderError, Mail, Message, sanitize_address
from sqlalchemy.orm import Session

from petitions import i18n

# Flask-Mail sends eight bits without asking whether the server takes them (RFC 6152).
charset.add_charset("utf-8", charset.SHORTEST, charset.QP, "utf-8")

ROOM = 66
"""Signs for a sender on one line, with the name of its header and brackets (RFC 5322, 2.1.1)."""
WIDTH = 73
"""Of encoded lines: Python goes two signs beyond, and an encoded word has 75 at most (RFC 2047, 2)."""
NEXT_LINE = "\n "


@dataclass(frozen=True)
class Letter:
    """A mail to one person, ready to be sent."""

    recipient: str
    sender: tuple[str, str]
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    """(file name, media type, content)"""
    accepted: Callable[..., None] | None = field(default=None, compare=False)
    """What is to be noted once the mail server has taken it; for several at once, with their number, if it is equal."""
    refused: Callable[[Session], None] | None = field(default=None, compare=False)
    """What is to be noted if the mail server never will."""
    return_path: str | None = None
    """Where it comes back to if it reaches nobody; None stands for the address for all of ours, or the sender's."""
    written: bytes | None = field(default=None, compare=False)
    """The MIME message, if it was made together with others."""
    unsubscribe_url: str | None = None
    """Where one press, or a mail program alone, ends the news (RFC 2369, RFC 8058); for news only."""

    def as_message(self) -> Message:
        """The MIME message."""
        message = FoldedOnce(
            subject=self.subject,
            sender=formataddr(self.sender),
            recipients=[self.recipient],
            body=self.text,
            html=self.html,
            extra_headers={"Auto-Submitted": "auto-generated", "Content-Language": self.language.replace("_", "-")},
        )
        message.msgId, message.named = self.message_id, self.sender
        for name, media_type, content in self.attachments:
            message.attach(name, media_type, content)
        return message

    def as_bytes(self) -> bytes:
        """The MIME message, not signed yet.

        Raises flask_mail.BadHeaderError if a header has a line end that would begin another one.
        """
        if self.written is not None:
            return self.written
        message = self.as_message()
        if message.has_bad_headers():
            raise BadHeaderError
        return self._list_headers() + message.as_bytes()

    def _list_headers(self) -> bytes:
        """Written by hand: Python takes a long address for a word that has to be encoded, and no mail program reads it then."""
        if not self.unsubscribe_url:
            return b""
        url, one_click = self.unsubscribe_url.encode("ascii"), b"List-Unsubscribe=One-Click"
        return b"List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: %b\r\n" % (url, one_click)


class FoldedOnce(Message):
    """A message whose subject and sender are folded once, with room for the name of their header: Python loses blanks where it
    folds again, or puts some into a word.
    """

    named = ("", "")
    """Name and address of the sender."""

    def _message(self) -> MIMEBase:
        built = super()._message()
        kept, built.policy = built.policy, policy.compat32  # the other one takes no header that is encoded
        if not self.subject.isascii():
            built.replace_header("Subject", _folded("Subject", self.subject))
        built.replace_header("From", _folded_sender(*self.named))
        built.policy = kept
        return built


def _folded(header: str, words: str) -> str:
    return Header(words, "utf-8", WIDTH, header).encode()


def _folded_sender(name: str, address: str) -> str:
    plain = formataddr((name, address)) if name.isascii() else ""
    if plain and len(plain) < ROOM:
        return plain
    encoded, bare = _folded("From", name), sanitize_address(("", address), "utf-8")
    is_long = len(encoded.rpartition("\n")[2]) + len(bare) > ROOM
    return f"{encoded}{NEXT_LINE if is_long else ' '}<{bare}>"


def configuration(mail_url: str) -> dict[str, str | int | bool | None]:
    """Flask-Mail's settings for `mail_url`: smtp://user:password@host:587 (STARTTLS required beyond this machine) or smtps://…:465."""
    url = urlsplit(mail_url)
    is_here = url.hostname in (None, "localhost", "127.0.0.1", "::1")
    return {
        "MAIL_SERVER": url.hostname or "localhost",
        "MAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25 if is_here else 587),
        "MAIL_USERNAME": unquote(url.username) if url.username else None,
        "MAIL_PASSWORD": unquote(url.password) if url.password else None,
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_USE_TLS": url.scheme == "smtp" and not is_here,
        "MAIL_DEBUG": False,
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_DEFAULT_SENDER": None,
    }


mail = Mail()


def compose(
    name: str,
    *,
    recipient: str,
    sender: tuple[str, str],
    language: str,
    message_id: str,
    values: dict[str, object],
    attachments: tuple[tuple[str, str, bytes], ...] = (),
    accepted: Callable[[Session], None] | None = None,
) -> Letter:
    """The letter `templates/mails/<name>/` makes of `values`, in `language`."""
    spoken = i18n.language(language)
    values = {"locale": spoken.code, "html_lang": spoken.tag, "direction": spoken.direction, **values}
    with force_locale(language):
        subject = " ".join(render_template(f"mails/{name}/subject.txt", **values).split())
        text = render_template(f"mails/{name}/body.txt", **values).strip() + "\n"
        html = _inliner.inline(render_template(f"mails/{name}/body.html", **values))
    return Letter(recipient, sender, subject, text, html, language, message_id, attachments, accepted)


_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)

"""Mail: a letter as a value, and the two ways out: a mail server, or the demonstration's own mailbox."""

import os
import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from email import charset, policy
from email.header import Header
from email.mime.base import MIMEBase
from email.utils import formataddr
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

import css_inline
from flask import current_app, render_template
from flask_babel import force_locale
from flask_mail import BadHeaderError, Mail, Message, sanitize_address
from sqlalchemy.orm import Session

from petitions import i18n
from petitions.connecting import Smtp, SmtpConnection
from petitions.post import answers, bounces, vouching
from petitions.post.answers import ServerAway

# Flask-Mail sends eight bits without asking whether the server takes them (RFC 6152).
charset.add_charset("utf-8", charset.SHORTEST, charset.QP, "utf-8")


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
    accepted: Callable[[Session], None] | None = field(default=None, compare=False)
    """What is to be noted once the mail server has taken it."""
    refused: Callable[[Session], None] | None = field(default=None, compare=False)
    """What is to be noted if the mail server never will."""
    return_path: str | None = None
    """Where it comes back to if it reaches nobody; None stands for the address for all of ours, or the sender's."""
    most_a_day: int | None = None
    """If anybody can cause it by typing an address: it goes out while fewer such mails went to its mailbox today."""
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
        message.msgId = self.message_id
        for name, media_type, content in self.attachments:
            message.attach(name, media_type, content)
        return message

    def as_bytes(self) -> bytes:
        """The MIME message as it goes out, with our signature above it where there is a key (DKIM).

        Raises flask_mail.BadHeaderError if a header has a line end that would begin another one.
        """
        return vouching.signed(self.unsigned() if self.written is None else self.written, self.sender[1])

    def unsigned(self) -> bytes:
        """The MIME message without our signature. Raises as `as_bytes`."""
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
    """A message whose subject is folded once, with room for the name of its header: Python loses blanks where it folds again."""

    def _message(self) -> MIMEBase:
        built = super()._message()
        if not self.subject.isascii():
            kept, built.policy = built.policy, policy.compat32  # the other one takes no header that is encoded
            built.replace_header("Subject", Header(self.subject, "utf-8", header_name="Subject").encode())
            built.policy = kept
        return built


class Transport(Protocol):
    """A way out for letters; a context in which one connection is kept."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Returning means that it is theirs. Raises Refused, Postponed or ServerAway."""
        ...


class SmtpTransport:
    """Delivers to the mail server of `MAIL_URL`; connects at the first letter and keeps the connection."""

    def __init__(self) -> None:
        self.connection: SmtpConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail server. Raises Refused (5xx), Postponed (4xx) or ServerAway."""
        try:
            if self.connection is None:
                self.connection = SmtpConnection(current_app.extensions["mail"]).__enter__()
        except (OSError, smtplib.SMTPException) as failure:
            raise ServerAway(type(failure).__name__) from None
        try:
            hand_over(letter, self.connection)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as failure:
            # An answer about this letter: the connection is good for the next one, unless the server is closing.
            if not self._still_there():
                self._hang_up()
            answers.raise_for(failure)
        except (OSError, smtplib.SMTPException) as failure:
            host = self.connection.host
            is_in_doubt = isinstance(host, Smtp) and host.last_command == "data"
            self._hang_up()
            raise ServerAway(type(failure).__name__, is_in_doubt=is_in_doubt) from None

    def _still_there(self) -> bool:
        try:
            return (
                self.connection is not None
                and self.connection.host is not None
                and self.connection.host.rset()[0] == 250
            )
        except (OSError, smtplib.SMTPException):
            return False

    def _hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            hang_up(connection)


def hang_up(connection: SmtpConnection) -> None:
    """Say goodbye. What was accepted before an ill-mannered answer stays accepted."""
    if connection.host is None:
        return
    try:
        connection.host.quit()
    except (OSError, smtplib.SMTPException):
        connection.host.close()


def hand_over(letter: Letter, connection: SmtpConnection) -> None:
    """Send a letter; on its envelope stands where it comes back to."""
    assert connection.host is not None
    back = letter.return_path or bounces.address() or letter.sender[1]
    connection.host.sendmail(_in_ascii(back), [_in_ascii(letter.recipient)], letter.as_bytes())


def _in_ascii(address: str) -> str:
    return address if address.isascii() else sanitize_address(address, "utf-8")


class MailboxTransport:
    """Keeps letters as files in a folder: the demonstration's mailbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._last: int | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def send(self, letter: Letter) -> None:
        """Write the letter as a file whose name sorts by arrival. Raises ServerAway if the disk does not take it."""
        if self._last is None:
            self._last = max((int(name.partition("-")[0]) for name in os.listdir(self.folder)), default=0)
        self._last += 1
        file = self.folder / f"{self._last:08d}-{secrets.token_hex(4)}.eml"
        draft = file.with_suffix(".draft")
        try:
            draft.write_bytes(letter.as_bytes())
            draft.rename(file)
        except OSError as failure:
            draft.unlink(missing_ok=True)
            raise ServerAway(type(failure).__name__) from None


def transport(mail_url: str, mailbox: Path) -> Transport:
    """The way out that `mail_url` names: `mailbox:` (the demonstration), or a mail server."""
    return MailboxTransport(mailbox) if mail_url == "mailbox:" else SmtpTransport()


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

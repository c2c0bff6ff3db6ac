"""The two ways out for a letter: a mail server, or the demonstration's own mailbox. Whatever leaves is signed on its way (DKIM)."""

import os
import secrets
import smtplib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from flask import current_app
from flask_mail import sanitize_address

from petitions.connecting import Smtp, SmtpConnection
from petitions.mail import Letter
from petitions.post import answers, returning, vouching
from petitions.post.answers import Outcome, ServerAway

_FOR_GOOD = 500
"""Who greets us like this, or does not let us in, will not tomorrow: a setting is wrong."""


class Transport(Protocol):
    """A way out for letters; a context in which one connection is kept."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def open(self) -> None:
        """Connect, if there is no connection. Raises ServerAway."""
        ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Returning means that it is theirs. Raises Refused, Postponed or ServerAway."""
        ...


class SmtpTransport:
    """Delivers to the mail server of `MAIL_URL`; connects before the first letter and keeps the connection."""

    def __init__(self, meanwhile: Callable[[], None] | None = None) -> None:
        """`meanwhile` is called where the server takes its time over a letter."""
        self.connection: SmtpConnection | None = None
        self._meanwhile = meanwhile

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def open(self) -> None:
        """Connect and sign in, which may take seconds, if there is no connection. Raises ServerAway."""
        if self.connection is not None:
            return
        try:
            self.connection = SmtpConnection(current_app.extensions["mail"]).__enter__()
            if isinstance(self.connection.host, Smtp):
                self.connection.host.meanwhile = self._meanwhile
        except (OSError, smtplib.SMTPException) as failure:
            code = getattr(failure, "smtp_code", 0)
            raise ServerAway(
                type(failure).__name__, outcome=Outcome.OURS if code >= _FOR_GOOD else Outcome.AWAY
            ) from None

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail server. Raises Refused (5xx), Postponed (4xx) or ServerAway."""
        self.open()
        assert self.connection is not None
        try:
            hand_over(letter, self.connection)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as failure:
            # An answer about this letter: the connection is good for the next one, unless the server is closing.
            if not self._still_there():
                self._hang_up()
            answers.raise_for(failure)
        except (OSError, smtplib.SMTPException) as failure:
            host = self.connection.host
            is_in_doubt = isinstance(host, Smtp) and host.is_underway
            self._hang_up()
            raise ServerAway(type(failure).__name__, is_at_letter=True, is_in_doubt=is_in_doubt) from None

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
    signed = vouching.signed(letter)
    back = letter.return_path or returning.address() or letter.sender[1]
    connection.host.sendmail(_in_ascii(back), [_in_ascii(letter.recipient)], signed)


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

    def open(self) -> None:
        """There is nothing to connect to."""

    def send(self, letter: Letter) -> None:
        """Write the letter as a file whose name sorts by arrival. Raises ServerAway if the disk does not take it."""
        if self._last is None:
            self._last = max((int(name.partition("-")[0]) for name in os.listdir(self.folder)), default=0)
        self._last += 1
        file = self.folder / f"{self._last:08d}-{secrets.token_hex(4)}.eml"
        draft = file.with_suffix(".draft")
        try:
            draft.write_bytes(vouching.signed(letter))
            draft.rename(file)
        except OSError as failure:
            draft.unlink(missing_ok=True)
            raise ServerAway(type(failure).__name__) from None


def way_out(mail_url: str, mailbox: Path, meanwhile: Callable[[], None]) -> Transport:
    """The way out that `mail_url` names: `mailbox:` (the demonstration), or a mail server; see SmtpTransport for `meanwhile`."""
    return MailboxTransport(mailbox) if mail_url == "mailbox:" else SmtpTransport(meanwhile)

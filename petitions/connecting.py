"""Connections to a mail server: with a time limit, checked certificates, and no transcript of recipients."""

import select
import smtplib
import ssl
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask_mail import Connection

from petitions import links

TIMEOUT = 20
"""Seconds after which a silent mail server counts as gone."""

LOOKED_INTO = 120
"""Seconds that a mail server has for a letter that it has got: filters look into it before it answers. Who is less patient has
the letter delivered again and again. RFC 5321, 4.5.3.2.6, says ten minutes; so long no worker of ours stands still."""

SOON = 300
"""Milliseconds in which most answers come."""

_GO_ON = 354
"""The answer to DATA: now the letter."""


class Smtp(smtplib.SMTP):
    """An SMTP connection that knows whether a letter is on its way: a line that breaks then leaves it in doubt."""

    is_underway = False
    meanwhile: Callable[[], None] | None = None
    """What is to be done where the server takes its time over an answer."""

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command."""
        self.is_underway = False
        if self.sock:
            self.sock.settimeout(TIMEOUT)
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """The answer to a command, or to a letter."""
        if self.is_underway and self.sock:
            self.sock.settimeout(LOOKED_INTO)
        if self.meanwhile and not self._is_answered():
            self.meanwhile()
        code, words = super().getreply()
        self.is_underway = code == _GO_ON
        return code, words

    def _is_answered(self) -> bool:
        """Whether the answer comes soon, or the line is broken."""
        if self.sock is None or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        waiting = select.poll()
        waiting.register(self.sock, select.POLLIN)
        return bool(waiting.poll(SOON))


class SmtpOverTls(Smtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


@lru_cache(1)
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. To read them takes longer than a dozen mails."""
    return ssl.create_default_context()


class SmtpConnection(Connection):
    """Flask-Mail's connection with a timeout, checked certificates and no transcript of recipients."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect. TLS is required unless the server is this machine itself."""
        context = _trusted()
        # The site's own name: a machine often knows itself only by a number, which strict servers refuse.
        terms: dict[str, Any] = {"local_hostname": links.domain(), "timeout": TIMEOUT}
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = SmtpOverTls(self.mail.server, self.mail.port, context=context, **terms)
        else:
            host = Smtp(self.mail.server, self.mail.port, **terms)
        host.set_debuglevel(0)
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

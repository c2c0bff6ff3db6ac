"""Connections to a mail server: with a time limit, checked certificates, and no transcript of recipients."""

import smtplib
import ssl
from functools import lru_cache

from flask_mail import Connection

TIMEOUT = 20
"""Seconds after which a silent mail server counts as gone."""


class Smtp(smtplib.SMTP):
    """An SMTP connection that knows what it said last: a line that breaks after DATA leaves a letter in doubt."""

    last_command = ""

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command."""
        self.last_command = cmd
        super().putcmd(cmd, args)


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
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = SmtpOverTls(self.mail.server, self.mail.port, timeout=TIMEOUT, context=context)
        else:
            host = Smtp(self.mail.server, self.mail.port, timeout=TIMEOUT)
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

"""Journeys read the mails that a real mail server took."""

from collections.abc import Iterator

import pytest

from tests.support.mailserver import MailServer


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    """The mail server of the running product."""
    server = MailServer()
    yield server
    server.close()

"""Time stamps (RFC 3161): a server that others trust says when a signature was there already. It is told a checksum alone."""

import logging
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from petitions import apart

ROOM = 16 * 1024
"""Bytes that are kept for one in a file; with the chain of its server it takes some five thousand."""
MOST = 64 * 1024
"""Bytes of an answer that are read at all."""
SECONDS = 20
"""How long the server may take altogether: a list waits to be closed."""

PROGRAM = Path(__file__).with_name("asking.py")
LIMITS: apart.Limits = (256 * 1024 * 1024, 5)
ROOTS = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables that name whom this machine trusts."""

log = logging.getLogger(__name__)


class Stamps:
    """The time stamps of one list, by the server at an address (https). Whoever gives none once is not asked again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.server = urlsplit(url).hostname or url
        """Its name."""
        self.are_missing = False

    def answer(self, query: bytes) -> bytes:
        """What the server answers, asked by a program that holds no keys. Raises OSError, subprocess.SubprocessError."""
        done = subprocess.run(  # noqa: S603  # our own program; the address is that of the settings
            apart.command(PROGRAM, self._url, MOST, limits=LIMITS),
            input=query,
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=True,
            env=apart.ENVIRON | {name: os.environ[name] for name in ROOTS if name in os.environ},
        )
        return done.stdout

    def miss(self, failure: Exception) -> None:
        """Go without, because of this failure."""
        log.error("no time stamp: %s", type(failure).__name__)
        self.are_missing = True

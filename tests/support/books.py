"""What the database itself says, whatever the product says: read beside it, on both databases."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg

from petitions import addresses, sealing
from petitions.keyring import Keyring
from tests.support import walk

CAMPAIGN = f"(SELECT id FROM campaign WHERE slug = '{walk.CAMPAIGN}')"


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of `query` in the database at `url`."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()


class Books:
    """The signatures of the demonstration's campaign, by the addresses that a test knows."""

    def __init__(self, folder: Path, url: str) -> None:
        secret = Keyring(folder / "keys").secret("campaign-1")
        self.url = url
        self._tag = lambda email: sealing.mark(addresses.canonical(email), secret=secret, purpose="tag")

    def lost(self, emails: set[str], *, state: str | None = None) -> int:
        """How many of `emails` have no signature; with `state`, none in that state."""
        stored = {tag for tag, found in self._rows() if state in (None, found)}
        return len({self._tag(email) for email in emails} - stored)

    def doubled(self, emails: set[str]) -> int:
        """How many signatures there are beyond one for each of `emails`."""
        ours = {self._tag(email) for email in emails}
        stored = [tag for tag, _state in self._rows() if tag in ours]
        return len(stored) - len(set(stored))

    def confirmed(self) -> int:
        """How many signatures are confirmed."""
        return len([state for _tag, state in self._rows() if state == "confirmed"])

    def counted(self) -> tuple[int, int]:
        """The public number, and the sum of those of the countries."""
        ((total,),) = ask(self.url, f"SELECT confirmed FROM tally WHERE campaign_id = {CAMPAIGN}")
        ((parts,),) = ask(self.url, f"SELECT sum(confirmed) FROM country_tally WHERE campaign_id = {CAMPAIGN}")
        return int(total), int(parts)

    def numbers(self) -> list[int]:
        """The numbers that were given, in order."""
        query = f"SELECT number FROM signature WHERE campaign_id = {CAMPAIGN} AND number IS NOT NULL ORDER BY number"
        return [number for (number,) in ask(self.url, query)]

    def unmailed(self) -> int:
        """How many pending signatures have no mail that is noted as sent."""
        query = (
            f"SELECT count(*) FROM signature WHERE campaign_id = {CAMPAIGN} AND state = 'pending' AND mailed_on IS NULL"
        )
        ((signatures,),) = ask(self.url, query)
        return int(signatures)

    def _rows(self) -> list[tuple[bytes, str]]:
        rows = ask(self.url, f"SELECT tag, state FROM signature WHERE campaign_id = {CAMPAIGN}")
        return [(bytes(tag), state) for tag, state in rows]

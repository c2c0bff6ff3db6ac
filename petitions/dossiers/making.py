"""Making the signature list: names unsealed row by row, written to the PDF and the CSV as they come."""

import datetime
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from petitions import clock, database, errors, storage
from petitions.campaigns.models import Campaign
from petitions.dossiers import letters, list_csv, list_pdf, reading, wording
from petitions.dossiers.cells import VERSION
from petitions.dossiers.choices import USUAL, Choices, Order
from petitions.dossiers.cover import Cover
from petitions.dossiers.rows import Row, Totals, WrongTotal
from petitions.houses.bundles import PrivateKeys
from petitions.pdf import fonts
from petitions.pdf.certificates import Signing
from petitions.signatures import queries, tally

ATTEMPTS = 20
"""How often a quiet moment is looked for."""

STEP = 200
"""Rows of a table after which its progress is told."""


class Table(Protocol):
    """What takes the rows of a list one by one: a CSV file, a workbook."""

    def write(self, row: Row) -> None:
        """Add one row."""

    def close(self) -> object:
        """Write what is left."""


def total(campaign: Campaign) -> int:
    """How many signatures the list of `campaign` has."""
    return queries.total(campaign.id)


@dataclass(frozen=True)
class Made:
    """What was written."""

    pages: int
    sha256: str
    """Of the CSV file's bytes, in hexadecimal; printed on the cover."""
    unprintable: frozenset[str]


def make(
    campaign: Campaign,
    private_keys: PrivateKeys,
    *,
    out: Path,
    table: Path,
    language: str,
    day: datetime.date,
    choices: Choices = USUAL,
    signing: Signing | None = None,
    progress: Callable[[int], object] | None = None,
) -> Made:
    """Write the list of `campaign` to the files `out` (PDF/A-2b, signed if `signing` says by whom) and `table` (CSV).

    `progress` is told after each page how many rows came with it. Neither file is there before both are whole. Raises
    sealing.CannotOpen, keyring.SecretMissing, WrongTotal.
    """
    with _whole(out) as pdf, _whole(table) as csv:
        return write_list(
            campaign,
            private_keys,
            pdf=pdf,
            csv=csv,
            csv_name=table.name,
            language=language,
            day=day,
            choices=choices,
            signing=signing,
            progress=_steps(progress),
        )


def write_list(
    campaign: Campaign,
    private_keys: PrivateKeys,
    *,
    pdf: BinaryIO | list_pdf.Volumes,
    csv: BinaryIO,
    csv_name: str,
    language: str,
    day: datetime.date,
    choices: Choices = USUAL,
    signing: Signing | None = None,
    progress: Callable[[int], None],
) -> Made:
    """Write the list of `campaign` to `pdf`, or in volumes, and `csv`: files that need nothing but `write`.

    Memory does not grow with the list. With the profile TOTALS both hold numbers alone, and `private_keys` may be empty.
    `progress` is told from time to time how many rows are written. Raises as `make` does.
    """
    with _settled(campaign) as confirmed:
        shown = reading.columns(campaign, choices.profile)
        words = {"has_versions": VERSION in shown, "is_careful": campaign.is_careful}
        labels = wording.labels(
            language, profile=choices.profile, confirmed=confirmed, lands=letters.lands(campaign), **words
        )
        writer = list_csv.Writer(
            csv, locale=language, elsewhere=labels.elsewhere, withheld=labels.withheld, columns=shown
        )
        digest = ""

        def tee() -> Iterator[Row]:
            for row in reading.rows(campaign, private_keys, choices):
                if row.number:
                    writer.write(row)
                yield row

        def cover(_totals: Totals) -> Cover:
            nonlocal digest
            for row in reading.sums(campaign, choices, day):
                writer.write(row)
            digest = writer.close()
            named = {"csv_name": csv_name, "csv_sha256": digest}
            return wording.cover(campaign, language=language, day=day, choices=choices, **named)

        lines = tee() if choices.has_list else reading.days(campaign)
        groups = reading.lines(campaign) if choices.order is Order.COUNTRY else None
        written = list_pdf.write(
            pdf, lines, total=confirmed, cover=cover, labels=labels, library=fonts.open_library(storage.fonts_path()),
            choices=choices, groups=groups, signing=signing, progress=progress,
        )  # fmt: skip
    return Made(pages=written.pages, sha256=digest, unprintable=written.unprintable)


def write_table(
    campaign: Campaign,
    private_keys: PrivateKeys,
    table: Table,
    *,
    choices: Choices = USUAL,
    progress: Callable[[int], None],
) -> None:
    """Write the rows of `campaign` to `table` and close it; memory does not grow with it.

    Its last rows may be sums, with the profile TOTALS all: see `reading.sums`.
    `progress` is told from time to time how many rows are written. Raises as `make` does.
    """
    with _settled(campaign) as confirmed:
        count, written = 0, 0
        rows = reading.rows(campaign, private_keys, choices) if choices.has_list else iter(())
        lines = (row for row in rows if row.number)
        shown = itertools.chain(lines, reading.sums(campaign, choices, clock.today()))
        for written, row in enumerate(shown, start=1):
            table.write(row)
            count += row.people
            if written % STEP == 0:
                progress(count)
        if count != confirmed:
            raise WrongTotal(f"{count} rows instead of {confirmed}")
        table.close()
        progress(count)


@contextmanager
def _settled(campaign: Campaign) -> Iterator[int]:
    """A moment in which the public count equals the rows of the list, held while the list is made. Yields the count."""
    for _attempt in range(ATTEMPTS):
        tally.book()
        with database.snapshot():
            confirmed = queries.total(campaign.id)
            if confirmed == queries.count_of_numbered(campaign.id):
                yield confirmed
                return
    raise errors.Unavailable("People confirm or withdraw faster than the tally counts. Try again in a minute.")


def _steps(progress: Callable[[int], object] | None) -> Callable[[int], None]:
    """Turn "so many are done" into "so many more are done"."""
    done = 0

    def tell(now: int) -> None:
        nonlocal done
        if progress is not None:
            progress(now - done)
        done = now

    return tell


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is complete, for its owner's eyes only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as handle:
        try:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    draft.rename(path)

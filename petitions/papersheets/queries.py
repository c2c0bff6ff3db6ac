"""Questions about paper sheets."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from petitions import database, errors
from petitions.papersheets.models import PaperSheet

_CODE = re.compile(r"\s*([0-9a-z]{5})\s*[-–—]?\s*(\d{1,3})\s*", re.IGNORECASE)


class NoSuchSheet(errors.NotFound):
    """No sheet of this campaign has this code."""


@dataclass(frozen=True)
class Batch:
    """Sheets that were made together."""

    name: str
    language: str
    made_at: datetime.datetime
    sheets: int
    counted: int
    """How many of them came back."""
    signatures: int


@dataclass(frozen=True)
class Total:
    """What is on paper, all in all."""

    sheets: int
    counted: int
    signatures: int


def batches(campaign_id: int) -> list[Batch]:
    """The batches of a campaign, the newest first."""
    query = (
        sa.select(
            PaperSheet.batch,
            PaperSheet.language,
            sa.func.min(PaperSheet.made_at, type_=PaperSheet.made_at.type),
            sa.func.count(),
            sa.func.count(PaperSheet.signatures),
            sa.func.coalesce(sa.func.sum(PaperSheet.signatures), 0),
        )
        .where(PaperSheet.campaign_id == campaign_id)
        .group_by(PaperSheet.batch, PaperSheet.language)
        .order_by(sa.func.min(PaperSheet.id).desc())
    )
    found = database.session().execute(query)
    return [Batch(*row[:5], signatures=row[5] or 0) for row in found]


def total(found: Sequence[Batch]) -> Total:
    """The sum over batches."""
    return Total(
        sum(batch.sheets for batch in found),
        sum(batch.counted for batch in found),
        sum(batch.signatures for batch in found),
    )


def by_petition_text(campaign_id: int) -> dict[int, int]:
    """How many signed each version of the petition text on paper, by its id; those that nobody signed are left out."""
    people = sa.func.sum(PaperSheet.signatures)
    query = sa.select(PaperSheet.petition_text_id, people).where(PaperSheet.campaign_id == campaign_id)
    rows = database.session().execute(query.group_by(PaperSheet.petition_text_id).having(people > 0))
    return {text_id: int(signed or 0) for text_id, signed in rows}


def of_batch(campaign_id: int, batch: str) -> list[PaperSheet]:
    """The sheets of a batch in their order. Raises NoSuchSheet."""
    query = sa.select(PaperSheet).where(PaperSheet.campaign_id == campaign_id, PaperSheet.batch == batch)
    found = list(database.session().scalars(query.order_by(PaperSheet.number)))
    if not found:
        raise NoSuchSheet
    return found


def sheet(campaign_id: int, code: str) -> PaperSheet:
    """The sheet with this code, however somebody typed it. Raises NoSuchSheet."""
    typed = _CODE.fullmatch(code)
    if typed is None:
        raise NoSuchSheet
    batch, number = typed[1].lower(), int(typed[2])
    query = sa.select(PaperSheet).where(
        PaperSheet.campaign_id == campaign_id, PaperSheet.batch == batch, PaperSheet.number == number
    )
    found = database.session().scalar(query)
    if found is None:
        raise NoSuchSheet
    return found

"""Making paper sheets, and writing down what they came back with."""

import enum

import sqlalchemy as sa

from petitions import clock, database, errors, tokens
from petitions.campaigns import noting, writing
from petitions.papersheets import queries
from petitions.papersheets.models import PaperSheet

MOST = 500
"""Sheets made at a time."""
MOST_SIGNATURES = 100
"""On one sheet, both sides of it and what people squeezed in between."""
BATCH_LENGTH = 5
"""Signs: one of 24 million, so that a code misread is no other sheet's."""


class NotOpen(errors.Refusal):
    """The campaign takes no signatures."""


class What(enum.Enum):
    """What the audit log says of paper sheets."""

    MADE = "paper sheets made"
    COUNTED = "paper sheet counted"


def make(campaign_id: int, language: str, count: int, *, by: int | None) -> str:
    """Make `count` sheets with the petition text as it is now, which keeps these words from here on. Returns their batch.

    Raises NotOpen and campaigns.queries.NoSuchCampaign.
    """
    assert 1 <= count <= MOST
    batch = tokens.new()[:BATCH_LENGTH]
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        if not campaign.is_open:
            raise NotOpen
        text = campaign.petition_text
        text.is_signed = True  # what is printed may be signed on paper at any time
        made = {"campaign_id": campaign.id, "petition_text_id": text.id, "language": language, "made_at": clock.now()}
        rows = [{"batch": batch, "number": number, **made} for number in range(1, count + 1)]
        session.execute(sa.insert(PaperSheet), rows)
        noting.note(session, What.MADE, campaign, by=by, detail=f"{batch}, {count} sheets")
    return batch


def count(campaign_id: int, code: str, signatures: int, *, by: int | None) -> PaperSheet:
    """Write down how many valid signatures the sheet `code` came back with, or correct it. Raises queries.NoSuchSheet."""
    assert 0 <= signatures <= MOST_SIGNATURES
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        sheet = queries.sheet(campaign_id, code)
        sheet.signatures, sheet.counted_at = signatures, clock.now()
        noting.note(session, What.COUNTED, campaign, by=by, detail=f"{sheet.code}, {signatures} signatures")
        return sheet

"""Figures of a campaign for those who watch it: read from totals, so that a million signatures are as quick as ten."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from petitions import clock, database
from petitions.campaigns.models import Campaign
from petitions.signatures import queries
from petitions.signatures.conditions import IS_WAITING
from petitions.signatures.models import DayTally, Share, ShareTally, Signature, Visibility


@dataclass(frozen=True)
class Day:
    """What one day brought."""

    day: datetime.date
    asked: int
    mailed: int
    unreachable: int
    confirmed: int
    gone: int

    @property
    def change(self) -> int:
        """By how much the public number moved."""
        return self.confirmed - self.gone


@dataclass(frozen=True)
class Figures:
    """All that is counted of a campaign."""

    total: int
    """The public number."""
    days: tuple[Day, ...]
    """Days on which something happened, oldest first."""
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    visibilities: Mapping[Visibility, int]

    @property
    def asked(self) -> int:
        """Forms that were sent."""
        return sum(day.asked for day in self.days)

    @property
    def mailed(self) -> int:
        """Forms whose mail the mail server accepted."""
        return sum(day.mailed for day in self.days)

    @property
    def unreachable(self) -> int:
        """Forms whose mail was refused for good, or came back."""
        return sum(day.unreachable for day in self.days)

    @property
    def gone(self) -> int:
        """Signatures that were counted once and are no more."""
        return sum(day.gone for day in self.days)

    @property
    def changes(self) -> dict[datetime.date, int]:
        """By how much the public number moved, day by day."""
        return {day.day: day.change for day in self.days}

    def on(self, day: datetime.date) -> Day:
        """What `day` brought."""
        return next((found for found in self.days if found.day == day), Day(day, 0, 0, 0, 0, 0))


def of(campaign_id: int) -> Figures:
    """The figures of a campaign; all zero while nobody has signed."""
    days = database.session().execute(
        sa.select(
            DayTally.day,
            DayTally.asked,
            DayTally.mailed,
            DayTally.unreachable,
            DayTally.confirmed,
            DayTally.gone,
        )
        .where(DayTally.campaign_id == campaign_id)
        .order_by(DayTally.day)
    )
    shares = _shares(campaign_id)
    return Figures(
        total=queries.total(campaign_id),
        days=tuple(Day(*row) for row in days),
        countries=queries.countries(campaign_id),
        languages=shares[Share.LANGUAGE],
        visibilities={Visibility(value): count for value, count in shares[Share.VISIBILITY].items()},
    )


def changes_today(campaign_ids: list[int]) -> dict[int, int]:
    """By how much the public numbers of several campaigns moved today (UTC), by their ids."""
    rows = database.session().execute(
        sa.select(DayTally.campaign_id, (DayTally.confirmed - DayTally.gone).label("change")).where(
            DayTally.campaign_id.in_(campaign_ids), DayTally.day == clock.today()
        )
    )
    return dict.fromkeys(campaign_ids, 0) | {row.campaign_id: row.change for row in rows}


def gone_since(campaign_id: int, day: datetime.date) -> int:
    """By how much the public number fell from `day` (UTC) on: withdrawn, or found invalid."""
    gone = sa.select(sa.func.coalesce(sa.func.sum(DayTally.gone), 0))
    return database.session().scalars(gone.where(DayTally.campaign_id == campaign_id, DayTally.day >= day)).one()


def names_waiting(campaign_ids: list[int], most: int) -> dict[int, int]:
    """How many public names wait to be read in each of these campaigns; `most` where there are more."""
    some = (
        sa.select(sa.literal(1).label("one"))
        .select_from(Signature)
        .where(Signature.campaign_id == Campaign.id, sa.text(IS_WAITING))
        .limit(most)
        .correlate(Campaign)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(some).correlate(Campaign).scalar_subquery().label("names")
    rows = database.session().execute(sa.select(Campaign.id, count).where(Campaign.id.in_(campaign_ids)))
    return {row.id: row.names for row in rows}


def _shares(campaign_id: int) -> dict[Share, dict[str, int]]:
    rows = database.session().execute(
        sa.select(ShareTally.share, ShareTally.value, ShareTally.confirmed).where(
            ShareTally.campaign_id == campaign_id, ShareTally.confirmed > 0
        )
    )
    found: dict[Share, dict[str, int]] = {share: {} for share in Share}
    for share, value, count in rows:
        found[share][value] = count
    return found

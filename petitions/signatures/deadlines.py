"""Deadlines: until when the list of a campaign is kept, and who is told before it goes."""

import datetime
import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, outbox
from petitions.accounts import queries as accounts
from petitions.campaigns import noting, writing
from petitions.campaigns.life import ENDED_STATES, HandOver, State
from petitions.campaigns.models import Campaign
from petitions.signatures.models import ErasureWarning, Retention

DAYS_AFTER_CLOSING = 90
"""The longest that a list outlives its campaign."""
DAYS_AFTER_HAND_OVER = 30
"""How long it is kept once it was handed over, where nobody has chosen otherwise."""
LEAST_DAYS, MOST_DAYS = 7, 60
"""What may be chosen."""
TO_NOTICE = datetime.timedelta(days=7)
"""The least between recording a hand-over and its consequence: a wrong day is found out in time."""
WARNINGS = (30, 7, 1)
"""Days before an erasure that comes before a hand-over, when administrators are told; of one that a hand-over brings near, once."""
MAIL = "erasure"


class What(enum.Enum):
    """What the audit log says of deadlines."""

    CHOSEN = "retention chosen"
    ERASED = "list erased"


class BadDays(errors.Refusal):
    """Fewer or more days than may be chosen."""


class TooSoon(BadDays):
    """The list would be gone before anybody noticed."""


@dataclass(frozen=True)
class Deadline:
    """What becomes of a list, and when."""

    days: int
    """Chosen: how long it is kept after its hand-over."""
    last_day: datetime.date | None
    """The last day on which it is there; None while the campaign is open or a draft."""
    handed_over_on: datetime.date | None
    erased_on: datetime.date | None
    """When it was erased."""
    erased_rows: int
    is_hastened: bool
    """Whether a hand-over brings the erasure nearer than administrators are used to be told of it."""

    @property
    def days_left(self) -> int | None:
        """Whole days until the last one; negative when it is overdue, None if there is no last day."""
        return (self.last_day - clock.today()).days if self.last_day else None


def of(campaign: Campaign) -> Deadline:
    """The deadline of the list of `campaign`."""
    session = database.session()
    kept, handed = session.get(Retention, campaign.id), session.get(HandOver, campaign.id)
    return _deadline(campaign, kept, handed)


def of_all(campaigns: Sequence[Campaign]) -> dict[int, Deadline]:
    """The deadlines of several campaigns, by their ids; two questions, however many they are."""
    ids, session = [campaign.id for campaign in campaigns], database.session()
    chosen = session.scalars(sa.select(Retention).where(Retention.campaign_id.in_(ids)))
    retentions = {row.campaign_id: row for row in chosen}
    given = session.scalars(sa.select(HandOver).where(HandOver.campaign_id.in_(ids)))
    hand_overs = {row.campaign_id: row for row in given}
    return {
        campaign.id: _deadline(campaign, retentions.get(campaign.id), hand_overs.get(campaign.id))
        for campaign in campaigns
    }


def running(*which: sa.ColumnElement[bool]) -> list[tuple[Campaign, Deadline]]:
    """Every campaign, or `which`, that has ended and whose list is not known to be erased, with its deadline, asked anew."""
    query = (
        sa.select(Campaign, Retention, HandOver)
        .outerjoin(Retention, Retention.campaign_id == Campaign.id)
        .outerjoin(HandOver, HandOver.campaign_id == Campaign.id)
        .where(Campaign.closed_on.is_not(None), Campaign.state.in_(ENDED_STATES), Retention.erased_on.is_(None), *which)
    )
    rows = database.session().execute(query.execution_options(populate_existing=True)).unique().all()
    return [(campaign, _deadline(campaign, kept, handed)) for campaign, kept, handed in rows]


def overdue(*which: sa.ColumnElement[bool]) -> list[Campaign]:
    """Every campaign, or `which`, whose list has had its time, asked anew."""
    return [campaign for campaign, deadline in running(*which) if (deadline.days_left or 0) < 0]


def _deadline(campaign: Campaign, kept: Retention | None, handed: HandOver | None) -> Deadline:
    days = kept.days if kept else DAYS_AFTER_HAND_OVER
    last = campaign.closed_on + datetime.timedelta(days=DAYS_AFTER_CLOSING) if campaign.closed_on else None
    if campaign.state not in ENDED_STATES or campaign.state is State.CLOSED:
        handed = None
    is_hastened = False
    if last and handed:
        wanted = max(handed.on + datetime.timedelta(days=days), handed.recorded_on + TO_NOTICE)
        is_hastened = wanted < min(last, handed.recorded_on + datetime.timedelta(days=WARNINGS[0]))
        last = min(last, wanted)
    erased_on, rows = (kept.erased_on, kept.erased_rows) if kept else (None, 0)
    return Deadline(days, last, handed.on if handed else None, erased_on, rows, is_hastened)


def least(campaign: Campaign) -> int:
    """The fewest days that may be chosen for `campaign` now: with them its list goes in a week, or no sooner than before."""
    now = of(campaign)
    if now.last_day is None or now.handed_over_on is None:
        return LEAST_DAYS
    soonest = min(now.last_day, clock.today() + TO_NOTICE)
    return max(LEAST_DAYS, min(now.days, (soonest - now.handed_over_on).days))


def choose(campaign: Campaign, days: int, *, by: int) -> None:
    """Keep the list of `campaign` for `days` after its hand-over. Raises BadDays; TooSoon for fewer than `least`."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise BadDays
    with database.action() as session:
        now = writing.locked(session, campaign.id)
        if days < least(now):
            raise TooSoon
        _row(session, now.id).days = days
        noting.note(session, What.CHOSEN, now, by=by, detail=f"{days} days")


def longest(house_id: int) -> int:
    """The most days for which a House keeps a list after its hand-over: what it may promise of all its campaigns."""
    chosen = sa.select(sa.func.max(Retention.days)).join(Campaign).where(Campaign.house_id == house_id)
    return max(DAYS_AFTER_HAND_OVER, database.session().scalar(chosen.where(Retention.erased_on.is_(None))) or 0)


def count_erased(session: Session, campaign_id: int, rows: int) -> None:
    """Write down, for people, that so many more rows of a list go with the transaction of `session`: workers share a list."""
    _row(session, writing.locked(session, campaign_id).id).erased_rows += rows


def note_erased(session: Session, campaign_id: int) -> None:
    """Write down, for people, that the list of a campaign was erased today. Harmless if another worker has."""
    campaign = writing.locked(session, campaign_id)
    row = _row(session, campaign_id)
    if row.erased_on is None:
        row.erased_on = clock.today()
        noting.note(session, What.ERASED, campaign, by=None)


def warn() -> int:
    """Tell administrators of lists that will be erased though nobody has handed them over, or sooner because somebody has.
    Returns how many lists.

    Each warning goes out once, however often a worker is started; of several that are due only the last.
    """
    return sum(_warn(campaign.id) for campaign, deadline in running() if _is_due(deadline))


def _is_due(deadline: Deadline) -> bool:
    left = deadline.days_left
    return (deadline.handed_over_on is None or deadline.is_hastened) and left is not None and 0 <= left <= WARNINGS[0]


def _warn(campaign_id: int) -> bool:
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        deadline = of(campaign)
        if not _is_due(deadline) or deadline.last_day is None:
            return False
        left, last = deadline.days_left or 0, deadline.last_day
        due = [days for days in WARNINGS if left <= days]
        given = set(
            session.scalars(
                sa.select(ErasureWarning.days).where(
                    ErasureWarning.campaign_id == campaign_id, ErasureWarning.erased_on == last
                )
            )
        )
        if given >= set(due) or (given and deadline.is_hastened):
            return False
        session.add_all(
            ErasureWarning(campaign_id=campaign_id, erased_on=last, days=days) for days in due if days not in given
        )
        _tell(session, campaign, last)
        return True


def _tell(session: Session, campaign: Campaign, last: datetime.date) -> None:
    variables = {"campaign": campaign.id, "last_day": last.isoformat()}
    for reader in accounts.administrators(campaign.house_id):
        outbox.owe(session, MAIL, recipient=reader.email, language=reader.language, variables=variables)


def _row(session: Session, campaign_id: int) -> Retention:
    """To be asked for by whoever holds the campaign: two that find no row yet would both write one."""
    row = session.get(Retention, campaign_id)
    if row is None:
        row = Retention(campaign_id=campaign_id, days=DAYS_AFTER_HAND_OVER, erased_rows=0)
        session.add(row)
    return row

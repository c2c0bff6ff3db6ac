"""Invalidating: the House finds signatures invalid by a rule, and may let them count again.

Nothing is deleted, and nothing is counted here: the tally books what left and what came back.
"""

import datetime
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from petitions import clock, database, errors
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.signatures import content as contents
from petitions.signatures import folding, tally
from petitions.signatures.auditing import What
from petitions.signatures.models import IS_CONFIRMED, Signature, State
from petitions.signatures.records import Cause, Invalidation

LOT = 2000
"""Signatures in one transaction: people who sign meanwhile wait for no longer than that."""
RETRIES = 5


class NoRule(errors.Refusal):
    """A rule that names nothing would mean everybody."""


class NothingMatches(errors.Refusal):
    """No confirmed signature is meant by the rule."""


class NoSuchInvalidation(errors.NotFound):
    """No invalidation of this campaign has this number."""


class AlreadyReleased(errors.Refusal):
    """The signatures have come back before."""


@dataclass(frozen=True)
class Criteria:
    """Which signatures are meant: those to which all of this applies."""

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    country: str | None = None
    domain: str | None = None
    """A mail domain, "example.org". Only its mark is compared and kept."""
    name: str | None = None
    """A public name, with `*` for any letters; capitals and accents do not matter."""

    def __bool__(self) -> bool:
        return any((self.first_day, self.last_day, self.country, self.domain, self.name))


@dataclass(frozen=True)
class Preview:
    """What a rule means."""

    signatures: int
    last_id: int
    """The newest signature there is: whoever signs later was not counted here, and is not meant."""


@dataclass(frozen=True)
class Outcome:
    """What a release brought back, and how many had to stay out: their owners have signed again meanwhile."""

    released: int
    left: int


def preview(campaign: Campaign, rule: Criteria, *, by: int | None = None) -> Preview:
    """How many confirmed signatures a rule means. Raises NoRule; keyring.SecretMissing for a domain where no list is.

    That somebody counted by a mail domain is noted, as a search is: a domain can be one person's.
    """
    if not rule:
        raise NoRule
    session = database.session()
    last = session.scalar(sa.select(sa.func.max(Signature.id))) or 0
    made = _made(campaign, rule, last)
    _note_domain(campaign, rule, by)
    found = sa.select(sa.func.count()).select_from(Signature).where(*_meant(campaign.id, made))
    return Preview(session.scalar(found) or 0, last)


def _note_domain(campaign: Campaign, rule: Criteria, by: int | None) -> None:
    if rule.domain:
        with database.action() as session:
            noting.note(session, What.DOMAIN_SOUGHT, campaign, by=by)


def invalidate(campaign: Campaign, rule: Criteria, *, last_id: int, cause: Cause, by: int | None) -> Invalidation:
    """Invalidate what `rule` means among the signatures up to `last_id`. Raises as `preview` does, and NothingMatches.

    Goes lot by lot, until somebody releases it. Broken off in the middle, what was invalidated so far is in the log and
    can be released.
    """
    if not rule:
        raise NoRule
    made = _made(campaign, rule, last_id)
    made.organiser_id, made.cause = by, cause
    _note_domain(campaign, rule, by)
    if not database.session().scalars(sa.select(Signature.id).where(*_meant(campaign.id, made)).limit(1)).first():
        raise NothingMatches
    with database.action() as session:
        session.add(made)
        session.flush()
        noting.note(session, What.INVALIDATED, campaign, by=by, detail=f"invalidation {made.id}")
    while _invalidate_some(made):
        pass
    return made


def _invalidate_some(made: Invalidation) -> int:
    some = sa.select(Signature.id).where(*_meant(made.campaign_id, made)).order_by(Signature.id).limit(LOT)
    lot = sa.update(Signature).where(Signature.id.in_(some.scalar_subquery()), Signature.state == State.CONFIRMED)
    with database.action() as session:
        session.refresh(made, with_for_update=True)
        if made.released_at is not None:  # what came back would go again, and nobody could release it any more
            return 0
        changed = session.connection().execute(lot.values(state=State.INVALIDATED, invalidation_id=made.id)).rowcount
        made.signatures += changed
    return changed


def release(campaign: Campaign, invalidation_id: int, *, by: int | None) -> Outcome:
    """Let what an invalidation took out count again, with new numbers. Raises NoSuchInvalidation, AlreadyReleased.

    Who withdrew stays gone; whose address has signed again meanwhile stays out, until a later release finds it free.
    """
    made = find(campaign.id, invalidation_id)
    is_first, released = made.released_at is None, 0
    if is_first:
        _begin_release(campaign, made, by)
    elif not _count_left(made.id):
        raise AlreadyReleased
    while some := _release_some(made.id):
        released += some
    if released and not is_first:
        with database.action() as session:
            _note_release(session, campaign, made, by)
    return Outcome(released, _count_left(made.id))


def _begin_release(campaign: Campaign, made: Invalidation, by: int | None) -> None:
    """Say that `made` is released, before anything comes back: that ends one under way. Raises AlreadyReleased."""
    still = sa.update(Invalidation).where(Invalidation.id == made.id, Invalidation.released_at.is_(None))
    with database.action() as session:
        if session.scalar(still.values(released_at=clock.now()).returning(Invalidation.id)) is None:
            raise AlreadyReleased
        _note_release(session, campaign, made, by)


def _note_release(session: orm.Session, campaign: Campaign, made: Invalidation, by: int | None) -> None:
    noting.note(session, What.RELEASED, campaign, by=by, detail=f"invalidation {made.id}")


def _release_some(invalidation_id: int, tries: int = RETRIES) -> int:
    some = sa.select(Signature.id).where(*_can_return(invalidation_id)).order_by(Signature.id).limit(LOT)
    # One that the tally has not missed yet keeps its number; to any other it gives the next one.
    number = sa.case((Signature.is_counted, Signature.number), else_=sa.null())
    back = sa.update(Signature).where(Signature.id.in_(some.scalar_subquery()), Signature.state == State.INVALIDATED)
    try:
        with database.action() as session:
            tally.lock(session)  # it must not book the leaving of one that is coming back
            changes = back.values(state=State.CONFIRMED, invalidation_id=None, number=number)
            return session.connection().execute(changes).rowcount
    except IntegrityError:
        # Somebody has confirmed anew at one of these addresses in this very moment.
        if not tries:
            raise
        return _release_some(invalidation_id, tries - 1)


def _can_return(invalidation_id: int) -> list[sa.ColumnElement[bool]]:
    other = orm.aliased(Signature)
    # Struck out one after the other in one go: the first one goes before.
    goes_before = sa.and_(other.invalidation_id == invalidation_id, other.id < Signature.id, other.sealed.is_not(None))
    is_taken = sa.exists().where(
        other.campaign_id == Signature.campaign_id,
        other.tag == Signature.tag,
        other.person == Signature.person,
        sa.or_(other.state == State.CONFIRMED, goes_before),
    )
    return [*_has_left(invalidation_id), ~is_taken]


def _has_left(invalidation_id: int | orm.InstrumentedAttribute[int]) -> list[sa.ColumnElement[bool]]:
    return [
        Signature.invalidation_id == invalidation_id,
        Signature.state == State.INVALIDATED,
        Signature.sealed.is_not(None),
    ]


def _count_left(invalidation_id: int) -> int:
    left = sa.select(sa.func.count()).select_from(Signature).where(*_has_left(invalidation_id))
    return database.session().scalar(left) or 0


def find(campaign_id: int, invalidation_id: int) -> Invalidation:
    """One invalidation of a campaign. Raises NoSuchInvalidation."""
    found = database.session().get(Invalidation, invalidation_id, populate_existing=True)
    if found is None or found.campaign_id != campaign_id:
        raise NoSuchInvalidation
    return found


def log(campaign_id: int) -> list[Invalidation]:
    """Every invalidation of a campaign, newest first."""
    query = sa.select(Invalidation).where(Invalidation.campaign_id == campaign_id)
    return list(database.session().scalars(query.order_by(Invalidation.id.desc())))


def left_out(campaign_id: int) -> set[int]:
    """The invalidations of a campaign that were released and still keep somebody out, by id."""
    left = sa.exists().where(*_has_left(Invalidation.id))
    query = sa.select(Invalidation.id).where(Invalidation.campaign_id == campaign_id, left)
    return set(database.session().scalars(query.where(Invalidation.released_at.is_not(None))))


def taken_out(campaign_id: int) -> list[tuple[datetime.date, int]]:
    """What the public is told: on which days how many signatures were taken out of the count, oldest first.

    Of those that were released, only whoever had to stay out: until they are back the total is lower by them.
    """
    left = sa.select(sa.func.count()).select_from(Signature).where(*_has_left(Invalidation.id)).scalar_subquery()
    out = sa.case((Invalidation.released_at.is_(None), Invalidation.signatures), else_=left)
    rows = sa.select(Invalidation.at, out).where(Invalidation.campaign_id == campaign_id).order_by(Invalidation.id)
    days: dict[datetime.date, int] = {}
    for at, signatures in database.session().execute(rows):
        if signatures:
            days[at.date()] = days.get(at.date(), 0) + signatures
    return list(days.items())


def _made(campaign: Campaign, rule: Criteria, last_id: int) -> Invalidation:
    tag = (
        contents.domain_tag(f"@{rule.domain.strip().lstrip('@')}", contents.secret(campaign.id))
        if rule.domain
        else None
    )
    return Invalidation(
        campaign_id=campaign.id,
        at=clock.now(),
        first_day=rule.first_day,
        last_day=rule.last_day,
        country=rule.country,
        domain_tag=tag,
        name_pattern=folding.fold(rule.name.strip()) if rule.name else None,
        last_id=last_id,
        signatures=0,
    )


def _meant(campaign_id: int, rule: Invalidation) -> list[sa.ColumnElement[bool]]:
    meant = [Signature.campaign_id == campaign_id, IS_CONFIRMED, Signature.id <= rule.last_id]
    if rule.first_day:
        meant.append(Signature.day >= rule.first_day)
    if rule.last_day:
        meant.append(Signature.day <= rule.last_day)
    if rule.country:
        meant.append(Signature.country == rule.country)
    if rule.domain_tag is not None:
        # That a confirmed signature does not wait is said for SQLite, which else does not take the index of domains.
        meant += [
            Signature.domain_tag == rule.domain_tag,
            sa.literal_column("signature.state <> 'pending'", sa.Boolean),
        ]
    if rule.name_pattern is not None:
        escaped = rule.name_pattern.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_").replace("*", "%")
        # That there is a name is said for SQLite, which else does not look for it in the index of names.
        meant += [Signature.folded_name.like(escaped, escape="\\"), Signature.folded_name.is_not(None)]
    return meant

"""Moderating: the House reads what a rule caught, shows or hides it, and may think better of it."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, merging, tombstones
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.signatures import folding
from petitions.signatures.auditing import What
from petitions.signatures.models import IS_CONFIRMED, NAME_SHOWN, Review, Signature
from petitions.signatures.records import Decided, Decision, Reason
from petitions.signatures.rules import Rule

PAGE = 25
"""Names on a page of the queue."""
MOST = 200
"""Names in one decision, and on a long page of the queue."""
MANY = 1000
"""Beyond so many that wait, or that have a name in common, nobody counts."""
KINDS = {one: f"review:{one.value}" for one in Review if one is not Review.SHOWN}
"""How tombstones are called: a backup that comes back shows no name or comment that the House has taken off the page since."""
END = "\U0010ffff"
"""Sorts behind every letter."""

_IS_PUBLIC = sa.and_(IS_CONFIRMED, Signature.review.is_not(None))


class NothingChosen(errors.Refusal):
    """A decision about no name at all."""


class SaysOtherwise(errors.Refusal):
    """Nothing that was read is still what these signatures say."""


class NoSuchDecision(errors.NotFound):
    """No decision of this campaign has this number."""


class AlreadyUndone(errors.Refusal):
    """The decision was undone before."""


@dataclass(frozen=True)
class Public:
    """What somebody made public, as a moderator reads it."""

    id: int
    name: str
    comment: str | None
    country: str
    language: str
    day: datetime.date
    review: Review
    caught: str | None

    @property
    def rules(self) -> list[Rule]:
        """What caught it."""
        return [Rule(name) for name in (self.caught or "").split()]

    @property
    def mark(self) -> str:
        """A print of what is read: its owner may write something else meanwhile."""
        return _mark(self.name, self.comment)


@dataclass(frozen=True)
class Search:
    """Which public names to read: one state, and if wanted a language, a rule, the beginning of a name."""

    review: Review = Review.WAITING
    language: str | None = None
    rule: Rule | None = None
    name: str | None = None


def queue(
    campaign_id: int,
    search: Search = Search(),  # frozen
    *,
    after: int | None = None,
    most: int | None = None,
) -> list[Public]:
    """A page of public names, or `most`, and one more, if there is one: what waits oldest first, all else newest first.

    `after` is the id of the last one of the page before.
    """
    is_oldest_first = search.review is Review.WAITING
    columns = (
        Signature.id, Signature.public_name, Signature.public_comment, Signature.country, Signature.language,
        Signature.day, Signature.review, Signature.caught,
    )  # fmt: skip
    query = sa.select(*columns).where(*_meant(campaign_id, search))
    if after is not None:
        query = query.where(Signature.id > after if is_oldest_first else Signature.id < after)
    order = Signature.id if is_oldest_first else Signature.id.desc()
    rows = database.session().execute(query.order_by(order).limit((most or PAGE) + 1))
    return [Public(*row) for row in rows]  # type: ignore[arg-type]  # a public row has a name and a review


def waiting(campaign_id: int) -> Iterator[Public]:
    """Everything that waits, oldest first, page by page: what is decided meanwhile disturbs nothing."""
    last: int | None = None
    while page := queue(campaign_id, after=last)[:PAGE]:
        yield from page
        last = page[-1].id


def _meant(campaign_id: int, search: Search) -> list[sa.ColumnElement[bool]]:
    meant: list[sa.ColumnElement[bool]] = [
        Signature.campaign_id == campaign_id, IS_CONFIRMED, Signature.review == search.review,
    ]  # fmt: skip
    if search.language:
        meant.append(Signature.language == search.language)
    if search.rule:
        # The names of rules hold no other rule's name.
        meant.append(Signature.caught.contains(search.rule.value))
    if search.name:
        # Many may begin so: the first ones of the alphabet are looked at, else all of them would have to be sorted.
        start = folding.fold(search.name.strip())
        named = sa.select(Signature.id).where(
            *meant, Signature.folded_name >= start, Signature.folded_name < start + END
        )
        meant.append(Signature.id.in_(named.order_by(Signature.folded_name).limit(MANY).scalar_subquery()))
    return meant


def count_waiting(campaign_id: int) -> int:
    """How many public names wait; `MANY` + 1 stands for more than that."""
    waiting = sa.select(Signature.id).where(*_meant(campaign_id, Search())).limit(MANY + 1)
    return database.session().scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0


def decide(
    campaign: Campaign,
    ids: Collection[int],
    review: Review,
    *,
    reason: Reason,
    by: int | None,
    seen: Mapping[int, str] | None = None,
) -> Decision:
    """Show or hide these public names of a campaign. Those withdrawn meanwhile stay gone. Raises NothingChosen, SaysOtherwise.

    `by` is the organiser's id, None for a command. `seen` has the `mark` of what was read, by ids: nothing else is shown.
    It is hidden all the same, or whoever changes it again and again would stay on the page.
    """
    chosen = (Signature.campaign_id == campaign.id, Signature.id.in_(list(ids)[:MOST]), _IS_PUBLIC)
    with database.action() as session:
        columns = (Signature.id, Signature.review, Signature.public_name, Signature.public_comment)
        rows = sa.select(*columns).where(*chosen, Signature.review != review)
        found = session.execute(rows.with_for_update()).all()
        if not found:
            raise NothingChosen
        before = found
        if seen is not None and review is not Review.HIDDEN:
            before = [row for row in found if seen.get(row.id) == _mark(row.public_name, row.public_comment)]
        if not before:
            raise SaysOtherwise
        decision = Decision(
            campaign_id=campaign.id, at=clock.now(), organiser_id=by, review=review, reason=reason, names=len(before)
        )
        session.add(decision)
        session.flush()
        for row in before:
            session.add(Decided(decision_id=decision.id, signature_id=row.id, before=row.review))
        _set(session, campaign.id, [row.id for row in before], review)
        _note(session, What.DECIDED, decision, campaign, by=by)
    return decision


def undo(campaign: Campaign, decision_id: int, *, by: int | None) -> int:
    """Make it as it was before a decision, where nobody has decided otherwise since. Returns for how many names it was not:
    these were decided or withdrawn since.

    Raises NoSuchDecision, AlreadyUndone.
    """
    with database.action() as session:
        decision = session.get(Decision, decision_id, with_for_update=True, populate_existing=True)
        if decision is None or decision.campaign_id != campaign.id:
            raise NoSuchDecision
        if decision.is_undone:
            raise AlreadyUndone
        decision.is_undone, left = True, decision.names
        for before in Review:
            about = sa.select(Decided.signature_id).where(Decided.decision_id == decision.id, Decided.before == before)
            unchanged = sa.select(Signature.id).where(
                Signature.id.in_(about), _IS_PUBLIC, Signature.review == decision.review, ~_is_decided_since(decision)
            )
            found = list(session.scalars(unchanged))
            _set(session, campaign.id, found, before)
            left -= len(found)
        _note(session, What.DECISION_UNDONE, decision, campaign, by=by)
    return left


def _is_decided_since(decision: Decision) -> sa.Exists:
    """Whether a later decision on a signature holds, be it the same one again."""
    return sa.exists().where(
        Decided.signature_id == Signature.id,
        Decided.decision_id == Decision.id,
        Decision.id > decision.id,
        Decision.is_undone.is_(False),
    )


def hide_again(session: Session, review: Review, digests: list[bytes]) -> int:
    """Take off the page what a backup brought back there, by the digests of its owners' links. Returns how much."""
    shown = NAME_SHOWN - {review}
    back = sa.update(Signature).where(Signature.token_hash.in_(digests), Signature.review.in_(shown))
    return session.connection().execute(back.values(review=review)).rowcount


def decision(campaign_id: int, decision_id: int) -> Decision:
    """One decision of a campaign. Raises NoSuchDecision."""
    found = database.session().get(Decision, decision_id)
    if found is None or found.campaign_id != campaign_id:
        raise NoSuchDecision
    return found


def history(campaign_id: int, *, before: int | None = None) -> list[Decision]:
    """A page of decisions and one more, if there is one, newest first; `before` is the last one of the page before."""
    query = sa.select(Decision).where(Decision.campaign_id == campaign_id)
    if before is not None:
        query = query.where(Decision.id < before)
    return list(database.session().scalars(query.order_by(Decision.id.desc()).limit(PAGE + 1)))


def _set(session: Session, campaign_id: int, ids: list[int], review: Review) -> None:
    if not ids:
        return
    if review in KINDS:
        digests = session.scalars(sa.select(Signature.token_hash).where(Signature.id.in_(ids)))
        tombstones.note(KINDS[review], campaign_id, *digests, at=clock.now())
    session.execute(sa.update(Signature).where(Signature.id.in_(ids), _IS_PUBLIC).values(review=review))


def _mark(name: str, comment: str | None) -> str:
    return merging.mark(f"{name}\n{comment or ''}")


def _note(session: Session, what: What, about: Decision, campaign: Campaign, *, by: int | None) -> None:
    noting.note(session, what, campaign, by=by, detail=f"decision {about.id}")

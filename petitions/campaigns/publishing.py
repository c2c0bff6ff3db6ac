"""Publishing: the steps of a campaign's life, from draft to outcome. Each is possible from some states and refused from others.

What a campaign is in decides what the public sees and, from its closing on, when its list is erased. So a step locks the
campaign's row, looks again, and is noted with its day, its public notes and, in the audit log, with who made it.
"""

import datetime
import enum
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload

from petitions import clock, database, errors, keyring
from petitions.campaigns import checklist, noting
from petitions.campaigns.life import ENDED_STATES, HandOver, Move, Outcome, State, Step, StepNote
from petitions.campaigns.models import Campaign

FROM: dict[Move, frozenset[State]] = {
    Move.OPEN: frozenset({State.DRAFT}),
    Move.CLOSE: frozenset({State.OPEN}),
    Move.HAND_OVER: frozenset({State.CLOSED, State.OUTCOME}),  # somebody may be released before the minister has time
    Move.OUTCOME: ENDED_STATES,
    Move.REOPEN: ENDED_STATES,
    Move.ARCHIVE: ENDED_STATES,
    Move.RESTORE: ENDED_STATES,
}
"""From where each step is possible."""
Notes = Mapping[str, str]
"""Public notes by language."""
PREFIX = "campaign-"
"""With what the names of lists' secrets begin in the keyring."""


class What(enum.Enum):
    """What the audit log says of a step."""

    OPEN = "campaign opened"
    CLOSE = "campaign closed"
    HAND_OVER = "campaign handed over"
    OUTCOME = "outcome of campaign recorded"
    REOPEN = "campaign reopened"
    ARCHIVE = "campaign archived"
    RESTORE = "campaign taken out of the archive"


class NotNow(errors.Refusal):
    """The campaign is not where this step begins: somebody else may have made it, or another, meanwhile."""


class NotReady(errors.Refusal):
    """A point of the checklist is red."""


class ListErased(errors.Refusal):
    """The list has been erased: nobody could sign it, so the campaign cannot be opened again."""


class BadDay(errors.Refusal):
    """The day lies ahead everywhere, or before the campaign opened."""


class NoteMissing(errors.Refusal):
    """What came of it is in other words, and there are none in the main language."""


def secret_name(campaign_id: int) -> str:
    """What the secret of a campaign's list is called in the keyring."""
    return f"{PREFIX}{campaign_id}"


def has_list(campaign_id: int) -> bool:
    """Whether the list of a campaign can be opened: its secret is made when it opens, and goes first when it is erased."""
    name = secret_name(campaign_id)
    return name in keyring.current().names(name)


def is_erased(campaign: Campaign) -> bool:
    """Whether the list of a campaign that was open has been erased."""
    return campaign.opened_on is not None and not has_list(campaign.id)


def latest_day() -> datetime.date:
    """The last day that can have been: we count in UTC, and in Baku and Tbilisi the next day is four hours old at midnight."""
    return clock.today() + datetime.timedelta(days=1)


def possible(campaign: Campaign) -> list[Move]:
    """The steps that lead on from where `campaign` stands, without a look at the checklist."""
    moves = [move for move in Move if campaign.state in FROM[move]]
    away = {Move.RESTORE} if campaign.archived_on is None else {Move.ARCHIVE, Move.REOPEN}
    if Move.HAND_OVER in moves and database.session().get(HandOver, campaign.id) is not None:
        away.add(Move.HAND_OVER)
    return [move for move in moves if move not in away and not (move is Move.REOPEN and is_erased(campaign))]


def open_now(campaign: Campaign, *, notes: Notes | None = None, by: int | None = None) -> None:
    """Let people sign. Raises NotNow, NotReady."""
    with database.action() as session:
        row = _locked(session, campaign, Move.OPEN)
        if not checklist.is_green(row):
            raise NotReady
        keyring.current().ensure(secret_name(row.id))
        row.state, row.opened_on = State.OPEN, clock.today()
        _note(session, row, move=Move.OPEN, notes=notes, by=by)


def close(campaign: Campaign, *, notes: Notes | None = None, by: int | None = None) -> None:
    """Take no more signatures. From this day on counts how long the list is kept. Raises NotNow."""
    with database.action() as session:
        row = _locked(session, campaign, Move.CLOSE)
        row.state, row.closed_on = State.CLOSED, clock.today()
        _note(session, row, move=Move.CLOSE, notes=notes, by=by)


def hand_over(
    campaign: Campaign,
    *,
    on: datetime.date,
    notes: Notes | None = None,
    by: int | None = None,
    record: HandOver | None = None,
) -> None:
    """Say that the list was given to the addressee; `record` says more of it. What came of the campaign, if that is known already,
    stays what it is in. Raises NotNow, BadDay.
    """
    record = record or HandOver()
    with database.action() as session:
        row = _locked(session, campaign, Move.HAND_OVER)
        if session.get(HandOver, row.id) is not None:
            raise NotNow
        check_day(row, on)
        row.state = State.HANDED_OVER if row.state is State.CLOSED else row.state
        record.campaign_id, record.on, record.recorded_on = row.id, on, clock.today()
        session.merge(record)
        _note(session, row, move=Move.HAND_OVER, notes=notes, by=by, on=on)


def record_outcome(
    campaign: Campaign, outcome: Outcome, *, on: datetime.date, notes: Notes | None = None, by: int | None = None
) -> None:
    """Say what came of it; the notes are also the sentence on lists of campaigns. What was said of an earlier outcome goes.

    Raises NotNow, BadDay, NoteMissing.
    """
    with database.action() as session:
        row = _locked(session, campaign, Move.OUTCOME)
        check_day(row, on)
        if outcome is Outcome.OTHER and not (notes or {}).get(row.language):
            raise NoteMissing
        for text in row.texts:
            if row.outcome is not None:  # else somebody may have written ahead
                text.outcome = text.outcome_headline = None
            text.outcome = (notes or {}).get(text.language) or text.outcome
        row.state, row.outcome = State.OUTCOME, outcome
        _note(session, row, move=Move.OUTCOME, notes=notes, by=by, on=on, outcome=outcome)


def reopen(campaign: Campaign, *, notes: Notes | None = None, by: int | None = None) -> None:
    """Let people sign again: possible until the list is erased. Raises NotNow, ListErased."""
    with database.action() as session:
        row = _locked(session, campaign, Move.REOPEN)
        if row.archived_on is not None:
            raise NotNow
        if is_erased(row):  # erasing takes the same lock before it destroys the secret
            raise ListErased
        row.state, row.closed_on, row.outcome = State.OPEN, None, None
        for text in row.texts:  # what came of it does not hold any more; the notes on the steps stay
            text.outcome = text.outcome_headline = None
        if (record := session.get(HandOver, row.id)) is not None:  # its step stays: it will be handed over again
            session.delete(record)
        _note(session, row, move=Move.REOPEN, notes=notes, by=by)


def archive(campaign: Campaign, *, by: int | None = None) -> None:
    """Take a campaign that has ended off the lists of campaigns; its address still leads to it. Raises NotNow."""
    with database.action() as session:
        row = _locked(session, campaign, Move.ARCHIVE)
        if row.archived_on is not None:
            raise NotNow
        row.archived_on = clock.today()
        _note(session, row, move=Move.ARCHIVE, notes=None, by=by)


def restore(campaign: Campaign, *, by: int | None = None) -> None:
    """Put a campaign from the archive back on the lists. Raises NotNow."""
    with database.action() as session:
        row = _locked(session, campaign, Move.RESTORE)
        if row.archived_on is None:
            raise NotNow
        row.archived_on = None
        _note(session, row, move=Move.RESTORE, notes=None, by=by)


def _locked(session: Session, campaign: Campaign, move: Move) -> Campaign:
    """The campaign as it is now, kept as it is until the step is made."""
    query = sa.select(Campaign).where(Campaign.id == campaign.id).options(lazyload("*")).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.state not in FROM[move]:
        raise NotNow
    session.expire(row, ["texts", "petition_texts", "defenders", "milestones", "house"])
    return row


def check_day(campaign: Campaign, on: datetime.date) -> None:
    """Raise BadDay if nothing can have come of `campaign` on that day."""
    if on > latest_day() or (campaign.opened_on and on < campaign.opened_on):
        raise BadDay


def _note(
    session: Session,
    campaign: Campaign,
    *,
    move: Move,
    notes: Notes | None,
    by: int | None,
    on: datetime.date | None = None,
    outcome: Outcome | None = None,
) -> None:
    """Keep the step, tell the audit log, and let caches know that the campaign has changed."""
    step = Step(campaign_id=campaign.id, move=move, outcome=outcome, on=on or clock.today())
    step.notes = [StepNote(language=language, body=body) for language, body in (notes or {}).items() if body]
    session.add(step)
    campaign.changed_at = clock.now()
    noting.note(session, What[move.name], campaign, by=by)

"""Writing the programme of an event: what happens, step by step, on the clocks of its place."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from petitions import database, errors, merging
from petitions.campaigns import completeness
from petitions.campaigns.noting import What
from petitions.events import noting, timing, writing
from petitions.events.models import Event, ProgrammeStep, ProgrammeStepText
from petitions.merging import Sheet

MOST = 50
"""Steps of one programme."""


@dataclass(frozen=True)
class New:
    """Another step, told in the main language; `at` as the clocks of the place show it."""

    at: str
    what: str


class TooMany(errors.Refusal):
    """A programme has at most `MOST` steps."""


class OutsideEvent(timing.OddTime):
    """A step before the event starts or after it has ended."""


def words(event: Event) -> dict[str, str]:
    """Times and words of all steps as one form has them: "7-at", "7-az-what"."""
    found: dict[str, str] = {}
    for step in event.steps:
        said = completeness.said(step.texts, "what")
        found[f"{step.id}-at"] = timing.local(step.starts_at, event.zone)
        for language in completeness.languages(event.campaign):
            found[f"{step.id}-{language}-what"] = said.get(language) or ""
    return found


def save(
    campaign_id: int,
    slug: str,
    sheet: Sheet,
    *,
    without: Collection[str] = (),
    new: New | None = None,
    by: int | None,
) -> None:
    """Store what `sheet` changes of the steps, named as in `words`; take out those `without`; put a `new` one in.

    Raises merging.Conflict, timing.Skipped, timing.Twice, OutsideEvent, TooMany, and stores nothing then; queries.NoSuchEvent.
    """
    with database.action() as session:
        event = writing.locked(session, campaign_id, slug)
        changes = merging.changes(words(event), sheet)
        steps = {str(step.id): step for step in event.steps}
        gone = [step for number, step in steps.items() if number in without]
        for name, value in changes.items():
            number, _, field = name.partition("-")
            if number not in without:
                _write(event, steps[number], field, value)
        for step in gone:
            _remove(session, event, step)
        if new:
            _add(event, new)
        if changes or gone or new:
            noting.change(session, event, What.EVENT_CHANGED, by=by)
            session.expire(event, ["steps"])  # they may stand in another order now


def _write(event: Event, step: ProgrammeStep, field: str, value: str) -> None:
    if field == "at":
        step.starts_at = _moment(event, value, f"{step.id}-at")
        return
    language = field.removesuffix("-what")
    text = next((text for text in step.texts if text.language == language), None)
    if text is None:
        text = ProgrammeStepText(language=language)
        step.texts.append(text)
    text.what = value


def _remove(session: Session, event: Event, step: ProgrammeStep) -> None:
    for text in step.texts:
        session.delete(text)
    session.delete(step)
    event.steps.remove(step)


def _add(event: Event, new: New) -> None:
    if len(event.steps) >= MOST:
        raise TooMany
    text = ProgrammeStepText(language=event.campaign.language, what=new.what)
    event.steps.append(ProgrammeStep(starts_at=_moment(event, new.at, "new-at"), texts=[text]))


def _moment(event: Event, local: str, field: str) -> datetime.datetime:
    moment = timing.moment(local, event.zone, field=field)
    if not event.starts_at <= moment <= event.ends_at:
        raise OutsideEvent(field)
    return moment

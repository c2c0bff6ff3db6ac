"""What is said of a hand-over that was recorded: where it was, to whom, which file; and the photograph of it."""

import datetime
from collections.abc import Mapping

from petitions import clock, database, merging
from petitions.campaigns import completeness, noting, publishing, queries, writing
from petitions.campaigns.life import HandOver, HandOverText
from petitions.campaigns.models import Campaign
from petitions.campaigns.publishing import NotNow, What
from petitions.merging import Sheet

DAY, SHA256 = "on", "sha256"
WORDS = ("recipient", "place", "photo_alt")


def name(word: str, language: str, campaign: Campaign) -> str:
    """What a form calls `word` in a language: "place" in the main one of `campaign`, "place-az" in another."""
    return word if language == campaign.language else f"{word}-{language}"


def words(campaign: Campaign, record: HandOver | None) -> dict[str, str]:
    """All that `record` says as one form has it, in each language of `campaign` and in those that it had once."""
    found = {DAY: record.on.isoformat(), SHA256: record.sha256 or ""} if record else {SHA256: ""}
    said = {text.language: text for text in record.texts} if record else {}
    for language in [*completeness.languages(campaign), *said]:
        for word in WORDS:
            found[name(word, language, campaign)] = getattr(said[language], word) if language in said else ""
    return found


def texts(campaign: Campaign, said: Mapping[str, str], languages: list[str]) -> list[HandOverText]:
    """The rows of what is `said`, named as in `words`, in those of `languages` in which anything is."""
    rows = {language: {word: said.get(name(word, language, campaign), "") for word in WORDS} for language in languages}
    return [HandOverText(language=language, **row) for language, row in rows.items() if any(row.values())]


def describe(campaign_id: int, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of what is said of a hand-over, named as in `words`. Raises NotNow, BadDay, merging.Conflict."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        record = session.get(HandOver, campaign_id)
        if record is None:
            raise NotNow
        before = words(campaign, record)
        changes = merging.changes(before, sheet)
        if not changes:
            return
        languages = dict.fromkeys([*completeness.languages(campaign), *(text.language for text in record.texts)])
        rows = texts(campaign, before | changes, list(languages))
        for row in rows:
            if not (row.recipient and row.place):  # somebody took out the rest of this language meanwhile
                mine = {name(word, row.language, campaign) for word in WORDS} & set(changes)
                raise merging.Conflict({one: before[one] for one in mine})
        if DAY in changes:
            _move(campaign, record, datetime.date.fromisoformat(changes[DAY]))
        record.sha256, record.texts = (before | changes)[SHA256] or None, rows
        noting.note(session, What.HAND_OVER, campaign, by=by)


def _move(campaign: Campaign, record: HandOver, on: datetime.date) -> None:
    """Say that it was on another day; if that hastens the erasure, its administrators have as long to notice as at first."""
    publishing.check_day(campaign, on)
    if on < record.on:
        record.recorded_on = clock.today()
    _record, step = queries.hand_over(campaign)
    if step is not None:
        step.on = on
    record.on = on


def show(campaign: Campaign, photo: str | None, *, by: int | None = None) -> None:
    """Show `photo`, a name in the storage, beside the hand-over; None takes it down. Raises NotNow."""
    with database.action() as session:
        record = session.get(HandOver, campaign.id, with_for_update=True, populate_existing=True)
        if record is None:
            raise NotNow
        record.photo = photo
        noting.note(session, What.HAND_OVER, campaign, by=by, detail="photograph")

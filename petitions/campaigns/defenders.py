"""Writing who a campaign is for: defenders come, go, change places, and are told of language by language."""

import datetime
from collections.abc import Mapping

from sqlalchemy.orm import Session

from petitions import database, errors, merging
from petitions.campaigns import completeness, noting, writing
from petitions.campaigns.completeness import STORY
from petitions.campaigns.models import Campaign, Defender, DefenderText
from petitions.campaigns.noting import What
from petitions.merging import Sheet

DATES = ("arrested_on", "sentenced_on", "released_on")
_FREE = frozenset({"sentence", "portrait_alt"})
MOST = 50
"""Defenders of one campaign."""


class NoSuchDefender(errors.NotFound):
    """The campaign has no such defender."""


class TooMany(errors.Refusal):
    """A campaign is for at most `MOST` people."""


def find(campaign: Campaign, number: int) -> Defender:
    """The defender of `campaign` with this id. Raises NoSuchDefender."""
    for defender in campaign.defenders:  # not asked for in SQL: an address may hold any number
        if defender.id == number:
            return defender
    raise NoSuchDefender


def add(campaign_id: int, name: str, *, by: int | None) -> Defender:
    """Put somebody behind the others, under this name in the main language. Raises TooMany."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        if len(campaign.defenders) >= MOST:
            raise TooMany
        text = DefenderText(language=campaign.language, name=name, heading="", story="")
        defender = Defender(position=len(campaign.defenders), texts=[text])
        campaign.defenders.append(defender)
        _keep_order(campaign)
        noting.change(session, campaign, What.DEFENDERS, by=by)
    return defender


def remove(campaign_id: int, number: int, *, by: int | None) -> None:
    """Take somebody out, with all words. Raises NoSuchDefender."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        defender = find(campaign, number)
        for text in defender.texts:
            session.delete(text)
        session.delete(defender)
        campaign.defenders.remove(defender)
        _keep_order(campaign)
        noting.change(session, campaign, What.DEFENDERS, by=by, detail=f"without {number}")


def move_up(campaign_id: int, number: int, *, by: int | None) -> None:
    """Let somebody change places with the one before; the first stays the first. Raises NoSuchDefender."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        place = campaign.defenders.index(find(campaign, number))
        if place:
            order = list(campaign.defenders)
            order[place - 1], order[place] = order[place], order[place - 1]
            for position, defender in enumerate(order):
                defender.position = position
            noting.change(session, campaign, What.DEFENDERS, by=by)
            session.expire(campaign, ["defenders"])


def words(campaign: Campaign, defender: Defender) -> dict[str, str]:
    """Dates and words of `defender` as one form has them: "arrested_on", "az-story"."""
    found = {field: _written(getattr(defender, field)) for field in DATES}
    for language in completeness.languages(campaign):
        text = next((text for text in defender.texts if text.language == language), None)
        found |= {f"{language}-{field}": (getattr(text, field) or "") if text else "" for field in STORY}
    return found


def save(campaign_id: int, number: int, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of a defender, named as in `words`; dates as "2014-08-02".

    Raises merging.Conflict, and stores nothing then; NoSuchDefender.
    """
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        defender = find(campaign, number)
        now = words(campaign, defender)
        changes = merging.changes(now, sheet)
        if not changes:
            return
        for field in DATES:
            if field in changes:
                setattr(defender, field, datetime.date.fromisoformat(changes[field]) if changes[field] else None)
        for language in completeness.languages(campaign):
            _write(session, campaign, defender, language, now | changes)
        noting.change(session, campaign, What.DEFENDERS, by=by, detail=f"defender {number}")


def _write(session: Session, campaign: Campaign, defender: Defender, language: str, said: Mapping[str, str]) -> None:
    """Give `defender` these words; a translation without a word has no row."""
    values = {field: said[f"{language}-{field}"] for field in STORY}
    text = next((text for text in defender.texts if text.language == language), None)
    if text and language != campaign.language and not any(values.values()):
        defender.texts.remove(text)
        session.delete(text)
        return
    if text is None:
        if not any(values.values()):
            return
        text = DefenderText(language=language)
        defender.texts.append(text)
    for field, value in values.items():
        setattr(text, field, (value or None) if field in _FREE else value)


def _keep_order(campaign: Campaign) -> None:
    for position, defender in enumerate(campaign.defenders):
        defender.position = position


def _written(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""

"""Writing news: a draft is begun, its words are written language by language, it is published, and taken off the page again."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions import batches, clock, database, errors, jobs, merging, slugs
from petitions.campaigns import completeness
from petitions.campaigns import queries as campaigns
from petitions.campaigns import writing as campaign_writing
from petitions.campaigns.completeness import Count, Place
from petitions.campaigns.models import Campaign
from petitions.merging import Sheet
from petitions.updates import noting, queries
from petitions.updates.models import Mailing, Update, UpdateText
from petitions.updates.noting import What

FIELDS = ("title", "body")
"""The words of news in one language."""
PAGE = "news"
"""Where they are written."""


class NotWritten(errors.Refusal):
    """Title or text is missing in the campaign's main language."""


class OnItsWay(errors.Refusal):
    """It is being sent to signatories: that is stopped first."""


def begin(campaign: Campaign, title: str, *, by: int | None) -> Update:
    """A new draft, with its title in the campaign's main language; its address is made of the title.

    Raises campaigns.queries.NoSuchCampaign.
    """
    try:
        return _begin(campaign, title, by)
    except IntegrityError:  # elsewhere somebody was quicker with this address: the next one
        return _begin(campaign, title, by)


def words(campaign: Campaign, update: Update) -> dict[str, str]:
    """All words of `update` as one form has them: "az-title", "az-body"."""
    said = {text.language: text for text in update.texts}
    return {
        f"{language}-{field}": getattr(said[language], field) if language in said else ""
        for language in completeness.languages(campaign)
        for field in FIELDS
    }


def counts(campaign: Campaign, update: Update) -> list[Count]:
    """What is missing of `update` in each language of its campaign, the main one first."""
    wanted = [(Place(PAGE, None, field), completeness.said(update.texts, field)) for field in FIELDS]
    return completeness.each(campaign, wanted)


def save(campaign: Campaign, update_id: int, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of the words, named as in `words`. Until it is published its address follows its title.

    Raises merging.Conflict, queries.NoSuchUpdate, and stores nothing then.
    """
    try:
        _save(campaign, update_id, sheet, by)
    except IntegrityError:  # elsewhere somebody was quicker with this address: the next one
        _save(campaign, update_id, sheet, by)


def _begin(of: Campaign, title: str, by: int | None) -> Update:
    with database.action() as session:
        campaign = campaign_writing.locked(session, of.id)
        update = Update(
            slug=queries.free_slug(slugs.suggest(title, kind="news")),
            campaign_id=campaign.id,
            published_on=clock.today(),
            is_draft=True,
            keeps_address=False,
            changed_at=clock.now(),
            texts=[UpdateText(language=campaign.language, title=title, body="")],
        )
        session.add(update)
        session.flush()
        noting.note(session, What.BEGUN, campaign, update, by=by)
    return update


def _save(campaign: Campaign, update_id: int, sheet: Sheet, by: int | None) -> None:
    with database.action() as session:
        update = _locked(session, campaign, update_id)
        changes = merging.changes(words(campaign, update), sheet)
        for name, value in changes.items():
            language, _, field = name.partition("-")
            setattr(_text(update, language), field, value)
        for text in [text for text in update.texts if not text.title and not text.body]:
            update.texts.remove(text)
        title = changes.get(f"{campaign.language}-title")
        if title and not update.keeps_address:
            update.slug = queries.free_slug(slugs.suggest(title, kind="news"), but_for=update.id)
        if changes:
            update.changed_at = clock.now()
            noting.note(session, What.CHANGED, campaign, update, by=by)


def publish(campaign: Campaign, update_id: int, *, by: int | None) -> None:
    """Show it on the campaign's page, in the feeds and at its own address. Raises NotWritten, queries.NoSuchUpdate."""
    with database.action() as session:
        update = _locked(session, campaign, update_id)
        if not update.text(campaign.language).is_whole:
            raise NotWritten
        if update.is_draft:
            update.is_draft, update.published_on, update.changed_at = False, clock.today(), clock.now()
            update.keeps_address = True
            noting.note(session, What.PUBLISHED, campaign, update, by=by)


def hide(campaign: Campaign, update_id: int, *, by: int | None) -> None:
    """Take it off the page: a draft again. Raises OnItsWay, queries.NoSuchUpdate."""
    with database.action() as session:
        update = _locked(session, campaign, update_id)
        if is_on_its_way(update_id):
            raise OnItsWay
        if not update.is_draft:
            update.is_draft = True
            noting.note(session, What.HIDDEN, campaign, update, by=by)


def remove(campaign: Campaign, update_id: int, *, by: int | None) -> None:
    """Delete it with all its words. Raises OnItsWay, queries.NoSuchUpdate."""
    with database.action() as session:
        update = _locked(session, campaign, update_id)
        if is_on_its_way(update_id):
            raise OnItsWay
        noting.note(session, What.REMOVED, campaign, update, by=by)
        session.execute(sa.delete(Mailing).where(Mailing.update_id == update_id))
        session.delete(update)


def is_on_its_way(update_id: int) -> bool:
    """Whether it is being sent to signatories, or may be gone on with."""
    query = sa.select(Mailing.job_id, jobs.Job.state).join(Mailing.job).where(Mailing.update_id == update_id)
    states = {row.job_id: row.state for row in database.session().execute(query)}
    return not jobs.ENDED.issuperset(states.values()) or any(batches.waiting_of(states).values())


def _text(update: Update, language: str) -> UpdateText:
    found = next((text for text in update.texts if text.language == language), None)
    if found is None:
        found = UpdateText(language=language, title="", body="")
        update.texts.append(found)
    return found


def _locked(session: Session, campaign: Campaign, update_id: int) -> Update:
    """The news as they are now, nobody else writing them until the action ends."""
    session.execute(sa.select(Update.id).where(Update.id == update_id).with_for_update())
    session.expire_all()
    if session.get(Campaign, campaign.id) is None:
        raise campaigns.NoSuchCampaign
    return queries.within(campaign.id, update_id)

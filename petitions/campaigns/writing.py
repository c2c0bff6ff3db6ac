"""Writing a campaign: a draft is begun, its words are written language by language, its settings are changed."""

import textwrap
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions import clock, database, errors, i18n, merging, slugs
from petitions.campaigns import completeness, noting, queries, versions
from petitions.campaigns.completeness import FREE, PETITION, TOLD
from petitions.campaigns.models import NEEDED, Campaign, CampaignText, Signal, State
from petitions.campaigns.noting import What
from petitions.merging import Sheet
from petitions.texts import Written

FIELDS = (*NEEDED, "portrait_alt", *FREE)
"""The words of a campaign in one language, the petition text apart."""
FIRST_GOAL = 1_000


class LanguageUnknown(errors.Refusal):
    """Not a language that campaigns are written in, or not one of this campaign."""


class LanguageNotWhole(errors.Refusal):
    """Readers would get pages without a headline: something that all need is missing in this language."""


class MainLanguage(errors.Refusal):
    """The main language cannot be taken out of a campaign."""


class SlugInUse(errors.Refusal):
    """The address of a campaign that has been open stands on posters: it stays."""


LINES, LINE = 3, 40
"""How many lines a headline has at most, and how many characters a line."""


def begin(house_id: int, *, slug: str, language: str, title: str, demand: str, by: int | None) -> Campaign:
    """A new draft of a House, with the two sentences that everything else follows from.

    Raises slugs.BadSlug, slugs.SlugTaken, LanguageUnknown.
    """
    slugs.check(slug)
    if language not in i18n.WRITTEN:
        raise LanguageUnknown
    text = empty_text(language)
    text.title, text.headline, text.demand = title, _as_headline(title), demand
    campaign = Campaign(
        slug=slug,
        house_id=house_id,
        language=language,
        state=State.DRAFT,
        signal=Signal.AMBER,
        goal=FIRST_GOAL,
        changed_at=clock.now(),
        texts=[text],
    )
    return store(campaign, What.BEGUN, by=by)


def _as_headline(title: str) -> str:
    """The title in as few lines as it takes, about as long; "" where it is too long for a headline."""
    wrapped = [
        textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=False) for width in range(1, LINE + 1)
    ]
    lines = next(found for found in wrapped if len(found) == len(wrapped[-1]))
    return "\n".join(lines) if len(lines) <= LINES and max(map(len, lines), default=0) <= LINE else ""


def store(campaign: Campaign, what: What, *, by: int | None, body: Mapping[str, str] | None = None) -> Campaign:
    """Keep a new `campaign` with its petition text. Raises slugs.SlugTaken, also if somebody was quicker."""
    try:
        with database.action() as session:
            if number := noting.number(session):
                campaign.id = number
            session.add(campaign)
            session.flush()
            versions.change_text(session, campaign, dict(body or {}))
            noting.change(session, campaign, what, by=by)
    except IntegrityError:
        raise slugs.SlugTaken(queries.free_slug(campaign.slug)) from None
    return campaign


def empty_text(language: str) -> CampaignText:
    """The row of a language in which nothing is written yet."""
    return CampaignText(language=language, **dict.fromkeys((*NEEDED, "portrait_alt"), ""))


def words(campaign: Campaign) -> dict[str, str]:
    """All words of `campaign` as one form has them: "az-headline", "az-petition"."""
    found: dict[str, str] = {}
    for text in campaign.texts:
        found |= {f"{text.language}-{field}": getattr(text, field) or "" for field in FIELDS}
        found[f"{text.language}-{PETITION}"] = ""
    for body in campaign.petition_text.texts if campaign.petition_texts else []:
        if f"{body.language}-{PETITION}" in found:
            found[f"{body.language}-{PETITION}"] = body.body
    return found


def save_words(campaign_id: int, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of the words, named as in `words`. Raises merging.Conflict, and stores nothing then."""
    with database.action() as session:
        campaign = locked(session, campaign_id)
        changes = merging.changes(words(campaign), sheet)
        if not changes:
            return
        bodies = {}
        for name, value in changes.items():
            language, _, field = name.partition("-")
            if field == PETITION:
                bodies[language] = value
                continue
            text = next(text for text in campaign.texts if text.language == language)
            setattr(text, field, (value or None) if field in FREE else value)
        if bodies:
            versions.change_text(session, campaign, bodies)
        noting.change(session, campaign, What.WORDS, by=by, detail=_languages_of(changes))


def add_language(campaign_id: int, language: str, *, by: int | None) -> None:
    """Begin a translation; the public sees it once it is whole. One that is there stays. Raises LanguageUnknown."""
    if language not in i18n.WRITTEN:
        raise LanguageUnknown
    with database.action() as session:
        campaign = locked(session, campaign_id)
        if language in completeness.languages(campaign):
            return
        campaign.texts.append(empty_text(language))
        noting.change(session, campaign, What.LANGUAGE_ADDED, by=by, detail=language)


def remove_language(campaign_id: int, language: str, *, by: int | None) -> None:
    """Take a translation out, with all its words; petition texts that were signed stay as they are.

    Raises LanguageUnknown, MainLanguage.
    """
    with database.action() as session:
        campaign = locked(session, campaign_id)
        if language == campaign.language:
            raise MainLanguage
        if language not in completeness.languages(campaign):
            raise LanguageUnknown
        _drop(session, campaign.texts, language)
        for defender in campaign.defenders:
            _drop(session, defender.texts, language)
        for milestone in campaign.milestones:
            _drop(session, milestone.texts, language)
        versions.change_text(session, campaign, {language: ""})
        noting.change(session, campaign, What.LANGUAGE_REMOVED, by=by, detail=language)


def _drop(session: Session, texts: list[Written], language: str) -> None:
    for text in [text for text in texts if text.language == language]:
        texts.remove(text)
        session.delete(text)


def settings(campaign: Campaign) -> dict[str, str]:
    """The settings of `campaign` as a form has them."""
    return {
        "slug": campaign.slug,
        "language": campaign.language,
        "signal": campaign.signal.name,
        "goal": str(campaign.goal),
    }


def save_settings(campaign_id: int, sheet: Sheet, *, by: int | None) -> Campaign:
    """Store what `sheet` changes of the settings, checked by the form.

    Raises merging.Conflict, slugs.BadSlug, slugs.SlugTaken, SlugInUse, LanguageUnknown, LanguageNotWhole.
    """
    try:
        with database.action() as session:
            campaign = locked(session, campaign_id)
            changes = merging.changes(settings(campaign), sheet)
            if changes:
                _change_settings(campaign, changes)
                noting.change(session, campaign, What.SETTINGS, by=by)
            return campaign
    except IntegrityError:
        raise slugs.SlugTaken(queries.free_slug(sheet.values["slug"])) from None


def has_been_open(campaign: Campaign) -> bool:
    """Whether the public has ever seen it."""
    return campaign.state is not State.DRAFT or campaign.opened_on is not None


def _change_settings(campaign: Campaign, changes: Mapping[str, str]) -> None:
    if slug := changes.get("slug"):
        if has_been_open(campaign):
            raise SlugInUse
        slugs.check(slug)
        campaign.slug = slug
    if language := changes.get("language"):
        if language not in completeness.languages(campaign):
            raise LanguageUnknown
        missing = {place.field for place in completeness.count(campaign, language).missing}
        if has_been_open(campaign) and missing & {*NEEDED, *TOLD, PETITION}:
            raise LanguageNotWhole
        campaign.language = language
    if "signal" in changes:
        campaign.signal = Signal[changes["signal"]]
    if "goal" in changes:
        campaign.goal = int(changes["goal"])


def locked(session: Session, campaign_id: int) -> Campaign:
    """The campaign as it is now, nobody else writing it until the action ends. Raises queries.NoSuchCampaign."""
    session.execute(sa.select(Campaign.id).where(Campaign.id == campaign_id).with_for_update())
    session.expire_all()  # what was read before the lock may have changed
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise queries.NoSuchCampaign
    return campaign


def _languages_of(changes: Mapping[str, str]) -> str:
    return " ".join(sorted({name.partition("-")[0] for name in changes}))

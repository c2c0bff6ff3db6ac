"""A new draft from an old campaign: its words and its people, without what happened to it."""

from petitions import clock, slugs
from petitions.campaigns import writing
from petitions.campaigns.models import (
    Campaign,
    CampaignText,
    Defender,
    DefenderText,
    Milestone,
    MilestoneText,
    State,
)
from petitions.campaigns.noting import What

_OUTCOME = frozenset({"outcome", "outcome_headline"})


def clone(campaign: Campaign, slug: str, *, by: int | None) -> Campaign:
    """A draft of the same House with the words, pictures, defenders and milestones of `campaign`, at the address `slug`.

    Its outcome, signatures, news, events and endorsements stay with the old one. Raises slugs.BadSlug,
    slugs.SlugTaken.
    """
    slugs.check(slug)
    copy = Campaign(
        slug=slug,
        house_id=campaign.house_id,
        language=campaign.language,
        state=State.DRAFT,
        signal=campaign.signal,
        goal=campaign.goal,
        protection=campaign.protection,
        portrait=campaign.portrait,
        face=campaign.face,
        changed_at=clock.now(),
        texts=[_text(text) for text in campaign.texts],
        defenders=[_defender(defender) for defender in campaign.defenders],
        milestones=[_milestone(milestone) for milestone in campaign.milestones],
    )
    bodies = {text.language: text.body for text in campaign.petition_text.texts} if campaign.petition_texts else {}
    return writing.store(copy, What.CLONED, by=by, body=bodies)


def _text(text: CampaignText) -> CampaignText:
    kept = {field: getattr(text, field) for field in writing.FIELDS if field not in _OUTCOME}
    return CampaignText(language=text.language, **kept)


def _defender(defender: Defender) -> Defender:
    return Defender(
        position=defender.position,
        arrested_on=defender.arrested_on,
        sentenced_on=defender.sentenced_on,
        released_on=defender.released_on,
        portrait=defender.portrait,
        face=defender.face,
        texts=[
            DefenderText(
                language=text.language,
                name=text.name,
                heading=text.heading,
                story=text.story,
                sentence=text.sentence,
                portrait_alt=text.portrait_alt,
            )
            for text in defender.texts
        ],
    )


def _milestone(milestone: Milestone) -> Milestone:
    return Milestone(
        on=milestone.on,
        until=milestone.until,
        is_whole_year=milestone.is_whole_year,
        texts=[MilestoneText(language=text.language, what=text.what) for text in milestone.texts],
    )

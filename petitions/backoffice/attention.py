"""What needs attention: each point a sentence, with the page on which it is mended for those who may open it."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from petitions import clock, formats, i18n
from petitions.backoffice import guarding
from petitions.campaigns import completeness
from petitions.campaigns.completeness import Count
from petitions.campaigns.models import VISIBLE_STATES, Campaign, State
from petitions.events import notices, telling
from petitions.events import queries as events
from petitions.events.models import Event, Notice
from petitions.events.telling import Reach
from petitions.houses import certifying, holding
from petitions.houses import queries as houses
from petitions.houses.models import House
from petitions.jobs import Failure
from petitions.signatures import deadlines, figures, queries
from petitions.updates import mailing
from petitions.updates.models import Mailing

MOST = 1000
"""More than so many are not counted."""
SOON = datetime.timedelta(days=7)
"""When an event is near."""
WARNING = 30
"""Days before its erasure in which a list is spoken of."""


@dataclass(frozen=True)
class Point:
    """Something that waits for somebody."""

    words: str
    url: str | None = None


@dataclass(frozen=True)
class Mails:
    """Mails to those who come to the events of a campaign."""

    reach: Sequence[Reach]
    """Events whose people are to be told of a change, or can be reminded, soonest first."""
    locked: Notice | None
    """One that waits for somebody who unlocks again."""


@dataclass(frozen=True)
class Facts:
    """What is asked of the database about a campaign."""

    total: int
    names: int
    events: Sequence[Event]
    """Those to come, soonest first."""
    mails: Mails
    """What waits for a mail to those who come."""
    has_key: bool
    days_left: int | None
    """Until the list is erased."""
    still_mailing: Mailing | None
    """News that wait for somebody who goes on with them, unlocks the names, or decides."""


def facts(campaigns: Sequence[Campaign]) -> dict[int, Facts]:
    """The facts of some campaigns, by their ids; as many questions for one as for all."""
    ids = [campaign.id for campaign in campaigns]
    totals, names = queries.totals(ids), figures.names_waiting(ids, MOST)
    keyless = houses.without_key([campaign.house_id for campaign in campaigns])
    ends, still = deadlines.of_all(campaigns), mailing.standing_still(ids)
    coming: dict[int, list[Event]] = {campaign_id: [] for campaign_id in ids}
    for event in events.upcoming_of(ids):
        coming[event.campaign_id].append(event)
    mails = _mails(ids)
    return {
        campaign.id: Facts(
            totals[campaign.id],
            names.get(campaign.id, 0),
            coming[campaign.id],
            mails[campaign.id],
            campaign.house_id not in keyless,
            ends[campaign.id].days_left,
            still.get(campaign.id),
        )
        for campaign in campaigns
    }


def _mails(campaign_ids: Sequence[int]) -> dict[int, Mails]:
    waiting = [one for one in telling.reach(telling.to_come(campaign_ids)) if one.untold or one.unreminded]
    locked = notices.locked(campaign_ids)
    return {
        campaign_id: Mails([one for one in waiting if one.event.campaign_id == campaign_id], locked.get(campaign_id))
        for campaign_id in campaign_ids
    }


def of_campaign(campaign: Campaign, known: Facts) -> list[Point]:
    """What waits at a campaign, the most urgent first."""
    return [*_hindrances(campaign, known), *_work(campaign, known), *_dates(campaign, known)]


def of_houses(found: Sequence[House]) -> list[Point]:
    """What is wrong with the keys of these Houses, and certificates that have expired, or will soon, for who looks after them."""
    looked_after = [house for house in found if house_way("office.certificate", house)]
    ids = [house.id for house in looked_after]
    ends, standing = (certifying.ending(ids), holding.standing(ids)) if ids else ({}, {})
    points = [
        Point(words, house_way("office.key", house))
        for house in looked_after
        if house.id in standing and (words := of_key(house, standing[house.id]))
    ]
    return points + [
        Point(_of_certificate(house, ends[house.id]), house_way("office.certificate", house))
        for house in looked_after
        if house.id in ends
    ]


def of_key(house: House, key: holding.Standing) -> str | None:
    """What is wrong with the newest key of a House."""
    name = house.text(i18n.current()).name
    if not key.is_read:
        return _("Nobody in %(house)s can read the names that come in.", house=name)
    if key.left_on:
        day = formats.day(key.left_on)
        return _(
            "Somebody who could open the key of %(house)s left on %(day)s, and would open new names, too. Make a new key.",
            house=name,
            day=day,
        )
    return None


def of_languages(campaign: Campaign) -> list[Point]:
    """What is not written yet, language by language."""
    return [_unwritten(campaign, count) for count in completeness.counts(campaign) if not count.is_done]


def way(endpoint: str, campaign: Campaign, *, language: str | None = None) -> str | None:
    """The address of a page about `campaign`, if there is such a page and this organiser may open it."""
    return url_for(endpoint, campaign=campaign.slug, language=language) if _is_open(endpoint, campaign.house) else None


def house_way(endpoint: str, house: House) -> str | None:
    """The address of a page about `house`, if there is such a page and this organiser may open it."""
    return url_for(endpoint, house=house.slug) if _is_open(endpoint, house) else None


def _is_open(endpoint: str, house: House) -> bool:
    door = guarding.TABLE.get(endpoint)
    return door is not None and guarding.organiser().may(door.right, house)


def _of_certificate(house: House, last_at: datetime.datetime) -> str:
    name, day = house.text(i18n.current()).name, formats.day(last_at.date())
    if last_at < clock.now():
        return _("The certificate of %(house)s expired on %(day)s: nothing is signed with it.", house=name, day=day)
    return _("The certificate of %(house)s expires on %(day)s. Send the next one in time.", house=name, day=day)


def _hindrances(campaign: Campaign, known: Facts) -> Iterator[Point]:
    if not known.has_key and campaign.state in (State.DRAFT, State.OPEN):
        yield Point(_("The House has no key, so nobody can sign."), house_way("office.key", campaign.house))
    if campaign.state is State.DRAFT:
        yield Point(_("This campaign is a draft: nobody sees it yet."), way("office.state", campaign))


def _work(campaign: Campaign, known: Facts) -> Iterator[Point]:
    if known.still_mailing:
        yield _standing_still(campaign, known.still_mailing)
    if known.names:
        number = formats.number(known.names) + ("+" if known.names == MOST else "")
        words = ngettext(
            "%(number)s public name waits to be read.",
            "%(number)s public names wait to be read.",
            known.names,
            number=number,
        )
        yield Point(words, way("office.moderation", campaign))
    if campaign.is_open and known.total >= campaign.goal:
        goal = formats.number(campaign.goal)
        yield Point(
            _("The goal of %(goal)s is reached. Set the next one.", goal=goal), way("office.settings", campaign)
        )


def _standing_still(campaign: Campaign, mailing: Mailing) -> Point:
    url = url_for("office.mailing", campaign=campaign.slug, mailing_id=mailing.job_id)
    words = _("News to signatories stands still: the names must be unlocked again.")
    if mailing.is_held:
        words = _("The sending of news to signatories is paused.")
    if mailing.job.failure is Failure.BACKUP:
        words = _("A backup was restored: decide whether news to signatories goes on.")
    return Point(words, url if _is_open("office.mailing", campaign.house) else None)


def of_notice(notice: Notice) -> Point:
    """One that waits for somebody of the House that hosts its event."""
    words = _("Mails to those who come to an event stand still: the names must be unlocked again.")
    if notice.job.failure is Failure.BACKUP:
        words = _("A backup was restored: decide whether mails to those who come to an event go on.")
    url = url_for("office.notice", hosted=notice.event.slug, notice_id=notice.job_id)
    return Point(words, url if _is_open("office.notice", notice.event.house) else None)


def of_event(reach: Reach, url: str | None) -> Iterator[Point]:
    """Whom the House that hosts an event can write to, on the page at `url`."""
    title = reach.event.text(i18n.current()).title
    if reach.untold:
        yield Point(_("%(event)s has changed. Tell those who come.", event=title), url)
    if reach.unreminded:
        day = formats.weekday_without_year(reach.event.local_start)
        yield Point(_("%(event)s is on %(day)s. Remind those who come.", event=title, day=day), url)


def _to_those_who_come(campaign: Campaign, known: Mails) -> Iterator[Point]:
    if known.locked:
        yield of_notice(known.locked)
    for reach in known.reach:
        url = url_for("office.event", campaign=campaign.slug, event=reach.event.slug)
        where = url if _is_open("office.event", campaign.house) else None
        yield from _of_guest(reach, where) if reach.event.is_guest else of_event(reach, where)


def _of_guest(reach: Reach, url: str | None) -> Iterator[Point]:
    """The same of an event to whose people only another House can write."""
    title, house = reach.event.text(i18n.current()).title, reach.event.house.text(i18n.current()).name
    if reach.untold:
        yield Point(_("%(event)s has changed. Only %(house)s can tell those who come.", event=title, house=house), url)
    if reach.unreminded:
        yield Point(_("%(event)s is near. Only %(house)s can remind those who come.", event=title, house=house), url)


def _of_asked(campaign: Campaign, event: Event) -> Point:
    """One for which another House was asked and has not answered."""
    assert event.asked is not None
    title, house = event.text(i18n.current()).title, event.asked.text(i18n.current()).name
    words = _(
        "%(house)s has not said yet whether it hosts %(event)s: until then nobody can leave an address.",
        house=house,
        event=title,
    )
    url = url_for("office.event", campaign=campaign.slug, event=event.slug)
    return Point(words, url if _is_open("office.event", campaign.house) else None)


def _dates(campaign: Campaign, known: Facts) -> Iterator[Point]:
    yield from _to_those_who_come(campaign, known.mails)
    if campaign.state in VISIBLE_STATES:
        yield from (_of_asked(campaign, event) for event in known.events if event.awaits_host)
    event = next(iter(known.events), None)
    is_said = any(reach.event is event for reach in known.mails.reach)
    if event and not is_said and event.starts_at - clock.now() < SOON:
        title, day = event.text(i18n.current()).title, formats.weekday_without_year(event.local_start)
        url = url_for("public.event", locale=i18n.current(), slug=event.slug)
        yield Point(_("Soon: %(event)s, %(day)s. Is everybody told?", event=title, day=day), url)
    left = known.days_left if campaign.closed_on else None
    if left is not None and 0 <= left <= WARNING:
        words = ngettext(
            "%(num)s day until the list of names is erased.", "%(num)s days until the list of names is erased.", left
        )
        yield Point(words, way("office.retention", campaign))


def _unwritten(campaign: Campaign, count: Count) -> Point:
    missing, language = len(count.missing), i18n.language(count.language).name
    words = ngettext(
        "%(num)s text is missing in %(language)s.",
        "%(num)s texts are missing in %(language)s.",
        missing,
        language=language,
    )
    return Point(words, way("office.edit", campaign, language=count.language))

"""Mailing: news sent to signatories who agreed. It is asked for under an unlock, watched, paused, gone on with, stopped."""

import dataclasses
import datetime
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, jobs, tokens, tombstones, waking
from petitions.accounts.models import Organiser
from petitions.campaigns import publishing
from petitions.campaigns.models import Campaign
from petitions.houses import sendings, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.houses.sendings import AnotherKey, Stage
from petitions.jobs import Failure, State
from petitions.signatures import mailing_list
from petitions.signatures.mailing_list import Choice, Served
from petitions.updates import noting
from petitions.updates.models import Mailing, MailingAgain, Update
from petitions.updates.noting import What

JOB = "news"
MAIL = "news"
KIND = "mailed"
"""How its tombstones are called: a backup that comes back may not know that it was sent."""
OVER = frozenset({Stage.DONE, Stage.STOPPED})
"""How one stands with which nobody can go on."""
LATEST = datetime.timedelta(hours=20)
"""How far ahead it can be planned: the keys are kept for 24 hours, and the sending needs some of them."""


class NoSuchMailing(errors.NotFound):
    """The campaign has no such mailing."""


class NotPublished(errors.Refusal):
    """News go to signatories once they are on the campaign's page."""


class NobodyMeant(errors.Refusal):
    """Nobody who agreed to news is meant by the choice."""


class AlreadyAsked(errors.Refusal):
    """The news are on their way, or somebody has just sent them: whom that leaves is not known yet."""


class ListErased(errors.Gone):
    """The list of this campaign has been erased: nobody can be written to."""


def ask(
    campaign: Campaign,
    update: Update,
    organiser: Organiser,
    private_keys: PrivateKeys,
    *,
    choice: Choice,
    starts_at: datetime.datetime | None = None,
) -> Mailing:
    """Have `update` sent to those of `choice` by the process for jobs, which gets `private_keys` for it; now or `starts_at`.

    Whoever it was sent to before is left out. Raises NotPublished, ListErased, NobodyMeant, AlreadyAsked, AnotherKey,
    tickets.NobodyHoldsKeys, errors.Unavailable.
    """
    meant = dataclasses.replace(choice, served=served(update.id))
    people = _count(campaign, meant)
    _check_keys(campaign, meant, private_keys)
    with database.action() as session:
        _check_still(session, update, meant)
        job = jobs.add(session, JOB, total=people)
        tickets.issue(session, job.id, private_keys)
        mailing = Mailing(
            job=job,
            update_id=update.id,
            organiser_id=organiser.id,
            languages=" ".join(sorted(choice.languages)),
            countries=" ".join(sorted(choice.countries)),
            starts_at=starts_at or clock.now(),
            last_number=mailing_list.last_number(session, campaign.id),
        )
        session.add(mailing)
        session.flush()
        tombstones.note(KIND, update.id, mark(update))
        noting.note(session, What.SENT, campaign, update, by=organiser.id, detail=f"{people} mails")
    waking.wake(job.id)
    return mailing


def _count(campaign: Campaign, meant: Choice) -> int:
    if not publishing.has_list(campaign.id):
        raise ListErased
    people = mailing_list.count(campaign.id, meant)
    if not people:
        raise NobodyMeant
    return people


def _check_still(session: Session, update: Update, meant: Choice) -> None:
    """See that the news are on the page and not on their way, nor sent since it was counted; and that it stays so."""
    fresh = session.get(Update, update.id, populate_existing=True, with_for_update={"of": Update})
    if fresh is None or fresh.is_draft:
        raise NotPublished
    if unended(update.id) or served(update.id) != meant.served:
        raise AlreadyAsked


def served(update_id: int, *, until: int | None = None) -> tuple[Served, ...]:
    """Whom a piece of news was sent to, or will be: by mailings before the one with the job `until`, or by all."""
    return tuple(_served(one) for one in of_update(update_id) if until is None or one.job_id < until)


def _served(mailing: Mailing) -> Served:
    """Of a mailing that was stopped it is known who has not got it, unless a backup has brought it back."""
    if mailing.job.state is not State.STOPPED or mailing.job.failure is Failure.BACKUP:
        return Served(mailing.choice, mailing.last_number)
    return _reached(mailing)


def _reached(mailing: Mailing) -> Served:
    """To whom its mails are owed by now, or have gone out."""
    taken_back = sa.select(MailingAgain.number).where(MailingAgain.job_id == mailing.job_id)
    return Served(mailing.choice, mailing.cursor, but_for=taken_back)


def mark(update: Update) -> bytes:
    """What the tombstones have of a piece of news that was sent."""
    return tokens.digest(f"{update.id} {update.slug}")


def _check_keys(campaign: Campaign, choice: Choice, private_keys: PrivateKeys, *, last: int | None = None) -> None:
    if not mailing_list.key_ids(campaign.id, choice, last=last) <= private_keys.keys():
        raise AnotherKey


def pause(campaign: Campaign, mailing: Mailing, *, by: int | None) -> None:
    """Hold a mailing: mails that no worker has tried are deleted, and owed again later. Harmless if it is not under way."""
    with database.action() as session:
        back = sendings.pause(session, mailing)
        if back is not None:
            owe_again(session, mailing, back)
            _note_end(session, What.PAUSED, campaign, mailing, by)


def resume(campaign: Campaign, mailing: Mailing, private_keys: PrivateKeys, *, by: int | None) -> None:
    """Go on with a mailing that is paused or has failed, where it was. Harmless if it is neither.

    Raises NotPublished, AnotherKey, tickets.NobodyHoldsKeys.
    """
    if mailing.update.is_draft:
        raise NotPublished
    before = served(mailing.update_id, until=mailing.job_id)
    left = dataclasses.replace(mailing.choice, served=(*before, _reached(mailing)))
    _check_keys(campaign, left, private_keys, last=mailing.last_number)
    with database.action() as session:
        if not sendings.resume(session, mailing, private_keys, by=by):
            return
        noting.note(session, What.RESUMED, campaign, mailing.update, by=by)
    waking.wake(mailing.job_id)


def stop(campaign: Campaign, mailing: Mailing, *, by: int | None) -> None:
    """End a mailing for good: what has not gone out does not go out any more. Harmless if it has ended.

    Whoever it did not reach can be written to by another one.
    """
    with database.action() as session:
        back = sendings.stop(session, mailing)
        if back is not None:
            owe_again(session, mailing, back)
            _note_end(session, What.STOPPED, campaign, mailing, by)


def _note_end(session: Session, what: What, campaign: Campaign, mailing: Mailing, by: int | None) -> None:
    detail = f"after {sendings.gone_out(session, mailing)} mails"
    noting.note(session, what, campaign, mailing.update, by=by, detail=detail)


def owe_again(session: Session, mailing: Mailing, numbers: list[int]) -> None:
    """Keep the numbers whose mails were taken back, in the transaction of `session`."""
    again = [{"job_id": mailing.job_id, "number": number} for number in numbers]
    if again:
        session.connection().execute(sa.insert(database.table(MailingAgain)), again)


def find(campaign: Campaign, job_id: int) -> Mailing:
    """One mailing of a campaign, as it stands now. Raises NoSuchMailing."""
    query = sa.select(Mailing).join(Update).where(Mailing.job_id == job_id, Update.campaign_id == campaign.id)
    found = database.session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchMailing
    return found


def of_update(update_id: int) -> list[Mailing]:
    """The mailings of one piece of news, newest first, as they stand now."""
    query = sa.select(Mailing).where(Mailing.update_id == update_id).order_by(Mailing.job_id.desc())
    return list(database.session().scalars(query.execution_options(populate_existing=True)))


def unended(update_id: int) -> Mailing | None:
    """A mailing of a piece of news that goes on or may be gone on with, or was stopped while workers still have mails of it.

    Another one would leave out its readers: were it stopped after that, nobody would ever reach them.
    """
    found = of_update(update_id)
    standing = zip(found, sendings.progress_of(found), strict=True)
    return next((one for one, now in standing if now.waiting or now.stage not in OVER), None)


def standing_still(campaign_ids: Collection[int]) -> Mapping[int, Mailing]:
    """For each of these campaigns a mailing, if there is one, that waits for somebody who goes on with it: paused, or failed."""
    waits = (Update.campaign_id.in_(campaign_ids), sendings.waits_for_keys())
    query = sa.select(Update.campaign_id, Mailing).join(Mailing.update).join(Mailing.job).where(*waits)
    return {
        campaign_id: mailing for campaign_id, mailing in database.session().execute(query) if campaign_id is not None
    }

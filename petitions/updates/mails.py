"""The mail with news. The worker writes it, and looks then whether its reader still wants it."""

import dataclasses
import datetime
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock, database, i18n, links, mail, outbox, serial, tokens
from petitions.accounts.models import Organiser
from petitions.campaigns import discretion
from petitions.campaigns.models import Campaign
from petitions.jobs import Job
from petitions.jobs import State as JobState
from petitions.mail import Letter
from petitions.outbox import Envelope
from petitions.serial import Serial
from petitions.signatures.models import Signature, State
from petitions.signatures.records import UnsubscribeToken
from petitions.updates import mailing, noting
from petitions.updates.models import Mailing, Update
from petitions.updates.noting import What

TEST = "news test"
TOKEN = serial.mark(tokens.LENGTH)
"""What stands for the token of a reader while the words that all readers of a language get are made."""

_MAILING = database.table(Mailing)
_HOW_IT_STANDS = (
    sa.select(
        Signature.state,
        Signature.wants_news,
        Job.state.label("job_state"),
        Mailing.is_held,
        Update.id.label("update_id"),
        Update.is_draft,
        Update.changed_at,
        Campaign.changed_at.label("campaign_changed_at"),
    )
    .select_from(UnsubscribeToken)
    .join(Signature, Signature.id == UnsubscribeToken.signature_id)
    .join(Mailing, Mailing.job_id == sa.bindparam("job"))
    .join(Job, Job.id == Mailing.job_id)
    .join(Update, Update.id == Mailing.update_id)
    .join(Campaign, Campaign.id == Update.campaign_id)
    .where(UnsubscribeToken.token_hash == sa.bindparam("digest"))
)
_SENT = (
    sa.update(_MAILING)
    .where(_MAILING.c.job_id == sa.bindparam("row"))
    .values(sent=_MAILING.c.sent + sa.bindparam("times"))
)


@dataclass(frozen=True)
class _Sent:
    """Notes that the mail server has so many mails of a mailing more: all of one batch at once."""

    job_id: int

    def __call__(self, session: Session, times: int = 1) -> None:
        session.connection().execute(_SENT, {"row": self.job_id, "times": times})


def write_news(envelope: Envelope) -> Letter | None:
    """News for one reader; None if it was withdrawn, its reader has ended news, or the mailing was stopped.

    Raises outbox.NotNow while the mailing is paused.
    """
    job_id, token = envelope.variables["job"], envelope.variables["token"]
    known = {"job": job_id, "digest": tokens.digest(token)}
    found = database.session().connection().execute(_HOW_IT_STANDS, known).one_or_none()
    if found is None or found.state is not State.CONFIRMED or found.wants_news is False:
        return None
    if found.is_draft or found.job_state is JobState.STOPPED:
        return None
    if found.is_held:
        raise outbox.NotNow
    changed = (found.changed_at, found.campaign_changed_at)
    common = _words(
        database.session().get_bind(),
        found.update_id,
        envelope.language,
        changed,
        clock.now().replace(second=0, microsecond=0),
    )
    return common.to(envelope.recipient, envelope.message_id, token, accepted=_Sent(job_id))


def write_test(envelope: Envelope) -> Letter | None:
    """News as a reader would get them, for the organiser who wants to look at them first. None if they were removed."""
    update = database.session().get(Update, envelope.variables["update"])
    if update is None or update.campaign is None:
        return None
    common = _compose(update, update.campaign, envelope.language, is_test=True)
    with i18n.speaking(envelope.variables.get("spoken", envelope.language)):
        subject = _("Test: %(subject)s", subject=common.subject)
    return dataclasses.replace(common, recipient=envelope.recipient, message_id=envelope.message_id, subject=subject)


WRITERS = {mailing.MAIL: write_news, TEST: write_test}


def owe_test(campaign: Campaign, update: Update, organiser: Organiser, language: str) -> None:
    """Send `update` to an organiser alone, as readers of `language` would get it."""
    spoken = i18n.spoken(language)
    variables = {"update": update.id, "spoken": organiser.language}
    with database.action() as session:
        outbox.owe(session, TEST, recipient=organiser.email, language=spoken, variables=variables)
        noting.note(session, What.TESTED, campaign, update, by=organiser.id)


@lru_cache(64)
def _words(
    _database: object,
    update_id: int,
    language: str,
    _changed: tuple[datetime.datetime | None, ...],
    _minute: datetime.datetime,
) -> Serial:
    """What all readers of a language get; made anew when something of it has changed, and each minute for what else may have."""
    update = database.session().get_one(Update, update_id, populate_existing=True)
    assert update.campaign is not None
    letter = _compose(update, update.campaign, language)
    return Serial(dataclasses.replace(letter, unsubscribe_url=_unsubscribe_url(TOKEN)), TOKEN)


def _compose(update: Update, campaign: Campaign, language: str, *, is_test: bool = False) -> Letter:
    house = campaign.house.text(language).name
    return mail.compose(
        discretion.template(campaign, "news"),
        recipient=serial.RECIPIENT,
        sender=discretion.sender(campaign, house, campaign.house.sender, language),
        language=language,
        message_id=serial.MESSAGE_ID,
        values={
            "campaign": campaign,
            "text": campaign.text(language),
            "news": update.text(language),
            "house_name": house,
            "url": links.absolute(f"/{language}/news/{update.slug}"),
            "short_url": links.absolute(f"/{language}/n/{update.id}"),
            "unsubscribe_url": _unsubscribe_url(TOKEN),
            "is_test": is_test,
        },
    )


def _unsubscribe_url(token: str) -> str:
    return links.absolute(f"/unsubscribe/{token}")

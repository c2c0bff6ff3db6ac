"""The mails about lists: an export that was asked for, an erasure that comes."""

import datetime

from petitions import database, links, mail
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.dossiers.models import Export
from petitions.mail import Letter
from petitions.outbox import Envelope
from petitions.signatures import deadlines


def write_export(envelope: Envelope) -> Letter | None:
    """Word to an administrator that names were exported, and how much of them. It has none in it, not even whose hand it was."""
    told, session = envelope.variables, database.session()
    if "campaign" in told:  # by somebody on the command line
        campaign = session.get(Campaign, told["campaign"])
        return _exported(envelope, campaign, told["profile"], is_here=True) if campaign else None
    export = session.get(Export, told["export"])
    return _exported(envelope, export.campaign, export.profile.value, is_here=False) if export else None


def write_erasure(envelope: Envelope) -> Letter | None:
    """Word to an administrator that a list goes though nobody handed it over, or soon because somebody did. None if it does not."""
    campaign = database.session().get(Campaign, envelope.variables["campaign"])
    last_day = datetime.date.fromisoformat(envelope.variables["last_day"])
    if campaign is None or (deadline := deadlines.of(campaign)).last_day != last_day:
        return None
    days = {"last_day": last_day, "handed_over_on": deadline.handed_over_on}
    return _letter("erasure", envelope, campaign, _page(campaign, "retention"), **days)


WRITERS = {exporting.MAIL: write_export, deadlines.MAIL: write_erasure}


def _exported(envelope: Envelope, campaign: Campaign, profile: str, *, is_here: bool) -> Letter:
    page = f"houses/{campaign.house.slug}/log" if is_here else _page(campaign, "handover")
    return _letter("export", envelope, campaign, page, profile=profile, is_here=is_here)


def _page(campaign: Campaign, name: str) -> str:
    return f"campaigns/{campaign.slug}/{name}"


def _letter(name: str, envelope: Envelope, campaign: Campaign, page: str, **values: object) -> Letter:
    house = campaign.house.text(envelope.language).name
    shared = {"text": campaign.text(envelope.language), "house_name": house}
    return mail.compose(
        name,
        recipient=envelope.recipient,
        sender=(house, campaign.house.sender),
        language=envelope.language,
        message_id=envelope.message_id,
        values=shared | {"url": links.absolute(f"/organise/{page}")} | values,
    )

"""The mails of events."""

from petitions import links, mail, tokens
from petitions.campaigns import discretion
from petitions.events import attendance, calendars, queries
from petitions.mail import Letter
from petitions.outbox import Envelope


def write_rsvp(envelope: Envelope) -> Letter | None:
    """Word that one is expected, with the calendar entry and the link to change it. None if it was called off meanwhile."""
    token = envelope.variables["token"]
    row = queries.rsvp_by_token(tokens.digest(token))
    if row is None:
        return None
    event = row.event
    house = event.house.text(envelope.language).name
    entry = (f"{event.slug}.ics", calendars.MEDIA_TYPE, calendars.entry(event, envelope.language))
    return mail.compose(
        discretion.template(event.campaign, "rsvp"),
        recipient=envelope.recipient,
        sender=discretion.sender(event.campaign, house, event.house.sender, envelope.language),
        language=envelope.language,
        message_id=envelope.message_id,
        values={
            "event": event,
            "text": event.text(envelope.language),
            "house_name": house,
            "change_url": links.absolute(f"/rsvp/{token}"),
        },
        attachments=() if event.campaign.is_careful else (entry,),
    )


WRITERS = {attendance.MAIL: write_rsvp}

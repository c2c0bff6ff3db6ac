"""Every address of the site, whatever is added to it, with something behind each."""

import io
import re
from collections.abc import Mapping

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule

from petitions import database, images, storage
from petitions.campaigns import previewing
from petitions.events import attendance
from petitions.papersheets import making
from petitions.signatures.models import Visibility
from tests import factories
from tests.support import rounds

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Samples = Mapping[str, str]
"""What stands in addresses: by the end of a rule up to the argument, "events/<slug>", or by the argument alone, "<slug>"."""


def browser(app: Flask) -> FlaskClient:
    """A browser without a screen, at https://calls.example.org."""
    client = app.test_client()
    client.environ_base |= {"HTTP_HOST": "calls.example.org", "wsgi.url_scheme": "https"}
    return client


def furnish(app: Flask) -> Samples:
    """Put something behind every address of an empty `app`: a campaign, a march, news, links, a picture, mail."""
    with app.app_context():
        campaign = factories.campaign()
        event = factories.event(of=campaign)
        asked = factories.event("vigil-oslo", of=campaign, asked_house_id=campaign.house_id)
        update = factories.update(of=campaign)
        confirmed = factories.confirmed(campaign, "confirmed@example.org", visibility=Visibility.PUBLIC)
        mailing, notice = factories.mailing(update), factories.notice(event)
        pending = factories.signed(campaign, "pending@example.org")
        coming = attendance.rsvp(event, people=2, language="en", email="coming@example.org")
        batch = making.make(campaign.id, "en", 1, by=None)
        samples = {
            "<locale>": "en", "<slug>": campaign.slug, "events/<slug>": event.slug, "news/<slug>": "sentence",
            "<house>": "oslo", "<token>": pending, "rsvp/<token>": coming, "pictures/<name>": images.store(_picture()),
            "preview/<token>": previewing.token(campaign, previewing.Standing(campaign.state)),
            "<int:defender>": str(campaign.defenders[0].id), "headline-<script>": "latin",
            "static/<path:filename>": "css/site.css",
            "<campaign>": campaign.slug, "<event>": event.slug, "<hosted>": event.slug, "<asked>": asked.slug, "<move>": "close",
            "<int:member_id>": "1", "<int:session_id>": "1", "<int:invitation_id>": "1",
            "<int:organiser_id>": "1", "<int:invited_id>": "1",
            "<int:defender_id>": "1", "<int:organisation_id>": "1",
            "<int:decision_id>": "1", "<int:invalidation_id>": "1", "<int:signature_id>": "1", "<int:job_id>": "1",
            "<int:step_id>": "1",
            "n/<int:number>": str(update.id), "c/<int:number>": str(campaign.id), "<int:update_id>": str(update.id),
            "<int:mailing_id>": str(mailing.job_id), "<int:notice_id>": str(notice.job_id),
            "unsubscribe/<token>": factories.unsubscribe_link(confirmed),
            "files/<name>": "list.pdf", "<batch>": batch, "<code>": f"{batch}-001",
        }  # fmt: skip
        if app.config["SETTINGS"].demo:
            rounds.deliver_some()
            newest = max(storage.folder("mailbox").glob("*.eml")).stem
            samples |= {"mailbox/<id>": newest, "files/<name>": f"{event.slug}.ics", "<path:sample>": "thanks"}
        return samples


def address(rule: Rule, samples: Samples) -> str:
    """The address of `rule`, with a sample for each of its arguments. A new argument without one fails here."""

    def sample(argument: re.Match[str]) -> str:
        known = [end for end in samples if rule.rule[: argument.end()].endswith(end)]
        assert known, f"{rule.rule}: tests/support/routes.py has no sample for {argument[0]}"
        return samples[max(known, key=len)]

    return re.sub("<[^>]+>", sample, rule.rule)


def contents(app: Flask) -> dict[str, list[str]]:
    """Every row of every table."""
    with app.app_context():
        tables = database.db.metadata.sorted_tables
        return {table.name: sorted(map(repr, database.session().execute(sa.select(table)).all())) for table in tables}


def _picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(drawn, "PNG")
    return drawn.getvalue()

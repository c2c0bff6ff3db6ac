"""A House in which there is something of everything, and who sees it: to try the back office with."""

import datetime
import re
from collections.abc import Mapping

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from petitions import clock, database
from petitions.accounts.models import Invitation
from petitions.accounts.rights import Role
from petitions.campaigns.life import Move, Step
from petitions.dossiers.models import Export, Kind
from petitions.houses import keys
from petitions.houses.models import House, Organisation, OrganisationText
from petitions.jobs import Job, State
from petitions.papersheets import making as papersheets
from petitions.posters.models import PrintRun
from petitions.signatures.models import Review, Signature, Visibility
from petitions.signatures.records import Cause, Decision, Invalidation, Reason
from tests import factories
from tests.support import asking, keyholders, office
from tests.support.office import Office

Arguments = Mapping[str, str]
"""What stands in addresses, by the names that rules give it."""


class Desk:
    """Somebody who leads a House and the network, with the names unlocked, and all that can be seen from there."""

    def __init__(self, app: Flask, slug: str = "oslo") -> None:
        self.app = app
        with app.app_context():
            self.house = factories.house(slug, has_key=False)
            self._passphrase = keys.create(self.house.id, "tests")
            self.arguments = furnish(f"free-{slug}", self.house)
            self.who = office.organiser(f"ane@{slug}.example.org", of=self.house, is_network_administrator=True)
        self.unlock()

    def unlock(self) -> None:
        """Unlock the names, for 15 minutes."""
        with self.app.app_context():
            self._cookie = keyholders.unlock(self.house.id, self.who.id, self._passphrase)

    def browser(self) -> Office:
        """A browser of theirs."""
        made = Office(self.app, self.who)
        made.client.set_cookie("names", self._cookie, domain="localhost", path="/organise", secure=True)
        return made

    def pages(self) -> dict[str, str]:
        """The addresses of all pages, by their rules; that of one signature as from a search that has found it."""
        marks = URLSafeTimedSerializer(str(self.app.secret_key), salt="found")
        mark = marks.dumps([self.who.id, int(self.arguments["signature_id"])])
        return {
            rule: f"{address}?found={mark}" if rule.endswith("/correct") else address
            for rule, address in asking.office_pages(self.app, self.arguments).items()
        }


def address(rule: str, arguments: Arguments) -> str:
    """The address of `rule`, a line of the table of who may do what."""
    return "/organise" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: arguments[found[1]], rule)


def furnish(slug: str, of: House) -> dict[str, str]:
    """A campaign of the House, and what else addresses speak of: the arguments of addresses."""
    campaign = factories.campaign(slug, of=of)
    factories.confirmed(campaign, visibility=Visibility.PUBLIC, updates=True)
    job = Job(kind="export", state=State.DONE, asked_at=clock.now(), total=1, done=1, tries=1)
    export = {"organiser_id": 1, "kind": Kind.CSV, "columns": "name", "language": "en", "key": b"k"}
    export["expires_at"] = clock.now()
    link = Invitation(
        token_hash=of.slug.encode(), email="x@example.org", house_id=of.id, role=Role.ADMINISTRATOR, language="en"
    )
    link.expires_at = clock.now() + datetime.timedelta(days=1)
    rows = {
        "organiser_id": office.organiser(f"network@{slug}.example.org", is_network_administrator=True),
        "invited_id": Invitation(
            token_hash=slug.encode(), email="y@example.org", language="en", expires_at=link.expires_at
        ),
        "member_id": office.organiser(f"member@{slug}.example.org", of=of, role=Role.READER).memberships[0],
        "invitation_id": link,
        "organisation_id": Organisation(slug=slug, house_id=of.id, country="NO"),
        "decision_id": Decision(
            campaign_id=campaign.id, at=clock.now(), review=Review.HIDDEN, reason=Reason.FINE, names=1
        ),
        "invalidation_id": Invalidation(campaign_id=campaign.id, at=clock.now(), cause=Cause.OTHER, last_id=1),
        "job_id": job,
        "step_id": Step(campaign_id=campaign.id, move=Move.OPEN, on=clock.today()),
    }
    rows["organisation_id"].texts.append(OrganisationText(language="en", name="Some"))
    with database.action() as session:
        printed = PrintRun(job=job, campaign_id=campaign.id, languages="en", papers="a4", variants="office")
        session.add_all([*rows.values(), Export(job=job, campaign_id=campaign.id, **export), printed])
        session.flush()
        numbers = {name: str(row.id) for name, row in rows.items()}
        signature = session.query(Signature.id).filter_by(campaign_id=campaign.id).scalar()
    defender = str(campaign.defenders[0].id)
    numbers |= {"defender": defender, "defender_id": defender, "signature_id": str(signature), "session_id": "1"}
    march = factories.event(f"march-{slug}", of=campaign)
    others = factories.campaign(f"other-{slug}", of=factories.house(f"baku-{slug}"))
    asked = factories.event(f"vigil-{slug}", of=others, asked_house_id=of.id).slug
    event, notice_id = march.slug, str(factories.notice(march).job_id)
    batch = papersheets.make(campaign.id, "en", 1, by=None)
    update = factories.update(f"news-{slug}", of=campaign)
    mailing_id = str(factories.mailing(update).job_id)
    numbers |= {"update_id": str(update.id), "mailing_id": mailing_id, "notice_id": notice_id}
    names = {"house": of.slug, "campaign": slug, "event": event, "hosted": event, "asked": asked}
    names |= {"move": "close", "name": "list.csv"}
    return numbers | names | {"batch": batch, "code": f"{batch}-001"}

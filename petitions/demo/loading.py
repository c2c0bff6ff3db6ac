"""Loading the demonstration network: what is missing is made, what has passed is dated anew, all else is left alone."""

import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

import config
from petitions import clock, database, errors, images, keyring, storage
from petitions.accounts import keyholding
from petitions.campaigns.models import Campaign
from petitions.demo import building, dating, logos, organisers, people, reading
from petitions.demo.reading import Table
from petitions.dossiers import letters
from petitions.events import attendance, invalidating
from petitions.events.invalidating import Criteria
from petitions.events.models import Cause, Event
from petitions.houses import keys, recovery
from petitions.houses.models import House
from petitions.merging import Sheet
from petitions.papersheets import making
from petitions.papersheets import queries as papersheets
from petitions.signatures import content as contents
from petitions.signatures import retention, tally
from petitions.signatures.models import DayTally, Signature, Tally

HOLDER = "Demonstration"
BATCH = 1000
"""Signatures written by one statement."""
ASKED, MAILED, UNREACHABLE = 127, 125, 3
"""Forms, mails that were accepted, and mails that reached nobody, for each hundred who confirmed."""


class NotADemonstration(errors.Refusal):
    """The settings are those of the real thing: made-up signatures have no place there."""


def load(report: Callable[[str], object] = print) -> None:
    """Make what is missing of the demonstration network, and say so line by line.

    Doing it again only moves events that have passed. Raises NotADemonstration.
    """
    if not storage.settings().demo:
        raise NotADemonstration
    if database.session().scalar(sa.select(House.id).limit(1)) is None:
        report("Loading the demonstration network.")
        _build()
    _make_recovery_key()
    for entry in reading.network()["houses"]:
        if entry.get("has_key"):
            _give_key(entry["slug"])
    campaigns = [entry for entry in reading.network()["campaigns"] if "people" in entry]
    gathered = list(filter(None, (_gather_signatures(dating.dated(entry), report) for entry in campaigns)))
    while gathered and tally.book():  # else whatever waits is the worker's: a start takes as long over a million rows
        pass
    for campaign_id in gathered:
        _date_totals(campaign_id)
    _write_letters()
    # The lists of campaigns that ended long ago are erased as real ones are: their numbers stay.
    retention.erase_overdue_lists()
    for entry in reading.network()["events"]:
        _fill_event(entry)
    for entry in reading.network()["campaigns"]:
        if "paper" in entry:
            _hand_out_sheets(entry["slug"], **entry["paper"])
    organisers.make()


def passphrase_path(settings: config.Settings, house: str = "oslo") -> Path:
    """The file that holds the passphrase of a House of the demonstration, and nothing else. A real one is not kept."""
    return settings.keys_path / f"passphrase-{house}.txt"


def recovery_path(settings: config.Settings) -> Path:
    """The file that holds the recovery key of the demonstration. A real one is on paper alone."""
    return settings.keys_path / "recovery-key.txt"


def _build() -> None:
    """The whole network without its people, in one transaction."""
    network = reading.network()
    pictures = {name: images.store(reading.portrait(name)) for name in reading.portraits()}
    stored = _store_logos()
    with database.action() as session:
        houses = {entry["slug"]: building.house(entry, stored) for entry in network["houses"]}
        session.add_all(houses.values())
        session.flush()
        organisations = {
            entry["slug"]: building.organisation(entry, houses, stored) for entry in network["organisations"]
        }
        session.add_all(organisations.values())
        campaigns = {
            entry["slug"]: building.campaign(dating.dated(entry), houses, organisations, pictures)
            for entry in network["campaigns"]
        }
        session.add_all(campaigns.values())
        session.flush()
        session.add_all(building.event(entry, campaigns, houses) for entry in network["events"])
        session.add_all(building.update(entry, campaigns) for entry in network["updates"])


def _store_logos() -> dict[str, str]:
    """The names of the logos of Houses and organisations, by whose they are."""
    return {
        entry["slug"]: images.store(logos.drawn(**entry["logo"], is_house=kind == "houses"))
        for kind in ("houses", "organisations")
        for entry in reading.network()[kind]
        if "logo" in entry
    }


def _make_recovery_key() -> None:
    """Give the network its recovery key before the Houses get theirs, if it has none."""
    if recovery.current() is None:
        _keep_secret(recovery_path(storage.settings()), keyholding.make_recovery_key())


def _keep_secret(file: Path, secret: str) -> None:
    """Write what nobody else may read."""
    file.touch(mode=0o600)
    file.write_text(secret + "\n")


def _give_key(slug: str) -> None:
    """Give a House its key pair, if it has none, and keep the passphrase for whoever tries the demonstration."""
    house_id = database.session().scalars(sa.select(House.id).where(House.slug == slug)).one()
    try:
        keys.current(house_id)
    except keys.NoHouseKey:
        _keep_secret(passphrase_path(storage.settings(), slug), keys.create(house_id, HOLDER))


def _gather_signatures(entry: Table, report: Callable[[str], object]) -> int | None:
    """Let the people of a campaign sign, unless they have. Returns its id if they are still to be counted."""
    session = database.session()
    campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == entry["slug"])).one()
    if session.get(Tally, campaign.id) is not None:
        return None
    if session.scalar(sa.select(Signature.id).where(Signature.campaign_id == campaign.id).limit(1)) is not None:
        return campaign.id
    report(f"  {entry['people']:6} signatures for {campaign.text().title}")
    keyring.current().ensure(contents.secret_name(campaign.id))
    rows = people.signatures(campaign, entry, keys.current(campaign.house_id))
    with database.action() as writing:
        while batch := list(islice(rows, BATCH)):
            writing.execute(sa.insert(Signature), batch)
    return campaign.id


def _write_letters() -> None:
    """Keep the letter that is proposed for each campaign whose addressee reads another language, unless one is written."""
    for entry in reading.network()["campaigns"]:
        found = database.session().scalars(sa.select(Campaign).where(Campaign.slug == entry["slug"])).one()
        if "addressee_reads" in entry and letters.find(found) is None:
            letters.save(found, entry["addressee_reads"], Sheet({}, {}), by=None)


def _date_totals(campaign_id: int) -> None:
    """Move what has just been counted to the days on which it would have happened, with forms that nobody confirmed."""
    people = sa.func.count()
    shares = [sa.cast(people * share / 100, sa.Integer) for share in (ASKED, MAILED, UNREACHABLE)]
    days = (
        sa.select(Signature.campaign_id, Signature.day, *shares, people, sa.literal(0))
        .where(Signature.campaign_id == campaign_id)
        .group_by(Signature.campaign_id, Signature.day)
    )
    columns = ["campaign_id", "day", "asked", "mailed", "unreachable", "confirmed", "gone"]
    with database.action() as session:
        session.execute(sa.delete(DayTally).where(DayTally.campaign_id == campaign_id))
        session.execute(sa.insert(DayTally).from_select(columns, days))


def _hand_out_sheets(slug: str, *, language: str, sheets: int, came_back: list[int]) -> None:
    """Make paper sheets, if there are none, and write down how many signatures the first of them came back with."""
    campaign = database.session().scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
    if papersheets.batches(campaign.id):
        return
    batch = making.make(campaign.id, language, sheets, by=None)
    for sheet, signatures in zip(papersheets.of_batch(campaign.id, batch), came_back, strict=False):
        making.count(campaign.id, sheet.code, signatures, by=None)


def _fill_event(entry: Table) -> None:
    """Date an event anew once it has passed, and let as many come as `entry` says if nobody comes yet.

    The first of them leave an address each, sealed as real ones are: they can be told of a change. A `flood` of heads that
    nobody means is out of the count.
    """
    with database.action() as session:
        event = session.scalars(sa.select(Event).where(Event.slug == entry["slug"])).unique().one()
        if event.ends_at <= clock.now():
            dating.date(event, entry)
            event.sequence += 1
    if event.coming:
        return
    chance = random.Random(entry["slug"])  # noqa: S311  # invents head counts, no secrets
    left = entry["coming"]
    addresses = (f"guest-{number}@example.org" for number in range(1, entry.get("left_address", 0) + 1))
    while left:
        group = min(left, chance.choice((1, 1, 1, 2, 2, 2, 3, 4, 5)))
        language = chance.choice(("en", "nb", "az", "ru"))
        attendance.rsvp(event, people=group, language=language, email=next(addresses, None))
        left -= group
    for _answer in range(0, entry.get("flood", 0), attendance.MOST_PEOPLE):
        attendance.rsvp(event, people=attendance.MOST_PEOPLE, language="en")
    if "flood" in entry:
        rule = Criteria(least_people=attendance.MOST_PEOPLE)
        last_id = invalidating.preview(event, rule).last_id
        invalidating.invalidate(event, rule, last_id=last_id, cause=Cause.PROGRAM, by=None)

"""On what something was done, as the log says it: under the title that it had then, with a way to it."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from petitions import formats, i18n
from petitions.accounts import audit
from petitions.accounts import queries as accounts
from petitions.accounts.models import AuditEntry
from petitions.backoffice import invalidation, moderation
from petitions.campaigns import noting as changes
from petitions.campaigns import queries as campaigns
from petitions.campaigns.models import Campaign, Defender, Endorsement
from petitions.dossiers.models import Export, Kind
from petitions.events import queries as events
from petitions.events.models import Event
from petitions.houses.models import House, Organisation
from petitions.signatures.records import Decision, Invalidation
from petitions.updates import noting as news
from petitions.updates.models import Update

DETAILS = {
    "administrator": _l("Administrator"),
    "organiser": _l("Organiser"),
    "moderator": _l("Moderator"),
    "reader": _l("Reader"),
    "logo": _l("Logo"),
    "names": _l("All allowed names"),
    "initials": _l("Initials only"),
    "totals": _l("Totals only"),
    "zip": _l("All files in one (zip)"),
    "signed": _l("Signed with the certificate of the House"),
    "photograph": _l("Photograph of the hand-over"),
    "passphrase of the command line": _l("Passphrase of the command line"),
    "added": _l("Added"),
    "removed": _l("Removed"),
    "moved": _l("Moved"),
}
FILES = {
    Kind.DOSSIER: _l("Dossier (PDF) with its table (CSV)"),
    Kind.CSV: _l("Table (CSV)"),
    Kind.XLSX: _l("Workbook (XLSX)"),
}
PARTS = re.compile(r", |: | to | as | (?=(?:added|removed|moved)$)")
ENDORSER = re.compile(r"\b(house|organisation)-(\d+)(?= added$)")
REMOVAL = {"news": "news %s", "event": "event %s", "defender": "without %s", "endorsement": "endorsement %s removed"}
"""What the log says when one is removed: a database may give its number to the next one."""
REMOVED = (news.What.REMOVED, changes.What.EVENT_REMOVED, changes.What.DEFENDERS, changes.What.ENDORSEMENTS)


@dataclass(frozen=True)
class Said:
    """A part of a line."""

    words: str
    url: str | None = None
    """Where one looks at it."""


@dataclass(frozen=True)
class Named:
    """A kind of thing that belongs to a campaign: its table, what one is called, its page, and how that is told which."""

    table: type
    words: Callable[[Any], str]
    endpoint: str
    argument: str = ""


NAMED = {
    "news": Named(Update, lambda row: row.text(i18n.current()).title, "edit_news", "update_id"),
    "export": Named(Export, lambda row: str(FILES[row.kind]), "export", "job_id"),
    "decision": Named(Decision, moderation.said, "decisions"),
    "invalidation": Named(Invalidation, lambda row: invalidation.cause_name(row.cause), "invalidation"),
    "defender": Named(Defender, lambda row: row.text(i18n.current()).name, "defender", "defender"),
    "endorsement": Named(Endorsement, lambda row: row.name(i18n.current()), "endorsements"),
}
PLACES = {"house": House, "organisation": Organisation}
NUMBERED = (*NAMED, *PLACES, "campaign", "invitation", "key", "without")
"""What is called by its number where it has no name, or is gone."""


@dataclass(frozen=True)
class Things:
    """What the lines of one page of a log are about. Asked for at one go: a line costs no question."""

    house: House | None
    """None: it is the log of the network."""
    people: Mapping[int, str]
    campaigns: Mapping[int, Campaign]
    events: Mapping[str, Event]
    rows: Mapping[str, Mapping[int, Any]]
    """By the name of their kind, and by number."""
    gone: Mapping[str, int]
    """The last line that says that something was removed, by what it says."""


def things(house: House | None, entries: Sequence[AuditEntry]) -> Things:
    """What `entries` of the log of `house`, or of the network, are about."""
    spoken: dict[str, set[str]] = defaultdict(set)
    removals = set()
    for entry in entries:
        start, *parts = _parts(entry)
        for kind, _space, number in (part.partition(" ") for part in (start, *parts)):
            spoken[kind].add(number)
            if kind in REMOVAL:
                removals.add(f"{start}, {REMOVAL[kind] % number}")
    ids = {kind: {int(number) for number in numbers if number.isdecimal()} for kind, numbers in spoken.items()}
    tables = {kind: one.table for kind, one in NAMED.items()} | PLACES
    return Things(
        house,
        people=accounts.names(ids.get("organiser", set()) | {one.organiser_id for one in entries if one.organiser_id}),
        campaigns={campaign.id: campaign for campaign in campaigns.of_houses([house.id] if house else [])},
        events={event.slug: event for event in events.among(spoken["event"])},
        rows={kind: audit.rows(table, ids.get(kind, set())) for kind, table in tables.items()},
        gone=audit.last_of(house.id, REMOVED, removals) if house else {},
    )


def about(entry: AuditEntry, known: Things) -> list[Said]:
    """On whom or what something was done, part by part: "organiser 7 to reader" is a name and a role.

    What has no other words stays as it was written.
    """
    start, *parts = _parts(entry)
    number = start.removeprefix("campaign ")
    campaign = known.campaigns.get(int(number)) if number.isdecimal() else None
    found = [_part(part, start, entry, campaign, known) for part in (start, *parts)]
    return [said for said in found if said]


def _parts(entry: AuditEntry) -> list[str]:
    return PARTS.split(ENDORSER.sub(r"\1 \2", entry.thing))


def _part(part: str, start: str, entry: AuditEntry, campaign: Campaign | None, known: Things) -> Said | None:
    if part in DETAILS:
        return Said(str(DETAILS[part]))
    if set(part.split()) <= set(i18n.WRITTEN):
        return Said(formats.listed([formats.language(code) for code in part.split()]))
    if counted := _counted(part):
        return Said(counted)
    kind, _space, number = part.partition(" ")
    if part == start and part == _own(entry, known.house):
        return None
    if kind == "people" and number.isdecimal():
        return Said(
            str(ngettext("%(people)s person", "%(people)s people", int(number), people=formats.number(int(number))))
        )
    then = (entry.titles or {}).get(part)
    if kind in REMOVAL and entry.id <= known.gone.get(f"{start}, {REMOVAL[kind] % number}", 0):
        return Said(then) if then else _nameless(kind, number)
    said = _named(kind, number, campaign, known)
    if then is None or then in _titles(kind, number, known):
        return said or _nameless(kind, number)
    return replace(said, words=then) if said else Said(then)


def _own(entry: AuditEntry, house: House | None) -> str:
    """What goes without saying: the House whose log it is, or the network; there also that somebody did it to the own account."""
    if house:
        return f"house {house.id}"
    return "network" if entry.thing == "network" else f"organiser {entry.organiser_id}"


def _counted(part: str) -> str | None:
    """How long, or how many."""
    kind, _space, unit = part.removeprefix("after ").partition(" ")
    if not kind.isdecimal():
        return None
    count, number = int(kind), formats.number(int(kind))
    words = {
        "days": ngettext("%(num)s day", "%(num)s days", count),
        "sheets": ngettext("%(num)s sheet", "%(num)s sheets", count),
        "signatures": ngettext("%(signatures)s signature", "%(signatures)s signatures", count, signatures=number),
        "mails": ngettext("%(number)s mail", "%(number)s mails", count, number=number),
    }
    if part.startswith("after "):
        words = {"mails": ngettext("after %(number)s mail", "after %(number)s mails", count, number=number)}
    return words.get(unit)


def _titles(kind: str, number: str, known: Things) -> set[str]:
    """What something is called today, in each of its languages: an old title that still stands is told in the reader's."""
    if kind == "event":
        row: Any = known.events.get(number)
    else:
        row = (known.campaigns if kind == "campaign" else known.rows.get(kind, {})).get(int(number))
    return {text.title for text in row.texts} if row else set()


def _nameless(kind: str, number: str) -> Said:
    if kind in ("event", "file"):
        return Said(number)  # the last word of its address, or its name
    if kind == "organiser" and number.isdecimal():
        return Said(str(_("somebody who left")))
    is_counted = kind in NUMBERED and number.isdecimal()
    return Said(str(_("No. %(number)s", number=number)) if is_counted else f"{kind} {number}".strip())


def _named(kind: str, number: str, campaign: Campaign | None, known: Things) -> Said | None:
    """What has a name today, and belongs where the line says: numbers come again."""
    if kind == "event":
        return _event(known.events.get(number), campaign, known.house)
    if not number.isdecimal():
        return None
    row = known.rows[kind].get(int(number)) if kind in known.rows else None
    if kind in NAMED:
        return _of_campaign(NAMED[kind], int(number), row, campaign)
    if kind in PLACES and row:
        return _place(row, known.house)
    if kind == "campaign" and campaign:
        return Said(campaign.name(i18n.current()), url_for("office.dashboard", campaign=campaign.slug))
    name = known.people.get(int(number)) if kind == "organiser" else None
    return Said(name) if name else None


def _event(event: Event | None, campaign: Campaign | None, house: House | None) -> Said | None:
    """One of the campaign, or one that the House hosts for a campaign of others."""
    if event is None or house is None or (event.campaign_id != campaign.id if campaign else event.house_id != house.id):
        return None
    url = url_for("office.hosted_event", hosted=event.slug)
    if campaign:
        url = url_for("office.event", campaign=campaign.slug, event=event.slug)
    return Said(event.text(i18n.current()).title, url)


def _of_campaign(one: Named, number: int, row: Any, campaign: Campaign | None) -> Said | None:
    if row is None or campaign is None or row.campaign_id != campaign.id:
        return None
    which: dict[str, Any] = {one.argument: number} if one.argument else {}
    return Said(one.words(row), url_for(f"office.{one.endpoint}", campaign=campaign.slug, **which))


def _place(row: House | Organisation, house: House | None) -> Said:
    url = None
    if isinstance(row, Organisation) and house is None:
        url = url_for("office.organisation", organisation_id=row.id)
    elif isinstance(row, Organisation) and house and row.house_id == house.id:
        url = url_for("office.house_organisation", house=house.slug, organisation_id=row.id)
    return Said(row.text(i18n.current()).name, url)

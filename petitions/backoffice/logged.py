"""What the audit log says, in the organiser's language. It is written once, in short English words that never change."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from petitions import formats, i18n
from petitions.accounts.models import AuditEntry

WHAT = {
    # organisers and their accounts
    "invited": _l("Somebody invited"),
    "invitation accepted": _l("Invitation accepted"),
    "invitation taken back": _l("Invitation cancelled"),
    "role changed": _l("Role changed"),
    "member removed": _l("Access ended"),
    "signed in": _l("Signed in"),
    "signed out everywhere": _l("Signed out everywhere"),
    "password changed": _l("Password changed"),
    "second factor added": _l("Second factor added"),
    "second factor removed": _l("Second factor removed"),
    "wrong second factor": _l("Wrong second factor"),
    # keys
    "key made": _l("Key made"),
    "right to read names given": _l("Right to read names given"),
    "right to read names taken": _l("Right to read names taken"),
    "names unlocked": _l("Names unlocked"),
    "wrong passphrase at an unlock": _l("Names not unlocked: wrong passphrase"),
    "unlock without the right to read names": _l("Names not unlocked: no right to read them"),
    "recovery key made": _l("Recovery key made"),
    "names recovered": _l("Names opened with the recovery key"),
    "certificate kept": _l("Certificate kept"),
    "certificate removed": _l("Certificate removed"),
    # Houses and organisations
    "house made": _l("House made"),
    "house changed": _l("House changed"),
    "organisation made": _l("Organisation made"),
    "organisation changed": _l("Organisation changed"),
    "word list changed": _l("Word list changed"),
    # campaigns
    "campaign begun": _l("Campaign begun"),
    "campaign cloned": _l("Campaign copied"),
    "campaign settings changed": _l("Settings changed"),
    "campaign words changed": _l("Texts changed"),
    "campaign language added": _l("Language added"),
    "campaign language removed": _l("Language removed"),
    "campaign defenders changed": _l("Defenders changed"),
    "campaign milestones changed": _l("Milestones changed"),
    "campaign picture changed": _l("Picture changed"),
    "campaign deleted": _l("Draft deleted"),
    "campaign endorsements changed": _l("Endorsements changed"),
    "event planned": _l("Event planned"),
    "event changed": _l("Event changed"),
    "event cancelled": _l("Event called off"),
    "event planned again": _l("Event planned again"),
    "event removed": _l("Event removed"),
    "people told of a change of an event": _l("People told of a change of an event"),
    "people reminded of an event": _l("People reminded of an event"),
    "mails about an event paused": _l("Mails about an event paused"),
    "mails about an event resumed": _l("Mails about an event resumed"),
    "mails about an event stopped": _l("Mails about an event stopped"),
    "mails about an event halted by a restored backup": _l("Mails about an event halted: a backup was restored"),
    "news begun": _l("News begun"),
    "news changed": _l("News changed"),
    "news published": _l("News published"),
    "news taken off the page": _l("News taken off the page"),
    "news removed": _l("News removed"),
    "news sent as a test": _l("News sent as a test"),
    "news sent to signatories": _l("News sent to signatories"),
    "sending of news paused": _l("Sending of news paused"),
    "sending of news resumed": _l("Sending of news resumed"),
    "sending of news stopped": _l("Sending of news stopped"),
    "sending of news halted by a restored backup": _l("Sending of news halted: a backup was restored"),
    "paper sheets made": _l("Paper sheets made"),
    "paper sheet counted": _l("Paper sheet counted"),
    "posters asked for": _l("Posters asked for"),
    "posters stopped": _l("Posters stopped"),
    "campaign opened": _l("Campaign opened"),
    "campaign closed": _l("Campaign closed"),
    "campaign handed over": _l("Campaign handed over"),
    "outcome of campaign recorded": _l("Outcome recorded"),
    "campaign reopened": _l("Campaign opened again"),
    "campaign archived": _l("Campaign put into the archive"),
    "campaign taken out of the archive": _l("Campaign taken out of the archive"),
    "protection raised": _l("Protection raised"),
    "protection lowered": _l("Protection lowered"),
    # signatures
    "public names decided": _l("Public names decided on"),
    "decision on public names undone": _l("Decision on public names undone"),
    "signatures invalidated": _l("Signatures found invalid"),
    "invalidated signatures released": _l("Invalid signatures count again"),
    "one person's signature corrected": _l("One person’s signature corrected"),
    "one person's signature erased": _l("One person’s signature erased"),
    # lists
    "export asked for": _l("File with names asked for"),
    "export resumed": _l("File with names resumed"),
    "export stopped": _l("File with names stopped"),
    "export fetched": _l("File with names downloaded"),
    "cover letter written": _l("Cover letter written"),
    "retention chosen": _l("Time until erasing chosen"),
    "list erased": _l("List erased"),
}
"""Everything that the features note, by what they write."""
DETAILS = {
    "administrator": _l("Administrator"),
    "organiser": _l("Organiser"),
    "moderator": _l("Moderator"),
    "reader": _l("Reader"),
    "logo": _l("Logo"),
    "names": _l("All allowed names"),
    "initials": _l("Initials only"),
    "totals": _l("Totals only"),
    "signed": _l("Signed with the certificate of the House"),
    "photograph": _l("Photograph of the hand-over"),
    "passphrase of the command line": _l("Passphrase of the command line"),
}
NUMBERED = ("campaign", "decision", "defender", "export", "invalidation", "invitation", "key", "news", "organisation")
"""Things without a name that everybody knows: their number tells them apart."""


def people(entries: Sequence[AuditEntry]) -> set[int]:
    """The ids of everybody of whom `entries` speak."""
    found = {int(number) for entry in entries for number in re.findall(r"\borganiser (\d+)", entry.thing)}
    return found | {entry.organiser_id for entry in entries if entry.organiser_id}


def about(thing: str, names: Mapping[int, str], titles: Mapping[int, str]) -> list[str]:
    """On whom or what something was done, part by part: "organiser 7 to reader" is a name and a role.

    `names` are those of organisers, `titles` those of campaigns, by id. What has no other words stays as it was written.
    """
    parts = re.split(r", |: | to | as ", thing)
    return [said for part in parts if (said := _part(part, names, titles))]


def _part(part: str, names: Mapping[int, str], titles: Mapping[int, str]) -> str:
    if part in DETAILS:
        return str(DETAILS[part])
    if set(part.split()) <= set(i18n.WRITTEN):
        return formats.listed([formats.language(code) for code in part.split()])
    kind, _space, number = part.partition(" ")
    if kind == "event":
        return number  # the last word of its address
    if kind.isdecimal() and number == "days":
        return str(ngettext("%(num)s day", "%(num)s days", int(kind)))
    return _named(kind, int(number), names, titles) if number.isdecimal() else part


def _named(kind: str, number: int, names: Mapping[int, str], titles: Mapping[int, str]) -> str:
    if kind == "house":
        return ""  # the one whose log this is
    if kind == "organiser":
        return names.get(number) or str(_("somebody who left"))
    if kind == "campaign" and number in titles:
        return titles[number]
    return str(_("No. %(number)s", number=number)) if kind in NUMBERED else f"{kind} {number}"

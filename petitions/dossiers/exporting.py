"""Exporting: files of a signature list are asked for while somebody has unlocked it, made by a job (`filling`), and fetched within
some days."""

import datetime
import enum
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, jobs, keyring, outbox, waking
from petitions.accounts import queries as accounts
from petitions.accounts.models import Organiser
from petitions.campaigns import noting, publishing
from petitions.campaigns.models import Campaign
from petitions.dossiers import cells, parcel, reading, shelf
from petitions.dossiers.choices import ROWS_PER_PAGE, USUAL, Choices, Profile
from petitions.dossiers.models import Export, ExportFile, Kind
from petitions.houses import certifying, holding, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.houses.unlocking import NotGiven
from petitions.jobs import Job, State
from petitions.signatures import queries as signatures

JOB = "export"
MAIL = "export"
LIFE = datetime.timedelta(days=7)
"""How long the files of an export can be fetched."""
MOST_VOLUMES = 250
"""All of them are open until the last row is written."""
_IS_GOING = Job.state.in_({State.WAITING, State.RUNNING})


class What(enum.Enum):
    """What the audit log says of exports."""

    ASKED = "export asked for"
    ASKED_HERE = "export asked for on the command line"
    RESUMED = "export resumed"
    STOPPED = "export stopped"
    FETCHED = "export fetched"


class ListErased(errors.Gone):
    """The list of this campaign has been erased: only its numbers are left."""


class NoSuchExport(errors.NotFound):
    """The campaign has no such export."""


class FileGone(errors.Gone):
    """The file was not made, or has had its time."""


class NothingChosen(errors.Refusal):
    """A table without a column."""


class TooManyVolumes(errors.Refusal):
    """More files than can be written beside each other."""


def ask(
    campaign: Campaign,
    organiser: Organiser,
    private_keys: PrivateKeys,
    *,
    kind: Kind,
    language: str,
    columns: Collection[str] = cells.COLUMNS,
    choices: Choices = USUAL,
    volume_pages: int | None = None,
    is_signed: bool = False,
) -> Export:
    """Have the list of `campaign` made into files by the process for jobs, which gets `private_keys` for it.

    The same that `organiser` is having made already is not begun anew. The profile TOTALS needs none. `volume_pages`: rows on
    paper in volumes of so many pages; `is_signed`: with the certificate of the House, which needs keys. It is noted, and every
    administrator is told. Raises ListErased, NothingChosen, TooManyVolumes, certifying.CannotSign, tickets.NobodyHoldsKeys.
    """
    chosen = _chosen(campaign, kind, columns, choices.profile)
    if volume_pages and signatures.total(campaign.id) > MOST_VOLUMES * volume_pages * ROWS_PER_PAGE * choices.lanes:
        raise TooManyVolumes
    if is_signed and not certifying.can_sign(campaign.house_id, private_keys):
        raise certifying.CannotSign
    wanted = {
        "campaign_id": campaign.id,
        "organiser_id": organiser.id,
        "kind": kind,
        "columns": chosen,
        "language": language,
        "profile": choices.profile,
        "order": choices.order,
        "lanes": choices.lanes,
        "has_letter": choices.has_letter,
        "volume_pages": volume_pages if kind is Kind.DOSSIER and choices.has_list else None,
        "is_signed": is_signed and kind is Kind.DOSSIER,
    }
    with database.action() as session:
        accounts.to_change(session, organiser.id)  # who presses twice at once does so one after the other
        same = (getattr(Export, name) == value for name, value in wanted.items())
        if going := session.scalar(sa.select(Export).join(Export.job).where(_IS_GOING, *same)):
            return going
        job = jobs.add(session, JOB, total=signatures.total(campaign.id))
        tickets.issue(session, job.id, private_keys)
        export = Export(job=job, campaign=campaign, key=os.urandom(32), **wanted)
        _announce(session, export, organiser)
    waking.wake(job.id)
    return export


def _announce(session: Session, export: Export, organiser: Organiser) -> None:
    """Keep a new export, with its line in the log and its mails."""
    session.add(export)
    session.flush()
    _note(session, What.ASKED, export, organiser)
    _tell(session, export.campaign, {"export": export.job_id})


def note_here(campaign: Campaign, profile: Profile, *, is_signed: bool) -> None:
    """Note that the list of `campaign` is asked for on the command line, which knows no organiser, and tell every administrator."""
    with database.action() as session:
        noting.note(session, What.ASKED_HERE, campaign, by=None, detail=_extent(profile, is_signed=is_signed))
        _tell(session, campaign, {"campaign": campaign.id, "profile": profile.value})


def _chosen(campaign: Campaign, kind: Kind, columns: Collection[str], profile: Profile) -> str:
    """The columns as they are kept, if there is anything to fill them with. Raises ListErased, NothingChosen."""
    is_whole = kind is Kind.DOSSIER or profile is Profile.TOTALS
    offered = reading.columns(campaign, profile)
    if not is_whole and not set(columns).intersection(offered):
        raise NothingChosen
    # Without the number of people, a row for many would read as one person.
    chosen = [name for name in offered if is_whole or name in columns or name == cells.PEOPLE]
    if not publishing.has_list(campaign.id):
        raise ListErased
    return " ".join(chosen)


def _tell(session: Session, campaign: Campaign, variables: dict[str, object]) -> None:
    """Write to all administrators: nobody takes names along unseen."""
    for reader in accounts.administrators(campaign.house_id):
        outbox.owe(session, MAIL, recipient=reader.email, language=reader.language, variables=variables)


def _note(session: Session, what: What, export: Export, organiser: Organiser, *more: str) -> None:
    detail = ", ".join((f"export {export.job_id}", _extent(export.profile, is_signed=export.is_signed), *more))
    noting.note(session, what, export.campaign, by=organiser.id, detail=detail)


def _extent(profile: Profile, *, is_signed: bool) -> str:
    """How much of the names is in it, as the log has it."""
    return f"{profile.value}{', signed' if is_signed else ''}"


def resume(export: Export, organiser: Organiser, private_keys: PrivateKeys) -> None:
    """Have a paused export made after all. Harmless if it is not paused. Raises tickets.NobodyHoldsKeys."""
    with database.action() as session:
        if not jobs.resume(session, export.job_id):
            return
        tickets.issue(session, export.job_id, private_keys)
        _note(session, What.RESUMED, export, organiser)
    waking.wake(export.job_id)


def stop(export: Export, organiser: Organiser) -> None:
    """Have an export stopped that is not made yet. Harmless if it has ended."""
    with database.action() as session:
        if not jobs.stop(session, export.job_id):
            return
        tickets.end(session, export.job_id)
        _note(session, What.STOPPED, export, organiser)
    shelf.clear(export.job_id)


def of_campaign(campaign: Campaign) -> list[Export]:
    """The exports of a campaign, newest first, as they stand now."""
    query = sa.select(Export).where(Export.campaign_id == campaign.id).order_by(Export.job_id.desc())
    return list(database.session().scalars(query.execution_options(populate_existing=True)))


def find(campaign: Campaign, job_id: int) -> Export:
    """One export of a campaign, as it stands now. Raises NoSuchExport."""
    query = sa.select(Export).where(Export.campaign_id == campaign.id, Export.job_id == job_id)
    found = database.session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchExport
    return found


def can_be_fetched(export: Export) -> bool:
    """Whether the files of an export are there."""
    is_there = export.key is not None and export.expires_at is not None and clock.now() < export.expires_at
    return is_there and publishing.has_list(export.campaign_id)


def may_fetch(export: Export, organiser: Organiser, *, is_unlocked: bool) -> bool:
    """Whether the files are for an organiser's eyes: those with names, for whoever may read names, or has unlocked them."""
    is_reader = is_unlocked or holding.is_given(export.campaign.house_id, organiser.id)
    return is_reader or export.profile is Profile.TOTALS


def fetch(export: Export, name: str, organiser: Organiser, *, is_unlocked: bool) -> tuple[ExportFile, Iterator[bytes]]:
    """A file of an export and its content, piece by piece; it is noted in the audit log. Raises FileGone, NotGiven."""
    if not may_fetch(export, organiser, is_unlocked=is_unlocked):
        raise NotGiven
    file = next((file for file in export.files if file.name == name), None)
    if file is None:
        raise FileGone
    content = _opened(export, [file])(name)
    _note_fetched(export, organiser, f"file {file.name}")
    return file, content


def fetch_all(export: Export, organiser: Organiser, *, is_unlocked: bool) -> tuple[str, Iterator[bytes]]:
    """All files of an export as one zip: what it is called, and its content as `fetch` has it. Raises FileGone, NotGiven."""
    if not may_fetch(export, organiser, is_unlocked=is_unlocked):
        raise NotGiven
    read = _opened(export, export.files)
    _note_fetched(export, organiser, "zip")
    made = export.job.ended_at or clock.now()
    return f"{Path(export.files[-1].name).stem}.zip", parcel.stream(export.files, read, day=made.date())


def _opened(export: Export, files: Sequence[ExportFile]) -> Callable[[str], Iterator[bytes]]:
    """What reads each of some files that are there. Raises FileGone."""
    if not files or export.key is None or not can_be_fetched(export):
        raise FileGone
    try:
        return shelf.opened(export.job_id, [file.name for file in files], export.key)
    except (OSError, keyring.SecretMissing):
        raise FileGone from None


def _note_fetched(export: Export, organiser: Organiser, taken: str) -> None:
    with database.action() as session:
        _note(session, What.FETCHED, export, organiser, taken)


def erase_overdue() -> int:
    """Take away the files of exports that have had their time, came to nothing, or whose list is erased. Returns how many."""
    _stop_forgotten()
    kept = sa.select(Export).join(Export.job).where(Export.key.is_not(None), Job.state.in_(jobs.ENDED))
    overdue = [export.job_id for export in database.session().scalars(kept) if not can_be_fetched(export)]
    for job_id in overdue:
        shelf.clear(job_id)
        with database.action() as session:
            session.execute(sa.update(Export).where(Export.job_id == job_id).values(key=None))
    return len(overdue)


def _stop_forgotten() -> None:
    """Stop what waits for somebody for longer than its files would have lain, or is of a list that is erased."""
    paused = sa.select(Export).join(Export.job).where(Job.state == State.PAUSED)
    for export in database.session().scalars(paused).all():
        if publishing.has_list(export.campaign_id) and clock.now() < export.job.asked_at + LIFE:
            continue
        with database.action() as session:
            now = sa.select(Job.state).where(Job.id == export.job_id).with_for_update()
            if session.scalar(now) is State.PAUSED:  # or else somebody goes on with it
                jobs.stop(session, export.job_id)
                tickets.end(session, export.job_id)

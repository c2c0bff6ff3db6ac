"""Print runs: everything for a House, packed into one zip by a job, fetched within some days."""

import datetime
import enum
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, jobs, storage, waking
from petitions.campaigns import noting, writing
from petitions.jobs import Job, State
from petitions.posters import orders, packing
from petitions.posters.models import PrintRun
from petitions.posters.orders import Order

JOB = "print run"
LIFE = datetime.timedelta(days=7)
"""How long a zip can be fetched."""


class What(enum.Enum):
    """What the audit log says of print runs."""

    ASKED = "posters asked for"
    STOPPED = "posters stopped"


class NothingToPrint(errors.Refusal):
    """There is no poster in these languages."""


class NoSuchRun(errors.NotFound):
    """The campaign has no such print run."""


class CampaignDeleted(errors.Gone):
    """The campaign was deleted while its posters were drawn."""


class FileGone(errors.Gone):
    """The zip was not made, or has had its time."""


def ask(campaign_id: int, order: Order, *, by: int | None) -> PrintRun:
    """Have `order` made into a zip by the process for jobs; one that is being made already of the same is not begun anew.

    Raises NothingToPrint, campaigns.queries.NoSuchCampaign.
    """
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        wanted = {
            "languages": " ".join(order.languages),
            "papers": " ".join(paper.value for paper in order.papers),
            "variants": " ".join(variant.value for variant in order.variants),
        }
        going = (
            sa.select(PrintRun)
            .join(PrintRun.job)
            .where(
                Job.state.not_in(jobs.ENDED), Job.asked_at > campaign.changed_at, PrintRun.campaign_id == campaign_id
            )
        )
        if found := session.scalar(going.filter_by(**wanted)):
            return found
        total = sum(1 for _item in orders.items(campaign, order))
        if not total:
            raise NothingToPrint
        run = PrintRun(job=jobs.add(session, JOB, total=total), campaign=campaign, organiser_id=by, **wanted)
        session.add(run)
        session.flush()
        noting.note(session, What.ASKED, campaign, by=by)
    waking.wake(run.job_id)
    return run


def stop(run: PrintRun, *, by: int | None) -> None:
    """Have a print run stopped that is not made yet. Harmless if it has ended."""
    with database.action() as session:
        if jobs.stop(session, run.job_id):
            noting.note(session, What.STOPPED, run.campaign, by=by)


def of_campaign(campaign_id: int) -> list[PrintRun]:
    """The print runs of a campaign, newest first, as they stand now."""
    query = sa.select(PrintRun).where(PrintRun.campaign_id == campaign_id).order_by(PrintRun.job_id.desc())
    return list(database.session().scalars(query.execution_options(populate_existing=True)))


def find(campaign_id: int, job_id: int) -> PrintRun:
    """One print run of a campaign, as it stands now. Raises NoSuchRun."""
    query = sa.select(PrintRun).where(PrintRun.campaign_id == campaign_id, PrintRun.job_id == job_id)
    found = database.session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchRun
    return found


def can_be_fetched(run: PrintRun) -> bool:
    """Whether its zip is there."""
    return run.expires_at is not None and clock.now() < run.expires_at and _file(run.job_id).exists()


def file_of(run: PrintRun) -> Path:
    """Its zip. Raises FileGone."""
    if not can_be_fetched(run):
        raise FileGone
    return _file(run.job_id)


def make(job_id: int, lease: str, progress: Callable[[int], None]) -> None:
    """Do the job: draw the posters, pack them, and end it. Nothing is left of them if that fails.

    Raises jobs.NotOurs, CampaignDeleted, OSError, errors.Unavailable, and whatever `progress` raises.
    """
    run = database.session().get(PrintRun, job_id, populate_existing=True)
    if run is None:
        raise CampaignDeleted
    slug, items = run.campaign.slug, list(orders.items(run.campaign, run.order))
    database.end_reading()
    file = _file(job_id)
    draft = file.with_name(f".{job_id}.{lease}")
    with packing.draft(draft) as out:
        packed = packing.pack(out, items, slug=slug, fonts=storage.fonts_path(), progress=progress)
    try:
        with database.action() as session:
            _end(session, job_id, lease, packed, size=draft.stat().st_size)
            draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


def _end(session: Session, job_id: int, lease: str, packed: packing.Packed, *, size: int) -> None:
    job = jobs.end(session, job_id, lease=lease, state=State.DONE)
    job.done = job.total
    made = {
        "posters": packed.count,
        "size": size,
        "rows": [finding.row for finding in packed.findings],
        "expires_at": clock.now() + LIFE,
    }
    is_there = sa.update(PrintRun).where(PrintRun.job_id == job_id).values(made).returning(PrintRun.job_id)
    if session.scalar(is_there) is None:
        raise CampaignDeleted


def erase_overdue() -> int:
    """Take away zips that have had their time or whose campaign is deleted, and what is left of a crash. Returns how many."""
    files = list(storage.folder(FOLDER).iterdir())
    if not files:
        return 0
    # Looked at after the files: none of them is younger than its row.
    rows = database.session().execute(sa.select(PrintRun.job_id, Job.state, PrintRun.expires_at).join(PrintRun.job))
    going, kept = set(), set()
    for job_id, state, expires_at in rows:
        if state not in jobs.ENDED:
            going.add(str(job_id))
        elif expires_at and clock.now() < expires_at:
            kept.add(str(job_id))
    gone = [file for file in files if _number(file) not in going and file.stem not in kept]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


FOLDER = "printruns"


def _file(job_id: int) -> Path:
    return storage.folder(FOLDER) / f"{job_id}.zip"


def _number(file: Path) -> str:
    """The id of the job whose zip or draft this is."""
    return file.name.removeprefix(".").partition(".")[0]

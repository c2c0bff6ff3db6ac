"""The job that writes the files of an export and puts them on the shelf. Only the process for jobs loads what it takes."""

import contextlib
from collections.abc import Callable, Mapping
from typing import BinaryIO

import sqlalchemy as sa

from petitions import clock, database, errors, formats, i18n, jobs, keyring, vault
from petitions.campaigns import publishing
from petitions.dossiers import list_csv, list_pdf, list_xlsx, making, shelf, wording
from petitions.dossiers.choices import Profile
from petitions.dossiers.exporting import LIFE, ListErased
from petitions.dossiers.models import Export, ExportFile, Kind
from petitions.houses import certifying, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.jobs import Failure, Job, State

TABLES: Mapping[Kind, type[list_csv.Writer | list_xlsx.Writer]] = {
    Kind.CSV: list_csv.Writer,
    Kind.XLSX: list_xlsx.Writer,
}


def make(job_id: int, lease: str, private_keys: PrivateKeys, progress: Callable[[int], None]) -> None:
    """Do the job: write the files, and end it. Nothing is left of them if that fails.

    Raises jobs.NotOurs, ListErased, sealing.CannotOpen, certificates.BadCertificate, rows.WrongTotal, OSError,
    errors.Unavailable, and whatever `progress` raises.
    """
    rows = 0

    def count(done: int) -> None:
        nonlocal rows
        rows = done
        progress(done)

    try:
        files, missing = _write(job_id, private_keys, count)
        with database.action() as session:
            job = jobs.end(session, job_id, lease=lease, state=State.DONE, failure=missing)
            job.done = job.total = rows  # somebody may have signed or withdrawn since it was asked for
            tickets.end(session, job_id)
            session.add_all(files)
            made = sa.update(Export).where(Export.job_id == job_id)
            session.execute(made.values(expires_at=clock.now() + LIFE))
    except keyring.SecretMissing as failure:
        _clear(job_id, lease)
        raise _what_is_missing(job_id) from failure
    except BaseException:
        _clear(job_id, lease)
        raise


def _clear(job_id: int, lease: str) -> None:
    """Leave nothing of the files, unless they are of whoever has the job now."""
    database.give_up()
    with contextlib.suppress(errors.Unavailable, *database.FAILURES):  # nobody takes a job while the database is away
        job = database.session().get_one(Job, job_id, populate_existing=True)
        if job.lease != lease and job.state not in (State.STOPPED, State.FAILED):
            return
    shelf.clear(job_id)


def _what_is_missing(job_id: int) -> Exception:
    """Why there is no secret: the list was erased meanwhile, or the folder of secrets takes no new one."""
    database.give_up()
    export = database.session().get_one(Export, job_id)
    return (
        OSError("the folder of secrets cannot be written") if publishing.has_list(export.campaign_id) else ListErased()
    )


def _write(
    job_id: int, private_keys: PrivateKeys, progress: Callable[[int], None]
) -> tuple[list[ExportFile], Failure | None]:
    """Put the files of an export on the shelf; returns them, and what they lack."""
    export = database.session().get_one(Export, job_id, populate_existing=True)
    # Read now: reading the list at one moment ends by forgetting what was read before.
    half, kind, language, columns = export.key, export.kind, export.language, export.columns.split()
    pages = export.volume_pages
    campaign, day, choices = export.campaign, clock.today(), export.choices
    # With its number, as the log has it: two of one day do not hold the same, and a dossier names the table that proves it.
    stem = f"{campaign.slug}-{day}-{job_id}{'' if choices.profile is Profile.NAMES else f'-{choices.profile.value}'}"
    if half is None:
        raise jobs.NotOurs
    signing = certifying.signing(campaign.house_id, private_keys) if export.is_signed else None
    with i18n.speaking(language), contextlib.ExitStack() as stack:
        written: dict[str, vault.Writer] = {}

        def put(name: str) -> BinaryIO:
            written[name] = stack.enter_context(shelf.putting(job_id, name, half))
            return written[name].stream

        if kind is Kind.DOSSIER:
            volumes = list_pdf.Volumes(pages, lambda number: put(f"{stem}-{number:03}.pdf")) if pages else None
            making.write_list(
                campaign, private_keys, pdf=volumes or put(f"{stem}.pdf"), csv=put(f"{stem}.csv"), csv_name=f"{stem}.csv",
                language=language, day=day, choices=choices, signing=signing, progress=progress,
            )  # fmt: skip
        else:
            out = put(f"{stem}.{kind.value}")
            table = TABLES[kind](
                out, locale=language, elsewhere=formats.elsewhere(), withheld=wording.withheld(), columns=columns
            )
            making.write_table(campaign, private_keys, table, choices=choices, progress=progress)
    files = [
        ExportFile(job_id=job_id, name=name, size=writer.size, sha256=writer.sha256) for name, writer in written.items()
    ]
    return files, Failure.STAMP if signing and signing.stamps and signing.stamps.are_missing else None

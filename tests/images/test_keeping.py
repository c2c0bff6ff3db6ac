"""Pictures on disk: all of their files or none, for as long as something refers to them."""

import errno
import os
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions import database, errors, images, storage
from petitions.database import Base
from petitions.images import keeping
from tests import factories
from tests.support import pictures

pytestmark = pytest.mark.usefixtures("app_context")


def stored(colour: str = "#b5651d") -> str:
    return images.store(pictures.encoded(pictures.photo(colour=colour), "JPEG"))


def kept() -> set[str]:
    return {file.name for file in storage.folder("pictures").iterdir()}


def let_age(seconds: float) -> None:
    for file in storage.folder("pictures").iterdir():
        os.utime(file, times=(time.time() - seconds,) * 2)


def test_a_full_disk_leaves_nothing_half_stored(monkeypatch) -> None:
    real, written = storage._write, []

    def fill_up(file: Path, content: bytes) -> None:
        real(file, content)
        written.append(file)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "_write", fill_up)
    with pytest.raises(storage.NoRoom):
        stored()
    assert len(written) == 3
    assert not kept()


def test_files_are_on_the_disk_before_they_have_their_names(monkeypatch) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda descriptor: (order.append("sync"), sync(descriptor)))
    monkeypatch.setattr(Path, "rename", lambda old, new: (order.append("rename"), rename(old, new)))
    stored()
    files = len(kept())
    assert order == ["sync"] * files + ["rename"] * files + ["sync"]


def test_what_nothing_refers_to_goes_after_a_day_and_the_rest_stays() -> None:
    shown, fellow, logo, gone = map(stored, ("#b5651d", "#c5651d", "#d5651d", "#e5651d"))
    house = factories.house()
    campaign = factories.campaign(of=house, portrait=shown)
    with database.action() as session:
        session.merge(campaign).defenders[0].portrait = fellow
        session.merge(house).logo = logo
    (storage.folder("pictures") / ".draft.1234").write_bytes(b"of a crash")
    let_age(keeping.SPARED - 60)
    assert images.sweep() == 0
    young = stored("#f5651d")
    let_age(keeping.SPARED + 60)
    os.utime(storage.folder("pictures") / young)
    images.sweep()
    left = {name.partition(".")[0] for name in kept()}
    assert left >= {images.Picture.of(name).stem for name in (shown, fellow, logo)}
    assert images.Picture.of(gone).stem not in left
    assert young in kept()
    assert ".draft.1234" not in kept()


def test_a_picture_that_comes_again_is_young_again() -> None:
    name = stored()
    let_age(keeping.SPARED + 60)
    assert stored() == name
    assert images.sweep() == 0


def test_names_that_lead_nowhere() -> None:
    for name in ("", "../../etc/passwd", "0" * 32 + "-9x9.jpg", "0" * 32 + ".svg", "0" * 32 + "-9x9.jpg\n"):
        with pytest.raises(errors.NotFound):
            images.read(name)
    assert images.Picture.of("0" * 32 + ".png").widths == []  # of the first demonstrations


def test_every_column_that_holds_a_picture_says_so() -> None:
    """Or else the sweep would take the picture away."""
    words = ("picture", "portrait", "photo", "logo", "image")
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Text | keeping.PictureName) and any(word in column.name for word in words)
        if not column.name.endswith("_alt")
    ]
    assert len(columns) >= 4
    assert [str(column) for column in columns if not isinstance(column.type, keeping.PictureName)] == []

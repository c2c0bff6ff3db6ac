"""The steps by which the schema grew (Alembic)."""

from functools import cache
from pathlib import Path

FOLDER = str(Path(__file__).resolve().parent)


@cache
def known() -> frozenset[str]:
    """Every revision that the code knows of: the files are named after them, and Alembic is not needed to read names."""
    return frozenset(file.name[:4] for file in Path(FOLDER, "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def newest() -> str:
    """The revision that the code needs."""
    return max(known())

"""The steps by which the schema grew (Alembic)."""

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = str(Path(__file__).resolve().parent)


@lru_cache(1)
def newest() -> str:
    """The revision that the code needs."""
    return _steps().get_current_head() or ""


def known() -> set[str]:
    """Every revision that the code knows of."""
    return {step.revision for step in _steps().walk_revisions()}


def _steps() -> ScriptDirectory:
    configuration = Config()
    configuration.set_main_option("script_location", FOLDER)
    return ScriptDirectory.from_config(configuration)

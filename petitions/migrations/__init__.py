"""The steps by which the schema grew (Alembic)."""

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = str(Path(__file__).resolve().parent)


@lru_cache(1)
def newest() -> str:
    """The revision that the code needs."""
    configuration = Config()
    configuration.set_main_option("script_location", FOLDER)
    return ScriptDirectory.from_config(configuration).get_current_head() or ""

"""How often a test tries: `make test` at reduced counts, `make trial` at full ones."""

import os

IS_TRIAL = bool(os.environ.get("TRIAL"))


def many(reduced: int, full: int) -> int:
    """`reduced` in `make test`, `full` in `make trial`."""
    return full if IS_TRIAL else reduced

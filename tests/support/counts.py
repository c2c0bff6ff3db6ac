"""How often a test tries: `make test` at reduced counts, `make trial` at full ones."""

import os


def many(reduced: int, full: int) -> int:
    """`reduced` in `make test`, `full` in `make trial`."""
    return full if os.environ.get("TRIAL") else reduced

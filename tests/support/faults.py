"""Guards of the product that a test turns off, to see that its check notices: `Product(…, FAULT="late_commit")`.

Each fault is loaded into every process of the product before its own code runs (`guard/sitecustomize.py`).
"""

import os
from collections.abc import Callable

FAULTS: dict[str, Callable[[], None]] = {}


def fault(break_it: Callable[[], None]) -> Callable[[], None]:
    """Register a function that turns one guard off, under its own name."""
    FAULTS[break_it.__name__] = break_it
    return break_it


def load() -> None:
    """Turn off what the environment names."""
    if name := os.environ.get("FAULT"):
        FAULTS[name]()

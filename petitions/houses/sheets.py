"""What a key sheet says."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class KeySheet:
    """What a sheet says, in `language` (a locale id)."""

    language: str
    sender: str
    title: str
    lead: str
    code_label: str
    code: tuple[str, ...]
    """The groups of the secret; empty where a person writes four groups of four by hand."""
    fingerprint_label: str
    fingerprint: str
    rules: tuple[str, ...]
    made_on: datetime.date

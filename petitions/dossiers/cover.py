"""What the first pages of a signature list say, in the list's language."""

import dataclasses
import datetime


@dataclasses.dataclass(frozen=True)
class Earlier:
    """A version of the petition text that some on the list signed before it was changed."""

    heading: str
    note: str
    """Which version it is, and how many signed it."""
    text: str
    """Paragraphs parted by line ends."""


@dataclasses.dataclass(frozen=True)
class Cover:
    """What a list says of itself. All texts are in the list's language, as plain text."""

    house: str
    title: str
    demand: str
    salutation: str
    """"To the President of Azerbaijan"."""
    petition_text: str
    """Paragraphs parted by line ends."""
    version: int
    version_day: datetime.date
    day: datetime.date
    """The day for which the list was made; all dates of the file are this one."""
    csv_name: str
    csv_sha256: str
    signed: str = ""
    """How many of the list signed this version; nothing if all did."""
    earlier: tuple[Earlier, ...] = ()
    """The other versions, newest first."""
    on_paper: str = ""
    """How many signed on paper besides; nothing if nobody did."""

"""What the first pages of a signature list say, in the list's language."""

import dataclasses
import datetime
from pathlib import Path

from petitions.charts import Note


@dataclasses.dataclass(frozen=True)
class Earlier:
    """A version of the petition text that some on the list signed before it was changed."""

    heading: str
    note: str
    """Which version it is, and how many signed it."""
    text: str
    """Paragraphs parted by line ends."""
    language: str = ""
    """Of `text`, as of the texts of the cover."""


@dataclasses.dataclass(frozen=True)
class Endorser:
    """A House or an organisation that stands behind the campaign."""

    name: str
    logo: Path | None
    language: str = ""
    """Of the name."""


@dataclasses.dataclass(frozen=True)
class Letter:
    """The letter before everything else, in one language, with nothing left to fill in."""

    language: str
    """A Babel locale, not always that of the list."""
    house: str
    address: str
    logo: Path | None
    recipient: str
    """Lines."""
    place: str
    day: datetime.date
    body: str
    """Paragraphs parted by line ends."""
    signature: str
    """Lines."""


@dataclasses.dataclass(frozen=True)
class Cover:
    """What a list says of itself, as plain text. Languages are Babel locales: what nobody wrote in the list's is shown in another
    one. Where none is said, it is the list's."""

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
    language: str = ""
    """Of title, demand and salutation."""
    petition_language: str = ""
    signed: str = ""
    """How many of the list signed this version; nothing if all did."""
    earlier: tuple[Earlier, ...] = ()
    """The other versions, newest first."""
    people_on_paper: int = 0
    """How many signed on paper besides."""
    on_paper: str = ""
    """The same in words; nothing if nobody did."""
    redaction: str = ""
    """How much of the names this copy shows."""
    has_list: bool = True
    """Whether rows follow."""
    lands: int = 0
    """In how many countries they live: told where no rows follow."""
    letters: tuple[Letter, ...] = ()
    """The addressee's language first."""
    endorsers: tuple[Endorser, ...] = ()
    notes: tuple[Note, ...] = ()
    """What happened, to be marked on the curve."""

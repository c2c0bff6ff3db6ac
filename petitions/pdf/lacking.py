"""Which characters of a text no typeface has."""

from petitions.pdf import segments
from petitions.pdf.fonts import Library
from petitions.pdf.sources import Cut


def unprintable(text: str, library: Library) -> bytes:
    """They, parted by blanks, in UTF-8."""
    chain = library.chain(Cut.REGULAR)
    missing = (character for line in text.splitlines() for character in segments.split(line, chain, 0)[1])
    return " ".join(dict.fromkeys(missing)).encode()

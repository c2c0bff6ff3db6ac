"""Texts that organisers write in several languages: one row a language, and one rule for what a reader gets."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm import Mapped, mapped_column


class InLanguage:
    """A row that holds the words of its owner in one language (a Babel locale such as `nb`)."""

    language: Mapped[str] = mapped_column(primary_key=True)

    @property
    def is_whole(self) -> bool:
        """Whether a reader can do with it: an unfinished translation stands back behind a finished language."""
        return True


Written = TypeVar("Written", bound=InLanguage)


def choose(texts: Sequence[Written], *wanted: str) -> Written:
    """The text in the first of the `wanted` languages in which it is whole, else in which there is one, else the first written.

    Raises LookupError if there is no text at all.
    """
    by_language = {text.language: text for text in texts}
    offered = [by_language[language] for language in wanted if language in by_language]
    for text in offered:
        if text.is_whole:
            return text
    if not texts:
        raise LookupError("nothing is written in any language")
    return offered[0] if offered else texts[0]

"""Two organisers at one form: what each changed is kept, and where both changed the same words, they are asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from petitions import errors, text


@dataclass(frozen=True)
class Sheet:
    """What a form sends back."""

    values: Mapping[str, str]
    """What stands in its fields now, by their names."""
    marks: Mapping[str, str]
    """The `mark` of what each field held when the form was shown."""


class Conflict(errors.Refusal):
    """Somebody saved other words meanwhile, in the same fields. Nothing was stored."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs
        """What was saved meanwhile, by the names of the fields that both changed."""


def mark(value: str) -> str:
    """A short print of `value`: it says later whether the value is still the same, as a form sends it back."""
    return hashlib.sha256(text.tidy_block(value).encode()).hexdigest()[:16]


def changes(now: Mapping[str, str], sheet: Sheet) -> dict[str, str]:
    """What `sheet` changes of the values `now`. Fields that it does not have, or that nobody typed in, stay as they are.

    Raises Conflict where a field has been changed since the form was shown, and differently.
    """
    wanted = {
        name: typed
        for name, typed in sheet.values.items()
        if name in now and mark(typed) not in (mark(now[name]), sheet.marks.get(name))
    }
    theirs = {name: now[name] for name in wanted if sheet.marks.get(name) != mark(now[name])}
    if theirs:
        raise Conflict(theirs)
    return wanted

"""What an organiser chooses of a dossier: how much of each name its reader gets, in which order, how many to a page."""

import dataclasses
import enum


class Profile(enum.Enum):
    """How much of a name the reader of a file gets. Never more than its owner allowed: who is only counted has none in any."""

    NAMES = "names"
    INITIALS = "initials"
    """And no towns: where few live, a town says who it is."""
    TOTALS = "totals"
    """No list at all: how many, where and when."""


class Order(enum.Enum):
    """What the rows of a list are ordered by."""

    NUMBER = "number"
    COUNTRY = "country"
    """Each country under a heading of its own, by number inside."""


LANES = (1, 2)
"""How many rows may stand beside each other on a page."""
ROWS_PER_PAGE = 50
"""In each lane."""


@dataclasses.dataclass(frozen=True)
class Choices:
    """What is made of a list. The usual is the whole list, one row a line, after the letter if one is written."""

    profile: Profile = Profile.NAMES
    order: Order = Order.NUMBER
    lanes: int = 1
    has_letter: bool = True

    @property
    def has_list(self) -> bool:
        """Whether there are rows, and so names to be opened."""
        return self.profile is not Profile.TOTALS

    @property
    def has_towns(self) -> bool:
        """Whether rows say where somebody lives."""
        return self.profile is Profile.NAMES


USUAL = Choices()

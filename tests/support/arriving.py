"""What arrived at a mail server, person by person: whether each has a mail, once if nothing broke, and nobody another's."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.mailserver import Delivery

NOTED = 2
"""Seconds within which a worker has noted what it has handed over."""
GRACE = 3
"""Seconds in which a mail that was being handed over may still arrive."""


@dataclass
class Found:
    """What a mail server got, person by person."""

    deliveries: Sequence[Delivery]
    withdrawn: dict[str, float] = field(default_factory=dict)
    """When somebody had taken everything back, or had ended news."""
    kind: str = "Confirm"
    """How the subjects of the mails begin that each is to have once."""

    def copies(self) -> dict[str, list[Delivery]]:
        """The mails of this kind that each got."""
        found = defaultdict(list)
        for delivery in self.deliveries:
            if str(delivery.message["Subject"]).startswith(self.kind):
                found[delivery.recipients[0]].append(delivery)
        return found

    def without(self, people: set[str]) -> int:
        """How many of `people` have no mail of this kind."""
        return len(people - self.copies().keys())

    @property
    def most_copies(self) -> int:
        """How often one got it who got it most often."""
        return max(len(copies) for copies in self.copies().values())

    def without_a_cause(self, lost: Counter[str], deaths: Sequence[float]) -> int:
        """Copies that neither a lost answer brought nor the death of a worker right after it had handed one over."""
        return sum(
            max(0, len(copies) - 1 - lost[recipient] - _deaths_after(copies, deaths))
            for recipient, copies in self.copies().items()
        )

    @property
    def ids_too_many(self) -> int:
        """Copies that do not say that they are copies."""
        return sum(len({one.message["Message-ID"] for one in copies}) - 1 for copies in self.copies().values())

    @property
    def to_others(self) -> int:
        """Mails that went to more people than one, to another than they say, or with the link of another."""
        owners: dict[str, str] = {}
        wrong = 0
        for delivery in self.deliveries:
            (recipient, *others) = delivery.recipients
            wrong += bool(others) + (delivery.message["To"] != recipient)
            wrong += sum(owners.setdefault(token, recipient) != recipient for token in tokens(delivery))
        return wrong

    @property
    def too_late(self) -> int:
        """Mails after a withdrawal, but for the one that says so."""
        return sum(
            delivery.at > self.withdrawn.get(delivery.recipients[0], float("inf")) + GRACE
            and "withdrawn" not in delivery.message["Subject"]
            for delivery in self.deliveries
        )


def _deaths_after(copies: Sequence[Delivery], deaths: Sequence[float]) -> int:
    return sum(any(0 <= death - copy.at < NOTED for copy in copies) for death in deaths)


def tokens(delivery: Delivery) -> list[str]:
    """The links in a mail with which somebody acts."""
    return re.findall(
        r"/(?:confirm|withdraw|unsubscribe)/([a-z0-9]+)", delivery.message.get_body(("plain",)).get_content()
    )

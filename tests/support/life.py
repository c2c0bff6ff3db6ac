"""The parts of the model of signatures' lives (lives.py): a form, one signature, a mail that waits, a mail that arrives."""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """What somebody sends."""

    name: str
    email: str
    country: str
    visibility: str

    @property
    def mailbox(self) -> str:
        """Where the mail really arrives: "Ana+list@example.org" is Ana's."""
        return self.email.lower().partition("@")[0].partition("+")[0]


@dataclass(eq=False)
class Life:
    """One signature."""

    form: Form
    """As it was sent, or as its owner has corrected it since."""
    day: datetime.date
    mailbox: str | None
    slot: int | None
    """The ten minutes in which the same form is the same signature."""
    state: str = "pending"
    person: int = 1
    number: int | None = None
    is_counted: bool = False
    mailed_on: datetime.date | None = None
    review: str | None = None
    """What became of a public name: shown, waiting, hidden."""
    struck_out_by: int | None = None
    is_erased: bool = False
    sent: Form | None = None
    """As it was sent, if it was corrected since."""
    token: str | None = None
    """Known once a mail has told it."""

    @property
    def has_content(self) -> bool:
        return self.state in ("pending", "confirmed", "invalidated") and not self.is_erased

    @property
    def title(self) -> str:
        """What the page behind its link is called, once it is not pending any more."""
        if self.state == "invalidated" and self.has_content:
            return "Found invalid"
        erased = "Your name is erased"
        return {"confirmed": "Thank you.", "rejected": "We erased it"}.get(self.state, erased)

    def leave(self) -> None:
        """It is taken back."""
        self.state = "withdrawn" if self.state != "invalidated" else "invalidated"
        self.mailbox, self.slot, self.review, self.is_erased = None, None, None, True


@dataclass(eq=False)
class Owed:
    """A mail that waits."""

    kind: str
    life: Life
    at: datetime.datetime
    due: datetime.datetime
    tries: int = 0


@dataclass
class Letter:
    """A mail as it should arrive, and the links that should be in it."""

    to: str
    template: str
    confirms: list[Life] = field(default_factory=list)
    withdraws: list[Life] = field(default_factory=list)

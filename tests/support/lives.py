"""What the design says happens to signatures, in plain Python and without a line of the product: a model to compare it with.

Written from the design alone. Days, hours and pauses are repeated here on purpose: a wrong constant is a difference, too.
"""

import dataclasses
import datetime
from collections import Counter

from tests.support.life import Form, Letter, Life, Owed

SLOT_SECONDS = 600
PENDING_DAYS = 7
UNDELIVERED_DAYS = 10
DAYS_AFTER_CLOSING = 90
MAIL_HOURS = 72
MOST_PENDING = 3
SAME_NAME = 4
BATCH = 20
EYES = ("counted", "recipient", "public")
"""Who sees a name, fewest first."""
PAUSES = (1, 2, 5, 10, 20, 40, 60, 120, 240)
"""Minutes that a mail waits after its first, second … failure."""


class Model:
    """One campaign with its signatures, mails and totals. Every method takes the present moment."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        self.owed: list[Owed] = []
        self.spares: dict[str, Life] = {}
        self.closed_on: datetime.date | None = None
        self.is_erased = False
        self.last_number = 0
        self.total = 0
        self.countries: Counter[str] = Counter()
        self.decisions: list[list[tuple[Life, str, str]]] = []
        """Of each name that was decided on: what it was before, and what it became."""
        self.invalidations = 0

    # What people do.

    def sign(self, form: Form, now: datetime.datetime) -> int:
        """Returns the status of the answer."""
        if self.closed_on:
            return 410
        slot = int(now.timestamp()) // SLOT_SECONDS
        if not any((life.sent or life.form, life.slot) == (form, slot) for life in self.lives):
            life = Life(form, now.date(), form.mailbox, slot)
            self.lives.append(life)
            self._owe("signature", life, now)
        return 303

    def confirm(self, token: str, person: int, now: datetime.datetime) -> int:
        """Returns the status of the answer."""
        life = self._own(token, now)
        if life is None or life.state in ("withdrawn", "rejected", "invalidated"):
            return 410
        if life.state == "confirmed":
            return 303
        if self.closed_on:
            return 410
        taken = {other.person for other in self._confirmed_at(life.mailbox)}
        if len(taken) == 2:
            return 422
        if not taken or person == 2:
            life.person = min({1, 2} - taken)
            life.state = "confirmed"
            if life.form.visibility == "public":
                life.review = "waiting" if self._is_caught(life, now.date()) else "shown"
            self._owe("thanks", life, now)
        return 303

    def reject(self, token: str, now: datetime.datetime) -> int:
        life = self._own(token, now)
        if life is None:
            return 410
        if life.state == "pending":
            life.state, life.slot = "rejected", None
        return 303

    def withdraw(self, token: str, now: datetime.datetime) -> int:
        life = self._withdrawable(token)
        if life is None:
            return 410
        if life.has_content:
            for one in {life, *self._not_asked(life.mailbox)}:
                one.leave()
            if life.token == token:  # a spare link opens nothing: not even the address to write to
                self._owe("withdrawn", life, now)
        return 303

    def correct(self, token: str, name: str, visibility: str, today: datetime.date) -> int:
        life = self._withdrawable(token)
        if life is None:
            return 410
        if life.token != token or life.state != "confirmed":
            return 303
        if EYES.index(visibility) > EYES.index(life.form.visibility):
            return 422
        corrected = dataclasses.replace(life.form, name=name, visibility=visibility)
        if corrected != life.form:
            was, life.review = life.review, None
            life.sent, life.form = life.sent or life.form, corrected
            if visibility == "public":
                life.review = "shown" if was == "shown" and not self._is_caught(life, today) else "waiting"
        return 303

    # What the House does.

    def close(self, today: datetime.date) -> None:
        self.closed_on = today

    def show_what_waits(self) -> int:
        return self._decide([life for life in self.public() if life.review == "waiting"], "shown")

    def hide_the_newest(self) -> int:
        return self._decide([life for life in self.public() if life.review == "shown"][-1:], "hidden")

    def undo(self) -> None:
        for life, before, became in self.decisions.pop():
            if life.state == "confirmed" and life.review == became:
                life.review = before

    def invalidate(self, country: str) -> int:
        """Returns how many it was."""
        meant = [life for life in self.lives if life.state == "confirmed" and life.form.country == country]
        self.invalidations += bool(meant)
        for life in meant:
            life.state, life.struck_out_by = "invalidated", self.invalidations
        return len(meant)

    def release(self) -> tuple[int, int]:
        """Take the last invalidation back: how many returned, and how many had to stay out."""
        out = [life for life in self.lives if life.struck_out_by == self.invalidations and life.has_content]
        back = [life for life in out if life.person not in {other.person for other in self._confirmed_at(life.mailbox)}]
        for life in back:
            life.state, life.struck_out_by = "confirmed", None
            life.number = life.number if life.is_counted else None
        self.invalidations -= 1
        return len(back), len(out) - len(back)

    # What the worker does.

    def tally(self) -> None:
        for life in self.lives:
            if life.state == "confirmed" and life.number is None:
                self.last_number += 1
                life.number, life.is_counted = self.last_number, True
                self.total += 1
                self.countries[life.form.country] += 1
            elif life.is_counted and life.state != "confirmed":
                life.is_counted = False
                self.total -= 1
                self.countries[life.form.country] -= 1

    def deliver(self, now: datetime.datetime, *, is_busy: bool = False) -> list[Letter]:
        """The mails that arrive; none if the mail server is busy."""
        letters: list[Letter] = []
        while batch := sorted((mail for mail in self.owed if mail.due <= now), key=lambda mail: mail.due)[:BATCH]:
            for mail in sorted(batch, key=self.owed.index):
                letter = self._write(mail)
                if letter and is_busy:
                    mail.due = now + datetime.timedelta(minutes=PAUSES[min(mail.tries, len(PAUSES) - 1)])
                    mail.tries += 1
                    continue
                self.owed.remove(mail)
                if letter:
                    letters.append(letter)
                    if mail.kind == "signature":
                        mail.life.mailed_on = now.date()
        return letters

    def nightly(self, now: datetime.datetime) -> None:
        self.lives = [
            life for life in self.lives if not (life.state == "pending" and self._is_overdue(life, now.date()))
        ]
        self.owed = [mail for mail in self.owed if now - mail.at <= datetime.timedelta(hours=MAIL_HOURS)]
        if self.closed_on and now.date() - self.closed_on > datetime.timedelta(DAYS_AFTER_CLOSING):
            self.tally()  # the number that stays is that of the list that goes
            self.lives, self.is_erased = [], True

    # What can be seen.

    def confirm_page(self, token: str, now: datetime.datetime) -> tuple[int, str]:
        """The status and the title of the page behind a link."""
        life = self._own(token, now)
        if life is None:
            return 410, "This link has ended"
        if life.state != "pending":
            return 200, life.title
        if self.closed_on:
            return 410, "This link has ended"
        return (422, "") if len(self._confirmed_at(life.mailbox)) == 2 else (200, "One press to go")

    def withdraw_page(self, token: str) -> tuple[int, str]:
        life = self._withdrawable(token)
        if life is None:
            return 410, "This link has ended"
        return 200, "Your signature" if life.has_content else "Your name is erased"

    def rows(self) -> list[tuple[object, ...]]:
        """Every signature that is kept, oldest first, as the table should have it."""
        return [
            (
                life.state, life.form.visibility, life.form.country, life.person, life.number, life.is_counted,
                life.day, life.mailed_on, life.review,
            )
            for life in self.lives
        ]  # fmt: skip

    def listed(self) -> list[tuple[int, str | None, str]]:
        """The rows of the signature list: number, name if it may be shown, country."""
        numbered = [life for life in self.lives if life.is_counted and life.state == "confirmed"]
        return sorted(
            (life.number or 0, None if life.form.visibility == "counted" else life.form.name, life.form.country)
            for life in numbered
        )

    def public(self) -> list[Life]:
        return [life for life in self.lives if life.state == "confirmed" and life.review]

    def names(self) -> list[str]:
        """The public names, newest first."""
        shown = [life for life in self.lives if life.state == "confirmed" and life.review == "shown" and life.number]
        return [life.form.name for life in sorted(shown, key=lambda life: -(life.number or 0))]

    def _is_caught(self, life: Life, today: datetime.date) -> bool:
        """By a figure in the name, or because it is the name of four others who signed within a week."""
        week = today - datetime.timedelta(days=7)
        same = [other for other in self.public() if other.form.name == life.form.name and other.day >= week]
        return any(sign.isdigit() for sign in life.form.name) or len(same) >= SAME_NAME

    def _decide(self, about: list[Life], review: str) -> int:
        if about:
            self.decisions.append([(life, life.review or "", review) for life in about])
        for life in about:
            life.review = review
        return len(about)

    def _owe(self, kind: str, life: Life, now: datetime.datetime) -> None:
        self.owed.append(Owed(kind, life, now, now))

    def _own(self, token: str, now: datetime.datetime) -> Life | None:
        life = next((life for life in self.lives if life.token == token), None)
        return None if life and life.state == "pending" and self._has_waited(life, now.date()) else life

    def _withdrawable(self, token: str) -> Life | None:
        spare = self.spares.get(token)
        return next((life for life in self.lives if life.token == token or life is spare), None)

    def _confirmed_at(self, mailbox: str | None) -> list[Life]:
        found = [life for life in self.lives if life.state == "confirmed" and life.mailbox == mailbox]
        return sorted(found, key=lambda life: life.person)

    def _write(self, mail: Owed) -> Letter | None:
        life, to = mail.life, mail.life.form.email
        if mail.kind == "withdrawn":
            return Letter(to, "withdrawn")
        if mail.kind == "thanks":
            return Letter(to, "thanks", withdraws=[life]) if life in self.lives and life.state == "confirmed" else None
        if life not in self.lives or life.state != "pending" or self.closed_on:
            return None  # nobody is asked to confirm what has closed
        if any(other.state == "rejected" and other.mailbox == life.mailbox for other in self.lives):
            self._forget([life])
            return None
        self._keep_newest(life.mailbox)
        if life not in self.lives:
            return None
        confirmed = self._confirmed_at(life.mailbox)
        if not confirmed:
            return Letter(to, "confirm", confirms=[life])
        return Letter(to, "already_signed", confirms=[life] if len(confirmed) == 1 else [], withdraws=confirmed)

    def _keep_newest(self, mailbox: str | None) -> None:
        self._forget(self._not_asked(mailbox)[:-MOST_PENDING])

    def _not_asked(self, mailbox: str | None) -> list[Life]:
        """The forms of a mailbox that it was not asked about yet, oldest first."""
        at_mailbox = (life for life in self.lives if life.mailbox == mailbox)
        return [life for life in at_mailbox if life.state == "pending" and not life.mailed_on]

    def _forget(self, lives: list[Life]) -> None:
        if lives:
            self.tally()  # what is forgotten was asked for all the same
        for life in lives:
            self.lives.remove(life)

    @staticmethod
    def _has_waited(life: Life, today: datetime.date) -> bool:
        return life.mailed_on is not None and today - life.mailed_on > datetime.timedelta(PENDING_DAYS)

    def _is_overdue(self, life: Life, today: datetime.date) -> bool:
        if life.mailed_on is None:
            return today - life.day > datetime.timedelta(UNDELIVERED_DAYS)
        return self._has_waited(life, today)

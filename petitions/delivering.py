"""Delivering: a worker's rounds through the outbox. A mail is handed over at least once, and what became of it is noted."""

import contextlib
import datetime
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.orm import Session

from petitions import clock, connecting, database, errors, keyring, outbox, sealing, storage
from petitions.accounts import mails as account_mails
from petitions.dossiers import mails as dossier_mails
from petitions.events import announcing, notices
from petitions.events import mails as event_mails
from petitions.houses import sendings
from petitions.mail import Letter
from petitions.outbox import Envelope, OutboxMessage
from petitions.post import capping, traffic, transport
from petitions.post.answers import Outcome, Postponed, Refused, ServerAway
from petitions.post.suspects import Suspects
from petitions.post.transport import Transport
from petitions.signatures import confirming
from petitions.signatures import mails as signature_mails
from petitions.updates import mailing
from petitions.updates import mails as update_mails
from petitions.updates.models import Mailing

log = logging.getLogger(__name__)

WRITERS: Mapping[str, Callable[[Envelope], Letter | None]] = (
    signature_mails.WRITERS
    | {confirming.THANKS: partial(signature_mails.write_thanks, invite=announcing.next_of)}
    | event_mails.writers(confirming.has_said_no)
    | account_mails.WRITERS
    | dossier_mails.WRITERS
    | update_mails.WRITERS
)
CAPPED: Mapping[str, int] = signature_mails.CAPPED | event_mails.CAPPED
"""Mails that anybody can cause by typing an address: each goes out while fewer such mails went to its mailbox that day."""
LEFT: Mapping[str, Callable[[OutboxMessage], Callable[[Session], None] | None]] = {
    **dict.fromkeys(CAPPED, capping.leave),
    mailing.MAIL: partial(sendings.left, Mailing, mailing.owe_again),
    notices.MAIL: partial(event_mails.left, has_said_no=confirming.has_said_no),
}
"""What follows when nobody wants a mail any more."""
BATCH = 20
"""Mails handed over before they are noted as done: as many at most go out twice when a worker is killed."""

BATCHES = 25
"""Batches over one connection, while there are full ones: mail servers do not like more."""

MARGIN = datetime.timedelta(seconds=10 * connecting.TIMEOUT + connecting.LOOKED_INTO)
"""What is left of a lease when no further mail is begun."""

AWAY = 4
"""Seconds until a mail server that was away is tried with one mail. Mail flows again within that time."""

NOTED = 0.2
"""Seconds after which mails are noted as done in the middle of a batch: where handing over is slow, few go out twice."""

TOLD = 5
"""Seconds between two moments at which a worker tells how many mails it has handed over."""


class Courier:
    """What one worker knows from round to round: what it has still to note, and how the mail server was."""

    def __init__(self, worker: str, stopping: threading.Event) -> None:
        self.worker, self.stopping = worker, stopping
        self.done: list[tuple[OutboxMessage, Callable[[Session], None] | None]] = []
        self.later: list[OutboxMessage] = []
        self.guilty: list[OutboxMessage] = []
        self.in_doubt: list[OutboxMessage] = []
        self.untried: list[OutboxMessage] = []
        self.suspects = Suspects()
        self.is_unsure = False
        self.away_until: float | None = None
        self.outcomes: Counter[Outcome] = Counter()
        self._told = self._noted = float("-inf")

    def deliver_some(self) -> int:
        """Hand over mails that are due. Returns how many were leased.

        Raises errors.Unavailable or one of database.FAILURES when the database is away; nothing is forgotten by that.
        """
        if self.away_until and time.monotonic() < self.away_until:
            return 0
        self._note()
        settings = storage.settings()
        leased = 0
        mailbox = storage.folder("mailbox")
        with transport.way_out(settings.mail_url, mailbox, self._note_meanwhile) as way:
            for _batch in range(BATCHES):
                batch = self._lease()
                leased += len(batch)
                try:
                    self._deliver(self._with_places(batch), way)
                finally:
                    self._note()
                if len(batch) < BATCH or self.away_until or self.stopping.is_set():
                    break
        return leased

    def end(self) -> None:
        """Note what has not been noted yet, and tell what has not been told. Raises as `deliver_some`."""
        self._told = float("-inf")
        self._note()

    def _lease(self) -> list[OutboxMessage]:
        self.is_unsure = True  # a commit whose answer is lost leaves mails leased that nobody knows of
        batch = outbox.lease(1, self.worker, self.suspects.ids) if self.away_until else []
        batch = batch or outbox.lease(1 if self.away_until else BATCH, self.worker)
        self.is_unsure = False
        return batch

    def _with_places(self, batch: list[OutboxMessage]) -> list[OutboxMessage]:
        """The mails of a batch that may go out today, as far as the cap is concerned; the others wait from now on."""
        asked = []
        for message in batch:
            if message.kind in CAPPED:
                with contextlib.suppress(keyring.SecretMissing, sealing.CannotOpen):  # noted when it is handed over
                    asked.append((message, outbox.unlock(message).recipient, CAPPED[message.kind]))
        try:
            held = capping.hold_back(asked)
        except (errors.Unavailable, *database.FAILURES):
            self.untried = batch
            database.give_up()
            raise
        return [message for message in batch if message.id not in held]

    def _note(self) -> None:
        """Note what became of the mails that were leased.

        What fails here is done before anything more is leased: or the same mails would go out round after round while
        the disk is full.
        """
        outbox.finish(self.done)
        self.done = []
        outbox.postpone(self.later)
        self.later = []
        outbox.postpone(self.guilty, outbox.PAUSES[:1])
        self.guilty = []
        outbox.postpone_in_doubt(self.in_doubt)
        self.in_doubt = []
        outbox.give_back(self.untried)
        self.untried = []
        if self.is_unsure:
            outbox.release(self.worker)
            self.is_unsure = False
        if self.outcomes and time.monotonic() - self._told > TOLD:
            traffic.note(self.outcomes)
            self.outcomes.clear()
            self._told = time.monotonic()
        self._noted = time.monotonic()

    def _note_meanwhile(self) -> None:
        """Note what has gone out while the mail server takes its time over a letter: a worker that dies then sends it again."""
        try:
            self._note()
        except (errors.Unavailable, *database.FAILURES):  # there is another time
            database.give_up()

    def _deliver(self, batch: list[OutboxMessage], way: Transport) -> None:
        last_moment = min((message.due_at for message in batch), default=clock.now()) - MARGIN
        for number, message in enumerate(batch):
            if self.stopping.is_set() or clock.now() > last_moment:
                # The mail server is slow: what is not sent yet goes back before another worker may take it.
                self.untried = batch[number:]
                return
            try:
                if time.monotonic() - self._noted > NOTED:
                    self._note()
                self._hand_over(message, way)
            except ServerAway as reason:
                self.outcomes[reason.outcome] += 1
                if reason.is_at_letter and not reason.is_in_doubt and self.suspects.is_guilty(message.id):
                    log.warning("mail %d postponed: the mail server breaks over it", message.id)
                    self.guilty.append(message)
                    continue
                log.warning("the mail server is away: %s", reason)
                self._wait(message, batch[number + 1 :], is_in_doubt=reason.is_in_doubt)
                return
            except (errors.Unavailable, *database.FAILURES):
                self.untried = batch[number:]
                database.give_up()
                raise
        self.away_until = None

    def _hand_over(self, message: OutboxMessage, way: Transport) -> None:
        letter = None
        try:
            way.open()  # before the rows are read: who withdraws while a server takes its time gets no mail
            letter = WRITERS[message.kind](outbox.unlock(message))
            # A slow mail server must not hold a look at the database: what is erased meanwhile could not be wiped.
            database.session().commit()
            if letter is not None:
                way.send(letter)
                self.outcomes[Outcome.SENT] += 1
                self.suspects.note_accepted(message.id)
            self.done.append((message, letter.accepted if letter else self._leave(message)))
        except Refused as refusal:
            log.warning("mail %d refused for good: %s, %s", message.id, refusal, refusal.outcome.value)
            self.outcomes[refusal.outcome] += 1
            self.done.append((message, letter.refused if letter else None))
        except Postponed as reason:
            is_ours = reason.outcome is Outcome.OURS
            log.log(logging.ERROR if is_ours else logging.INFO, "mail %d postponed: %s", message.id, reason)
            self.outcomes[reason.outcome] += 1
            self.later.append(message)
        except outbox.NotNow:
            log.info("mail %d postponed: it is held", message.id)
            self.later.append(message)
        except (keyring.SecretMissing, sealing.CannotOpen):
            # Another machine locked it under a secret of its own: whoever mends that before it is given up has lost nothing.
            log.error("mail %d postponed: it does not open; do all machines have the same KEYS_PATH?", message.id)
            self._put_off_broken(message)
        except (ServerAway, errors.Unavailable, *database.FAILURES):
            raise
        except Exception as failure:  # noqa: BLE001  # one mail that cannot be written must not hold up the others
            log.error("mail %d not written: %s", message.id, type(failure).__name__)
            database.give_up()
            self._put_off_broken(message)

    def _put_off_broken(self, message: OutboxMessage) -> None:
        self.outcomes[Outcome.BROKEN] += 1
        self.later.append(message)

    def _leave(self, message: OutboxMessage) -> Callable[[Session], None] | None:
        return LEFT[message.kind](message) if message.kind in LEFT else None

    def _wait(self, message: OutboxMessage, rest: list[OutboxMessage], *, is_in_doubt: bool) -> None:
        """Leave the mail server alone for a while.

        The next try is another mail's, whoever waits for it, in case it is this one that the server breaks over. If it may
        have been taken, its copies come with growing pauses.
        """
        self.away_until = time.monotonic() + AWAY
        self.in_doubt += [message] if is_in_doubt else []
        self.untried = rest if is_in_doubt else [*rest, message]

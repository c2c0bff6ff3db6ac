"""A real mail server on the loopback interface that keeps what it takes, and misbehaves when told to."""

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.product import free_port

HANG = "hang"
"""Never answer, until `MailServer.behave` is called or the test ends."""
CUT = "cut"
"""Drop the connection instead of answering; the message is not taken."""
LOSE_REPLY = "lose reply"
"""Take the message, then drop the connection before saying so."""


@dataclass(frozen=True)
class Delivery:
    """A message as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    at: float = field(default_factory=time.monotonic, compare=False)


class Listener(Controller):
    """What listens on the port, and knows who is on the line."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lines: list[SMTP] = []

    def factory(self) -> SMTP:
        line: SMTP = super().factory()
        self.lines.append(line)
        return line

    def cut(self) -> None:
        """Listen no more, and drop everybody who is on the line."""
        self.server.close()
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()


class MailServer:
    """An SMTP server in a thread. `deliveries` is what it took, in order; refused and lost ones are not in it."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self._answers: dict[str, list[str]] = {}
        self._mood: Callable[[str, str], str | None] | None = None
        self._released = threading.Event()
        self.port = free_port()
        self.come_back()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many there were since it came, or came back."""
        return len(self._listener.lines)

    def caller(self) -> str:
        """What the last one who connected calls itself."""
        return str(self._listener.lines[-1].session.host_name)

    def misbehave(self, stage: str, answer: str, *, times: int = 1_000_000) -> None:
        """Answer the next `times` commands of `stage` (MAIL, RCPT, DATA, QUIT) with `answer`.

        An answer is an SMTP reply such as "451 4.3.0 Try again later", or HANG, CUT or LOSE_REPLY.
        """
        self._answers[stage] = [answer] * times

    def be_moody(self, mood: Callable[[str, str], str | None]) -> None:
        """Ask `mood` at every stage what to answer to the recipient of the letter; None is what a mail server should."""
        self._mood = mood

    def behave(self) -> None:
        """Answer as a mail server should, from now on; whoever hangs is let go."""
        self._answers.clear()
        self._mood = None
        self._released.set()
        self._released = threading.Event()

    def reset(self) -> None:
        """As new: nothing received, nothing wrong."""
        self.behave()
        self.deliveries.clear()

    def go_away(self) -> None:
        """Answer nobody any more: connections are refused, those that stand are dropped."""
        self._listener.loop.call_soon_threadsafe(self._listener.cut)
        time.sleep(0.2)
        self._listener.stop()

    def come_back(self) -> None:
        """Answer again, on the same port."""
        self._listener = Listener(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self._listener.start()

    def close(self) -> None:
        self.behave()
        self._listener.stop()

    def to(self, address: str) -> list[EmailMessage]:
        """The messages taken for `address`."""
        return [delivery.message for delivery in self.deliveries if address in delivery.recipients]

    async def handle_MAIL(self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", server, "") or "250 OK"

    async def handle_RCPT(self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any) -> str:
        refusal = await self._answer("RCPT", server, address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self._chosen("DATA", envelope.rcpt_tos[0])
        if answer == LOSE_REPLY:
            self._keep(envelope)
        refusal = await self._give(answer, server)
        if refusal is None:
            self._keep(envelope)
        return refusal or "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:
        return await self._answer("QUIT", server, "") or "221 Bye"

    async def _answer(self, stage: str, server: SMTP, recipient: str) -> str | None:
        """The reply that was asked for at this stage, or None to go on as usual."""
        return await self._give(self._chosen(stage, recipient), server)

    def _chosen(self, stage: str, recipient: str) -> str | None:
        if waiting := self._answers.get(stage):
            return waiting.pop()
        return self._mood(stage, recipient) if self._mood else None

    async def _give(self, answer: str | None, server: SMTP) -> str | None:
        if answer == HANG:
            released = self._released
            while not released.is_set():
                await asyncio.sleep(0.02)
            return None
        if answer in (CUT, LOSE_REPLY):
            server.transport.abort()
            return "421 Closing"  # written to nobody
        return answer

    def _keep(self, envelope: Envelope) -> None:
        raw = envelope.original_content or b""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), message, raw))

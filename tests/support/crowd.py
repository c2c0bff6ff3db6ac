"""People who sign at the running product, all at once, and remember who thanked them and with what words they were refused."""

import http.client
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable

from tests.support import walk
from tests.support.mailserver import MailServer

PATIENCE = 30
"""Seconds after which a person closes the page."""

REFUSED = re.compile(r"nothing was stored|was not stored")
"""The words of a page that says no; the form that was sent must be on it."""


def form(email: str) -> dict[str, str]:
    """What a person types who signs at `email`."""
    return {"name": "Ana Kovač", "email": email, "country": "HR", "visibility": "counted", "consent": "y"}


def sign(url: str, email: str) -> tuple[int, str, str]:
    """Sign at the product at `url`: the status, the address of the page that came, and its text. Raises OSError if none came."""
    return _post(f"{url}/en/campaigns/{walk.CAMPAIGN}/sign", form(email))


def confirm(link: str) -> bool:
    """Press the button on the page behind `link`: whether the page of thanks came. Raises OSError if no page came."""
    status, address, page = _post(link, {"act": "confirm"})
    return status == 200 and "/confirm/" in address and 'value="confirm"' not in page


def is_thanked(address: str) -> bool:
    """Whether the page at `address` is the one that thanks a person and sends them to their mail."""
    return address.endswith("/check-your-mail")


def link_in(raw: bytes) -> str | None:
    """The link to confirm in a mail as it arrived."""
    found = re.search(rb"https?://[\w.:]+/confirm/[\w-]+", raw.replace(b"=\r\n", b"").replace(b"=\n", b""))
    return found[0].decode() if found else None


def eventually(is_so: Callable[[], bool], *, within: float) -> bool:
    """Whether it becomes so `within` seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()


class Crowd:
    """`clients` people at a time, each of whom signs with a new address as soon as the last page has come."""

    def __init__(self, url: str, name: str, *, clients: int, pause: float = 0.05) -> None:
        self.url, self.name, self.pause = url, name, pause
        self.thanked: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.unanswered = 0
        self.wordless: list[str] = []
        """Refusals that do not say that nothing was stored, or do not keep the form."""
        self.slowest = 0.0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._go_on, args=(client,)) for client in range(clients)]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _go_on(self, client: int) -> None:
        turn = 0
        while not self.stopping.wait(self.pause):
            turn += 1
            self._sign(f"{self.name}-{client}-{turn}@example.org")

    def _sign(self, email: str) -> None:
        began = time.monotonic()
        try:
            status, address, page = sign(self.url, email)
        except OSError:
            self.unanswered += 1
            return
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[status] += 1
        if is_thanked(address):
            self.thanked.add(email)  # also if the page itself cannot be had: it was stored before this address was sent
            if REFUSED.search(page):
                self.wordless.append(f"{status} {address}")
        elif not (status == 503 and REFUSED.search(page) and email in page):
            self.wordless.append(f"{status} {address}")


class Confirming(threading.Thread):
    """Reads the mails of every `nth` person who signed and presses the button in them, until it is told to stop."""

    def __init__(self, server: MailServer, *, nth: int) -> None:
        super().__init__()
        self.server, self.nth = server, nth
        self.thanked: set[str] = set()
        self.stopping = threading.Event()

    def __enter__(self) -> "Confirming":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self.join()

    def run(self) -> None:
        """Go through the mails as they come; a page that does not come is asked for again."""
        read = 0
        while not self.stopping.wait(0.02):
            for delivery in self.server.deliveries[read:]:
                read += 1
                link = link_in(delivery.raw)
                if link and read % self.nth == 0 and self._is_thanked(link):
                    self.thanked.update(delivery.recipients)

    def _is_thanked(self, link: str) -> bool:
        while not self.stopping.wait(0.02):
            try:
                return confirm(link)
            except OSError:
                continue
        return False


def _post(url: str, fields: dict[str, str]) -> tuple[int, str, str]:
    request = urllib.request.Request(url, data=urllib.parse.urlencode(fields).encode())
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, str(answer.url), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, str(refusal.url), refusal.read().decode()
    except http.client.HTTPException as broken:  # a page that ends in the middle
        raise ConnectionError(type(broken).__name__) from broken

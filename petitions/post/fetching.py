"""Fetching: what came back lies in a mailbox (IMAP, RFC 9051), and is gone from there when it was read: it names people."""

import imaplib
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from petitions.post.returning import LONGEST

TIMEOUT = 20
"""Seconds after which a silent server counts as gone."""
MOST = 200
"""Messages that are read at one go."""

FAILURES = (OSError, imaplib.IMAP4.error)
"""What the server, or the way to it, raises."""


def fetch(url: str, take: Callable[[bytes], bool]) -> int:
    """Hand each new message in the mailbox at `url` to `take`, and delete those that it takes; the others are marked as read.

    `url` is imaps://user:password@host:993/folder; imap:// only on this machine. Returns how many were taken. Raises FAILURES.
    """
    parts = urlsplit(url)
    with _connected(parts.scheme, parts.hostname or "localhost", parts.port) as client:
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _must(client.select(_quoted(unquote(parts.path.strip("/")) or "INBOX")))
        new = _must(client.uid("SEARCH", "UNSEEN"))[0].split()[:MOST]
        taken = [uid for uid in new if _is_taken(client, uid.decode(), take)]
        if taken:
            _must(client.expunge())
        client.close()
    return len(taken)


def _is_taken(client: imaplib.IMAP4, uid: str, take: Callable[[bytes], bool]) -> bool:
    answer = _must(client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)"))
    raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    is_taken = take(raw)
    _must(client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)" if is_taken else r"(\Seen)"))
    return is_taken


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=TIMEOUT)
    return imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)


def _must(answer: tuple[str, Any]) -> Any:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

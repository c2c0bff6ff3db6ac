"""Mails to many that differ in a few words: the MIME message is made once, and filled in for each reader.

To make it anew costs some milliseconds, most of them for parsing headers that are the same each time.
"""

import re
import secrets
import string
from collections.abc import Callable
from dataclasses import replace

from flask_mail import sanitize_address

from petitions.mail import Letter


def mark(length: int) -> str:
    """Letters that stand for a word of this `length` until it is filled in; no text that anybody wrote has them."""
    return "".join(secrets.choice(string.ascii_uppercase) for _ in range(length))


RECIPIENT = f"{mark(24)}@example.org"
MESSAGE_ID = f"<{mark(24)}@example.org>"
Follow = Callable[..., None] | None


class Serial:
    """A letter to many. Its readers' own word stands where `word` is in the letter: ASCII letters and digits, as many as that has.

    The letter's recipient is RECIPIENT, its Message-ID MESSAGE_ID.
    """

    def __init__(self, letter: Letter, word: str) -> None:
        self.letter, self.word = letter, word
        self._head, _blank, self._body = letter.as_bytes().partition(b"\r\n\r\n")
        # Quoted-printable text may have a line's end anywhere in a word.
        signs = b"(?:=\r\n)?".join(re.escape(sign.encode()) for sign in word)
        self._parts = re.split(b"(" + signs + b")", self._body)

    def to(
        self, recipient: str, message_id: str, word: str, *, accepted: Follow = None, refused: Follow = None
    ) -> Letter:
        """The letter to one reader, and what follows when the mail server has `accepted` or `refused` it."""
        head = self._head.replace(RECIPIENT.encode(), _address(recipient))
        head = head.replace(MESSAGE_ID.encode(), message_id.encode()).replace(self.word.encode(), word.encode())
        body = b"".join(_filled(part, word) if number % 2 else part for number, part in enumerate(self._parts))
        url = self.letter.unsubscribe_url
        return replace(
            self.letter,
            recipient=recipient,
            message_id=message_id,
            text=self.letter.text.replace(self.word, word),
            html=self.letter.html.replace(self.word, word),
            unsubscribe_url=url.replace(self.word, word) if url else None,
            written=head + b"\r\n\r\n" + body,
            accepted=accepted,
            refused=refused,
        )


def _address(recipient: str) -> bytes:
    return recipient.encode() if recipient.isascii() else sanitize_address(recipient, "utf-8").encode()


def _filled(part: bytes, word: str) -> bytes:
    """`word` with the end of a line where `part` has one."""
    before, broken, _after = part.partition(b"=\r\n")
    return word[: len(before)].encode() + broken + word[len(before) :].encode()

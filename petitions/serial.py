"""Mails to many that differ in a few words: the MIME message is made once, and filled in for each reader.

To make it anew costs some milliseconds, most of them for parsing headers that are the same each time.
"""

import re
import secrets
import string
from collections.abc import Callable, Sequence
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
    """A letter to many. Its readers' own words stand where `marks` are in the letter: ASCII letters and digits, as many as those
    have, with a blank where those have one.

    The letter's recipient is RECIPIENT, its Message-ID MESSAGE_ID.
    """

    def __init__(self, letter: Letter, *marks: str) -> None:
        self.letter, self._marks = letter, marks
        self._head, _blank, self._body = letter.as_bytes().partition(b"\r\n\r\n")
        found = re.split(b"(" + b"|".join(map(_pattern, marks)) + b")", self._body)
        places = {mark.encode(): place for place, mark in enumerate(marks)}
        self._parts = [(part, places[_bare(part)] if number % 2 else None) for number, part in enumerate(found)]

    def to(
        self, recipient: str, message_id: str, *words: str, accepted: Follow = None, refused: Follow = None
    ) -> Letter:
        """The letter to one reader, and what follows when the mail server has `accepted` or `refused` it."""
        head = self._head.replace(RECIPIENT.encode(), _address(recipient)).replace(
            MESSAGE_ID.encode(), message_id.encode()
        )
        for mark, word in zip(self._marks, words, strict=True):
            head = head.replace(mark.encode(), word.encode())
        body = b"".join(part if place is None else _filled(part, words[place]) for part, place in self._parts)
        url = self.letter.unsubscribe_url
        return replace(
            self.letter,
            recipient=recipient,
            message_id=message_id,
            text=self._read(self.letter.text, words),
            html=self._read(self.letter.html, words),
            unsubscribe_url=self._read(url, words) if url else None,
            written=head + b"\r\n\r\n" + body,
            accepted=accepted,
            refused=refused,
        )

    def _read(self, text: str, words: Sequence[str]) -> str:
        for mark, word in zip(self._marks, words, strict=True):
            text = text.replace(mark, word)
        return text


def _address(recipient: str) -> bytes:
    return recipient.encode() if recipient.isascii() else sanitize_address(recipient, "utf-8").encode()


def _pattern(mark: str) -> bytes:
    """What finds `mark` in quoted-printable text, which may have a line's end anywhere in it."""
    return rb"(?:=\r\n)?".join(_BLANK if sign == " " else re.escape(sign.encode()) for sign in mark)


def _bare(part: bytes) -> bytes:
    return re.sub(_BLANK, b" ", part.replace(b"=\r\n", b""))


def _filled(part: bytes, word: str) -> bytes:
    """`word` with the ends of lines, and the blank, that `part` has."""
    signs = iter(word.encode())
    kept: list[bytes] = []
    for piece in _PIECES.findall(part):
        if piece == b"=\r\n":
            kept.append(piece)
        else:
            sign = next(signs)
            kept.append(piece if sign == _SPACE else bytes([sign]))
    return b"".join(kept)


_BLANK = rb"(?:=20| )"
_PIECES = re.compile(rb"=\r\n|=20|[^=]")
_SPACE = ord(" ")

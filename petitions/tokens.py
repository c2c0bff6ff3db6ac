"""Tokens: the random words in links. Only their digests are stored, so a copy of the database opens no link."""

import hashlib
import re
import secrets
import unicodedata

# No letter that is mistaken for a digit, no sign that a mail program cuts off the end of a link.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 27
"""27 of 30 signs: 132 random bits."""

SHAPE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


CODE_LENGTH = 6
"""29 random bits: enough for what can be tried five times."""


def new() -> str:
    """A fresh token."""
    return _written(secrets.randbelow(len(ALPHABET) ** LENGTH), LENGTH)


def derived(key: bytes) -> str:
    """The token that belongs to a secret `key` of 32 bytes: always the same one."""
    return _written(int.from_bytes(key) % len(ALPHABET) ** LENGTH, LENGTH)


def new_code() -> str:
    """A fresh code, to be typed from a mail."""
    return _written(secrets.randbelow(len(ALPHABET) ** CODE_LENGTH), CODE_LENGTH)


def tidy_code(typed: str) -> str:
    """The code as it was made, of one that was typed in capitals, with blanks, in wide signs or in digits of another script."""
    signs = (str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", typed).lower())
    return "".join(sign for sign in signs if sign in ALPHABET)


def _written(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def digest(token: str) -> bytes:
    """What is stored of a token: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def has_shape(token: str) -> bool:
    """Whether `token` can be one of ours at all."""
    return SHAPE.fullmatch(token) is not None

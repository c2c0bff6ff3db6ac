"""Files that are encrypted while they are written: names on their way to an organiser never lie in clear on a disk.

A file is a random salt and then chunks, each encrypted by AES-256-GCM under HKDF(key, salt). The nonce of a chunk is its number
and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): chunks that are
changed, left out, swapped or cut off do not open.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from petitions import sealing

CHUNK = 64 * 1024
_SALT = 32
_TAG = 16


class Writer:
    """Takes what is written and passes it on to `out` encrypted; nothing is whole before `close`."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        self._out = out
        salt = os.urandom(_SALT)
        self._cipher = _cipher(key, salt)
        self._waiting = bytearray()
        self._number = 0
        self._digest = hashlib.sha256()
        self.size = 0
        """Bytes that were written, as they will be read."""
        out.write(salt)

    def write(self, data: bytes) -> int:
        """Add `data`; return its length."""
        self._waiting += data
        self._digest.update(data)
        self.size += len(data)
        while len(self._waiting) > CHUNK:  # the last chunk, whole or not, is marked as the last
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing: what a chunk still waits for is encrypted with it."""

    def close(self) -> None:
        """Write the last chunk. `out` stays open."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    @property
    def sha256(self) -> str:
        """The checksum of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    @property
    def stream(self) -> BinaryIO:
        """This writer for those who want a file and only write to it."""
        return cast("BinaryIO", self)

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, None))
        self._number += 1


def read(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """What was written, chunk by chunk. Raises sealing.CannotOpen where the file is not what was written with this key."""
    cipher = _cipher(key, file.read(_SALT))
    number, chunk = 0, file.read(CHUNK + _TAG)
    while True:
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), chunk, None)
        except InvalidTag:
            raise sealing.CannotOpen from None
        if not following:
            return
        number, chunk = number + 1, following


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=b"calls for action file").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])

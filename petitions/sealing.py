"""Sealing: content that its House and its writer can open, and nobody who merely holds the disk.

The content is encrypted under HKDF(random row key ‖ list secret); the row key is wrapped by HPKE (RFC 9180) to the House's
public key and by AEAD under the writer's token. Destroying the list secret therefore closes every copy of every row.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from petitions import errors

VERSION = b"\x01"
AGAIN = b"\x02"
"""The version of content that took the place of other content: its key is derived with a salt, which stands before it."""
SALT = 16
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# A key that encrypts exactly one message needs no random nonce.
ONCE = bytes(12)
SIZES = (512, 1024, 2048, 4096, 8192)
"""Lengths, in bytes, to which content is padded: a long name is not told from a short one."""


class CannotOpen(errors.Refusal):
    """The key does not fit, or what was sealed has been changed."""


@dataclass(frozen=True)
class Sealed:
    """Sealed content with the two wraps of its row key."""

    content: bytes
    house_wrap: bytes
    token_wrap: bytes


def seal(content: Mapping[str, Any], *, secret: bytes, public_key: bytes, token: str, context: str) -> Sealed:
    """Seal `content` (anything JSON can hold) for a House and for the holder of `token`.

    `secret` is the list's own (32 bytes), `public_key` a raw X25519 key (32 bytes); `context` names what is sealed, and
    must be the same when it is opened: a row moved elsewhere does not open.
    """
    row_key = os.urandom(32)
    bound = VERSION + context.encode()
    return Sealed(
        content=VERSION + AESGCM(_derive(row_key + secret, b"content")).encrypt(ONCE, _pad(_dump(content)), bound),
        house_wrap=VERSION + SUITE.encrypt(row_key, X25519PublicKey.from_public_bytes(public_key), info=bound),
        token_wrap=VERSION + AESGCM(_derive(token.encode(), b"token")).encrypt(ONCE, row_key, bound),
    )


def open_with_token(sealed: Sealed, *, secret: bytes, token: str, context: str) -> dict[str, Any]:
    """What was sealed, for the holder of the token. Raises CannotOpen."""
    bound = VERSION + context.encode()
    return _open(sealed.content, _unwrap_with_token(sealed, token, bound), secret, bound)


def open_with_house_key(
    sealed: Sealed, *, secret: bytes, private_key: X25519PrivateKey, context: str
) -> dict[str, Any]:
    """What was sealed, for the House. Raises CannotOpen."""
    bound = VERSION + context.encode()
    return _open(sealed.content, _unwrap(sealed, private_key, bound), secret, bound)


def open_and_derive(
    sealed: Sealed, *, secret: bytes, private_key: X25519PrivateKey, context: str, purpose: str
) -> tuple[dict[str, Any], bytes]:
    """What was sealed, for the House, and a secret of this row for `purpose` (32 bytes), always the same one.

    Only whoever can open the row can derive it. Raises CannotOpen.
    """
    bound = VERSION + context.encode()
    row_key = _unwrap(sealed, private_key, bound)
    return _open(sealed.content, row_key, secret, bound), _derive(row_key + secret, b"derived " + purpose.encode())


def reseal(
    content: Mapping[str, Any], sealed: Sealed, *, secret: bytes, private_key: X25519PrivateKey, context: str
) -> bytes:
    """New content for the place of `sealed.content`: both wraps stay, and open it. Raises CannotOpen."""
    bound = VERSION + context.encode()
    return _seal_again(content, _unwrap(sealed, private_key, bound), secret, bound)


def reseal_with_token(content: Mapping[str, Any], sealed: Sealed, *, secret: bytes, token: str, context: str) -> bytes:
    """The same, for the holder of the token. Raises CannotOpen."""
    bound = VERSION + context.encode()
    return _seal_again(content, _unwrap_with_token(sealed, token, bound), secret, bound)


def lock(content: Mapping[str, Any], *, secret: bytes, context: str) -> bytes:
    """Encrypt `content` under a secret that seals many: what is on its way and read again by ourselves."""
    nonce = os.urandom(12)
    bound = VERSION + context.encode()
    return VERSION + nonce + AESGCM(_derive(secret, b"lock")).encrypt(nonce, _pad(_dump(content)), bound)


def unlock(locked: bytes, *, secret: bytes, context: str) -> dict[str, Any]:
    """The reverse of `lock`. Raises CannotOpen."""
    body = _body(locked)
    try:
        padded = AESGCM(_derive(secret, b"lock")).decrypt(body[:12], body[12:], VERSION + context.encode())
    except InvalidTag:
        raise CannotOpen from None
    return _load(padded)


def seal_to(content: Mapping[str, Any], *, public_key: bytes, context: str) -> bytes:
    """Seal `content` so that only the private half of `public_key` (raw X25519, 32 bytes) opens it."""
    receiver = X25519PublicKey.from_public_bytes(public_key)
    return VERSION + SUITE.encrypt(_pad(_dump(content)), receiver, info=VERSION + context.encode())


def open_sealed(sealed: bytes, *, private_key: X25519PrivateKey, context: str) -> dict[str, Any]:
    """The reverse of `seal_to`. Raises CannotOpen."""
    try:
        return _load(SUITE.decrypt(_body(sealed), private_key, info=VERSION + context.encode()))
    except InvalidTag:
        raise CannotOpen from None


def mark(text: str, *, secret: bytes, purpose: str) -> bytes:
    """A keyed mark of `text` (HMAC-SHA256, 32 bytes): equal for equal texts, and not to be guessed without the secret."""
    mac = HMAC(_derive(secret, b"mark " + purpose.encode()), hashes.SHA256())
    mac.update(text.encode())
    return mac.finalize()


def _derive(material: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"calls for action " + purpose).derive(material)


def _unwrap(sealed: Sealed, private_key: X25519PrivateKey, bound: bytes) -> bytes:
    try:
        return SUITE.decrypt(_body(sealed.house_wrap), private_key, info=bound)
    except InvalidTag:
        raise CannotOpen from None


def _unwrap_with_token(sealed: Sealed, token: str, bound: bytes) -> bytes:
    try:
        return AESGCM(_derive(token.encode(), b"token")).decrypt(ONCE, _body(sealed.token_wrap), bound)
    except InvalidTag:
        raise CannotOpen from None


def _seal_again(content: Mapping[str, Any], row_key: bytes, secret: bytes, bound: bytes) -> bytes:
    """The row key has encrypted once already: a fresh salt makes another key of it."""
    salt = os.urandom(SALT)
    key = _derive(row_key + secret, b"content again " + salt)
    return AGAIN + salt + AESGCM(key).encrypt(ONCE, _pad(_dump(content)), bound)


def _open(content: bytes, row_key: bytes, secret: bytes, bound: bytes) -> dict[str, Any]:
    purpose, body = b"content", content[1:]
    if content[:1] == AGAIN:
        purpose, body = b"content again " + body[:SALT], body[SALT:]
    elif content[:1] != VERSION:
        raise CannotOpen
    try:
        return _load(AESGCM(_derive(row_key + secret, purpose)).decrypt(ONCE, body, bound))
    except InvalidTag:
        raise CannotOpen from None


def _body(sealed: bytes) -> bytes:
    if sealed[:1] != VERSION:
        raise CannotOpen
    return sealed[1:]


def _dump(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _load(padded: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(padded.decode())
    return loaded


def _pad(plain: bytes) -> bytes:
    size = next((size for size in SIZES if len(plain) <= size), len(plain))
    return plain.ljust(size)  # white space behind JSON is not content

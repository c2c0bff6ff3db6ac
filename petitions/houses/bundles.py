"""Private keys as they travel, sealed: to a browser that has unlocked, and to a process that does a job."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

PrivateKeys = Mapping[int, X25519PrivateKey]
"""Private keys of a House by the ids of its key pairs."""


def packed(private_keys: PrivateKeys) -> dict[str, str]:
    """Private keys as something that can be sealed."""
    return {str(key_id): key.private_bytes_raw().hex() for key_id, key in private_keys.items()}


def unpacked(bundle: Mapping[str, str]) -> dict[int, X25519PrivateKey]:
    """The reverse of `packed`."""
    return {int(key_id): X25519PrivateKey.from_private_bytes(bytes.fromhex(raw)) for key_id, raw in bundle.items()}

"""Fingerprints: a public key as digits that two people compare over the telephone, in whatever language they speak."""

import hashlib

GROUPS = 6
DIGITS = 5


def of(public_key: bytes) -> str:
    """Six groups of five digits: 99 of the 256 bits of the key's SHA-256."""
    number = int.from_bytes(hashlib.sha256(public_key).digest()) % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}}"
    return " ".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))

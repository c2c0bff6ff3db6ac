"""Private keys as they travel, sealed: to a browser that has unlocked, and to a process that does a job."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import InstrumentedAttribute, Session

from petitions.houses import queries

PrivateKeys = Mapping[int, X25519PrivateKey]
"""Private keys of a House by the ids of its key pairs."""


class Opened(dict[int, X25519PrivateKey]):
    """Private keys, and the rows by which they were opened: who takes the right to them away deletes these.

    They are known by what is `unique` in them, as SQLite gives the ids of deleted rows again.
    """

    def __init__(
        self, private_keys: PrivateKeys, house_id: int, unique: InstrumentedAttribute[bytes], of_rows: Iterable[bytes]
    ) -> None:
        super().__init__(private_keys)
        self.house_id, self.unique, self.of_rows = house_id, unique, frozenset(of_rows)


def stand(session: Session, private_keys: PrivateKeys) -> bool:
    """Whether what opened these keys is still there. Who takes it away waits for the transaction of `session` to end, and finds
    what it has made of them.
    """
    if not isinstance(private_keys, Opened):
        return True
    queries.take_turn(session, private_keys.house_id)
    left = sa.select(sa.func.count()).where(private_keys.unique.in_(private_keys.of_rows))
    return session.scalar(left) == len(private_keys.of_rows)


def packed(private_keys: PrivateKeys) -> dict[str, str]:
    """Private keys as something that can be sealed."""
    return {str(key_id): key.private_bytes_raw().hex() for key_id, key in private_keys.items()}


def unpacked(bundle: Mapping[str, str]) -> dict[int, X25519PrivateKey]:
    """The reverse of `packed`."""
    return {int(key_id): X25519PrivateKey.from_private_bytes(bytes.fromhex(raw)) for key_id, raw in bundle.items()}

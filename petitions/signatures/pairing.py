"""Pairing: who does not press links in mails types the code of the mail instead, beside the address that they signed with.

A code leads to where the link leads, and no further: a button there confirms. It works while the secret of the day on which it was
made is there, a day at least.
"""

import datetime
import hmac
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from petitions import addresses, clock, database, errors, keyring, outbox, sealing, tokens
from petitions.database import Base
from petitions.keyring import DaySecret
from petitions.signatures import content as contents
from petitions.signatures.models import Signature, State

TRIES = 5
"""How often a day wrong codes may be typed for one address and campaign."""


class CodeTry(Base):
    """How often a wrong code was typed beside an address, signatory's or not.

    Not in the row of the signature: to write there takes longer than to find no row.
    """

    __tablename__ = "code_try"

    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(primary_key=True)
    """Of address and campaign, under the secret of the outbox of the day."""
    tries: Mapped[int]


_TRIES = database.table(CodeTry)
_TABLE = database.table(Signature)
_WAITING = sa.select(_TABLE.c.code_mark, _TABLE.c.code_locked, _TABLE.c.day).where(
    _TABLE.c.campaign_id == sa.bindparam("campaign"),
    _TABLE.c.tag == sa.bindparam("mailbox"),
    _TABLE.c.state == State.PENDING,
)


_NOT_COUNTED = (
    sa.update(_TRIES)
    .where(_TRIES.c.day == sa.bindparam("then"), _TRIES.c.mark == sa.bindparam("whose"))
    .values(tries=_TRIES.c.tries - 1)
)


class _Tried(NamedTuple):
    """A row of tries."""

    day: datetime.date
    mark: bytes
    tries: int


class WrongCode(errors.Refusal):
    """No signature that waits at this address has this code; or it was tried too often, or is too old. Nobody learns which."""


def columns(tag: bytes, code: str, *, token: str, secret: bytes, today: DaySecret) -> dict[str, object]:
    """What a new signature keeps of its `code`: a mark under the list's secret, and the token under that of its day."""
    return {
        "code_mark": _mark(tag, code, secret),
        "code_locked": sealing.lock({"token": token}, secret=today.secret, context="code"),
        "day": today.day,
    }


def find(campaign_id: int, address: str, typed: str) -> str:
    """The token to which the code `typed` leads. The same work is done whoever has signed, or nobody.

    Raises WrongCode; keyring.SecretMissing or errors.Unavailable if nothing can be looked up.
    """
    secret = contents.secret(campaign_id)
    tag = contents.tag(address, secret)
    mark = _mark(tag, tokens.tidy_code(typed), secret)
    with database.action() as session:
        tried = _count(session, campaign_id, address)
        waiting = session.connection().execute(_WAITING, {"campaign": campaign_id, "mailbox": tag}).all()
        fitting = [row for row in waiting if row.code_mark is not None and hmac.compare_digest(row.code_mark, mark)]
        is_right = bool(fitting) and tried.tries <= TRIES
        if is_right:
            session.connection().execute(_NOT_COUNTED, {"then": tried.day, "whose": tried.mark})
    if not is_right:
        raise WrongCode
    return _token(fitting[0].code_locked, f"{outbox.KEY}{fitting[0].day}")


def forget() -> None:
    """Forget how often codes were typed on days that are over."""
    with database.action() as session:
        session.execute(sa.delete(CodeTry).where(CodeTry.day < clock.today()))


def _count(session: Session, campaign_id: int, address: str) -> _Tried:
    """Count a try, before anybody knows whether it is a wrong one."""
    day, secret = outbox.secret_of_today()
    mark = sealing.mark(f"{campaign_id} {addresses.canonical(address)}", secret=secret, purpose="code try")
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(_TRIES) if is_postgresql else sqlite.insert(_TRIES)
    first, once_more = {"day": day, "mark": mark, "tries": 1}, {"tries": _TRIES.c.tries + 1}
    counted = insert.values(first).on_conflict_do_update(index_elements=["day", "mark"], set_=once_more)
    return _Tried(day, mark, session.connection().execute(counted.returning(_TRIES.c.tries)).scalar_one())


def _token(locked: bytes, key: str) -> str:
    try:
        return str(sealing.unlock(locked, secret=keyring.current().secret(key), context="code")["token"])
    except (keyring.SecretMissing, sealing.CannotOpen):
        raise WrongCode from None


def _mark(tag: bytes, code: str, secret: bytes) -> bytes:
    return sealing.mark(f"{tag.hex()} {code}", secret=secret, purpose="code")

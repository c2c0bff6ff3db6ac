"""Pairing: who does not press links in mails types the code of the mail instead, beside the address that they signed with.

A code leads to where the link leads, and no further: a button there confirms. It works while the secret of the day on which it was
made is there, a day at least.
"""

import hmac

import sqlalchemy as sa

from petitions import clock, database, errors, keyring, outbox, sealing, tokens
from petitions.signatures import content as contents
from petitions.signatures.models import Signature, State

TRIES = 5
"""How often a code may be typed for one signature, rightly or wrongly."""

BEAT = "codes"
"""Each try is noted under this name, so that a try for nobody writes to the disk, too, and takes as long."""

_TABLE = database.table(Signature)
_TRY = (
    sa.update(_TABLE)
    .where(
        _TABLE.c.campaign_id == sa.bindparam("campaign"),
        _TABLE.c.tag == sa.bindparam("mailbox"),
        _TABLE.c.state == State.PENDING,
        _TABLE.c.code_tries < TRIES,
    )
    .values(code_tries=_TABLE.c.code_tries + 1)
    .returning(_TABLE.c.code_mark, _TABLE.c.code_locked, _TABLE.c.day)
)


class WrongCode(errors.Refusal):
    """No signature that waits at this address has this code; or it was tried too often, or is too old. Nobody learns which."""


def columns(tag: bytes, code: str, token: str, secret: bytes) -> dict[str, object]:
    """What a new signature keeps of its `code`: a mark under the list's secret, and the token under that of the day."""
    day_secret = keyring.current().ensure(f"{outbox.KEY}{clock.today()}")
    return {
        "code_mark": _mark(tag, code, secret),
        "code_locked": sealing.lock({"token": token}, secret=day_secret, context="code"),
    }


def find(campaign_id: int, address: str, typed: str) -> str:
    """The token to which the code `typed` leads. The same work is done whoever has signed, or nobody.

    Raises WrongCode; keyring.SecretMissing or errors.Unavailable if nothing can be looked up.
    """
    secret = contents.secret(campaign_id)
    tag = contents.tag(address, secret)
    mark = _mark(tag, tokens.tidy_code(typed), secret)
    with database.action() as session:
        tried = session.connection().execute(_TRY, {"campaign": campaign_id, "mailbox": tag}).all()
        session.merge(database.Heartbeat(name=BEAT, at=clock.now()))
    for row in tried:
        if row.code_mark is not None and hmac.compare_digest(row.code_mark, mark):
            return _token(row.code_locked, f"{outbox.KEY}{row.day}")
    raise WrongCode


def _token(locked: bytes, key: str) -> str:
    try:
        return str(sealing.unlock(locked, secret=keyring.current().secret(key), context="code")["token"])
    except (keyring.SecretMissing, sealing.CannotOpen):
        raise WrongCode from None


def _mark(tag: bytes, code: str, secret: bytes) -> bytes:
    return sealing.mark(f"{tag.hex()} {code}", secret=secret, purpose="code")

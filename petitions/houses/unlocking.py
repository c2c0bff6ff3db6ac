"""Unlocking: a House's private keys for 15 minutes, open to one browser alone.

The server keeps them encrypted under a secret that lives in the organiser's cookie. A copy of the disk opens nothing.
"""

import datetime
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors, sealing, tokens
from petitions.houses import bundles, certifying, keys, recovery
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import Unlock
from petitions.houses.passphrases import WrongPassphrase

MINUTES = 15


class Locked(errors.Refusal):
    """The names of this House are not unlocked in this browser."""


class NotGiven(errors.Refusal):
    """The passphrase is right, but its owner was not given the right to read the names of this House."""


@dataclass(frozen=True)
class Padlock:
    """What stands open in a browser, and until when."""

    house_id: int
    expires_at: datetime.datetime


def keys_for(house_id: int, organiser_id: int, passphrase: str) -> PrivateKeys:
    """Every key of a House that a passphrase opens: the organiser's own, or else one made on the command line.

    Slow: a tenth of a second. Raises WrongPassphrase, NotGiven.
    """
    try:
        private_keys = keys.opened_by_reader(house_id, organiser_id, passphrase)
    except WrongPassphrase:
        private_keys = keys.opened_by_passphrase(house_id, passphrase)
        if not private_keys:
            raise
    if not private_keys:
        raise NotGiven
    return private_keys


def unlock(session: Session, house_id: int, organiser_id: int, private_keys: PrivateKeys) -> str:
    """Keep the keys open for one browser and return the secret for its cookie; what was open elsewhere is locked.

    Raises NotGiven, if the right to them was taken away while they were opened.
    """
    if not bundles.stand(session, private_keys):
        raise NotGiven
    token = tokens.new()
    lock(session, organiser_id)
    content, context = bundles.packed(private_keys), _context(house_id, organiser_id)
    session.add(
        Unlock(
            digest=tokens.digest(token),
            organiser_id=organiser_id,
            house_id=house_id,
            expires_at=clock.now() + datetime.timedelta(minutes=MINUTES),
            locked=sealing.lock(content, secret=token.encode(), context=context),
        )
    )
    recovery.complete(session, private_keys)
    certifying.renew(session, house_id, private_keys)
    return token


def opened(token: str | None, house_id: int, organiser_id: int) -> PrivateKeys:
    """The private keys that are open in the browser whose cookie holds `token`, by the ids of the key pairs.

    Raises Locked, also when the right to read names was taken away meanwhile.
    """
    row = _find(token, organiser_id)
    if row is None or token is None or row.house_id != house_id:
        raise Locked
    try:
        bundle = sealing.unlock(row.locked, secret=token.encode(), context=_context(house_id, organiser_id))
    except sealing.CannotOpen:
        raise Locked from None
    return bundles.Opened(bundles.unpacked(bundle), house_id, Unlock.digest, [row.digest])


def padlock(token: str | None, organiser_id: int) -> Padlock | None:
    """What is open in the browser whose cookie holds `token`, or None."""
    row = _find(token, organiser_id)
    return Padlock(row.house_id, row.expires_at) if row else None


def lock(session: Session, organiser_id: int) -> None:
    """Lock whatever is open to an organiser, in every browser."""
    session.execute(sa.delete(Unlock).where(Unlock.organiser_id == organiser_id), execution_options=database.BLIND)


def lock_house(session: Session, house_id: int) -> None:
    """Lock a House for everybody: whoever unlocks again opens the key that it has got meanwhile, too."""
    session.execute(sa.delete(Unlock).where(Unlock.house_id == house_id), execution_options=database.BLIND)


def expire() -> int:
    """Delete what has had its minutes. Returns how many."""
    overdue = Unlock.expires_at <= clock.now()
    if not database.session().scalar(sa.select(sa.exists().where(overdue))):
        return 0
    with database.action() as session:
        gone = session.execute(
            sa.delete(Unlock).where(overdue).returning(Unlock.id), execution_options=database.BLIND
        ).all()
    return len(gone)


def _find(token: str | None, organiser_id: int) -> Unlock | None:
    if token is None or not tokens.has_shape(token):
        return None
    row = database.session().scalar(sa.select(Unlock).where(Unlock.digest == tokens.digest(token)))
    if row is None or row.organiser_id != organiser_id or row.expires_at <= clock.now():
        return None
    return row


def _context(house_id: int, organiser_id: int) -> str:
    return f"unlock {house_id} {organiser_id}"

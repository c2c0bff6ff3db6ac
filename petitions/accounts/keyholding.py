"""Who holds the keys of a House: what is done with them, and the line in the log that says so."""

import enum
from collections.abc import Iterable

from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.accounts import audit, mails, queries
from petitions.accounts.models import Membership, Organiser
from petitions.accounts.rights import RIGHTS, Right
from petitions.houses import bundles, certifying, fingerprints, holding, keys, reading, recovery, unlocking
from petitions.houses import queries as houses
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import House
from petitions.houses.passphrases import WrongPassphrase
from petitions.pdf.certificates import Certificate


class What(enum.Enum):
    """What the audit log says of keys."""

    PASSPHRASE_MADE = "passphrase made"
    KEY_MADE = "key made"
    NAMES_GIVEN = "right to read names given"
    NAMES_TAKEN = "right to read names taken"
    UNLOCKED = "names unlocked"
    WRONG_PASSPHRASE = "wrong passphrase at an unlock"
    NOT_GIVEN = "unlock without the right to read names"
    RECOVERY_KEY_MADE = "recovery key made"
    RECOVERED = "names recovered"
    WRONG_RECOVERY_KEY = "wrong recovery key"
    CERTIFICATE_KEPT = "certificate kept"
    CERTIFICATE_REMOVED = "certificate removed"


def prove(organiser: Organiser, typed: str) -> None:
    """Let the new passphrase of an organiser count, now that it was typed back; its owner has word of it by mail.

    Raises WrongPassphrase.
    """
    key = reading.proved(organiser.id, typed)
    with database.action() as session:
        reading.count(session, key)
        audit.note_account(session, What.PASSPHRASE_MADE, organiser, by=organiser.id)
        mails.owe_word_of(session, organiser, "passphrase")


def make_key(house_id: int, *, by: int) -> None:
    """Give a House a new key pair, and lock it for everybody; see keys.make. Raises reading.NoReadingKey."""
    with database.action() as session:
        key = keys.make(session, house_id, by)
        unlocking.lock_house(session, house_id)
        audit.note(session, What.KEY_MADE, organiser_id=by, house_id=house_id, thing=f"key {key.id}")


def create_key(house_id: int, holder: str) -> str:
    """Give a House a new key pair, from the command line, and return the passphrase of `holder`; see keys.keep."""
    new = keys.fresh(holder)
    with database.action() as session:
        key = keys.keep(session, house_id, new)
        unlocking.lock_house(session, house_id)
        audit.note(session, What.KEY_MADE, organiser_id=None, house_id=house_id, thing=f"key {key.id}")
    return new.passphrase


class NotCompared(errors.Refusal):
    """Another passphrase counts than the one whose digits were compared."""


def give(member: Membership, private_keys: PrivateKeys, *, compared: str | None = None, by: int) -> None:
    """Let a member read the names that are open to whoever gives, and has `compared` these digits of theirs with them.

    Raises reading.NoReadingKey; NotCompared; queries.NoSuchMember if they have left meanwhile, or are something that reads no
    names; unlocking.Locked if the right to the keys was taken from whoever gives.
    """
    with database.action() as session:
        houses.take_turn(session, member.house_id)  # nobody is removed or made something else before this is stored
        if not bundles.stand(session, private_keys):
            raise unlocking.Locked
        if Right.NAMES not in RIGHTS[queries.member(member.house_id, member.id).role]:
            raise queries.NoSuchMember
        if compared is not None and compared != fingerprints.of(reading.of(member.organiser_id).public_key):
            raise NotCompared
        holding.give(session, member.house_id, member.organiser_id, private_keys)
        thing = f"organiser {member.organiser_id}"
        audit.note(session, What.NAMES_GIVEN, organiser_id=by, house_id=member.house_id, thing=thing)


def take(house_id: int, organiser_id: int, *, by: int) -> None:
    """Take that right from an organiser. Raises holding.LastHolder."""
    with database.action() as session:
        holding.take(session, house_id, organiser_id)
        thing = f"organiser {organiser_id}"
        audit.note(session, What.NAMES_TAKEN, organiser_id=by, house_id=house_id, thing=thing)


def take_passphrase(house_id: int, label: str, *, by: int) -> None:
    """Let a passphrase of the command line open nothing more. Raises holding.LastHolder."""
    with database.action() as session:
        holding.take_passphrase(session, house_id, label)
        unlocking.lock_house(session, house_id)  # who has opened the names by it is not known
        thing = "passphrase of the command line"
        audit.note(session, What.NAMES_TAKEN, organiser_id=by, house_id=house_id, thing=thing)


def keep_certificate(house_id: int, certificate: Certificate, *, by: int) -> None:
    """Keep the certificate with which a House signs. Raises keys.NoHouseKey."""
    with database.action() as session:
        certifying.keep(session, house_id, certificate)
        thing = f"house {house_id}"
        audit.note(session, What.CERTIFICATE_KEPT, organiser_id=by, house_id=house_id, thing=thing)


def remove_certificate(house_id: int, *, by: int) -> None:
    """Take away the certificate of a House. Harmless if it has none."""
    with database.action() as session:
        if certifying.remove(session, house_id):
            thing = f"house {house_id}"
            audit.note(session, What.CERTIFICATE_REMOVED, organiser_id=by, house_id=house_id, thing=thing)


def make_recovery_key() -> str:
    """Give the network a new recovery key, from the command line; see recovery.make."""
    with database.action() as session:
        code = recovery.make(session)
        audit.note(session, What.RECOVERY_KEY_MADE, organiser_id=None, house_id=None, thing="network")
    return code


def keep_recovery_key(public_key: bytes, *, by: int) -> None:
    """Let the recovery key whose public half this is count, now that it is on paper; see recovery.keep."""
    with database.action() as session:
        recovery.keep(session, public_key)
        audit.note(session, What.RECOVERY_KEY_MADE, organiser_id=by, house_id=None, thing="network")


def recover(house_id: int, typed: str, holder: str) -> str:
    """A new passphrase for a House, by the network's recovery key, from the command line.

    Raises recovery.NothingToRecover, recovery.WrongRecoveryKey.
    """
    try:
        private_keys = recovery.opened(house_id, typed)
    except recovery.WrongRecoveryKey:
        _note_refused(What.WRONG_RECOVERY_KEY, house_id, None)
        raise
    with database.action() as session:
        passphrase = recovery.restore(session, private_keys, holder)
        audit.note(session, What.RECOVERED, organiser_id=None, house_id=house_id, thing=f"house {house_id}")
    return passphrase


def unlock(house_id: int, organiser_id: int, passphrase: str) -> str:
    """Unlock the names of a House for an organiser, and return the secret for the cookie.

    Raises passphrases.WrongPassphrase, unlocking.NotGiven; the log says so, and an administrator sees somebody trying.
    """
    try:
        private_keys = unlocking.keys_for(house_id, organiser_id, passphrase)
        with database.action() as session:
            token = unlocking.unlock(session, house_id, organiser_id, private_keys)
            _note(session, What.UNLOCKED, house_id, organiser_id)
    except (WrongPassphrase, unlocking.NotGiven) as refusal:
        what = What.WRONG_PASSPHRASE if isinstance(refusal, WrongPassphrase) else What.NOT_GIVEN
        _note_refused(what, house_id, organiser_id)
        raise
    return token


def unlock_here(house: House, passphrases: Iterable[str]) -> PrivateKeys:
    """The keys of a House that these passphrases open, on the command line, which knows no organiser.

    Raises passphrases.WrongPassphrase if one opens none; the log says so.
    """
    try:
        opened = [keys.unlock(house, passphrase) for passphrase in passphrases]
    except WrongPassphrase:
        _note_refused(What.WRONG_PASSPHRASE, house.id, None)
        raise
    return {key_id: key for keys_of_one in opened for key_id, key in keys_of_one.items()}


def lock(organiser_id: int) -> None:
    """Lock whatever is open to an organiser, in every browser."""
    with database.action() as session:
        unlocking.lock(session, organiser_id)


def _note_refused(what: What, house_id: int, organiser_id: int | None) -> None:
    with database.action() as session:
        _note(session, what, house_id, organiser_id)


def _note(session: Session, what: What, house_id: int, organiser_id: int | None) -> None:
    audit.note(session, what, organiser_id=organiser_id, house_id=house_id, thing=f"house {house_id}")

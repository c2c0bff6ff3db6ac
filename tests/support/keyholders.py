"""Organisers who read names, made at one go, for tests that begin where they have their keys; and their browsers."""

from petitions import database
from petitions.houses import holding, keys, reading, unlocking
from petitions.houses.bundles import PrivateKeys


def reader(organiser_id: int) -> str:
    """Give an organiser a passphrase that counts, and return it."""
    passphrase = reading.draft(organiser_id)
    prove(organiser_id, passphrase)
    return passphrase


def prove(organiser_id: int, typed: str) -> None:
    """Let the passphrase that was shown to an organiser count."""
    key = reading.proved(organiser_id, typed)
    with database.action() as session:
        reading.count(session, key)


def make_key(house_id: int, organiser_id: int) -> None:
    """Give a House a new key pair."""
    with database.action() as session:
        keys.make(session, house_id, organiser_id)


def give(house_id: int, organiser_id: int, private_keys: PrivateKeys) -> None:
    """Give an organiser the right to read names."""
    with database.action() as session:
        holding.give(session, house_id, organiser_id, private_keys)


def unlock(house_id: int, organiser_id: int, passphrase: str) -> str:
    """Unlock, and return the secret of the cookie."""
    private_keys = unlocking.keys_for(house_id, organiser_id, passphrase)
    with database.action() as session:
        return unlocking.unlock(session, house_id, organiser_id, private_keys)


def press_unlock(browser, passphrase: str | None = None):
    """The answer to the form that unlocks, sent by a browser of the back office."""
    typed = passphrase or browser.passphrase
    return browser.post("/organise/houses/oslo/unlock", {"passphrase": typed})


def cookie(browser):
    """The cookie with the secret of what is unlocked, or None."""
    return browser.client.get_cookie("names", path="/organise", domain="localhost")

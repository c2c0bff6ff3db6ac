"""The mails of accounts: an invitation, a link for a new password, and word of what was changed."""

import datetime

from sqlalchemy.orm import Session

from petitions import clock, database, links, mail, outbox
from petitions.accounts import inviting
from petitions.accounts.models import Organiser
from petitions.mail import Letter
from petitions.outbox import Envelope

RESET = "password_reset"
CHANGED = "account_changed"
FACTOR_REMOVED = "second_factor_removed"
WAY_ADDED = "way_in_added"


def write_invitation(envelope: Envelope) -> Letter | None:
    """The mail with the link that makes an organiser. None if it was used or taken back meanwhile."""
    try:
        invitation = inviting.find(envelope.variables["token"])
    except inviting.InvitationUsed:
        return None
    house = invitation.house
    values: dict[str, object] = {
        "url": links.absolute(inviting.path(envelope.variables["token"])),
        "house_name": house.text(envelope.language).name if house else network(),
        "is_to_network": house is None,
    }
    return _letter("invitation", envelope, values)


def write_reset(envelope: Envelope) -> Letter | None:
    """The mail with the link that sets a new password. None where nobody has an account."""
    if not envelope.variables["url"]:
        return None
    return _letter(RESET, envelope, {"url": envelope.variables["url"], "house_name": network()})


def write_changed(envelope: Envelope) -> Letter | None:
    """Word that a password was changed. None if the organiser is gone."""
    return _word(CHANGED, envelope)


def write_factor_removed(envelope: Envelope) -> Letter | None:
    """Word that a second factor was removed. None if the organiser is gone."""
    return _word(FACTOR_REMOVED, envelope)


def owe_word_of(session: Session, organiser: Organiser, way: str) -> None:
    """Owe an organiser word of a `way` in that was added to the account: "app", "passkey", "codes", or the "passphrase"."""
    told = {"organiser": organiser.id, "way": way, "at": clock.now().isoformat()}
    outbox.owe(session, WAY_ADDED, recipient=organiser.email, language=organiser.language, variables=told)


def write_way_added(envelope: Envelope) -> Letter | None:
    """That word, with the time in UTC. None if the organiser is gone."""
    at = datetime.datetime.fromisoformat(envelope.variables["at"])
    return _word(WAY_ADDED, envelope, way=envelope.variables["way"], at=at)


WRITERS = {
    inviting.MAIL: write_invitation,
    RESET: write_reset,
    CHANGED: write_changed,
    FACTOR_REMOVED: write_factor_removed,
    WAY_ADDED: write_way_added,
}


def network() -> str:
    """In whose name mails go out that no House sends."""
    return "Calls for Action"


def sender() -> tuple[str, str]:
    """Name and address of such a mail's sender."""
    return network(), f"accounts@{links.domain()}"


def _word(name: str, envelope: Envelope, **more: object) -> Letter | None:
    if database.session().get(Organiser, envelope.variables["organiser"]) is None:
        return None
    return _letter(name, envelope, {"url": links.absolute("/organise/account/"), "house_name": network(), **more})


def _letter(name: str, envelope: Envelope, values: dict[str, object]) -> Letter:
    return mail.compose(
        name,
        recipient=envelope.recipient,
        sender=sender(),
        language=envelope.language,
        message_id=envelope.message_id,
        values=values,
    )

"""Leaving: an account is deleted. Its number stays for what the log says, which is from then on said of somebody who left."""

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import database, errors
from petitions.accounts import audit, members, network, queries, sessions
from petitions.accounts.models import Invitation, Membership, Organiser
from petitions.houses import holding, reading
from petitions.houses import queries as houses
from petitions.houses.models import House


class StillNeeded(errors.Refusal):
    """A House would be left without anybody who leads it, or who reads its names."""

    def __init__(self, house: House, *, is_last_reader: bool) -> None:
        super().__init__(house.slug)
        self.house, self.is_last_reader = house, is_last_reader


def delete(organiser_id: int) -> None:
    """Delete an account, from the command line: nobody signs in with it any more, and nothing says whose it was.

    Raises StillNeeded and network.LastOne; nothing is deleted then.
    """
    with database.action() as session:
        network.end(session, organiser_id)
        organiser = queries.to_change(session, organiser_id)
        _end_memberships(session, organiser_id)
        sessions.end_others_in(session, organiser, None)
        reading.forget(session, organiser_id)
        invited = sa.func.lower(Invitation.email) == organiser.email.lower()
        session.execute(sa.delete(Invitation).where(invited))
        _blank(organiser)
        what, thing = audit.What.MEMBER_REMOVED, f"organiser {organiser_id} removed"
        audit.note(session, what, organiser_id=None, house_id=None, thing=thing)
    database.wipe_traces()


def _end_memberships(session: Session, organiser_id: int) -> None:
    theirs = sa.select(Membership).where(Membership.organiser_id == organiser_id).order_by(Membership.house_id)
    for member in session.scalars(theirs).all():
        houses.take_turn(session, member.house_id)
    for member in session.scalars(theirs, execution_options={"populate_existing": True}).all():
        house = member.house
        try:
            members.end(session, member, by=None)
        except (members.LastAdministrator, holding.LastHolder) as refusal:
            raise StillNeeded(house, is_last_reader=isinstance(refusal, holding.LastHolder)) from refusal


def _blank(organiser: Organiser) -> None:
    organiser.email, organiser.name = f"deleted {organiser.id}", ""  # no address, and nobody else's
    organiser.active = organiser.is_network_administrator = False
    organiser.password = organiser.tf_primary_method = organiser.tf_totp_secret = None
    organiser.totp_counter = organiser.mf_recovery_codes = None
    organiser.fs_uniquifier, organiser.fs_webauthn_user_handle = secrets.token_hex(32), secrets.token_hex(32)
    organiser.webauthn.clear()

"""Pictures of a campaign and of its defenders: hanging one, marking the face, saying it in words, taking it down."""

import enum
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, errors
from petitions.accounts import audit
from petitions.campaigns.framing import USUAL, Face
from petitions.campaigns.models import Campaign, Defender

LEAST = 400
"""Pixels of a portrait's shorter side: less is coarse on paper."""
LEAST_FACE = 0.05
"""The smallest side of a box round a face, in parts of the picture's."""

Pictured = Campaign | Defender


class What(enum.Enum):
    """What the audit log says of it."""

    PICTURE = "campaign picture changed"


class NoSuchDefender(errors.NotFound):
    """The campaign has no such defender."""


class BadFace(errors.Refusal):
    """A box that is not inside the picture, or too small to hold a face."""


def find(campaign: Campaign, defender_id: int | None) -> Pictured:
    """The campaign itself, or one of its defenders. Raises NoSuchDefender."""
    if defender_id is None:
        return campaign
    for defender in campaign.defenders:
        if defender.id == defender_id:
            return defender
    raise NoSuchDefender


def hang(campaign_id: int, defender_id: int | None, picture: str, *, by: int | None) -> None:
    """Show `picture`, a name in the storage, with the face where most have it. Raises NoSuchDefender."""
    with database.action() as session:
        campaign, pictured = _locked(session, campaign_id, defender_id)
        if pictured.portrait != picture:
            pictured.portrait, pictured.face = picture, USUAL
        _note(session, campaign, pictured, by=by)


def mark(campaign_id: int, defender_id: int | None, face: Face, alts: Mapping[str, str], *, by: int | None) -> None:
    """Say where the face is, and what the picture shows, by language; languages that are not written are left out.

    Raises NoSuchDefender, BadFace.
    """
    check_face(face)
    with database.action() as session:
        campaign, pictured = _locked(session, campaign_id, defender_id)
        pictured.face = face
        for text in pictured.texts:
            if text.language in alts:
                text.portrait_alt = alts[text.language]
        _note(session, campaign, pictured, by=by)


def take_down(campaign_id: int, defender_id: int | None, *, by: int | None) -> None:
    """Show no picture any more. Raises NoSuchDefender."""
    with database.action() as session:
        campaign, pictured = _locked(session, campaign_id, defender_id)
        pictured.portrait = None
        _note(session, campaign, pictured, by=by)


def check_face(face: Face) -> None:
    """Refuse a box that is not inside the picture: BadFace."""
    left, top, width, height = face
    is_inside = left >= 0 and top >= 0 and left + width <= 1.0001 and top + height <= 1.0001
    if not (is_inside and width >= LEAST_FACE and height >= LEAST_FACE):
        raise BadFace


def _locked(session: Session, campaign_id: int, defender_id: int | None) -> tuple[Campaign, Pictured]:
    session.execute(sa.select(Campaign.id).where(Campaign.id == campaign_id).with_for_update())
    campaign = session.get_one(Campaign, campaign_id, populate_existing=True)
    return campaign, find(campaign, defender_id)


def _note(session: Session, campaign: Campaign, pictured: Pictured, *, by: int | None) -> None:
    campaign.changed_at = clock.now()
    session.flush()
    whose = f", defender {pictured.id}" if isinstance(pictured, Defender) else ""
    thing = f"campaign {campaign.id}{whose}"
    audit.note(session, What.PICTURE, organiser_id=by, house_id=campaign.house_id, thing=thing)

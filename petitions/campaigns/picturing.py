"""Pictures of a campaign and of its defenders: hanging one, marking the face, saying it in words, taking it down."""

from collections.abc import Iterator
from contextlib import contextmanager

from petitions import database, errors, merging
from petitions.campaigns import defenders, noting, writing
from petitions.campaigns.framing import USUAL, Face
from petitions.campaigns.models import Campaign, Defender
from petitions.campaigns.noting import What
from petitions.merging import Sheet

LEAST = 400
"""Pixels of a portrait's shorter side: less is coarse on paper."""
LEAST_FACE = 0.05
"""The smallest side of a box round a face, in parts of the picture's."""

SIDES = ("left", "top", "width", "height")
"""The parts of a face's box."""

Pictured = Campaign | Defender


class BadFace(errors.Refusal):
    """A box that is not inside the picture, or too small to hold a face."""


def find(campaign: Campaign, defender_id: int | None) -> Pictured:
    """The campaign itself, or one of its defenders. Raises defenders.NoSuchDefender."""
    return campaign if defender_id is None else defenders.find(campaign, defender_id)


def hang(campaign_id: int, defender_id: int | None, picture: str, *, by: int | None) -> None:
    """Show `picture`, a name in the storage, with the face where most have it. Raises defenders.NoSuchDefender."""
    with _changing(campaign_id, defender_id, by=by) as pictured:
        if pictured.portrait != picture:
            pictured.portrait, pictured.face = picture, USUAL


def told(pictured: Pictured) -> dict[str, str]:
    """The box round the face in hundredths, and the picture in words by language, as one form has them: "left", "alt-az"."""
    box = {side: str(round(part * 100)) for side, part in zip(SIDES, pictured.face, strict=True)}
    return box | {f"alt-{text.language}": text.portrait_alt or "" for text in pictured.texts}


def mark(campaign_id: int, defender_id: int | None, sheet: Sheet, *, by: int | None) -> None:
    """Store what `sheet` changes of what is `told` of a picture. Languages that are not written are left out.

    Raises merging.Conflict, BadFace, and stores nothing then; defenders.NoSuchDefender.
    """
    with _changing(campaign_id, defender_id, by=by) as pictured:
        now = told(pictured)
        changes = merging.changes(now, sheet)
        if changes.keys() & SIDES:
            left, top, width, height = (int((now | changes)[side]) / 100 for side in SIDES)
            pictured.face = (left, top, width, height)
            check_face(pictured.face)
        for text in pictured.texts:
            if (name := f"alt-{text.language}") in changes:
                text.portrait_alt = changes[name]


def take_down(campaign_id: int, defender_id: int | None, *, by: int | None) -> None:
    """Show no picture any more. Raises defenders.NoSuchDefender."""
    with _changing(campaign_id, defender_id, by=by) as pictured:
        pictured.portrait = None


def check_face(face: Face) -> None:
    """Refuse a box that is not inside the picture: BadFace."""
    left, top, width, height = face
    is_inside = left >= 0 and top >= 0 and left + width <= 1.0001 and top + height <= 1.0001
    if not (is_inside and width >= LEAST_FACE and height >= LEAST_FACE):
        raise BadFace


@contextmanager
def _changing(campaign_id: int, defender_id: int | None, *, by: int | None) -> Iterator[Pictured]:
    """An action on a picture, noted at its end if it changed anything."""
    with database.action() as session:
        campaign = writing.locked(session, campaign_id)
        pictured = find(campaign, defender_id)
        yield pictured
        if session.dirty:
            detail = f"defender {defender_id}" if defender_id else ""
            noting.change(session, campaign, What.PICTURE, by=by, detail=detail)

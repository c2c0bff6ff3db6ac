"""The protection level of a campaign. Raising it hides public names at once; what somebody signed under stays promised."""

import enum
from collections.abc import Iterable

import sqlalchemy as sa

from petitions import clock, database, errors, tokens, tombstones
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign, PetitionText, Protection
from petitions.signatures import conditions, retention, tally, totals
from petitions.signatures.models import Signature, State, Visibility

KIND = "careful"
"""How its tombstones are called: a backup that comes back shows no names that were secret since."""
LOT = 5000
"""Names taken out in one transaction: people who sign elsewhere wait for no longer than that."""


class What(enum.Enum):
    """What the audit log says."""

    HIGH = "protection raised"
    STANDARD = "protection lowered"


class Promised(errors.Refusal):
    """Somebody has signed who was promised the higher level: mails and numbers of the other one would break that."""


def protect(campaign: Campaign, level: Protection, *, by: int | None = None) -> None:
    """Give a campaign another protection level; the one it has changes nothing.

    Names that were public are erased from the clear when the level rises, and their signatures are for the addressee only
    from then on. Pages hide them from the first moment, however many there are, and `finish` erases what is left where that is cut
    short. It is lowered only while nobody has signed.
    Raises Promised, errors.Unavailable.
    """
    with database.action() as session:
        query = sa.select(Campaign.protection).where(Campaign.id == campaign.id).with_for_update()
        if session.scalar(query) is not level:
            if level is Protection.STANDARD and is_promised(campaign.id):
                raise Promised
            if level is Protection.HIGH:
                tombstones.note(KIND, campaign.id, _mark(campaign.id), at=clock.now())
            values = {"protection": level, "changed_at": clock.now()}
            session.execute(sa.update(Campaign).where(Campaign.id == campaign.id).values(values))
            noting.note(session, What[level.name], campaign, by=by)
    if level is Protection.HIGH:
        _forget(campaign.id)


def finish() -> int:
    """Erase from the clear what a level that rose has left there, where its process was ended. Returns in how many campaigns."""
    struck = sa.and_(
        Signature.state == State.INVALIDATED,
        Signature.invalidation_id.is_not(None),
        sa.or_(Signature.public_name.is_not(None), Signature.domain_tag.is_not(None)),
    )
    left = [  # each reads an index; together they would read the whole table, every ten minutes
        sa.exists().where(Signature.campaign_id == Campaign.id, clear)
        for clear in (sa.text(conditions.IS_PUBLIC), sa.text(conditions.HAS_DOMAIN), struck)
    ]
    careful = sa.select(Campaign.id).where(Campaign.protection == Protection.HIGH, sa.or_(*left))
    campaign_ids = database.session().scalars(careful).all()
    for campaign_id in campaign_ids:
        _forget(campaign_id)
    return len(campaign_ids)


def is_promised(campaign_id: int) -> bool:
    """Whether anybody has ever signed the campaign, confirmed or not, or was given a sheet to sign on."""
    signed = sa.exists().where(PetitionText.campaign_id == campaign_id, PetitionText.is_signed)
    return database.session().scalar(sa.select(signed)) or False


def protect_again(marks: Iterable[bytes]) -> int:
    """Raise the level again of campaigns that a backup brought back, by what tombstones have of them. Returns how many."""
    known, campaigns = set(marks), database.session().scalars(sa.select(Campaign))
    raised = [campaign for campaign in campaigns if _mark(campaign.id) in known]
    for campaign in raised:
        protect(campaign, Protection.HIGH)
    return len(raised)


def _mark(campaign_id: int) -> bytes:
    return tokens.digest(f"campaign {campaign_id}")


def _forget(campaign_id: int) -> None:
    _forget_names(campaign_id)
    retention.forget_domains_of(Signature.campaign_id == campaign_id)


def _forget_names(campaign_id: int) -> None:
    """Make every public signature of a careful campaign one for the addressee, with nothing of it in the clear."""
    careful = sa.select(Campaign.id).where(Campaign.id == campaign_id, Campaign.protection == Protection.HIGH)
    some = (
        sa.select(Signature.id, Signature.is_counted)
        .where(Signature.campaign_id.in_(careful), Signature.visibility == Visibility.PUBLIC)
        .limit(LOT)
    )
    secret = {
        "visibility": Visibility.RECIPIENT,
        "public_name": None,
        "public_comment": None,
        "folded_name": None,
        "review": None,
        "caught": None,
    }
    is_more = True
    while is_more:
        with database.action() as session:
            tally.lock(session)
            rows = session.execute(some).all()
            counted = sum(row.is_counted for row in rows)
            session.execute(sa.update(Signature).where(Signature.id.in_([row.id for row in rows])).values(secret))
            totals.move(session, campaign_id, people=counted, from_=Visibility.PUBLIC, to=Visibility.RECIPIENT)
            is_more = len(rows) == LOT
    database.wipe_traces()

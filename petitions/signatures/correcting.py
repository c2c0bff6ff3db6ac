"""Correcting what a signature says, for its owner, while the names of the House are unlocked."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from petitions import database, errors, sealing, tombstones
from petitions.campaigns import noting
from petitions.campaigns.models import Campaign
from petitions.houses.bundles import PrivateKeys
from petitions.signatures import content as contents
from petitions.signatures import finding, publishing, tally, totals
from petitions.signatures.auditing import What
from petitions.signatures.content import Content
from petitions.signatures.models import Review, Signature, State, Visibility

KINDS = {one: f"hidden:{one.value}" for one in (Visibility.RECIPIENT, Visibility.COUNTED)}
"""How tombstones are called: a backup that comes back shows no name to anybody from whom it was hidden since."""

WIPING = 0.05
"""Seconds for which nobody writes while a name that was public is wiped from SQLite's journal."""


class MoreEyes(errors.Refusal):
    """The name would be seen by more people than now, and nobody ever sees more than a signatory allowed."""


def choices(signature: Signature) -> list[Visibility]:
    """Who may be let see the name: whoever does now, or fewer people."""
    no_more = [signature.visibility, *fewer_eyes(signature.visibility)]
    return [one for one in no_more if one is not Visibility.PUBLIC or not signature.campaign.is_careful]


def read(signature: Signature, private_keys: PrivateKeys) -> Content:
    """What a signature says. Raises finding.NoSuchSignature once it is erased, sealing.CannotOpen without its key."""
    content = contents.open_with_house_key(signature, _key(signature, private_keys))
    if content is None:
        raise finding.NoSuchSignature
    return content


def correct(
    campaign: Campaign,
    signature_id: int,
    private_keys: PrivateKeys,
    *,
    name: str,
    town: str | None,
    comment: str | None,
    visibility: Visibility,
    by: int | None,
) -> Signature:
    """Give a signature another name, town, comment or visibility; its owner's links stay as they are.

    What is public goes by the rules again if it changes. Raises finding.NoSuchSignature, sealing.CannotOpen, MoreEyes.
    """
    with database.action() as session:
        tally.lock(session)  # before any row is held: the tally waits for rows while it has its turn
        signature = session.get(Signature, signature_id, populate_existing=True, with_for_update=True)
        if signature is None or signature.campaign_id != campaign.id or signature.sealed is None:
            raise finding.NoSuchSignature
        if visibility not in choices(signature):
            raise MoreEyes
        before = read(signature, private_keys)
        content = replace(before, name=name, town=town, comment=comment)
        contents.reseal(signature, content, _key(signature, private_keys))
        was_public = signature.public_name is not None
        is_shown_otherwise = show(session, signature, before=before, content=content, visibility=visibility)
        noting.note(session, What.CORRECTED, campaign, by=by)
    if was_public and is_shown_otherwise:
        database.wipe_traces(within=WIPING)
    return signature


def show(session: Session, signature: Signature, *, before: Content, content: Content, visibility: Visibility) -> bool:
    """Give `signature` a visibility, and the page what it may show of `content`. Returns whether that is not as it was.

    What the House had not let stand there, it reads again first. Raises errors.Unavailable.
    """
    if (visibility, content.name, content.comment) == (signature.visibility, before.name, before.comment):
        return False
    if visibility in fewer_eyes(signature.visibility):
        tombstones.note(KINDS[visibility], signature.campaign_id, signature.token_hash)
    was_held_back = signature.visibility is Visibility.PUBLIC and signature.review is not Review.SHOWN
    people = int(signature.is_counted)
    totals.move(session, signature.campaign_id, people=people, from_=signature.visibility, to=visibility)
    signature.visibility = visibility
    contents.hide(signature)
    if visibility is Visibility.PUBLIC and signature.state is State.CONFIRMED and not signature.campaign.is_careful:
        publishing.publish(session, signature, content)
        if was_held_back:
            signature.review = Review.WAITING
    return True


def fewer_eyes(than: Visibility) -> list[Visibility]:
    """The visibilities that let fewer people see a name."""
    every = list(Visibility)
    return every[every.index(than) + 1 :]


def _key(signature: Signature, private_keys: PrivateKeys) -> X25519PrivateKey:
    if signature.key_id not in private_keys:
        raise sealing.CannotOpen
    return private_keys[signature.key_id]

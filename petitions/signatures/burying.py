"""Burying again: what was taken back or erased after a backup was made stays away when the backup is restored."""

import datetime
import itertools
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from petitions import database, keyring, tombstones
from petitions.campaigns import publishing
from petitions.signatures import content as contents
from petitions.signatures import correcting, moderating, owning, protecting, retention, unsubscribing
from petitions.signatures.models import Signature, State
from petitions.signatures.records import ReaderTally

LOT = 500
"""Rows erased in one transaction."""
ENDS = (State.WITHDRAWN, State.REJECTED, State.INVALIDATED)
"""The states in which a row without content stays."""
MARGIN = datetime.timedelta(hours=1)
"""So long before a backup something can have begun that it does not have, on another machine whose clock is behind."""


def bury_again(made_at: datetime.datetime | None = None) -> int:
    """Erase or hide again every row that has a tombstone, and erase every list whose secret is gone. Returns how many.

    What a House did to names before `made_at`, the moment of the backup, the backup itself knows.
    """
    since = made_at - MARGIN if made_at else None
    rows = sum(_bury(state, digests) for state in ENDS for digests in _lots(tombstones.read(state.value)))
    for digests in _lots(unsubscribing.ended()):
        with database.action() as session:
            rows += unsubscribing.end_again(session, digests)
    for visibility, kind in correcting.KINDS.items():
        for digests in _lots(tombstones.read(kind)):
            with database.action() as session:
                rows += owning.hide_again(session, visibility, digests)
    for review, kind in moderating.KINDS.items():
        for digests in _lots(tombstones.read(kind, since)):
            with database.action() as session:
                rows += moderating.hide_again(session, review, digests)
    rows += protecting.protect_again(tombstones.read(protecting.KIND, since))
    return rows + len(_erase_lists())


def _lots(digests: Iterable[bytes]) -> Iterator[list[bytes]]:
    left = iter(digests)
    while lot := list(itertools.islice(left, LOT)):
        yield lot


def _bury(state: State, digests: list[bytes]) -> int:
    raised = sa.select(Signature).where(Signature.token_hash.in_(digests), Signature.sealed.is_not(None))
    with database.action() as session:
        signatures = list(session.scalars(raised.with_for_update()))
        for signature in signatures:
            signature.state = state
            contents.blank(signature)
            # A mailbox that said "this was not me" is known by its mark: never write to it again.
            if state is not State.REJECTED:
                contents.forget_address(signature)
        return len(signatures)


def _erase_lists() -> list[int]:
    known = set(keyring.current().names(publishing.PREFIX))
    of_rows = sa.union(sa.select(Signature.campaign_id), sa.select(ReaderTally.campaign_id))
    with_rows = database.session().scalars(of_rows).all()
    return [
        campaign_id
        for campaign_id in with_rows
        if contents.secret_name(campaign_id) not in known and retention.erase_list(campaign_id)
    ]

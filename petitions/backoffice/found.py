"""Who may look for one signature, and marks of those that were found: whoever only counts through numbers has none."""

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from petitions.accounts.rights import Right
from petitions.backoffice import padlock
from petitions.backoffice.guarding import organiser
from petitions.campaigns.models import Campaign

LASTS = 1800
"""Seconds for which whoever has found a signature may act on it: names stay open for half as long, and may be opened once more
while a form is filled in."""


def is_shut(campaign: Campaign) -> bool:
    """Whether few of its signatories are told apart here before the names are unlocked: to sign it is dangerous."""
    may_read = organiser().may(Right.NAMES, campaign.house)
    return campaign.is_careful and not (may_read and padlock.is_open(campaign.house))


def mark(signature_id: int) -> str:
    """What says that this organiser has found the signature just now."""
    return _marks().dumps([organiser().id, signature_id])


def is_marked(signature_id: int) -> bool:
    """Whether this request comes from an organiser who has found the signature, or has opened its page, a moment ago."""
    try:
        said = _marks().loads(request.values.get("found", ""), max_age=LASTS)
    except BadSignature:
        return False
    return bool(said == [organiser().id, signature_id])


def _marks() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="found")

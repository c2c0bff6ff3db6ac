"""Marks of signatures that were found by their address: whoever only counts through the numbers of signatures has none."""

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from petitions.backoffice.guarding import organiser

LASTS = 900
"""Seconds for which whoever has found a signature may act on it: as long as names stay open."""


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

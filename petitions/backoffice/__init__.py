"""What organisers see: guarded pages that nobody keeps, in the organiser's own language."""

from flask import Blueprint, Flask

from petitions.backoffice import (
    account,
    correction,
    finding,
    guarding,
    home,
    invalidation,
    invitations,
    keys,
    members,
    moderation,
    padlock,
    security,
    state,
    watching,
    wordlists,
)


def init_app(app: Flask) -> None:
    """Open the back office of `app`."""
    security.init_app(app)
    office = Blueprint("office", __name__, url_prefix=guarding.PREFIX)
    office.before_request(guarding.speak)
    parts = (
        home, account, invitations, members, keys, padlock, state, watching, moderation, invalidation, finding, correction,
        wordlists,
    )  # fmt: skip
    for part in parts:
        part.register(office)
    app.register_blueprint(office)
    app.context_processor(guarding.page)
    padlock.init_app(app)

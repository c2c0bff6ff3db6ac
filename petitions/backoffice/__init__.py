"""What organisers see: guarded pages that nobody keeps, in the organiser's own language."""

from flask import Blueprint, Flask

from petitions.backoffice import (
    account,
    answers,
    campaigns,
    certificate,
    clocks,
    correction,
    defenders,
    editor,
    endorsements,
    events,
    exports,
    finding,
    guarding,
    handover,
    home,
    hosting,
    houses,
    invalidation,
    invitations,
    keys,
    letter,
    logs,
    mailings,
    members,
    milestones,
    moderation,
    network,
    news,
    notices,
    organisations,
    padlock,
    paper,
    pictures,
    post,
    posters,
    programme,
    recovery,
    retention,
    security,
    state,
    stepnotes,
    watching,
    wordlists,
)

PARTS = (
    home,
    account,
    invitations,
    members,
    network,
    logs,
    keys,
    certificate,
    padlock,
    campaigns,
    editor,
    defenders,
    milestones,
    state,
    stepnotes,
    watching,
    pictures,
    events,
    programme,
    answers,
    hosting,
    notices,
    posters,
    news,
    mailings,
    paper,
    endorsements,
    houses,
    organisations,
    recovery,
    post,
    exports,
    handover,
    letter,
    retention,
    moderation,
    invalidation,
    finding,
    correction,
    wordlists,
)
"""What has pages."""


def init_app(app: Flask) -> None:
    """Open the back office of `app`."""
    security.init_app(app)
    office = Blueprint("office", __name__, url_prefix=guarding.PREFIX)
    office.before_request(guarding.speak)
    for part in PARTS:
        part.register(office)
    app.register_blueprint(office)
    app.context_processor(guarding.page)
    padlock.init_app(app)
    clocks.init_app(app)

"""What supporters see: pages that are cacheable and free of cookies, and personal ones behind a link from a mail."""

from flask import Blueprint, Flask

from petitions.public import campaigns, confirming, events, files, pages, posters, serving, signing


def init_app(app: Flask) -> None:
    """Open the public site of `app`."""
    site = Blueprint("public", __name__)
    for part in (pages, campaigns, signing, confirming, events, posters, files):
        part.register(site)
    app.register_blueprint(site)
    app.extensions["pages"] = serving.Pages()

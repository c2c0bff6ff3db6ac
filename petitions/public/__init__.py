"""What supporters see: pages that are cacheable and free of cookies, and personal ones behind a link from a mail."""

from flask import Blueprint, Flask

from petitions.public import campaigns, confirming, events, files, news, pages, posters, previews, serving, signing


def init_app(app: Flask) -> None:
    """Open the public site of `app`."""
    site = Blueprint("public", __name__)
    for part in (pages, campaigns, news, previews, signing, confirming, events, posters, files):
        part.register(site)
    app.register_blueprint(site)
    made = app.extensions["pages"] = serving.Pages()
    door = serving.at_the_door(app.wsgi_app, made, lambda: app.config["PAGE_SECONDS"])
    app.wsgi_app = door  # type: ignore[method-assign, assignment]  # Flask's own way to put something before it

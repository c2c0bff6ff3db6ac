"""Pictures and typefaces, from here and nowhere else."""

from flask import Blueprint, Response, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from petitions import images
from petitions.errors import NotFound
from petitions.public.serving import FOREVER

SCRIPTS = frozenset({"latin", "cyrillic", "arabic", "georgian", "armenian"})


class NoSuchFont(NotFound):
    """No headline face is cut for this script."""


def register(site: Blueprint) -> None:
    """Put the views of this module on the site."""
    site.add_url_rule("/pictures/<name>", "picture", picture)
    site.add_url_rule("/fonts/headline-<script>.woff2", "font", font)


def picture(name: str) -> ResponseReturnValue:
    return Response(images.read(name), mimetype=images.kind(name), headers={"Cache-Control": FOREVER})


def font(script: str) -> ResponseReturnValue:
    if script not in SCRIPTS:
        raise NoSuchFont
    folder = current_app.config["SETTINGS"].fonts_path
    answer = send_from_directory(folder, f"headline-{script}.woff2", mimetype="font/woff2", conditional=True)
    answer.headers["Cache-Control"] = "public, max-age=604800"
    return answer

"""Folders of this instance, and the settings it runs with."""

from pathlib import Path

from flask import current_app

import config


def settings() -> config.Settings:
    """What the environment said when the app was made."""
    found = current_app.config["SETTINGS"]
    assert isinstance(found, config.Settings)
    return found


def folder(name: str) -> Path:
    """The folder `name` in INSTANCE_PATH, made if it is not there."""
    path = settings().instance_path / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def fonts_path() -> Path:
    """Where the built typefaces lie."""
    return settings().fonts_path

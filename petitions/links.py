"""Absolute links: a worker that writes mail has no request, so links are built from `BASE_URL` alone."""

from urllib.parse import urlsplit

from flask import current_app


def base_url() -> str:
    """Where the site is reached from outside, without a slash at the end."""
    url: str = current_app.config["SETTINGS"].base_url
    return url.rstrip("/")


def absolute(path: str) -> str:
    """The whole link to `path`, which begins with a slash."""
    return base_url() + path


def to_type(path: str) -> str:
    """The link to `path` as somebody types it who presses no links: "calls.example.org/en/c/3"."""
    return absolute(path).partition("://")[2]


def domain() -> str:
    """The host name of the site: the right side of its Message-IDs."""
    return urlsplit(base_url()).hostname or "localhost"

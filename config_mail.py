"""What the environment says of mail, checked in words: a part of `config`, which says what each variable means."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

Refuse = Callable[[str], None]

SHORTEST_RSA = 2048
"""Bits (RFC 8301)."""
SHORTEST_TOKEN = 16


def mail_url(value: str, refuse: Refuse, *, is_demo: bool) -> str:
    """MAIL_URL: a mail server, or the demonstration's mailbox."""
    if not value and is_demo:
        return "mailbox:"
    if not value:
        refuse(
            "MAIL_URL is missing: nobody could confirm a signature. "
            "Name your mail server: smtp://user:password@mail.example.org:587."
        )
    elif value == "mailbox:" and not is_demo:
        refuse("MAIL_URL=mailbox: is the demonstration's mailbox page; it sends nothing. Name a mail server.")
    elif value != "mailbox:" and not _is_server(value, "smtp", "smtps"):
        refuse(
            "MAIL_URL must look like smtp://user:password@mail.example.org:587 or smtps://…:465, all of it in ASCII."
        )
    return value


def _is_server(url: str, *schemes: str) -> bool:
    """Whether this names a server, and whoever signs in there in ASCII: Python's libraries of mail know no other names."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_known = unquote(f"{parts.username}{parts.password}{parts.hostname}").isascii()
    return parts.scheme in schemes and bool(parts.hostname) and port != 0 and is_known


def settings(value: Callable[[str], str], refuse: Refuse) -> dict[str, Any]:
    """The settings of mail that a small installation does without. `value` is what the environment says of a variable."""
    key = dkim_key(value("DKIM_KEY"), refuse)
    address = bounce_address(value("BOUNCE_ADDRESS"), refuse)
    return {
        "dkim_key": key,
        "dkim_selector": dkim_selector(value("DKIM_SELECTOR"), refuse, has_key=bool(key)),
        "dkim_domains": domains(value("DKIM_DOMAINS") or urlsplit(value("BASE_URL")).hostname or ""),
        "bounce_address": address,
        "bounce_url": bounce_url(value("BOUNCE_URL"), refuse, has_address=bool(address)),
        "ready_token": ready_token(value("READY_TOKEN"), refuse),
    }


def dkim_key(path: str, refuse: Refuse) -> bytes | None:
    """DKIM_KEY: what the file at `path` holds, as the library wants it (PKCS #1, PEM). None if mail is not signed."""
    if not path:
        return None
    try:
        key = serialization.load_pem_private_key(Path(path).expanduser().read_bytes(), password=None)
    except OSError as failure:
        refuse(f"DKIM_KEY names the file {path}, which cannot be read: {failure.strerror}.")
        return None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SHORTEST_RSA:
        refuse(
            f"DKIM_KEY names the file {path}, which is no RSA key of {SHORTEST_RSA} bits or more without a password. "
            f"Make one with: openssl genrsa -out {path} {SHORTEST_RSA}"
        )
        return None
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def dkim_selector(value: str, refuse: Refuse, *, has_key: bool) -> str:
    """DKIM_SELECTOR: under which name the public half stands in the DNS."""
    if has_key and not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", value):
        refuse(
            "DKIM_SELECTOR must name the record of the public key, for example calls2026 for "
            f"calls2026._domainkey.example.org; it is “{value}”."
        )
    return value


def domains(value: str) -> tuple[str, ...]:
    """DKIM_DOMAINS: the domains whose DNS has the record."""
    return tuple(part.strip().lower() for part in value.split(",") if part.strip())


def bounce_address(value: str, refuse: Refuse) -> str | None:
    """BOUNCE_ADDRESS: where mail comes back to."""
    if value and not re.fullmatch(r"[a-z0-9._-]{1,25}@[a-z0-9.-]+\.[a-z]{2,}", value):
        refuse(
            "BOUNCE_ADDRESS must be a plain address of at most 25 characters before the @, such as "
            f"bounces@petitions.example.org; it is “{value}”."
        )
    return value or None


def bounce_url(value: str, refuse: Refuse, *, has_address: bool) -> str | None:
    """BOUNCE_URL: the mailbox in which what came back is looked for."""
    if value and not has_address:
        refuse("BOUNCE_URL names a mailbox, but BOUNCE_ADDRESS is missing: no mail would come back to it.")
    elif value and not (_is_server(value, "imaps") or (_is_server(value, "imap") and _is_here(value))):
        refuse("BOUNCE_URL must look like imaps://user:password@mail.example.org/INBOX, all of it in ASCII.")
    return value or None


def ready_token(value: str, refuse: Refuse) -> str | None:
    """READY_TOKEN: what opens the figures of mail. It has to fit into a header."""
    if value and not re.fullmatch(rf"[!-~]{{{SHORTEST_TOKEN},}}", value):
        refuse(
            f"READY_TOKEN needs at least {SHORTEST_TOKEN} characters, of ASCII and without blanks. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    return value or None


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")

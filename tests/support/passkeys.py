"""A device that makes passkeys, for tests without a browser."""

import hashlib
import json
import secrets

import lxml.html
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

from tests.support.office import Office

FLAGS = b"\x45"
"""Somebody was there, was known, and a key follows (WebAuthn, 6.1)."""


def add(browser: Office, name: str = "phone", *, is_whole: bool = True) -> None:
    """Set up a passkey for whoever is signed in; the site refuses one that is not whole."""
    page = browser.post("/organise/account/wan-register", {"name": name, "usage": "secondary"})
    (form,) = lxml.html.document_fromstring(page.text).xpath("//form[@data-passkey]")
    made = _make(json.loads(form.get("data-options")), page.request.host_url.rstrip("/"))
    answer = browser.post(form.action, {"credential": json.dumps(made if is_whole else {})})
    assert answer.location.endswith("/account/" if is_whole else "/wan-register")


def _make(options: dict, origin: str) -> dict:
    """What a browser sends of a new passkey (WebAuthn, 5.1.3), with nobody vouching for the device."""
    point, number = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers(), secrets.token_bytes(16)
    key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}  # RFC 9053, 2.1 and 7.1.1
    known = bytes(4) + bytes(16) + len(number).to_bytes(2) + number + encode_cbor(key)
    data = hashlib.sha256(options["rp"]["id"].encode()).digest() + FLAGS + known
    said = {"type": "webauthn.create", "challenge": options["challenge"], "origin": origin}
    return {
        "id": bytes_to_base64url(number),
        "rawId": bytes_to_base64url(number),
        "type": "public-key",
        "response": {
            "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "clientDataJSON": bytes_to_base64url(json.dumps(said).encode()),
        },
    }

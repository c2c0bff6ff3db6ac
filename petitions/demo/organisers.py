"""Organisers of the demonstration: one a role in Oslo, one in another House, one of the network. Real ones are invited."""

import json
import secrets
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_security import hash_password

import config
from petitions import database, storage
from petitions.accounts.models import Membership, Organiser
from petitions.accounts.rights import Role
from petitions.houses import passphrases
from petitions.houses.models import House

EVERYBODY = (
    ("organiser@oslo.example.org", "Ane Solberg", "oslo", Role.ADMINISTRATOR, "everything in Oslo"),
    ("moderator@oslo.example.org", "Marte Lien", "oslo", Role.MODERATOR, "moderates in Oslo"),
    ("reader@oslo.example.org", "Rune Bakke", "oslo", Role.READER, "reads in Oslo, changes nothing"),
    ("organiser@zagreb.example.org", "Iva Horvat", "zagreb", Role.ADMINISTRATOR, "everything in Zagreb"),
    (
        "organiser@tbilisi.example.org",
        "Nino Beridze",
        "tbilisi",
        Role.ORGANISER,
        "all campaigns of Tbilisi, not the House",
    ),
    ("network@example.org", "Nora Dahl", None, None, "Houses, organisations and mail, no campaign"),
)
"""Address, name, House, role there, and what that means in a few words."""


def path(settings: config.Settings) -> Path:
    """The file with the password and the secret of the app of all organisers of the demonstration."""
    return settings.keys_path / "organiser.txt"


def make() -> None:
    """Make the organisers that are missing."""
    if database.session().scalar(sa.select(Organiser.id).limit(1)) is not None:
        return
    password = passphrases.generate()
    codes = current_app.extensions["security"].totp_factory
    secret, hashed = codes.generate_totp_secret(), hash_password(password)
    file = path(storage.settings())
    file.touch(mode=0o600)
    file.write_text(json.dumps({"password": password, "totp": secret}))
    houses = {house.slug: house.id for house in database.session().scalars(sa.select(House))}
    with database.action() as session:
        for email, name, house, role, _may in EVERYBODY:
            who = _organiser(email, name, hashed, secret)
            if house in houses and role:
                who.memberships.append(Membership(house_id=houses[house], role=role))
            who.is_network_administrator = house is None
            session.add(who)


def told() -> list[str]:
    """A line for each of them: the address, and what it may do."""
    return [f"{email:<31}{may}" for email, _name, _house, _role, may in EVERYBODY]


def password(settings: config.Settings) -> str:
    """The password of all organisers of the demonstration."""
    found: str = json.loads(path(settings).read_text())["password"]
    return found


def code() -> str:
    """The code that the authenticator app of each of them shows now."""
    secret = json.loads(path(storage.settings()).read_text())["totp"]
    found: str = current_app.extensions["security"].totp_factory.generate_totp_password(secret)
    return found


def _organiser(email: str, name: str, hashed: str, secret: str) -> Organiser:
    return Organiser(
        email=email,
        name=name,
        language="en",
        password=hashed,
        active=True,
        is_network_administrator=False,
        fs_uniquifier=secrets.token_hex(32),
        fs_webauthn_user_handle=secrets.token_hex(32),
        tf_primary_method="authenticator",
        tf_totp_secret=secret,
    )

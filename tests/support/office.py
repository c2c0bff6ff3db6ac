"""An organiser's browser: signed in with both factors, sending what a page of ours would send."""

import secrets
import time

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from petitions import database
from petitions.accounts import sessions
from petitions.accounts.models import Membership, Organiser
from petitions.accounts.rights import Role
from petitions.houses.models import House
from tests.support import routes

CSRF = "a token of the tests"


def organiser(
    email: str = "ane@example.org",
    *,
    of: House | None = None,
    role: Role = Role.ADMINISTRATOR,
    is_network_administrator: bool = False,
    **changes: object,
) -> Organiser:
    """An organiser with an authenticator app, who belongs to `of` as `role`."""
    values = {
        "email": email,
        "name": "Ane Solberg",
        "language": "en",
        "password": None,
        "active": True,
        "is_network_administrator": is_network_administrator,
        "fs_uniquifier": secrets.token_hex(32),
        "fs_webauthn_user_handle": secrets.token_hex(32),
        "tf_primary_method": "authenticator",
    }
    made = Organiser(**(values | changes))
    if of:
        made.memberships.append(Membership(house_id=of.id, role=role))
    with database.action() as session:
        session.add(made)
    return made


class Office:
    """A browser in which somebody is signed in."""

    def __init__(self, app: Flask, who: Organiser | None, *, proven: float | None = 0) -> None:
        """`proven` is how many seconds ago a second factor was shown; None: never in this session."""
        self.client: FlaskClient = routes.browser(app)
        self.client.environ_base["HTTP_ORIGIN"] = "https://localhost"
        if who is None:
            return
        with app.app_context(), database.action() as session:
            token = sessions.begin(session, who, "Firefox Linux")
        with self.client.session_transaction() as cookie:
            cookie.update(
                {"_user_id": who.fs_uniquifier, "organiser_session": token, "csrf_token": CSRF, "fs_paa": time.time()}
            )
            if proven is not None:
                cookie["second_factor_at"] = time.time() - proven
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF)

    def get(self, path: str, **options):
        """The answer to a GET."""
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, object] | None = None, **options):
        """The answer to a form that stands on a page of ours."""
        return self.client.post(path, data={"csrf_token": self.token} | (data or {}), **options)

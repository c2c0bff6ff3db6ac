"""What is kept of what the accounts' library does: sessions as rows of ours, lines in the log, and word to the owner."""

import time
from typing import Any

from flask import Flask, Response, after_this_request, request, session
from flask_login import user_logged_out
from flask_security import (
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)

from petitions import database, outbox
from petitions.accounts import audit, mails, sessions
from petitions.accounts.models import Organiser
from petitions.backoffice import guarding


def init_app(app: Flask) -> None:
    """Hear what the library of `app` has done."""
    for signal, receiver in (
        (user_authenticated, _begin_session),
        (user_logged_out, _end_session),
        (tf_profile_changed, _note_factor),
        (wan_registered, _note_factor),
        (tf_disabled, _note_removal),
        (wan_deleted, _note_removal),
        (password_changed, _note_password),
        (password_reset, _note_password),
    ):
        signal.connect(receiver, app)


def store(response: Response) -> Response:
    """Store what was changed, when the request is over."""
    database.commit_changes()
    return response


def note_recovery_codes(user: Organiser) -> None:
    """Recovery codes of `user` were made, in place of earlier ones; the library sends no signal of that."""
    _note_way(audit.What.RECOVERY_CODES_MADE, user, "codes")


def _begin_session(_app: Flask, user: Organiser, authn_via: list[str] | None = None, **_more: Any) -> None:
    """A session of ours for whoever has signed in; a second factor was shown unless a password alone was."""
    database.begin_writing()
    session[guarding.TOKEN] = sessions.begin(database.session(), user, request.headers.get("User-Agent", ""))
    session.pop(guarding.RECOVERED, None)
    if request.endpoint == "security.mf_recovery":
        session[guarding.PROVEN], session[guarding.RECOVERED] = 0, time.time()
    elif not authn_via:
        session[guarding.PROVEN] = time.time()
    elif "password" in authn_via:
        session.pop(guarding.PROVEN, None)
    _note(audit.What.SIGNED_IN, user)
    after_this_request(store)


def _end_session(_app: Flask, user: Organiser, **_more: Any) -> None:
    """Signing out ends the session wherever a copy of its cookie is."""
    session.pop(guarding.PROVEN, None)
    sessions.end_with(user.id, session.pop(guarding.TOKEN, None))


def _note_factor(_app: Flask, user: Organiser, method: str | None = None, **_more: Any) -> None:
    """An app, which has a method, or a passkey was set up."""
    session[guarding.PROVEN] = time.time()
    _note_way(audit.What.SECOND_FACTOR_ADDED, user, "app" if method else "passkey")


def _note_removal(_app: Flask, user: Organiser, **_more: Any) -> None:
    """Whoever has got hold of a session does not do this without a word to its owner."""
    database.begin_writing()
    _note(audit.What.SECOND_FACTOR_REMOVED, user)
    told = {"organiser": user.id}
    outbox.owe(database.session(), mails.FACTOR_REMOVED, recipient=user.email, language=user.language, variables=told)


def _note_password(_app: Flask, user: Organiser, **_more: Any) -> None:
    """A changed password ends all sessions; that of the device at hand begins anew."""
    database.begin_writing()
    database.session().flush()
    sessions.end_others_in(database.session(), user, session.get(guarding.TOKEN))
    _note(audit.What.PASSWORD_CHANGED, user)
    after_this_request(store)


def _note_way(what: audit.What, user: Organiser, way: str) -> None:
    database.begin_writing()
    _note(what, user)
    mails.owe_word_of(database.session(), user, way)


def _note(what: audit.What, user: Organiser) -> None:
    audit.note_account(database.session(), what, user, by=user.id)

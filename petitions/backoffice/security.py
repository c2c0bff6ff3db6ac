"""Signing in: Flask-Security set up for organisers, in our words, our look and our transactions."""

import base64
import datetime
import functools
import re
import time
from typing import Any

from flask import Flask, Response, abort, after_this_request, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import MailUtil, PasswordUtil, Security, SQLAlchemyUserDatastore
from flask_security.utils import password_complexity_validator
from passlib.exc import PasswordSizeError

from petitions import database, i18n, limits, links, outbox, text
from petitions.accounts import mails, sessions
from petitions.accounts import queries as accounts
from petitions.accounts.models import Organiser, Passkey
from petitions.backoffice import codes, guarding, witnessing, words

SECRET = "accounts"  # the name of a secret in KEYS_PATH
NOT_OFFERED = frozenset({"security.verify", "security.two_factor_rescue"})
"""Views of the library that let a password or a mail stand in for the second factor."""
CHANGES_FACTORS = frozenset(
    f"security.{name}"
    for name in (
        "two_factor_setup", "two_factor_setup_validate", "wan_register", "wan_register_response", "wan_delete",
        "mf_recovery_codes",
    )
)  # fmt: skip
VALIDATION = "security.two_factor_token_validation"
SIGN_IN_ON = frozenset({"security.mf_recovery", "security.wan_signin"})
"""Further pages for whoever has typed a password."""
ASKS_FOR_CODES = frozenset({VALIDATION, "security.mf_recovery"})
NOBODY = "nobody@example.invalid"
LONGEST_PASSWORD = 128
"""Characters, as the library has it. What is longer is not looked at."""
PASSKEY_SHOWN = "security.wan_verify_response"
DAY = datetime.timedelta(days=1)

OPTIONS: dict[str, Any] = {
    "URL_PREFIX": f"{guarding.PREFIX}/account",
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,  # its commands know nothing of Houses, and write no log
    "CLI_ROLES_NAME": None,
    "CACHE_CONTROL": {},  # ours is stricter
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_SCHEMES": ["argon2"],
    "DEPRECATED_PASSWORD_SCHEMES": [],
    "PASSWORD_LENGTH_MIN": 12,
    "PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
    "RETURN_GENERIC_RESPONSES": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_POST_SETUP_VIEW": "office.account",
    "TOTP_ISSUER": "Calls for Action",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "WEBAUTHN": True,
    "WAN_RP_NAME": "Calls for Action",
    "WAN_ALLOW_AS_FIRST_FACTOR": False,
    "WAN_ALLOW_AS_VERIFY": ["secondary"],
    "WAN_POST_REGISTER_VIEW": "office.account",
    "FRESHNESS": 36_500 * DAY,  # ours is that of the second factor: guarding.has_fresh_factor
    "POST_LOGIN_VIEW": "/organise/",
    "LOGOUT_CSRF": True,
    "POST_LOGOUT_VIEW": "/organise/account/login",
    "POST_RESET_VIEW": "/organise/account/login",
    "POST_CHANGE_VIEW": "/organise/account/",
    "POST_VERIFY_VIEW": "/organise/",
    "RESET_PASSWORD_WITHIN": DAY,
    "JOIN_USER_ROLES": False,
    "API_ENABLED_METHODS": ["session"],
    "EMAIL_PLAINTEXT": False,
    "EMAIL_HTML": False,
    "DATETIME_FACTORY": guarding.now,
    "EMAIL_VALIDATOR_ARGS": {"test_environment": True},
}
"""How we want the library."""


class Store(SQLAlchemyUserDatastore):
    """The library's way to our tables: it changes objects, and its views commit at the end of the request."""

    def put(self, model: Any) -> Any:
        database.begin_writing()
        return super().put(model)

    def delete(self, model: Any) -> None:
        database.begin_writing()
        super().delete(model)

    def commit(self) -> None:
        database.commit_changes()


class Passwords(PasswordUtil):
    """Passwords. None is so long that judging it, or putting its marks in order, takes long."""

    def normalize(self, password: str) -> str:
        composed: str = super().normalize(text.bounded(password))
        return composed

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        if len(password) > LONGEST_PASSWORD:
            return [_("Shorten this to %(most)s characters", most=LONGEST_PASSWORD)], password
        faults, kept = super().validate(password, is_register, **about)
        if len(kept) < OPTIONS["PASSWORD_LENGTH_MIN"]:
            return faults, kept
        # The library tells in English why one is easy to guess.
        if faults or password_complexity_validator(_without_own_words(kept, **about), is_register, **about):
            faults = [str(words.MESSAGES["PASSWORD_TOO_SIMPLE"][0])]
        return faults, kept


class Mails(MailUtil):
    """The library's mails as rows of our outbox, with links from BASE_URL."""

    def send_mail(self, template: str, subject: str, recipient: Any, *_words: Any, **context: Any) -> None:
        organiser: Organiser = context["user"]
        if "reset_token" in context and not limits.is_allowed("reset", who=f"organiser {organiser.id}"):
            return  # a link that was mailed today still works; the page answers as it does where nobody has an account
        database.begin_writing()
        kind: str = mails.CHANGED
        variables: dict[str, object] = {"organiser": organiser.id}
        if "reset_token" in context:
            path = url_for("security.reset_password", token=context["reset_token"])
            kind, variables = mails.RESET, {"url": links.absolute(path)}
            g.is_reset_owed = True
        outbox.owe(
            database.session(), kind, recipient=organiser.email, language=organiser.language, variables=variables
        )
        after_this_request(witnessing.store)


def _without_own_words(password: str, *, user: Organiser | None = None, name: str = "", email: str = "") -> str:
    """What is left of a password for others to guess: whoever knows a name and an address tries their words first."""
    told = f"{user.name} {user.email}" if user else f"{name} {email}"
    own = sorted(re.findall(r"[^\W_]{3,}", told), key=len, reverse=True)
    return re.sub("|".join(own), "", password, flags=re.IGNORECASE) if own else password


def init_app(app: Flask) -> None:
    """Let organisers of `app` sign in."""
    app.config.update(_settings(app))
    hooks = {kind: list(getattr(app, kind)[None]) for kind in ("before_request_funcs", "after_request_funcs")}
    processors = list(app.template_context_processors[None])
    store = Store(database.db, Organiser, None, Passkey)  # type: ignore[arg-type]  # roles are ours, per House
    Security(
        app,
        store,
        totp_cls=codes.AppCodes,
        mf_recovery_codes_util_cls=codes.RecoveryCodes,
        mail_util_cls=Mails,
        password_util_cls=Passwords,
    )
    _keep_readers_out(app, hooks, processors)
    app.before_request(_guard)
    app.register_error_handler(PasswordSizeError, _ask_for_less)
    app.view_functions[PASSKEY_SHOWN] = _noting_a_passkey(app.view_functions[PASSKEY_SHOWN])
    app.extensions["security"].unauthn_handler(_ask_to_sign_in)
    app.extensions["security"].render_template = guarding.render
    witnessing.init_app(app)


def _settings(app: Flask) -> dict[str, Any]:
    keys = app.extensions["keyring"]
    secret = keys.ensure(SECRET)
    is_secure = app.config["SETTINGS"].base_url.startswith("https:")
    cookie = {
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": guarding.PREFIX,  # the public site never gets to see it
    }
    ours = OPTIONS | {
        "TOTP_SECRETS": {"1": secret.hex()},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(secret)],
    }
    messages = {f"SECURITY_MSG_{key}": message for key, message in words.MESSAGES.items()}
    return cookie | {f"SECURITY_{key}": value for key, value in ours.items()} | messages


def _keep_readers_out(app: Flask, hooks: dict[str, list[Any]], processors: list[Any]) -> None:
    """Let what the library does with every request happen in the back office alone: readers have no session to look at."""
    for kind, before in hooks.items():
        added = [hook for hook in getattr(app, kind)[None] if hook not in before]
        getattr(app, kind)[None] = before + [_in_office(hook) for hook in added]
    added = [processor for processor in app.template_context_processors[None] if processor not in processors]
    app.template_context_processors[None] = processors
    for processor in added:
        app.context_processor(_in_office(processor, otherwise={}))


def _in_office(hook: Any, otherwise: Any = None) -> Any:
    @functools.wraps(hook)
    def limited(*response: Response) -> Any:
        if guarding.is_office():
            return hook(*response)
        return response[0] if response else otherwise

    return limited


def _guard() -> ResponseReturnValue | None:
    """What the library's own pages need beyond what it asks for."""
    if request.blueprint != "security" or request.method == "OPTIONS":
        return None
    guarding.speak()
    if request.endpoint in NOT_OFFERED:
        abort(404)
    if request.method == "POST":
        guarding.refuse_odd_json()
        if not limits.is_allowed("sign_in"):
            abort(429)
        if request.endpoint in ASKS_FOR_CODES and not _may_try_a_code():
            flash(str(words.TOO_MANY_CODES), "error")
            return redirect(request.full_path.rstrip("?"))
        if request.endpoint in ASKS_FOR_CODES:
            after_this_request(_note_wrong_code)
        if request.endpoint == "security.forgot_password":
            after_this_request(_take_as_long)
    organiser = guarding.known()
    return _guard_account(organiser) if organiser else None


def _guard_account(organiser: Organiser) -> ResponseReturnValue | None:
    """The same, for whoever is signed in."""
    if _is_for_strangers():
        return redirect(url_for("office.home"))
    if _is_last_factor(organiser):
        flash(_("This is your only second factor. Set up another one first."), "error")
        return redirect(url_for("office.account"))
    is_change = request.endpoint in CHANGES_FACTORS and organiser.has_second_factor
    return guarding.detour(guarding.fresh_url()) if is_change and not guarding.may_change_factors() else None


def _is_for_strangers() -> bool:
    """Whether this page is for signing in. The library signs out who is signed in and follows a link to one, or breaks."""
    if request.endpoint == VALIDATION:
        return session.get("tf_state") != "validating_profile"
    return request.endpoint in SIGN_IN_ON


def _ask_for_less(_refusal: PasswordSizeError) -> ResponseReturnValue:
    """A password was typed that is too long to be looked at, whoever it is of."""
    flash(_("Shorten this to %(most)s characters", most=LONGEST_PASSWORD), "error")
    return redirect(request.full_path.rstrip("?"))


def _may_try_a_code() -> bool:
    """Six digits can be guessed by many networks together: codes are counted per account."""
    return limits.is_allowed("second_factor", who=f"sign-in {session.get('tf_user_id')}")


def _note_wrong_code(response: Response) -> Response:
    """Whoever types a code has shown the password: that it was wrong is of interest to the House."""
    if guarding.TOKEN not in session and (who := accounts.by_uniquifier(session.get("tf_user_id", ""))):
        sessions.note_wrong_factor(who)
    return response


def _take_as_long(response: Response) -> Response:
    """An address that gets no mail costs a row of the outbox, too: a mail that is not written."""
    if "is_reset_owed" in g:
        return response
    database.begin_writing()
    outbox.owe(database.session(), mails.RESET, recipient=NOBODY, language=i18n.current(), variables={"url": ""})
    return witnessing.store(response)


def _is_last_factor(organiser: Organiser) -> bool:
    """Whether this request would leave `organiser` with a password alone, which is to open nothing."""
    asked = request.get_json(silent=True) or request.form
    if request.endpoint == "security.two_factor_setup":
        return asked.get("setup") == "disable" and not organiser.webauthn
    return request.endpoint == "security.wan_delete" and not organiser.tf_primary_method and len(organiser.webauthn) < 2


def _ask_to_sign_in(_mechanisms: list[str], headers: object = None) -> ResponseReturnValue:
    return guarding.detour(guarding.sign_in_url())


def _noting_a_passkey(view: Any) -> Any:
    """The library's view that checks a passkey again, with a note of ours when it was right."""

    @functools.wraps(view)
    def noting(**arguments: Any) -> ResponseReturnValue:
        before = session.get("fs_paa")
        answer: ResponseReturnValue = view(**arguments)
        if session.get("fs_paa") != before:
            session[guarding.PROVEN] = time.time()
        return answer

    return noting

"""Codes as second factors, of authenticator apps and on paper: none is taken twice, not even by two requests at once."""

from typing import Any

import segno
from flask_security import MfRecoveryCodesUtil
from flask_security.totp import Totp
from markupsafe import Markup
from passlib.exc import UsedTokenError

from petitions import database, errors
from petitions.backoffice import witnessing


class AppCodes(Totp):
    """Codes of authenticator apps."""

    def get_last_counter(self, user: Any) -> int | None:
        return user.totp_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.totp_counter = tmatch.counter
        if not _is_taken():
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> str:
        code = segno.make(self.get_totp_uri(username, totp), error="m")
        return Markup(code.svg_inline(scale=5, border=2, omitsize=True))  # noqa: S704  # drawn by segno, no text in it


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes on paper. Looking at one takes it: the library would take it only after that."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        made: list[str] = super().create_recovery_codes(user)
        witnessing.note_recovery_codes(user)
        return made

    def check_recovery_code(self, user: Any, code: str) -> bool:
        if not super().check_recovery_code(user, code):
            return False
        super().delete_recovery_code(user, code)
        return _is_taken()

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        return True


def _is_taken() -> bool:
    """Store at once that a code was used, whatever else becomes of the request. False if somebody else was first."""
    try:
        database.commit_changes()
    except errors.Overtaken:
        return False
    return True

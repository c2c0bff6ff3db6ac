"""What the accounts' library says, in our words; and what is said of too many tries at a code or a passphrase."""

from flask_babel import lazy_gettext as _l

TOO_MANY_CODES = _l("Too many tries. Wait an hour, or use a passkey.")
TOO_MANY_PASSPHRASES = _l("Too many tries. Wait an hour.")

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_l("Address and password do not belong together. Type both again."), "error"),
    "GENERIC_RECOVERY": (_l("If there is an account for this address, a mail with a link is on its way."), "info"),
    "PASSWORD_RESET_REQUEST": (
        _l("If there is an account for this address, a mail with a link is on its way."),
        "info",
    ),
    "UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
    "UNAUTHORIZED": (_l("Sign in to see this page."), "info"),
    "RETYPE_PASSWORD_MISMATCH": (_l("Type the same password twice"), "error"),
    "PASSWORD_MISMATCH": (_l("Type the same password twice"), "error"),
    "INVALID_PASSWORD": (_l("This is not your password"), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link was used, or is not whole. Ask for a new one."), "error"),
    "PASSWORD_RESET_EXPIRED": (_l("This link is older than a day. Ask for a new one."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Write your e-mail address"), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("Write an e-mail address such as name@example.org"), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Write your password"), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("Use 12 characters or more"), "error"),
    "PASSWORD_TOO_SIMPLE": (
        _l("This password is easy to guess. Four words that have nothing to do with each other are better."),
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (_l("Choose a password that differs from the old one"), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your password is changed. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (_l("Your password is changed."), "success"),
    "DISABLED_ACCOUNT": (_l("Address and password do not belong together. Type both again."), "error"),
    "ANONYMOUS_USER_REQUIRED": (_l("You are signed in already."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This code is wrong or too old. Wait for the next one, and type that."), "error"),
    "INVALID_CODE": (_l("This code is wrong or too old. Wait for the next one, and type that."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("Your authenticator app is set up."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in to see this page."), "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the two"), "error"),
    "TWO_FACTOR_DISABLED": (_l("Your authenticator app is removed."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("That took too long. Begin again."), "error"),
    "INVALID_RECOVERY_CODE": (_l("This is none of your recovery codes, or it was used"), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("There are no recovery codes yet."), "info"),
    "WEBAUTHN_EXPIRED": (_l("That took too long. Begin again."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (_l("Give the passkey a name, such as “my phone”"), "error"),
    "WEBAUTHN_NAME_INUSE": (_l("Another passkey of yours has this name"), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_l("You have no passkey of this name"), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_l("Use letters and digits only"), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_l("The passkey is removed."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_l("The passkey is set up."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("This passkey is set up already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_l("This passkey is not known here."), "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_l("This passkey is not known here."), "error"),
    "WEBAUTHN_NO_VERIFY": (_l("The passkey could not be checked. Try again."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_l("This passkey is not known here."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_l("This passkey belongs to somebody else."), "error"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You may go on."), "success"),
    "INVALID_REDIRECT": (_l("Begin again from the start page."), "error"),
    "INVALID_INPUT": (_l("Type this again"), "error"),
    "API_ERROR": (_l("Begin again from the start page."), "error"),
}
"""The library's keys; text and category of each message that organisers can meet."""

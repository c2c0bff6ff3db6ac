"""Mail addresses: their form, the one spelling under which an address counts once, and slips of the hand."""

import difflib

from email_validator import EmailNotValidError, validate_email

from petitions import errors

# Providers whose several names lead to one mailbox.
ALIASES = {
    "googlemail.com": "gmail.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
    "yandex.ua": "yandex.ru",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
}
# Signs before the @ that a provider ignores, or takes for another.
IGNORED: dict[str, dict[str, str]] = {
    "gmail.com": {".": ""},
    "proton.me": {".": "", "_": "", "-": ""},
    "yandex.ru": {"-": "."},
}

LONGEST_LOCAL = 64
"""Signs before the @ (RFC 5321, 4.5.3.1.1)."""
LONGEST = 300
"""Signs that are looked at: no address has as many (RFC 5321, 4.5.3.1.3: 254)."""

# Where most addresses of the network's countries are: what a slip is compared with.
KNOWN = tuple(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com
    proton.me protonmail.com gmx.com gmx.net gmx.de web.de mail.ru bk.ru inbox.ru list.ru yandex.ru yandex.com
    ya.ru rambler.ru tut.by mail.com mail.az box.az ukr.net i.ua meta.ua wp.pl o2.pl onet.pl interia.pl
    online.no hotmail.no yahoo.no yahoo.co.uk hotmail.co.uk hotmail.fr orange.fr free.fr laposte.net
    tutanota.com fastmail.com zoho.com example.org example.com example.net
    """.split()  # noqa: SIM905  # words without their punctuation
)


class BadAddress(errors.Refusal):
    """Not the form of a mail address that can be delivered to."""


def tidy(typed: str) -> str:
    """The address to write to. Checked by form alone: nobody is asked whether it exists. Raises BadAddress."""
    if len(typed) > LONGEST:  # before anything is done with it that takes time
        raise BadAddress
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadAddress from None
    if len(found.normalized) > 254 or len(found.local_part) > LONGEST_LOCAL or found.ascii_email is None:
        raise BadAddress
    return found.ascii_email


def canonical(address: str) -> str:
    """The one spelling of a tidied address, so that one mailbox signs once: lower case, no `+suffix`, provider's aliases."""
    local, _, domain = address.lower().rpartition("@")
    domain = ALIASES.get(domain, domain)
    local = local.partition("+")[0] or local
    for sign, instead in IGNORED.get(domain, {}).items():
        local = local.replace(sign, instead)
    return f"{local}@{domain}"


def probably_meant(address: str) -> str | None:
    """The address that was probably meant ("gmial.com" → "gmail.com"), or None if nothing looks like a slip."""
    local, _, domain = address.rpartition("@")
    if domain.lower() in KNOWN:
        return None
    close = difflib.get_close_matches(domain.lower(), KNOWN, n=1, cutoff=0.85)
    return f"{local}@{close[0]}" if close else None

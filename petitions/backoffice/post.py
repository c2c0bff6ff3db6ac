"""How the mail goes, for the network: what waits, how much goes out, and what becomes of the rest."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from petitions import outbox, storage
from petitions.accounts.rights import Right
from petitions.backoffice import attention, machine
from petitions.backoffice.guarding import guarded, render
from petitions.post import traffic
from petitions.post.answers import Outcome

OUTCOMES = {
    Outcome.SENT: (_l("Accepted by the mail server"), None),
    Outcome.GONE: (_l("Refused: no such mailbox"), _l("Final. The signature is shown as unreachable.")),
    Outcome.SPAM: (
        _l("Refused as spam, or by a rule"),
        _l("Final. Look at the mail server’s reputation, at SPF and DKIM."),
    ),
    Outcome.OURS: (
        _l("Refused for a fault of ours"),
        _l("These mails wait. The command “mail test” on the server says what is wrong."),
    ),
    Outcome.BUSY: (_l("Not taken yet"), _l("These mails wait, and are tried again with growing pauses.")),
    Outcome.AWAY: (_l("Mail server away"), _l("All mail waits, and is tried again every few seconds.")),
    Outcome.RETURNED: (_l("Came back"), _l("Accepted at first. The signature is shown as unreachable.")),
    Outcome.BROKEN: (_l("Could not be written"), _l("These mails wait. The log of the worker says what is wrong.")),
    Outcome.GIVEN_UP: (_l("Given up"), _l("They waited for three days. Whoever asked for one can ask again.")),
}
"""What becomes of a mail, and what that means, in the order of the page."""


def register(blueprint: Blueprint) -> None:
    """Open the page about mail."""
    guarded(blueprint, "/mail", mail, right=Right.NETWORK, endpoint="mail")


def mail() -> ResponseReturnValue:
    found, settings = traffic.read(), storage.settings()
    return render(
        "backoffice/mail.html",
        points=machine.points(machine.look()),
        waiting=outbox.waiting(attention.MOST),
        most=attention.MOST,
        oldest=outbox.oldest_wait(),
        rate=found.rate,
        limit=settings.mail_per_minute,
        lines=[(*words, found.hour[outcome], found.day[outcome]) for outcome, words in OUTCOMES.items()],
        is_signed=settings.dkim_key is not None,
        takes_back=settings.bounce_address is not None,
    )

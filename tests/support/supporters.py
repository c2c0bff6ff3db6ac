"""People who go the whole way through the site: by its forms, its mails and its real worker, as everybody does."""

import re
from collections.abc import Sequence

from flask.testing import FlaskClient

from petitions import working
from tests.support import rounds
from tests.support.mailserver import MailServer
from tests.support.marked import Person

CAMPAIGN = "/en/campaigns/free-rasul"
EVENT = "/en/events/march-oslo"
VISIBILITIES = ("recipient", "counted")


def go_through_everything(client: FlaskClient, sink: MailServer, people: Sequence[Person]) -> dict[str, str]:
    """Sign, confirm or reject, come to the march, withdraw, sign again. Returns the confirmed ones' tokens by address.

    Nobody chooses to be public. At the end the mail server takes nothing, and some mail waits.
    """
    for place, person in enumerate(people):
        sign(client, person, VISIBILITIES[place % 2], is_clumsy=place % 5 == 0)
    deliver_all()
    tokens = links(sink, "confirm")
    for place, person in enumerate(people):
        _decide(client, tokens[person.email], "reject" if place % 7 == 6 else "confirm" if place % 3 else None)
    working.count()
    for place, person in enumerate(people):
        _come(client, person, changes_mind=place % 3 == 0)
    for person in people[1::4]:
        press(client, f"/withdraw/{tokens[person.email]}", "withdraw")
    deliver_all()
    working.count()
    sink.misbehave("RCPT", "451 4.3.0 Try again later")
    for person in people[::2]:
        sign(client, person, "counted")
    rounds.deliver_some()
    sink.behave()
    return tokens


def sign(client: FlaskClient, person: Person, visibility: str, *, is_clumsy: bool = False) -> None:
    """Send the form. Whoever is clumsy forgets the country first, and presses the button twice at last."""
    form = {
        "name": person.name,
        "email": person.email,
        "town": person.town,
        "comment": person.comment,
        "visibility": visibility,
        "consent": "y",
    }
    if is_clumsy:
        assert client.post(f"{CAMPAIGN}/sign", data=form).status_code == 422
        assert client.post(f"{CAMPAIGN}/sign", data=form | {"country": "HR"}).status_code == 303
    assert client.post(f"{CAMPAIGN}/sign", data=form | {"country": "HR"}).status_code == 303


def press(client: FlaskClient, path: str, button: str) -> None:
    """Open a link of a mail and press the button on its page."""
    assert client.get(path.removesuffix("/reject").removesuffix("/cancel")).status_code == 200
    assert client.post(path, data={"act": button, "people": "2"}).status_code in (200, 303)


def links(sink: MailServer, purpose: str) -> dict[str, str]:
    """The tokens of the newest links for `purpose`, by address."""
    found = {}
    for delivery in sink.deliveries:
        body = delivery.message.get_body(("plain",))
        if body and (link := re.search(rf"/{purpose}/([a-z0-9]+)", body.get_content())):
            found[delivery.recipients[0]] = link[1]
    return found


def deliver_all() -> None:
    """Have the worker hand over all mail that is due."""
    while rounds.deliver_some():
        pass


def _decide(client: FlaskClient, token: str, act: str | None) -> None:
    if act is not None:
        press(client, f"/confirm/{token}" + ("/reject" if act == "reject" else ""), act)


def _come(client: FlaskClient, person: Person, *, changes_mind: bool) -> None:
    form = {"people": "3", "contact": "mail", "name": person.name, "email": person.email}
    answer = client.post(f"{EVENT}/rsvp", data=form)
    assert answer.status_code == 303
    link = answer.location.removesuffix("/done")
    assert client.get(answer.location).status_code == 200
    if changes_mind:
        press(client, link, "change")
        press(client, f"{link}/cancel", "cancel")

"""What is sent twice at the same moment, by an impatient finger or by somebody who has copied it, is done once."""

import re
import threading
import time

import pytest
import sqlalchemy as sa

from petitions import database
from petitions.accounts.models import Organiser
from petitions.outbox import OutboxMessage
from tests.backoffice.test_account import ida  # noqa: F401
from tests.backoffice.test_signing_in import PASSWORD, code, send, token_of
from tests.support.office import Office
from tests.support.together import at_once

WHERE = {"path": "/organise", "domain": "localhost"}


@pytest.fixture
def waiting(app):
    """Lets whoever wants to change an account wait until all have looked at it."""
    is_held = threading.Event()

    def hold() -> None:
        with app.app_context(), database.action() as session:
            session.execute(sa.select(Organiser.id).with_for_update())
            is_held.set()
            time.sleep(1.5)

    holding = threading.Thread(target=hold)
    holding.start()
    is_held.wait(10)
    yield
    holding.join()


@pytest.fixture
def typed(request, ida):  # noqa: F811
    """The page for a code, and one that is right."""
    if request.param == "tf-validate":
        return request.param, code(ida.key, steps=1)
    page = send(ida, "/organise/account/mf-recovery-codes", generate_new_codes="1")
    return request.param, re.search(r"<li>([0-9a-f-]{14})</li>", page.text)[1]


@pytest.fixture
def two(typed, app):
    """Two browsers with one session, at the page for the code, and what they send."""
    first, second = Office(app, None), Office(app, None)
    send(first, "/organise/account/login", email="ida@example.org", password=PASSWORD)
    token = token_of(first.get(f"/organise/account/{typed[0]}"))
    second.client.set_cookie("session", first.client.get_cookie("session", **WHERE).value, **WHERE)
    return [first, second], {"csrf_token": token, "code": typed[1]}


@pytest.mark.parametrize("typed", ["tf-validate", "mf-recovery"], indirect=True)
def test_a_code_that_is_sent_twice_at_once_signs_in_once(two, typed, waiting):
    browsers, form = two
    answers = at_once(lambda browser: browser.client.post(f"/organise/account/{typed[0]}", data=form), browsers)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (refused,) = (answer.text for answer in answers if answer.status_code == 200)
    assert "This code is wrong or too old" in refused or "none of your recovery codes, or it was used" in refused
    assert sorted(browser.get("/organise/").status_code for browser in browsers) == [200, 302]


@pytest.fixture
def pressing(ida, app):  # noqa: F811
    """Two browsers with the session of Ida, at the page that makes recovery codes, and what they send."""
    token, second = token_of(ida.get("/organise/account/mf-recovery-codes")), Office(app, None)
    second.client.set_cookie("session", ida.client.get_cookie("session", **WHERE).value, **WHERE)
    return [ida, second], {"csrf_token": token, "generate_new_codes": "1"}


def owed(app) -> int:
    with app.app_context():
        return database.session().query(OutboxMessage).filter_by(kind="way_in_added").count()


def test_recovery_codes_that_are_made_twice_at_once_are_made_and_told_of_once(pressing, app, waiting):
    browsers, form = pressing
    before = owed(app)
    answers = at_once(lambda browser: browser.client.post("/organise/account/mf-recovery-codes", data=form), browsers)
    assert sorted(answer.status_code for answer in answers) == [200, 503]
    assert owed(app) == before + 1

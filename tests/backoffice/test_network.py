"""Who runs the network: others are invited and let go in the browser, and one always stays."""

import re

import pytest

from petitions.accounts import audit, network, queries
from petitions.accounts.rights import Role
from tests.support.rounds import deliver_some

PLACE = "/organise/network"


@pytest.fixture
def nora(sign_in):
    return sign_in("nora@example.org", name="Nora Dahl", is_network_administrator=True)


def entries(app) -> list[str]:
    with app.app_context():
        return [entry.what for entry in audit.of_house(None)]


def test_somebody_is_invited_by_mail_seen_and_uninvited(nora, app, smtp_sink, valid_html):
    valid_html(nora.get(f"{PLACE}/invite").text)
    wrong = nora.post(f"{PLACE}/invite", {"email": "nora@example.org"})
    assert (wrong.status_code, "This address belongs to a network administrator" in wrong.text) == (422, True)
    page = nora.post(f"{PLACE}/invite", {"email": "olga@example.org"}, follow_redirects=True).text
    valid_html(page)
    with app.app_context():
        deliver_some()
    assert smtp_sink.deliveries[-1].recipients == ("olga@example.org",)
    (cancel,) = re.findall(r'action="([^"]+/take-back)"', page)
    assert "The invitation is cancelled" in nora.post(cancel, follow_redirects=True).text
    assert "olga@example.org" not in nora.get(PLACE).text
    assert entries(app)[:2] == ["invitation taken back", "invited"]


def test_who_is_let_go_runs_the_network_no_more_and_keeps_a_place_in_a_house(nora, sign_in, house, app, valid_html):
    olga = sign_in("olga@example.org", of=house, role=Role.READER, name="Olga Nor", is_network_administrator=True)
    assert olga.get("/organise/houses").status_code == 200
    one = f"{PLACE}/{olga.who.id}/remove"
    assert f'href="{one}"' in nora.get(PLACE).text
    valid_html(nora.get(one).text)
    assert "The access has ended." in nora.post(one, {}, follow_redirects=True).text
    assert [olga.get(path).status_code for path in ("/organise/houses", PLACE, "/organise/")] == [404, 404, 200]
    assert nora.get(one).status_code == 404
    assert entries(app)[0] == "member removed"


def test_the_last_one_stays(nora, app):
    assert "/remove" not in nora.get(PLACE).text
    answer = nora.post(f"{PLACE}/{nora.who.id}/remove", {}, follow_redirects=True)
    assert "The network keeps one administrator." in answer.text
    with app.app_context():
        assert [one.name for one in network.administrators()] == ["Nora Dahl"]


def test_who_lets_themselves_go_is_led_home(nora, sign_in):
    sign_in("olga@example.org", is_network_administrator=True)
    answer = nora.post(f"{PLACE}/{nora.who.id}/remove", {})
    assert (answer.status_code, answer.location) == (302, "/organise/")
    assert nora.get(PLACE).status_code == 404


def test_somebody_of_a_house_is_nobody_of_the_network(sign_in, house, app):
    ane = sign_in("ane@example.org", of=house)
    assert ane.get(PLACE).status_code == 404
    with app.app_context(), pytest.raises(queries.NoSuchMember):
        network.remove(ane.who.id, by=ane.who.id)

"""The pages on Houses and organisations."""

import io
import re

import pytest

from petitions import database
from petitions.accounts import audit, inviting
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Role
from petitions.houses import queries
from tests.support import naughty, pictures
from tests.support.editor import form_of

HOUSE = {
    "slug": "baku", "country": "AZ", "site": "baku.example.org", "contact": "privacy@baku.example.org",
    "sender": "calls@baku.example.org",
    "name-en": "Human Rights House Baku", "city-en": "Baku", "controller-en": "House Baku, 1 Street, Baku",
    "name-az": "İnsan Hüquqları Evi", "city-az": "Bakı", "controller-az": "İnsan Hüquqları Evi, Bakı",
}  # fmt: skip
CLUB = {"slug": "club", "country": "AZ", "site": "", "under": "oslo", "name-en": "Human Rights Club"}


@pytest.fixture
def network(sign_in):
    """The browser of a network administrator."""
    return sign_in("nora@example.org", is_network_administrator=True)


@pytest.fixture
def found(app):
    def read(slug="baku"):
        with app.app_context():
            database.session().expire_all()
            return queries.by_slug(slug)

    return read


@pytest.fixture
def number(app):
    """The number of the organisation with this address."""

    def read(slug):
        with app.app_context():
            return next(one.id for one in queries.organisations() if one.slug == slug)

    return read


def save(browser, path, page=None, **typed):
    """Open a page, or go on with one, type, and press the button. `name_en` is the field "name-en"."""
    changes = {name.replace("_", "-"): value for name, value in typed.items()}
    return browser.post(path, form_of(page or browser.get(path), "flow wide") | changes)


def test_the_network_makes_a_house_and_invites_its_administrator(network, found, smtp_sink, app):
    assert network.get("/organise/houses/new").status_code == 200
    answer = network.post("/organise/houses/new", HOUSE)
    assert (answer.status_code, answer.location) == (303, "/organise/houses/baku/administrator")
    assert found().text("az").name == "İnsan Hüquqları Evi"
    assert found().site == "https://baku.example.org"
    assert network.post(answer.location, {"email": "leyla@example.org"}).status_code == 303
    assert "Human Rights House Baku" in network.get("/organise/houses").text
    with app.app_context():
        assert [entry.what for entry in audit.of_house(found().id)] == ["invited", "house made"]


def test_an_administrator_who_was_mistyped_is_uninvited_and_nobody_else(network, house, found, app):
    place = "/organise/houses/oslo/administrator"
    page = network.post(place, {"email": "leila@exmaple.org"}, follow_redirects=True).text
    assert "leila@exmaple.org" in page
    (cancel,) = re.findall(r'action="([^"]+/take-back)"', page)
    with app.app_context():
        inviting.invite("rita@example.org", found("oslo"), Role.READER, language="en", by=None)
        (administrator, reader) = accounts.invitations(found("oslo").id)
    assert "rita@example.org" not in network.get(place).text
    assert network.post(cancel.replace(str(administrator.id), str(reader.id))).status_code == 404
    assert "The invitation is cancelled" in network.post(cancel, follow_redirects=True).text
    assert "leila@exmaple.org" not in network.get(place).text
    with app.app_context():
        assert [one.id for one in accounts.invitations(found("oslo").id)] == [reader.id]
        assert audit.of_house(found("oslo").id)[0].what == "invitation taken back"


def test_the_network_invites_nobody_into_a_house_that_has_an_administrator(network, sign_in, house, found, app):
    """Else whoever runs the network could let themselves in, whom nobody of the House has asked."""
    place = "/organise/houses/oslo/administrator"
    sign_in("olga@example.org", of=house, role=Role.ORGANISER)
    assert f'href="{place}"' in network.get("/organise/houses").text
    assert network.post(place, {"email": "olga-2@example.org"}).status_code == 303
    sign_in("ane@example.org", of=house)
    assert f'href="{place}"' not in network.get("/organise/houses").text
    refused = network.post(place, {"email": "nora@example.org"})
    assert (refused.status_code, "This House has an administrator" in refused.text) == (422, True)
    assert 'name="email"' not in network.get(place).text
    with app.app_context():
        assert [one.email for one in accounts.invitations(found("oslo").id)] == ["olga-2@example.org"]


def test_the_network_invites_into_a_house_whose_only_administrator_is_shut_out(network, sign_in, house):
    sign_in("ane@example.org", of=house, active=False)
    assert network.post("/organise/houses/oslo/administrator", {"email": "nina@example.org"}).status_code == 303


def test_an_administrator_changes_the_own_house(office, found, client):
    page = office.get("/organise/houses/oslo")
    assert "House oslo" in page.text
    words = {name.replace("-", "_"): value for name, value in HOUSE.items()}
    answer = save(office, "/organise/houses/oslo", **words | {"name_en": "House of Oslo", "country": "NO"})
    assert (answer.status_code, answer.location) == (303, "/organise/houses/oslo")
    assert (found("oslo").slug, found("oslo").text("en").name) == ("oslo", "House of Oslo")
    assert "House Baku, 1 Street, Baku" in client.get("/en/privacy/oslo").text


def test_a_house_has_a_name_in_a_language_that_only_its_papers_have(office, found):
    georgian = {
        "name_ka": "ადამიანის უფლებათა სახლი",
        "city_ka": "თბილისი",
        "controller_ka": "ადამიანის უფლებათა სახლი, თბილისი",
    }
    closed = office.get("/organise/houses/oslo")
    assert '<details class="flow">' in closed.text
    half = save(office, "/organise/houses/oslo", name_ka=georgian["name_ka"])
    assert "the rest of this language is there" in half.text
    assert '<details class="flow" open>' in half.text
    assert save(office, "/organise/houses/oslo", **georgian).status_code == 303
    assert found("oslo").text("ka").name == georgian["name_ka"]
    assert '<details class="flow" open>' in office.get("/organise/houses/oslo").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "Baku"}, "small letters a to z"),
        ({"slug": "oslo"}, "Another House has this address"),
        ({"site": "javascript:alert(1)"}, "such as https://example.org"),
        ({"contact": "nobody"}, "name@example.org"),
        ({"sender": ""}, "Write an e-mail address"),
        ({"country": "XX"}, "Choose a country"),
        ({"city-az": ""}, "the rest of this language is there"),
        (dict.fromkeys([name for name in HOUSE if "-" in name], ""), "in one language at least"),
        ({"name-en": "a" * 201}, "Shorten this to 200 characters"),
        ({"name-en": "A\u202eB"}, "invisible character U+202E"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(network, house, found, changes, words):
    answer = network.post("/organise/houses/new", HOUSE | changes)
    assert answer.status_code == 422
    assert words in answer.text
    with pytest.raises(queries.NoSuchHouse):
        found()


def test_what_is_to_be_mended_is_told_with_its_language(network, house):
    page = network.post("/organise/houses/new", HOUSE | {"city-az": "", "slug": "Baku"}).text
    summary = page.split('id="problems"')[1].split("</ul>")[0]
    assert 'the rest of this language is there (<span lang="az">Azərbaycanca</span>)</a>' in summary
    assert summary.count("<span") == 1


def test_organisations_are_made_by_the_network_and_by_a_house(network, office, house, number):
    assert network.post("/organise/organisations/new", CLUB).status_code == 303
    assert network.post("/organise/organisations/new", CLUB | {"slug": "free", "under": "none"}).status_code == 303
    listed = "/organise/houses/oslo/organisations"
    assert office.post(f"{listed}/new", CLUB | {"slug": "own", "under": "none"}).location == listed
    page = office.get(listed).text
    assert f'href="{listed}/{number("club")}"' in page
    assert f'href="{listed}/{number("own")}"' in page
    assert f'href="{listed}/{number("free")}"' not in page
    assert office.get(f"{listed}/{number('free')}").status_code == 404
    assert save(office, f"{listed}/{number('club')}", name_en="The Club").status_code == 303
    assert "The Club" in office.get(listed).text
    assert save(network, f"/organise/organisations/{number('club')}", under="none").status_code == 303
    assert office.get(f"{listed}/{number('club')}").status_code == 404


def test_two_who_write_of_a_house_at_once_see_both_texts_and_choose(office, sign_in, house, found):
    path, other = "/organise/houses/oslo", sign_in("ida@example.org", of=house)
    mine = office.get(path)
    save(other, path, name_en="Theirs", country="GE", city_en="Bergen", contact="theirs@example.org")
    page = save(office, path, mine, name_en="Mine", country="AZ", controller_en="Me", contact="mine@example.org")
    assert page.status_code == 409
    assert "<title>Error:" in page.text
    assert "Two people have written here at once" in page.text
    for theirs in ("Theirs", "Georgia", "theirs@example.org"):
        assert f">{theirs}</blockquote>" in page.text
    shown = form_of(page, "flow wide")
    assert (shown["name-en"], shown["country"], shown["city-en"]) == ("Mine", "AZ", "Bergen")
    assert (found("oslo").text("en").name, found("oslo").text("en").controller) == (
        "Theirs",
        "Human Rights House, 1 Street, Oslo",
    )
    choices = {"name_en_keep": "theirs", "contact_keep": "mine", "country_keep": "theirs"}
    wrong = save(office, path, page, controller_en="", **choices)
    assert wrong.status_code == 422
    assert form_of(wrong, "flow wide")["name-en"] == "Theirs"  # what was chosen is not lost over another fault
    assert save(office, path, page, **choices).status_code == 303
    oslo = found("oslo")
    assert (oslo.country, oslo.contact) == ("GE", "mine@example.org")
    assert (oslo.text("en").name, oslo.text("en").city, oslo.text("en").controller) == ("Theirs", "Bergen", "Me")


def test_two_who_write_of_an_organisation_at_once_see_both_texts(network, office, house, number, valid_html):
    network.post("/organise/organisations/new", CLUB)
    path, listed = f"/organise/organisations/{number('club')}", "/organise/houses/oslo/organisations"
    mine = network.get(path)
    save(office, f"{listed}/{number('club')}", name_en="Theirs")
    page = save(network, path, mine, name_en="Mine", under="none")
    assert (page.status_code, ">Theirs</blockquote>" in page.text) == (409, True)
    valid_html(page.text)
    assert save(network, path, page).status_code == 303
    assert "Mine" in network.get("/organise/organisations").text
    assert "Mine" not in office.get(listed).text


def test_two_who_take_out_each_the_other_language_leave_one(office, sign_in, house):
    path, other = "/organise/houses/oslo", sign_in("ida@example.org", of=house)
    save(office, path, name_az="Ev", city_az="Oslo", controller_az="Biz")
    mine = office.get(path)
    save(other, path, name_az="", city_az="", controller_az="")
    page = save(office, path, mine, name_en="", city_en="", controller_en="")
    assert (page.status_code, "in one language at least" in page.text) == (422, True)


def test_logos_are_shown_and_taken_down(office, network, house, found, client, number):
    network.post("/organise/organisations/new", CLUB)
    logo = pictures.encoded(pictures.photo(200, 100), "PNG")
    for path in ("/organise/houses/oslo/logo", f"/organise/houses/oslo/organisations/{number('club')}/logo"):
        assert office.post(path, {"act": "upload", "file": (io.BytesIO(logo), "logo.png")}).status_code == 303
        assert 'class="logo"' in office.get(path).text
        refused = office.post(path, {"act": "upload", "file": (io.BytesIO(pictures.SVG), "logo.svg")})
        assert refused.status_code == 422
        assert "An SVG can carry programs" in refused.text
    assert client.get(f"/pictures/{found('oslo').logo}").status_code == 200
    assert office.post("/organise/houses/oslo/logo", {"act": "down"}).status_code == 303
    assert found("oslo").logo is None


def test_the_pages_are_valid(network, office, house, number, valid_html):
    network.post("/organise/organisations/new", CLUB)
    for path in (
        "/organise/houses",
        "/organise/houses/new",
        "/organise/houses/oslo/administrator",
        "/organise/organisations",
    ):
        valid_html(network.get(path).text)
    for path in ("", "/logo", "/organisations", "/organisations/new", f"/organisations/{number('club')}"):
        valid_html(office.get(f"/organise/houses/oslo{path}").text)
    valid_html(network.post("/organise/houses/new", HOUSE | {"slug": "", "city-en": ""}).text)


def test_the_network_changes_what_is_said_of_a_house_and_nothing_else_of_it(network, office, found, valid_html):
    assert 'href="/organise/houses/oslo/facts"' in network.get("/organise/houses").text
    page = network.get("/organise/houses/oslo/facts")
    valid_html(page.text)
    assert "/organise/houses/oslo/logo" not in page.text
    answer = save(network, "/organise/houses/oslo/facts", name_en="House of Oslo")
    assert (answer.status_code, found("oslo").text("en").name) == (303, "House of Oslo")
    assert office.get("/organise/houses/oslo/facts").status_code == 404


def test_who_may_not_gets_no_page(sign_in, office, house, network):
    organiser = sign_in("rune@example.org", of=house, role=Role.ORGANISER)
    network.post("/organise/houses/new", HOUSE)
    for path in ("/organise/houses/oslo", "/organise/houses/oslo/logo", "/organise/houses/oslo/organisations"):
        assert organiser.get(path).status_code == 404
        assert network.get(path).status_code == 404
    for path in ("/organise/houses", "/organise/houses/new", "/organise/organisations", "/organise/houses/baku"):
        assert office.get(path).status_code == 404
        assert office.post(path, HOUSE).status_code in (404, 405)


def test_whatever_is_typed_breaks_nothing(network, office, house):
    fields, club = list(HOUSE), list(CLUB)
    for place, value in enumerate(naughty.STRINGS[::4]):
        typed = value.encode("utf-8", "surrogatepass")
        for browser, path, form, field in (
            (network, "/organise/houses/new", HOUSE, fields[place % len(fields)]),
            (
                office,
                "/organise/houses/oslo",
                form_of(office.get("/organise/houses/oslo"), "flow wide"),
                fields[-place % len(fields)],
            ),
            (network, "/organise/organisations/new", CLUB, club[place % len(club)]),
        ):
            assert browser.post(path, form | {field: typed}).status_code < 500, (path, field, value)

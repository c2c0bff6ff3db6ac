"""Houses and organisations: made, changed, and what is refused."""

import pytest

from petitions import database, slugs
from petitions.houses import facts, organisations, queries, writing
from petitions.houses.facts import HouseFacts, HouseWords, OrganisationFacts
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

FACTS = HouseFacts("AZ", "https://baku.example.org", "privacy@baku.example.org", "calls@baku.example.org")
WORDS = {
    "az": HouseWords("İnsan Hüquqları Evi", "Bakı", "İnsan Hüquqları Evi, Bakı"),
    "en": HouseWords("Human Rights House Baku", "Baku", "Human Rights House, Baku"),
}


def silent(*_what: object) -> None:
    """Notes nothing."""


def test_a_house_has_names_in_several_languages() -> None:
    writing.create("baku", FACTS, WORDS, noting=silent)
    database.session().expire_all()
    house = queries.by_slug("baku")
    assert (house.country, house.sender) == ("AZ", "calls@baku.example.org")
    assert house.text("az").city == "Bakı"
    assert house.text("ru", "en").name == "Human Rights House Baku"


def test_what_is_said_of_a_house_is_what_was_said_last() -> None:
    house = writing.create("baku", FACTS, WORDS, noting=silent)
    new = {"en": HouseWords("House Baku", "Baku", "In exile"), "ru": WORDS["en"]}
    writing.change(house.id, HouseFacts("GE", None, "a@example.org", "b@example.org"), new, noting=silent)
    database.session().expire_all()
    house = queries.by_slug("baku")
    assert [text.language for text in house.texts] == ["en", "ru"]
    assert (house.text("en").name, house.country, house.site) == ("House Baku", "GE", None)


def test_each_change_is_noted_in_its_own_transaction() -> None:
    noted: list[tuple[object, ...]] = []

    def note(_session: object, *what: object) -> None:
        noted.append(what)

    house = writing.create("baku", FACTS, WORDS, noting=note)
    writing.show_logo(house.id, "a.png", noting=note)
    assert noted == [
        (facts.What.HOUSE_MADE, house.id, f"house {house.id}"),
        (facts.What.HOUSE_CHANGED, house.id, f"house {house.id}, logo"),
    ]

    def refuse(*_what: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        writing.show_logo(house.id, "b.png", noting=refuse)
    database.session().expire_all()
    assert queries.by_slug("baku").logo == "a.png"


def test_two_houses_do_not_share_an_address() -> None:
    writing.create("baku", FACTS, WORDS, noting=silent)
    with pytest.raises(slugs.SlugTaken):
        writing.create("baku", FACTS, WORDS, noting=silent)
    assert len(queries.everyone()) == 1


@pytest.mark.parametrize("slug", ["", "ab", "Baku", "new", "a--b", "-ab", "ab-", "a b", "бак", "a" * 61, "a/b", "ab\n"])
def test_odd_addresses_are_refused(slug) -> None:
    with pytest.raises(slugs.BadSlug):
        writing.create(slug, FACTS, WORDS, noting=silent)


def test_a_house_without_a_name_is_refused() -> None:
    with pytest.raises(facts.Wordless):
        writing.create("baku", FACTS, {}, noting=silent)


def test_an_organisation_belongs_to_a_house_or_to_none() -> None:
    house = factories.house()
    made = organisations.create(
        "club", OrganisationFacts("AZ", None, house.id), {"en": "Human Rights Club"}, noting=silent
    )
    assert [one.slug for one in queries.organisations(house.id)] == ["club"]
    organisations.change(made.id, OrganisationFacts("AZ", None, None), {"az": "Klub"}, noting=silent)
    database.session().expire_all()
    assert queries.organisations(house.id) == []
    assert queries.organisation(made.id).text("en").name == "Klub"
    with pytest.raises(queries.NoSuchOrganisation):
        queries.organisation(made.id, house.id)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("example.org", "https://example.org"),
        ("http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
        ("https://правозащита.example", "https://правозащита.example"),
    ],
)
def test_sites(typed, kept) -> None:
    assert facts.tidy_site(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "javascript://example.org/%0aalert(1)", "data:text/html,a", "ftp://example.org", "https://", "exam",
        "https://a:b@example.org", "https://example.org:99999999", "https://example.org/\"><script>", "https://[::1", "//exam.org",
        "https://" + "a" * 300 + ".org", "https://exa mple.org", "https://example.org/\x00", "https://.", "mailto:a@example.org",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused(typed) -> None:
    with pytest.raises(facts.BadSite):
        facts.tidy_site(typed)

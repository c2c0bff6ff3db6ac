"""Houses and organisations: made, changed, and what is refused."""

import pytest

from petitions import database, merging, slugs
from petitions.houses import facts, queries, writing
from petitions.houses.models import House, Organisation
from petitions.merging import Sheet
from tests import factories

pytestmark = pytest.mark.usefixtures("app_context")

BAKU = {
    "country": "AZ", "site": "https://baku.example.org", "contact": "privacy@baku.example.org",
    "sender": "calls@baku.example.org",
    "name-az": "İnsan Hüquqları Evi", "city-az": "Bakı", "controller-az": "İnsan Hüquqları Evi, Bakı",
    "name-en": "Human Rights House Baku", "city-en": "Baku", "controller-en": "Human Rights House, Baku",
}  # fmt: skip


def silent(*_what: object) -> None:
    """Notes nothing."""


def typed(place, **changes: str) -> Sheet:
    """What a form that was opened now sends back, with `changes`; `name_en` is the field "name-en"."""
    shown = writing.told(place)
    changes = {name.replace("_", "-"): value for name, value in changes.items()}
    return Sheet(shown | changes, {name: merging.mark(value) for name, value in shown.items()})


def test_a_house_has_names_in_several_languages() -> None:
    writing.create(House, "baku", BAKU, noting=silent)
    database.session().expire_all()
    house = queries.by_slug("baku")
    assert (house.country, house.sender) == ("AZ", "calls@baku.example.org")
    assert house.text("az").city == "Bakı"
    assert house.text("ru", "en").name == "Human Rights House Baku"


def test_what_is_said_of_a_house_is_what_was_said_last() -> None:
    house = writing.create(House, "baku", BAKU, noting=silent)
    no_az = {"name_az": "", "city_az": "", "controller_az": ""}
    ru = {"name_ru": "Дом", "city_ru": "Баку", "controller_ru": "В изгнании"}
    new = typed(house, country="GE", site="", name_en="House Baku", **no_az, **ru)
    writing.change(House, house.id, new, noting=silent)
    database.session().expire_all()
    house = queries.by_slug("baku")
    assert [text.language for text in house.texts] == ["en", "ru"]
    assert (house.text("en").name, house.country, house.site) == ("House Baku", "GE", None)


def test_each_change_is_noted_in_its_own_transaction() -> None:
    noted: list[tuple[object, ...]] = []

    def note(_session: object, *what: object) -> None:
        noted.append(what)

    house = writing.create(House, "baku", BAKU, noting=note)
    writing.show_logo(House, house.id, "a.png", noting=note)
    assert noted == [
        (facts.What.HOUSE_MADE, house.id, f"house {house.id}"),
        (facts.What.HOUSE_CHANGED, house.id, f"house {house.id}, logo"),
    ]

    def refuse(*_what: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        writing.show_logo(House, house.id, "b.png", noting=refuse)
    database.session().expire_all()
    assert queries.by_slug("baku").logo == "a.png"


def test_two_houses_do_not_share_an_address() -> None:
    writing.create(House, "baku", BAKU, noting=silent)
    with pytest.raises(slugs.SlugTaken):
        writing.create(House, "baku", BAKU, noting=silent)
    assert len(queries.everyone()) == 1


@pytest.mark.parametrize("slug", ["", "ab", "Baku", "new", "a--b", "-ab", "ab-", "a b", "бак", "a" * 61, "a/b", "ab\n"])
def test_odd_addresses_are_refused(slug) -> None:
    with pytest.raises(slugs.BadSlug):
        writing.create(House, slug, BAKU, noting=silent)


def test_a_house_without_a_name_is_refused() -> None:
    with pytest.raises(facts.Wordless):
        writing.create(House, "baku", {"country": "AZ"}, noting=silent)


@pytest.mark.parametrize("changes", [{"name_az": ""}, {"name_ru": "Дом"}])
def test_a_language_is_written_whole_or_not_at_all(changes) -> None:
    house = writing.create(House, "baku", BAKU, noting=silent)
    with pytest.raises(facts.Wordless):
        writing.change(House, house.id, typed(house, **changes), noting=silent)
    assert writing.told(house)["name-az"] == BAKU["name-az"]


def test_what_two_write_at_once_is_merged_or_refused() -> None:
    house = writing.create(House, "baku", BAKU, noting=silent)
    first, second, third = typed(house, name_en="First"), typed(house, city_en="Second"), typed(house, name_en="Third")
    writing.change(House, house.id, first, noting=silent)
    writing.change(House, house.id, second, noting=silent)
    with pytest.raises(merging.Conflict) as refused:
        writing.change(House, house.id, third, noting=silent)
    assert refused.value.theirs == {"name-en": "First"}
    database.session().expire_all()
    assert (house.text("en").name, house.text("en").city) == ("First", "Second")


def test_a_form_that_changes_nothing_is_not_noted() -> None:
    house = writing.create(House, "baku", BAKU, noting=silent)
    writing.change(House, house.id, typed(house), noting=lambda *_: pytest.fail("nothing was changed"))


def test_an_organisation_belongs_to_a_house_or_to_none() -> None:
    house = factories.house()
    said = {"country": "AZ", "under": house.slug, "name-en": "Human Rights Club"}
    made = writing.create(Organisation, "club", said, noting=silent)
    assert [one.slug for one in queries.organisations(house.id)] == ["club"]
    writing.change(Organisation, made.id, typed(made, under="none", name_en="", name_az="Klub"), noting=silent)
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

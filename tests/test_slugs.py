"""Slugs, made from titles in any alphabet."""

import pytest

from petitions import slugs
from tests.support import naughty


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Free Rasul Jafarov", "free-rasul-jafarov"),
        ("Rəsul Cəfərova azadlıq!", "rasul-cafarova-azadliq"),
        ("Frihet for Ødegård", "frihet-for-odegard"),
        ("Свободу Алесю Беляцкому", "svobodu-alesiu-beliatskomu"),
        ("Волю Світлані Їжакевич", "voliu-svitlani-izhakevich"),
        ("თავისუფლება ნინოს", "tavisupleba-ninos"),
        ("Ազատություն Արմենին", "azatutyun-armenin"),
        ("الحرية لمحمد", "alhrya-lmhmd"),
        ("Łukasz’s case", "lukaszs-case"),
        ("自由", "campaign"),
        ("new", "campaign-new"),
        ("", "campaign"),
    ],
)
def test_a_title_makes_a_slug_in_latin_letters(title, slug):
    assert slugs.suggest(title, kind="campaign") == slug
    slugs.check(slug)


def test_a_long_title_is_cut_between_words():
    slug = slugs.suggest("We defend those who defend the rights of all the others in the whole world", kind="campaign")
    assert slug == "we-defend-those-who-defend-the-rights-of-all-the-others"
    assert len(slugs.numbered(slug, 9999)) <= slugs.LONGEST


@pytest.mark.parametrize("title", naughty.STRINGS)
def test_whatever_is_a_title_makes_a_slug(title):
    slugs.check(slugs.suggest(title, kind="campaign"))


@pytest.mark.parametrize(
    "slug",
    ["", "ab", "new", "-free", "free-", "free--him", "Free", "frei heit", "fre/e", "é" * 5, "a" * 61, "a\0b", "٣٣٣"],
)
def test_what_is_no_slug_is_refused(slug):
    with pytest.raises(slugs.BadSlug):
        slugs.check(slug)

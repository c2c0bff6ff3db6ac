"""Initials of names in every script that a House uses."""

import pytest

from petitions.dossiers import initials
from tests import factories

# The names that must survive everything (all but the longest), and what else names are made of.
NAMES = {
    "Rasul Jafarov": "R. J.",
    "Rəsul Cəfərov": "R. C.",
    "İlqar Məmmədov": "İ. M.",
    "Rəsul Ağahəsən oğlu Cəfərov": "R. A. C.",
    "Алесь Бяляцкі": "А. Б.",
    "Наталля Сацункевіч": "Н. С.",
    "Світлана Коваленко-Їжакевич": "С. К.-Ї.",
    "Љиљана Ђорђевић": "Љ. Ђ.",
    "Željko Đurić": "Ž. Đ.",
    "Łukasz Żółć": "Ł. Ż.",
    "Åse Ødegård": "Å. Ø.",
    "ნინო ბერიძე": "ნ. ბ.",
    "Արմեն Հակոբյան": "Ա. Հ.",
    "محمد الأمين": "م. أ.",
    "مُحَمَّد": "م.",
    "עברית נועה": "ע. נ.",
    "नोआ शर्मा": "नो. श.",
    "कृष्णा शर्मा": "कृ. श.",
    "สมชาย ใจดี": "ส. จ.",
    "王小明": "王.",
    "田中 花子": "田. 花.",
    "김민수": "김.",
    "Jose\u0301 E\u0301lodie": "J. É.",
    "O’Brien": "O.",
    "D'Angelo": "D.",
    "Élodie d’Aubigné": "É. A.",
    "Sukarno": "S.",
    "Jean-Luc de La Tour-d’Auvergne": "J.-L. L. T.-A.",
    "rasul jafarov": "R. J.",
    "(Ana) “X” 😀 Kovač": "A. X. K.",
    "Ludwig van der Rohe": "L. R.",
    "de la": "D. L.",
    "12 34": "…",
}


@pytest.mark.parametrize("name, short", NAMES.items())
def test_a_name_becomes_its_initials(name, short):
    assert initials.of(name) == short


@pytest.mark.parametrize("name", factories.HARD_NAMES)
def test_no_name_can_be_read_from_them(name):
    short = initials.of(name)
    assert len(short) <= 20
    assert not any(len(part) > 3 for part in short.replace("-", " ").split())

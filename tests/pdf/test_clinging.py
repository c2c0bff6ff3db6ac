"""What belongs together is never parted by the end of a line."""

import pytest

from petitions.pdf import clinging


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("en", "of 16 April 2015 on", ["of", "16 April", "2015", "on"]),
        ("nb", "av 16. april 2015", ["av", "16. april", "2015"]),
        ("nb", "Vi er 16. De er 20.", ["Vi", "er", "16.", "De", "er", "20."]),
        ("ru", "не и в доме", ["не и в доме"]),
        ("en", "it is so", ["it", "is", "so"]),
        ("sr_Latn", "i danas", ["i danas"]),
        ("pl", "w Warszawie", ["w Warszawie"]),
        ("ru", "Р. Джафаров и А. С. Пушкин", ["Р. Джафаров", "и А. С. Пушкин"]),
        ("ru", "закон № 5", ["закон", "№ 5"]),
        ("fr", "Libérez-le ! Pourquoi « lui » ?", ["Libérez-le !", "Pourquoi", "« lui » ?"]),
        ("en", "Rasul — free", ["Rasul —", "free"]),
        ("en", "16\u00a0April 2015", ["16\u00a0April", "2015"]),
        ("ar", "في 16 أبريل", ["في", "16 أبريل"]),
        ("nb", "593 menneskerettighetsforsvarere", ["593", "menneskerettighetsforsvarere"]),
        ("en", "12,000 people of 2015 pages", ["12,000 people", "of", "2015", "pages"]),
        ("en", "", [""]),
    ],
)
def test_what_clings_is_one_piece(language, text, kept):
    assert clinging.pieces(text, language) == kept

"""Capitals as each language writes them."""

import pytest

from petitions.pdf.capitals import capitals


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Free Rasul", "FREE RASUL"),
        ("az", "istintaq ığdır Rəsul", "İSTİNTAQ IĞDIR RƏSUL"),
        ("tr", "iı", "İI"),
        ("en", "i", "I"),
        ("hy", "և Երևան", "ԵՎ ԵՐԵՎԱՆ"),
        ("ka", "თავისუფლება", "ᲗᲐᲕᲘᲡᲣᲤᲚᲔᲑᲐ"),
        ("de", "Straße", "STRASSE"),
        ("el", "Ελευθερία", "ΕΛΕΥΘΕΡΙΑ"),
        ("el", "Μάιος", "ΜΑΪΟΣ"),
        ("el", "προϊόν", "ΠΡΟΪΟΝ"),
        ("sr_Latn", "Đurić", "ĐURIĆ"),
        ("ru", "Свободу Расулу", "СВОБОДУ РАСУЛУ"),
        ("ar", "الحرية لرسول", "الحرية لرسول"),
    ],
)
def test_capitals_follow_the_language(language, text, expected):
    assert capitals(text, language) == expected

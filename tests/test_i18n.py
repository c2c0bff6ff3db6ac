"""Languages: the names that are written out are those that Unicode knows, and so are the directions."""

import pytest
from babel import Locale

from petitions import i18n

ELSE = {"nb": "norsk bokmål", "az": "azərbaycan", "sr_Latn": "srpski"}
"""What CLDR says where the menu says otherwise."""


@pytest.mark.parametrize("code", i18n.WRITTEN)
def test_a_language_is_told_as_unicode_knows_it(code: str) -> None:
    told, known = i18n.language(code), Locale.parse(code)
    if code in ELSE:
        assert known.get_language_name(code) == ELSE[code] != told.name.lower()
    else:
        assert told.name == known.get_language_name(code).capitalize()
    assert told.direction == known.text_direction
    assert told.tag == code.replace("_", "-")

"""The style sheet names the headline fonts by hand; the machine cuts them. Both must mean the same characters."""

import re
from pathlib import Path

import pytest

from petitions.pdf import sources

STYLES = Path(__file__).parents[2] / "static" / "css"
FACES = re.findall(r"@font-face \{(.*?)\}", (STYLES / "fonts.css").read_text(encoding="utf-8"), re.DOTALL)


def ranges(css: str) -> set[str]:
    found = re.search(r"unicode-range:([^;]+);", css)
    assert found
    return {part.strip() for part in found[1].split(",")}


@pytest.mark.parametrize("headline", sources.HEADLINES, ids=lambda headline: headline.script)
def test_a_face_promises_the_characters_its_file_was_cut_for(headline: sources.Headline) -> None:
    (face,) = [face for face in FACES if f"/fonts/{headline.file}" in face]
    assert ranges(face) == {part.strip() for part in headline.unicode_range.split(",")}


def test_every_face_of_a_file_is_swapped_in_and_named_by_the_page() -> None:
    page = (STYLES / "site.css").read_text(encoding="utf-8")
    for face in FACES:
        name = re.search(r'font-family: ("[^"]+")', face)
        assert name
        assert name[1] in page
        assert "url(" not in face or "font-display: swap" in face

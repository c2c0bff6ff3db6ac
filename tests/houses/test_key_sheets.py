"""Key sheets as they come out of the printer."""

import datetime
import io

import pikepdf
import pypdfium2
import pytest

import config
from petitions.houses import key_sheet_pdf
from petitions.houses.key_sheet_pdf import KeySheet
from petitions.pdf import fonts

RULES = ("Keep it locked away.", "Do not photograph it.")


def sheet(language: str = "en", *, code: tuple[str, ...] = (), **texts: object) -> KeySheet:
    return KeySheet(
        **{
            "language": language,
            "sender": "Human Rights House Oslo",
            "title": "Passphrase for the names",
            "lead": "Whoever has this sheet can read who has signed.",
            "code_label": "Write it by hand:",
            "code": code,
            "fingerprint_label": "Fingerprint",
            "fingerprint": "12345 67890 12345 67890 12345 67890",
            "rules": RULES,
            "made_on": datetime.date(2015, 5, 18),
        }
        | texts
    )


def render(of: KeySheet) -> bytes:
    return key_sheet_pdf.render(of, fonts.open_library(config.PROJECT / ".fonts"))


def words(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_the_recovery_sheet_holds_every_group_and_the_fingerprint():
    groups = tuple(f"{number:02}ab" for number in range(14))
    found = words(render(sheet(code=groups)))
    assert [group for group in groups if group not in found] == []
    assert "12345 67890 12345" in found


def test_a_sheet_is_one_a4_page_of_its_language_with_tags():
    arabic = sheet("ar", title="عبارة المرور", lead="من يملك هذه الورقة يقرأ الأسماء.", rules=("احفظها.",))
    with pikepdf.open(io.BytesIO(render(arabic))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == "ar"
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.parametrize("length", [1, 400])
def test_long_words_stay_on_the_page(length):
    pdf = render(sheet(lead="long " * length, rules=("rule " * length,) * 2))
    assert pikepdf.open(io.BytesIO(pdf)).pages

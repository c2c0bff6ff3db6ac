"""The typefaces that are built on the machine."""

import shutil
import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics

from petitions.pdf import fonts, sources
from petitions.pdf.sources import FACES, HEADLINES, Cut
from tests.support import paper

# The capitals and small letters of the languages that headlines are written in, beyond those of ASCII.
ALPHABETS = {
    "latin": "æøåÆØÅ əƏğĞıIiİöÖşŞçÇüÜ ąćęłńóśźżĄĆĘŁŃÓŚŹŻ čđšžČĐŠŽ àâçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜŸ äöüßẞ «»„“”’–—…·№€",
    "cyrillic": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя ўі їєґ ђјљњћџ АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ЎІ ЇЄҐ ЂЈЉЊЋЏ 0123 «»„“—’",
    "arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىً ٌ ٍ َ ُ ِ ّ ْ ـ ٠١٢٣٤٥٦٧٨٩ 0123456789 ،؛؟«»",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ ᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰ",
    "armenian": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև ՛՜՝՞։",
}


@pytest.fixture(scope="module", autouse=True)
def library():
    return paper.typecase()


def test_every_typeface_has_a_postscript_name_of_its_own():
    # ReportLab takes two typefaces of one name for one, without a word.
    names = [TTFont(paper.FONTS / face.file)["name"].getDebugName(6) for face in FACES]
    assert names == [face.name for face in FACES]
    assert len(set(names)) == len(names)


def test_no_instance_is_built_twice():
    positions = {(face.source, tuple(sources.POSITIONS[face.cut].items())) for face in FACES}
    assert len(positions) == len(FACES)
    outlines = {(paper.FONTS / face.file).read_bytes() for face in FACES}
    assert len(outlines) == len(FACES)


def test_weights_are_really_different():
    stems = [
        TTFont(paper.FONTS / f"NotoSans-{cut.value}.ttf")["glyf"]["I"] for cut in (Cut.REGULAR, Cut.BOLD, Cut.BLACK)
    ]
    widths = [stem.xMax - stem.xMin for stem in stems]
    assert widths == sorted(set(widths))


def test_licences_lie_beside_the_typefaces():
    texts = [file.read_text() for file in (paper.FONTS / "licences").iterdir()]
    assert len(texts) == len({face.source.distribution for face in FACES})
    assert all("SIL Open Font License" in text or "SIL OPEN FONT LICENSE" in text for text in texts)


@pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.script)
def test_a_headline_font_is_small_and_holds_what_its_unicode_range_promises(headline):
    file = paper.FONTS / headline.file
    assert file.stat().st_size <= 25_000
    held = set(TTFont(file).getBestCmap())
    assert held == sources.code_points(headline.unicode_range)
    assert {ord(letter) for letter in ALPHABETS[headline.script]} - {0x20} <= held


@pytest.mark.parametrize(("script", "tables"), [("latin", {"GPOS", "GSUB"}), ("arabic", {"GPOS", "GSUB"})])
def test_headline_fonts_keep_their_layout_features(script, tables):
    assert tables <= set(TTFont(paper.FONTS / f"headline-{script}.woff2").keys())


def test_web_fonts_come_with_their_metrics():
    latin = fonts.web_fonts(paper.FONTS)[0]
    assert latin.file == "headline-latin.woff2"
    assert latin.unicode_range.startswith("U+20-7E")
    assert 0.7 < latin.cap_height < latin.ascent
    assert 0.2 < latin.descent < 0.4
    assert 0.3 < latin.average < 0.6


def test_a_missing_file_is_built_again_to_the_same_bytes(tmp_path):
    folder = tmp_path / "fonts"
    shutil.copytree(paper.FONTS, folder)
    file = folder / "NotoSansGeorgian-Bold.ttf"
    before = file.read_bytes()
    file.unlink()
    assert not fonts.is_built(folder)
    lines = []
    fonts.build(folder, report=lines.append)
    assert file.read_bytes() == before
    assert lines == ["Fonts: 1 of 1, NotoSansGeorgian-Bold.ttf"]
    assert fonts.is_built(folder)


def test_other_sources_make_everything_old(monkeypatch):
    fonts._stamp.cache_clear()
    monkeypatch.setattr(fonts.metadata, "version", lambda distribution: "another")
    assert not fonts.is_built(paper.FONTS)
    monkeypatch.undo()
    fonts._stamp.cache_clear()
    assert fonts.is_built(paper.FONTS)


def test_two_processes_may_build_at_once(tmp_path):
    folder = tmp_path / "fonts"
    shutil.copytree(paper.FONTS, folder)
    for name in ("headline-armenian.woff2", "NotoSansThai-Regular.ttf"):
        (folder / name).unlink()
    script = (
        f"from pathlib import Path; from petitions.pdf import fonts; fonts.build(Path({str(folder)!r}), report=print)"
    )
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(2)]
    lines = sorted(len(process.communicate()[0].splitlines()) for process in running)
    assert [process.returncode for process in running] == [0, 0]
    assert lines == [0, 2]
    assert fonts.is_built(folder)


def test_a_library_that_was_not_built_is_refused(tmp_path):
    with pytest.raises(fonts.FontsNotBuilt):
        fonts.open_library(tmp_path)


def test_the_chinese_typeface_is_loaded_only_for_chinese(library):
    script = (
        "from pathlib import Path; from petitions.pdf import fonts, shaping; from petitions.pdf.sources import Cut;"
        "from reportlab.pdfbase import pdfmetrics;"
        f"chain = fonts.open_library(Path({str(paper.FONTS)!r})).chain(Cut.REGULAR);"
        "shaping.shape('Rəsul Джафаров', chain); print('NotoSansSC-Regular' in pdfmetrics.getRegisteredFontNames());"
        "shaping.shape('王小明', chain); print('NotoSansSC-Regular' in pdfmetrics.getRegisteredFontNames())"
    )
    output = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert output.split() == ["False", "True"]


def test_each_name_stands_for_its_own_font(library):
    chain = library.chain(Cut.BOLD)
    bold, regular = chain.typeface("NotoSans-Bold"), library.chain(Cut.REGULAR).typeface("NotoSans-Regular")
    assert bold is not regular
    assert pdfmetrics.getFont("NotoSans-Bold") is bold
    assert bold.stringWidth("m", 10) > regular.stringWidth("m", 10)

"""The first pages of a signature list: what is asked, by how many, from where, and how to check it."""

import dataclasses
import itertools
import shlex

from reportlab.lib.units import mm

from petitions.dossiers import endorsers_pdf, figures_pdf, letter_pdf
from petitions.dossiers.cover import Cover
from petitions.dossiers.flowing_pdf import Flow
from petitions.dossiers.labels import Labels
from petitions.dossiers.rows import Totals
from petitions.pdf.embedding import Pictures
from petitions.pdf.fonts import Library
from petitions.pdf.sheets import MARGIN, MEASURE, Sheet
from petitions.pdf.taming import REPLACEMENT
from petitions.pdf.typesetting import Typecase

_TITLE_SIZES = (46, 40, 34, 28, 24, 20)
_TITLE_LINES = 3
_COMMANDS = (
    ("Linux", "sha256sum %s"),
    ("macOS", "shasum -a 256 %s"),
    ("Windows", "certutil -hashfile %s SHA256"),
)
"""What prints the checksum of a file. Ministries have Windows."""


@dataclasses.dataclass(frozen=True)
class Volume:
    """Which part of a list a file is: its number among how many, and which rows are in it, in words."""

    number: int
    volumes: int
    held: str
    is_table: bool
    """Whether a screen reader tells its cells apart."""


def draw(
    cover: Cover,
    totals: Totals,
    labels: Labels,
    library: Library,
    typecase: Typecase,
    pictures: Pictures,
    volume: Volume,
) -> list[Sheet]:
    """The first pages of a list, or of its first volume, all but the numbers at their foot. The letter comes first."""
    letters = [
        letter_pdf.draw(letter, library, typecase, pictures, document=labels.language) for letter in cover.letters
    ]
    flow = Flow(labels.language, library, typecase)
    _head(flow, cover, labels, volume)
    figures_pdf.figures(flow, cover, totals, labels)
    unlisted = labels.unlisted if cover.has_list and totals.lines < totals.confirmed else ""
    for words in filter(None, (cover.redaction, unlisted, cover.on_paper)):
        figures_pdf.aside(flow, words)
    _petition(flow, cover, labels)
    _check(flow, cover, totals, labels, volume)
    if len(totals.days) > 1:
        figures_pdf.growth(flow, cover, totals, labels)
    if totals.countries:
        figures_pdf.countries(flow, totals, labels)
    if cover.endorsers:
        endorsers_pdf.draw(flow, cover.endorsers, labels, pictures)
    return [*itertools.chain.from_iterable(letters), *flow.sheets]


def draw_volume(
    cover: Cover,
    totals: Totals,
    labels: Labels,
    library: Library,
    typecase: Typecase,
    _pictures: Pictures,
    volume: Volume,
) -> list[Sheet]:
    """The first page of a further volume: whose it is, which part of the list it holds, and how to check that."""
    flow = Flow(labels.language, library, typecase)
    _head(flow, cover, labels, volume)
    _check(flow, cover, totals, labels, volume)
    return flow.sheets


def _head(flow: Flow, cover: Cover, labels: Labels, volume: Volume) -> None:
    """Sender, kind of paper, title, addressee and demand."""
    width = 17 * mm
    flow.sheet.mark(MARGIN, flow.y - 1, width)
    start = MARGIN + width + 4 * mm
    day = flow.regular.line(flow.day(cover.day))
    house = flow.bold.within(1000 * (MEASURE - start) / 11 - day.width, cover.house)
    flow.sheet.text(house, 11, start, flow.y)
    flow.sheet.text_to(day, 11, MARGIN + MEASURE, flow.y)
    flow.y -= 4.5 * mm
    flow.sheet.rule(MARGIN, flow.y, MEASURE, weight=1.5)
    flow.y -= 20 * mm
    flow.sheet.text(flow.regular.line(labels.document), 15, MARGIN, flow.y)
    flow.y -= 3 * mm
    size, lines = _title(flow, cover.title)
    with flow.speaking(cover.language):
        flow.lines(lines, flow.black, size, size * 1.14, x=MARGIN, kind="H1")
        flow.y -= 6 * mm
        flow.lines(flow.wrapped(cover.salutation, flow.bold, 15, MEASURE), flow.bold, 15, 21, x=MARGIN)
        flow.y -= 1.5 * mm
        flow.lines(flow.balanced(cover.demand, flow.regular, 15, MEASURE), flow.regular, 15, 21.5, x=MARGIN)
    if volume.volumes > 1:
        flow.y -= 5 * mm
        words = labels.volume % {"number": volume.number, "volumes": volume.volumes, "rows": volume.held}
        flow.lines(flow.wrapped(words, flow.bold, 15, MEASURE), flow.bold, 15, 21, x=MARGIN)


def _title(flow: Flow, title: str) -> tuple[float, list[str]]:
    """The largest size at which the title takes few lines, and these lines."""
    for size in _TITLE_SIZES:
        lines = flow.balanced(title, flow.black, size, MEASURE)
        if len(lines) <= _TITLE_LINES:
            break
    return size, lines


def _petition(flow: Flow, cover: Cover, labels: Labels) -> None:
    """The text that was signed, and which version of it."""
    version = labels.version % {"version": cover.version, "date": flow.day(cover.version_day)}
    _text(flow, labels.petition, f"{version} {cover.signed}".strip(), cover.petition_text, cover.petition_language)
    for earlier in cover.earlier:
        _text(flow, earlier.heading, earlier.note, earlier.text, earlier.language)


def _text(flow: Flow, heading: str, note: str, text: str, language: str) -> None:
    flow.section(heading, note)
    with flow.speaking(language):
        for number, paragraph in enumerate(filter(None, map(str.strip, text.splitlines()))):
            flow.y -= 6 * min(number, 1)
            flow.paragraph(paragraph)


def _check(flow: Flow, cover: Cover, totals: Totals, labels: Labels, volume: Volume) -> None:
    """The checksum of the file, and what to type."""
    flow.section(labels.check, height=70 * mm)
    if not volume.is_table and cover.has_list:
        flow.paragraph(labels.too_long)
        flow.y -= 6
    flow.paragraph(labels.file % {"file": cover.csv_name})
    flow.y -= 3
    groups = [cover.csv_sha256[start : start + 8] for start in range(0, 64, 8)]
    for half in (groups[:4], groups[4:]):
        flow.typed("  ".join(half), 12)
    flow.y -= 8
    flow.paragraph(labels.command)
    flow.y -= 3
    for system, command in _COMMANDS:
        flow.typed(command % _quoted(cover.csv_name, system), 10.5)
        flow.sheet.text(flow.regular.line(system), 8.5, MARGIN, flow.y)
    if totals.last > totals.lines:
        flow.y -= 8
        flow.paragraph(labels.gaps)
    if flow.typecase.unprintable:
        flow.y -= 8
        flow.paragraph(labels.replaced % {"sign": REPLACEMENT})


def _quoted(name: str, system: str) -> str:
    """A file's name as the shell of a system wants it."""
    quoted = shlex.quote(name)
    return f'"{name}"' if system == "Windows" and quoted != name else quoted

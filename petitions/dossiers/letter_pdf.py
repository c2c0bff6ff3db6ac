"""The letter that goes to the addressee before a dossier, on the paper of its House."""

import io
from collections.abc import Sequence

from reportlab.lib.units import mm

from petitions.dossiers.cover import Letter
from petitions.dossiers.flowing_pdf import LEADING, Flow
from petitions.pdf import archive, sheets, streaming, structure
from petitions.pdf.embedding import Picture, Pictures
from petitions.pdf.fonts import Library
from petitions.pdf.sheets import MARGIN, MEASURE, Sheet
from petitions.pdf.typesetting import Typecase

_ADDRESS = 9
_ADDRESS_START = MARGIN + MEASURE * 0.58
_LOGO = (70 * mm, 20 * mm)
_HEAD = 22 * mm
"""What logo and address take, in height."""
_BODY_MEASURE = 152 * mm
_PARAGRAPH_GAP = 8
_SIGNATURE = 40 * mm
"""Room for a signature by hand, and who signs."""
_FEW_LINES = 3
_SIGNED_RULE = 70 * mm


def draw(letter: Letter, library: Library, typecase: Typecase, pictures: Pictures, *, document: str) -> list[Sheet]:
    """Its pages, in the direction of its language, in a document whose language is `document`."""
    flow = Flow(letter.language, library, typecase, document=document)
    _head(flow, letter, pictures)
    flow.y -= 10 * mm
    for line in letter.recipient.splitlines():
        flow.lines(flow.wrapped(line, flow.regular, 11, MEASURE / 2), flow.regular, 11, LEADING, x=MARGIN)
    flow.y -= 12 * mm
    comma = "، " if flow.is_rtl else ", "
    written = flow.regular.line(comma.join(filter(None, (letter.place, flow.day(letter.day)))))
    flow.sheet.text_to(written, 11, MARGIN + _BODY_MEASURE, flow.y)
    flow.y -= 8 * mm
    *paragraphs, closing = filter(None, map(str.strip, letter.body.splitlines()))
    lines = len(flow.wrapped(closing, flow.regular, 11, _BODY_MEASURE))
    # "Respectfully," is no company for a signature.
    short = _PARAGRAPH_GAP + LEADING * lines + _SIGNATURE if lines <= _FEW_LINES else 0
    for place, paragraph in enumerate(paragraphs, start=1):
        flow.y -= _PARAGRAPH_GAP
        flow.paragraph(paragraph, x=MARGIN, width=_BODY_MEASURE, after=short if place == len(paragraphs) else 0)
    flow.y -= _PARAGRAPH_GAP
    flow.paragraph(closing, x=MARGIN, width=_BODY_MEASURE, after=_SIGNATURE)
    _signature(flow, letter)
    return flow.sheets


def render(letters: Sequence[Letter], library: Library) -> bytes:
    """The letters as a file of their own (PDF/A-2b), to be looked at before they go with a dossier."""
    out, typecase, pictures = io.BytesIO(), Typecase(), Pictures()
    writer = streaming.Writer(out)
    first = letters[0]
    drawn = [
        sheet for letter in letters for sheet in draw(letter, library, typecase, pictures, document=first.language)
    ]
    spoken, numbers = structure.Tree(writer), [writer.reserve() for _ in drawn]
    parts, tags = spoken.front({page: sheet.parts for page, sheet in zip(numbers, drawn, strict=True)})
    contents = [writer.put_stream(sheet.content()) for sheet in drawn]
    named = b"<</Font<<%b>>/XObject<<%b>>>>" % (typecase.put(writer), pictures.put(writer))
    resources = streaming.reference(writer.put(named))
    entries = (
        b"/Contents %b/Resources %b%b" % (streaming.reference(content), resources, told)
        for content, told in zip(contents, tags, strict=True)
    )
    pages = zip(numbers, entries, strict=True)
    box = b"/MediaBox[0 0 %.2f %.2f]" % (sheets.WIDTH, sheets.HEIGHT)
    tree = streaming.put_pages(writer, pages, inherited=box)
    title, language = first.recipient.partition("\n")[0] or first.house, first.language.replace("_", "-")
    described = archive.Description(title, first.house, language, first.day)
    archive.finish(writer, tree, described, rtl=drawn[0].rtl, structure=spoken.close(parts))
    return out.getvalue()


def _head(flow: Flow, letter: Letter, pictures: Pictures) -> None:
    """The House: its logo, or the mark of the network, and where it can be reached."""
    picture = _logo(letter, pictures)
    if picture:
        width, height = picture.within(*_LOGO)
        flow.sheet.picture(picture.name, MARGIN, flow.y - height + 11, width, height)
    else:
        flow.sheet.mark(MARGIN, flow.y, 17 * mm)
    y, measure = flow.y, MARGIN + MEASURE - _ADDRESS_START
    for line in flow.wrapped(letter.house, flow.bold, 11, measure):
        flow.sheet.text(flow.bold.line(line), 11, _ADDRESS_START, y)
        y -= 14
    for part in letter.address.splitlines():
        for line in flow.wrapped(part, flow.regular, _ADDRESS, measure):
            flow.sheet.text(flow.regular.line(line), _ADDRESS, _ADDRESS_START, y)
            y -= 12
    flow.y = min(flow.y - _HEAD, y)
    flow.sheet.rule(MARGIN, flow.y, MEASURE, weight=1.5)


def _logo(letter: Letter, pictures: Pictures) -> Picture | None:
    try:
        return pictures.take(letter.logo) if letter.logo else None
    except OSError:
        return None


def _signature(flow: Flow, letter: Letter) -> None:
    """A line to sign on, and who signs: never alone on a page, `draw` sees to that."""
    flow.y -= 24 * mm
    flow.sheet.rule(MARGIN, flow.y, _SIGNED_RULE, weight=0.5)
    flow.y -= 2
    for line in letter.signature.splitlines():
        flow.lines(flow.wrapped(line, flow.regular, 11, MEASURE / 2), flow.regular, 11, 15, x=MARGIN)

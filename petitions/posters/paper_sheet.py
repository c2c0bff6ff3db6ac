"""Paper sheets: the petition text, lines to sign by hand, and a code by which the House counts each sheet once."""

from reportlab.lib.units import mm

from petitions.pdf import codes
from petitions.pdf.pages import CAP_HEIGHT
from petitions.posters import flowing, imprint
from petitions.posters.content import Sheets
from petitions.posters.sheet import WIDTH, Sheet, TooFull

_MARGIN: float = 14 * mm
_WIDE = WIDTH - 2 * _MARGIN
_TOP: float = 13 * mm
_CODE: float = 25 * mm
_SMALL_CODE: float = 15 * mm
_LOGO = (34 * mm, 13 * mm)
_HEAD = _WIDE - _CODE - 6 * mm
_TITLE_SIZES = (15.0, 22.0)
_TEXT_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_MOST_TEXT = 0.4
"""Of the height of a sheet. Longer texts have a page of their own, and the lines are overleaf."""
_ROW: float = 9.5 * mm
_COLUMNS = (0.05, 0.33, 0.25, 0.37)
"""Number, and the three that people fill in: parts of the measure."""
_LABEL_SIZE, _SMALL_SIZES = 8.5, (7.5, 7.25, 7.0, 6.75, 6.5)
_LEAST_ROWS = 8


def draw(sheet: Sheet) -> None:
    """All sheets, one after the other."""
    sheets = sheet.poster.sheets
    assert sheets is not None
    sheet.colours = sheet.plain()
    for number, code in enumerate(sheets.codes):
        if number:
            sheet.end()
            sheet.begin()
        _draw_one(sheet, sheets, code)


def _draw_one(sheet: Sheet, sheets: Sheets, code: str) -> None:
    low = _draw_foot(sheet, sheets, code)
    y = _draw_head(sheet, sheets)
    room = sheet.height - _TOP - low
    text = flowing.fitted(sheet, sheets.paragraphs, _WIDE, _MOST_TEXT * room, _TEXT_SIZES, sheet.regular)
    if text.height > _MOST_TEXT * room:
        y = _draw_overleaf(sheet, sheets, code, y, low)
    else:
        y = flowing.draw(sheet, text, _MARGIN, y, chain=sheet.regular, colour=sheet.inks.black) - 7 * mm
    _draw_lines(sheet, sheets, y, low)


def _draw_overleaf(sheet: Sheet, sheets: Sheets, code: str, y: float, low: float) -> float:
    """The text fills this page; returns where the lines begin on the next."""
    text = flowing.fitted(sheet, sheets.paragraphs, _WIDE, y - low, _TEXT_SIZES, sheet.regular)
    if text.height > y - low:
        raise TooFull
    flowing.draw(sheet, text, _MARGIN, y, chain=sheet.regular, colour=sheet.inks.black)
    sheet.end()
    sheet.begin()
    _draw_foot(sheet, sheets, code)
    return _draw_head(sheet, sheets)


def _draw_head(sheet: Sheet, sheets: Sheets) -> float:
    """Title and addressee at the start, the code of the page on which one signs without paper at the end."""
    page, black = sheet.page, sheet.inks.black
    top = sheet.height - _TOP
    title = page.fewest_lines(sheet.poster.title, sheet.bold, _HEAD, _TITLE_SIZES)
    with sheet.element("H1", sheet.poster.title, top):
        page.block(title, _MARGIN, top, chain=sheet.bold, colour=black)
    y = top - title.height - 1 * mm
    addressee = page.fewest_lines(sheets.addressee, sheet.bold, _HEAD, (10.0, 11.0))
    with sheet.element("P", sheets.addressee, y):
        page.block(addressee, _MARGIN, y, chain=sheet.bold, colour=black)
    with sheet.element("Figure", f"QR: {sheet.url}", top + 3 * mm, WIDTH):
        _draw_code(sheet, sheet.url, WIDTH - _MARGIN - _CODE, top + 3 * mm, _CODE)
    size = page.one_line(sheets.online, sheet.regular, _CODE, 7.0)
    with sheet.element("P", sheets.online, top - _CODE, WIDTH):
        middle = WIDTH - _MARGIN - _CODE / 2
        low = top - _CODE - 0.5 * mm  # clear of the code, whatever stands on its letters
        page.text(sheets.online, middle, low, size=size, chain=sheet.regular, colour=black, align="centre")
    below: float = min(y - addressee.height, top - _CODE) - 3 * mm
    return below


def _draw_lines(sheet: Sheet, sheets: Sheets, top: float, low: float) -> None:
    """Numbered lines down to `low`."""
    page, black = sheet.page, sheet.inks.black
    starts = [_MARGIN + sum(_COLUMNS[:place]) * _WIDE for place in range(len(_COLUMNS))]
    for label, start, part in zip(sheets.columns, starts[1:], _COLUMNS[1:], strict=True):
        room = part * _WIDE - 2 * mm
        size = page.one_line(label, sheet.bold, room, _LABEL_SIZE)
        with sheet.element("P", label, top, start):
            page.text(label, start + 1 * mm, top - CAP_HEIGHT * size, size=size, chain=sheet.bold, colour=black)
    y = top - 4.5 * mm
    rows = int((y - low) / _ROW)
    if rows < _LEAST_ROWS:
        raise TooFull
    with sheet.page.tags.artifact():
        page.box(_MARGIN, y, _WIDE, 1, black)
        for number in range(1, rows + 1):
            y -= _ROW
            page.box(_MARGIN, y, _WIDE, 0.4, black)
            end = starts[1] - 1.5 * mm
            page.text(str(number), end, y + 2.6 * mm, size=8, chain=sheet.regular, colour=black, align="end")
        for start in starts[1:]:
            page.box(start, y, 0.4, rows * _ROW, black)


def _draw_foot(sheet: Sheet, sheets: Sheets, code: str) -> float:
    """What becomes of the names, where the sheet goes, and the code by which the House counts it. Returns its upper edge."""
    page, black, low = sheet.page, sheet.inks.black, 9 * mm
    with sheet.element("Figure", f"QR: {sheets.counted_at}{code}", low + _SMALL_CODE, WIDTH):
        _draw_code(sheet, sheets.counted_at + code, WIDTH - _MARGIN - _SMALL_CODE, low + _SMALL_CODE, _SMALL_CODE)
    with sheet.element("P", code, low, WIDTH):
        page.address(code, _MARGIN + _WIDE - _SMALL_CODE, low - 2 * mm, size=8, chain=sheet.bold, colour=black)
    room = _WIDE - _SMALL_CODE - 8 * mm
    if sheet.poster.logo:
        printed = imprint.fitted(sheet, sheet.poster.logo, _LOGO)
        room -= printed.width + 5 * mm
        imprint.draw_logo(sheet, printed, _MARGIN + room + 5 * mm, low + (_SMALL_CODE - printed.height) / 2)
    notice = flowing.fitted(
        sheet, (sheets.privacy, sheets.returned), room, _SMALL_CODE + 4 * mm, _SMALL_SIZES, sheet.regular
    )
    top = max(low + _SMALL_CODE, low + notice.height)
    flowing.draw(sheet, notice, _MARGIN, top, chain=sheet.regular, colour=black)
    above: float = top + 4 * mm
    return above


def _draw_code(sheet: Sheet, url: str, start: float, top: float, side: float) -> None:
    left = sheet.page.left(start, side)
    codes.draw_code(
        sheet.page.canvas, url, left, top - side, side, ink=sheet.inks.black, ground=sheet.inks.white, is_quick=True
    )

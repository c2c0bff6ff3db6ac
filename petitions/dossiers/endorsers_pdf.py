"""Those who stand behind a campaign, on paper: logos in rows with the name below each, then the names of those without one."""

import math
from collections.abc import Sequence

from reportlab.lib.units import mm

from petitions.dossiers.cover import Endorser
from petitions.dossiers.flowing_pdf import COLUMN, COLUMN_MEASURE, LEADING, Flow
from petitions.dossiers.labels import Labels
from petitions.pdf.embedding import Picture, Pictures
from petitions.pdf.structure import Part

_ACROSS = 3
_GUTTER = 7 * mm
_CELL = (COLUMN_MEASURE - (_ACROSS - 1) * _GUTTER) / _ACROSS
_TALL = 16 * mm
"""Room for a logo, in height."""
_NAME, _NAME_LEADING, _NAME_LINES = 8.5, 11, 3
_GAP = 4 * mm
_ROW = _TALL + _NAME_LINES * _NAME_LEADING + 2 * _GAP


def draw(flow: Flow, endorsers: Sequence[Endorser], labels: Labels, pictures: Pictures) -> None:
    """The part on those who stand behind it. A logo that cannot be read is a name."""
    shown = [(endorser, _picture(endorser, pictures)) for endorser in endorsers]
    with_logo = [(endorser, logo) for endorser, logo in shown if logo]
    rows = math.ceil(len(with_logo) / _ACROSS)
    flow.section(labels.endorsers, height=7 * mm + rows * _ROW + (len(shown) - len(with_logo) + 1) * LEADING)
    flow.y -= LEADING - 11 if with_logo else 0
    for first in range(0, len(with_logo), _ACROSS):
        flow.need(_ROW)
        for place, (endorser, picture) in enumerate(with_logo[first : first + _ACROSS]):
            with flow.speaking(endorser.language):
                _cell(flow, endorser.name, picture, COLUMN + place * (_CELL + _GUTTER))
        flow.y -= _ROW
    for endorser, logo in shown:
        if logo is None:
            with flow.speaking(endorser.language):
                flow.paragraph(endorser.name)


def _picture(endorser: Endorser, pictures: Pictures) -> Picture | None:
    try:
        return pictures.take(endorser.logo) if endorser.logo else None
    except OSError:
        return None


def _cell(flow: Flow, name: str, picture: Picture, x: float) -> None:
    width, height = picture.within(_CELL, _TALL)
    flow.sheet.picture(picture.name, x, flow.y - _TALL + (_TALL - height) / 2, width, height)
    y = flow.y - _TALL - _GAP - _NAME
    with flow.sheet.part(Part("P", name)):
        for line in flow.wrapped(name, flow.regular, _NAME, _CELL)[:_NAME_LINES]:
            flow.sheet.text(flow.regular.line(line), _NAME, x, y)
            y -= _NAME_LEADING

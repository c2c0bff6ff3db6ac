"""Logos of the demonstration, drawn here: a house with a window of its own for each House, a disc for each organisation."""

import io

from PIL import Image, ImageDraw

SIDE = 480
"""Pixels."""
FINER = 3
"""How much larger it is drawn, so that slopes are smooth."""

Shape = tuple[float, ...]
"""Two corners or more as x, y, x, y ... in twelfths of the side; with three numbers the middle and the radius of a disc."""

HOUSE: Shape = (0, 12, 0, 5, 6, 0, 12, 5, 12, 12)
DISC: Shape = (6, 6, 6)
WINDOWS: dict[str, tuple[Shape, ...]] = {
    "door": ((4.6, 7, 7.4, 12),),
    "round": ((6, 7.2, 2.3),),
    "panes": ((3.4, 5.6, 5.6, 7.8), (6.4, 5.6, 8.6, 7.8), (3.4, 8.6, 5.6, 10.8), (6.4, 8.6, 8.6, 10.8)),
    "arch": ((6, 7.2, 2), (4, 7.2, 8, 12)),
    "star": ((6, 3.4, 7.1, 6.2, 10, 6.3, 7.7, 8.2, 8.5, 11, 6, 9.4, 3.5, 11, 4.3, 8.2, 2, 6.3, 4.9, 6.2),),
    "bars": ((3.2, 5.6, 4.4, 10.8), (5.4, 5.6, 6.6, 8), (7.6, 5.6, 8.8, 10.8)),
    "flame": ((6, 8.6, 2.2), (6, 3.6, 8, 7.7, 4, 7.7)),
    "book": ((2.6, 6, 5.7, 7.2, 5.7, 11, 2.6, 9.8), (9.4, 6, 6.3, 7.2, 6.3, 11, 9.4, 9.8)),
    "plus": ((5, 4.8, 7, 10.8), (3, 6.8, 9, 8.8)),
    "eye": ((2.2, 7.4, 6, 4.8, 9.8, 7.4, 6, 10),),
}


def drawn(colour: str, window: str, *, is_house: bool = True) -> bytes:
    """A logo as a PNG on nothing: `colour` such as "#3d7dd8", with one of WINDOWS cut out."""
    mask = Image.new("L", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(mask)
    for shape, tone in ((HOUSE if is_house else DISC, 255), *((cut, 0) for cut in WINDOWS[window])):
        _fill(pen, tuple(length * SIDE * FINER / 12 for length in shape), tone)
    logo = Image.new("RGBA", (SIDE, SIDE), colour)
    logo.putalpha(mask.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    content = io.BytesIO()
    logo.save(content, "PNG")
    return content.getvalue()


def _fill(pen: ImageDraw.ImageDraw, shape: Shape, tone: int) -> None:
    if len(shape) == 3:
        pen.circle(shape[:2], shape[2], fill=tone)
    elif len(shape) == 4:
        pen.rectangle(shape, fill=tone)
    else:
        pen.polygon(shape, fill=tone)

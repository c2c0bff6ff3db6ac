"""Every poster side by side, to be looked at: a picture for each machine, a row for each design, a column for each language.

python -m tools.contact_sheet [--out FOLDER] [--paper letter] [--design march] [--dpi 36]
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from petitions.pdf import fonts
from petitions.pdf.fonts import Library
from petitions.pdf.papers import Paper, Screen, Variant
from petitions.posters import designs, plans, rendering
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form
from petitions.posters.plans import PLANS
from tests.support import looking
from tests.support.posters import ARMENIAN, GEORGIAN, POSTERS, SERBIAN

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = {**POSTERS, "sr": SERBIAN, "ka": GEORGIAN, "hy": ARMENIAN}


def main() -> None:
    """Write a PNG for each machine, and one of the pictures to share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PROJECT / ".cache" / "posters", help="folder of the pictures")
    parser.add_argument("--paper", type=Paper, default=Paper.A4)
    parser.add_argument("--design", type=Design, action="append", help="only this one; may be repeated")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="only this one; may be repeated")
    parser.add_argument("--dpi", type=float, default=36)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    fonts.build(PROJECT / ".fonts", report=print)
    library = fonts.open_library(PROJECT / ".fonts")
    posters = [LANGUAGES[language] for language in asked.language or LANGUAGES]
    for variant in Variant:
        rows = (
            _row(posters, design, Form(asked.paper, variant), library, asked.dpi) for design in asked.design or Design
        )
        _write(rows, asked.out / f"{variant.value}.png")
    if not asked.design:
        _write((_shared(posters, screen, library, asked.dpi) for screen in Screen), asked.out / "shared.png")


def _row(posters: list[Poster], design: Design, form: Form, library: Library, dpi: float) -> Image.Image:
    """One design in every language that has something for it, the backs behind the fronts."""
    drawn_by = PLANS[design]
    drawn = [rendering.render(one, form, library, drawn_by)[0] for one in posters if design in designs.of(one)]
    return looking.row([page for content in drawn for page in looking.pages(content, dpi)])


def _shared(posters: list[Poster], screen: Screen, library: Library, dpi: float) -> Image.Image:
    drawn = [rendering.render(one, Form(screen), library, plans.SHARED)[0] for one in posters]
    return looking.row([page for content in drawn for page in looking.pages(content, dpi)])


def _write(rows: Iterable[Image.Image], file: Path) -> None:
    looking.column(list(rows)).save(file)
    print(file)


if __name__ == "__main__":
    main()

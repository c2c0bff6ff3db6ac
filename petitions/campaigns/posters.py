"""The posters of a campaign: composed from its own words, rendered once per change, kept in the instance folder."""

import hashlib
import io
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from flask_babel import gettext as _

from petitions import images, links, storage
from petitions.campaigns import poster_pdf
from petitions.campaigns.models import Campaign
from petitions.campaigns.poster_pdf import Poster
from petitions.pdf import LOCK, fonts
from petitions.pdf.papers import Paper

DESIGNS = ("portrait",)
PREVIEW_WIDTH = 360
"""Pixels."""


def compose(campaign: Campaign, language: str, march: str | None) -> Poster:
    """The poster of `campaign` in `language`, with a line on its next march."""
    text = campaign.text(language)
    return Poster(
        language=text.language,
        headline=tuple(text.headline_lines),
        demand=text.demand,
        march=march,
        call=_("Sign the petition"),
        url=links.absolute(f"/{language}/campaigns/{campaign.slug}"),
        imprint=campaign.house.text(language).name,
        portrait=images.read(campaign.portrait) if campaign.portrait else None,
        portrait_alt=text.portrait_alt,
        face=campaign.face,
        signal=campaign.signal.name.lower(),
        made_on=campaign.changed_at.date(),
    )


def pdf_of(poster: Poster, paper: Paper) -> bytes:
    """The poster as a PDF, rendered if it never was. Raises poster_pdf.Unprintable."""
    return _kept(
        poster, f"{paper.value}.pdf", lambda: poster_pdf.render(poster, paper, fonts.open_library(storage.fonts_path()))
    )


def preview_of(poster: Poster) -> bytes:
    """A small PNG of the A4 poster. Raises poster_pdf.Unprintable."""
    return _kept(poster, "png", lambda: _rasterise(pdf_of(poster, Paper.A4)))


def _kept(poster: Poster, suffix: str, make: Callable[[], bytes]) -> bytes:
    file = storage.folder("posters") / f"{hashlib.sha256(repr(poster).encode()).hexdigest()[:32]}.{suffix}"
    with LOCK:
        if file.exists():
            return file.read_bytes()
        content = make()
        _write(file, content)
    return content


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.rename(file)


def _rasterise(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=PREVIEW_WIDTH / page.get_width()).to_pil()
        encoded = io.BytesIO()
        image.quantize(64).save(encoded, "PNG", optimize=True)
        return encoded.getvalue()
    finally:
        document.close()

"""The posters of a campaign: composed from its own words, drawn once per change by `drawing`, kept in the instance folder."""

import hashlib
import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from flask_babel import gettext as _

from petitions import errors, images, links, storage
from petitions.campaigns.models import Campaign
from petitions.campaigns.poster_pdf import Poster, Unprintable
from petitions.pdf.papers import Paper

DESIGNS = ("portrait",)
PATIENCE = 20
"""Seconds that a poster waits for the one before it: they are drawn one at a time, so that memory is bounded."""
SECONDS = 30
"""How long drawing one may take before it is given up."""
PROGRAM = Path(__file__).with_name("drawing.py")
TURN = threading.Lock()
"""Held by whoever has a poster drawn."""


class Busy(errors.Unavailable):
    """Other posters are being drawn, or there is no room for one."""


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
        signal=campaign.signal.value,
        made_on=campaign.changed_at.date(),
    )


def pdf_of(poster: Poster, paper: Paper) -> bytes:
    """The poster as a PDF, drawn if it never was. Raises Unprintable and errors.Unavailable."""
    return _kept(poster, paper, "pdf")


def preview_of(poster: Poster) -> bytes:
    """A small PNG of the A4 poster. Raises Unprintable and errors.Unavailable."""
    return _kept(poster, Paper.A4, "png")


def _kept(poster: Poster, paper: Paper, kind: str) -> bytes:
    digest = hashlib.sha256(repr(poster).encode()).hexdigest()[:32]
    file = storage.folder("posters") / f"{digest}.{paper.value}.{kind}"
    if not file.exists():
        if not TURN.acquire(timeout=PATIENCE):
            raise Busy
        try:
            if not file.exists():  # whoever was before us may have wanted the same
                storage.keep(file.parent, {file.name: drawn(poster, paper, kind, storage.fonts_path())})
        finally:
            TURN.release()
    return file.read_bytes()


def drawn(poster: Poster, paper: Paper, kind: str, fonts: Path) -> bytes:
    """The poster as a "pdf" or "png", drawn by a process of its own from the typefaces in `fonts`. Raises as `pdf_of`."""
    command = [sys.executable, "-I", str(PROGRAM), str(fonts), paper.value, kind]
    # What it has to say about a fault of its own goes where the product's words go.
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the poster is its input, not its arguments
            command,
            input=pickle.dumps(poster),
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=True,
            env={"MALLOC_ARENA_MAX": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise Busy from failure
    except subprocess.CalledProcessError as failure:
        if failure.returncode < 0:  # a signal: it was ended, or took too long
            raise Busy from failure
        raise
    line, _newline, content = done.stdout.partition(b"\n")
    if missing := json.loads(line):
        raise Unprintable(tuple(missing))
    return content

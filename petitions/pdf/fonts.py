"""The folder of typefaces that are built once on a machine, and the chains that texts are set in."""

import fcntl
import functools
import hashlib
import importlib
import json
import multiprocessing
import os
import shutil
import signal
from bisect import bisect_right
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TypedDict

from reportlab.pdfbase import pdfmetrics

from petitions.pdf import LOCK, sources
from petitions.pdf.sources import FACES, HEADLINES, NEAREST, Cut
from petitions.pdf.typeface import Typeface

_ITEMS: tuple[sources.Face | sources.Headline, ...] = (*FACES, *HEADLINES)
_SOURCES = sorted({item.source for item in _ITEMS}, key=repr)

Ranges = list[list[int]]


class FontsNotBuilt(Exception):
    """The folder does not hold the typefaces of the installed sources; `build` makes them."""


@dataclass(frozen=True)
class WebFont:
    """A headline web font: its CSS `unicode-range`, and its metrics in em for `size-adjust` and kin."""

    script: str
    file: str
    unicode_range: str
    ascent: float
    descent: float
    cap_height: float
    average: float


class _Facts(TypedDict):
    stamp: str
    coverage: Ranges
    metrics: dict[str, float]


def is_built(folder: Path) -> bool:
    """Whether every typeface and headline font of the installed sources lies in `folder`."""
    return not _missing(folder)


def build(folder: Path, *, report: Callable[[str], None]) -> None:
    """Build what is missing in `folder`; about half a minute on two cores the first time.

    `report` is called with a line of progress per file. Two processes may build at once: the second
    waits and finds the work done. A build that was killed goes on where it stopped.
    """
    if is_built(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        _copy_licences(folder)
        # The longest first: the ideographic cut, started last, would keep the other core waiting.
        missing = sorted(_missing(folder), key=_size_of_source, reverse=True)
        # "spawn", since a fork of a process with threads (a web server that builds on first need)
        # may inherit a lock that nobody ever releases.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=context) as workers, _killed_on_failure():
            with _deaf_to_interrupts():
                jobs = [workers.submit(_make, item, folder, _stamp()) for item in missing]
            for number, job in enumerate(as_completed(jobs), start=1):
                report(f"Fonts: {number} of {len(jobs)}, {job.result()}")


def web_fonts(folder: Path) -> tuple[WebFont, ...]:
    """The headline fonts in `folder`, ready for `@font-face`; FontsNotBuilt if they are not there."""
    if not is_built(folder):
        raise FontsNotBuilt(str(folder))
    return tuple(
        WebFont(item.script, item.file, item.unicode_range, **_facts(folder, item.file)["metrics"])
        for item in HEADLINES
    )


class Chain:
    """The typefaces of one cut, in the order in which a character looks for its glyph.

    A typeface is loaded when a text first needs it: the Chinese one takes some 30 MB of memory.
    """

    def __init__(self, cut: Cut, folder: Path, members: list[tuple[str, Ranges]]) -> None:
        self.cut = cut
        self._folder = folder
        self._members = members
        self.holders = functools.lru_cache(maxsize=4096)(self._holders)
        """`holders(text)`: the names of the typefaces that hold every character of `text`, best first."""

    @property
    def first(self) -> str:
        """The name of the Latin typeface, loaded: for `Canvas(initialFontName=…)`."""
        return str(self.typeface(self._members[0][0]).fontName)

    def _holders(self, text: str) -> tuple[str, ...]:
        return tuple(
            name for name, ranges in self._members if all(_holds(ranges, ord(character)) for character in text)
        )

    def data(self, name: str) -> bytes:
        """The file of the typeface of that name. ReportLab takes a tenth of a second and 30 MB to load the Chinese one."""
        return (self._folder / f"{name}.ttf").read_bytes()

    def typeface(self, name: str) -> Typeface:
        """The typeface of that name, loaded and registered with ReportLab."""
        with LOCK:
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(Typeface(name, self._folder / f"{name}.ttf"))
            typeface = pdfmetrics.getFont(name)
        assert isinstance(typeface, Typeface)
        return typeface


class Library:
    """The built typefaces of one folder. Get it from `open_library`."""

    def __init__(self, folder: Path) -> None:
        if not is_built(folder):
            raise FontsNotBuilt(str(folder))
        self.folder = folder
        self._coverage = {face.name: _facts(folder, face.file)["coverage"] for face in FACES}
        self._chains = {cut: Chain(cut, folder, list(self._members(cut))) for cut in Cut}

    def chain(self, cut: Cut) -> Chain:
        """The chain of `cut`: every family once, in that cut or the nearest one that it has."""
        return self._chains[cut]

    def _members(self, cut: Cut) -> Iterator[tuple[str, Ranges]]:
        for family in dict.fromkeys(face.family for face in FACES):
            names = {face.cut: face.name for face in FACES if face.family == family}
            name = next(names[near] for near in NEAREST[cut] if near in names)
            yield name, self._coverage[name]


@functools.cache
def open_library(folder: Path) -> Library:
    """The one library of `folder` in this process; FontsNotBuilt if `build` has not run."""
    return Library(folder)


def _holds(ranges: Ranges, code: int) -> bool:
    place = bisect_right(ranges, code, key=lambda pair: pair[0]) - 1
    return place >= 0 and code <= ranges[place][1]


def _make(item: sources.Face | sources.Headline, folder: Path, stamp: str) -> str:
    # Loaded here, in the workers: what cuts fonts takes 15 MB that a web process need not carry.
    cutting = importlib.import_module("petitions.pdf.cutting")
    return str(cutting.make(item, folder, stamp))


def _missing(folder: Path) -> list[sources.Face | sources.Headline]:
    return [item for item in _ITEMS if not _is_made(folder, item.file)]


def _is_made(folder: Path, file: str) -> bool:
    try:
        return _facts(folder, file)["stamp"] == _stamp() and (folder / file).exists()
    except FileNotFoundError:
        return False


def _facts(folder: Path, file: str) -> _Facts:
    facts: _Facts = json.loads((folder / f"{file}.json").read_bytes())
    return facts


@functools.cache
def _stamp() -> str:
    """Changes with the sources, the tools and the recipe: then everything is built again."""
    tools = sorted({source.distribution for source in _SOURCES} | {"fonttools", "brotli"})
    parts = [f"{name} {metadata.version(name)}" for name in tools]
    parts += [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("cutting.py", "sources.py")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _size_of_source(item: sources.Face | sources.Headline) -> int:
    return sources.locate(item.source, item.source.font).stat().st_size


def _copy_licences(folder: Path) -> None:
    """The Open Font License asks for its text beside every copy."""
    (folder / "licences").mkdir(exist_ok=True)
    for source in _SOURCES:
        licence = folder / "licences" / f"{source.distribution}.txt"
        shutil.copyfile(sources.locate(source, source.licence), licence)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started now never hears Ctrl-C: it is meant for the process that builds, and waits for it meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _killed_on_failure() -> Iterator[None]:
    """Whoever gives up does not wait for the typefaces that helpers are at."""
    try:
        yield
    except BaseException:
        for helper in multiprocessing.active_children():
            helper.kill()
        raise


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

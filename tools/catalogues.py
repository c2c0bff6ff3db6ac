"""The translations: bring them up to date with the source, or say what is missing.

python tools/catalogues.py check     say what is missing, fuzzy, unused, or has other placeholders
python tools/catalogues.py update    write new sentences into every catalogue
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "petitions" / "translations"
LANGUAGES = ("nb", "az", "ru", "ar")  # English is the source
PAPERS = ("be", "uk", "ka", "hy", "pl", "hr", "bs", "sr", "sr_Latn", "fr", "de")
"""The site has no pages in them: only what posters and paper sheets say of their own is translated."""
ON_PAPER = ("petitions/posters/composing.py", "petitions/posters/standing.py", "petitions/events/announcing.py")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
ARABIC_FORMS = 6
FATHATAN = "\u064b"
"""Ends what is counted from 11 to 99 (the last form), and not what is counted in hundreds (the one before)."""
PYBABEL = [sys.executable, "-m", "babel.messages.frontend", "-q"]


def main(command: str) -> None:
    """Do `check` or `update`; ends the program with 1 after complaints."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        on_paper = template.with_name("papers.pot")
        extract(on_paper, *ON_PAPER)
        if command == "update":
            update(template, LANGUAGES)
            update(on_paper, PAPERS)
            return
        source, printed = _read(template), _read(on_paper)
        complaints = [line for language in LANGUAGES for line in check(source, language)]
        complaints += [line for language in PAPERS for line in check(printed, language)]
    for line in complaints:
        print(line)
    if complaints:
        sys.exit(f"{len(complaints)} sentences need a translator. New ones come in by: make catalogues")
    print(f"Catalogues: {len(source)} sentences, complete in {', '.join(LANGUAGES)}.")
    print(f"Of papers: {len(printed)} sentences, complete in {', '.join(PAPERS)}.")


def extract(template: Path, *files: str) -> None:
    """Write every sentence of the source and the templates to `template`, or of some `files` of the source."""
    keywords = ["-k", "_l", "-k", "lazy_gettext"]
    options = [*keywords, "--no-location", "--omit-header", "--no-wrap", "-o", str(template)]
    options += files or ("-F", "babel.cfg", ".")
    subprocess.run([*PYBABEL, "extract", *options], cwd=PROJECT, check=True)


def update(template: Path, languages: Iterable[str]) -> None:
    """Bring the catalogues of `languages` up to date with `template`; a language without one gets an empty one."""
    for language in languages:
        known = _path(language).exists()
        options = (
            ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--no-wrap"]
            if known
            else ["--no-wrap"]
        )
        command = [*PYBABEL, "update" if known else "init", "-i", str(template), "-o", str(_path(language))]
        _path(language).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([*command, "-l", language, *options], cwd=PROJECT, check=True)


def check(source: Catalog, language: str) -> Iterator[str]:
    """What `language` lacks against `source`, a line each."""
    if not _path(language).exists():
        yield f"{language}: has no catalogue"
        return
    catalogue = _read(_path(language), language)
    for message in source:
        if message.id:
            yield from (f"{language}: {fault}: “{_first(message)}”" for fault in faults(catalogue, message))
    for message in catalogue:
        if message.id and message.id not in source:
            yield f"{language}: no longer used: “{_first(message)}”"


def faults(catalogue: Catalog, wanted: Message) -> Iterator[str]:
    """What is wrong with the translation of `wanted` in `catalogue`."""
    found = catalogue.get(wanted.id, wanted.context)
    if found is None:
        yield "not in the catalogue"
        return
    forms = [str(form or "") for form in (found.string if isinstance(found.string, (tuple, list)) else [found.string])]
    expected = catalogue.num_plurals if wanted.pluralizable else 1
    if len(forms) < expected or not all(forms):
        yield "not translated" if not any(forms) else "a plural form is missing"
        return
    if found.fuzzy:
        yield "fuzzy"
    if (
        str(catalogue.locale) == "ar"
        and len(forms) == ARABIC_FORMS
        and forms[4].count(FATHATAN) > forms[5].count(FATHATAN)
    ):
        yield "the forms for hundreds and for 11 to 99 have changed places"
    offered = set(PLACEHOLDER.findall(" ".join(_sources(wanted))))
    for form in forms:
        used = set(PLACEHOLDER.findall(str(form)))
        # A form for one or two may leave the number out ("You are the first."); the last, for many, may not.
        if not used <= offered or (form == forms[-1] and used != offered):
            yield f"placeholders differ ({', '.join(sorted(used ^ offered))})"
            return


def _sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _first(message: Message) -> str:
    return _sources(message)[0]


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["update"]):
        sys.exit(__doc__)
    main(sys.argv[1])

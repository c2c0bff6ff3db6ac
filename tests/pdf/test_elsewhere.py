"""Documents made by a program of their own."""

import pickle
import subprocess

import pytest

import config
from petitions import apart
from petitions.pdf import elsewhere

FONTS = config.PROJECT / ".fonts"
LACKING = "petitions.pdf.lacking:unprintable"


def test_the_program_loads_nothing_of_the_site() -> None:
    python, *program = apart.command(elsewhere.PROGRAM, LACKING, FONTS)
    program = [python, "-X", "importtime", *program]
    done = subprocess.run(program, input=pickle.dumps("Ana 😀"), capture_output=True, check=True)
    loaded = {line.split()[-1] for line in done.stderr.decode().splitlines()}
    assert done.stdout.decode() == "😀"
    assert "petitions.pdf.fonts" in loaded
    assert not loaded & {"flask", "sqlalchemy", "jinja2"}


def test_who_waits_too_long_for_others_is_told(monkeypatch) -> None:
    monkeypatch.setattr(elsewhere, "PATIENCE", 0.01)
    with elsewhere._turn, pytest.raises(elsewhere.Busy):
        elsewhere.made(LACKING, "Ana", FONTS)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_made(monkeypatch) -> None:
    with monkeypatch.context() as hurried, pytest.raises(elsewhere.Busy):
        hurried.setattr(elsewhere, "SECONDS", 0.001)
        elsewhere.made(LACKING, "Ana", FONTS)
    assert elsewhere.made(LACKING, "Ana 𠮷", FONTS).decode() == "𠮷"

"""Whatever is typed into a field of ours, the words on how to mend it are ours: the library's are English, or nobody's Arabic."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, request
from flask_wtf import FlaskForm
from wtforms import DateField, Form, IntegerField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import Length

from petitions import i18n
from petitions.backoffice import houses, organisations, pictures, places, state
from petitions.campaigns.life import Move
from tests import factories

WRONG = ("", "x" * 10_000, "twelve", "99999999", "2015-02-31", "Ana\u202eKovač", "https://evil.example", "\x00")
"""What a field may get: nothing, too much, no number, too high a one, no day, no choice, no name."""
HALVES = {places.PlaceForm, state.StepForm, pictures.FaceForm, houses.HouseForm, houses.NewHouseForm} | {
    organisations.OrganisationForm,
    organisations.NewOrganisationForm,
}
"""Forms that get the rest of their fields for each language."""


@pytest.fixture(scope="module")
def is_the_library_s() -> re.Pattern[str]:
    """Any sentence of WTForms, in English and Arabic."""
    with Path(messages_path(), "ar/LC_MESSAGES/wtforms.po").open("rb") as file:
        said = [words for message in read_po(file) if message.id for words in (message.id, message.string)]
    flat = [words for one in said for words in (one if isinstance(one, (list, tuple)) else [one]) if words]
    return re.compile("|".join(re.sub(r"%(?:\\\(\w+\\\))?[ds]", ".*", re.escape(words)) for words in flat))


@pytest.fixture
def whole(app: Flask) -> list[type[Form]]:
    """Every form of the public site and the back office."""
    with app.test_request_context():
        step = type(state._step_form(factories.campaign(), Move.OUTCOME))
    made = [houses.house_form(kind) for kind in (houses.HouseForm, houses.NewHouseForm)]
    made += [
        organisations.organisation_form(kind) for kind in HALVES if issubclass(kind, organisations.OrganisationForm)
    ]
    made += [pictures.face_form(i18n.INTERFACE), step]
    known = [kind for kind in _kinds(Form) if kind.__module__.startswith(("petitions.public", "petitions.backoffice"))]
    assert set(made) <= set(known)
    return [kind for kind in known if kind not in HALVES]


def test_no_field_answers_in_the_words_of_the_library(app, whole, is_the_library_s) -> None:
    said = {(kind.__name__, *fault) for kind in whole for typed in WRONG for fault in faults(app, kind, typed)}
    assert [fault for fault in sorted(said) if is_the_library_s.fullmatch(fault[-1])] == []
    assert len(whole) > 35
    assert len(said) > 200


@pytest.mark.parametrize("kind", [Form, FlaskForm])
def test_its_words_would_be_seen(app, kind, is_the_library_s) -> None:
    class Careless(kind):  # type: ignore[misc, valid-type]
        number = IntegerField()
        day = DateField()
        word = StringField(validators=[Length(max=3)])

    said = dict(faults(app, Careless, "twelve"))
    assert [name for name, words in said.items() if is_the_library_s.fullmatch(words)] == ["number", "day", "word"]


def faults(app: Flask, kind: type[Form], typed: str) -> Iterator[tuple[str, str]]:
    """Each field and each sentence on it, when `typed` is in all fields of a `kind`, in the Arabic interface."""
    with app.test_request_context("/organise/"):
        names = [field.name for field in _make(kind)]
    room = app.config["MAX_CONTENT_LENGTH"] // (2 * max(len(names), 1))  # of a field, where all are filled like this
    with app.test_request_context("/organise/", method="POST", data=dict.fromkeys(names, typed[:room])):
        i18n.use("ar")
        form = _make(kind)
        for field in form:
            if getattr(field, "choices", ()) is None:
                field.choices = []  # those that its view offers
        form.validate()
        said = [(name, str(words)) for name, errors in form.errors.items() for words in errors]
    return ((name, words) for name, words in said if name != "csrf_token")


def _make(kind: type[Form]) -> Form:
    if issubclass(kind, FlaskForm):
        return kind(None) if issubclass(kind, organisations.OrganisationForm) else kind()
    return kind(request.form)


def _kinds(base: type[Form]) -> Iterator[type[Form]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)

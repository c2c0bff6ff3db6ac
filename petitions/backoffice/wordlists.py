"""The words that a House wants to read first, by language."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, ValidationError

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.meeting import Meeting
from petitions.fields import IsAtMost
from petitions.houses.models import House
from petitions.merging import Sheet
from petitions.signatures import words


class WordListForm(OfficeForm):
    """A list: a word a line."""

    words = TextAreaField(
        _l("Word lists"),
        validators=[IsAtMost(words.MOST)],
        filters=[lambda typed: (typed or "").replace("\x00", "")],
    )

    def validate_words(self, field):
        lines = words.unreadable(field.data)
        if lines:
            raise ValidationError(_("This line holds no letters: %(line)s", line=lines[0][:40]))


def register(blueprint: Blueprint) -> None:
    """Open the lists."""
    guarded(blueprint, "/houses/<house>/words", word_lists, right=Right.MODERATE)
    guarded(blueprint, "/houses/<house>/words/save", save_words, right=Right.MODERATE, methods=("POST",))


def word_lists(house: House) -> ResponseReturnValue:
    language, desk = _language(), Meeting()
    now = {"words": words.of_house(house.id)[language]}
    desk.show(now)
    return _page(house, language, WordListForm(data=now), desk)


def save_words(house: House) -> ResponseReturnValue:
    language, form, desk = _language(), WordListForm(), Meeting()

    def read() -> dict[str, str]:
        return {"words": words.of_house(house.id)[language]}

    def save(sheet: Sheet) -> None:
        seen = None if is_default else sheet.marks["words"] or None
        words.write(house.id, language, sheet.values["words"], by=organiser().id, seen=seen)

    desk.hear([form], read())
    is_default = request.form.get("do") == "default"
    if is_default:  # whatever is typed there goes, faulty or not
        form.words.data = words.default(language)
    if not form.validate_on_submit() or not desk.is_saved([form], read, save):
        return _page(house, language, form, desk), desk.status
    flash(_("The list is saved. It holds for names that come from now on."), "success")
    return redirect(url_for("office.word_lists", house=house.slug, language=language), 303)


def _language() -> str:
    """The language that the address asks for, else that of the page."""
    asked = request.args.get("language")
    if asked and asked not in words.languages():
        abort(404)
    return asked or i18n.current()


def _page(house: House, language: str, form: WordListForm, desk: Meeting) -> str:
    return render(
        "backoffice/moderation/words.html",
        house=house,
        form=form,
        desk=desk,
        chosen=i18n.language(language),
        languages_of_lists=[i18n.language(code) for code in words.languages()],
        is_own=words.is_own(house.id, language),
    )

"""The public note on a step of a campaign's life, written or corrected after the step."""

from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import TextAreaField

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.meeting import Meeting
from petitions.campaigns import noted, publishing
from petitions.campaigns.models import Campaign
from petitions.fields import IsLine, tidied

NOTE_LENGTH = 500


def register(blueprint: Blueprint) -> None:
    """Open the page on the note."""
    page = "/campaigns/<campaign>/steps/<int:step_id>"
    guarded(blueprint, page, step_notes, right=Right.PUBLISH, methods=("GET", "POST"))


def step_notes(campaign: Campaign, step_id: int) -> ResponseReturnValue:
    step, desk = noted.find(campaign, step_id), Meeting()
    form = _form(noted.words(campaign, step))
    if not form.is_submitted():
        desk.show(noted.words(campaign, step))
    elif _is_saved(campaign, step_id, form, desk):
        flash(_("Done. The page of the campaign shows it within a minute."), "success")
        return redirect(url_for("office.state", campaign=campaign.slug), 303)
    page = render(
        "backoffice/state/notes.html",
        campaign=campaign,
        text=campaign.text(i18n.current()),
        step=step,
        form=form,
        desk=desk,
        notes=[(one, i18n.language(one).name, form[one]) for one in noted.words(campaign, step)],
    )
    return page, desk.status if form.is_submitted() else 200


def _form(words: dict[str, str]) -> OfficeForm:
    """A form with a note in each language."""
    fields = {
        language: TextAreaField(i18n.language(language).name, validators=[IsLine(NOTE_LENGTH)], filters=[tidied])
        for language in words
    }
    form: OfficeForm = type("StepNotesForm", (OfficeForm,), fields)(data=words)
    return form


def _is_saved(campaign: Campaign, step_id: int, form: OfficeForm, desk: Meeting) -> bool:
    def read() -> dict[str, str]:
        return noted.words(campaign, noted.find(campaign, step_id))

    desk.hear([form], read())
    if desk.homeless or not form.validate_on_submit():
        return False
    try:
        return desk.is_saved([form], read, partial(noted.save, campaign.id, step_id, by=organiser().id))
    except publishing.NoteMissing:
        form[campaign.language].errors = [_("Say in the main language what came of it")]
        return False

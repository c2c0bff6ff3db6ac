"""The state of a campaign: its checklist, its steps from draft to outcome, previews, and how it protects its signatories."""

import datetime
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import DateInput

from petitions import clock, i18n, links
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import TABLE, guarded, organiser, render
from petitions.backoffice.meeting import Meeting
from petitions.backoffice.stepnotes import NOTE_LENGTH
from petitions.campaigns import checklist, completeness, previewing, publishing, writing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.checklist import Line, Point
from petitions.campaigns.life import PUBLIC_MOVES, Move, Outcome, Protection, State
from petitions.campaigns.models import Campaign
from petitions.campaigns.previewing import Standing
from petitions.fields import IsLine, IsOneOf, tidied
from petitions.signatures import deadlines, protecting

NOTE = "note_"
"""With what the names of fields for notes begin."""
QUIET = frozenset({Move.ARCHIVE, Move.RESTORE})
"""Steps that the public is not told of."""
PREVIEWS = (
    Standing(State.OPEN),
    Standing(State.CLOSED),
    Standing(State.HANDED_OVER),
    Standing(State.OUTCOME, Outcome.RELEASED),
    Standing(State.OUTCOME, Outcome.SENTENCED),
    Standing(State.OUTCOME, Outcome.OTHER),
)
MENDED_AT = {
    Point.PETITION: "office.edit",
    Point.ADDRESSEE: "office.edit",
    Point.PICTURE: "office.picture",
    Point.ALTERNATIVE: "office.edit",
    Point.KEY: "office.key",
    Point.SENDER: "office.house",
}
"""The page on which each point of the checklist is mended; that of texts depends on which are missing."""
WRITTEN_AT = {"words": "office.edit", "defenders": "office.defenders", "milestones": "office.milestones"}


def register(blueprint: Blueprint) -> None:
    """Open the pages about a campaign's state."""
    campaign, both = "/campaigns/<campaign>", ("GET", "POST")
    guarded(blueprint, f"{campaign}/state", state, right=Right.READ)
    guarded(blueprint, f"{campaign}/state/<move>", step, right=Right.PUBLISH, methods=both)
    guarded(blueprint, f"{campaign}/protection", protection, right=Right.PUBLISH, methods=both)


class StepForm(OfficeForm):
    """A step; the fields for its notes are added language by language."""


class IsPastDay:
    """A day as a date field sends it, which is kept as a day; not one that lies ahead."""

    def __call__(self, form, field):
        try:
            field.day = datetime.date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(_("Write the day as 2015-05-18")) from None
        if field.day > publishing.latest_day():
            raise ValidationError(_("This day lies ahead. Write the day on which it happened"))


class ProtectionForm(OfficeForm):
    """The choice of a protection level."""

    level = RadioField(
        choices=[SelectChoice(level.value, level.value) for level in Protection],
        validators=[IsOneOf(_l("Choose a level"))],
        validate_choice=False,
    )


@dataclass(frozen=True)
class Mending:
    """A line of the checklist, with the page where it is mended: none if there is none for who is signed in."""

    line: Line
    url: str | None
    languages: list[str]


def state(campaign: Campaign) -> ResponseReturnValue:
    return _page(campaign, Meeting())


def _page(campaign: Campaign, desk: Meeting) -> str:
    locale = campaign.language if campaign.language in i18n.INTERFACE else i18n.current()
    previews = [
        (shown, links.absolute(url_for("public.preview", locale=locale, token=previewing.token(campaign, shown))))
        for shown in PREVIEWS
    ]
    return render(
        "backoffice/state/state.html",
        campaign=campaign,
        desk=desk,
        text=campaign.text(i18n.current()),
        states=list(State),
        moves=publishing.possible(campaign) if organiser().may(Right.PUBLISH, campaign.house) else [],
        checklist=[_mending(campaign, line) for line in checklist.lines(campaign)],
        steps=campaigns.steps(campaign.id),
        previews=previews,
        erased_on=deadlines.of(campaign).last_day,
        is_erased=publishing.is_erased(campaign),
        may_publish=organiser().may(Right.PUBLISH, campaign.house),
        has_been_open=writing.has_been_open(campaign),
        public_moves=PUBLIC_MOVES,
    )


def step(campaign: Campaign, move: str) -> ResponseReturnValue:
    wanted = next((one for one in publishing.possible(campaign) if one.value == move), None)
    if wanted is None:
        return _refused(campaign, _("This step is not possible now. Somebody may have made it meanwhile."))
    if wanted is Move.HAND_OVER:  # its record says more than a day
        return redirect(url_for("office.handover", campaign=campaign.slug))
    if wanted is Move.OPEN and not checklist.is_green(campaign):
        return _refused(campaign, _("Something on the list is still missing."))
    form = _step_form(campaign, wanted)
    if form.validate_on_submit() and (answer := _make(campaign, wanted, form)):
        return answer
    page = render(
        "backoffice/state/step.html",
        campaign=campaign,
        text=campaign.text(i18n.current()),
        move=wanted,
        form=form,
        notes=[(language, i18n.language(language).name, control) for language, control in _notes(campaign, form)],
        keep_days=deadlines.DAYS_AFTER_CLOSING,
        is_recorded=campaigns.hand_over(campaign)[0] is not None,
    )
    return page, 422 if form.errors else 200


def protection(campaign: Campaign) -> ResponseReturnValue:
    form = ProtectionForm(level=campaign.protection.value)
    if form.validate_on_submit():
        try:
            protecting.protect(campaign, Protection(form.level.data), by=organiser().id)
        except protecting.Promised:
            form.level.errors = [_("Somebody has signed who was promised the higher level")]
        else:
            return _back(campaign, _("The protection level is set."))
    stays = campaign.is_careful and protecting.is_promised(campaign.id)
    shown = {"campaign": campaign, "text": campaign.text(i18n.current()), "form": form, "stays": stays}
    return render("backoffice/state/protection.html", **shown), 422 if form.errors else 200


def _make(campaign: Campaign, move: Move, form: StepForm) -> ResponseReturnValue | None:
    """Make the step. None if the form has to be mended."""
    try:
        _do(campaign, move, form)
    except publishing.NotNow:
        return _refused(campaign, _("This step is not possible now. Somebody may have made it meanwhile."))
    except publishing.NotReady:
        return _refused(campaign, _("Something on the list is still missing."))
    except publishing.ListErased:
        return _refused(campaign, _("The list has been erased, so the campaign cannot be opened again."))
    except publishing.BadDay:
        form.on.errors = [_("The campaign was not open yet on this day. Write a later one")]
        return None
    except publishing.NoteMissing:
        form[_note_name(campaign.language)].errors = [_("Say in the main language what came of it")]
        return None
    return _back(campaign, _("Done. The page of the campaign shows it within a minute."))


def _do(campaign: Campaign, move: Move, form: StepForm) -> None:
    notes = {language: control.data for language, control in _notes(campaign, form)}
    by = organiser().id
    if move is Move.OPEN:
        publishing.open_now(campaign, notes=notes, by=by)
    elif move is Move.CLOSE:
        publishing.close(campaign, notes=notes, by=by)
    elif move is Move.OUTCOME:
        publishing.record_outcome(campaign, Outcome(form.outcome.data), on=form.on.day, notes=notes, by=by)
    elif move is Move.REOPEN:
        publishing.reopen(campaign, notes=notes, by=by)
    elif move is Move.ARCHIVE:
        publishing.archive(campaign, by=by)
    else:
        publishing.restore(campaign, by=by)


def _step_form(campaign: Campaign, move: Move) -> StepForm:
    """The form of a step: a day and an outcome where there are, and a note in each language of the campaign."""
    fields: dict[str, object] = {}
    if move is Move.OUTCOME:
        fields["outcome"] = RadioField(
            choices=[SelectChoice(outcome.value, outcome.value) for outcome in Outcome],
            validators=[IsOneOf(_l("Choose what came of it"))],
            validate_choice=False,
        )
        fields["on"] = StringField(validators=[DataRequired(_l("Write the day")), IsPastDay()], widget=DateInput())
    if move not in QUIET:
        for language in completeness.languages(campaign):
            fields[_note_name(language)] = TextAreaField(validators=[IsLine(NOTE_LENGTH)], filters=[tidied])
    return type("FormOfAStep", (StepForm,), fields)(on=clock.today().isoformat())


def _notes(campaign: Campaign, form: StepForm):
    """The fields for notes that `form` has, by language."""
    named = [(language, _note_name(language)) for language in completeness.languages(campaign)]
    return [(language, form[name]) for language, name in named if name in form]


def _note_name(language: str) -> str:
    return NOTE + language


def _mending(campaign: Campaign, line: Line) -> Mending:
    names = [i18n.language(code).name for code in line.languages]
    door = TABLE.get(MENDED_AT.get(line.point, WRITTEN_AT[line.page]))
    if door is None or not organiser().may(door.right, campaign.house):
        return Mending(line, None, names)
    if line.point in (Point.KEY, Point.SENDER):
        return Mending(line, url_for(door.endpoint, house=campaign.house.slug), names)
    language = line.languages[0] if line.languages else None
    return Mending(line, url_for(door.endpoint, campaign=campaign.slug, language=language), names)


def _refused(campaign: Campaign, why: str) -> ResponseReturnValue:
    """Say why the step was not made; what was written for it stands there to be copied."""
    desk = Meeting()
    written = (words for name, words in request.form.items() if name == "on" or name.startswith(NOTE))
    desk.homeless = [words for words in written if words.strip()]
    if not desk.homeless:
        return _back(campaign, why, "error")
    flash(why, "error")
    return _page(campaign, desk), desk.status


def _back(campaign: Campaign, words: str, category: str = "success") -> ResponseReturnValue:
    flash(words, category)
    return redirect(url_for("office.state", campaign=campaign.slug))

"""Handing over: the files that were made, and the record of who got them, when and where."""

import datetime
from functools import lru_cache, partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Regexp
from wtforms.widgets import DateInput

from petitions import clock, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import meeting, padlock, uploads
from petitions.backoffice.fields import IsDay
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.meeting import SHOWN, Meeting
from petitions.backoffice.stepnotes import NOTE_LENGTH
from petitions.campaigns import completeness, handed, publishing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import HandOver, Move
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting, letters
from petitions.dossiers.models import Export, Kind
from petitions.fields import IsLine, tidied
from petitions.signatures import deadlines
from petitions.signatures import queries as signatures

LINE = 200
LEAST = 300
"""Pixels of a photograph's shorter side."""
LABELS = {"recipient": _l("To whom"), "place": _l("Where"), "photo_alt": _l("What a photograph of it shows")}


def digest(typed):
    """The filter of a checksum: however it was grouped or capitalised."""
    return "".join((typed or "").split()).lower()


def line_field(word, *, required=None):
    """A field for a few words; `required` says what to write, else they may stay away."""
    validators = [DataRequired(required), IsLine(LINE)] if required else [IsLine(LINE)]
    return StringField(LABELS[word], validators=validators, filters=[tidied])


def note_field():
    """A field for the public note."""
    return TextAreaField(validators=[IsLine(NOTE_LENGTH)], filters=[tidied])


class HandOverForm(OfficeForm):
    """When, where and to whom the list was given, in the main language; `hand_over_form` adds `others`, such as "place-az"."""

    on = StringField(
        validators=[DataRequired(_l("Write the day, such as 2015-05-18")), IsDay()],
        filters=[tidied],
        widget=DateInput(),
    )
    recipient = line_field("recipient", required=_l("Write who took it"))
    place = line_field("place", required=_l("Write where it was"))
    note = note_field()
    photo_alt = line_field("photo_alt")
    sha256 = StringField(
        _l("Checksum of the file that was handed over"),
        validators=[Regexp(r"(?:[0-9a-f]{64})?\Z", message=_l("A checksum has 64 signs, 0 to 9 and a to f"))],
        filters=[digest],
    )
    others: tuple[str, ...] = ()

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        for language in self.others:
            controls = [self[f"{word}-{language}"] for word in handed.WORDS]
            for control in controls[:2]:
                if not control.data and any(one.data for one in controls):
                    control.errors = [_("Fill this in too: the rest of this language is there")]
        return is_valid and not self.errors

    def notes(self, main):
        """The public note by language."""
        return {main: self.note.data} | {language: self[f"note-{language}"].data for language in self.others}


@lru_cache
def hand_over_form(others: tuple[str, ...]) -> type[HandOverForm]:
    """The form with words in `others`, too: the languages of the campaign beside its main one."""
    fields: dict[str, object] = {"others": others}
    for language in others:
        fields |= {f"{word}-{language}": line_field(word) for word in handed.WORDS}
        fields[f"note-{language}"] = note_field()
    return type("HandOverForm", (HandOverForm,), fields)


def register(blueprint: Blueprint) -> None:
    """Open the page of the hand-over."""
    page, both = "/campaigns/<campaign>/handover", ("GET", "POST")
    guarded(blueprint, page, handover, right=Right.NAMES, methods=both)
    guarded(blueprint, f"{page}/photo", handover_photo, right=Right.NAMES, methods=both)


def handover(campaign: Campaign) -> ResponseReturnValue:
    others = completeness.languages(campaign)[1:]
    form, desk, record = hand_over_form(tuple(others))(), Meeting(), campaigns.hand_over(campaign)[0]
    if record is not None:  # its note is that of the step, and changed there
        for name in ("note", *(f"note-{language}" for language in others)):
            del form[name]
    if not form.is_submitted():
        return _page(campaign, form, desk)
    if (record is not None or _can_be_recorded(campaign)) and _is_recorded(campaign, form, desk):
        flash(_("The hand-over is recorded, and stands on the page of the campaign."), "success")
        return redirect(url_for("office.handover", campaign=campaign.slug))
    if record is None and campaigns.hand_over(campaign)[0]:  # somebody recorded it a moment ago
        return handover(campaign)
    if record is None and not _can_be_recorded(campaign):
        flash(_("Somebody has just changed the state of this campaign. Look at it again."), "error")
        desk.homeless = meeting.homeless(set())
    return _page(campaign, form, desk), desk.status


def _can_be_recorded(campaign: Campaign) -> bool:
    return Move.HAND_OVER in publishing.possible(campaign)


def handover_photo(campaign: Campaign) -> ResponseReturnValue:
    record, _step = campaigns.hand_over(campaign)
    if record is None:
        return redirect(url_for("office.handover", campaign=campaign.slug))
    uploading, by = uploads.sent(), organiser().id
    name = uploads.received(uploading, least=LEAST)
    if name or uploads.is_down(uploading):
        handed.show(campaign, name, by=by)
        return redirect(url_for("office.handover", campaign=campaign.slug), 303)
    page = render("backoffice/handover/photo.html", campaign=campaign, record=record, uploading=uploading)
    return page, 422 if uploading.errors else 200


def _page(campaign: Campaign, form: HandOverForm, desk: Meeting) -> str:
    exports = exporting.of_campaign(campaign)
    record, step = campaigns.hand_over(campaign)
    if not form.is_submitted():
        usual = {} if record else {"on": clock.today().isoformat(), "sha256": _printed(exports)}
        now = handed.words(campaign, record) | usual
        for control in form:
            control.data = now.get(control.name, control.data)
        desk.show({control.name: str(control.data or "") for control in form})
    return render(
        "backoffice/handover/handover.html",
        campaign=campaign,
        form=form,
        desk=desk,
        exports=exports,
        ready={export.job_id for export in exports if exporting.can_be_fetched(export)},
        names=accounts.names({export.organiser_id for export in exports}),
        total=signatures.total(campaign.id),
        has_list=publishing.has_list(campaign.id),
        written=letters.written(campaign),
        is_unlocked=padlock.is_open(campaign.house),
        record=record,
        can_be_recorded=_can_be_recorded(campaign),
        file_names={file.sha256: file.name for export in exports for file in export.files},
        record_text=record.text(i18n.current(), campaign.language) if record and record.texts else None,
        note=step.note(i18n.current(), campaign.language) if step else None,
        deadline=deadlines.of(campaign),
        language=i18n.language(campaign.language).name,
        others=[i18n.language(language) for language in form.others],
        is_late=record is not None and "note" + SHOWN in request.form,
    )


def _printed(exports: list[Export]) -> str:
    """The checksum on the cover of the newest list, that of its table: whoever has the paper can compare no other."""
    lists = (export for export in exports if export.kind is Kind.DOSSIER)
    return next((file.sha256 for export in lists for file in export.files if file.name.endswith(".csv")), "")


def _is_recorded(campaign: Campaign, form: HandOverForm, desk: Meeting) -> bool:
    who = organiser().id

    def read() -> dict[str, str]:
        return handed.words(campaign, campaigns.hand_over(campaign)[0])

    desk.hear([form], read())
    if desk.homeless or not form.validate_on_submit():
        return False
    try:
        if "note" not in form:
            return desk.is_saved([form], read, partial(handed.describe, campaign.id, by=who))
        texts = handed.texts(campaign, form.data, [campaign.language, *form.others])
        record = HandOver(sha256=form.sha256.data or None, texts=texts)
        publishing.hand_over(
            campaign,
            on=datetime.date.fromisoformat(form.on.data),
            notes=form.notes(campaign.language),
            by=who,
            record=record,
        )
    except publishing.BadDay:
        form.on.errors = [_("The day lies ahead, or before the campaign opened")]
        return False
    except publishing.NotNow:
        return False
    return True

"""Handing over: the files that were made, and the record of who got them, when and where."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Regexp

from petitions import clock, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import padlock, uploads
from petitions.backoffice.forms import IsLine, OfficeForm, tidied
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.state import NOTE_LENGTH
from petitions.campaigns import publishing
from petitions.campaigns import queries as campaigns
from petitions.campaigns.life import HandOver, HandOverText, State
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting
from petitions.signatures import deadlines
from petitions.signatures import queries as signatures

LINE = 200
LEAST = 300
"""Pixels of a photograph's shorter side."""


def digest(typed):
    """The filter of a checksum: however it was grouped or capitalised."""
    return "".join((typed or "").split()).lower()


class HandOverForm(OfficeForm):
    """When, where and to whom the list was given."""

    on = DateField(validators=[DataRequired(_l("Write the day, such as 2015-05-18"))])
    recipient = StringField(validators=[DataRequired(_l("Write who took it")), IsLine(LINE)], filters=[tidied])
    place = StringField(validators=[DataRequired(_l("Write where it was")), IsLine(LINE)], filters=[tidied])
    note = TextAreaField(validators=[IsLine(NOTE_LENGTH)], filters=[tidied])
    photo_alt = StringField(validators=[IsLine(LINE)], filters=[tidied])
    sha256 = StringField(
        validators=[Regexp(r"(?:[0-9a-f]{64})?\Z", message=_l("A checksum has 64 signs, 0 to 9 and a to f"))],
        filters=[digest],
    )


def register(blueprint: Blueprint) -> None:
    """Open the page of the hand-over."""
    page, both = "/campaigns/<campaign>/handover", ("GET", "POST")
    guarded(blueprint, page, handover, right=Right.NAMES, methods=both)
    guarded(blueprint, f"{page}/photo", handover_photo, right=Right.NAMES, methods=both)


def handover(campaign: Campaign) -> ResponseReturnValue:
    form, record = HandOverForm(), campaigns.hand_over(campaign)[0]
    is_wanted = campaign.state is State.CLOSED or (record is not None and not record.texts)
    if record is not None:  # its day is known already
        del form.on, form.note
    if is_wanted and form.validate_on_submit() and _is_recorded(campaign, form):
        flash(_("The hand-over is recorded, and stands on the page of the campaign."), "success")
        return redirect(url_for("office.handover", campaign=campaign.slug))
    return _page(campaign, form), 422 if form.errors else 200


def handover_photo(campaign: Campaign) -> ResponseReturnValue:
    record, _step = campaigns.hand_over(campaign)
    if record is None:
        return redirect(url_for("office.handover", campaign=campaign.slug))
    uploading, by = uploads.sent(), organiser().id
    name = uploads.received(uploading, least=LEAST)
    if name or uploads.is_down(uploading):
        publishing.show_hand_over(campaign, name, by=by)
        return redirect(url_for("office.handover", campaign=campaign.slug), 303)
    page = render("backoffice/handover/photo.html", campaign=campaign, record=record, uploading=uploading)
    return page, 422 if uploading.errors else 200


def _page(campaign: Campaign, form: HandOverForm) -> str:
    exports = exporting.of_campaign(campaign)
    record, step = campaigns.hand_over(campaign)
    if not form.is_submitted():
        if "on" in form:
            form.on.data = clock.today()
        form.sha256.data = next((file.sha256 for export in exports for file in export.files if _is_list(file.name)), "")
    return render(
        "backoffice/handover/handover.html",
        campaign=campaign,
        form=form,
        exports=exports,
        ready={export.job_id for export in exports if exporting.can_be_fetched(export)},
        names=accounts.names({export.organiser_id for export in exports}),
        total=signatures.total(campaign.id),
        has_list=publishing.has_list(campaign.id),
        is_unlocked=padlock.is_open(campaign.house),
        record=record,
        record_text=record.texts[0] if record and record.texts else None,
        note=step.note(campaign.language) if step else None,
        deadline=deadlines.of(campaign),
        language=i18n.language(campaign.language).name,
    )


def _is_list(name: str) -> bool:
    return name.endswith(".pdf")


def _is_recorded(campaign: Campaign, form: HandOverForm) -> bool:
    sha256, who = form.sha256.data or None, organiser().id
    text = HandOverText(
        language=campaign.language, place=form.place.data, recipient=form.recipient.data, photo_alt=form.photo_alt.data
    )
    try:
        if "on" not in form:
            publishing.describe_hand_over(campaign, text, sha256=sha256, by=who)
            return True
        notes = {campaign.language: form.note.data}
        record = HandOver(sha256=sha256, texts=[text])
        publishing.hand_over(campaign, on=form.on.data, notes=notes, by=who, record=record)
    except publishing.BadDay:
        form.on.errors = [_("The day lies ahead, or before the campaign opened")]
        return False
    except publishing.NotNow:
        flash(_("Somebody has just changed the state of this campaign. Look at it again."), "error")
    return True

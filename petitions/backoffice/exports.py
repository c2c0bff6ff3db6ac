"""Files of a list: made while names are unlocked, watched, fetched with a fresh second factor."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from petitions import clock, formats, i18n
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right
from petitions.backoffice import padlock, progress
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import publishing
from petitions.campaigns.models import Campaign
from petitions.dossiers import exporting, letters, reading, wording
from petitions.dossiers.cells import PEOPLE
from petitions.dossiers.choices import LANES, Choices, Order, Profile
from petitions.dossiers.models import Export, Kind
from petitions.fields import IsNumber, IsOneOf, tidied
from petitions.houses import certifying, tickets
from petitions.houses.bundles import PrivateKeys
from petitions.houses.unlocking import NotGiven
from petitions.signatures import figures

VOLUME_PAGES = (20, 5000)
"""Of rows, at least and at most."""


class ExportForm(OfficeForm):
    """What is made of the list, how much of the names is in it, in which language and order, with which columns."""

    kind = RadioField(
        choices=[SelectChoice(kind.value, kind.value) for kind in Kind],
        default=Kind.DOSSIER.value,
        validators=[IsOneOf(_l("Choose what to make"))],
        validate_choice=False,
    )
    language = SelectField(
        choices=[SelectChoice(language.code, language.name) for language in i18n.LANGUAGES],
        validators=[IsOneOf(_l("Choose a language"))],
        validate_choice=False,
    )
    profile = RadioField(
        choices=[SelectChoice(profile.value, profile.value) for profile in Profile],
        default=Profile.NAMES.value,
        validators=[IsOneOf(_l("Choose what is shown of the names"))],
        validate_choice=False,
    )
    order = RadioField(
        choices=[SelectChoice(order.value, order.value) for order in Order],
        default=Order.NUMBER.value,
        validators=[IsOneOf(_l("Choose the order of the rows"))],
        validate_choice=False,
    )
    lanes = RadioField(
        choices=[SelectChoice(str(lanes), str(lanes)) for lanes in LANES],
        default="1",
        validators=[IsOneOf(_l("Choose one column or two"))],
        validate_choice=False,
    )
    has_letter = BooleanField(default=True)
    is_signed = BooleanField()
    columns = SelectMultipleField(validate_choice=False)
    volume_pages = StringField(validators=[Optional(), IsNumber(*VOLUME_PAGES)], filters=[tidied])

    @property
    def chosen(self):
        """What is made of the list."""
        return Choices(Profile(self.profile.data), Order(self.order.data), int(self.lanes.data), self.has_letter.data)


def register(blueprint: Blueprint) -> None:
    """Open the pages about exports."""
    exports, post = "/campaigns/<campaign>/exports", ("POST",)
    guarded(blueprint, f"{exports}/new", new_export, right=Right.NAMES, methods=("GET", "POST"), is_fresh=True)
    one = f"{exports}/<int:job_id>"
    guarded(blueprint, one, export, right=Right.NAMES)
    guarded(blueprint, f"{one}/progress.json", progress_of_export, right=Right.NAMES, endpoint="progress")
    guarded(blueprint, f"{one}/stop", stop_export, right=Right.NAMES, methods=post)
    guarded(blueprint, f"{one}/resume", resume_export, right=Right.NAMES, methods=post, is_fresh=True)
    # Fetching is written to the log of the House: so a link that something follows ahead of time must not do it.
    guarded(
        blueprint,
        f"{one}/files.zip",
        fetch_all,
        right=Right.NAMES,
        methods=post,
        is_fresh=True,
        endpoint="fetch_exports",
    )
    guarded(blueprint, f"{one}/files/<name>", fetch_export, right=Right.NAMES, methods=post, is_fresh=True)


def new_export(campaign: Campaign) -> ResponseReturnValue:
    # Totals have no names in them, and need no keys: the address says that nothing else is wanted.
    is_nameless = request.args.get("profile") == Profile.TOTALS.value
    private_keys = {} if is_nameless else padlock.open_keys(campaign.house)
    form = _form(campaign, is_nameless=is_nameless)
    if form.validate_on_submit() and (made := _asked(campaign, form, private_keys)):
        return redirect(url_for("office.export", campaign=campaign.slug, job_id=made.job_id))
    return render(
        "backoffice/handover/new_export.html",
        campaign=campaign,
        form=form,
        is_nameless=is_nameless,
        written=letters.written(campaign),
        certificate=certifying.of_house(campaign.house_id),
        can_sign=certifying.can_sign(campaign.house_id, private_keys),
        stamps=certifying.stamps(),
        now=clock.now(),
    ), 422 if form.errors else 200


def _form(campaign: Campaign, *, is_nameless: bool) -> ExportForm:
    columns = [column for column in reading.columns(campaign) if column != PEOPLE]
    usual = Profile.TOTALS if is_nameless else Profile.NAMES
    form = ExportForm(language=campaign.language, columns=columns, profile=usual.value)
    form.columns.choices = [SelectChoice(column, column) for column in columns]
    if is_nameless:
        form.profile.choices = [SelectChoice(usual.value, usual.value)]
    return form


def _asked(campaign: Campaign, form: ExportForm, private_keys: PrivateKeys) -> Export | None:
    kind, choices = Kind(form.kind.data), form.chosen
    is_signed = form.is_signed.data and kind is Kind.DOSSIER
    try:
        made = exporting.ask(
            campaign,
            organiser(),
            private_keys if choices.has_list or is_signed else {},
            kind=kind,
            language=form.language.data,
            columns=form.columns.data,
            choices=choices,
            volume_pages=int(form.volume_pages.data) if form.volume_pages.data else None,
            is_signed=is_signed,
        )
    except exporting.NothingChosen:
        form.columns.errors = [_("Choose at least one column")]
        return None
    except exporting.TooManyVolumes:
        form.volume_pages.errors = [_("This would be too many volumes. Write a larger number")]
        return None
    except certifying.CannotSign:
        flash(_("The House has no certificate any more that is valid. Nothing was made."), "error")
        return None
    except tickets.NobodyHoldsKeys:
        flash(_not_running(), "error")
        return None
    if kind is Kind.DOSSIER and (signs := wording.unprintable(campaign, form.language.data)):
        flash(
            _("No typeface has these signs of the campaign’s texts; a mark stands for each: %(signs)s", signs=signs),
            "info",
        )
    return made


def export(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = exporting.find(campaign, job_id)
    made, has_names = found.job.ended_at, found.profile is not Profile.TOTALS
    asked_on = found.job.asked_at.date()  # whoever left while it was made may be in it
    return render(
        "backoffice/handover/export.html",
        campaign=campaign,
        export=found,
        words=_words(found),
        percent=progress.percent(found.job),
        can_be_fetched=exporting.can_be_fetched(found),
        has_list=publishing.has_list(campaign.id),
        may_fetch=exporting.may_fetch(found, organiser(), is_unlocked=padlock.is_open(campaign.house)),
        gone=figures.gone_since(campaign.id, asked_on) if made and has_names else 0,
        is_of_today=asked_on == clock.today(),
        asked_by=accounts.names({found.organiser_id}).get(found.organiser_id),
        plain=OfficeForm(),
    )


def progress_of_export(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = exporting.find(campaign, job_id)
    return progress.told(found.job, _words(found))


def stop_export(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    if is_pressed():
        exporting.stop(exporting.find(campaign, job_id), organiser())
    return redirect(url_for("office.export", campaign=campaign.slug, job_id=job_id))


def resume_export(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    if is_pressed():
        found = exporting.find(campaign, job_id)
        private_keys = padlock.open_keys(campaign.house) if found.needs_keys else {}
        try:
            exporting.resume(found, organiser(), private_keys)
        except tickets.NobodyHoldsKeys:
            flash(_not_running(), "error")
    return redirect(url_for("office.export", campaign=campaign.slug, job_id=job_id))


def fetch_export(campaign: Campaign, job_id: int, name: str) -> ResponseReturnValue:
    found = exporting.find(campaign, job_id)
    if not is_pressed():
        return _page_of(found)
    try:
        file, content = exporting.fetch(found, name, organiser(), is_unlocked=padlock.is_open(campaign.house))
    except exporting.FileGone:
        return _gone(found)
    except NotGiven:
        return _page_of(found)
    answer = _sent(file.name, content)
    answer.content_length = file.size
    return answer


def fetch_all(campaign: Campaign, job_id: int) -> ResponseReturnValue:
    found = exporting.find(campaign, job_id)
    if not is_pressed():
        return _page_of(found)
    try:
        return _sent(*exporting.fetch_all(found, organiser(), is_unlocked=padlock.is_open(campaign.house)))
    except exporting.FileGone:
        return _gone(found)
    except NotGiven:
        return _page_of(found)


def _sent(name: str, content: Iterator[bytes]) -> Response:
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _gone(found: Export) -> ResponseReturnValue:
    has_list = publishing.has_list(found.campaign_id)
    erased = _("The list was erased meanwhile. Only its numbers are left.")
    flash(_("This file is gone. Have a new one made.") if has_list else erased, "error")
    return _page_of(found)


def _page_of(found: Export) -> ResponseReturnValue:
    return redirect(url_for("office.export", campaign=found.campaign.slug, job_id=found.job_id))


def _words(found: Export) -> str:
    if not found.choices.has_list:
        people = formats.number(found.job.total)
        return ngettext("%(signatures)s signature", "%(signatures)s signatures", found.job.total, signatures=people)
    # Not names: who asked to be counted only is a row without one.
    done, total = formats.number(found.job.done), formats.number(found.job.total)
    return ngettext(
        "%(done)s of %(total)s signature", "%(done)s of %(total)s signatures", found.job.total, done=done, total=total
    )


def _not_running() -> str:
    words: str = _("The process that makes files is not running. Tell whoever runs the server to start the worker.")
    return words

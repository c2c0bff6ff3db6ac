"""Signatures on paper: sheets are made, fetched, and counted when they come back."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns.models import Campaign
from petitions.fields import IsNumber, IsOneOf, tidied
from petitions.papersheets import making, queries
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters import composing, keeping
from petitions.posters.designs import Design
from petitions.posters.forms import Form

BOTH = ("GET", "POST")
USUAL_COUNT = "20"


class MakeForm(OfficeForm):
    """Which sheets to make."""

    language = SelectField(validators=[IsOneOf(_l("Choose a language"))], validate_choice=False)
    count = StringField(validators=[IsNumber(1, making.MOST)], filters=[tidied], default=USUAL_COUNT)


class CodeForm(OfficeForm):
    """Which sheet came back."""

    code = StringField(validators=[DataRequired(_l("Type the code from the foot of the sheet"))], filters=[tidied])


class CountForm(OfficeForm):
    """How many valid signatures are on a sheet."""

    signatures = StringField(validators=[IsNumber(0, making.MOST_SIGNATURES)], filters=[tidied])


def register(blueprint: Blueprint) -> None:
    """Open the pages on paper sheets."""
    page = "/campaigns/<campaign>/paper"
    guarded(blueprint, page, paper, right=Right.WRITE)
    guarded(blueprint, f"{page}/make", make, right=Right.WRITE, methods=("POST",), endpoint="make_paper")
    guarded(blueprint, f"{page}/find", find, right=Right.WRITE, methods=("POST",), endpoint="find_paper")
    guarded(blueprint, f"{page}/<batch>.pdf", printed, right=Right.WRITE, endpoint="print_paper")
    guarded(blueprint, f"{page}/sheets/<code>", sheet, right=Right.WRITE, methods=BOTH, endpoint="paper_sheet")


def paper(campaign: Campaign) -> ResponseReturnValue:
    return _page(campaign, _make_form(campaign, is_sent=False), CodeForm(formdata=None))


def make(campaign: Campaign) -> ResponseReturnValue:
    form = _make_form(campaign, is_sent=True)
    if not form.validate_on_submit():
        return _page(campaign, form, CodeForm(formdata=None)), 422
    try:
        making.make(campaign.id, form.language.data, int(form.count.data), by=organiser().id)
    except making.NotOpen:
        return _not_open(campaign)
    flash(_("The sheets are ready to be printed."), "success")
    return redirect(url_for("office.paper", campaign=campaign.slug))


def _not_open(campaign: Campaign) -> ResponseReturnValue:
    flash(_("The campaign takes no signatures: open it first."), "error")
    return redirect(url_for("office.paper", campaign=campaign.slug))


def find(campaign: Campaign) -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        try:
            code = queries.sheet(campaign.id, form.code.data).code
            return redirect(url_for("office.paper_sheet", campaign=campaign.slug, code=code))
        except queries.NoSuchSheet:
            form.code.errors = [_("No sheet of this campaign has this code. Look at each sign")]
    return _page(campaign, _make_form(campaign, is_sent=False), form), 422


def printed(campaign: Campaign, batch: str) -> ResponseReturnValue:
    made = queries.of_batch(campaign.id, batch)
    if not campaign.is_open:
        return _not_open(campaign)
    poster = composing.sheets(campaign, made, made[0].language)
    try:
        drawn = keeping.pdf_of(poster, Design.PAPER_SHEET, Form())
    except Unprintable as refusal:
        signs = " ".join(refusal.characters)
        flash(_("This cannot be printed: no typeface has these signs: %(signs)s", signs=signs), "error")
    except TooFull:
        flash(_("The petition text is too long for paper sheets."), "error")
    else:
        headers = {"Content-Disposition": f'attachment; filename="{campaign.slug}-{batch}.pdf"'}
        return Response(drawn.content, mimetype="application/pdf", headers=headers)
    return redirect(url_for("office.paper", campaign=campaign.slug))


def sheet(campaign: Campaign, code: str) -> ResponseReturnValue:
    """Where the small code on a sheet leads: somebody holds a telephone over it and types one number."""
    shown = queries.sheet(campaign.id, code)
    form = CountForm(signatures="" if shown.signatures is None else str(shown.signatures))
    if form.validate_on_submit():
        making.count(campaign.id, shown.code, int(form.signatures.data), by=organiser().id)
        flash(_("Sheet %(code)s is counted.", code=shown.code), "success")
        return redirect(url_for("office.paper", campaign=campaign.slug))
    page = render(
        "backoffice/paper/sheet.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        sheet=shown,
        form=form,
    )
    return page, 422 if form.errors else 200


def _make_form(campaign: Campaign, *, is_sent: bool) -> MakeForm:
    form = MakeForm() if is_sent else MakeForm(formdata=None, language=campaign.language)
    written = {text.language for text in campaign.texts if text.is_whole}
    written &= {text.language for text in campaign.petition_text.texts if text.is_whole}
    form.language.choices = [SelectChoice(code, i18n.language(code).name) for code in i18n.WRITTEN if code in written]
    return form


def _page(campaign: Campaign, making_form: MakeForm, code_form: CodeForm) -> str:
    batches = queries.batches(campaign.id)
    return render(
        "backoffice/paper/paper.html",
        campaign=campaign,
        title=campaign.name(i18n.current()),
        batches=batches,
        total=queries.total(batches),
        making=making_form,
        code=code_form,
        most=making.MOST,
    )

"""The cover letter, written in the addressee's language beside the campaign's, and looked at as it will be printed."""

from functools import cached_property, partial

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, TextAreaField

from petitions import clock, i18n
from petitions.accounts.rights import Right
from petitions.backoffice import fields
from petitions.backoffice.editing import Desk
from petitions.backoffice.guarding import guarded, organiser
from petitions.campaigns.models import Campaign
from petitions.dossiers import letters
from petitions.fields import IsBlock, tidied_block


def register(blueprint: Blueprint) -> None:
    """Open the pages of the letter."""
    page = "/campaigns/<campaign>/letter"
    guarded(blueprint, page, letter, right=Right.WRITE, methods=("GET", "POST"))
    guarded(blueprint, f"{page}.pdf", letter_pdf, right=Right.WRITE)


class LetterForm(Form):
    """The letter in one language."""

    recipient = fields.lines(_l("To whom"), _l("Name and address, line by line."))
    place = fields.line(_l("Place"), 100, _l("The day is that of the dossier."))
    body = TextAreaField(
        _l("Letter"),
        [IsBlock(fields.LONGEST)],
        [tidied_block],
        description=_l("{signatures} and {countries} become the numbers of the day on which the dossier is made."),
        render_kw={"rows": 16},
    )
    signature = fields.lines(_l("Who signs"), _l("Name and office, below a line for the signature."))

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        for control in self:
            if signs := letters.unprintable(control.data or ""):
                words = _("This cannot be printed: no typeface has these signs: %(signs)s", signs=signs)
                control.errors, is_valid = [words], False
        return is_valid


class LetterDesk(Desk):
    """The page of the letter. The address may say another language of the addressee than the one that is kept."""

    folder = "handover"

    @cached_property
    def language(self):
        wanted = request.args.get("language", "")
        return wanted if wanted in i18n.WRITTEN else letters.language(self.campaign)

    def url_in(self, language):
        return url_for(self.endpoint, campaign=self.campaign.slug, language=language)


def letter(campaign: Campaign) -> ResponseReturnValue:
    desk = LetterDesk(campaign, "office.letter")
    read = partial(letters.words, campaign, *desk.pair)
    forms = desk.forms(LetterForm, read())
    return desk.answer(
        "letter",
        forms,
        read,
        lambda sheet: letters.save(campaign, desk.language, sheet, by=organiser().id),
        languages=[i18n.language(code) for code in i18n.WRITTEN],
        written=letters.written(campaign),
    )


def letter_pdf(campaign: Campaign) -> ResponseReturnValue:
    """The letter as it is kept."""
    content = letters.drawn(campaign, clock.today())
    if not content:
        return redirect(url_for("office.letter", campaign=campaign.slug))
    headers = {"Content-Disposition": f'inline; filename="{campaign.slug}-letter.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)

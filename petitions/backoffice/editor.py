"""The editor of a campaign's words: two languages side by side, with a preview of what is written in Markdown."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice import editing, fields
from petitions.backoffice.editing import Desk
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser
from petitions.campaigns import writing
from petitions.campaigns.completeness import PETITION
from petitions.campaigns.models import NEEDED, Campaign


def register(blueprint: Blueprint) -> None:
    """Open the editor."""
    campaign = "/campaigns/<campaign>"
    guarded(blueprint, f"{campaign}/edit", edit, right=Right.WRITE, methods=("GET", "POST"))
    guarded(blueprint, f"{campaign}/preview", preview, right=Right.WRITE, methods=("POST",))
    blueprint.add_app_template_filter(lambda code: i18n.language(code).name, "own_name")
    blueprint.add_app_template_filter(lambda code: i18n.language(code).direction, "direction")
    blueprint.add_app_template_filter(_tongue, "tongue")


def _tongue(name: str) -> i18n.Language | None:
    """The language of what is written in a field, where its name ends in one, as in `name-az`."""
    code = name.rpartition("-")[2]
    return i18n.language(code) if code in i18n.WRITTEN else None


class WordsForm(fields.WrittenForm):
    """The words of a campaign in one language."""

    title = fields.line(_l("Title"), 120, _l("One line, as in a list of campaigns."))
    headline = fields.headline(_l("Headline"), _l("One line on the poster for each line here; at most three."))
    demand = fields.paragraph(_l("Demand"), 300, _l("Who must do what. One or two sentences."))
    summary = fields.paragraph(
        _l("Summary"), 300, _l("One or two sentences, for lists, search engines and previews in messengers.")
    )
    addressee = fields.line(_l("Addressee"), 200, _l("Who is asked, as in a sentence: the President of Azerbaijan."))
    salutation = fields.line(_l("Salutation"), 200, _l("The first line of the letter: To the President of Azerbaijan."))
    petition = fields.markdown(_l("Petition text"))
    call = fields.line(_l("Words on the button"), 40, _l("Such as: Sign for Rasul."))
    portrait_alt = fields.paragraph(_l("Picture in words"), 300, _l("For those who do not see the picture."), rows=2)
    poster_title = fields.line(_l("Invitation above the posters"), 80, _l("Such as: Put him on the wall."))
    fellows = fields.paragraph(
        _l("Those it is for, too"), 300, _l("A sentence on other people the call is for. May stay empty."), rows=2
    )
    backing = fields.paragraph(
        _l("Who stands behind it"),
        300,
        _l("Such as: More than 100 organisations in 13 countries. May stay empty."),
        rows=2,
    )
    outcome_headline = fields.headline(
        _l("Headline of the outcome"), _l("Once the campaign has ended: Rasul is free. May stay empty.")
    )
    outcome = fields.paragraph(_l("Outcome"), 500, _l("What came of it, in a sentence. May stay empty."))


def edit(campaign: Campaign) -> ResponseReturnValue:
    desk, read = Desk(campaign, "office.edit"), partial(writing.words, campaign)
    forms = desk.forms(WordsForm, read())
    if writing.has_been_open(campaign):
        forms[0].needed = frozenset({*NEEDED, PETITION})
    return desk.answer("words", forms, read, lambda sheet: writing.save_words(campaign.id, sheet, by=organiser().id))


def preview(campaign: Campaign) -> ResponseReturnValue:
    """What is being typed, as its readers will see it; for the script of the editor."""
    if not OfficeForm().validate_on_submit():
        return "", 422
    return str(editing.preview_of(request.form.get("text", "")[: fields.LONGEST]))

"""Campaigns as a whole: beginning one, its settings, its languages, and a copy to begin another from."""

from functools import partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from petitions import formats, i18n, slugs
from petitions.accounts.rights import Right
from petitions.backoffice import fields
from petitions.backoffice.editing import Desk
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import cloning, completeness, deleting, queries, writing
from petitions.campaigns.models import Campaign, Signal
from petitions.fields import IsBlock, IsOneOf, tidied
from petitions.posters import printruns

MOST_SIGNATURES = 100_000_000
BOTH = ("GET", "POST")
COLOURS = {
    Signal.AMBER: _l("Amber"),
    Signal.CORAL: _l("Coral"),
    Signal.MINT: _l("Mint"),
    Signal.SKY: _l("Sky blue"),
    Signal.ROSE: _l("Rose"),
    Signal.LIME: _l("Lime"),
}


def register(blueprint: Blueprint) -> None:
    """Open the pages about a campaign as a whole."""
    campaign = "/campaigns/<campaign>"
    guarded(blueprint, "/campaigns/new", new, right=Right.WRITE, methods=BOTH, endpoint="new_campaign")
    guarded(blueprint, f"{campaign}/settings", settings, right=Right.WRITE, methods=BOTH)
    guarded(blueprint, f"{campaign}/languages", languages, right=Right.WRITE, methods=BOTH)
    guarded(blueprint, f"{campaign}/languages/remove", remove_language, right=Right.WRITE, methods=BOTH)
    guarded(blueprint, f"{campaign}/clone", clone, right=Right.WRITE, methods=BOTH)
    guarded(blueprint, f"{campaign}/delete", delete_draft, right=Right.PUBLISH, methods=BOTH)
    blueprint.add_app_template_filter(lambda name: COLOURS[Signal[name]], "signal_name")


def language_choices(codes):
    """These languages by their own names and by ours."""
    names = {code: (i18n.language(code).name, formats.language(code)) for code in codes}
    return [
        SelectChoice(code, own if own.casefold() == ours.casefold() else f"{own} – {ours}")
        for code, (own, ours) in names.items()
    ]


class NewForm(OfficeForm):
    """What a campaign begins with."""

    house = SelectField(_l("House"), validators=[IsOneOf(_l("Choose a House"))], validate_choice=False)
    language = SelectField(
        _l("Main language"),
        validators=[IsOneOf(_l("Choose a language"))],
        validate_choice=False,
        description=_l("In which the campaign is written first. Readers get it where a translation is missing."),
    )
    title = StringField(
        _l("Title"),
        [DataRequired(_l("Write a title")), IsBlock(120)],
        [tidied],
        description=_l("One line, as in a list of campaigns."),
    )
    demand = fields.paragraph(_l("Demand"), 300, _l("Who must do what. One or two sentences."))
    slug = fields.slug(_l("Left empty, it is made from the title."))

    def validate_demand(self, field):
        if not field.data:
            raise ValidationError(_("Write who must do what"))


def new() -> ResponseReturnValue:
    who, form = organiser(), NewForm(house=request.args.get("house"), language=i18n.current())
    houses = {member.house.slug: member.house for member in who.memberships if who.may(Right.WRITE, member.house)}
    form.house.choices = [SelectChoice(slug, house.text(i18n.current()).name) for slug, house in houses.items()]
    form.language.choices = language_choices(i18n.WRITTEN)
    if form.is_submitted() and request.form.get("do") == "suggest":
        form.slug.process(None, queries.free_slug(slugs.suggest(form.title.data, kind="campaign")))
    elif form.validate_on_submit():
        try:
            return _begun(form, houses[form.house.data].id)
        except slugs.SlugTaken as refusal:
            form.slug.errors = [_taken(refusal)]
    return render("backoffice/campaigns/new.html", form=form), 422 if form.errors else 200


def _begun(form: NewForm, house_id: int) -> ResponseReturnValue:
    campaign = writing.begin(
        house_id,
        slug=form.slug.data or queries.free_slug(slugs.suggest(form.title.data, kind="campaign")),
        language=form.language.data,
        title=form.title.data,
        demand=form.demand.data,
        by=organiser().id,
    )
    flash(_("The draft is begun. Nobody but organisers of the House sees it."), "success")
    return redirect(url_for("office.edit", campaign=campaign.slug))


class SettingsForm(Form):
    """What is the same in all languages."""

    slug = fields.slug(_l("It can be changed until the campaign is opened."))
    language = SelectField(
        _l("Main language"), validators=[IsOneOf(_l("Choose a language of this campaign"))], validate_choice=False
    )
    goal = StringField(
        _l("Goal"),
        [],
        [tidied],
        description=_l("How many signatures you hope for. Beyond it the page names the next one."),
    )
    signal = RadioField(
        _l("Signal colour"),
        choices=[SelectChoice(signal.name, signal.name) for signal in Signal],
        validators=[IsOneOf(_l("Choose a colour"))],
        validate_choice=False,
    )

    def validate_slug(self, field):
        if not field.data:
            raise ValidationError(_("Write an address"))

    def validate_goal(self, field):
        digits = field.data.translate(dict.fromkeys(map(ord, " .,’'\u00a0\u202f"))) if field.data else ""
        if not digits.isdecimal() or len(digits) > 9 or not 1 <= int(digits) <= MOST_SIGNATURES:
            most = formats.number(MOST_SIGNATURES)
            raise ValidationError(_("Write a number from %(least)s to %(most)s", least=1, most=most))
        field.data = str(int(digits))


def settings(campaign: Campaign) -> ResponseReturnValue:
    desk, read = Desk(campaign, "office.settings"), partial(writing.settings, campaign)
    form = desk.form(SettingsForm, read())
    if writing.has_been_open(campaign):
        del form.slug
    form.language.choices = language_choices(completeness.languages(campaign))
    try:
        return desk.answer(
            "settings", [form], read, lambda sheet: writing.save_settings(campaign.id, sheet, by=organiser().id)
        )
    except slugs.SlugTaken as refusal:
        form.slug.errors = [_taken(refusal)]
    except writing.LanguageNotWhole:
        form.language.errors = [
            _("Write all that is missing in this language first: readers get it where a translation is missing")
        ]
    except (writing.SlugInUse, writing.LanguageUnknown):
        flash(_("Somebody else changed this campaign meanwhile. Look at it again, and save once more."), "error")
    return desk.page("settings", forms=[form], status=422)


class LanguageForm(OfficeForm):
    """A language to add."""

    language = SelectField(_l("Language"), validators=[IsOneOf(_l("Choose a language"))], validate_choice=False)


def languages(campaign: Campaign) -> ResponseReturnValue:
    desk, form = Desk(campaign, "office.languages"), LanguageForm()
    written = completeness.languages(campaign)
    form.language.choices = language_choices(code for code in i18n.WRITTEN if code not in written)
    if form.validate_on_submit():
        writing.add_language(campaign.id, form.language.data, by=organiser().id)
        return redirect(url_for("office.edit", campaign=campaign.slug, language=form.language.data))
    return desk.page("languages", form=form, status=422 if form.errors else 200, interface=i18n.INTERFACE)


def remove_language(campaign: Campaign) -> ResponseReturnValue:
    form, language, back = (
        OfficeForm(),
        request.args.get("language"),
        url_for("office.languages", campaign=campaign.slug),
    )
    if language not in completeness.languages(campaign) or language == campaign.language:
        return redirect(back)
    if form.validate_on_submit():
        writing.remove_language(campaign.id, language, by=organiser().id)
        flash(_("The language is removed."), "success")
        return redirect(back)
    page = render(
        "backoffice/campaigns/remove.html",
        form=form,
        campaign=campaign,
        title=campaign.name(i18n.current()),
        what=_("Remove %(language)s", language=formats.language(language)),
        warning=_("All texts of this campaign in this language are deleted. A petition text that was signed is kept."),
        back=back,
    )
    return page, 422 if form.errors else 200


class CloneForm(OfficeForm):
    """The address of a copy."""

    slug = fields.slug()

    def validate_slug(self, field):
        if not field.data:
            raise ValidationError(_("Write an address"))


def clone(campaign: Campaign) -> ResponseReturnValue:
    form = CloneForm(slug=queries.free_slug(campaign.slug))
    if form.validate_on_submit():
        try:
            copy = cloning.clone(campaign, form.slug.data, by=organiser().id)
        except slugs.SlugTaken as refusal:
            form.slug.errors = [_taken(refusal)]
        else:
            flash(_("This is the copy: a draft. The old campaign is as it was."), "success")
            return redirect(url_for("office.edit", campaign=copy.slug))
    page = render("backoffice/campaigns/clone.html", form=form, campaign=campaign, title=campaign.name(i18n.current()))
    return page, 422 if form.errors else 200


def delete_draft(campaign: Campaign) -> ResponseReturnValue:
    form, back = OfficeForm(), url_for("office.state", campaign=campaign.slug)
    title = campaign.name(i18n.current())
    try:
        if writing.has_been_open(campaign):
            raise deleting.NoDraft
        if form.validate_on_submit():
            deleting.delete(campaign.id, by=organiser().id)
            printruns.erase_overdue()
            flash(_("The draft is deleted."), "success")
            return redirect(url_for("office.home"))
    except deleting.NoDraft:
        flash(_("This campaign has been open. It can be put into the archive, and not be deleted."), "error")
        return redirect(back)
    page = render(
        "backoffice/campaigns/remove.html",
        form=form,
        campaign=campaign,
        title=title,
        what=_("Delete the draft “%(title)s”", title=title),
        warning=_("Its texts in all languages, its defenders, pictures and events are deleted."),
        button=_("Delete the draft"),
        back=back,
    )
    return page, 422 if form.errors else 200


def _taken(refusal: slugs.SlugTaken) -> str:
    words: str = _("Another campaign has this address. This one is free: %(address)s", address=refusal.free)
    return words

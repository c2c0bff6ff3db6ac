"""The pages on whom a campaign is for."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, ValidationError
from wtforms.validators import DataRequired

from petitions import i18n
from petitions.accounts.rights import Right
from petitions.backoffice import fields, meeting
from petitions.backoffice.editing import Desk
from petitions.backoffice.forms import OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.campaigns import defenders
from petitions.campaigns.models import Campaign
from petitions.fields import IsBlock, tidied
from petitions.merging import Sheet

BOTH = ("GET", "POST")


def register(blueprint: Blueprint) -> None:
    """Open the pages on defenders."""
    all_of_them = "/campaigns/<campaign>/defenders"
    one = f"{all_of_them}/<int:defender>"
    guarded(blueprint, all_of_them, whom_it_is_for, right=Right.WRITE, methods=BOTH, endpoint="defenders")
    guarded(blueprint, one, defender, right=Right.WRITE, methods=BOTH, endpoint="defender")
    guarded(blueprint, f"{one}/up", move_up, right=Right.WRITE, methods=("POST",), endpoint="defender_up")
    guarded(blueprint, f"{one}/remove", remove, right=Right.WRITE, methods=BOTH, endpoint="remove_defender")


class NameForm(OfficeForm):
    """Somebody to add."""

    name = StringField(_l("Name"), [DataRequired(_l("Write a name")), IsBlock(200)], [tidied])


class DatesForm(Form):
    """What is the same in all languages."""

    arrested_on = fields.day(_l("Arrested on"))
    sentenced_on = fields.day(_l("Sentenced on"))
    released_on = fields.day(_l("Released on"))

    def validate_sentenced_on(self, field):
        if self.arrested_on.data and field.data and field.data < self.arrested_on.data:
            raise ValidationError(_("This is before the arrest. Look at both days"))

    validate_released_on = validate_sentenced_on


class StoryForm(Form):
    """Who a defender is, in one language."""

    name = fields.line(_l("Name"), 200)
    heading = fields.line(_l("Heading of the story"), 100, _l("Such as: Who he is."))
    story = fields.markdown(_l("Story"), _l("The first paragraph is set large. A blank line makes a paragraph."))
    sentence = fields.line(
        _l("Sentence of the court"), 200, _l("Such as: Six and a half years in prison. May stay empty.")
    )
    portrait_alt = fields.paragraph(_l("Portrait in words"), 300, _l("For those who do not see the picture."), rows=2)


def whom_it_is_for(campaign: Campaign) -> ResponseReturnValue:
    desk, form = Desk(campaign, "office.defenders"), NameForm()
    if form.validate_on_submit():
        try:
            added = defenders.add(campaign.id, form.name.data, by=organiser().id)
            return redirect(url_for("office.defender", campaign=campaign.slug, defender=added.id))
        except defenders.TooMany:
            form.name.errors = [_("A campaign is for at most %(most)s defenders", most=defenders.MOST)]
    return desk.page("defenders", form=form, status=422 if form.errors else 200)


def defender(campaign: Campaign, defender: int) -> ResponseReturnValue:
    try:
        shown = defenders.find(campaign, defender)
    except defenders.NoSuchDefender:
        return gone(campaign)
    desk, read = Desk(campaign, "office.defender", defender=defender), partial(defenders.words, campaign, shown)
    forms = [desk.form(DatesForm, read()), *desk.forms(StoryForm, read())]

    def save(sheet: Sheet) -> None:
        defenders.save(campaign.id, defender, sheet, by=organiser().id)

    return desk.answer("defender", forms, read, save, defender=shown)


def gone(campaign: Campaign, *, without: Iterable[str] = ()) -> ResponseReturnValue:
    """Somebody took out the person about whom somebody else was writing: what was typed is not lost.

    But for the fields `without`, which say nothing by themselves. Raises NoSuchDefender if nothing was typed.
    """
    desk = Desk(campaign, "office.defenders")
    desk.homeless = meeting.homeless(set(without)) if desk.is_sent else []
    if not desk.homeless:
        raise defenders.NoSuchDefender
    return desk.page("defenders", form=NameForm(formdata=None), status=409)


def move_up(campaign: Campaign, defender: int) -> ResponseReturnValue:
    defenders.find(campaign, defender)
    if is_pressed():
        defenders.move_up(campaign.id, defender, by=organiser().id)
    return redirect(url_for("office.defenders", campaign=campaign.slug))


def remove(campaign: Campaign, defender: int) -> ResponseReturnValue:
    gone, form, back = (
        defenders.find(campaign, defender),
        OfficeForm(),
        url_for("office.defenders", campaign=campaign.slug),
    )
    if form.validate_on_submit():
        defenders.remove(campaign.id, defender, by=organiser().id)
        flash(_("Removed."), "success")
        return redirect(back)
    page = render(
        "backoffice/campaigns/remove.html",
        form=form,
        campaign=campaign,
        title=campaign.name(i18n.current()),
        what=_("Remove %(name)s", name=gone.text(campaign.language).name or _("somebody without a name")),
        warning=_("Dates and texts on this defender are deleted, in all languages."),
        back=back,
    )
    return page, 422 if form.errors else 200

"""The page on what happened, day by day."""

import datetime
from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, ValidationError

from petitions.accounts.rights import Right
from petitions.backoffice import fields
from petitions.backoffice.editing import Desk
from petitions.backoffice.guarding import guarded, organiser
from petitions.campaigns import milestones
from petitions.campaigns.models import Campaign
from petitions.merging import Sheet

REMOVE = "-remove"
"""Behind the number of a milestone: the name of the box that takes it out."""


def register(blueprint: Blueprint) -> None:
    """Open the page on milestones."""
    page = "/campaigns/<campaign>/milestones"
    guarded(blueprint, page, what_happened, right=Right.WRITE, methods=("GET", "POST"), endpoint="milestones")


class MilestoneForm(Form):
    """When something happened."""

    on = fields.day(_l("Day"))
    until = fields.day(_l("Until"), _l("May stay empty."))
    is_whole_year = BooleanField(_l("Say only the year"))

    def validate_on(self, field):
        if not field.data:
            raise ValidationError(_("Write a day"))

    def validate_until(self, field):
        if field.data and self.on.data and field.data < self.on.data:
            raise ValidationError(_("The end comes after the beginning"))


class WhatForm(Form):
    """What happened, in one language."""

    what = fields.paragraph(_l("What happened"), 300, rows=2)


class AddForm(Form):
    """Something else that happened; left empty, nothing is added."""

    on = fields.day(_l("Day"))
    what = fields.paragraph(_l("What happened"), 300, rows=2)

    def validate_on(self, field):
        if self.what.data and not field.data:
            raise ValidationError(_("Write a day"))

    def validate_what(self, field):
        if self.on.data and not field.data:
            raise ValidationError(_("Write what happened"))

    @property
    def new(self):
        """What is to be added."""
        if not self.what.data:
            return None
        return milestones.New(datetime.date.fromisoformat(self.on.data), self.what.data)


def what_happened(campaign: Campaign) -> ResponseReturnValue:
    desk, read = Desk(campaign, "office.milestones"), partial(milestones.words, campaign)
    now, adding = read(), desk.form(AddForm, {}, "new-")
    rows = [
        (
            one,
            desk.form(MilestoneForm, now, f"{one.id}-"),
            [desk.form(WhatForm, now, f"{one.id}-{code}-") for code in desk.pair],
        )
        for one in campaign.milestones
    ]
    forms = [form for _one, dates, texts in rows for form in (dates, *texts)]
    without = {str(one.id) for one in campaign.milestones if request.form.get(f"{one.id}{REMOVE}")}

    def save(sheet: Sheet) -> None:
        milestones.save(campaign.id, sheet, without=without, new=adding.new, by=organiser().id)

    values = {"rows": rows, "adding": adding, "without": without}
    try:
        return desk.answer("milestones", [*forms, adding], read, save, **values)
    except milestones.TooMany:
        adding.what.errors = [_("There is room for %(most)s milestones: take one out first", most=milestones.MOST)]
        return desk.page("milestones", forms=[*forms, adding], status=422, **values)

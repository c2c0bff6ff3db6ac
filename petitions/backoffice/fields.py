"""Fields of the editor: texts, headlines, slugs, days. Each tidies what is typed and says how to mend what cannot be taken."""

import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField, ValidationError
from wtforms.widgets import DateInput, DateTimeLocalInput

from petitions import slugs
from petitions.campaigns import writing
from petitions.fields import IsBlock, tidied, tidied_block

LONGEST = 8_000
"""Characters of a petition text or a story."""
HINT = _l("A blank line makes a paragraph. **bold**, *slanted*, - and 1. for lists, [words](https://…) for a link.")


class IsDay:
    """A day as a date field sends it, or nothing."""

    def __call__(self, form, field):
        if not field.data:
            return
        try:
            day = datetime.date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError(_("Write the day as 2015-05-18")) from None
        if not 1900 <= day.year <= 2100:
            raise ValidationError(_("Write a day between 1900 and 2100"))
        field.data = day.isoformat()


class IsMoment:
    """Day and hour of some place, as a field for both sends them."""

    def __call__(self, form, field):
        try:
            moment = datetime.datetime.fromisoformat(field.data)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo:
            raise ValidationError(_("Write day and hour as 2015-05-30 15:00"))
        if not 1900 <= moment.year <= 2100:
            raise ValidationError(_("Write a day between 1900 and 2100"))
        field.data = moment.isoformat(timespec="minutes")


class IsSlug:
    """The last word of an address on this site, or nothing."""

    field_flags = {"maxlength": slugs.LONGEST}  # noqa: RUF012  # the library's name for it

    def __call__(self, form, field):
        if not field.data:
            return
        try:
            slugs.check(field.data)
        except slugs.BadSlug:
            raise ValidationError(_("Use small letters a to z, digits and single hyphens, 3 to 60 signs")) from None


class WrittenForm(Form):
    """Words in one language."""

    needed: frozenset[str] = frozenset()
    """Fields that must hold something."""

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        for name in self.needed:
            if not self[name].data:
                self[name].errors = [_("Write something here: pages that the public sees need it")]
                is_valid = False
        return is_valid


def line(label, most, hint=""):
    """A field for a few words."""
    return StringField(label, [IsBlock(most)], [tidied], description=hint)


def paragraph(label, most, hint="", *, rows=3):
    """A field for a sentence or three."""
    return TextAreaField(label, [IsBlock(most)], [tidied], description=hint, render_kw={"rows": rows})


def markdown(label, hint=HINT):
    """A field for a text in Markdown."""
    control = {"rows": 12, "data-markdown": True}
    return TextAreaField(label, [IsBlock(LONGEST)], [tidied_block], description=hint, render_kw=control)


def headline(label, hint=""):
    """A field for the lines of a poster."""
    rules = [IsBlock(130, lines=writing.LINES, width=writing.LINE)]
    return TextAreaField(label, rules, [tidied_block], description=hint, render_kw={"rows": 3})


def lines(label, hint=""):
    """A field for some sentences, one a line."""
    return TextAreaField(label, [IsBlock(1000, lines=10)], [tidied_block], description=hint, render_kw={"rows": 4})


def slug(hint=""):
    """A field for the last word of a campaign's address."""
    return StringField(_l("Address"), [IsSlug()], [tidied], description=hint)


def day(label, hint=""):
    """A field for a day, kept as it is written: "2015-05-18"."""
    return StringField(label, [IsDay()], [tidied], description=hint, widget=DateInput())


def moment(label, hint=""):
    """A field for day and hour on the clocks of a place, kept as it is written: "2015-05-30T15:00"."""
    return StringField(label, [IsMoment()], [tidied], description=hint, widget=DateTimeLocalInput())

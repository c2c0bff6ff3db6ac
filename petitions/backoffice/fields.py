"""Fields of the editor: texts, headlines, days. Each tidies what is typed and says how to mend what cannot be taken."""

import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.widgets import DateInput

from petitions import text

LONGEST = 8_000
"""Characters of a petition text or a story."""
HINT = _l("A blank line makes a paragraph. **bold**, *slanted*, - and 1. for lists, [words](https://…) for a link.")


class Letters:
    """Nothing that deceives; at most `most` characters, in at most `lines` lines of `width`."""

    def __init__(self, most, *, lines=0, width=0):
        self.most, self.lines, self.width = most, lines, width

    def __call__(self, form, field):
        self._check_signs(field.data)
        lines = field.data.split("\n")
        if self.lines and len(lines) > self.lines:
            raise ValidationError(_("Use at most %(most)s lines", most=self.lines))
        if self.width and max(map(len, lines)) > self.width:
            raise ValidationError(_("Shorten each line to %(most)s characters", most=self.width))

    def _check_signs(self, typed):
        try:
            text.check_block(typed, most=self.most)
        except text.TooLong:
            raise ValidationError(_("Shorten this to %(most)s characters", most=self.most)) from None
        except text.Deceptive:
            raise ValidationError(_("Remove the invisible characters: type this by hand")) from None
        except text.Stacked:
            raise ValidationError(_("Remove some accents: more than three stand on one letter")) from None


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


def one_line(typed):
    """The filter of texts that are one line, however they wrap in their field."""
    return text.tidy(typed or "")


def several_lines(typed):
    """The filter of texts whose lines count."""
    return text.tidy_block(typed or "")


def line(label, most, hint=""):
    """A field for a few words."""
    return StringField(label, [Letters(most)], [one_line], description=hint)


def paragraph(label, most, hint="", *, rows=3):
    """A field for a sentence or three."""
    return TextAreaField(label, [Letters(most)], [one_line], description=hint, render_kw={"rows": rows})


def markdown(label, hint=HINT):
    """A field for a text in Markdown."""
    control = {"rows": 12, "data-markdown": True}
    return TextAreaField(label, [Letters(LONGEST)], [several_lines], description=hint, render_kw=control)


def headline(label, hint=""):
    """A field for the lines of a poster."""
    rules = [Letters(130, lines=3, width=40)]
    return TextAreaField(label, rules, [several_lines], description=hint, render_kw={"rows": 3})


def day(label, hint=""):
    """A field for a day, kept as it is written: "2015-05-18"."""
    return StringField(label, [IsDay()], [one_line], description=hint, widget=DateInput())

"""Forms of the public site. They carry no token of a session: pages are cached and cookie-free; `web.py` checks the origin."""

from functools import lru_cache

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from petitions import formats, i18n
from petitions.events.attendance import MOST_PEOPLE
from petitions.fields import IsAddress, IsLine, IsName, IsOneOf, tidied
from petitions.signatures import content
from petitions.signatures.models import Visibility

QUICK_SECONDS = 2
"""A form that was on the screen for less was not read. Advisory: pressing once more sends it."""


PUBLIC = Visibility.PUBLIC.value
PEOPLE = [SelectChoice(str(number), str(number)) for number in range(1, MOST_PEOPLE + 1)]


class PublicForm(FlaskForm):
    """A form on a page that is the same for everybody."""

    class Meta:
        csrf = False

        def wrap_formdata(self, form, formdata):
            """What a form on our pages sends, and nothing else: no files, no JSON."""
            return request.form if request.method == "POST" else None


class IsEmpty:
    """The trap for programs that fill in every field."""

    def __call__(self, form, field):
        if field.data:
            raise ValidationError(_l("Leave the field “Website” empty: it is there to catch programs"))


@lru_cache(len(i18n.INTERFACE))
def _country_choices(_language):
    """Every country, in the language of the page, made once: the form is on the way of every signature."""
    return [SelectChoice(*pair) for pair in formats.countries()]


class SignForm(PublicForm):
    """The form that signs."""

    name = StringField(validators=[DataRequired(_l("Write your name")), IsName(content.LONGEST_NAME)], filters=[tidied])
    email = EmailField(validators=[DataRequired(_l("Write your e-mail address")), IsAddress()], filters=[tidied])
    country = SelectField(validators=[IsOneOf(_l("Choose a country"))], validate_choice=False)
    town = StringField(validators=[Optional(), IsLine(content.LONGEST_TOWN)], filters=[tidied])
    visibility = RadioField(
        choices=[SelectChoice(choice.value, choice.value) for choice in Visibility],
        validators=[IsOneOf(_l("Choose who may see your name"))],
        validate_choice=False,
    )
    comment = TextAreaField(validators=[Optional(), IsLine(content.LONGEST_COMMENT)], filters=[tidied])
    consent = BooleanField(validators=[DataRequired(_l("Tick the box, so that we may keep your signature"))])
    updates = BooleanField()
    website = StringField(validators=[IsEmpty()])
    seconds = HiddenField()
    sure = HiddenField()
    edition = HiddenField()
    """Of the petition text that was read; without it, today's is meant."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.country.choices = _country_choices(i18n.current())

    def be_careful(self):
        """Offer no public name, and keep no sentence that would stand beside one."""
        self.visibility.choices = [choice for choice in self.visibility.choices if choice.value != PUBLIC]
        self.comment.data = ""

    @property
    def was_quick(self):
        """Whether the form says that nobody can have read it in that time."""
        seconds = self.seconds.data or ""
        return seconds.isdecimal() and len(seconds) < 9 and int(seconds) < QUICK_SECONDS


class OwnForm(PublicForm):
    """The form with which owners correct their signature, hide their name, and say whether they want news."""

    name = StringField(validators=[DataRequired(_l("Write your name")), IsName(content.LONGEST_NAME)], filters=[tidied])
    town = StringField(validators=[Optional(), IsLine(content.LONGEST_TOWN)], filters=[tidied])
    visibility = RadioField(validators=[IsOneOf(_l("Choose who may see your name"))], validate_choice=False)
    comment = TextAreaField(validators=[Optional(), IsLine(content.LONGEST_COMMENT)], filters=[tidied])
    updates = BooleanField()

    def __init__(self, visibilities=tuple(Visibility), **values):
        super().__init__(**values)
        self.visibility.choices = [SelectChoice(one.value, one.value) for one in visibilities]


class CodeForm(PublicForm):
    """The form that takes the code of a mail. What is wrong with it is said in one sentence, whatever it is."""

    email = EmailField(filters=[tidied])
    code = StringField(filters=[tidied])


class PeopleForm(PublicForm):
    """The form that says how many come."""

    people = SelectField(
        choices=PEOPLE, default="1", validators=[IsOneOf(_l("Choose how many you are"))], validate_choice=False
    )

    @property
    def number(self):
        """How many people come."""
        return int(self.people.data)


class RsvpForm(PeopleForm):
    """The form that says "I will be there"."""

    contact = RadioField(
        choices=[SelectChoice("none", "none"), SelectChoice("mail", "mail")],
        default="none",
        validators=[IsOneOf(_l("Choose whether we may write to you"))],
        validate_choice=False,
    )
    name = StringField(validators=[Optional(), IsName(content.LONGEST_NAME)], filters=[tidied])
    email = EmailField(validators=[IsAddress()], filters=[tidied])
    website = StringField(validators=[IsEmpty()])

    def validate_email(self, field):
        if self.wants_mail and not field.data:
            raise ValidationError(_l("Write your e-mail address, or choose “Just count me”"))

    def validate(self, extra_validators=None):
        if not self.wants_mail:
            self.email.data = self.name.data = ""  # typed, then thought better of
        return super().validate(extra_validators)

    @property
    def wants_mail(self):
        """Whether the writer may be told of changes."""
        return self.contact.data == "mail"

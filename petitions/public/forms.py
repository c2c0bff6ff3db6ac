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

from petitions import addresses, formats, i18n, text
from petitions.events.attendance import MOST_PEOPLE
from petitions.signatures.models import Visibility

NAME_LENGTH = 200
TOWN_LENGTH = 100
COMMENT_LENGTH = 300
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


def tidied(typed: str | None) -> str:
    """The filter of one-line texts."""
    return text.tidy(typed or "")


class IsName:
    """A name in any alphabet, refused only where it deceives."""

    def __call__(self, form, field):
        if not field.data:
            return
        check(text.check_name, field.data, NAME_LENGTH)


class IsLine:
    """A line of text without links or deception."""

    def __init__(self, most):
        self.most = most

    def __call__(self, form, field):
        if field.data:
            check(text.check_line, field.data, self.most)


def check(rule, value, most):
    """Turn what `rule` refuses into words on how to mend it."""
    try:
        rule(value, most=most)
    except text.TooLong:
        raise ValidationError(_l("Shorten this to %(most)s characters", most=most)) from None
    except text.Deceptive:
        raise ValidationError(_l("Remove the invisible characters: type this by hand")) from None
    except text.Stacked:
        raise ValidationError(_l("Remove some accents: more than three stand on one letter")) from None
    except text.HasLink:
        raise ValidationError(_l("Remove the link")) from None
    except text.NoLetters:
        raise ValidationError(_l("Write your name in letters, of any alphabet")) from None


class IsAddress:
    """The form of a mail address; nobody is asked whether it exists."""

    def __call__(self, form, field):
        if not field.data:
            return
        try:
            field.data = addresses.tidy(field.data)
        except addresses.BadAddress:
            raise ValidationError(_l("Write an e-mail address such as name@example.org")) from None


class IsEmpty:
    """The trap for programs that fill in every field."""

    def __call__(self, form, field):
        if field.data:
            raise ValidationError(_l("Leave the field “Website” empty: it is there to catch programs"))


class IsOffered:
    """One of the choices on the page; whoever sends another gets our words, not the library's."""

    def __init__(self, message):
        self.message = message

    def __call__(self, form, field):
        if all(choice.value != field.data for choice in field.choices):
            raise ValidationError(self.message)


@lru_cache(len(i18n.INTERFACE))
def _country_choices(_language):
    """Every country, in the language of the page, made once: the form is on the way of every signature."""
    return [SelectChoice(*pair) for pair in formats.countries()]


class SignForm(PublicForm):
    """The form that signs."""

    name = StringField(validators=[DataRequired(_l("Write your name")), IsName()], filters=[tidied])
    email = EmailField(validators=[DataRequired(_l("Write your e-mail address")), IsAddress()], filters=[tidied])
    country = SelectField(validators=[IsOffered(_l("Choose a country"))], validate_choice=False)
    town = StringField(validators=[Optional(), IsLine(TOWN_LENGTH)], filters=[tidied])
    visibility = RadioField(
        choices=[SelectChoice(choice.value, choice.value) for choice in Visibility],
        validators=[IsOffered(_l("Choose who may see your name"))],
        validate_choice=False,
    )
    comment = TextAreaField(validators=[Optional(), IsLine(COMMENT_LENGTH)], filters=[tidied])
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


class PeopleForm(PublicForm):
    """The form that says how many come."""

    people = SelectField(
        choices=PEOPLE, default="1", validators=[IsOffered(_l("Choose how many you are"))], validate_choice=False
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
        validators=[IsOffered(_l("Choose whether we may write to you"))],
        validate_choice=False,
    )
    name = StringField(validators=[Optional(), IsName()], filters=[tidied])
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

"""Forms of the back office: guarded by a token of the session."""

import re

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from petitions import i18n
from petitions.accounts.rights import Role
from petitions.fields import IsAddress, IsAtMost, IsLine, IsOneOf, tidied

NAME_LENGTH = 200
ADDRESS_LENGTH = 254
MOST_BYTES = 1_048_576
"""Two languages of the longest texts, and what a form adds to them."""


class OfficeForm(FlaskForm):
    """A form on a page of the back office."""


def is_pressed():
    """Whether a button that is a form of its own was pressed on a page of ours; if not, the next page says so."""
    if OfficeForm().validate_on_submit():
        return True
    flash(_("Nothing was done. Try again."), "error")
    return False


def row_number(typed: str | None) -> int | None:
    """The number of a row, or None for whatever else was sent: no database is asked for what no row can have."""
    return int(typed) if typed and re.fullmatch("[0-9]{1,9}", typed) else None


def language_field():
    """The choice of the language in which somebody reads our pages and mails."""
    return SelectField(
        choices=[SelectChoice(language.code, language.name) for language in i18n.LANGUAGES],
        validators=[IsOneOf(_l("Choose a language"))],
        validate_choice=False,
    )


class SelfForm(OfficeForm):
    """Name and language of an organiser."""

    name = StringField(validators=[DataRequired(_l("Write your name")), IsLine(NAME_LENGTH)], filters=[tidied])
    language = language_field()


class JoinForm(SelfForm):
    """What turns an invitation into an account."""

    password = PasswordField(validators=[DataRequired(_l("Write your password")), IsAtMost(1000)])
    password_again = PasswordField(validators=[DataRequired(_l("Type the same password twice"))])

    def validate_password_again(self, field):
        if field.data != self.password.data:
            raise ValidationError(_l("Type the same password twice"))


class RoleForm(OfficeForm):
    """What somebody is in a House."""

    role = RadioField(
        choices=[SelectChoice(role.value, role.value) for role in Role],
        validators=[IsOneOf(_l("Choose a role"))],
        validate_choice=False,
    )


class InviteForm(RoleForm):
    """Who is invited, as what, and in which language the mail is."""

    email = EmailField(validators=[DataRequired(_l("Write an e-mail address")), IsAddress()], filters=[tidied])
    language = language_field()


class CodeForm(OfficeForm):
    """A code of an authenticator app."""

    code = StringField(validators=[DataRequired(_l("Type the six digits that your app shows"))], filters=[tidied])

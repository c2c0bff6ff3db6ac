"""What the forms on Houses and organisations share: sites, countries, and words in several languages."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from petitions import formats, i18n
from petitions.backoffice.forms import OfficeForm
from petitions.fields import IsLine, IsOneOf, tidied
from petitions.houses import facts


class IsSite:
    """The address of a web site, or nothing."""

    def __call__(self, form, field):
        try:
            field.data = facts.tidy_site(field.data) or ""
        except facts.BadSite:
            raise ValidationError(_("Write the address of a web site, such as https://example.org")) from None


def country_field():
    """The choice of a country."""
    return SelectField(validators=[IsOneOf(_l("Choose a country"))], validate_choice=False)


def word(most, *, is_long=False):
    """A field for words in one language; which of them must be there is the form's to say."""
    kind = TextAreaField if is_long else StringField
    return kind(validators=[Optional(), IsLine(most)], filters=[tidied])


class PlaceForm(OfficeForm):
    """A form with the same words, `kinds`, in each language of the site: all of them in a language, or none."""

    kinds: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.country.choices = [SelectChoice(*pair) for pair in formats.countries()]

    def by_language(self):
        """The words that are written, by language."""
        found = {
            language: {kind: self[f"{kind}-{language}"].data or "" for kind in self.kinds}
            for language in i18n.INTERFACE
        }
        return {language: said for language, said in found.items() if any(said.values())}

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        written = self.by_language()
        if not written:
            self[f"{self.kinds[0]}-{i18n.INTERFACE[0]}"].errors = [_("Write a name in one language at least")]
        for language, said in written.items():
            for kind in self.kinds:
                if not said[kind]:
                    self[f"{kind}-{language}"].errors = [_("Fill this in too: the rest of this language is there")]
        return is_valid and not self.errors

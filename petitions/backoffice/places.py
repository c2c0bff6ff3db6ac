"""What the forms on Houses and organisations share: sites, countries, words in several languages, and how they are saved."""

from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from petitions import formats, i18n
from petitions.accounts import audit
from petitions.backoffice.forms import OfficeForm
from petitions.backoffice.guarding import organiser
from petitions.backoffice.meeting import Meeting
from petitions.fields import IsLine, IsOneOf, tidied
from petitions.houses import facts, writing
from petitions.houses.writing import Place


class IsSite:
    """The address of a web site, or nothing."""

    def __call__(self, form, field):
        try:
            field.data = facts.tidy_site(field.data) or ""
        except facts.BadSite:
            raise ValidationError(_("Write the address of a web site, such as https://example.org")) from None


def country_field():
    """The choice of a country."""
    return SelectField(_l("Country"), validators=[IsOneOf(_l("Choose a country"))], validate_choice=False)


def site_field():
    """The address of a web site, or nothing."""
    return StringField(_l("Web site"), validators=[IsSite()], filters=[tidied])


def word(label, most, *, is_long=False):
    """A field for words in one language; which of them must be there is the form's to say."""
    kind = TextAreaField if is_long else StringField
    return kind(label, validators=[Optional(), IsLine(most)], filters=[tidied])


class PlaceForm(OfficeForm):
    """A form with the same words, `kinds`, in each language: all of them in a language, or none."""

    kinds: tuple[str, ...] = ()
    tongues, others = i18n.LANGUAGES, i18n.OTHERS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.country.choices = [SelectChoice(*pair) for pair in formats.countries()]

    @property
    def said(self):
        """What the form says, by the names of its fields."""
        return {field.name: field.data or "" for field in self}

    @property
    def has_others(self):
        """Whether something is written, or missing, in a language that the site has no pages in."""
        fields = [self[f"{kind}-{language.code}"] for language in self.others for kind in self.kinds]
        return any(field.data or field.errors for field in fields)

    def by_language(self):
        """The words that are written, by language."""
        found = {
            language: {kind: self[f"{kind}-{language}"].data or "" for kind in self.kinds} for language in i18n.WRITTEN
        }
        return {language: said for language, said in found.items() if any(said.values())}

    def validate(self, extra_validators=None):
        is_valid = super().validate(extra_validators)
        written = self.by_language()
        if not written:
            self.say_wordless()
        for language, said in written.items():
            for kind in self.kinds:
                if not said[kind]:
                    self[f"{kind}-{language}"].errors = [_("Fill this in too: the rest of this language is there")]
        return is_valid and not self.errors

    def say_wordless(self):
        """Put into words that there are none."""
        self[f"{self.kinds[0]}-{i18n.INTERFACE[0]}"].errors = [_("Write a name in one language at least")]


def is_saved(form: PlaceForm, place: Place, desk: Meeting) -> bool:
    """Whether the form on `place` was sent, and what it changes is stored; else form and `desk` hold what to show."""
    read = partial(writing.told, place)
    if not form.is_submitted():
        desk.show(read())
        return False
    desk.hear([form], read())
    if not form.validate_on_submit():
        return False
    try:
        return desk.is_saved([form], read, lambda sheet: writing.change(type(place), place.id, sheet, noting=noting))
    except facts.Wordless:  # each took out the languages that the other left
        form.say_wordless()
        return False


def noting(session, what, house_id, thing):
    """Note in the audit log what this organiser does."""
    audit.note(session, what, organiser_id=organiser().id, house_id=house_id, thing=thing)

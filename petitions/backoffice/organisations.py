"""Member organisations: all of them for the network, those under a House for its administrators."""

from functools import lru_cache, partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from petitions import i18n, slugs
from petitions.accounts.rights import Right
from petitions.backoffice.fields import IsSlug
from petitions.backoffice.guarding import guarded, render
from petitions.backoffice.houses import logo_page
from petitions.backoffice.meeting import Meeting
from petitions.backoffice.places import PlaceForm, country_field, is_saved, noting, site_field, word
from petitions.fields import IsOneOf, tidied
from petitions.houses import queries, writing
from petitions.houses.facts import NO_HOUSE, UNDER
from petitions.houses.models import House, Organisation

BOTH = ("GET", "POST")


def register(blueprint: Blueprint) -> None:
    """Open the pages about organisations, once for the network and once under each House."""
    for base, right, start in (("", Right.NETWORK, ""), ("/houses/<house>", Right.MANAGE, "house_")):
        rule = f"{base}/organisations"
        guarded(blueprint, rule, organisations, right=right, endpoint=f"{start}organisations")
        guarded(blueprint, f"{rule}/new", new, right=right, methods=BOTH, endpoint=f"{start}new_organisation")
        one = f"{rule}/<int:organisation_id>"
        guarded(blueprint, one, organisation, right=right, methods=BOTH, endpoint=f"{start}organisation")
        guarded(blueprint, f"{one}/logo", logo, right=right, methods=BOTH, endpoint=f"{start}organisation_logo")


class OrganisationForm(PlaceForm):
    """What is said of an organisation; names by language are added by `organisation_form`."""

    country = country_field()
    site = site_field()
    under = SelectField(
        _l("Under which House"), validators=[IsOneOf(_l("Choose a House, or none"))], validate_choice=False
    )
    kinds = ("name",)

    def __init__(self, house, **data):
        super().__init__(data=data)
        self.house = house
        if house:
            del self.under  # its administrators write of their own organisations only
            return
        locale = i18n.current()
        houses = [SelectChoice(other.slug, other.text(locale).name) for other in queries.everyone()]
        self.under.choices = [SelectChoice(NO_HOUSE, _("No House")), *houses]


class NewOrganisationForm(OrganisationForm):
    """The first words on a new organisation."""

    slug = StringField(validators=[DataRequired(_l("Write an address")), IsSlug()], filters=[tidied])


@lru_cache
def organisation_form(base: type[OrganisationForm]) -> type[OrganisationForm]:
    """`base` with a name for each language."""
    return type(base.__name__, (base,), {f"name-{language}": word(_l("Name"), 200) for language in i18n.WRITTEN})


def organisations(house: House | None = None) -> ResponseReturnValue:
    found = queries.organisations(house.id if house else None)
    return render("backoffice/houses/organisations.html", house=house, organisations=found, to=_addresses(house))


def new(house: House | None = None) -> ResponseReturnValue:
    form, to = organisation_form(NewOrganisationForm)(house), _addresses(house)
    under = {UNDER: house.slug} if house else {}
    if form.validate_on_submit():
        try:
            writing.create(Organisation, form.slug.data, form.said | under, noting=noting)
        except slugs.SlugTaken:
            form.slug.errors = [_("Another organisation has this address")]
        else:
            flash(_("The organisation is made."), "success")
            return redirect(to("organisations"), 303)
    return _page(form, house, None, Meeting())


def organisation(organisation_id: int, house: House | None = None) -> ResponseReturnValue:
    shown = _find(organisation_id, house)
    form, desk = organisation_form(OrganisationForm)(house, **writing.told(shown)), Meeting()
    if is_saved(form, shown, desk):
        flash(_("Saved."), "success")
        return redirect(_addresses(house)("organisations"), 303)
    return _page(form, house, shown, desk)


def logo(organisation_id: int, house: House | None = None) -> ResponseReturnValue:
    shown = _find(organisation_id, house)
    show = partial(writing.show_logo, Organisation, shown.id, noting=noting)
    return logo_page(show, house=house, shown=shown, back=_addresses(house)("organisation", organisation_id=shown.id))


def _page(
    form: OrganisationForm, house: House | None, shown: Organisation | None, desk: Meeting
) -> ResponseReturnValue:
    values = {"form": form, "house": house, "organisation": shown, "desk": desk}
    page = render("backoffice/houses/organisation.html", to=_addresses(house), **values)
    return page, desk.status if form.is_submitted() else 200


def _find(organisation_id: int, house: House | None) -> Organisation:
    return queries.organisation(organisation_id, house.id if house else None)


def _addresses(house: House | None):
    """Makes the addresses of these pages, those of the network or those under a House."""

    def to(page: str, **arguments) -> str:
        if house is None:
            return url_for(f"office.{page}", **arguments)
        return url_for(f"office.house_{page}", house=house.slug, **arguments)

    return to

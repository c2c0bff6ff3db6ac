"""Houses: what is said of them by their administrators, and new ones by the network's."""

from functools import lru_cache, partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, StringField
from wtforms.validators import DataRequired

from petitions import i18n, slugs
from petitions.accounts import inviting
from petitions.accounts import queries as accounts
from petitions.accounts.rights import Right, Role
from petitions.backoffice import uploads
from petitions.backoffice.fields import IsSlug
from petitions.backoffice.forms import ADDRESS_LENGTH, OfficeForm, is_pressed
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.meeting import Meeting
from petitions.backoffice.places import PlaceForm, country_field, is_saved, noting, site_field, word
from petitions.fields import IsAddress, tidied
from petitions.houses import queries, writing
from petitions.houses.models import House

BOTH = ("GET", "POST")
LEAST_LOGO = 64
"""Pixels of a logo's shorter side."""


def register(blueprint: Blueprint) -> None:
    """Open the pages about Houses."""
    guarded(blueprint, "/houses", houses, right=Right.NETWORK)
    guarded(blueprint, "/houses/new", new_house, right=Right.NETWORK, methods=BOTH)
    guarded(blueprint, "/houses/<house>/administrator", administrator, right=Right.NETWORK, methods=BOTH, is_fresh=True)
    back = "/houses/<house>/administrator/<int:invitation_id>/take-back"
    guarded(blueprint, back, take_back_administrator, right=Right.NETWORK, methods=("POST",))
    guarded(blueprint, "/houses/<house>", house, right=Right.MANAGE, methods=BOTH)
    guarded(blueprint, "/houses/<house>/facts", house, right=Right.NETWORK, methods=BOTH, endpoint="house_facts")
    guarded(blueprint, "/houses/<house>/logo", logo, right=Right.MANAGE, methods=BOTH, endpoint="house_logo")


def address_field(label=None):
    """The choice of a mail address."""
    required = DataRequired(_l("Write an e-mail address"))
    return EmailField(label, validators=[required, IsAddress()], filters=[tidied])


class HouseForm(PlaceForm):
    """What is said of a House; names, cities and controllers by language are added by `house_form`."""

    country = country_field()
    site = site_field()
    contact = address_field(_l("E-mail for questions of privacy"))
    sender = address_field(_l("Sender of its mails"))
    kinds = ("name", "city", "controller")


class NewHouseForm(HouseForm):
    """The first words on a new House."""

    slug = StringField(validators=[DataRequired(_l("Write an address")), IsSlug()], filters=[tidied])


class AdministratorForm(OfficeForm):
    """Who is to run a House."""

    email = address_field()


@lru_cache
def house_form(base: type[HouseForm]) -> type[HouseForm]:
    """`base` with fields for each language."""
    fields: dict[str, Field] = {}
    for language in i18n.WRITTEN:
        fields |= {
            f"name-{language}": word(_l("Name"), 200),
            f"city-{language}": word(_l("City"), 100),
            f"controller-{language}": word(_l("Who answers for the data"), 500, is_long=True),
        }
    return type(base.__name__, (base,), fields)


def houses() -> ResponseReturnValue:
    return render("backoffice/houses/houses.html", everyone=queries.everyone(), led=accounts.led())


def new_house() -> ResponseReturnValue:
    form = house_form(NewHouseForm)()
    if form.validate_on_submit():
        try:
            made = writing.create(House, form.slug.data, form.said, noting=noting)
        except slugs.SlugTaken:
            form.slug.errors = [_("Another House has this address")]
        else:
            flash(_("The House is made. Invite its first administrator."), "success")
            return redirect(url_for("office.administrator", house=made.slug), 303)
    return _page(form, None, Meeting())


def administrator(house: House) -> ResponseReturnValue:
    form, who = AdministratorForm(), organiser()
    if form.validate_on_submit():
        try:
            inviting.invite(form.email.data, house, Role.ADMINISTRATOR, language=who.language, by=who.id, is_first=True)
        except inviting.HasAdministrator:  # the page says so
            pass
        except inviting.AlreadyMember:
            form.email.errors = [_("This address belongs to an organiser of this House")]
        else:
            flash(_("The invitation is on its way. Its link is good for a week."), "success")
            return redirect(url_for("office.administrator", house=house.slug), 303)
    invitations = [one for one in accounts.invitations(house.id) if one.role is Role.ADMINISTRATOR]
    shown = {"house": house, "form": form, "invitations": invitations, "is_led": house.id in accounts.led()}
    return render("backoffice/houses/administrator.html", **shown), 422 if form.is_submitted() else 200


def take_back_administrator(house: House, invitation_id: int) -> ResponseReturnValue:
    if is_pressed():
        inviting.take_back(house.id, invitation_id, by=organiser().id, role=Role.ADMINISTRATOR)
        flash(_("The invitation is cancelled. Its link opens nothing any more."), "success")
    return redirect(url_for("office.administrator", house=house.slug), 303)


def house(house: House) -> ResponseReturnValue:
    form, desk = house_form(HouseForm)(data=writing.told(house)), Meeting()
    if is_saved(form, house, desk):
        flash(_("Saved."), "success")
        return redirect(request.path, 303)
    return _page(form, house, desk)


def _page(form: HouseForm, house: House | None, desk: Meeting) -> ResponseReturnValue:
    values = {"form": form, "house": house, "desk": desk, "address": ADDRESS_LENGTH}
    return render("backoffice/houses/house.html", **values), desk.status if form.is_submitted() else 200


def logo(house: House) -> ResponseReturnValue:
    show = partial(writing.show_logo, House, house.id, noting=noting)
    return logo_page(show, house=house, shown=house, back=url_for("office.house", house=house.slug))


def logo_page(show, **values) -> ResponseReturnValue:
    """A page that takes a logo, or takes it down; `show` is the action."""
    form = uploads.sent()
    name = uploads.received(form, least=LEAST_LOGO)
    if name or uploads.is_down(form):
        show(name)
        flash(_("Saved."), "success")
        return redirect(request.path, 303)
    return render("backoffice/houses/logo.html", form=form, **values), 422 if form.errors else 200

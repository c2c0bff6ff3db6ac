"""Houses: what is said of them by their administrators, and new ones by the network's."""

from functools import lru_cache, partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired

from petitions import i18n, slugs
from petitions.accounts import audit, inviting
from petitions.accounts.rights import Right, Role
from petitions.backoffice import uploads
from petitions.backoffice.fields import IsSlug
from petitions.backoffice.forms import ADDRESS_LENGTH, OfficeForm
from petitions.backoffice.guarding import guarded, organiser, render
from petitions.backoffice.places import IsSite, PlaceForm, country_field, word
from petitions.fields import IsAddress, tidied
from petitions.houses import queries, writing
from petitions.houses.facts import HouseFacts, HouseWords
from petitions.houses.models import House

BOTH = ("GET", "POST")
LEAST_LOGO = 64
"""Pixels of a logo's shorter side."""
WORDS = ("name", "city", "controller")


def register(blueprint: Blueprint) -> None:
    """Open the pages about Houses."""
    guarded(blueprint, "/houses", houses, right=Right.NETWORK)
    guarded(blueprint, "/houses/new", new_house, right=Right.NETWORK, methods=BOTH)
    guarded(blueprint, "/houses/<house>/administrator", administrator, right=Right.NETWORK, methods=BOTH, is_fresh=True)
    guarded(blueprint, "/houses/<house>", house, right=Right.MANAGE, methods=BOTH)
    guarded(blueprint, "/houses/<house>/logo", logo, right=Right.MANAGE, methods=BOTH, endpoint="house_logo")


class HouseForm(PlaceForm):
    """What is said of a House; names, cities and controllers by language are added by `house_form`."""

    country = country_field()
    site = StringField(validators=[IsSite()], filters=[tidied])
    contact = EmailField(validators=[DataRequired(_l("Write an e-mail address")), IsAddress()], filters=[tidied])
    sender = EmailField(validators=[DataRequired(_l("Write an e-mail address")), IsAddress()], filters=[tidied])
    kinds = WORDS

    @property
    def facts(self):
        """What is the same in every language."""
        return HouseFacts(self.country.data, self.site.data or None, self.contact.data, self.sender.data)

    @property
    def words(self):
        """Names, cities and controllers by language."""
        return {language: HouseWords(**said) for language, said in self.by_language().items()}


class NewHouseForm(HouseForm):
    """The first words on a new House."""

    slug = StringField(validators=[DataRequired(_l("Write an address")), IsSlug()], filters=[tidied])


class AdministratorForm(OfficeForm):
    """Who is to run a House."""

    email = EmailField(validators=[DataRequired(_l("Write an e-mail address")), IsAddress()], filters=[tidied])


@lru_cache
def house_form(base: type[HouseForm]) -> type[HouseForm]:
    """`base` with fields for each language of the site."""
    most = {"name": 200, "city": 100, "controller": 500}
    fields = {
        f"{kind}-{language}": word(most[kind], is_long=kind == "controller")
        for language in i18n.INTERFACE
        for kind in WORDS
    }
    return type(base.__name__, (base,), fields)


def noting(session, what, house_id, thing):
    """Note in the audit log what this organiser does."""
    audit.note(session, what, organiser_id=organiser().id, house_id=house_id, thing=thing)


def houses() -> ResponseReturnValue:
    return render("backoffice/houses/houses.html", everyone=queries.everyone())


def new_house() -> ResponseReturnValue:
    form = house_form(NewHouseForm)()
    if form.validate_on_submit():
        try:
            made = writing.create(form.slug.data, form.facts, form.words, noting=noting)
        except slugs.SlugTaken:
            form.slug.errors = [_("Another House has this address")]
        else:
            flash(_("The House is made. Invite its first administrator."), "success")
            return redirect(url_for("office.administrator", house=made.slug), 303)
    page = render(
        "backoffice/houses/house.html", house=None, form=form, languages=i18n.LANGUAGES, address=ADDRESS_LENGTH
    )
    return page, 422 if form.errors else 200


def administrator(house: House) -> ResponseReturnValue:
    form = AdministratorForm()
    if form.validate_on_submit():
        who = organiser()
        try:
            inviting.invite(form.email.data, house, Role.ADMINISTRATOR, language=who.language, by=who.id)
        except inviting.AlreadyMember:
            form.email.errors = [_("This address belongs to an organiser of this House")]
        else:
            flash(_("The invitation is on its way. Its link is good for a week."), "success")
            return redirect(url_for("office.houses"), 303)
    return render("backoffice/houses/administrator.html", house=house, form=form), 422 if form.errors else 200


def house(house: House) -> ResponseReturnValue:
    form = house_form(HouseForm)(data=_said(house))
    if form.validate_on_submit():
        writing.change(house.id, form.facts, form.words, noting=noting)
        flash(_("Saved."), "success")
        return redirect(request.path, 303)
    page = render(
        "backoffice/houses/house.html", house=house, form=form, languages=i18n.LANGUAGES, address=ADDRESS_LENGTH
    )
    return page, 422 if form.errors else 200


def logo(house: House) -> ResponseReturnValue:
    show = partial(writing.show_logo, house.id, noting=noting)
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


def _said(house: House) -> dict[str, str]:
    said = {"country": house.country, "site": house.site or "", "contact": house.contact, "sender": house.sender}
    words = {f"{kind}-{text.language}": getattr(text, kind) for text in house.texts for kind in WORDS}
    return said | words

"""Making member organisations, and changing what is said of them."""

from collections.abc import Mapping

from sqlalchemy import exc

from petitions import database, i18n, slugs
from petitions.houses import facts, queries
from petitions.houses.facts import OrganisationFacts, What, Witness
from petitions.houses.models import Organisation, OrganisationText


def create(slug: str, said: OrganisationFacts, names: Mapping[str, str], *, noting: Witness) -> Organisation:
    """A new organisation, with its names by language. Raises slugs.BadSlug, slugs.SlugTaken, facts.Wordless."""
    slugs.check(slug)
    try:
        with database.action() as session:
            organisation = Organisation(slug=slug)
            _say(organisation, said, names)
            session.add(organisation)
            session.flush()
            noting(session, What.ORGANISATION_MADE, organisation.house_id, f"organisation {organisation.id}")
    except exc.IntegrityError:
        raise slugs.SlugTaken from None
    return organisation


def change(organisation_id: int, said: OrganisationFacts, names: Mapping[str, str], *, noting: Witness) -> Organisation:
    """Say of an organisation `said` and `names`; what is in languages of no page stays. Raises facts.Wordless."""
    with database.action() as session:
        organisation = queries.organisation(organisation_id)
        _say(organisation, said, names)
        session.flush()
        noting(session, What.ORGANISATION_CHANGED, organisation.house_id, f"organisation {organisation.id}")
    return organisation


def show_logo(organisation_id: int, picture: str | None, *, noting: Witness) -> None:
    """Give an organisation the logo `picture`, a name in the storage, or take it down."""
    with database.action() as session:
        organisation = queries.organisation(organisation_id)
        organisation.logo = picture
        session.flush()
        noting(session, What.ORGANISATION_CHANGED, organisation.house_id, f"organisation {organisation.id}, logo")


def _say(organisation: Organisation, said: OrganisationFacts, names: Mapping[str, str]) -> None:
    if not names:
        raise facts.Wordless
    organisation.country, organisation.site, organisation.house_id = said.country, said.site, said.house_id
    written = {one.language: one for one in organisation.texts}
    for language, name in names.items():
        if language not in written:
            written[language] = OrganisationText(language=language)
        written[language].name = name
    organisation.texts = [
        text for language, text in sorted(written.items()) if language in names or language not in i18n.INTERFACE
    ]

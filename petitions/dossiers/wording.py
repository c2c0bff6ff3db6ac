"""The words of a signature list: the paper's own, translated, and the campaign's."""

import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from petitions import formats
from petitions.campaigns.models import Campaign, PetitionText
from petitions.dossiers import letters
from petitions.dossiers.choices import USUAL, Choices, Profile
from petitions.dossiers.cover import Cover, Earlier, Endorser
from petitions.dossiers.labels import Labels
from petitions.houses.models import House, Organisation
from petitions.papersheets import queries as papersheets
from petitions.signatures import queries
from petitions.updates import happenings


def labels(
    language: str,
    *,
    has_versions: bool = False,
    profile: Profile = Profile.NAMES,
    is_careful: bool = False,
    confirmed: int,
    lands: int,
) -> Labels:
    """The paper's words in the language that is spoken now, for so many signatures and countries; %( )s is filled in on paper."""
    return Labels(
        language=language,
        document=_("Signature list") if profile is not Profile.TOTALS else _("Signatures in numbers"),
        number=_("No."),
        name=_("Name"),
        town=_("Town"),
        country=_("Country"),
        date=_("Date"),
        elsewhere=formats.elsewhere(),
        withheld=withheld(),
        page=_("Page %(page)s of %(pages)s"),
        confirmed=ngettext("confirmed signature", "confirmed signatures", confirmed),
        shown=_("with initials") if profile is Profile.INITIALS else _("with a name"),
        not_shown=withheld(),
        petition=_("What they signed"),
        version=_("Version %(version)s of %(date)s"),
        countries=_("Where they live"),
        growth=_("When they signed"),
        check=_("How to check this list"),
        file=_file(profile),
        command=_command(),
        gaps=_gaps(is_careful=is_careful),
        unlisted=_("Those whose names are withheld are counted, but have no line on this list."),
        curve=_("Signatures grew in number from %(first)s to %(last)s, when there were %(number)s."),
        too_long=_("This list is too long for a screen reader; read the rows in the file instead."),
        volume=_("Volume %(number)s of %(volumes)s: %(rows)s"),
        numbers=_("signatures %(first)s to %(last)s"),
        lands_held=_("%(first)s to %(last)s"),
        replaced=_("The sign %(sign)s stands for a character that cannot be printed; the file has it."),
        continued=_("%(country)s, continued"),
        on_paper=_("besides, on paper"),
        lands=ngettext("country", "countries", lands),
        endorsers=_("Who stands behind it"),
        happened=_("%(day)s: %(words)s", day="%(day)s", words="%(words)s"),
        later=_("The curve ends with the last day on which many signed; later signatures are counted at its end."),
        afterwards=_("After the end of the curve:"),
        signed=_("Version") if has_versions else "",
    )


def _file(profile: Profile) -> str:
    words: str = _("The same list is in the file %(file)s. The SHA-256 checksum of this file is:")
    if profile is Profile.TOTALS:
        words = _("The totals by country are in the file %(file)s, too. The SHA-256 checksum of this file is:")
    return words


def _command() -> str:
    words: str = _(
        "To check that nobody has changed the file, open a terminal in its folder (on Windows: type cmd where the folder’s"
        " address stands) and type one of these lines. The answer must be the same characters:"
    )
    return words


def _gaps(*, is_careful: bool) -> str:
    words: str = _("Numbers that are missing belong to signatures that were withdrawn or found invalid.")
    if is_careful:
        words = _(
            "Numbers that are missing belong to signatures that have no name here, were withdrawn or found invalid."
        )
    return words


def withheld() -> str:
    """What stands in place of a name that is not shown."""
    words: str = _("name withheld")
    return words


def redaction(profile: Profile) -> str:
    """How much of the names a copy shows, as its cover says it."""
    words: str = {
        Profile.NAMES: _("This copy shows the names of all who allow the addressee to see them."),
        Profile.INITIALS: _("This copy shows initials instead of names, and no towns."),
        Profile.TOTALS: _("This copy has totals only, and no list of names."),
    }[profile]
    return words


def cover(
    campaign: Campaign,
    *,
    language: str,
    day: datetime.date,
    csv_name: str,
    csv_sha256: str,
    choices: Choices = USUAL,
) -> Cover:
    """What the list of `campaign` says of itself."""
    text, on_paper = campaign.text(language), papersheets.total(papersheets.batches(campaign.id)).signatures
    newest, *earlier = _versions(campaign)
    petition, signed = newest.petition, newest.petition.text(language, campaign.language)
    return Cover(
        house=campaign.house.text(language).name,
        title=text.title,
        demand=text.demand,
        salutation=text.salutation,
        petition_text=formats.plain(signed.body),
        language=text.language,
        petition_language=signed.language,
        version=petition.version,
        version_day=petition.adopted_on,
        day=day,
        csv_name=csv_name,
        csv_sha256=csv_sha256,
        signed=_signed(newest) if earlier else "",
        earlier=tuple(_earlier(campaign, language, version) for version in earlier),
        people_on_paper=on_paper,
        on_paper=_on_paper(on_paper, choices.profile),
        redaction=redaction(choices.profile),
        has_list=choices.has_list,
        lands=letters.lands(campaign),
        letters=letters.printed(campaign, day) if choices.has_letter else (),
        endorsers=tuple(
            _endorser(endorsement.endorser, language) for endorsement in campaign.endorsements if endorsement.endorser
        ),
        notes=tuple(happenings.notes(campaign, language)),
    )


def _endorser(endorser: House | Organisation, language: str) -> Endorser:
    text = endorser.text(language)
    return Endorser(text.name, letters.logo_of(endorser), text.language)


def unprintable(campaign: Campaign, language: str) -> str:
    """The characters of the campaign's own texts that no typeface has, parted by blanks: a mark will stand for each."""
    text = campaign.text(language)
    petitions = [version.petition.text(language, campaign.language).body for version in _versions(campaign)]
    names = [endorsement.name(language) for endorsement in campaign.endorsements]
    house = campaign.house.text(language).name
    return letters.unprintable("\n".join([text.title, text.demand, text.salutation, house, *petitions, *names]))


def _on_paper(people: int, profile: Profile) -> str:
    if not people:
        return ""
    words: str = ngettext(
        "Besides these, %(people)s person signed on paper. The sheets are handed over with this list.",
        "Besides these, %(people)s people signed on paper. The sheets are handed over with this list.",
        people,
        people=formats.number(people),
    )
    if profile is not Profile.NAMES:  # the sheets show names in full
        words = ngettext(
            "Besides these, %(people)s person signed on paper.",
            "Besides these, %(people)s people signed on paper.",
            people,
            people=formats.number(people),
        )
    return words


class _Version(NamedTuple):
    petition: PetitionText
    people: int
    on_paper: int


def _versions(campaign: Campaign) -> list[_Version]:
    """The versions of the petition text that somebody signed, newest first; today's if nobody did."""
    people = {petition.id: signed for petition, signed in queries.versions(campaign.id)}
    on_paper = papersheets.by_petition_text(campaign.id)
    found = [_Version(one, people.get(one.id, 0), on_paper.get(one.id, 0)) for one in reversed(campaign.petition_texts)]
    return [version for version in found if version.people or version.on_paper] or found[:1]


def _earlier(campaign: Campaign, language: str, version: _Version) -> Earlier:
    petition, text = version.petition, version.petition.text(language, campaign.language)
    said = _("Version %(version)s of %(date)s", version=petition.version, date=formats.day(petition.adopted_on))
    return Earlier(
        # Each is called otherwise: of two parts with one heading, the second would be the first going on.
        heading=_("What others signed: version %(version)s", version=petition.version),
        note=f"{said}. {_signed(version)}",
        text=formats.plain(text.body),
        language=text.language,
    )


def _signed(version: _Version) -> str:
    """How many signed a version, in words."""
    said = []
    if version.people or not version.on_paper:
        said.append(
            ngettext(
                "%(people)s person signed these words.",
                "%(people)s people signed these words.",
                version.people,
                people=formats.number(version.people),
            )
        )
    if version.on_paper:
        said.append(
            ngettext(
                "On paper: %(people)s person.",
                "On paper: %(people)s people.",
                version.on_paper,
                people=formats.number(version.on_paper),
            )
        )
    return " ".join(said)

"""What is true of a campaign when a poster of it is printed: where it stands, what came of it, who answers for it and who stands
behind it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from petitions import formats, images
from petitions.campaigns import queries
from petitions.campaigns.life import ENDED_STATES, Move, Outcome, State
from petitions.campaigns.models import Campaign
from petitions.houses.models import House, Organisation
from petitions.posters.content import Ending, Logo, Standing
from petitions.signatures import showing


def of(campaign: Campaign) -> Standing:
    """Where a campaign stands, as far as a poster is concerned."""
    if campaign.state not in ENDED_STATES:
        return Standing.OPEN
    return Standing.ENDED if campaign.state is State.OUTCOME else Standing.CLOSED


def ending(campaign: Campaign, language: str) -> Ending | None:
    """What came of it in the organisers' words, else how many signed; None while it is open."""
    standing = of(campaign)
    if standing is Standing.OPEN:
        return None
    text = campaign.text(language)
    words = text.outcome or _signed(campaign)
    if standing is Standing.CLOSED:
        return Ending(tuple(text.outcome_lines), words, _last_day(campaign), is_good=False)
    headline = (text.outcome_headline or _in_a_word(campaign.outcome)).splitlines()
    is_good = campaign.outcome is Outcome.RELEASED
    return Ending(tuple(headline), words, _in_prison(campaign) if is_good else "", is_good=is_good)


def logo(house: House | Organisation, language: str) -> Logo | None:
    """The logo that somebody stored, if anybody did."""
    file = images.path_if_there(house.logo)
    return Logo(house.text(language).name, file) if file else None


def behind(campaign: Campaign, language: str) -> tuple[tuple[Logo, ...], tuple[str, ...]]:
    """The logos of those who stand behind it beside its own House, if all have one; then who they are, in words."""
    endorsers = [one.endorser for one in queries.endorsements(campaign.id) if one.house_id != campaign.house_id]
    logos = [logo(endorser, language) for endorser in endorsers if endorser]
    names = formats.listed([endorser.text(language).name for endorser in endorsers if endorser])
    words = (_("Behind this call: %(names)s", names=names) if names else "", campaign.text(language).backing or "")
    shown = tuple(one for one in logos if one)
    return shown if len(shown) == len(logos) else (), tuple(filter(None, words))


def _in_a_word(outcome: Outcome | None) -> str:
    words: dict[Outcome | None, str] = {Outcome.RELEASED: _("Free."), Outcome.SENTENCED: _("Sentenced.")}
    return words.get(outcome) or str(_("How it ended."))


def _signed(campaign: Campaign) -> str:
    total = showing.total(campaign)
    people = formats.number(total)
    words: str = ngettext("%(people)s person has signed.", "%(people)s people have signed.", total, people=people)
    if campaign.is_careful:
        words = _("At least %(people)s people have signed.", people=people)
    return words if total else str(_("The petition closed."))


def _last_day(campaign: Campaign) -> str:
    handed = [step.on for step in queries.steps(campaign.id) if step.move is Move.HAND_OVER]
    words: str = _("Closed on %(day)s", day=formats.day(campaign.closed_on)) if campaign.closed_on else ""
    if campaign.state is State.HANDED_OVER and handed:
        words = _("Handed over on %(day)s", day=formats.day(handed[-1]))
    return words


def _in_prison(campaign: Campaign) -> str:
    """From the day of the arrest to that of the release, as far as they are known."""
    defender = campaign.first_defender
    days = [defender.arrested_on, defender.released_on] if defender else []
    return " – ".join(formats.day(day) for day in days if day)

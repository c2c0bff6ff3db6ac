"""What of a campaign's numbers is shown. A careful campaign's are coarse: nobody can watch them move by one."""

from petitions import formats
from petitions.campaigns.models import Campaign
from petitions.signatures import queries

STEP = 10
"""A careful campaign's public number rises by so many: there are at least as many as it says."""
FEW = 10
"""Countries with fewer signatures are not told apart."""
ELSEWHERE = formats.ELSEWHERE
"""What stands for them."""


def total(campaign: Campaign) -> int:
    """The public number of a campaign."""
    return number(campaign, queries.total(campaign.id))


def number(campaign: Campaign, exact: int) -> int:
    """What is shown of the number `exact`: itself, or what there are at least."""
    return exact - exact % STEP if campaign.is_careful else exact


def countries(campaign: Campaign) -> dict[str, int]:
    """The totals by country code that may be shown, most first; the small ones of a careful campaign are one."""
    exact, hidden = queries.countries(campaign.id), hidden_countries(campaign)
    shown = {country: people for country, people in exact.items() if country not in hidden}
    return shown | ({ELSEWHERE: sum(exact[country] for country in hidden)} if hidden else {})


def hidden_countries(campaign: Campaign) -> frozenset[str]:
    """The countries that are not told apart: so few signed there that one of them could be found."""
    if not campaign.is_careful:
        return frozenset()
    return frozenset(country for country, people in queries.countries(campaign.id).items() if people < FEW)

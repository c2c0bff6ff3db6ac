"""The way around: which pages there are about a campaign or a House, in the order of the work."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from petitions.accounts.models import Organiser
from petitions.campaigns.models import Campaign
from petitions.houses.models import House

CAMPAIGN = (
    ("office.dashboard", _l("Today")),
    ("office.edit", _l("Texts")),
    ("office.picture", _l("Picture")),
    ("office.events", _l("Events")),
    ("office.news", _l("News")),
    ("office.posters", _l("Posters")),
    ("office.paper", _l("On paper")),
    ("office.endorsements", _l("Endorsements")),
    ("office.state", _l("State")),
    ("office.moderation", _l("To read")),
    ("office.find", _l("One signature")),
    ("office.invalidation", _l("Invalid signatures")),
    ("office.handover", _l("Hand-over")),
    ("office.retention", _l("Erasing")),
)
"""Pages of a campaign, by endpoint. Those that do not stand yet, or that this organiser may not open, are left out."""
HOUSE = (
    ("office.house", _l("The House")),
    ("office.house_organisations", _l("Organisations")),
    ("office.organisers", _l("Organisers")),
    ("office.word_lists", _l("Word lists")),
    ("office.key", _l("Keys")),
    ("office.house_retention", _l("Erasing in the House")),
    ("office.log", _l("Log")),
)
UNDER = {
    "office.home": ("new_campaign", "hosted_event", "cancel_hosted", "plan_hosted_again", "host_event"),
    "office.edit": ("defenders", "defender", "remove_defender", "milestones", "languages", "remove_language", "settings", "clone"),
    "office.picture": ("defender_picture",),
    "office.events": ("new_event", "event", "programme", "cancel_event", "plan_event_again", "remove_event", "notice",
                      "answers", "count_answers", "invalidate_answers"),
    "office.news": ("edit_news", "remove_news", "send_news", "mailing"),
    "office.posters": ("print_run",),
    "office.paper": ("make_paper", "find_paper", "print_paper", "paper_sheet"),
    "office.state": ("step", "step_notes", "protection", "delete_draft"),
    "office.moderation": ("decisions",),
    "office.find": ("correct",),
    "office.invalidation": ("count_meant", "invalidate"),
    "office.retention": ("choose_days",),
    "office.handover": ("handover_photo", "new_export", "export", "letter"),
    "office.recovery_key": ("new_recovery_key", "typed_recovery_key"),
    "office.organisers": ("member", "invite", "change_role", "remove"),
    "office.word_lists": ("save_words",),
    "office.house": ("house_logo",),
    "office.house_organisations": ("house_organisation", "house_new_organisation", "house_organisation_logo"),
    "office.key": ("passphrase", "typed", "unlock", "certificate"),
    "office.houses": ("new_house", "house_facts", "administrator"),
    "office.network": ("invite_to_network", "remove_from_network"),
    "office.organisations": ("organisation", "new_organisation", "organisation_logo"),
    "office.account": ("fresh", "second_factor"),
}  # fmt: skip
"""Pages that the navigation does not name, by the one under which they stand."""
NETWORK = (
    ("office.houses", _l("Houses")),
    ("office.organisations", _l("Organisations")),
    ("office.network", _l("Network administrators")),
    ("office.recovery_key", _l("Recovery key")),
    ("office.mail", _l("Mail")),
    ("office.network_log", _l("Log")),
)


@dataclass(frozen=True)
class Link:
    """A line of the navigation."""

    url: str
    name: LazyString
    is_current: bool
    is_apart: bool
    """It begins what is about the whole House."""


def links(doors: Container[str], organiser: Organiser | None) -> list[Link]:
    """The navigation of this page: of its campaign and House, of its House, or of the network."""
    if organiser is None:
        return []
    found = [_link("office.home", _l("Your campaigns"))]
    campaign: Campaign | None = g.get("office_campaign")
    house: House | None = campaign.house if campaign else g.get("office_house")
    doors_of_house = [(endpoint, name) for endpoint, name in HOUSE if house and endpoint in doors]
    if campaign is not None:
        found += [_link(endpoint, name, campaign=campaign.slug) for endpoint, name in CAMPAIGN if endpoint in doors]
    if house is not None:
        for number, (endpoint, name) in enumerate(doors_of_house):
            found.append(_link(endpoint, name, is_apart=campaign is not None and number == 0, house=house.slug))
    if campaign is None and not doors_of_house and organiser.is_network_administrator:
        found += [_link(endpoint, name) for endpoint, name in NETWORK if endpoint in doors]
    return [*found, _link("office.account", _l("Your account"))]


def _link(endpoint: str, name: LazyString, *, is_apart: bool = False, **slugs: str) -> Link:
    arguments: dict[str, Any] = {**slugs}
    pages = {endpoint, *(f"office.{page}" for page in UNDER.get(endpoint, ()))}
    is_own = (endpoint, request.blueprint) == ("office.account", "security")  # the library's own pages
    return Link(url_for(endpoint, **arguments), name, request.endpoint in pages or is_own, is_apart)

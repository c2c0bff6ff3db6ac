"""Mails of campaigns that protect their signatories: whoever looks over a shoulder, or into a mailbox, learns nothing."""

from flask_babel import gettext as _

from petitions import i18n
from petitions.campaigns.models import Campaign


def template(campaign: Campaign, name: str) -> str:
    """The folder of the mail `name` as this campaign sends it."""
    return f"discreet/{name}" if campaign.is_careful else name


def sender(campaign: Campaign, house: str, address: str, language: str) -> tuple[str, str]:
    """Name and address of the sender: the House, or a name that says nothing."""
    if not campaign.is_careful:
        return house, address
    with i18n.speaking(language):
        return _("Confirmation service"), address

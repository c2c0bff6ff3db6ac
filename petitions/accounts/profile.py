"""What an organiser changes about the own account."""

from petitions import database
from petitions.accounts.models import Organiser


def change(organiser: Organiser, *, name: str, language: str) -> None:
    """Give an organiser another name and language."""
    with database.action() as session:
        session.add(organiser)
        organiser.name, organiser.language = name, language

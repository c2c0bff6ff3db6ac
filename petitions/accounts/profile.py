"""What an organiser changes about the own account."""

from petitions import database
from petitions.accounts import queries


def change(organiser_id: int, *, name: str, language: str) -> None:
    """Give an organiser another name and language."""
    with database.action() as session:
        organiser = queries.to_change(session, organiser_id)
        organiser.name, organiser.language = name, language

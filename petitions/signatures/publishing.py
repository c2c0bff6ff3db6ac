"""Publishing: a confirmed public name appears at once, unless a written rule catches it; then it waits for the House."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock
from petitions.signatures import folding, rules, words
from petitions.signatures.content import Content
from petitions.signatures.models import IS_CONFIRMED, Review, Signature
from petitions.signatures.rules import Rule

REMEMBERED = datetime.timedelta(days=7)
"""How long the same name counts as a repeat: in a year, many people of one name may sign."""


def publish(session: Session, signature: Signature, content: Content) -> None:
    """Put name and comment of a public signature on the page, or in the queue. Part of an action."""
    signature.public_name, signature.public_comment = content.name, content.comment
    signature.folded_name = folding.fold(content.name)
    caught = list(rules.judge(content.name, content.comment, words.listed(signature.campaign.house_id)))
    if _is_repeated(session, signature):
        caught.append(Rule.REPEATED)
    signature.caught = " ".join(rule.value for rule in caught) or None
    signature.review = Review.WAITING if caught else Review.SHOWN


def _is_repeated(session: Session, signature: Signature) -> bool:
    """Whether so many signatures of this name are public that one more looks like a joke, or a program."""
    same = sa.select(Signature.id).where(
        Signature.campaign_id == signature.campaign_id,
        Signature.folded_name == signature.folded_name,
        IS_CONFIRMED,
        Signature.day >= clock.today() - REMEMBERED,
        Signature.id != signature.id,
    )
    return len(session.scalars(same.limit(rules.OFTEN)).all()) == rules.OFTEN

"""Signing: the same work for every address, one pending row and one owed mail in one transaction."""

import json

from petitions import clock, database, errors, outbox, sealing, tokens
from petitions.campaigns.models import Campaign
from petitions.campaigns.models import State as CampaignState
from petitions.houses import keys
from petitions.signatures import content as contents
from petitions.signatures.content import Content
from petitions.signatures.models import Signature, State, Visibility

MAIL = "signature"
"""The mail that signing owes. The worker decides which words it gets."""

SLOT_SECONDS = 600
"""The same form sent twice within ten minutes is one signature."""


class CampaignClosed(errors.Refusal):
    """The campaign takes no signatures."""


def sign(campaign: Campaign, content: Content, *, country: str, visibility: Visibility, language: str) -> None:
    """Take a signature: sealed, pending, with the mail that asks to confirm it.

    Reads no other signature and answers nothing, so that nobody learns whether an address has signed. Raises
    CampaignClosed; keys.NoHouseKey, keyring.SecretMissing or errors.Unavailable when nothing could be stored.
    """
    if not campaign.is_open:
        raise CampaignClosed
    key = keys.current(campaign.house_id)
    secret = contents.secret(campaign.id)
    token, spares = tokens.new(), [tokens.new(), tokens.new()]
    text_id = campaign.petition_text.id
    sealed = contents.seal(content, campaign_id=campaign.id, list_secret=secret, public_key=key.public_key, token=token)
    fingerprint = _fingerprint(content, text_id, secret)
    with database.action() as session:
        state = session.get(Campaign, campaign.id, populate_existing=True, with_for_update={"read": True})
        if state is None or state.state is not CampaignState.OPEN:
            raise CampaignClosed
        row = database.insert(session, Signature).values(
            campaign_id=campaign.id,
            petition_text_id=text_id,
            key_id=key.id,
            state=State.PENDING,
            visibility=visibility,
            country=country,
            language=language,
            day=clock.today(),
            sealed=sealed.content,
            house_wrap=sealed.house_wrap,
            token_wrap=sealed.token_wrap,
            token_hash=tokens.digest(token),
            tag=contents.tag(content.email, secret),
            fingerprint=fingerprint,
        )
        session.execute(row.on_conflict_do_update(index_elements=["fingerprint"], set_={"tries": Signature.tries + 1}))
        outbox.owe(
            session,
            MAIL,
            recipient=content.email,
            language=language,
            variables={"token": token, "spares": spares},
            once=fingerprint,
        )


def _fingerprint(content: Content, text_id: int, secret: bytes) -> bytes:
    slot = int(clock.now().timestamp()) // SLOT_SECONDS
    return sealing.mark(json.dumps([content.email, content.name, text_id, slot]), secret=secret, purpose="fingerprint")

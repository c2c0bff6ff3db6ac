"""Versions of the petition text: words that somebody signed are never changed, a change is a new version.

Signing locks the campaign's row against changes of the text, and changing the text locks it against signing: whoever comes
second sees what the other one did.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock
from petitions.campaigns.models import Campaign, PetitionText, PetitionTextTranslation


def change_text(session: Session, campaign: Campaign, bodies: dict[str, str]) -> PetitionText:
    """Let the petition text be `bodies`, Markdown by language, and return the version that is signed from now on.

    Languages that are not named keep their words; an empty body takes a language out. Before the first signature the
    version is changed in place, after it a new one is made; without a difference nothing happens. To be called inside an
    action.
    """
    session.execute(sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    current = _newest(session, campaign.id)
    words = {text.language: text.body for text in current.texts} if current else {}
    wanted = {language: body for language, body in (words | bodies).items() if body}
    if current and wanted == words:
        return current
    if current is None or current.is_signed:
        changed = PetitionText(campaign_id=campaign.id, version=current.version + 1 if current else 1, changes=0)
        session.add(changed)
    else:
        changed = current
        changed.changes += 1
    changed.adopted_on = clock.today()
    _write(session, changed, wanted)
    session.flush()
    if campaign in session:
        session.expire(campaign, ["petition_texts"])
    return changed


def _newest(session: Session, campaign_id: int) -> PetitionText | None:
    query = sa.select(PetitionText).where(PetitionText.campaign_id == campaign_id).order_by(PetitionText.version.desc())
    return session.scalar(query.limit(1).execution_options(populate_existing=True))


def _write(session: Session, text: PetitionText, bodies: dict[str, str]) -> None:
    kept = {translation.language: translation for translation in text.texts}
    for language in kept.keys() - bodies.keys():
        text.texts.remove(kept[language])
        session.delete(kept[language])
    for language, body in bodies.items():
        if language in kept:
            kept[language].body = body
        else:
            text.texts.append(PetitionTextTranslation(language=language, body=body))

"""The cover letter: an organiser writes it in the addressee's language and the campaign's, and it goes with every dossier."""

import datetime
import enum
from collections.abc import Mapping
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import database, i18n, images, merging, storage
from petitions.campaigns import noting, writing
from petitions.campaigns.models import Campaign
from petitions.dossiers.cover import Letter
from petitions.dossiers.labels import figure, locale_of
from petitions.dossiers.models import CoverLetter, CoverLetterText
from petitions.houses.models import House, Organisation
from petitions.merging import Sheet
from petitions.papersheets import queries as papersheets
from petitions.pdf import elsewhere
from petitions.signatures import queries

FIELDS = ("recipient", "place", "body", "signature")
SIGNATURES, COUNTRIES, PAPER = "{signatures}", "{countries}", "{paper}"
"""What stands in a letter for the numbers of the day on which a dossier is made."""


class What(enum.Enum):
    """What the audit log says of letters."""

    WRITTEN = "cover letter written"


def find(campaign: Campaign) -> CoverLetter | None:
    """The letter of `campaign`, if one is written."""
    return database.session().get(CoverLetter, campaign.id)


def language(campaign: Campaign) -> str:
    """The addressee's language; the campaign's main one until another is chosen."""
    found = find(campaign)
    return found.language if found else campaign.language


def languages(campaign: Campaign) -> list[str]:
    """The languages in which the letter is printed, the addressee's first; one if it is the campaign's, too."""
    return list(dict.fromkeys((language(campaign), campaign.language)))


def written(campaign: Campaign) -> list[str]:
    """Those in which there is something to print."""
    letter = find(campaign)
    texts = [_written(letter, code) for code in languages(campaign)]
    return [text.language for text in texts if text and text.is_whole]


def words(campaign: Campaign, *spoken: str) -> dict[str, str]:
    """The letter in the languages `spoken` as one form has it: "az-recipient", "az-body". What is not written is proposed."""
    found = find(campaign)
    held: dict[str, str] = {}
    for code in dict.fromkeys(spoken):
        text = _written(found, code) or proposed(campaign, code)
        held |= {f"{code}-{field}": getattr(text, field) for field in FIELDS}
    return held


def _written(letter: CoverLetter | None, code: str) -> CoverLetterText | None:
    return next((text for text in letter.texts if text.language == code), None) if letter else None


def proposed(campaign: Campaign, code: str) -> CoverLetterText:
    """A letter of the campaign's own words. In a language that the product does not speak it has those alone."""
    text, house = campaign.text(code), campaign.house.text(code)
    has_words = text.language == code
    if code in i18n.INTERFACE:
        with i18n.speaking(code):
            body = "\n\n".join(_sentences(campaign, text.title, text.demand if has_words else ""))
    else:
        body = text.demand if has_words else ""
    recipient = text.salutation if has_words else ""
    return CoverLetterText(language=code, recipient=recipient, place=house.city, body=body, signature=house.name)


def _sentences(campaign: Campaign, title: str, demand: str) -> list[str]:
    has_paper = papersheets.total(papersheets.batches(campaign.id)).signatures > 0
    said = [
        _("Your Excellency,"),
        _(
            "On behalf of all who signed it I hand over to you the petition “%(title)s”. Signatures: {signatures}."
            " Countries: {countries}.",
            title=title,
        ),
        _("Besides these, signatures on paper: {paper}.") if has_paper else "",
        _("This is what they ask: %(demand)s", demand=demand) if demand else "",
        _(
            "What they signed, where they live and when they signed is in the dossier that goes with this letter. It says how"
            " to check that nobody has changed it."
        ),
        _("I ask you to answer them. We shall pass your answer on to everybody who signed."),
        _("Yours sincerely,"),
    ]
    return [sentence for sentence in said if sentence]


def save(campaign: Campaign, addressees: str, sheet: Sheet, *, by: int | None) -> None:
    """Keep the letter in the language `addressees` and the campaign's, with what `sheet` changes, named as in `words`.

    Raises merging.Conflict, and keeps nothing then.
    """
    if addressees not in i18n.WRITTEN:
        raise writing.LanguageUnknown
    with database.action() as session:
        locked = writing.locked(session, campaign.id)
        spoken = dict.fromkeys((addressees, locked.language))
        now = words(locked, *spoken)
        kept = now | merging.changes(now, sheet)
        _keep(session, locked, addressees, {code: _of(kept, code) for code in spoken})
        noting.note(session, What.WRITTEN, locked, by=by)


def _of(kept: Mapping[str, str], code: str) -> dict[str, str]:
    return {field: kept[f"{code}-{field}"] for field in FIELDS}


def _keep(session: Session, campaign: Campaign, addressees: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    letter = session.get(CoverLetter, campaign.id) or CoverLetter(campaign_id=campaign.id)
    letter.language = addressees
    for code, fields in texts.items():
        text = _written(letter, code) or CoverLetterText(language=code)
        for field, value in fields.items():
            setattr(text, field, value)
        if text not in letter.texts:
            letter.texts.append(text)
    session.add(letter)


def unprintable(text: str) -> str:
    """The characters of `text` that no typeface has, parted by blanks. Raises errors.Unavailable."""
    database.end_reading()
    return elsewhere.made("petitions.pdf.lacking:unprintable", text, storage.fonts_path()).decode()


def printed(campaign: Campaign, day: datetime.date) -> tuple[Letter, ...]:
    """The letter in each language in which it is written, with the numbers as they are now."""
    letter = find(campaign)
    texts = [_written(letter, code) for code in written(campaign)]
    return tuple(_filled_in(campaign, text, day) for text in texts if text)


def drawn(campaign: Campaign, day: datetime.date) -> bytes:
    """The letter as a PDF of its own, as it is printed before a dossier; nothing if none is written.

    Raises errors.Unavailable.
    """
    shown = printed(campaign, day)
    database.end_reading()
    return elsewhere.made("petitions.dossiers.letter_pdf:render", shown, storage.fonts_path()) if shown else b""


def _filled_in(campaign: Campaign, text: CoverLetterText, day: datetime.date) -> Letter:
    house = campaign.house.text(text.language)
    body = text.body
    for sign, count in _figures(campaign).items():
        body = body.replace(sign, figure(count, locale_of(text.language)))
    return Letter(
        language=text.language,
        house=house.name,
        address=_address(house.controller.removeprefix(house.name).lstrip(" ,\n"), campaign),
        logo=logo_of(campaign.house),
        recipient=text.recipient,
        place=text.place,
        day=day,
        body=body,
        signature=text.signature,
    )


def _figures(campaign: Campaign) -> dict[str, int]:
    return {
        SIGNATURES: queries.total(campaign.id),
        COUNTRIES: lands(campaign),
        PAPER: papersheets.total(papersheets.batches(campaign.id)).signatures,
    }


def lands(campaign: Campaign) -> int:
    """In how many countries people signed: which few signed in is not told by it."""
    return len(queries.countries(campaign.id))


def _address(postal: str, campaign: Campaign) -> str:
    site = (campaign.house.site or "").removeprefix("https://").removeprefix("http://").strip("/")
    return "\n".join(filter(None, (postal, campaign.house.contact, site)))


def logo_of(owner: House | Organisation | None) -> Path | None:
    """Where a logo lies, if there is one."""
    return images.path_if_there(owner.logo) if owner else None

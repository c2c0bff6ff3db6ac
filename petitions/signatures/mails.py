"""The mails of signing. The worker writes them, and decides then which words a signature gets."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, links, mail, outbox, serial, tokens
from petitions.campaigns import discretion
from petitions.campaigns.models import Campaign
from petitions.mail import Letter
from petitions.outbox import Envelope
from petitions.post import capping, returning, waiting
from petitions.serial import Serial
from petitions.signatures import queries, reaching, reminding, tally, withdrawing
from petitions.signatures.models import Signature, State, WithdrawalToken

_TABLE = database.table(Signature)
_MAILED = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("row")).values(mailed_on=sa.bindparam("today"))

TOKEN, CODE = serial.mark(tokens.LENGTH), f"{serial.mark(3)} {serial.mark(3)}"
"""What stands for a link's token and for a code while the words that are everybody's are made."""


class Asked(NamedTuple):
    """Something that a mail asks about."""

    part: dict[str, Any]
    """The variables that it was owed with."""
    signature: Signature
    has_signed: bool
    """Whether somebody has confirmed a signature of this campaign at the address."""


Note = Callable[[Session], None]
Invite = Callable[[Campaign, str, str], tuple[str, str] | None]
"""Where people of a campaign meet next, in one line of a language, and the address of its page; None if nothing is planned."""

MOST_PENDING = 3
"""Pending signatures kept for one address and campaign, beside those that it was asked about: a link that was mailed works for
its days, whatever others type meanwhile."""


def write_signature(envelope: Envelope) -> Letter | None:
    """What a new signature's mailbox gets: a link to confirm, or word that it has signed already. None if nothing is owed.

    Several that had to wait for a day are asked about in one mail; petitions that were signed already have mails of their own,
    after it.
    """
    asked = _asked(envelope)
    new, known = ([one for one in asked if one.has_signed is has] for has in (False, True))
    if not new:
        return _already_signed(envelope, known[0], known[1:]) if known else None
    return _ask_about_one(envelope, new[0], known) if len(new) == 1 else _ask(envelope, new, known)


def write_reminder(envelope: Envelope) -> Letter | None:
    """The second and last mail about a signature. None if it was confirmed, or cannot be any more."""
    asked = [about for about in _asked(envelope) if about.signature.unreachable_on is None and not about.has_signed]
    return _ask(envelope, asked)


def write_thanks(envelope: Envelope, *, invite: Invite) -> Letter | None:
    """Thanks for a confirmed signature, with its owner's own link. None if it was taken back meanwhile.

    `invite` says where to meet next, if anywhere, in their country first.
    """
    signature = queries.by_token(tokens.digest(envelope.variables["token"]))
    if signature is None or signature.state is not State.CONFIRMED:
        return None
    campaign = signature.campaign
    page = links.absolute(f"/{envelope.language}/campaigns/{campaign.slug}")
    values = {
        "url": page,
        "poster_url": f"{page}/posters",
        "event": None if campaign.is_careful else invite(campaign, envelope.language, signature.country),
        "withdraw_url": links.absolute(f"/withdraw/{envelope.variables['token']}"),
    }
    return _letter("thanks", envelope, campaign, values)


def write_withdrawn(envelope: Envelope) -> Letter | None:
    """Word that a signature has been taken back and erased."""
    campaign = database.session().get(Campaign, envelope.variables["campaign"])
    return _letter("withdrawn", envelope, campaign, {}) if campaign else None


WRITERS = {
    "signature": write_signature,
    reminding.MAIL: write_reminder,
    withdrawing.MAIL: write_withdrawn,
}


CAPPED = {"signature": capping.MOST, reminding.MAIL: capping.MOST_WITH_A_REMINDER}
"""How many mails of the day may have gone to an address before one that anybody can cause there."""


def _asked(envelope: Envelope) -> list[Asked]:
    """What a mail is to ask about, oldest first."""
    found = map(_wanted, waiting.parts(envelope.variables))
    return [about for about in found if about]


def _wanted(part: dict[str, Any]) -> Asked | None:
    """The pending signature of a link, if its mailbox is to be asked about it."""
    signature = queries.by_token(tokens.digest(part["token"]))
    if signature is None or signature.state is not State.PENDING or not signature.campaign.is_open:
        return None
    others = queries.all_at_address(signature.campaign_id, signature.tag)
    if any(other.state is State.REJECTED for other in others):
        # The mailbox's owner has said "this was not me": this campaign never writes to it again.
        _forget([signature.id])
        return None
    waiting_to_be_asked = [one.id for one in others if one.state is State.PENDING and one.mailed_on is None]
    surplus = waiting_to_be_asked[:-MOST_PENDING]
    is_surplus = signature.id in surplus  # asked now: its row is about to go
    _forget(surplus)
    if is_surplus:  # newer ones of this address wait: a link to this one would lead nowhere
        return None
    return Asked(part, signature, has_signed=any(other.state is State.CONFIRMED for other in others))


def _ask_about_one(envelope: Envelope, about: Asked, left: list[Asked]) -> Letter:
    """The letter that most people get, when many sign at once: of its words only the link and the code are each one's own. With
    it, mails about what is `left` are owed.
    """
    part, signature, campaign, code = about.part, about.signature, about.signature.campaign, _code(about)
    minute = clock.now().replace(second=0, microsecond=0)
    key = (campaign.id, envelope.language, campaign.changed_at, code is not None, minute)
    words = [part["token"], *([code] if code else [])]
    letter = _words_of_confirm(database.session().get_bind(), *key).to(envelope.recipient, envelope.message_id, *words)
    note = _owing(left, envelope, _note_mailed([signature], envelope, [part["token"]]))
    return _returning(letter, [*(one.signature for one in left), signature], note)


@lru_cache(64)
def _words_of_confirm(
    _database: object,
    campaign_id: int,
    language: str,
    _changed: datetime.datetime,
    has_code: bool,
    _minute: datetime.datetime,
) -> Serial:
    """What all are asked in a language; made anew when the campaign has changed, and each minute for what else may have."""
    campaign = database.session().get_one(Campaign, campaign_id, populate_existing=True)
    common = Envelope(0, "signature", serial.RECIPIENT, language, {}, serial.MESSAGE_ID)
    values = {
        "url": _confirm_url({"token": TOKEN}),
        "code": CODE if has_code else None,
        "code_page": links.to_type(f"/{language}/c/{campaign_id}"),
    }
    return Serial(_letter("confirm", common, campaign, values), *([TOKEN, CODE] if has_code else [TOKEN]))


def _ask(envelope: Envelope, asked: list[Asked], left: list[Asked] | None = None) -> Letter | None:
    """The letter about several signatures, or the reminder of one. If one of them must not be spoken of, none is.

    It is a reminder where nothing is said of what is `left`, about which mails are owed with it.
    """
    if not asked:
        return None
    signatures = [one.signature for one in asked]
    campaign = next((one.campaign for one in signatures if one.campaign.is_careful), signatures[-1].campaign)
    petitions = [(one.signature.campaign.text(envelope.language).title, _confirm_url(one.part)) for one in asked]
    values: dict[str, object] = {"petitions": petitions, "url": petitions[-1][1], "is_reminder": left is None}
    letter = _letter("confirm_several" if len(asked) > 1 else "reminder", envelope, campaign, values)
    to_remind_of = [one.part["token"] for one in asked]
    if left is None:
        return _returning(letter, signatures, None)
    note = _owing(left, envelope, _note_mailed(signatures, envelope, to_remind_of))
    return _returning(letter, [*(one.signature for one in left), *signatures], note)


def _confirm_url(part: Mapping[str, Any]) -> str:
    return links.absolute(f"/confirm/{part['token']}")


def _code(about: Asked) -> str | None:
    """The code in two groups, if it works for a day still."""
    code = about.part.get("code") if about.signature.day == clock.today() else None
    return f"{code[:3]} {code[3:]}" if code else None


def _already_signed(envelope: Envelope, about: Asked, left: list[Asked]) -> Letter:
    """Word about one petition that was signed already. With it, mails about what is `left` are owed."""
    signature, spares = about.signature, about.part["spares"]
    confirmed = queries.confirmed_at_address(signature.campaign_id, signature.tag)
    with database.action() as session:
        for spare, earlier in zip(spares, confirmed, strict=False):
            session.merge(WithdrawalToken(token_hash=tokens.digest(spare), signature_id=earlier.id))
    values = {
        "withdraw_urls": [
            (earlier.number, links.absolute(f"/withdraw/{spare}"))
            for spare, earlier in zip(spares, confirmed, strict=False)
        ],
        "confirm_url": _confirm_url(about.part) if len(confirmed) == 1 else None,
    }
    letter = _letter("already_signed", envelope, signature.campaign, values)
    note = _owing(left, envelope, _note_mailed([signature], envelope, []))
    return _returning(letter, [*(one.signature for one in left), signature], note)


def _owing(left: list[Asked], envelope: Envelope, note: Note) -> Note:
    """What `note` does, and with it a mail about what is `left`, if anything is; it has no more time than the one before."""
    if not left:
        return note
    variables = waiting.together([one.part for one in left])

    def both(session: Session) -> None:
        note(session)
        outbox.owe(
            session,
            envelope.kind,
            recipient=envelope.recipient,
            language=envelope.language,
            variables=variables,
            given_up_at=envelope.given_up_at,
        )

    return both


def _forget(ids: list[int]) -> None:
    if not ids:
        return
    while tally.book():  # what is forgotten was asked for all the same
        pass
    with database.action() as session:
        session.execute(sa.delete(Signature).where(Signature.id.in_(ids), Signature.state == State.PENDING))


def _letter(
    name: str,
    envelope: Envelope,
    campaign: Campaign,
    values: Mapping[str, object],
) -> Letter:
    house = campaign.house.text(envelope.language).name
    shared: dict[str, object] = {"campaign": campaign, "text": campaign.text(envelope.language), "house_name": house}
    return mail.compose(
        discretion.template(campaign, name),
        recipient=envelope.recipient,
        sender=discretion.sender(campaign, house, campaign.house.sender, envelope.language),
        language=envelope.language,
        message_id=envelope.message_id,
        values={**shared, **values},
    )


def _returning(letter: Letter, asked: list[Signature], accepted: Note | None) -> Letter:
    """The letter as one about the signatures `asked` that may come back."""
    path = returning.return_path([signature.id for signature in reversed(asked)])
    refused = _note_unreachable(asked)
    return dataclasses.replace(letter, accepted=accepted, refused=refused, return_path=path)


def _note_mailed(asked: list[Signature], envelope: Envelope, to_remind_of: list[str]) -> Note:
    # Read now: the objects are of no session any more when a note fails and is tried again.
    rows = [signature.id for signature in asked]

    # They are held until their batch is done, and with them their campaign: the next mail need not read that again.
    def note(session: Session, _held: list[Signature] = asked) -> None:
        for row in rows:
            session.connection().execute(_MAILED, {"row": row, "today": clock.today()})
        pending = _still_pending(session, rows) if to_remind_of else ()
        for token in to_remind_of:
            if tokens.digest(token) in pending:  # somebody may have pressed a button by now
                reminding.plan(session, envelope, token)

    return note


def _still_pending(session: Session, rows: list[int]) -> set[bytes]:
    """The links of those of these signatures that wait, and wait until the action of `session` is done."""
    waits = (Signature.id.in_(rows), Signature.state == State.PENDING)
    return set(session.scalars(sa.select(Signature.token_hash).where(*waits).with_for_update(read=True)))


def _note_unreachable(asked: list[Signature]) -> Note:
    rows = [signature.id for signature in asked]

    def note(session: Session) -> None:
        for row in rows:
            reaching.note_unreachable(session, row=row)

    return note

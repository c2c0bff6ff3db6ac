"""Plain makers of what tests need, through the product's own actions wherever there is one."""

import datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import clock, database, jobs, keyring, outbox, tokens
from petitions.campaigns.models import (
    Campaign,
    CampaignText,
    Defender,
    DefenderText,
    PetitionText,
    PetitionTextTranslation,
    Signal,
    State,
)
from petitions.events.models import Event, EventText, Kind, Notice, Topic
from petitions.events.models import State as EventState
from petitions.houses import passphrases, wraps
from petitions.houses.models import House, HouseKey, HouseKeyWrap, HouseText, WrapKind
from petitions.signatures import confirming, content, moderating, signing, tally
from petitions.signatures.models import Review, Signature, Visibility
from petitions.signatures.records import Reason, UnsubscribeToken
from petitions.updates.models import Mailing, Update, UpdateText

HARD_NAMES = (
    "Rəsul Cəfərov", "İlqar Məmmədov", "Алесь Бяляцкі", "Наталля Сацункевіч", "Світлана Коваленко-Їжакевич", "Љиљана Ђорђевић",
    "Željko Đurić", "Łukasz Żółć", "Åse Ødegård", "ნინო ბერიძე", "Արմեն Հակոբյան", "محمد الأمين", "مُحَمَّد", "נועה לוי",
    "कृष्णा शर्मा", "สมชาย ใจดี", "王小明", "Jose\u0301", "O’Brien", "D'Angelo", "Sukarno", "Jean-Luc de La Tour-d’Auvergne",
    "Ana" + "-Maria" * 28 + "a",
)  # fmt: skip


def house(slug: str = "oslo", *, has_key: bool = True) -> House:
    """A House; with a key pair unless it has none."""
    made = House(slug=slug, country="NO", contact=f"privacy@{slug}.example.org", sender=f"calls@{slug}.example.org")
    made.texts.append(
        HouseText(language="en", name=f"House {slug}", city="Oslo", controller="Human Rights House, 1 Street, Oslo")
    )
    if has_key:
        public_key = X25519PrivateKey.generate().public_key().public_bytes_raw()
        made.keys.append(HouseKey(public_key=public_key, created_on=clock.today(), wraps=[_wrap()]))
    with database.action() as session:
        session.add(made)
    return made


def _wrap() -> HouseKeyWrap:
    """What a passphrase would open that nobody has. To lock a key takes a tenth of a second: it is done once."""
    salt, wrapped = _locked()
    return HouseKeyWrap(kind=WrapKind.PASSPHRASE, holder="tests", salt=salt, wrapped=wrapped)


@cache
def _locked() -> tuple[bytes, bytes]:
    wrap = wraps.for_passphrase(X25519PrivateKey.generate(), "tests", passphrases.generate())
    return wrap.salt, wrap.wrapped


def campaign(
    slug: str = "free-rasul", *, of: House | None = None, state: State = State.OPEN, **changes: object
) -> Campaign:
    """An open campaign with a defender, a petition text and the secret of its list."""
    made = Campaign(
        **{
            "slug": slug,
            "house_id": (of or house()).id,
            "language": "en",
            "state": state,
            "signal": Signal.AMBER,
            "goal": 100,
            "opened_on": clock.today(),
            "closed_on": None if state in (State.OPEN, State.DRAFT) else clock.today(),
            "changed_at": clock.now(),
        }
        | changes
    )
    made.texts.append(_campaign_text())
    words = PetitionText(version=1, adopted_on=datetime.date(2015, 4, 20))
    words.texts.append(PetitionTextTranslation(language="en", body="We ask you to release him.\n\n1. Now."))
    made.petition_texts.append(words)
    defender = Defender(position=1, arrested_on=datetime.date(2014, 8, 2), sentenced_on=datetime.date(2015, 4, 16))
    defender.texts.append(
        DefenderText(language="en", name="Rasul Jafarov", heading="Who he is", story="A lawyer.\n\nHe.")
    )
    made.defenders.append(defender)
    with database.action() as session:
        session.add(made)
    keyring.current().ensure(content.secret_name(made.id))
    return made


def _campaign_text() -> CampaignText:
    return CampaignText(
        language="en",
        title="Free Rasul Jafarov",
        headline="Free Rasul\nJafarov",
        demand="Azerbaijan must release him.",
        summary="A lawyer is in prison.",
        addressee="the President of Azerbaijan",
        salutation="To the President of Azerbaijan",
        call="Sign for Rasul",
        portrait_alt="Portrait",
        poster_title="Put him on the wall",
    )


def event(
    slug: str = "march-oslo", *, of: Campaign | None = None, capacity: int | None = None, **changes: object
) -> Event:
    """A march in Oslo, in ten days."""
    belongs_to = of or campaign()
    start = clock.now().replace(second=0, microsecond=0) + datetime.timedelta(days=10)
    made = Event(
        **{
            "slug": slug,
            "campaign_id": belongs_to.id,
            "house_id": belongs_to.house_id,
            "kind": Kind.MARCH,
            "state": EventState.PLANNED,
            "starts_at": start,
            "ends_at": start + datetime.timedelta(hours=2),
            "zone": "Europe/Oslo",
            "country": "NO",
            "capacity": capacity,
        }
        | changes
    )
    made.texts.append(
        EventText(
            language="en",
            title="March for Rasul",
            headline="March\nfor Rasul",
            summary="We walk.",
            place="Egertorget",
            city="Oslo",
            directions="By underground.",
            accessibility="Even ground.",
            safety="Expect cameras.",
        )
    )
    with database.action() as session:
        session.add(made)
    return made


def update(slug: str = "sentence", *, of: Campaign | None = None) -> Update:
    """A piece of news, of a campaign or of the network."""
    made = Update(slug=slug, campaign_id=of.id if of else None, published_on=clock.today())
    made.texts.append(UpdateText(language="en", title="Six and a half years", body="He was *sentenced* today."))
    with database.action() as session:
        session.add(made)
    return made


def mailing(of: Update, *, state: jobs.State = jobs.State.DONE) -> Mailing:
    """News that were sent, or are in another state, by nobody in particular."""
    job = jobs.Job(kind="news", state=state, asked_at=clock.now(), total=1, done=1, tries=1)
    made = Mailing(
        job=job, update_id=of.id, organiser_id=1, languages="", countries="", starts_at=clock.now(), last_number=1
    )
    with database.action() as session:
        session.add(made)
    return made


def notice(of: Event, *, topic: Topic = Topic.CHANGE) -> Notice:
    """Word of an event that was sent, by nobody in particular."""
    job = jobs.Job(kind="event notice", state=jobs.State.DONE, asked_at=clock.now(), total=1, done=1, tries=1)
    made = Notice(job=job, event_id=of.id, organiser_id=1, topic=topic, starts_at=clock.now(), sequence=0)
    made.day = of.local_start.date()
    with database.action() as session:
        session.add(made)
    return made


def unsubscribe_link(token: str) -> str:
    """The token of a link that ends the news of the signature with this own `token`."""
    link, signature_id = tokens.new(), row(token).id
    with database.action() as session:
        session.add(UnsubscribeToken(token_hash=tokens.digest(link), signature_id=signature_id))
    return link


def person(email: str = "ana@example.org", *, name: str = "Ana Kovač", **changes: object) -> content.Content:
    """What somebody types into the form."""
    return content.Content(
        **{"name": name, "email": email, "town": "Zagreb", "comment": None, "consent": "tests", "updates": False}
        | changes
    )


def signed(
    of: Campaign,
    email: str = "ana@example.org",
    *,
    name: str = "Ana Kovač",
    visibility: Visibility = Visibility.RECIPIENT,
    country: str = "HR",
    language: str = "en",
    **changes: object,
) -> str:
    """Sign, and return the token that went into the mail."""
    before = {message.id for message in _waiting()}
    signing.sign(of, person(email, name=name, **changes), country=country, visibility=visibility, language=language)
    (new,) = [message for message in _waiting() if message.id not in before]
    return str(outbox.unlock(new).variables["token"])


def confirmed(of: Campaign, email: str = "ana@example.org", *, person: int = 1, **options: object) -> str:
    """Sign, confirm and count; returns the token."""
    token = signed(of, email, **options)
    confirming.confirm(token, person=person)
    tally.book()
    return token


def shown(of: Campaign) -> None:
    """Have the House show every public name that waits."""
    ids = [public.id for public in moderating.queue(of.id)]
    moderating.decide(of, ids, Review.SHOWN, reason=Reason.FINE, by=None)


def row(token: str) -> Signature:
    """The signature of a token, as the database has it now."""
    database.session().expire_all()
    return confirming.find(token)[0]


def _waiting() -> list[outbox.OutboxMessage]:
    return list(database.session().query(outbox.OutboxMessage).order_by(outbox.OutboxMessage.id))

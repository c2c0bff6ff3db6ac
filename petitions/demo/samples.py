"""A sample of every mail that the product can send, from its own templates, about the campaigns of the demonstration.

They are made without the database: whatever becomes of the demonstration, every mail can be looked at.
"""

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from petitions import clock, i18n, links, mail
from petitions.accounts import inviting
from petitions.accounts import mails as account_mails
from petitions.campaigns import discretion
from petitions.campaigns.models import Campaign
from petitions.demo import building, dating, reading
from petitions.dossiers.choices import Profile
from petitions.events import announcing
from petitions.events import mails as event_mails
from petitions.events.models import Event
from petitions.events.versions import Change
from petitions.mail import Letter
from petitions.updates.models import Update

CAMPAIGN, OTHER, CAREFUL = "free-rasul-jafarov", "let-families-visit", "free-them-all"
EVENT, NEWS, UNTRANSLATED = "march-oslo", "sentence-condemned", "before-the-march"
RECIPIENT = "leyla@example.org"
CODE = "k7m 2pq"
WITH_ENTRY = ("rsvp", "event_changed", "event_cancelled")
"""What the date for a calendar comes with, unless nobody may learn from a mail what it is about."""
TOKEN, SECOND_TOKEN = "7mk2vxq9t4rwb8zc3nhd6yjpfg5", "9hd4zrt7w2cyq6kbm3xpn8vjgf5"  # of nobody

Values = dict[str, object]


class NoSuchSample(LookupError):
    """No mail is called that."""


@dataclass(frozen=True)
class Scene:
    """What mails are about: the network of the demonstration, in one language."""

    language: str
    campaign: Campaign
    other: Campaign
    event: Event
    news: dict[str, Update]

    def about(self, **more: object) -> Values:
        """What every mail about the campaign says, and `more`."""
        house = self.campaign.house.text(self.language).name
        shared: Values = {"campaign": self.campaign, "text": self.campaign.text(self.language), "house_name": house}
        return shared | more

    def office(self, page: str) -> str:
        """The link to a page of the campaign in the back office."""
        return links.absolute(f"/organise/campaigns/{self.campaign.slug}/{page}")


def letter(name: str, language: str) -> Letter:
    """The mail `name`, as somebody gets it who reads `language`. Raises NoSuchSample."""
    if name not in SAMPLES:
        raise NoSuchSample
    folder = template(name)
    scene = _scene(language, CAREFUL if folder.startswith("discreet/") else CAMPAIGN)
    campaign, house = scene.campaign, scene.campaign.house
    sender = discretion.sender(campaign, house.text(language).name, house.sender, language)
    written = mail.compose(
        folder,
        recipient=RECIPIENT,
        sender=account_mails.sender() if name in ACCOUNTS else sender,
        language=language,
        message_id=f"<{TOKEN}@{links.domain()}>",
        values=SAMPLES[name](scene),
        attachments=event_mails.entry(scene.event, language) if folder in WITH_ENTRY else (),
    )
    ends_by_itself = folder.endswith("news") and not name.endswith(".test")
    return dataclasses.replace(written, unsubscribe_url=_link("unsubscribe") if ends_by_itself else None)


def template(name: str) -> str:
    """The folder below `templates/mails` that the mail `name` is made from."""
    return name.partition(".")[0]


def _scene(language: str, slug: str) -> Scene:
    campaigns, event, news = _network(clock.today())
    return Scene(language, campaigns[slug], campaigns[OTHER], event, news)


@lru_cache(1)
def _network(_today: datetime.date) -> tuple[dict[str, Campaign], Event, dict[str, Update]]:
    """What the mails are about; anew each day, since some of it is dated from today. It belongs to no session."""
    houses = {entry["slug"]: building.house(entry, {}) for entry in reading.network()["houses"]}
    pictures = dict.fromkeys(reading.portraits(), "")
    campaigns = {
        slug: building.campaign(dating.dated(_entry("campaigns", slug)), houses, {}, pictures)
        for slug in (CAMPAIGN, OTHER, CAREFUL)
    }
    news = {slug: building.update(_entry("updates", slug), campaigns) for slug in (NEWS, UNTRANSLATED)}
    return campaigns, building.event(_entry("events", EVENT), campaigns, houses), news


def _entry(kind: str, slug: str) -> reading.Table:
    found: reading.Table = next(entry for entry in reading.network()[kind] if entry["slug"] == slug)
    return found


def _asked(scene: Scene, *, code: str | None = None) -> Values:
    return scene.about(url=_link("confirm"), code=code, code_page=links.to_type(f"/{scene.language}/c/1"))


def _asked_of_several(scene: Scene, *, is_reminder: bool = False) -> Values:
    petitions = [
        (campaign.text(scene.language).title, _link("confirm", token))
        for campaign, token in ((scene.other, SECOND_TOKEN), (scene.campaign, TOKEN))
    ]
    return scene.about(petitions=petitions, is_reminder=is_reminder)


def _signed_already(scene: Scene, *, people: int) -> Values:
    theirs = [(4021, _link("withdraw")), (4177, _link("withdraw", SECOND_TOKEN))][:people]
    return scene.about(withdraw_urls=theirs, confirm_url=_link("confirm") if people == 1 else None)


def _thanks(scene: Scene) -> Values:
    page = links.absolute(f"/{scene.language}/campaigns/{scene.campaign.slug}")
    with i18n.speaking(scene.language):
        event = (announcing.one_line(scene.event, scene.language), links.absolute(f"/{scene.language}/events/{EVENT}"))
    return scene.about(url=page, poster_url=f"{page}/posters", event=event, withdraw_url=_link("withdraw"))


def _expected(scene: Scene, *, has_others: bool = False) -> Values:
    text = scene.event.text(scene.language)
    others = [(text.title, _link("rsvp", SECOND_TOKEN))] if has_others else []
    return scene.about(event=scene.event, text=text, people=2, change_url=_link("rsvp"), others=others)


def _noticed(scene: Scene, change: Change | None, *, is_today: bool = False) -> Values:
    return _expected(scene) | {"change": change, "is_today": is_today}


def _changed(scene: Scene, *, is_on: bool = False) -> Values:
    start, end = (at - datetime.timedelta(hours=1) for at in (scene.event.local_start, scene.event.local_end))
    return _noticed(scene, Change(is_on=is_on, times=(start, end)))


def _told(scene: Scene, *, news: str = NEWS, is_test: bool = False) -> Values:
    return scene.about(
        news=scene.news[news].text(scene.language, scene.campaign.language),
        url=links.absolute(f"/{scene.language}/news/{news}"),
        short_url=links.absolute(f"/{scene.language}/n/2"),
        unsubscribe_url=_link("unsubscribe"),
        is_test=is_test,
    )


def _exported(scene: Scene, *, profile: str, is_here: bool = False) -> Values:
    return scene.about(url=scene.office("handover"), profile=profile, is_here=is_here)


def _erased_soon(scene: Scene, *, handed_over_on: datetime.date | None = None) -> Values:
    last = clock.today() + datetime.timedelta(days=30)
    return scene.about(url=scene.office("retention"), last_day=last, handed_over_on=handed_over_on)


def _asked_to_host(scene: Scene) -> Values:
    page = links.absolute(f"/organise/events/{scene.event.slug}/hosting")
    return scene.about(event=scene.event, text=scene.event.text(scene.language), url=page)


def _invited(scene: Scene, *, is_to_network: bool = False) -> Values:
    return scene.about(url=links.absolute(inviting.path(TOKEN)), is_to_network=is_to_network)


def _of_the_account(_scene: Scene, *, path: str = "", **more: object) -> Values:
    return {"url": links.absolute(f"/organise/account/{path}"), "house_name": account_mails.network()} | more


def _way_in(scene: Scene, *, way: str) -> Values:
    noon = datetime.datetime.combine(clock.today(), datetime.time(12), datetime.UTC)
    return _of_the_account(scene, way=way, at=noon)


def _link(room: str, token: str = TOKEN) -> str:
    return links.absolute(f"/{room}/{token}")


Samples = dict[str, Callable[[Scene], Values]]

SIGNATORIES: Samples = {
    "confirm": partial(_asked, code=CODE),
    "confirm.late": _asked,
    "confirm_several": _asked_of_several,
    "confirm_several.reminder": partial(_asked_of_several, is_reminder=True),
    "already_signed": partial(_signed_already, people=1),
    "already_signed.two": partial(_signed_already, people=2),
    "reminder": _asked,
    "thanks": _thanks,
    "withdrawn": Scene.about,
    "rsvp": _expected,
    "rsvp.several": partial(_expected, has_others=True),
    "event_changed": _changed,
    "event_changed.moved": partial(_noticed, change=Change(place=("Youngstorget", "Oslo"))),
    "event_changed.on": partial(_changed, is_on=True),
    "event_cancelled": partial(_noticed, change=Change(is_off=True)),
    "event_tomorrow": partial(_noticed, change=None),
    "event_tomorrow.today": partial(_noticed, change=None, is_today=True),
    "news": _told,
    "news.test": partial(_told, is_test=True),
}
ACCOUNTS: Samples = {
    "invitation": _invited,
    "invitation.network": partial(_invited, is_to_network=True),
    account_mails.RESET: partial(_of_the_account, path=f"reset/{TOKEN}"),
    account_mails.CHANGED: _of_the_account,
    account_mails.FACTOR_REMOVED: _of_the_account,
    **{
        f"{account_mails.WAY_ADDED}.{way}": partial(_way_in, way=way)
        for way in ("app", "passkey", "codes", "passphrase")
    },
}
SAMPLES: Samples = (
    SIGNATORIES
    | {"news.untranslated": partial(_told, news=UNTRANSLATED)}
    | {f"discreet/{name}": values for name, values in SIGNATORIES.items()}
    | {f"export.{profile.value}": partial(_exported, profile=profile.value) for profile in Profile}
    | {"export.here": partial(_exported, profile=Profile.NAMES.value, is_here=True)}
    | {"erasure": _erased_soon, "erasure.handed": partial(_erased_soon, handed_over_on=datetime.date(2015, 4, 20))}
    | {"host_asked": _asked_to_host}
    | ACCOUNTS
)
"""What each mail is filled with, by the folder of its template; after a dot, what makes it differ from others of that folder."""

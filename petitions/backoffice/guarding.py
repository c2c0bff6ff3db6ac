"""Who gets in: each page of the back office names the right it needs, and its view gets only what that right reaches."""

import datetime
import functools
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, g, has_request_context, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from petitions import clock, i18n
from petitions.accounts import queries, sessions
from petitions.accounts.models import Organiser
from petitions.accounts.rights import Right
from petitions.backoffice import navigation
from petitions.backoffice.forms import MOST_BYTES, OfficeForm
from petitions.backoffice.meeting import SHOWN
from petitions.campaigns import queries as campaigns
from petitions.events import queries as events

PREFIX = "/organise"
TOKEN = "organiser_session"  # where the cookie keeps the token of the session's row
PROVEN = "second_factor_at"
"""Where the cookie keeps when this visitor last showed a second factor, in seconds since 1970."""
RECOVERED = "recovered_at"
"""The same for a recovery code. It signs in and lets its owner set up another second factor, but stands in for none."""
OWN = "/account/"
"""Under this a password is enough: there the second factor is set up and shown."""
FRESH = datetime.timedelta(minutes=10)
"""How long a second factor counts before names are exported or roles changed."""
TO_TYPE = datetime.timedelta(minutes=5)
"""So much of that is left at least when a form is shown: being asked at the press loses what was typed."""
PRESSED = frozenset({"act", "do", "found", "setup", "tab", "topic"})
"""Fields that a button fills, and nobody."""
SECRET = ("pass", "code", "credential")
"""In the names of fields that no page may repeat."""

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Door:
    """A line of the table of who may do what: a route and the right it needs."""

    endpoint: str
    rule: str
    right: Right
    is_fresh: bool
    methods: tuple[str, ...]


TABLE: dict[str, Door] = {}
"""Every guarded route of the back office, by its endpoint."""


def guarded(
    blueprint: Blueprint,
    rule: str,
    view: View,
    *,
    right: Right,
    methods: tuple[str, ...] = ("GET",),
    endpoint: str | None = None,
    is_fresh: bool = False,
) -> None:
    """Answer `/organise<rule>` with `view` for whoever has `right`, and with 404 for everybody else who is signed in.

    `<campaign>`, `<house>`, `<hosted>`, an event for its host, and `<asked>`, one for the House that is asked to be that, in
    the rule are addresses; the view gets the objects.
    With `is_fresh` a second factor of the last ten minutes is asked for first.
    """
    name = endpoint or view.__name__
    door = Door(f"{blueprint.name}.{name}", rule, right, is_fresh, methods)
    TABLE[door.endpoint] = door
    blueprint.add_url_rule(rule, name, functools.partial(_enter, door, view), methods=list(methods))


def organiser() -> Organiser:
    """Who is signed in, on a guarded page."""
    who = known()
    assert who is not None
    return who


def known() -> Organiser | None:
    """Who is signed in, with a session that counts; None for everybody else."""
    if "organiser" not in g:
        g.organiser = _known()
    found: Organiser | None = g.organiser
    return found


def has_fresh_factor() -> bool:
    """Whether a second factor was shown within the last ten minutes, and for a page that is opened, has some of them left."""
    return _is_fresh(PROVEN)


def may_change_factors() -> bool:
    """Whether this visitor may add and take second factors: whoever has lost them all has a recovery code."""
    return _is_fresh(PROVEN) or _is_fresh(RECOVERED)


def _is_fresh(shown: str) -> bool:
    counts_for = FRESH if request.method == "POST" else FRESH - TO_TYPE
    return time.time() - session.get(shown, 0) < counts_for.total_seconds()


def is_office() -> bool:
    """Whether this request is for the back office at all."""
    return has_request_context() and request.path.startswith(PREFIX)


def fresh_url() -> str:
    """Where a second factor is asked for, and from there back to this page."""
    return url_for("office.fresh", next=here())


def sign_in_url() -> str:
    """Where an organiser signs in, and from there back to this page."""
    path = here()
    return url_for("security.login", next=path) if path != "/organise/" else url_for("security.login")


def next_url(default: str = "/organise/") -> str:
    """Where to go on, if the address says so and it is one of ours."""
    wanted = request.args.get("next", "")
    is_ours = wanted.startswith("/organise/") and wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours else default


def detour(address: str) -> ResponseReturnValue:
    """Send somebody elsewhere first. What was pressed is not done by that, and the page there says so.

    Whoever has written something stays on a page that keeps it, and goes there in another tab.
    """
    if request.method == "POST":
        if kept := _written():
            shown = {"address": address, "kept": kept, "words": _to_be_read(kept)}
            return render("backoffice/account/kept.html", form=OfficeForm(formdata=None), **shown), 403
        flash(_("Nothing was done yet. After this, press the button once more."), "info")
    return redirect(address)


def _written() -> list[tuple[str, str]]:
    """The fields of a form in which somebody wrote or chose; [] of a mere press, or where it holds what no page may repeat."""
    if (request.content_length or 0) > MOST_BYTES:
        return []
    # Before anything of the form is read. A picture stays in memory: it tells where it was taken, and disks remember.
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    request._get_file_stream = lambda *_, **__: io.BytesIO()  # type: ignore[method-assign]  # a hook of the library
    if any(file.filename for file in request.files.values()):
        return []  # it has to be chosen once more
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    has_words = any(value.strip() for name, value in fields if name not in PRESSED and not name.endswith(SHOWN))
    is_secret = any(word in name for name, _value in fields for word in SECRET)
    return fields if has_words and not is_secret else []


def _to_be_read(kept: list[tuple[str, str]]) -> list[str]:
    """What was written, without what only a program reads: marks, and the names of choices."""
    typed = (value for name, value in kept if name not in PRESSED and not name.endswith(SHOWN))
    return [value for value in typed if re.search(r"[^a-z0-9_-]", value.strip())]


def refuse_odd_json() -> None:
    """Let the library make its forms only of JSON that says what a form could: words by their names."""
    sent = request.get_json(silent=True)
    if sent is not None and not (isinstance(sent, dict) and all(isinstance(word, str) for word in sent.values())):
        abort(400)


def speak() -> None:
    """Make this page in the organiser's language; in that of the browser while nobody is signed in."""
    who = known()
    i18n.use(who.language if who else i18n.negotiate(list(request.accept_languages.values())))


def render(template: str, **values: object) -> str:
    """A page of the back office; those of the library are ours, too."""
    return render_template(template.replace("security/", "backoffice/account/"), **values)


def page() -> dict[str, object]:
    """What the layout of the back office needs."""
    if not is_office():
        return {}
    who = known()
    return {"organiser": who, "navigation": navigation.links(_open_doors(who), who)}


def now() -> datetime.datetime:
    """The clock, as the library asks for it."""
    return clock.now()


def _enter(door: Door, view: View, /, **arguments: object) -> ResponseReturnValue:
    who = known()
    if who is None:
        return detour(sign_in_url())
    if not door.rule.startswith(OWN) and not (PROVEN in session and who.has_second_factor):
        return detour(fresh_url() if who.has_second_factor else url_for("office.second_factor"))
    reached = _reach(who, door.right, arguments)
    if door.is_fresh and not has_fresh_factor():
        return detour(fresh_url())
    return view(**reached)


def _open_doors(who: Organiser | None) -> set[str]:
    """The pages that `who` may open about the campaign or House of this page."""
    house = g.office_campaign.house if "office_campaign" in g else g.get("office_house")
    return {name for name, door in TABLE.items() if who and who.may(door.right, house)}


def _known() -> Organiser | None:
    token = session.get(TOKEN)
    if not token or not current_user.is_authenticated:
        return None
    row = sessions.find(token)
    who: Organiser = current_user._get_current_object()
    if row is None or row.organiser_id != who.id:
        # Else the page for signing in sends them back here, as somebody who is signed in.
        session.clear()
        g.pop("_login_user", None)  # Flask-Login's, for this request
        return None
    sessions.note_visit(row)
    return who


def _reach(who: Organiser, right: Right, arguments: dict[str, object]) -> dict[str, object]:
    """The arguments of a view, with objects for addresses. Raises queries.NotYours, campaigns.NoSuchCampaign,
    events.NoSuchEvent.
    """
    reached = dict(arguments)
    if "house" in reached:
        reached["house"] = g.office_house = queries.house_for(who, right, str(reached["house"]))
    if "campaign" in reached:
        reached["campaign"] = g.office_campaign = campaigns.within(str(reached["campaign"]), who.house_ids(right))
    if "hosted" in reached:
        reached["hosted"] = event = events.hosted(str(reached["hosted"]), who.house_ids(right))
        g.office_house = event.house
        if not event.is_guest:
            g.office_campaign = event.campaign
    if "asked" in reached:
        reached["asked"] = asked = events.asked(str(reached["asked"]), who.house_ids(right))
        g.office_house = asked.asked
    if right is Right.NETWORK and not who.is_network_administrator:
        abort(404)
    if not ({"house", "campaign", "hosted", "asked"} & set(reached)) and right not in (Right.SELF, Right.NETWORK):
        _anywhere(who, right)
    return reached


def _anywhere(who: Organiser, right: Right) -> None:
    """A page about no House in particular is for whoever has the right in one of them."""
    if not who.house_ids(right):
        abort(404)


def here() -> str:
    """The address of this page; for a form that was sent, of the page it stands on."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # no browser writes such an address
        return "/organise/"
    return f"{parts.path}?{parts.query}".rstrip("?") if parts.path.startswith("/organise/") else "/organise/"

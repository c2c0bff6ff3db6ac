"""Rule: whatever is sent, nothing breaks. Every field of every form, every piece of every address, every header, through the
real server: an answer, below 500, without a header that the sender wrote."""

import dataclasses
import itertools
import re

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from werkzeug.routing import Rule

from petitions import tokens, web
from petitions.signatures.models import Signature
from petitions.signatures.records import UnsubscribeToken
from tests.support import counts, databases, naughty, nearby, routes, walk, wire
from tests.support.forms import on_page
from tests.support.product import Product

pytestmark = [pytest.mark.promise, pytest.mark.running]

EACH = counts.many(8, len(naughty.ALL))
"""How many strings each place gets; all places together see all of them at reduced counts, too."""
EXAMPLES = counts.many(15, 1000)

SIGN = f"/en/campaigns/{walk.CAMPAIGN}/sign"
RSVP = f"/en/events/{walk.EVENT}/rsvp"
FIELDS = {
    "name": b"Ana", "email": b"ana@example.org", "country": b"HR", "town": b"Zagreb", "visibility": b"public", "comment": b"Free",
    "consent": b"y", "updates": b"y", "website": b"", "seconds": b"9", "sure": b"ana@example.org", "edition": b"",
}  # fmt: skip
COMING = {"people": b"2", "contact": b"mail", "name": b"Ana", "email": b"ana@example.org", "website": b""}
SAMPLES = {
    "<locale>": "en", "<slug>": walk.CAMPAIGN, "events/<slug>": walk.EVENT, "news/<slug>": "sentence-condemned", "<house>": "oslo",
    "<token>": "2" * tokens.LENGTH, "<name>": "0" * 32 + ".png", "<script>": "latin", "<path:filename>": "css/site.css",
    "<id>": "00000001-00000000", "<int:number>": "1", "<path:sample>": "thanks",
}  # fmt: skip
QUESTIONS = (
    "/static/css/site.css?v={}", f"/en/campaigns/{walk.CAMPAIGN}?{{}}", f"/en/campaigns/{walk.CAMPAIGN}?a={{}}",
    *(f"/en/campaigns/{walk.CAMPAIGN}/poster.pdf?{name}={{}}" for name in ("design", "paper", "language", "variant")),
    f"/en/events/{walk.EVENT}/poster.pdf?design={{}}", f"/en/events/{walk.EVENT}/poster.png?language={{}}",
    f"/en/campaigns/{walk.CAMPAIGN}/share.png?shape={{}}", f"/en/events/{walk.EVENT}/share.png?shape={{}}",
)  # fmt: skip


@pytest.fixture
def rules(settings, make_app) -> list[Rule]:
    """The map of the site, with all that is added to it; whoever is signed in at the back office has tests of tests/backoffice/."""
    app = make_app(dataclasses.replace(settings, demo=True, mail_url="mailbox:"))
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/organise")]


def gaps(rules: list[Rule]) -> list[tuple[bytes, str]]:
    """Each address with a gap in the place of each of its arguments, and how it is asked."""
    found = [(b"GET", f"/{{}}{end}") for end in ("", "/")]
    for rule in rules:
        for argument in re.finditer("<[^>]+>", rule.rule):
            address = routes.address(rule, SAMPLES | {rule.rule[: argument.end()]: "{}"})
            found.append((b"GET" if "GET" in rule.methods else b"POST", address))
    return found + [(b"GET", question) for question in QUESTIONS]


@pytest.fixture(scope="module")
def forms(live_server) -> dict[str, dict[str, bytes]]:
    """Every form of the site with what it takes, by its address; behind the links stand a signature and an RSVP."""
    for path, form in ((SIGN, FIELDS), (RSVP, COMING)):
        answer = post(live_server, path, form)
        assert answer.status == 303, answer
    (coming,) = tokens.SHAPE.findall(dict(answer.headers)["location"])
    signed = walk.link(live_server, "ana@example.org", "confirm").rpartition("/")[2]
    assert post(live_server, f"/confirm/{signed}", {"act": b"confirm"}).status == 303
    news = end_of_the_news(live_server, signed)
    return {
        SIGN: FIELDS,
        RSVP: COMING,
        f"/en/campaigns/{walk.CAMPAIGN}/check-your-mail": {"email": b"ana@example.org", "code": b"234567"},
        f"/rsvp/{coming}": {"act": b"change", "people": b"3"},
        f"/rsvp/{coming}/cancel": {"act": b"no"},
        f"/confirm/{signed}": {"act": b"no", "person": b"2"},
        f"/confirm/{signed}/reject": {"act": b"no"},
        f"/withdraw/{signed}": {"act": b"no"},
        f"/withdraw/{signed}/correct": {"act": b"correct", **FIELDS},
        f"/unsubscribe/{news}": {"act": b"no", "List-Unsubscribe": b"no"},
    }


def end_of_the_news(server: Product, signed: str) -> str:
    """The token of a link that ends the news of the signature behind another link: nobody waits for news here."""
    link, engine = tokens.new(), sa.create_engine(server.environ["DATABASE_URL"])
    signature = sa.select(Signature.id).where(Signature.token_hash == tokens.digest(signed)).scalar_subquery()
    values = {"token_hash": tokens.digest(link), "signature_id": signature}
    with engine.begin() as connection:
        connection.execute(sa.insert(UnsubscribeToken).values(values))
    engine.dispose()
    return link


def post(server, path: str, form: dict[str, bytes], *headers: tuple[bytes, bytes]) -> wire.Answer | None:
    return send(server, path, naughty.encoded(form), (b"Content-Type", b"application/x-www-form-urlencoded"), *headers)


def send(server, path: str, body: bytes, *headers: tuple[bytes, bytes]) -> wire.Answer | None:
    return wire.ask(server.port, wire.request(path.encode(), method=b"POST", headers=headers, body=body))


def fault(answer: wire.Answer | None) -> str | None:
    """What is wrong with an answer: none, the program's own failure, or a header of the sender's."""
    if answer is None:
        return "no answer"
    if answer.status >= 500:
        return f"answered {answer.status}"
    injected = [name for name, _ in answer.headers if name in ("x-injected", "set-cookie")]
    return f"sent {injected}" if injected else None


class Faults(list[str]):
    """What went wrong with a server from now on, and with what."""

    def __init__(self, server: Product) -> None:
        super().__init__()
        self.server, self._said_before = server, len(server.words())

    def note(self, what: str, value: bytes, answer: wire.Answer | None) -> None:
        if wrong := fault(answer):
            self.append(f"{what}, {value[:60]!r}: {wrong}")

    def number(self) -> int:
        """How many there were; what the program's own log complains of counts, too."""
        self += re.findall(r".*(?:crash|not written|Traceback).*", self.server.words()[self._said_before :])
        print("\n".join(self))
        return len(self)


def some(place: int) -> list[bytes]:
    """The strings for this place."""
    return [naughty.ALL[(place * EACH + step) % len(naughty.ALL)] for step in range(EACH)]


@databases.one
def test_no_field_that_stands_on_a_page_is_left_out(live_server, forms):
    pages = [path.removesuffix("/sign").removesuffix("/rsvp") for path in forms]
    for path in (*pages, f"/en/campaigns/{walk.CAMPAIGN}/posters"):
        if path.endswith(("/reject", "/cancel", "/correct")) or path.startswith("/confirm"):
            continue  # their buttons stand on other pages, or have been pressed
        shown = list(on_page(wire.ask(live_server.port, wire.request(path.encode())).body.decode(), path))
        assert shown, path
        for form in shown:
            known = forms[form.path] if form.method == "POST" else asked(form.path)
            assert form.kinds.keys() <= {*known, "act"}, path


def asked(path: str) -> set[str]:
    """The names that are asked with at `path`."""
    return {question.partition("?")[2].removesuffix("={}") for question in QUESTIONS if question.startswith(path)}


@databases.one
def test_every_field_of_every_form(live_server, forms, rules, verdict):
    taken = [rule for rule in rules if "POST" in rule.methods]
    assert len(taken) == len(forms), "a form is missing here"
    faults, places = Faults(live_server), [(path, field) for path, form in forms.items() for field in form]
    for place, (path, field) in enumerate(places):
        for value in some(place):
            faults.note(f"{path} {field}", value, post(live_server, path, forms[path] | {field: value}))
    for path, form in forms.items():
        for value in some(len(places)):
            faults.note(f"{path}, all fields", value, post(live_server, path, dict.fromkeys(form, value)))
        for kind, body in naughty.bodies(form):
            faults.note(f"{path} as {kind.decode()}", body, send(live_server, path, body, (b"Content-Type", kind)))
    verdict("fields and forms that broke something", faults.number(), goal=0)


@databases.one
def test_every_piece_of_every_address(live_server, rules, verdict):
    faults = Faults(live_server)
    for place, (method, address) in enumerate(gaps(rules), start=len(naughty.ALL) // EACH // 2):
        for value in some(place):
            target = address.format(naughty.in_address(value)).encode()
            faults.note(address, value, wire.ask(live_server.port, wire.request(target, method=method)))
    verdict("addresses that broke something", faults.number(), goal=0)


@databases.one
def test_every_header(live_server, forms, verdict):
    faults, values = Faults(live_server), list(naughty.in_headers())
    pages = itertools.cycle(("/", f"/en/campaigns/{walk.CAMPAIGN}", "/static/css/site.css?v=1", "/en/nothing"))
    for place, name in enumerate(naughty.HEADERS):
        for value in values if counts.IS_TRIAL else values[place :: len(naughty.HEADERS)]:
            header = (name.encode(), value)
            target = next(pages).encode()
            faults.note(name, value, wire.ask(live_server.port, wire.request(target, headers=(header,))))
            if place % 4 == 0:
                faults.note(f"POST {name}", value, post(live_server, SIGN, FIELDS | {"name": b""}, header))
    verdict("headers that broke something", faults.number(), goal=0)


@databases.one
def test_whatever_can_be_typed(live_server, forms, verdict):
    faults = Faults(live_server)
    values = st.one_of(st.text(), st.binary(), st.from_regex(r"[\w<>&'\"%{}\\]{1,40}")).map(
        lambda value: value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    )

    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=not counts.IS_TRIAL)
    @hypothesis.given(st.data(), st.sampled_from(sorted(forms)))
    def send_it(data, path):
        form = forms[path] | data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(forms[path]), values)))
        faults.note(path, repr(form).encode(), post(live_server, path, form))

    send_it()
    verdict("forms made up by hypothesis that broke something", faults.number(), goal=0)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True, scope="session")
def test_an_address_that_breaks_the_database_is_seen(settings, make_app, monkeypatch):
    """The control: without the refusal of odd addresses, PostgreSQL is asked for a slug with a NUL in it."""
    monkeypatch.setattr(web, "_refuse_odd_addresses", lambda: None)
    with nearby.served(make_app(settings)) as url:
        answer = wire.ask(int(url.rpartition(":")[2]), wire.request(b"/en/campaigns/a%00b"))
    assert fault(answer) == "answered 500"

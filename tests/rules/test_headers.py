"""Rule: one exact set of headers on every answer. No cookie for readers, no banner of a program."""

import pytest

from tests import factories

POLICY = (
    "default-src 'none'; base-uri 'none'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self'; script-src 'self'; style-src 'self'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
EVERYBODY = "public, max-age=0, s-maxage=15, stale-if-error=600"
FOREVER = "public, max-age=31536000, immutable"
HTML = "text/html; charset=utf-8"
OF_ITS_OWN = {"Content-Length", "Date", "ETag", "Last-Modified", "Accept-Ranges"}


@pytest.fixture(autouse=True)
def campaign(app):
    with app.app_context():
        made = factories.campaign()
        factories.event(of=made)
        return factories.signed(made)


def expected(**more: str) -> dict[str, str]:
    return ALWAYS | {name.replace("_", "-"): value for name, value in more.items()}


def headers(answer) -> dict[str, str]:
    assert len(answer.headers) == len(set(answer.headers.keys())), "a header is sent twice"
    return {name: value for name, value in answer.headers.items() if name not in OF_ITS_OWN}


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/en/", EVERYBODY),
        ("/ar/campaigns/free-rasul", EVERYBODY),
        ("/en/campaigns/free-rasul/check-your-mail", EVERYBODY),
        ("/en/campaigns/free-rasul/posters", EVERYBODY),
        ("/ru/events/march-oslo", EVERYBODY),
        ("/nb/privacy/oslo", EVERYBODY),
        ("/az/safety", EVERYBODY),
        ("/en/nothing", "no-store"),
        ("/xx/", "no-store"),
        ("/confirm/" + "2" * 27, "no-store"),
    ],
)
def test_pages(client, path, cache):
    vary = {} if cache == "no-store" else {"Vary": "Accept-Encoding"}
    assert headers(client.get(path)) == expected(Content_Type=HTML, Cache_Control=cache) | vary


def test_personal_pages_are_kept_by_nobody(client, campaign):
    token = campaign
    for path in (f"/confirm/{token}", f"/withdraw/{token}"):
        assert headers(client.get(path)) == expected(Content_Type=HTML, Cache_Control="no-store")


def test_the_answer_to_a_signature(client):
    form = {"name": "Ana", "email": "a@example.org", "country": "HR", "visibility": "counted", "consent": "y"}
    answer = client.post("/en/campaigns/free-rasul/sign", data=form)
    location = "/en/campaigns/free-rasul/check-your-mail"
    assert headers(answer) == expected(Content_Type=HTML, Cache_Control="no-store", Location=location)


def test_the_count_is_open_to_all_sites(client):
    assert headers(client.get("/campaigns/free-rasul/count.json")) == expected(
        Content_Type="application/json",
        Cache_Control="public, max-age=5, stale-while-revalidate=15",
        Access_Control_Allow_Origin="*",
        Cross_Origin_Resource_Policy="cross-origin",
        Vary="Accept-Encoding",
    )


def test_files(client):
    assert headers(client.get("/static/css/site.css?v=1", buffered=True)) == expected(
        Content_Type="text/css; charset=utf-8", Cache_Control=FOREVER, Vary="Accept-Encoding"
    ) | {"Content-Disposition": "inline; filename=site.css", "Vary": "Accept-Encoding"}
    assert headers(client.get("/campaigns/free-rasul/theme.css")) == expected(
        Content_Type="text/css; charset=utf-8", Cache_Control=FOREVER, Vary="Accept-Encoding"
    )


def test_the_language_is_chosen_from_what_the_browser_says(client):
    answer = client.get("/", headers={"Accept-Language": "az-AZ,az;q=0.9,en;q=0.5"})
    assert headers(answer) == expected(
        Content_Type=HTML, Cache_Control="private, no-cache", Vary="Accept-Language", Location="/az/"
    )


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nn-NO", "nb"),
        ("no", "nb"),
        ("be", "ru"),
        ("ar-EG", "ar"),
        ("ja", "en"),
        ("", "en"),
        ("ja,ru;q=0.3", "ru"),
        ("*", "en"),
    ],
)
def test_every_reader_gets_a_language(client, accepted, language):
    assert client.get("/", headers={"Accept-Language": accepted}).location == f"/{language}/"


def test_outside_the_demonstration_there_is_no_mailbox(client):
    assert client.get("/demo/mailbox").status_code == 404
    assert "demonstration" not in client.get("/en/campaigns/free-rasul").text.lower()


def test_what_is_the_same_for_everybody_is_compressed_and_personal_pages_are_not(client, campaign):
    accepting = {"Accept-Encoding": "gzip"}
    page = client.get("/en/campaigns/free-rasul", headers=accepting)
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.data) < len(client.get("/en/campaigns/free-rasul").data) / 2
    again = client.get("/en/campaigns/free-rasul", headers=accepting | {"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in client.get(f"/confirm/{campaign}", headers=accepting).headers
    stylesheet = client.get("/static/css/site.css?v=1", headers=accepting, buffered=True)
    assert stylesheet.headers["Content-Encoding"] == "gzip"

"""The exact headers of every answer, as a table: what is sent beyond it, or not sent, is a fault."""

from collections.abc import Iterable

POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self'; script-src 'self'; style-src 'self'"
)
POLICY_OF_A_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
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
OF_ITS_OWN = frozenset({"content-length", "content-range", "date", "etag", "last-modified"})
"""Said of one answer alone: these may be there, with whatever value."""

NOBODY = "no-store"
EVERYBODY = "public, max-age=0, s-maxage=15, stale-if-error=600"
HOUR = "public, max-age=3600"
WEEK = "public, max-age=604800"
FOREVER = "public, max-age=31536000, immutable"
HTML, CSS, TEXT, CALENDAR = (f"text/{kind}; charset=utf-8" for kind in ("html", "css", "plain", "calendar"))


def kept(by: str, kind: str = HTML, **more: str) -> dict[str, str]:
    """The headers of an answer of that kind, and by whom it may be kept."""
    vary = {"Vary": "Accept-Encoding"} if by.startswith("public") and kind.startswith("text/") else {}
    return ALWAYS | {"Content-Type": kind, "Cache-Control": by} | vary | _spelt(more)


def _spelt(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


PAGE, PERSONAL = kept(EVERYBODY), kept(NOBODY)
STYLE = "inline; filename=site.css"
READ = {
    "static": kept("no-cache", CSS, Content_Disposition=STYLE, Accept_Ranges="bytes"),
    "public.home": kept("private, no-cache", Location="/en/", Vary="Accept-Language"),
    "public.index": PAGE,
    "public.campaign": PAGE,
    "public.check_mail": PAGE,
    "public.update": PAGE,
    "public.event": PAGE,
    "public.posters": PAGE,
    "public.event_posters": PAGE,
    "public.privacy": PAGE,
    "public.safety": PAGE,
    "public.preview": kept(NOBODY, X_Robots_Tag="noindex"),
    "public.to_the_form": kept(NOBODY, Location="/en/campaigns/free-rasul#sign"),
    "public.confirm": PERSONAL,
    "public.to_confirm": kept(NOBODY, Location="/confirm/{token}"),
    "public.withdraw": PERSONAL,
    "public.to_withdraw": kept(NOBODY, Location="/withdraw/{token}"),
    "public.unsubscribe": PERSONAL,
    "public.feed": kept(EVERYBODY, "application/atom+xml; charset=utf-8", Vary="Accept-Encoding"),
    "public.code_by_number": kept(NOBODY, Location="/en/campaigns/free-rasul/check-your-mail"),
    "public.update_by_number": kept(NOBODY, Location="/en/news/sentence"),
    "public.rsvp_change": PERSONAL,
    "public.to_rsvp": kept(NOBODY, Location="/rsvp/{rsvp}"),
    "public.rsvp_done": PERSONAL,
    "public.health": kept(NOBODY, TEXT),
    "public.readiness": kept(NOBODY, "application/json"),
    "public.robots": kept(HOUR, TEXT),
    "public.count": kept(
        "public, max-age=5, stale-while-revalidate=15",
        "application/json",
        Vary="Accept-Encoding",
        Access_Control_Allow_Origin="*",
        Cross_Origin_Resource_Policy="cross-origin",
    ),
    "public.theme": kept(FOREVER, CSS),
    "public.event_calendar": kept(
        "public, max-age=60",
        "text/calendar; method=PUBLISH; charset=utf-8",
        Content_Disposition='attachment; filename="march-oslo.ics"',
    ),
    "public.poster": kept(
        EVERYBODY, "application/pdf", Content_Disposition='inline; filename="free-rasul-words-en-a4-office.pdf"'
    ),
    "public.poster_preview": kept(EVERYBODY, "image/png"),
    "public.event_poster": kept(
        EVERYBODY, "application/pdf", Content_Disposition='inline; filename="march-oslo-march-en-a4-office.pdf"'
    ),
    "public.event_poster_preview": kept(EVERYBODY, "image/png"),
    "public.share": kept(EVERYBODY, "image/png"),
    "public.share_event": kept(EVERYBODY, "image/png"),
    "public.picture": kept(FOREVER, "image/jpeg"),
    "public.font": kept(
        WEEK, "font/woff2", Content_Disposition="inline; filename=headline-latin.woff2", Accept_Ranges="bytes"
    ),
    "demo.mailbox": PERSONAL,
    "demo.message": kept(NOBODY, Content_Security_Policy=f"{POLICY}; frame-src 'self'"),
    "demo.body": kept(NOBODY, Content_Security_Policy=POLICY_OF_A_MAIL, X_Frame_Options="SAMEORIGIN"),
    "demo.to_messages": kept(NOBODY, Location="/demo/messages/en"),
    "demo.messages": kept(NOBODY, Content_Security_Policy=f"{POLICY}; frame-src 'self'"),
    "demo.sample": kept(NOBODY, Content_Security_Policy=POLICY_OF_A_MAIL, X_Frame_Options="SAMEORIGIN"),
    "demo.file": kept(NOBODY, CALENDAR, Content_Disposition='attachment; filename="march-oslo.ics"'),
}
"""What answers when an address is read; every rule of the map that can be read stands here."""

SENT = {
    "public.sign": kept(NOBODY, Location="/en/campaigns/free-rasul/check-your-mail"),
    "public.type_code": PERSONAL,
    "public.confirm_now": kept(NOBODY, Location="/confirm/{token}"),
    "public.reject": kept(NOBODY, Location="/withdraw/{token}?confirmed=yes"),
    "public.withdraw_now": kept(NOBODY, Location="/withdraw/{token}"),
    "public.correct": kept(NOBODY, Location="/withdraw/{token}"),
    "public.unsubscribe_now": kept(NOBODY, Location="/unsubscribe/{new}"),
    "public.rsvp": kept(NOBODY, Location="/rsvp/{new}/done"),
    "public.rsvp_change_now": kept(NOBODY, Location="/rsvp/{rsvp}?saved=yes"),
    "public.rsvp_cancel": PERSONAL,
}
"""What answers a form; every rule of the map that takes one stands here. New tokens are `{new}`."""


OFFICE = kept(NOBODY, Vary="Cookie")
"""What answers in the back office, beside where to sign in and a cookie that no other page gets."""
SIGN_IN = {"Location": "{sign in}"}
SESSION = {"Set-Cookie": "session={session}; Secure; HttpOnly; Path=/organise; SameSite=Lax"}


def of_methods(*methods: str) -> dict[str, str]:
    """What says which methods an address knows."""
    return kept(NOBODY, Allow=", ".join(sorted(methods)))


def bodiless(headers: dict[str, str]) -> dict[str, str]:
    """The headers of an answer that is not sent again (304)."""
    return {name: value for name, value in headers.items() if name != "Content-Type"}


def differences(sent: Iterable[tuple[str, str]], expected: dict[str, str], **more: str) -> list[str]:
    """How the headers `sent` differ from those `expected`, `more` of them in a certain case: a line each."""
    lines = [(name.lower(), value) for name, value in sent if name.lower() not in OF_ITS_OWN]
    lines = [(name, ", ".join(sorted(value.split(", "))) if name == "allow" else value) for name, value in lines]
    right = {(name.lower(), value) for name, value in (expected | _spelt(more)).items()}
    return [
        *(f"sent: {name}: {value}" for name, value in lines if (name, value) not in right),
        *(f"missing: {name}: {value}" for name, value in right if (name, value) not in lines),
        *(f"repeated: {name}" for name in {name for name, _ in lines} if [n for n, _ in lines].count(name) > 1),
    ]

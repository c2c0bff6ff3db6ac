"""What people with bad intent, or with bad luck, send: made here, kind by kind. Strings, bytes, bodies and headers."""

import itertools
import json
from collections.abc import Iterator
from urllib.parse import quote_from_bytes, urlencode

CALL = "naughty()"
"""What runs if a script of theirs runs. Elements and attributes of theirs have "naughty" in their names."""

NUMBERS = (
    "0", "-0", "-1", "1e309", "-1e309", "NaN", "Infinity", "1e-400", "0x10", "0b1", "٣", "１", "½", "²", "1_000",
    "1,5", "+5", " 5", "5 ", "9" * 400, str(2**31), str(-(2**31) - 1), str(2**63), str(2**64), "1" * 5000, "-", "1;2",
    "00005",
)  # fmt: skip
WORDS = (
    "", " ", "null", "None", "undefined", "true", "false", "nan", "()", "[]", "{}", "\\", "'", '"', "`", "--", "/*",
    "#", "%", "&",
)  # fmt: skip
DATABASE = (
    "'; DROP TABLE signature; --", "' OR '1'='1", '" OR ""="', "1; SELECT pg_sleep(9)",
    "1 UNION SELECT name FROM sqlite_master", "%' AND 1=0 --", "\\'; --", "$$;SELECT 1;$$", "a%00' OR 1=1",
    "x' || randomblob(99999999) || '", ":name", "%(name)s", "?",
)  # fmt: skip
TEMPLATES = (
    "{{7*191}}", "{% raw %}", "{{ config }}", "{{ ''.__class__.__mro__ }}", "${7*191}", "#{7*191}", "<%= 7*191 %>",
    "{#", "%}", "%s%s%s%n", "%d", "%(email)s", "%", "%%", "{0}", "{0.__class__}", "{", "}", "{!r}", "%1$s",
    "\\N{BULLET}", "\\u0041",
)  # fmt: skip
SHELL = ("; id", "$(id)", "`id`", "| id", "&& id", "> /tmp/naughty", "!!", "~root", "-rf", "--help", "\n id")
PATHS = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "....//....//", "%2e%2e%2f",
    "%252e%252e%252f", "..;/", "file:///etc/passwd", "\\\\host\\share", "CON", "a/../../b", ".git/config",
    "~/.ssh/id_rsa", "http://127.0.0.1:1/", "//evil.example/",
)  # fmt: skip
INVISIBLE = (
    "a\0b", "\0", "a\x01\x02\x1fb", "a\x7fb", "a\x80\x9fb", "\ufeffAna", "Ana\ufffe", "\uffff", "Ana\u2028Kovač",
    "Ana\u2029", "\u200b\u200c\u200d", "\u202eanA\u202c", "\u2066Ana\u2069", "\u061cAna", "\ue000", "\U000f0000",
    "\U0010ffff", "\u00ad" * 9, "\u3164", "\x1b[31mred", "\b\b\b", "a\vb\fc", "a\u0085b", "\U000e0041\U000e0042",
    "\u115f\u1160", "\ud83d", "\udc00\ud800", "ab\udfff",
)  # fmt: skip
SCRIPTS_OF_THE_WORLD = (
    "Z̵̡͓͈͂̀a̸̙̾l̷̢͑g̴̨̈́o̶̜͝", "e" + "\u0301" * 200, "👩‍👩‍👧‍👦", "🏳️‍🌈🇦🇿", "👍🏿", "﷽", "ﬃ", "ǅ", "ß", "İıſ", "ΐ", "K",
    "ᚠᛇᚻ", "𝒜𝓃𝒶", "क्ष्म्य", "ကျွန်ုပ်", "ﻤﺤﻤﺪ", "שָׁלוֹם", "𐍈", "𠜎𠜱", "Ⅷ", "①", "e\u0327\u0301", "ａｎａ",
    "اَلْعَرَبِيَّةُ", "ნინო", "한글", "ᄒ\u1161\u11ab",
)  # fmt: skip
LINES = (
    "a\r\nX-Injected: yes", "a\nSet-Cookie: a=b", "a\rb", "a%0d%0aX-Injected: yes", "a\r\n\r\n<html>",
    "a\nBcc: all@example.org",
)  # fmt: skip
LONG = (
    "a" * 5_000, "ö" * 4_000, "𝒜" * 3_000, "a b " * 3_000, "<" * 3_000,
    "\u0301" * 3_000, "%" * 3_000, "a\n" * 2_000, "(" * 3_000,
)  # fmt: skip
MARKUP = (
    f"<script>{CALL}</script>",
    f"<script>alert({CALL})</script>", f"</title><script>{CALL}</script>", f"<ScRiPt >{CALL}</sCrIpT>",
    f"<img src=x onerror={CALL}>", f"<svg onload={CALL}>", f"<svg/onload={CALL}//", f"<body onload={CALL}>",
    f"<naughty-tag onclick={CALL}>", f'"><img src=x onerror={CALL}>', f"'><svg onload={CALL}>",
    f'" onfocus={CALL} autofocus x="', f"' onmouseover={CALL} '", '" data-naughty="',
    f"</textarea><script>{CALL}</script>", f"</script><script>{CALL}</script>", f"--><script>{CALL}</script>",
    f"]]><script>{CALL}</script>", f"<iframe srcdoc='<script>parent.{CALL}</script>'>",
    f"<iframe src=javascript:parent.{CALL}>", f"<a href=javascript:{CALL}>naughty</a>",
    f"<form action=javascript:{CALL}><button data-naughty>", "<base href=//naughty.example/>",
    f"<math><a xlink:href=javascript:{CALL}>", f"<details open ontoggle={CALL}>", f"<video><source onerror={CALL}>",
    f"&lt;script&gt;{CALL}", f"&#60;script&#62;{CALL}&#60;/script&#62;", f"\\x3cscript\\x3e{CALL}",
    f"＜script＞{CALL}＜/script＞", f"<scr<script>ipt>{CALL}</script>",
    "<style>@import '//naughty.example/a.css';</style>", "<link rel=stylesheet href=//naughty.example/a.css>",
    "<meta http-equiv=refresh content=0>", f"<template><script>{CALL}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>", f"javascript:{CALL}",
    f"<object data=javascript:{CALL}>", f"<input onfocus={CALL} autofocus>",
    f"<xss-naughty style=animation-name:x onanimationstart={CALL}>", f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"${{{CALL}}}", f"`${{{CALL}}}`", "<!--", "<![CDATA[", "<?php naughty ?>", "</bdi></dd></main>",
)  # fmt: skip
"""Markup and scripts; none with a link that a name may not have."""

BYTES = (
    b"\xff", b"\xfe\xff", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x88\x80\x80\x80",
    b"\xed\xa0\x80\xed\xb0\x80", b"\xc3(", b"\xe2\x82", b"\x80\x80", b"\xff\xfea\x00n\x00a\x00", b"\xef\xbb\xbfAna",
    b"+ADw-script+AD4-", b"\x1b$B", b"\xf4\x90\x80\x80", bytes(range(256)),
)  # fmt: skip
"""What is no UTF-8, or only looks like it."""

STRINGS = (
    *NUMBERS, *WORDS, *DATABASE, *TEMPLATES, *SHELL, *PATHS, *INVISIBLE, *SCRIPTS_OF_THE_WORLD, *LINES, *LONG, *MARKUP,
)  # fmt: skip
ALL: tuple[bytes, ...] = tuple(text.encode("utf-8", "surrogatepass") for text in STRINGS) + BYTES

HEADERS = (
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control",
    "Content-Type", "Cookie", "Expect", "Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match",
    "If-Range", "Origin", "Range", "Referer", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
    "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Original-URL",
)  # fmt: skip
HEADER_VALUES = (
    "bytes=0-", "bytes=5-1", "bytes=-9999999999", "bytes=0-0,1-1,2-2", "bytes=a-b", "bytes=" + "0-1," * 500, "*",
    'W/"', '"a", "b"', "en;q=NaN", "en;q=1e309", "*;q=-1", "xx-" * 500, ",,,;;;===", "a=b; a=c; =; ;;",
    "session=" + "x" * 4000, "$Version=1", "gzip;q=0,*", "Thu, 99 Foo 9999 99:99:99 GMT", "Basic AAAA====",
    "Bearer \xff", "unknown, _hidden, [::1]:99999", "127.0.0.1, 1.2.3.4.5", "for=;by=", "calls.example.org:99999999",
    "[::1", "a..b", ".", "xn--", "localhost, evil.example", "text/html;charset=\"", "multipart/form-data",
    "text/html;q=", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense", "100-stop",
)  # fmt: skip


def in_headers() -> Iterator[bytes]:
    """Values of headers: those made for them, and all others as far as they are one line."""
    for value in itertools.chain((value.encode("latin-1") for value in HEADER_VALUES), ALL):
        yield value.translate(None, b"\r\n\0")[:7000]


def encoded(form: dict[str, bytes]) -> bytes:
    """A form as its body."""
    return urlencode(form).encode()


def in_address(value: bytes) -> str:
    """A piece of an address, every byte of it as it is."""
    return quote_from_bytes(value, safe="")


def bodies(form: dict[str, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """`form` as no page of ours sends it: (content type, body)."""
    plain, kind = encoded(form), b"application/x-www-form-urlencoded"
    text = {name: value.decode("utf-8", "replace") for name, value in form.items()}
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    parts = b"".join(part % (name.encode(), b"", value) for name, value in form.items())
    files = b"".join(part % (name.encode(), b'; filename="../a\\"\0.php"', value) for name, value in form.items())
    yield from (
        (kind, body)
        for body in (plain * 2, plain + b"&" + plain, plain.replace(b"&", b";"), b"&" * 60_000, b"=" * 60_000)
    )
    yield kind, plain + b"&" + b"&".join(b"x%d=1" % number for number in range(5_000))
    yield kind, plain + b"&name[]=a&name[b]=c&__proto__=d&%00=e&%ff=f&=g"
    yield from (
        (other, plain)
        for other in (b"", b"text/plain", b"a", b"*/*", b";", b"multipart/form-data", kind + b"; charset=utf-16")
    )
    yield from (
        (b"application/json", json.dumps(body).encode()) for body in (text, [text], "a", None, {"a": {"b": [1] * 999}})
    )
    yield b"application/json", b"[" * 60_000
    yield from (
        (b"multipart/form-data; boundary=x", body)
        for body in (parts + b"--x--", parts, files + b"--x--", b"--x--", b"", b"--x\r\n")
    )
    yield b"multipart/form-data; boundary=x", (part % (b"x", b"", b"1")) * 1_500 + b"--x--"
    yield b"multipart/form-data; boundary=" + b"x" * 300, parts
    yield b'multipart/form-data; boundary="', parts
    yield b"multipart/form-data; boundary=x", parts.replace(b"form-data", b"\xff\xfe") + b"--x--"
    yield (
        b"multipart/form-data; boundary=x",
        b"--x\r\nContent-Type: a\r\nContent-Transfer-Encoding: base64\r\n\r\n====\r\n--x--",
    )
    yield b"application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

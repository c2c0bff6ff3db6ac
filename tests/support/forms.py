"""The forms that stand on a page, filled in as a browser would send them, with something plausible where nothing stands yet."""

import io
import itertools
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html

PLAUSIBLE = {
    "email": "somebody@example.org",
    "date": "2015-05-18",
    "datetime-local": "2015-05-30T15:00",
    "url": "https://example.org/",
    "password": "violin-orbit-Kitchen-seven",
    "number": "7",
}
"""What is typed where a field of this type is empty; words elsewhere."""
_turns = itertools.count(1)


class Form(NamedTuple):
    """A form."""

    path: str
    method: str
    values: dict[str, list[str]]
    kinds: dict[str, str]
    """The types of its fields, by their names; what is hidden is one, too, but for the token of the session."""

    def send(self, browser, changes: dict[str, str]):
        """The answer to this form with `changes`; a field for a file gets it as a file."""
        values: dict[str, object] = {**self.values, **changes}
        for name in [name for name, kind in self.kinds.items() if kind == "file"]:
            values[name] = (io.BytesIO(str(changes.get(name, "")).encode()), "picture.jpg")
        if "slug" in self.kinds and "slug" not in changes:
            values["slug"] = f"words-{next(_turns)}"  # a slug is taken once
        if self.method == "GET":
            return browser.client.get(self.path, query_string=values)
        return browser.client.post(self.path, data=values)


def on_page(html: str, path: str) -> Iterator[Form]:
    """Every form of the page at `path` that has a field of its own."""
    for form in lxml.html.document_fromstring(html).forms:
        values, kinds = _filled(form)
        if kinds:
            yield Form(urljoin(path, form.action or path), form.method, values, kinds)


def questions(html: str, path: str) -> Iterator[tuple[str, str]]:
    """The paths that the page at `path` links to with something behind a question mark, and the names that stand there."""
    for href in lxml.html.document_fromstring(html).xpath("//a/@href"):
        parts = urlsplit(urljoin(path, href))
        yield from ((parts.path, name) for name, _value in parse_qsl(parts.query))


def _filled(form: lxml.html.FormElement) -> tuple[dict[str, list[str]], dict[str, str]]:
    values: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for control in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name] | .//button[@name]"):
        name, kind = control.get("name"), control.get("type") or control.tag
        if name != "csrf_token":
            kinds.setdefault(name, kind)
        if (value := _value(control, kind)) is not None and not (kind == "button" and name in values):
            values.setdefault(name, []).append(value)
    return values, kinds


def _value(control: lxml.html.HtmlElement, kind: str) -> str | None:
    """What a control sends; None if it sends nothing."""
    if kind in ("checkbox", "radio"):
        return control.get("value", "on") if control.get("checked") is not None else None
    if kind == "select":
        chosen = control.xpath(".//option[@selected]") or control.xpath(".//option[@value!='']")
        return chosen[0].get("value") if chosen else ""
    if kind == "file":
        return None
    shown = control.text if control.tag == "textarea" else control.get("value")
    return shown or (PLAUSIBLE.get(kind, "Some words") if kind not in ("hidden", "button", "submit", "search") else "")

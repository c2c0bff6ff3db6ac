"""The forms on a page, as a browser without a screen sees them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: how and where it is sent, and what it sends if nobody types anything."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reading(HTMLParser):
    """One pass over a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._text = self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("method", "get"), said.get("action", ""))
        elif self._open and tag == "option":
            if self._choice and ("selected" in said or not self._open.fields[self._choice]):
                self._open.fields[self._choice] = said.get("value", "")
        elif self._open and (name := said.get("name")):
            self._field(self._open, tag, name, said)

    def _field(self, form: Form, tag: str, name: str, said: dict[str, str]) -> None:
        is_left_out = said.get("type") in ("checkbox", "radio") and "checked" not in said
        form.fields.setdefault(name, "" if is_left_out else said.get("value", ""))
        if not is_left_out and tag == "input":
            form.fields[name] = said.get("value", "")
        self._text = name if tag == "textarea" else self._text
        self._choice = name if tag == "select" else self._choice

    def handle_data(self, data: str) -> None:
        if self._open and self._text:
            self._open.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            self.found.append(self._open)
            self._open = None
        self._text = "" if tag == "textarea" else self._text
        self._choice = "" if tag == "select" else self._choice


def on(page: str) -> list[Form]:
    """The forms on a page, in their order."""
    reading = _Reading()
    reading.feed(page)
    return reading.found

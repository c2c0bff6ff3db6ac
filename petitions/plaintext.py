"""Markdown as a mail without HTML has it: readable as it stands, with no marks of the language in which it was written."""

import unicodedata
from dataclasses import dataclass, field

from markdown_it.token import Token

from petitions import formats, markings

RIGHT_TO_LEFT = frozenset({"R", "AL"})
LTR, END = "\u2066", "\u2069"
"""Between these an address is read from left to right, whatever stands around it (UAX #9). No mail program takes them for a
part of it: the brackets stand between."""


@dataclass
class _Place:
    """Where the text is: in which lists and quotations, and what its next line begins with."""

    numbers: list[int | None] = field(default_factory=list)
    """The number of the next point of each list that is open; None where points have dashes."""
    marks: list[str] = field(default_factory=list)
    """What the open points begin with: their other lines stand as far in."""
    quotes: int = 0
    is_new_point: bool = False
    is_close: bool = False
    """Whether no blank line comes before: a point of a list that is written without."""

    def enter(self, token: Token) -> None:
        """Go where `token` leads."""
        match token.type:
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                self.marks.append(self._next_mark())
                self.is_new_point = True
            case "list_item_close":
                self.marks.pop()
                self.is_new_point = False  # an empty point has no line that took its mark
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "paragraph_open":
                self.is_close = token.hidden

    def lines(self, text: str) -> str:
        """`text` as it stands here, behind its mark."""
        inside = " " * sum(map(len, self.marks))
        first = inside[: -len(self.marks[-1])] + self.marks[-1] if self.is_new_point else inside
        self.is_new_point = False
        quoted = "> " * self.quotes
        return "\n".join(f"{quoted}{inside if n else first}{line}" for n, line in enumerate(text.split("\n")))

    def _next_mark(self) -> str:
        number = self.numbers[-1]
        if number is None:
            return "- "
        self.numbers[-1] = number + 1
        return f"{number}. "


def readable(source: str, page: str | None = None) -> str:
    """The text of an organiser's Markdown: addresses stand behind their words, points have dashes or numbers.

    `page` is its address on our site: from there its links lead on.
    """
    place, said, was_in_list = _Place(), "", False
    for token in formats.parse(source, page):
        place.enter(token)
        text = _words(token) if token.type == "inline" else token.content.rstrip("\n")
        if text:
            is_close = place.is_close and was_in_list and place.marks
            said += ("\n" if is_close else "\n\n") + place.lines(text)
            was_in_list = bool(place.marks)
    return said.strip("\n")


def _words(inline: Token) -> str:
    """The words of a paragraph. An address that is its own name, or that the page does not show, either, is left out."""
    said, opened = "", [("", 0)]
    for token in inline.children or []:
        if token.type == "link_open":
            opened.append(("" if token.info == "auto" else str(token.attrGet("href")), len(said)))
        elif token.type == "link_close":
            address, start = opened.pop()
            said += _address(address, said[start:], inline.content)
        elif token.type == "image":
            said += markings.words_of_picture(token)
        else:
            said += "\n" if token.type in ("softbreak", "hardbreak") else token.content
    return said


def _address(url: str, name: str, around: str) -> str:
    address = url.removeprefix("mailto:")
    if address == name or url.partition(":")[0] not in formats.SCHEMES:
        return ""
    if any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in around):
        return f" {LTR}({address}){END}"
    return f" ({address})"

"""How we read Markdown beyond its rules: an address that stands bare is a link, a picture is its words, links can be whole."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import escape

PAGE = "page"
"""Under this name the parser is told where a text is read on our site: its links are whole then, as elsewhere they must be."""
BARE = re.compile(r"(?<![\w/])https://\w[^\s<>\"“”«»]*")
BEHIND = ".,;:!?…'’*_،؛؟"
"""Signs that end a sentence, and no address."""
PAIRS = {")": "(", "]": "[", "}": "{"}


def reader() -> MarkdownIt:
    """The parser of organisers' texts."""
    made = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    made.core.ruler.push("links", _links)
    made.add_render_rule("image", _rendered_picture)
    return made


def whole(url: str, page: str | None) -> str:
    """`url` as it is reached from anywhere, if it stands on the page of ours with the address `page`."""
    try:
        return urljoin(page, url) if page else url
    except ValueError:  # what is no address leads nowhere from here, either
        return url


def words_of_picture(token: Token) -> str:
    """What stands for a picture: none is loaded, neither on our pages nor in mails."""
    inside = token.children or []
    return "".join(
        words_of_picture(one) if one.type == "image" else one.content or " " * (not one.nesting) for one in inside
    )


def _links(state: StateCore) -> None:
    page = state.env.get(PAGE)
    for inline in state.tokens:
        if inline.type == "inline" and inline.children:
            inline.children = list(_linked(inline.children))
            for token in inline.children:
                if token.type == "link_open":
                    token.attrSet("href", whole(str(token.attrGet("href")), page))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type == "text" and not depth:
            yield from _parts(token)
        else:
            yield token


def _parts(text: Token) -> Iterator[Token]:
    """The text with the addresses in it as links."""
    said, end = text.content, 0
    for found in BARE.finditer(said):
        url = _without_what_follows(found[0])
        yield _text(said[end : found.start()], text.level)
        # By "auto" those who write it without HTML know that the address is there already.
        yield Token("link_open", "a", 1, attrs={"href": url}, level=text.level, markup="linkify", info="auto")
        yield _text(url, text.level + 1)
        yield Token("link_close", "a", -1, level=text.level, markup="linkify", info="auto")
        end = found.start() + len(url)
    yield _text(said[end:], text.level)


def _text(words: str, level: int) -> Token:
    return Token("text", "", 0, content=words, level=level)


def _without_what_follows(url: str) -> str:
    while url[-1] in BEHIND or (url[-1] in PAIRS and url.count(url[-1]) > url.count(PAIRS[url[-1]])):
        url = url[:-1]
    return url


def _rendered_picture(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType
) -> str:
    return str(escape(words_of_picture(tokens[place])))

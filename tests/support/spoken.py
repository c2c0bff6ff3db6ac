"""What a screen reader finds in a PDF: its tree of elements, walked as ISO 32000-1, 14.7 has it, and what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

DRAWING = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "b", "sh"}
_ROW = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]*)>")


@dataclass
class Said:
    """An element, with all that is in it."""

    kind: str
    words: str
    parts: list["Said"] = field(default_factory=list)
    language: str = ""
    """If it says so itself."""

    def of_kind(self, kind: str) -> list["Said"]:
        """The elements of that kind in it, in reading order."""
        found = [self] if self.kind == kind else []
        return found + [inner for part in self.parts for inner in part.of_kind(kind)]


class Spoken:
    """A tagged document."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self._marked = {page.obj.objgen: dict(_marked(page)) for page in file.pages}
        self._pages = [page.obj for page in file.pages]
        root = file.Root.StructTreeRoot
        self._parents = dict(zip(list(root.ParentTree.Nums)[::2], list(root.ParentTree.Nums)[1::2], strict=True))
        self.untold = {key: set(marks) for key, marks in self._marked.items()}
        """Marked contents of each page that no element has."""
        assert bool(file.Root.MarkInfo.Marked)
        self.document = self._walk(root.K, None)
        assert self.document.kind == "Document"

    @property
    def is_whole(self) -> bool:
        """Whether everything that is drawn is in the tree or an artifact, and no element has what is not drawn."""
        return not any(self.untold.values())

    def _walk(self, element: pikepdf.Object, parent: pikepdf.Object | None) -> Said:
        if parent is not None:
            assert element.P.objgen == parent.objgen
        kids = element.K if isinstance(element.get("/K"), pikepdf.Array) else [element.get("/K")]
        spoken, parts = "", []
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                parts.append(self._walk(kid, element))
            elif kid is not None:
                spoken += self._content(element, kid)
        instead = element.get("/ActualText", element.get("/Alt"))
        return Said(
            str(element.S)[1:], str(instead) if instead is not None else spoken, parts, str(element.get("/Lang", ""))
        )

    def _content(self, element: pikepdf.Object, kid: pikepdf.Object | int) -> str:
        page = kid.Pg if isinstance(kid, pikepdf.Dictionary) else element.Pg
        mark = int(kid.MCID if isinstance(kid, pikepdf.Dictionary) else kid)
        assert self._parents[int(page.StructParents)][mark].objgen == element.objgen
        self.untold[page.objgen].remove(mark)
        return self._marked[page.objgen][mark]


def _marked(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """The text of each marked content of a page by its number. Fails where something is drawn that is in none."""
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    stack: list[int | None] = []
    texts: dict[int, str] = {}
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            stack.append(int(operands[1].MCID) if name == "BDC" else None)
            if stack[-1] is not None:
                assert stack[-1] not in texts, "a number is used twice"
                texts[stack[-1]] = ""
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            table = fonts[str(operands[0])]
        if name in DRAWING:
            assert len(stack) == 1, "neither an element nor an artifact"
            if stack[0] is not None and name in ("Tj", "TJ"):
                texts[stack[0]] += _text(operands[0], table)
    assert not stack
    yield from texts.items()


def _text(shown: pikepdf.Object, table: dict[int, str]) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(table.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    rows = _ROW.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in rows}

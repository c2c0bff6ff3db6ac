"""A PDF file that is written front to back, object by object: nothing of it is kept but where each object begins.

ReportLab builds the whole document in memory and writes it at the end; a million signatures have no room there.
Terms and syntax: ISO 32000-1.
"""

import hashlib
import itertools
import zlib
from array import array
from collections.abc import Iterable, Iterator
from typing import BinaryIO

_BRANCH = 256
"""Pages under one node of the page tree: readers find page 17,000 in two steps."""


def text_string(text: str) -> bytes:
    """`text` as a PDF text string: UTF-16BE with its mark, in hexadecimal."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def reference(number: int) -> bytes:
    """A reference to the object with this number."""
    return b"%d 0 R" % number


def references(numbers: Iterable[int]) -> bytes:
    """An array of references."""
    return b"[" + b" ".join(map(reference, numbers)) + b"]"


class Writer:
    """Writes to `out`, which needs nothing but `write`: a file, a pipe, something that encrypts on the way."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._size = 0
        self._digest = hashlib.sha256()
        self._offsets = array("Q", [0])
        # Four bytes above 127 in the second line tell programs that the file is binary (and are asked for by PDF/A).
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, body: bytes, *, number: int | None = None) -> int:
        """Write an object, under the reserved `number` if there is one, and return its number."""
        number = self.reserve() if number is None else number
        self._offsets[number] = self._size
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def put_stream(self, data: bytes, entries: bytes = b"") -> int:
        """Write compressed `data` as a stream with further dictionary `entries`; return the object's number."""
        return self.put_plain_stream(zlib.compress(data, 6), entries + b"/Filter/FlateDecode")

    def put_plain_stream(self, data: bytes, entries: bytes) -> int:
        """Write a stream as it is: metadata must be readable for programs that do not know PDF."""
        return self.put(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))

    def close(self, *, catalog: int, information: int) -> None:
        """Write the table of objects. The file's identifier is made of its content: the same content has the same."""
        identifier = self._digest.hexdigest()[:32].upper().encode()
        start = self._size
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        self._write(
            b"trailer\n<</Size %d/Root %b/Info %b/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), reference(catalog), reference(information), identifier, identifier, start)
        )

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._size += len(data)


def put_pages(writer: Writer, pages: Iterable[bytes], *, inherited: bytes) -> int:
    """Write a page tree and return the number of its root.

    `pages` are the entries of each page's dictionary, `inherited` those that all pages have in common.
    """
    root = writer.reserve()
    nodes: list[int] = []
    total = 0
    remaining: Iterator[bytes] = iter(pages)
    while branch := list(itertools.islice(remaining, _BRANCH)):
        node = writer.reserve()
        kids = [writer.put(b"<</Type/Page/Parent %b%b>>" % (reference(node), page)) for page in branch]
        entries = b"/Parent %b/Count %d/Kids%b" % (reference(root), len(kids), references(kids))
        writer.put(b"<</Type/Pages%b>>" % entries, number=node)
        nodes.append(node)
        total += len(kids)
    entries = b"/Count %d/Kids%b%b" % (total, references(nodes), inherited)
    return writer.put(b"<</Type/Pages%b>>" % entries, number=root)

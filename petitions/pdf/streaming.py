"""A PDF file that is written front to back, object by object: nothing of it is kept but where each object begins.

ReportLab builds the whole document in memory and writes it at the end; a million signatures have no room there.
Terms and syntax: ISO 32000-1.
"""

import hashlib
import itertools
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

_BRANCH = 256
"""Pages under one node of the page tree: readers find page 17,000 in two steps."""
_PACK = 200
"""Small objects that are compressed together."""
_PACKED = 1 << 63
"""Marks the place of an object that lies in another one: its container's number follows, and in 16 bits its own there."""


def text_string(text: str) -> bytes:
    """`text` as a PDF text string: UTF-16BE with its mark, in hexadecimal."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def reference(number: int) -> bytes:
    """A reference to the object with this number."""
    return b"%d 0 R" % number


def references(numbers: Iterable[int]) -> bytes:
    """An array of references."""
    return b"[" + b" ".join(map(reference, numbers)) + b"]"


class Writer:
    """Writes to `out`, which needs nothing but `write`: a file, a pipe, something that encrypts on the way."""

    def __init__(self, out: BinaryIO) -> None:
        self.first_page = (0, b"")
        """The number and the body of the first page, for an update of it."""
        self._out = out
        self._size = self._start = 0
        self._trailer = b""
        self._digest = hashlib.sha256()
        self._places = array("Q", [0])
        self._changed: list[int] = []
        """What was written since the file was closed."""
        self._waiting: list[tuple[int, bytes]] = []
        # Four bytes above 127 in the second line tell programs that the file is binary (and are asked for by PDF/A).
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self._places.append(0)
        return len(self._places) - 1

    def put(self, body: bytes, *, number: int | None = None) -> int:
        """Write an object, under the reserved `number` if there is one, and return its number."""
        number = self.reserve() if number is None else number
        self._places[number] = self._size
        if self._start:
            self._changed.append(number)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def put_stream(self, data: bytes, entries: bytes = b"", *, level: int = 6) -> int:
        """Write `data`, compressed at zlib's `level`, as a stream with further dictionary `entries`; return the object's number."""
        return self.put_plain_stream(zlib.compress(data, level), entries + b"/Filter/FlateDecode")

    def put_plain_stream(self, data: bytes, entries: bytes) -> int:
        """Write a stream as it is: metadata must be readable for programs that do not know PDF."""
        return self.put(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))

    def pack(self, body: bytes, *, number: int | None = None) -> int:
        """Write an object that is no stream together with others, compressed: for small ones by the thousand."""
        number = self.reserve() if number is None else number
        self._waiting.append((number, body))
        if len(self._waiting) == _PACK:
            self.flush()
        return number

    def flush(self) -> None:
        """Write what waits to be packed, as an object stream (ISO 32000-1, 7.5.7)."""
        if not self._waiting:
            return
        lengths = (len(body) + 1 for _, body in self._waiting)
        places = zip(self._waiting, itertools.accumulate(lengths, initial=0), strict=False)
        head = b"".join(b"%d %d " % (number, offset) for (number, _), offset in places)
        bodies = b" ".join(body for _, body in self._waiting)
        container = self.put_stream(head + bodies, b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(head)))
        for index, (number, _) in enumerate(self._waiting):
            self._places[number] = _PACKED | container << 16 | index
        self._waiting.clear()

    def close(self, *, catalog: int, information: int) -> None:
        """Write the table of objects. The file's identifier is made of its content: the same content has the same."""
        self.flush()
        identifier = self._digest.hexdigest()[:32].upper().encode()
        roots = (reference(catalog), reference(information), identifier, identifier)
        self._trailer = b"/Root %b/Info %b/ID[<%b><%b>]" % roots
        self._start = self._size
        self.reserve()
        self._write(self._table(range(len(self._places)), self._start, self._trailer))

    def sign(self, entries: bytes, seal: Callable[[bytes], bytes], *, room: int, number: int) -> None:
        """Write a signature as the reserved object `number`, and the end of an update to the closed file; then it is closed again.

        `seal` is told the SHA-256 of all bytes of the file but the signature itself, which it returns: at most `room`
        bytes. `entries` are further ones of its dictionary (ISO 32000-1, 12.8.1).
        """
        self._places[number] = self._size
        self._changed.append(number)
        head = b"%d 0 obj\n<</Type/Sig%b/ByteRange[0 %%010d %%010d %%010d]/Contents" % (number, entries)
        end, hole = self._size + len(head % (0, 0, 0)), 2 * room + 2
        tail = b">>\nendobj\n"
        trailer = self._trailer + b"/Prev %d" % self._start
        tail += self._table(sorted([*self._changed, self.reserve()]), end + hole + len(tail), trailer)
        head %= (end, end + hole, len(tail))
        digest = self._digest.copy()
        digest.update(head + tail)
        self._write(b"%b<%b>%b" % (head, seal(digest.digest()).hex().encode().ljust(2 * room, b"0"), tail))

    def _table(self, numbers: Sequence[int], start: int, trailer: bytes) -> bytes:
        """The table of the objects with these numbers, as a stream that begins at `start`: it is the last of them itself."""
        own = numbers[-1]
        self._places[own] = start
        packer, table = zlib.compressobj(6), bytearray()
        for first in range(0, len(numbers), _PACK):
            table += packer.compress(
                b"".join(_entry(self._places[number]) for number in numbers[first : first + _PACK])
            )
        table += packer.flush()
        index = b" ".join(b"%d %d" % stretch for stretch in _stretches(numbers))
        entries = (len(self._places), index, trailer, len(table))
        head = b"/Type/XRef/W[1 5 2]/Size %d/Index[%b]%b/Filter/FlateDecode/Length %d" % entries
        stream = b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (own, head, bytes(table))
        return stream + b"startxref\n%d\n%%%%EOF\n" % start

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._size += len(data)


def _entry(place: int) -> bytes:
    """Where an object is, for the table of objects (ISO 32000-1, 7.5.8.3); the one with number 0 is free."""
    if place & _PACKED:
        return b"\x02" + (place & ~_PACKED).to_bytes(7, "big")
    return (b"\x01" if place else b"\x00") + place.to_bytes(5, "big") + b"\0\0"


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where each row of successive numbers begins, and how many there are."""
    breaks = [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1] + 1]
    for start, end in itertools.pairwise([0, *breaks, len(numbers)]):
        yield numbers[start], end - start


def put_pages(writer: Writer, pages: Iterable[tuple[int, bytes]], *, inherited: bytes) -> int:
    """Write a page tree and return the number of its root.

    `pages` are the reserved number of each page and the entries of its dictionary, `inherited` those that all pages have
    in common.
    """
    root = writer.reserve()
    nodes: list[int] = []
    total = 0
    remaining = iter(pages)
    while branch := list(itertools.islice(remaining, _BRANCH)):
        node = writer.reserve()
        for number, entries in branch:
            body = b"<</Type/Page/Parent %b%b>>" % (reference(node), entries)
            writer.first_page = (number, body) if total == 0 and number == branch[0][0] else writer.first_page
            writer.pack(body, number=number)
        kids = references(number for number, _ in branch)
        writer.pack(b"<</Type/Pages/Parent %b/Count %d/Kids%b>>" % (reference(root), len(branch), kids), number=node)
        nodes.append(node)
        total += len(branch)
    entries = b"/Count %d/Kids%b%b" % (total, references(nodes), inherited)
    return writer.pack(b"<</Type/Pages%b>>" % entries, number=root)

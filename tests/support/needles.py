"""A search of raw bytes for words in every spelling a program may have left them in: quick over hundreds of megabytes.

A spelling is found by its first 15 bytes: one of the eight words of eight bytes within them lies on a multiple of eight,
wherever the spelling begins. So a look at every eighth place is enough, and a set of numbers says whether to look closer.
"""

import base64
import contextlib
import hashlib
import html
import json
import quopri
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

WORD = 8
SHORTEST = 2 * WORD - 1
CHUNK = 1 << 20
DEEPEST = 3
"""Deflate streams within deflate streams that are opened."""
LARGEST = 64 << 20

_ZLIB = [
    bytes((window << 4 | 8, flags))
    for window in range(8)
    for flags in range(256)
    if ((window << 4 | 8) * 256 + flags) % 31 == 0 and not flags & 0x20
]
"""How a zlib stream may begin (RFC 1950), whatever the size of its window; one with a dictionary of its own is nobody's."""
STREAM = re.compile(b"|".join([*map(re.escape, _ZLIB), rb"\x1f\x8b\x08", rb"PK\x03\x04"]), re.DOTALL)
BREAK = re.compile(rb"\n(?<=[ -~]{8}\n)(?=[ -~]{8})")
"""Where text goes on in the next line, as mails and PEM files break it."""


def spellings(text: str) -> Iterator[tuple[str, bytes]]:
    """Every spelling of `text`, each with its name: as it is, in small letters and in capitals."""
    for variant in dict.fromkeys((text, text.lower(), text.upper())):
        raw = variant.encode()
        yield "clear", raw
        yield "UTF-16 LE", variant.encode("utf-16-le")
        yield "UTF-16 BE", variant.encode("utf-16-be")
        yield "hex", raw.hex().encode()
        yield "HEX", raw.hex().upper().encode()
        yield "quoted-printable", quopri.encodestring(raw, quotetabs=True).replace(b"=\n", b"").rstrip()
        yield "quoted-printable in a header", _in_header(raw)
        yield "percent", quote(variant, safe="").encode()
        yield "percent in a form", quote(variant, safe="@").replace("%20", "+").encode()
        yield "JSON", json.dumps(variant)[1:-1].encode()
        yield "character references", html.escape(variant).encode("ascii", "xmlcharrefreplace")
        for shift in range(3):
            yield f"base64, shifted by {shift}", _base64(raw, shift, base64.b64encode)
            yield f"base64 of addresses, shifted by {shift}", _base64(raw, shift, base64.urlsafe_b64encode)
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, raw).digest()
            yield name, digest
            yield f"{name} in hex", digest.hex().encode()
            yield f"{name} in HEX", digest.hex().upper().encode()
            yield f"{name} in base64", base64.b64encode(digest).rstrip(b"=")


def _in_header(raw: bytes) -> bytes:
    return b"".join(bytes([byte]) if chr(byte).isalnum() and byte < 128 else b"=%02X" % byte for byte in raw)


def _base64(raw: bytes, shift: int, encode) -> bytes:
    """The part of a base64 text that is the same whatever stands before (`shift` bytes of it count) and behind."""
    whole = encode(bytes(shift) + raw)
    first = (0, 2, 3)[shift]
    return whole[first : (shift + len(raw)) * 8 // 6]


class Needles:
    """What is looked for: words, none of them shorter than 15 bytes in any spelling."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        self._starts: set[int] = set()
        for word in self.words:
            for name, spelling in spellings(word):
                assert len(spelling) >= SHORTEST, f"{word!r} is too short as {name}"
                self._starts.update(_starts(spelling))

    def found_in(self, data: bytes) -> set[tuple[str, str]]:
        """The words in `data`, each with the spelling it was found in; broken lines and deflate streams are looked into."""
        found: set[tuple[str, str]] = set()
        for layer in layers(data):
            found |= self._in_layer(layer)
            joined, breaks = BREAK.subn(b"", layer.replace(b"\r\n", b"\n").replace(b"=\n", b"\n"))
            if breaks:
                found |= self._in_layer(joined)
        return found

    def found_under(self, *places: Path) -> set[tuple[str, str]]:
        """The words in these files, in all files of these folders, and in their paths."""
        files = [file for place in places for file in (place, *sorted(place.rglob("*"))) if file.is_file()]
        found = self.found_in("\n".join(map(str, files)).encode())
        for file in files:
            with contextlib.suppress(FileNotFoundError):  # a database tidies up when it likes
                found |= self.found_in(file.read_bytes())
        return found

    def _in_layer(self, data: bytes) -> set[tuple[str, str]]:
        return self._exactly(data, self._suspects(data))

    def _suspects(self, data: bytes) -> set[int]:
        """The words of eight bytes at every eighth place that begin a spelling."""
        whole = memoryview(data)[: len(data) // WORD * WORD].cast("Q")
        return self._starts.intersection(whole)

    def _exactly(self, data: bytes, suspects: set[int]) -> set[tuple[str, str]]:
        if not suspects:
            return set()
        return {
            (word, name)
            for word in self.words
            for name, spelling in spellings(word)
            if not suspects.isdisjoint(_starts(spelling)) and spelling in data
        }


def _starts(spelling: bytes) -> list[int]:
    return [int.from_bytes(spelling[at : at + WORD], "little") for at in range(SHORTEST - WORD + 1)]


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """`data`, and what each zlib, gzip and zip stream in it holds, and so on."""
    yield data
    if depth == DEEPEST:
        return
    end = 0
    for match in STREAM.finditer(data):
        if match.start() < end:  # within a stream that has been opened
            continue
        content, end = _inflated(data, match.start())
        if len(content) >= SHORTEST:
            yield from layers(content, depth + 1)


def _inflated(data: bytes, start: int) -> tuple[bytes, int]:
    """What the stream at `start` holds, as far as it is whole, and where it ends (`start` if it is none)."""
    window = 47  # zlib or gzip, by its own header
    if data[start : start + 4] == b"PK\x03\x04":
        name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
        start, window = start + 30 + name + extra, -15
    stream, content, at = zlib.decompressobj(window), bytearray(), start
    try:
        while at < len(data) and not stream.eof and len(content) < LARGEST:
            content += stream.decompress(data[at : at + 4096])
            at += 4096
    except zlib.error:
        return bytes(content), start
    return bytes(content), min(at, len(data)) - len(stream.unused_data)

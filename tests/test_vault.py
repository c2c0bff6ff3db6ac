"""The vault: what comes out is what went in, or nothing."""

import io
import os

import pytest

from petitions import sealing, vault

KEY = os.urandom(32)
OVERHEAD = 16
SIZES = (0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 3 * vault.CHUNK, 3 * vault.CHUNK + 7)


def sealed(data: bytes, key: bytes = KEY, *, step: int = 1000) -> bytes:
    out = io.BytesIO()
    writer = vault.Writer(out, key)
    for start in range(0, len(data), step):
        writer.write(data[start : start + step])
    writer.close()
    assert writer.size == len(data)
    return out.getvalue()


def opened(file: bytes, key: bytes = KEY) -> bytes:
    return b"".join(vault.read(io.BytesIO(file), key))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size):
    data = os.urandom(size)
    assert opened(sealed(data)) == data


def test_nothing_of_it_lies_in_the_file():
    file = sealed(b"Ana Kovac, Zagreb\n" * 10_000)
    assert b"Kovac" not in file
    assert b"Zagreb" not in file


def test_the_same_file_twice_is_not_the_same():
    assert sealed(b"Ana") != sealed(b"Ana")


def test_another_key_opens_nothing():
    with pytest.raises(sealing.CannotOpen):
        opened(sealed(b"Ana"), os.urandom(32))


def test_a_file_that_was_touched_does_not_open():
    data = os.urandom(3 * vault.CHUNK + 7)
    file = sealed(data)
    body, whole = file[32:], vault.CHUNK + OVERHEAD
    chunks = [body[start : start + whole] for start in range(0, len(body), whole)]
    touched = {
        "changed": file[:5000] + bytes([file[5000] ^ 1]) + file[5001:],
        "cut off behind a chunk": file[: 32 + 2 * whole],
        "cut off": file[:-1],
        "longer": file + b"\0",
        "swapped": file[:32] + b"".join([chunks[1], chunks[0], *chunks[2:]]),
        "one left out": file[:32] + b"".join(chunks[1:]),
        "empty": b"",
        "only its salt": file[:32],
    }
    for what, broken in touched.items():
        with pytest.raises(sealing.CannotOpen):
            assert opened(broken) != data, what

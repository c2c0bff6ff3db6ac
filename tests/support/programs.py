"""What a program costs that lives for one answer: time of the processor, and the most memory that it ever has."""

import os
import subprocess
import sys
import time
from typing import NamedTuple

UNLIMITED = [
    sys.executable,
    "-I",
    "-c",
    """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
try:
    Image.open(io.BytesIO(sys.stdin.buffer.read())).load()
    print("decoded")
except BaseException as failure:
    print(type(failure).__name__)
""",
]
"""A simpler program that reads a picture, stopped at 2 GiB."""
STARTER = """
import os, resource, subprocess, sys
subprocess.run(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(int(sys.argv[1]), f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}".encode())
"""
"""A small process that starts the program: a child's peak begins with its parent's."""


class Cost(NamedTuple):
    """Of one answer."""

    answer: str
    """Its first line."""
    seconds: float
    cpu: float
    """Of them, those that the processor worked."""
    mebibytes: float


def cost(command: list[str], content: bytes) -> Cost:
    """What `command` costs that is given `content`."""
    reading, writing = os.pipe()
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-c", STARTER, str(writing), *command],
        input=content,
        capture_output=True,
        check=True,
        pass_fds=(writing,),
        env={"MALLOC_ARENA_MAX": "1"},
    )
    seconds = time.perf_counter() - start
    os.close(writing)
    with os.fdopen(reading) as said:
        cpu, kibibytes = map(float, said.read().split())
    return Cost(done.stdout.partition(b"\n")[0].decode(errors="replace"), seconds, cpu, kibibytes / 1024)

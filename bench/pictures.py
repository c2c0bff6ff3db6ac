"""How long a picture takes to be refused or taken in, and the most memory that the process that reads it ever has.

    python -m bench.pictures

The control is the same file opened by Pillow in a process without limits, as a simpler program would; it is stopped at 2 GiB.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from PIL import Image

from petitions import apart
from petitions.images import intake
from tests.support import pictures

GOAL_SECONDS, GOAL_MIB = 1.0, 300
CONTROL = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
try:
    Image.open(io.BytesIO(sys.stdin.buffer.read())).load()
    print("decoded")
except BaseException as failure:
    print(type(failure).__name__)
"""


def main() -> None:
    """Print the figures."""
    print(f"{'':34}{'refused or taken':>18}{'seconds':>9}{'MiB':>6}   {'control':16}{'seconds':>9}{'MiB':>6}")
    for name, content in hostile():
        _print(name, content, is_refused=True)
    for name, content in good():
        _print(name, content, is_refused=False)


def hostile() -> Iterator[tuple[str, bytes]]:
    """What must be refused within a second."""
    yield "PNG, 50,000 x 50,000", pictures.empty_png(50_000, 50_000)
    yield "JPEG, 50,000 x 50,000", pictures.enlarged("JPEG", 50_000, 50_000)
    yield "WebP, as large as it can be", pictures.enlarged("WEBP", 50_000, 50_000)
    yield "AVIF, 50,000 x 50,000", pictures.enlarged("AVIF", 50_000, 50_000)
    yield "PNG, a line of 1,000,000", pictures.empty_png(1_000_000, 20)
    yield "moving WebP", pictures.moving("WEBP")
    yield "an archive under a PNG's name", b"\x89PNG\r\n\x1a\n" + pictures.zipped()


def good() -> Iterator[tuple[str, bytes]]:
    """What is taken."""
    for kind, width, height in (
        ("JPEG", 4000, 3000), ("JPEG", 8000, 6000), ("PNG", 4000, 3000), ("WEBP", 4000, 3000), ("AVIF", 4000, 3000),
    ):  # fmt: skip
        tones = Image.effect_noise((width // 4, height // 4), 40).resize((width, height))
        yield f"{kind}, {width} x {height}", pictures.encoded(tones.convert("RGB"), kind)


def _print(name: str, content: bytes, *, is_refused: bool) -> None:
    ours = _run(apart.command(intake.DECODER, *intake.WIDTHS, limits=intake.LIMITS), content)
    control = _run([sys.executable, "-I", "-c", CONTROL], content)
    is_kept = ours[2] <= GOAL_MIB and (not is_refused or ours[1] <= GOAL_SECONDS)
    figures = f"{ours[0]:>18}{ours[1]:9.2f}{ours[2]:6.0f}   {control[0]:16}{control[1]:9.2f}{control[2]:6.0f}"
    print(f"{name:34}{figures}{'' if is_kept else '  RED'}", flush=True)


def _run(command: list[str], content: bytes) -> tuple[str, float, float]:
    """The answer in a word, seconds, and the peak in MiB. A small process starts it: a child's peak begins with its parent's."""
    reading, writing = os.pipe()
    start = time.perf_counter()
    starter = [sys.executable, "-I", "-c", STARTER, str(writing), *command]
    done = subprocess.run(
        starter, input=content, capture_output=True, check=True, pass_fds=(writing,), env={"MALLOC_ARENA_MAX": "1"}
    )
    seconds = time.perf_counter() - start
    os.close(writing)
    with os.fdopen(reading) as said:
        peak = int(said.read()) / 1024
    line = done.stdout.partition(b"\n")[0].decode()
    return ("taken" if "size" in line else line.split('"')[-2] if '"' in line else line), seconds, peak


STARTER = """
import os, resource, subprocess, sys
subprocess.run(sys.argv[2:])
os.write(int(sys.argv[1]), str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss).encode())
"""


if __name__ == "__main__":
    main()

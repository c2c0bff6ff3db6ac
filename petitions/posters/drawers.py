"""Having posters drawn by `drawing`, a program of its own: one, or one after the other."""

import contextlib
import json
import pickle
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from petitions import apart, errors
from petitions.pdf.refusals import TooFull, Unprintable
from petitions.posters.content import Poster
from petitions.posters.designs import Design
from petitions.posters.forms import Form

PROGRAM = Path(__file__).with_name("drawing.py")
NICENESS = 10
"""Of a program that draws for nobody who waits: supporters come first."""


class Busy(errors.Unavailable):
    """Other posters are being drawn, or there is no room for one."""


class Ended(Busy):
    """The program was ended before it had drawn: by its limits, or by somebody else."""


class Drawer:
    """The program, for as long as the block lasts; it is started when the first poster is wanted.

    Its limits are those of one process, however many posters that draws. So it leaves before they are near, and another one
    goes on. `seconds` is how long a poster may take; a program with a `niceness` lets others go first.
    """

    def __init__(self, fonts: Path, *, seconds: float, niceness: int = 0) -> None:
        self.fonts = fonts
        self._command = apart.command(PROGRAM, fonts, niceness)
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.end()

    def draw(self, poster: Poster, design: Design | None, form: Form, kind: str) -> bytes:
        """What `drawing` answers: a line of JSON and the "pdf" or "png", or for a "plan" the line alone. Without a design it is
        the picture to share.

        Raises Unprintable, TooFull, Busy, Ended, and subprocess.CalledProcessError if the poster broke the program.
        """
        answer = self._answer(pickle.dumps((poster, design, form, kind)))
        said = json.loads(answer.partition(b"\n")[0])
        if "missing" in said:
            raise Unprintable(tuple(said["missing"]))
        if "plan" not in said:
            raise TooFull
        return answer

    def _answer(self, order: bytes) -> bytes:
        if self._process is not None:  # it may have left after the last poster, or have died of all those before
            with contextlib.suppress(Ended, subprocess.CalledProcessError):
                return self._asked(self._process, order)
        self.end()
        return self._asked(self._start(), order)

    def _start(self) -> "subprocess.Popen[bytes]":
        # What it has to say about a fault of its own goes where the product's words go.
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own program; the poster is its input, not its arguments
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=apart.ENVIRON
            )
        except OSError as failure:
            raise Busy from failure
        return self._process

    def _asked(self, process: "subprocess.Popen[bytes]", order: bytes) -> bytes:
        assert process.stdin
        assert process.stdout
        watch = threading.Timer(self._seconds, process.kill)
        watch.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(order)
                process.stdin.flush()
            line = process.stdout.readline()
            size = json.loads(line)["size"] if line.endswith(b"\n") else 1
            content = process.stdout.read(size)
        finally:
            watch.cancel()
        if len(content) < size:
            raise self._death(process)
        return line + content

    def _death(self, process: "subprocess.Popen[bytes]") -> Exception:
        """Why it did not answer: it was ended by a signal, left, or broke."""
        code = process.wait()
        return Ended() if code <= 0 else subprocess.CalledProcessError(code, self._command)

    def end(self) -> None:
        """End the program; with the next poster it is started anew."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(BrokenPipeError), process:
                process.kill()

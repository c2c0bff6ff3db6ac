"""What a process asks of the kernel, and in which order: strace, and what it shows of an answer and the disk."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.crowd import eventually

CALLS = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg"
SENDS = ("write", "writev", "sendto", "sendmsg")
LINE = re.compile(r"^(?P<thread>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\()(?P<rest>.*)$")
IS_BROKEN_OFF = "<unfinished ...>"


class Missing(Exception):
    """There is no strace here; `str()` says what to do."""


class Trace:
    """The kernel calls of process `pid`, with all its threads, written to `file` while this lasts."""

    def __init__(self, pid: int, file: Path) -> None:
        program = shutil.which("strace")
        if program is None:
            raise Missing(
                "strace is missing, so nobody can see whether an answer waits for the disk. apt install strace"
            )
        self.file, self.words = file, file.with_suffix(".words")
        self.command = [program, "-f", "-y", "-s", "16", "-e", f"trace={CALLS}", "-o", str(file), "-p", str(pid)]

    def __enter__(self) -> "Trace":
        with self.words.open("wb") as words:
            self.process = subprocess.Popen(self.command, stdout=words, stderr=words)
        if not eventually(lambda: "attached" in self.words.read_text() or self.process.poll() is not None, within=30):
            self.process.kill()
        if self.process.poll() is not None:
            raise Missing(f"strace may not look into other processes here: {self.words.read_text()}")
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


@dataclass
class Answers:
    """How many answers were sent, and how many of them before their own commit was on disk."""

    sent: int = 0
    early: int = 0


def answers(lines: Iterable[str], *, status: int, journal: str) -> Answers:
    """Judge a trace of requests made one after the other: each answer of `status` needs a write to the file `journal`
    since the last one, and behind its last write a finished fdatasync of that file."""
    found, has_written, is_on_disk = Answers(), False, False
    syncing: set[str] = set()
    for line in lines:
        call = LINE.match(line)
        if call is None:
            continue
        thread, rest = call["thread"], call["rest"]
        is_journal = f"{journal}>" in rest
        if call["call"] == "pwrite64" and is_journal:
            has_written, is_on_disk = True, False
        elif call["call"] in ("fdatasync", "fsync") and is_journal:
            if IS_BROKEN_OFF in rest:
                syncing.add(thread)
            else:
                is_on_disk = has_written
        elif call["resumed"] in ("fdatasync", "fsync") and thread in syncing:
            syncing.discard(thread)
            is_on_disk = has_written
        elif call["call"] in SENDS and f'"HTTP/1.1 {status}' in rest:
            found.sent += 1
            found.early += not is_on_disk
            has_written = is_on_disk = False
    return found

"""Keeping a process going beside this one: it is started again when it dies, and never outlives whoever keeps it."""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import config
from petitions import serving

GRACE = 5  # seconds that a process has to finish what it began
LONGEST_PAUSE = 5  # seconds until one that has ended is started again: its work goes on soon after the cause is gone


@contextlib.contextmanager
def kept(program: Sequence[str], say: Callable[[str], object], words: str) -> Iterator[None]:
    """Keep `program` going meanwhile; `say` is told `words` whenever it has died and is started again."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep, args=(program, stopping, partial(say, words)))
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep(program: Sequence[str], stopping: threading.Event, tell: Callable[[], object]) -> None:
    # The kernel ends the process with the thread that started it, so this thread stays for as long as the process does.
    deaths = 0
    while not stopping.is_set():
        process = subprocess.Popen(  # noqa: S603  # our own program
            program,
            cwd=config.PROJECT,
            start_new_session=True,  # Ctrl-C is for this process, which then ends the other in order
            preexec_fn=partial(serving.die_with_parent, os.getpid()),
        )
        while process.poll() is None and not stopping.wait(0.1):
            pass
        if stopping.is_set():
            _end(process)
            return
        deaths += 1
        tell()
        stopping.wait(min(LONGEST_PAUSE, 0.5 * 2**deaths))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

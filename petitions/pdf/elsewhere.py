"""Having a document made by `program`: whoever serves pages need not carry what sets type."""

import pickle
import subprocess
import threading
from pathlib import Path

from petitions import apart, errors

SECONDS = 30
"""How long one document may take before it is given up."""
PATIENCE = 20
"""Seconds that a document waits for the one before it: they are made one at a time, so that memory is bounded."""

PROGRAM = Path(__file__).with_name("program.py")
_turn = threading.Lock()


class Busy(errors.Unavailable):
    """Other documents are being made, or there is no room for one."""


def made(function: str, value: object, fonts: Path) -> bytes:
    """What `function`, "petitions.….module:name", makes of `value` and the typefaces in `fonts`.

    Raises Busy, and subprocess.CalledProcessError if the value broke the program.
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the value is its input, not its arguments
            apart.command(PROGRAM, function, fonts),
            input=pickle.dumps(value),
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
            env=apart.ENVIRON,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise Busy from failure
    finally:
        _turn.release()
    if done.returncode < 0:  # a signal: out of time, or somebody ended it
        raise Busy
    done.check_returncode()
    return done.stdout

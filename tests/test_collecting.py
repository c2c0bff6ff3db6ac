"""The collector of cycles runs at moments of our own, where Python's would crash the process."""

import gc
import subprocess
import sys

import pytest
from flask import Flask

import config
from petitions import collecting

needed = pytest.mark.skipif(not collecting.IS_NEEDED, reason="this Python waits for a safe moment by itself")

# What SQLAlchemy's states of objects do: when the object is forgotten, its state notes so in an attribute that the class's
# instances do not usually have, and which therefore gives the state a dictionary of its own.
STATES = """
import gc, sys, time, weakref

if sys.argv[1] == "ours":
    from petitions import collecting
    collecting.init()

class Thing:
    pass

class State:
    def __init__(self, thing):
        self.thing = weakref.ref(thing, self.forget)
        self.words = ["kept"]

    def forget(self, _thing):
        global forgotten
        forgotten += 1
        self.late = None

forgotten, kept = 0, []
first = [(thing, State(thing)) for thing in (Thing() for _ in range(100))]
first[0][1].other = None
spare = [{} for _ in range(200)]  # Python keeps some dictionaries for the next who wants one
for _ in range(20_000):
    thing = Thing()
    thing.itself = thing
    state = State(thing)
    kept.append(state)
    del thing
    state.late = None
    assert state.words == ["kept"]
deadline = time.monotonic() + 30
while forgotten < 10_000 and time.monotonic() < deadline:
    time.sleep(0.01)
print(forgotten)
"""


def run(whose: str) -> subprocess.CompletedProcess[str]:
    """The program above under Python's own collector or ours."""
    return subprocess.run(
        [sys.executable, "-c", STATES, whose], cwd=config.PROJECT, capture_output=True, text=True, check=False
    )


@needed
def test_at_safe_moments_nothing_breaks_and_everything_is_collected():
    done = run("ours")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10_000


@needed
def test_python_itself_breaks():
    """The control. Once this fails, the module is of no use any more."""
    assert run("Python's").returncode != 0


@needed
def test_every_process_with_an_application_does_so(app: Flask):
    assert app
    assert not gc.isenabled()

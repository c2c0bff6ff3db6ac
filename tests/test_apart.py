"""Programs of our own within their limits."""

import subprocess

from petitions import apart

GREEDY = """
import sys

def refusal(attempt):
    try:
        attempt()
    except (MemoryError, OSError) as failure:
        return type(failure).__name__

def write():
    with open(sys.argv[1], "w") as file:
        file.write("kept")

print(refusal(write), refusal(lambda: bytearray(60_000_000)), "petitions.database" in sys.modules)
import petitions.errors
while sys.argv[2:]:
    pass
"""


def test_a_program_is_held_to_its_limits(tmp_path) -> None:
    program, file = tmp_path / "greedy.py", tmp_path / "kept"
    program.write_text(GREEDY)
    limits = (60_000_000, 1)

    def greedy(*arguments: str) -> tuple[int, str]:
        command = apart.command(program, file, *arguments, limits=limits)
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=apart.ENVIRON, timeout=60)
        return done.returncode, done.stdout

    assert greedy() == (0, "OSError MemoryError False\n")
    assert not file.exists() or not file.read_bytes()
    assert greedy("for ever")[0] < 0

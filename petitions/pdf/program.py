"""A program of its own that makes one document.

    python -I program.py MODULE:FUNCTION FONTS < value > document

Typefaces and what sets them weigh as much as the pages of a whole site. The pickled value comes from the product that starts
this, and goes with a library of the typefaces in FONTS to the function, which returns bytes.
"""

import importlib
import pickle
import resource
import sys
from pathlib import Path
from types import ModuleType

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: what is resident is less."""
SECONDS = 20

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The package's own first lines load the whole product. Paper needs none of it.
    package = ModuleType("petitions")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["petitions"] = package

from petitions.pdf import fonts  # noqa: E402  # within the limits


def main() -> None:
    """Make what is asked for on the command line."""
    wanted, folder = sys.argv[1:]
    module, _colon, function = wanted.partition(":")
    value = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    make = getattr(importlib.import_module(module), function)
    sys.stdout.buffer.write(make(value, fonts.open_library(Path(folder))))


if __name__ == "__main__":
    main()

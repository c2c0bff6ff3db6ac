"""A program of its own that makes one document.

    program.py MODULE:FUNCTION FONTS < value > document

Typefaces and what sets them weigh as much as the pages of a whole site. The pickled value comes from the product that starts
this, and goes with a library of the typefaces in FONTS to the function, which returns bytes.
"""

import importlib
import pickle
import sys
from pathlib import Path

from petitions.pdf import fonts


def main() -> None:
    """Make what is asked for on the command line."""
    wanted, folder = sys.argv[1:]
    module, _colon, function = wanted.partition(":")
    value = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    make = getattr(importlib.import_module(module), function)
    sys.stdout.buffer.write(make(value, fonts.open_library(Path(folder))))


if __name__ == "__main__":
    main()

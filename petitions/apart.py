"""Programs of our own that are held to limits, apart from the product: they read strangers' files, or carry what a site need not.

    python -I apart.py BYTES SECONDS FILE [ARGUMENT…] < input > answer

The Python program in FILE can write no file. It may import what it likes of the product.
"""

import os
import resource
import sys
from types import ModuleType

ENVIRON = {"MALLOC_ARENA_MAX": "1"}
"""Arenas of their own would count against the address space."""
Limits = tuple[int, int]
"""Bytes of address space (what is resident is less), and seconds of work."""
PAPER: Limits = (1024 * 1024 * 1024, 20)


def command(file: os.PathLike[str], *arguments: object, limits: Limits = PAPER) -> list[str]:
    """What starts the program in `file` within these limits."""
    return [sys.executable, "-I", __file__, *map(str, (*limits, file, *arguments))]


def main() -> None:
    """Be the program that the command line names, from now on within its limits."""
    memory, seconds, *sys.argv = sys.argv[1:]
    for limit, most in (("AS", int(memory)), ("CPU", int(seconds)), ("FSIZE", 0), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
    # The package's own first lines load the whole product, which takes longer than a poster does.
    package = ModuleType("petitions")
    package.__path__ = [os.path.dirname(__file__)]
    sys.modules["petitions"] = package
    with open(sys.argv[0], "rb") as file:  # runpy, and pathlib, load more than some of these programs
        code = compile(file.read(), sys.argv[0], "exec")
    exec(code, {"__name__": "__main__", "__file__": sys.argv[0]})  # noqa: S102  # our own program


if __name__ == "__main__":
    main()

"""People who do something at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

One = TypeVar("One")
Got = TypeVar("Got")


def at_once(do: Callable[[One], Got], each: Sequence[One]) -> list[Got]:
    """What threads get, in whatever order, of which each begins `do` with one of `each` when all are there.

    One that fails gets nothing; so the answers are to be counted.
    """
    start, got = threading.Barrier(len(each), timeout=30), []

    def one(mine: One) -> None:
        start.wait()
        got.append(do(mine))

    threads = [threading.Thread(target=one, args=(mine,)) for mine in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got

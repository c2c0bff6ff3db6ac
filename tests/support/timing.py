"""Whether some answers take longer than others, on a machine that has other things to do."""

import statistics
from collections.abc import Iterable, Mapping


def spread(rounds: Iterable[Mapping[str, float]]) -> float:
    """By what part the slowest kind of answer differs from the quickest. A round holds seconds by kind, taken one after the other.

    Each time is put beside the median of the *other* kinds of its round, so that a machine that slows down slows down all.
    Its own must not be among them: the middle one of a round would then be exactly 1 to itself, the medians would gather
    there, and a difference of eight in a hundred be told as none. Noise makes the figure too large, never too small.
    """
    parts: dict[str, list[float]] = {}
    for taken in rounds:
        for kind, seconds in taken.items():
            others = statistics.median(other for name, other in taken.items() if name != kind)
            parts.setdefault(kind, []).append(seconds / others)
    medians = [statistics.median(found) for found in parts.values()]
    return max(medians) / min(medians) - 1

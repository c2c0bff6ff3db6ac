"""The measure of answering times sees a difference, and sees none where there is none."""

import random

import pytest

from tests.support import timing

KINDS = ("new", "pending", "expired", "confirmed", "second", "withdrawn", "rejected")


def rounds(slower: float, noise: float, seed: int) -> list[dict[str, float]]:
    """Times of a machine whose load comes and goes; one kind of answer takes longer by the part `slower`."""
    chance = random.Random(seed)
    load, made = 1.0, []
    for _ in range(500):
        load = max(0.5, load * chance.lognormvariate(0, 0.05))
        taken = {kind: load * chance.lognormvariate(0, noise) for kind in KINDS}
        made.append(taken | {"confirmed": taken["confirmed"] * (1 + slower)})
    return made


@pytest.mark.parametrize("noise", [0.02, 0.08, 0.2])
@pytest.mark.parametrize("seed", range(3))
def test_eight_in_a_hundred_are_seen_through_noise(noise: float, seed: int) -> None:
    assert timing.spread(rounds(0.08, noise, seed)) > 0.05


@pytest.mark.parametrize("seed", range(3))
def test_equal_times_are_told_as_equal_but_not_exactly(seed: int) -> None:
    assert 0 < timing.spread(rounds(0, 0.08, seed)) < 0.05

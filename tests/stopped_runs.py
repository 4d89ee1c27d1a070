"""Runs that are stopped by the rule for a precision, over and over, on measures whose truth is known."""

from collections.abc import Callable
from math import exp
from typing import NamedTuple

import numpy as np

from rangering.study.stop import NOTHING, HalfWidth, Precision, look, sums_of

Draw = Callable[[np.random.Generator, int], np.ndarray]


class Kind(NamedTuple):
    """A measure: how one replicate's values are drawn, the mean they have, and whether it is a share."""

    draw: Draw
    truth: float
    share: bool = False


def _ratio(rng: np.random.Generator, count: int) -> np.ndarray:
    """Missiles and kills of a raid: 2 a kill on average; columns of one array."""
    kills = rng.binomial(12, 0.6, count)
    return np.stack([kills + rng.binomial(2 * kills, 0.5), kills], axis=1)


KINDS = {
    "normal": Kind(lambda rng, n: rng.normal(5.0, 1.0, n), 5.0),
    "exponential": Kind(lambda rng, n: rng.exponential(1.0, n), 1.0),
    "Poisson 2": Kind(lambda rng, n: rng.poisson(2.0, n), 2.0),
    "Poisson 0.05": Kind(lambda rng, n: rng.poisson(0.05, n), 0.05),
    "leakers of 48": Kind(lambda rng, n: rng.binomial(48, 0.15, n), 7.2),
    "a ratio": Kind(_ratio, 2.0),
    "share 0.5": Kind(lambda rng, n: rng.random(n) < 0.5, 0.5, True),
    "share 0.1": Kind(lambda rng, n: rng.random(n) < 0.1, 0.1, True),
    "share 0.02": Kind(lambda rng, n: rng.random(n) < 0.02, 0.02, True),
    "lognormal": Kind(lambda rng, n: rng.lognormal(0.0, 1.0, n), exp(0.5)),
}


class Stopped(NamedTuple):
    """What many stopped runs came to."""

    covered: float
    """Share of runs whose interval held the truth."""
    within: float
    """Share of runs whose estimate lay within what was asked."""
    replicates: float
    """Mean number."""
    looks: float
    """Mean number."""


def stopped_runs(kind: Kind, wanted: HalfWidth, repeats: int, seed: int) -> Stopped:
    """Run the rule so many times from the start to its stop."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    precision = Precision(wanted)
    shares = ("it",) if kind.share else ()
    found = np.empty((repeats, 4))
    for i in range(repeats):
        sums, replicates, looks = NOTHING, 0, 0
        seen = look(0, {}, precision)
        while not seen.stop:
            values = kind.draw(rng, seen.next_count - replicates)
            sums = sums.merged(sums_of(*values.T) if values.ndim == 2 else sums_of(values))
            replicates = seen.next_count
            seen = look(replicates, {"it": sums}, precision, shares=shares)
            looks += 1
        it = seen.measures["it"]
        # Shares are multiples of 1/n: one that is off by just what was asked is not off by more.
        within = abs(it.value - kind.truth) <= it.allowed * (1.0 + 1e-9)
        found[i] = it.low <= kind.truth <= it.high, within, replicates, looks
    return Stopped(*map(float, found.mean(axis=0)))

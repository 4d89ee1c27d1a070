"""Pairs of a full and a fast model whose means, spreads and correlation are known, to try estimates on."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rangering.study.multifidelity import BothEstimate, Model, estimate


class Pair(NamedTuple):
    """One drawing of both models, and the mean of the full one."""

    full: Model
    fast: Model
    mean: float


def _looked_up(values: np.ndarray) -> Model:
    def model(first: int, count: int) -> np.ndarray:
        assert first + count <= len(values), "more replicates than were drawn"
        return values[first : first + count]

    return model


def normal_pair(draw: np.random.Generator, count: int, correlation: float) -> Pair:
    """Both normal; the fast one has another mean and spread."""
    common, own = draw.standard_normal((2, count))
    fast = correlation * common + np.sqrt(1.0 - correlation**2) * own
    return Pair(_looked_up(5.0 + 2.0 * common), _looked_up(-1.0 + 0.3 * fast), 5.0)


def leaker_pair(draw: np.random.Generator, count: int, correlation: float) -> Pair:
    """Counts of rare events that share a Poisson part: skewed, as leakers are. Means 0.6 and 0.6."""
    common = draw.poisson(0.6 * correlation, count)
    own, other = draw.poisson(0.6 * (1.0 - correlation), (2, count))
    return Pair(_looked_up(common + own), _looked_up(common + other), 0.6)


PAIRS: dict[str, Callable[[np.random.Generator, int, float], Pair]] = {
    "normal": normal_pair,
    "leakers": leaker_pair,
}


def repeated(
    kind: str, correlation: float, cost_fraction: float, budget: float, *, pilot: int, repeats: int, seed: int
) -> tuple[list[BothEstimate], float]:
    """So many independent estimates, and what they should find."""
    draw = np.random.Generator(np.random.Philox(key=seed))
    most = int(budget / cost_fraction) + pilot + 1
    found = []
    for _ in range(repeats):
        pair = PAIRS[kind](draw, most, correlation)
        found.append(estimate(pair.full, pair.fast, budget=budget, pilot=pilot, cost_fraction=cost_fraction))
    return found, pair.mean


def share_that_hold(found: list[BothEstimate], mean: float) -> float:
    """Share of the intervals that hold the mean."""
    return float(np.mean([each.estimate.low <= mean <= each.estimate.high for each in found]))

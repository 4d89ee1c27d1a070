"""Scores of flights from what replicates saw, with intervals that know of ties and of what was never seen.

Intervals are quantiles of the Bayesian bootstrap: replicates, or days where those differ, get random weights,
the same for every flight and every variant, so that like is compared with like; and each flight gets half an
observation of either kind that is its own, so that two that were alike in all replicates are not called equal
and a percentile among ties is as wide as it should be. Where no replicate met a thing, or every one did, the
interval reaches at least to the exact bound.
Source: Rubin, The Bayesian bootstrap, Annals of Statistics 9 (1981) 130-134; the half observations are those
of Jeffreys' prior for a share; the exact bound is that of Clopper and Pearson, Biometrika 26 (1934) 404-413.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.study.design import generator

FloatArray = NDArray[np.float64]

DRAWS = 1000
NEVER = 3.69  # over n: 97.5 % bound of a chance that n replicates never met, from (1 - p)^n = 0.025
_HALF = 0.5
_QUANTILES = (0.025, 0.975)


class Span(NamedTuple):
    """A value with its 95 % interval, of chance alone."""

    value: float
    low: float
    high: float


class Seen(NamedTuple):
    """What replicates saw of every flight in one part of a score."""

    name: str
    """What became of answers; the same name draws the same half observations."""
    weight: float
    """How often that is so."""
    hits: NDArray[np.int8] | FloatArray
    """Bits of `rangering.mission.state`, or shares of what a day holds; (observations, flights)."""


@dataclass(frozen=True)
class Scores:
    """Scores of the accident's flight, first, and of the matched ones."""

    value: FloatArray
    """(flights,)"""
    drawn: FloatArray
    """Draws of what they may be; (draws, flights)."""
    below: FloatArray
    above: FloatArray
    """How far chance reaches where every observation of a part was alike; (flights,)"""

    def span(self, flight: int) -> Span:
        """Of one flight."""
        low, high = np.quantile(self.drawn[:, flight], _QUANTILES)
        value = float(self.value[flight])
        return _within(
            value, min(low, value - self.below[flight]) if self.below[flight] else min(low, value),
            max(high, value + self.above[flight]),
        )  # fmt: skip

    def mean_of_matched(self) -> Span:
        """Of all but the first.

        Where a part met no flight at all, or every one each time, the exact bound is that of replicates and
        not of flights: those of one replicate may go together.
        """
        low, high = np.quantile(self.drawn[:, 1:].mean(axis=1), _QUANTILES)
        value = float(self.value[1:].mean())
        return _within(value, min(low, value - self.below[1:].min()), max(high, value + self.above[1:].min()))

    def expected_of_matched(self) -> Span:
        """How many of them are met, on average: their number times their mean."""
        count = len(self.value) - 1
        return Span(*(count * each for each in self.mean_of_matched()))

    def none_of_matched(self) -> Span:
        """The chance that none of them is met, where each meets or misses by itself."""
        low, high = np.quantile((1.0 - self.drawn[:, 1:]).prod(axis=1), _QUANTILES)
        value = float((1.0 - self.value[1:]).prod())
        most = np.minimum(self.value[1:] + self.above[1:].min(), 1.0)
        least = np.maximum(self.value[1:] - self.below[1:].min(), 0.0)
        return Span(value, float(min(low, (1.0 - most).prod())), float(max(high, (1.0 - least).prod())))

    def ratio_to(self, base: "Scores") -> Span | None:
        """The first flight's score over that of another variant; None where that one is zero."""
        if base.value[0] <= 0.0:
            return None
        value = float(self.value[0] / base.value[0])
        if np.array_equal(self.drawn[:, 0], base.drawn[:, 0]):
            return Span(1.0, 1.0, 1.0)
        low, high = np.quantile(self.drawn[:, 0] / base.drawn[:, 0], _QUANTILES)
        if self.value[0] == 0.0:
            return Span(0.0, 0.0, float(max(high, self.above[0] / base.value[0])))
        return Span(value, float(min(low, value)), float(max(high, value)))

    def percentile(self) -> Span:
        """Share of matched flights with a lower score than the first, ties half."""
        own = self.drawn[:, :1]
        others = self.drawn[:, 1:]
        drawn = (others < own).mean(axis=1)
        low, high = np.quantile(drawn, _QUANTILES)
        value = percentile_of(self.value)
        return Span(value, float(min(low, value)), float(max(high, value)))

    def alike(self) -> int:
        """How many matched flights cannot be told from the first: the difference may be either way."""
        low, high = np.quantile(self.drawn[:, 1:] - self.drawn[:, :1], _QUANTILES, axis=0)
        return int(((low <= 0.0) & (high >= 0.0)).sum())


def scores(parts: Sequence[Seen], seed: int, *, bits: int = -1) -> Scores:
    """Scores from what was seen: a weighted sum over parts.

    Parameters
    ----------
    parts : sequence of Seen
        Weights sum to 1, or to the weight of what is asked for.
    seed : int
        Of the draws behind intervals; no replicate's fate hangs on it.
    bits : int
        Which causes count; all if not given.
    """
    count = parts[0].hits.shape[1]
    value, drawn = np.zeros(count), np.zeros((DRAWS, count))
    below, above = np.zeros(count), np.zeros(count)
    for part in parts:
        seen = _seen(part, bits)
        mean = seen.mean(axis=0)
        value += part.weight * mean
        drawn += part.weight * _drawn(part.name, seen, seed)
        reach = part.weight * NEVER / len(seen)
        below += reach * (mean == 1.0)
        above += reach * (mean == 0.0)
    return Scores(value, drawn, below, above)


def percentile_of(values: FloatArray) -> float:
    """Share of the others that are below the first; ties count half."""
    own, others = values[0], values[1:]
    return float(((others < own).sum() + _HALF * (others == own).sum()) / len(others))


def _seen(part: Seen, bits: int) -> FloatArray:
    if np.issubdtype(part.hits.dtype, np.integer):
        return np.asarray(np.bitwise_and(part.hits.astype(np.int64), bits) != 0, dtype=np.float64)
    return np.asarray(part.hits, dtype=np.float64)


def _drawn(name: str, seen: FloatArray, seed: int) -> FloatArray:
    """Draws of the share of each flight, shape (draws, flights)."""
    observations, flights = seen.shape
    weights = generator(seed, "accidents: weights of replicates").exponential(size=(DRAWS, observations))
    own = generator(seed, f"accidents: half observations, {name}").gamma(_HALF, size=(2, DRAWS, flights))
    return np.asarray((weights @ seen + own[0]) / (weights.sum(axis=1)[:, None] + own.sum(axis=0)))


def _within(value: float, low: float, high: float) -> Span:
    return Span(value, float(max(low, 0.0)), float(min(high, 1.0)))

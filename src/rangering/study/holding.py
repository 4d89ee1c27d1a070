"""In which share of readings a difference has a sign, or an order of packages holds, with chance taken out.

The mean difference of a reading errs by chance, so counting signs of means counts some of chance, too: a
share of nine readings in ten comes out too low. The differences of every pair are therefore drawn together
about their own mean until they have the variance that readings differ by (`rangering.study.nested`), and
signs are counted then. An order holds in a reading where every pair of packages has its sign, so no two
orders hold in one reading, and an order's share is never above that of one of its pairs.

Where all readings meet the same few raids of a family, what a raid does in every reading alike moves their
mean and not their spread: only what raids do in one reading and not in others is taken out, and how far the
mean itself errs is drawn with the readings, by Student's law over raids, jointly for all packages.

An interval is the wider of the bootstrap's, over readings, and of Wilson's for as many readings.
Limits: for normal differences the share is right on average; where chance makes up half of what means differ
by, another shape of the law moves it by some per cents, and with fewer than some 30 readings an interval of
95 % then covers 88 % at worst (tests/validate). With three packages or more pairs are drawn together by
themselves, so a reading may be left in which they go round in a circle; it counts for no order.

Sources: those of `rangering.study.nested`; Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; two-way layout with
one interaction: Scheffé, The Analysis of Variance (1959) ch. 7.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.mission.intervals import wilson_bounds
from rangering.study.design import generator
from rangering.study.nested import CONFIDENCE, RESAMPLES, Edge, drawn_together

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ROUNDING = 1e-12
"""Of the largest value: what sums in another order differ by, and no sign of a difference."""
_AT_ONCE = 2**22  # numbers resampled together: memory stays flat


class Held(NamedTuple):
    """Differences of all pairs of packages, chance taken out, and in which readings their signs hold."""

    pairs: tuple[tuple[int, int], ...]
    settled: FloatArray
    """Shape (pairs, readings): the first less the second."""
    fewer: tuple[Edge, ...]
    """By pair: share of readings in which the first lets fewer through."""
    more: tuple[Edge, ...]
    ranks: tuple[int, ...] | None
    """The order that holds in most readings, fewest first; None where none holds in any."""
    order: Edge
    """Share of readings in which it holds."""


class _Means(NamedTuple):
    """What is drawn together: by pair and reading."""

    mean: FloatArray  # (pairs, readings)
    inner: FloatArray  # (pairs, readings): what chance leaves in it, as a variance
    offset: FloatArray | None  # (packages, raids): each raid's mean over readings about that of all raids
    least: float


def held(values: FloatArray, *, same_raids: bool = False, seed: int = 0, resamples: int = RESAMPLES) -> Held:
    """Signs and orders over readings, chance taken out.

    Parameters
    ----------
    values : float array, shape (packages, readings, replicates)
        What gets through; finite, none of the axes empty. Replicate j stands for the same raid and the same
        chance in every package.
    same_raids : bool
        False: replicates of one reading are independent of those of another. True: replicate j is the mean
        of raid j, and all readings meet the same raids.
    seed, resamples : int
        Of the bootstrap.

    Returns
    -------
    Held
        Of a single reading shares have no interval, of a single replicate chance is left in; either way NaN.
    """
    packages, readings, replicates = values.shape
    pairs = tuple(combinations(range(packages), 2))
    known = _means(values, pairs, same_raids)
    every = np.arange(readings)[np.newaxis]
    settled = _settled(known, pairs, every, None)[:, 0]
    ranks = _most_frequent(settled, pairs, packages)

    def columns(drawn: FloatArray) -> FloatArray:
        """From settled differences (pairs, sets, readings) to shares (columns, sets)."""
        fewer, more = drawn < 0.0, drawn > 0.0
        order = np.zeros(drawn.shape[1:], dtype=np.bool_)
        if pairs and ranks is not None:
            order = _follows(fewer, more, pairs, ranks)
        return np.concatenate([each.mean(axis=-1) for each in (fewer, more, order[np.newaxis])])

    shares = columns(settled[:, np.newaxis])[:, 0]
    if readings < 2 or replicates < 2:
        edges = [Edge(float(share), np.nan, np.nan, np.nan) for share in shares]
    else:
        edges = _edges(shares, _again(known, pairs, columns, seed, resamples), readings)
    count = len(pairs)
    return Held(pairs, settled, tuple(edges[:count]), tuple(edges[count : 2 * count]), ranks, edges[-1])


def _means(values: FloatArray, pairs: tuple[tuple[int, int], ...], same_raids: bool) -> _Means:
    _, readings, replicates = values.shape
    paired = np.stack([values[a] - values[b] for a, b in pairs]) if pairs else values[:0]
    mean = paired.mean(axis=2)
    least = ROUNDING * float(np.abs(values).max())
    if replicates < 2:
        return _Means(mean, np.zeros_like(mean), None, least)
    if not same_raids or readings < 2:
        return _Means(mean, paired.var(axis=2, ddof=1) / replicates, None, least)
    own = paired - paired.mean(axis=1, keepdims=True)
    # Taking out the mean of each raid takes with it one reading's worth of what is left.
    inner = own.var(axis=2, ddof=1) * (readings / (readings - 1)) / replicates
    by_raid = values.mean(axis=1)
    return _Means(mean, inner, by_raid - by_raid.mean(axis=1, keepdims=True), least)


def _settled(
    known: _Means, pairs: tuple[tuple[int, int], ...], chosen: NDArray[np.int64], shift: FloatArray | None
) -> FloatArray:
    """Differences of chosen readings (sets, readings), drawn together: shape (pairs, sets, readings)."""
    shape = (len(pairs), *chosen.shape)
    mean, inner = known.mean[:, chosen], known.inner[:, chosen]
    if chosen.shape[1] > 1:
        rows = mean.reshape(-1, shape[-1])
        mean = drawn_together(rows, np.ones_like(rows), inner.reshape(rows.shape)).reshape(shape)
    if shift is not None:
        mean = mean + np.stack([shift[:, a] - shift[:, b] for a, b in pairs])[:, :, np.newaxis]
    return np.where(np.abs(mean) <= known.least, 0.0, mean)


def _again(
    known: _Means,
    pairs: tuple[tuple[int, int], ...],
    columns: Callable[[FloatArray], FloatArray],
    seed: int,
    resamples: int,
) -> FloatArray:
    """The shares of readings drawn anew from those there are, and of raids from all of their law."""
    readings = known.mean.shape[1]
    chance = generator(seed, "bootstrap of readings")
    raids = None if known.offset is None else generator(seed, "raids of a family")
    most = max(1, _AT_ONCE // max(1, readings * len(pairs)))
    parts = []
    for first in range(0, resamples, most):
        sets = min(most, resamples - first)
        chosen = chance.integers(0, readings, (sets, readings))
        shift = None if raids is None or known.offset is None else _shift(known.offset, sets, raids)
        parts.append(columns(_settled(known, pairs, chosen, shift)))
    return np.concatenate(parts, axis=1)


def _shift(offset: FloatArray, sets: int, chance: np.random.Generator) -> FloatArray:
    """How far means over so few raids may err, by Student's law, jointly; shape (sets, packages)."""
    raids = offset.shape[1]
    normal = chance.standard_normal((sets, raids)) @ offset.T / (raids * (raids - 1)) ** 0.5
    return np.asarray(normal / np.sqrt(chance.chisquare(raids - 1, (sets, 1)) / (raids - 1)))


def _edges(shares: FloatArray, again: FloatArray, readings: int) -> list[Edge]:
    tail = 0.5 - CONFIDENCE / 2.0
    low, high = np.quantile(again, (tail, 1.0 - tail), axis=1)
    least, most = wilson_bounds(shares, readings)
    low, high, error = np.minimum(low, least), np.maximum(high, most), again.std(axis=1, ddof=1)
    return [Edge(*(float(part[k]) for part in (shares, error, low, high))) for k in range(len(shares))]


def _most_frequent(
    settled: FloatArray, pairs: tuple[tuple[int, int], ...], packages: int
) -> tuple[int, ...] | None:
    """The order that most readings give; where two are as frequent, that of the means if it is among them."""
    beaten = np.zeros((packages, settled.shape[1]), dtype=np.int64)
    for (a, b), row in zip(pairs, settled, strict=True):
        beaten[a] += row < 0.0
        beaten[b] += row > 0.0
    # Packages beat all numbers from none to all but themselves exactly where they stand in a line.
    straight = np.all(np.sort(beaten, axis=0) == np.arange(packages)[:, np.newaxis], axis=0)
    orders = np.argsort(-beaten[:, straight], axis=0).T
    found = Counter(tuple(int(each) for each in ranks) for ranks in orders)
    if not found:
        return None
    overall = tuple(int(each) for each in np.argsort(-beaten.sum(axis=1), kind="stable"))
    return max(found, key=lambda ranks: (found[ranks], ranks == overall, ranks))


def _follows(
    fewer: BoolArray, more: BoolArray, pairs: tuple[tuple[int, int], ...], ranks: tuple[int, ...]
) -> BoolArray:
    """Where every pair has the sign that an order gives it; shape (sets, readings)."""
    place = {package: n for n, package in enumerate(ranks)}
    signs = [
        fewer[k] if place[a] < place[b] else more[k] for k, (a, b) in enumerate(pairs)
    ]  # fmt: skip
    return np.asarray(np.all(signs, axis=0))

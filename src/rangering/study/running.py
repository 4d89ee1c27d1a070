"""What a study keeps of values over time: counts in fixed bins, and count, mean and sum of squares a step.

A time series of every replicate would fill the disk; these take the same room after ten replicates and after
a billion. Counts are whole numbers, so they add up to the same in any order. Means and sums of squares are
not: floating-point sums depend on the order of adding. They are therefore merged in the order of the chunks'
numbers whatever the order in which chunks arrive (`InOrder`, `folded`), which gives the same bits over
processes, workers and resumed runs.

Limit: a quantile is known to within its bin. Source: Chan, Golub and LeVeque, The American Statistician 37
(1983), 242–247, formulas (1.5) for merging.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
CountArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Running:
    """Values at a number of steps, over any number of replicates."""

    edges: FloatArray
    """Of the bins, rising, shape (bins + 1,); a bin holds its lower edge, the last one its upper edge too."""
    count: CountArray
    """Values seen at each step, NaN left out; shape (steps,)."""
    mean: FloatArray
    """Of those values; 0 where there are none; shape (steps,)."""
    squares: FloatArray
    """Sum of squared deviations from the mean, shape (steps,)."""
    bins: CountArray
    """Values below the first edge, in each bin, and above the last edge; shape (steps, bins + 2)."""

    @classmethod
    def of(cls, values: npt.ArrayLike, edges: npt.ArrayLike) -> "Running":
        """What some replicates give.

        Parameters
        ----------
        values : float array, shape (replicates, steps)
            NaN where a replicate has no value at a step.
        edges : float array, shape (bins + 1,)
            Rising.

        Raises
        ------
        ValueError
            The edges do not rise, or the values are no table.
        """
        table, limits = np.asarray(values, dtype=np.float64), np.asarray(edges, dtype=np.float64)
        if limits.ndim != 1 or len(limits) < 2 or not np.all(np.diff(limits) > 0.0):
            raise ValueError("edges of bins rise")
        if table.ndim != 2:
            raise ValueError("values are a table of replicates by steps")
        there = ~np.isnan(table)
        count = there.sum(axis=0, dtype=np.int64)
        some = np.maximum(count, 1)
        mean = np.where(there, table, 0.0).sum(axis=0) / some
        squares = (np.where(there, table - mean, 0.0) ** 2).sum(axis=0)
        place = np.searchsorted(limits, table, side="right")
        place = np.where(table == limits[-1], len(limits) - 1, place)
        bins = np.zeros((table.shape[1], len(limits) + 1), dtype=np.int64)
        for step in range(table.shape[1]):
            bins[step] = np.bincount(place[there[:, step], step], minlength=len(limits) + 1)
        return cls(limits, count, mean, squares, bins)

    @classmethod
    def empty(cls, steps: int, edges: npt.ArrayLike) -> "Running":
        """Of no replicate yet."""
        return cls.of(np.empty((0, steps)), edges)

    def merged(self, other: "Running") -> "Running":
        """Both together. The order counts for the last digits of means and squares alone.

        Raises
        ------
        ValueError
            They have other bins or another number of steps.
        """
        if not np.array_equal(self.edges, other.edges) or len(self.count) != len(other.count):
            raise ValueError("only values in the same bins and steps are merged")
        count = self.count + other.count
        share = other.count / np.maximum(count, 1)
        apart = other.mean - self.mean
        # Where one side has seen nothing the other stands as it is, to the bit.
        mean = np.where(self.count == 0, other.mean, self.mean + apart * share)
        squares = self.squares + other.squares + np.where(self.count == 0, 0.0, apart**2 * self.count * share)
        return Running(self.edges, count, mean, squares, self.bins + other.bins)

    @property
    def variance(self) -> FloatArray:
        """Unbiased, of one replicate's value at each step; NaN where fewer than two were seen."""
        return np.where(self.count > 1, self.squares / np.maximum(self.count - 1, 1), np.nan)

    def quantile(self, share: float) -> tuple[FloatArray, FloatArray]:
        """Between which two values the quantile of each step lies: the edges of its bin.

        Parameters
        ----------
        share : float
            Of the values at or below it, 0 to 1.

        Returns
        -------
        low, high : float array, shape (steps,)
            Infinite beyond the outermost edges; NaN where nothing was seen.
        """
        if not 0.0 <= share <= 1.0:
            raise ValueError("a quantile's share lies from 0 to 1")
        bounds = np.concatenate([[-np.inf], self.edges, [np.inf]])
        rank = np.clip(np.ceil(share * self.count), 1, None)
        bin_of = np.argmax(np.cumsum(self.bins, axis=1) >= rank[:, None], axis=1)
        none = self.count == 0
        return np.where(none, np.nan, bounds[bin_of]), np.where(none, np.nan, bounds[bin_of + 1])

    def table(self, prefix: str = "") -> dict[str, npt.NDArray[Any]]:
        """Columns for `Study.write`, one row a step, named as in `columns_of`."""
        kept: dict[str, npt.NDArray[Any]] = {
            f"{prefix}count": self.count,
            f"{prefix}mean": self.mean,
            f"{prefix}squares": self.squares,
        }
        return kept | {f"{prefix}bin_{n:03d}": self.bins[:, n] for n in range(self.bins.shape[1])}


def columns_of(edges: npt.ArrayLike, prefix: str = "") -> dict[str, npt.DTypeLike]:
    """Names and types of the columns that `Running.table` gives for these bins."""
    return {name: each.dtype for name, each in Running.empty(0, edges).table(prefix).items()}


def folded(
    table: Mapping[str, npt.NDArray[Any]], steps: int, edges: npt.ArrayLike, prefix: str = ""
) -> Running:
    """What the chunks of a study say about time, all together, merged in their order.

    Parameters
    ----------
    table : mapping of str to array, shape (chunks * steps,)
        As `Study.read_series` gives it.
    steps : int
        Rows of each chunk.
    edges : float array, shape (bins + 1,)
        Of the bins.
    prefix : str
        With which the columns were named.
    """
    limits = np.asarray(edges, dtype=np.float64)
    names = list(columns_of(limits, prefix))
    parts = {name: table[name].reshape(-1, steps) for name in names}
    total = Running.empty(steps, limits)
    for chunk in range(len(parts[names[0]])):
        count, mean, squares, *bins = (parts[name][chunk] for name in names)
        total = total.merged(Running(limits, count, mean, squares, np.stack(bins, axis=1)))
    return total


class InOrder:
    """Merges what arrives in any order as if it had come in the order of its numbers.

    What comes early waits; memory stays flat as long as chunks arrive nearly in order.
    """

    def __init__(self) -> None:
        self._next = 0
        self._total: Running | None = None
        self._waiting: dict[int, Running] = {}

    def add(self, number: int, part: Running) -> None:
        """Chunk `number`, from 0; each comes once, or ValueError."""
        if number < self._next or number in self._waiting:
            raise ValueError(f"chunk {number} came before")
        self._waiting[number] = part
        while self._next in self._waiting:
            self._total = _after(self._total, self._waiting.pop(self._next))
            self._next += 1

    def total(self) -> Running | None:
        """All that has arrived; None before anything has."""
        total = self._total
        for number in sorted(self._waiting):
            total = _after(total, self._waiting[number])
        return total


def _after(total: Running | None, part: Running) -> Running:
    return part if total is None else total.merged(part)

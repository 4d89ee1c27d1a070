"""What a study keeps of values over time: how many replicates had each value at each step.

A time series of every replicate would fill the disk; these counts take the same room after ten replicates
and after a billion. The values are whole numbers (flights, missiles) from 0 to the most there can be, each
with a bin of its own, so that means, variances and quantiles are exact. Counts add up to the same in any
order: chunks, processes, workers and resumed runs change no bit.

Limit: the most there can be must be known before the first replicate.
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

    bins: CountArray
    """Replicates with each value from 0 up, shape (steps, most + 1)."""

    @classmethod
    def of(cls, values: npt.ArrayLike, most: int) -> "Running":
        """What some replicates give.

        Parameters
        ----------
        values : int array, shape (replicates, steps)
            From 0 to `most`.
        most : int
            The most there can be.

        Raises
        ------
        ValueError
            The values are no table of whole numbers, or some are beyond their bounds.
        """
        table = np.asarray(values)
        if table.ndim != 2 or not np.issubdtype(table.dtype, np.integer):
            raise ValueError("values are a table of whole numbers, replicates by steps")
        if table.size and not 0 <= table.min() <= table.max() <= most:
            raise ValueError(f"values from {table.min()} to {table.max()}, not from 0 to {most}")
        steps = table.shape[1]
        place = table.astype(np.int64) + (most + 1) * np.arange(steps)
        return cls(np.bincount(place.reshape(-1), minlength=steps * (most + 1)).reshape(steps, most + 1))

    @classmethod
    def empty(cls, steps: int, most: int) -> "Running":
        """Of no replicate yet."""
        return cls(np.zeros((steps, most + 1), dtype=np.int64))

    @classmethod
    def folded(cls, table: Mapping[str, npt.NDArray[Any]], steps: int, most: int) -> "Running":
        """What chunks say, all together: rows such as `table` gives, in any order, any number a bin."""
        total = cls.empty(steps, most)
        np.add.at(total.bins, (table["step"], table["value"]), table["replicates"])
        return total

    def merged(self, other: "Running") -> "Running":
        """Both together.

        Raises
        ------
        ValueError
            They have other values or another number of steps.
        """
        if self.bins.shape != other.bins.shape:
            raise ValueError("only values in the same bins and steps are merged")
        return Running(self.bins + other.bins)

    @property
    def count(self) -> CountArray:
        """Replicates seen, shape (steps,)."""
        return np.asarray(self.bins.sum(axis=1))

    @property
    def mean(self) -> FloatArray:
        """Of their values, shape (steps,); NaN where there are none."""
        total = self.bins @ np.arange(self.bins.shape[1])
        with np.errstate(invalid="ignore"):
            return np.asarray(total / self.count)

    @property
    def variance(self) -> FloatArray:
        """Unbiased, of one replicate's value at each step; NaN where fewer than two were seen."""
        off = np.arange(self.bins.shape[1]) - self.mean[:, np.newaxis]
        squares = np.sum(self.bins * off**2, axis=1)
        return np.where(self.count > 1, squares / np.maximum(self.count - 1, 1), np.nan)

    def quantile(self, percent: int) -> FloatArray:
        """The least value that so many in a hundred do not exceed, shape (steps,); NaN where none is."""
        if not 0 <= percent <= 100:
            raise ValueError("a quantile is asked in percent, 0 to 100")
        rank = np.maximum(-(-percent * self.count // 100), 1)
        value = np.argmax(np.cumsum(self.bins, axis=1) >= rank[:, np.newaxis], axis=1)
        return np.where(self.count == 0, np.nan, value)

    def table(self) -> dict[str, npt.NDArray[np.int64]]:
        """Columns ``step``, ``value`` and ``replicates``: one row a bin that is not empty, in their order."""
        step, value = np.nonzero(self.bins)
        return {"step": step, "value": value, "replicates": self.bins[step, value]}

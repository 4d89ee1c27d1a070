"""How a raid goes over time, unknowns kept apart from chance: what a study kept as counts, read as bands.

At each step every reading has a mean and quantiles of chance. The band is that of the means over readings,
chance removed as in any other band; what chance does within a reading is told by the middle of the readings'
quantiles. The two are never pooled: a fan over all replicates of all readings would be neither.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.study.made import Made
from rangering.study.nested import BAND, Replicated, settled
from rangering.study.running import Running
from rangering.study.series import NAMES

FloatArray = NDArray[np.float64]
PERCENTS = (5, 50, 95)
"""Of chance, in every reading."""


class OverTime(NamedTuple):
    """One figure so far, at times since the raid's start; all of shape (steps + 1,)."""

    name: str
    """One of `rangering.study.series.NAMES`."""
    time_s: FloatArray
    mean: FloatArray
    """Over readings, each counting alike."""
    band_low: FloatArray
    """Of the means, chance removed: nine readings in ten lie from here ..."""
    band_high: FloatArray
    """... to here; no probability."""
    chance_p05: FloatArray
    """The middle, over readings, of the value that one replicate in twenty does not exceed."""
    chance_p50: FloatArray
    chance_p95: FloatArray


def over_time(made: Made, readings: int) -> tuple[OverTime, ...]:
    """What the first readings of a study say about time.

    Parameters
    ----------
    made : Made
        Of one scenario, series included; at least two replicates a reading.
    readings : int
        Readings 0 to `readings` - 1 are looked at, two at least.
    """
    rows = made.over_time
    if rows is None:
        raise ValueError("series were not asked for")
    wanted = (rows["reading"] >= 0) & (rows["reading"] < readings)
    kept = {key: column[wanted] for key, column in rows.items()}
    step_s = int(kept["step_s"].max())
    found = []
    for number, name in enumerate(NAMES):
        of_name = kept["name"] == number
        own = {key: column[of_name] for key, column in kept.items()}
        last_s = int((own["step_s"] * own["step"]).max())
        steps = -(-last_s // step_s)
        each = [_coarse(own, reading, step_s, steps) for reading in range(readings)]
        found.append(_banded(name, step_s * np.arange(steps + 1.0), each))
    return tuple(found)


def _coarse(rows: Mapping[str, NDArray[Any]], reading: int, step_s: int, steps: int) -> Running:
    """What one reading counted, on the coarsest grid of all; after its raid's end all stays as it was."""
    mine = rows["reading"] == reading
    step, own_s = rows["step"][mine].astype(np.int64), int(rows["step_s"][mine][0])
    full = Running.folded(
        {"step": step, "value": rows["value"][mine], "replicates": rows["replicates"][mine]},
        int(step.max()) + 1,
        int(rows["value"].max()),
    )
    return Running(full.bins[np.minimum(np.arange(steps + 1) * (step_s // own_s), len(full.bins) - 1)])


def _banded(name: str, time_s: FloatArray, readings: list[Running]) -> OverTime:
    means = np.array([each.mean for each in readings])
    variances = np.array([each.variance for each in readings])
    counts = np.array([each.count for each in readings])
    edges = np.array([
        np.quantile(settled(Replicated(means[:, n], variances[:, n], counts[:, n])), BAND, method="weibull")
        for n in range(len(time_s))
    ])  # fmt: skip
    chance = (np.median([each.quantile(percent) for each in readings], axis=0) for percent in PERCENTS)
    return OverTime(name, time_s, means.mean(axis=0), edges[:, 0], edges[:, 1], *chance)

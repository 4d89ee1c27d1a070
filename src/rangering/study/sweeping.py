"""Running a sweep: the same chance at every point, nominal values, each point until it is precise.

Points are run in rounds where a precision is asked for: all of them to the first look, then those that are
not yet precise to their next one. Every round is a part of the study of its own, so that a killed sweep goes
on in the round it was in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.mission.intervals import mean_of, share_of
from rangering.mission.results import Estimate
from rangering.study.cells import MEASURES, NO_LEAKER, Cell
from rangering.study.made import Made
from rangering.study.questions import Asked, made_of
from rangering.study.stop import FEWEST, HalfWidth, Precision, look, sums_of
from rangering.study.sweep import Sweep

FloatArray = NDArray[np.float64]
Values = dict[str, FloatArray]
NOMINAL = -1


@dataclass(frozen=True)
class Swept:
    """One point of a sweep, run."""

    stated: Mapping[str, Any]
    replicates: int
    precise: bool
    """Whether every precision asked for was reached; true where none was asked."""
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True)
class SweepResult:
    """A sweep as its page and its record tell it."""

    title: str
    fields: tuple[str, ...]
    combine: str
    measures: tuple[str, ...]
    replicates: int
    """At each point; where a precision is asked for, the most."""
    precise: bool
    """Whether a precision was asked for."""
    fidelity: str
    seed: int
    points: tuple[Swept, ...]


def result_of(swept: Sweep, points: tuple[Swept, ...]) -> SweepResult:
    """What a sweep asked for, with its points run."""
    return SweepResult(
        swept.title, swept.fields, swept.combine, swept.measures, swept.replicates, bool(swept.precision),
        swept.fidelity, swept.seed, points,
    )  # fmt: skip


def sweep(asked: Asked, swept: Sweep) -> tuple[Swept, ...]:
    """Run every point of a sweep.

    Parameters
    ----------
    asked : Asked
        Catalog, folder and workers; fidelity, seed and replicates are those of the sweep's file.
    swept : Sweep
        From `rangering.study.sweep.load_sweep`.

    Raises
    ------
    RangeringError
        A point cannot run, or the folder cannot serve.
    """
    asked = replace(
        asked, scenario=swept.base, fidelity=swept.fidelity, seed=swept.seed, inner=swept.replicates
    )
    named = {key: HalfWidth(each.half_width, each.relative) for key, each in swept.precision.items()}
    precision = Precision(None, named)
    points = range(len(swept.points))
    values: list[Values] = [{name: np.empty(0) for name in MEASURES} for _ in points]
    reached = [not named] * len(points)
    wanted = {n: min(FEWEST, swept.replicates) if named else swept.replicates for n in points}
    number = 0
    while wanted:
        _round(asked, swept, values, wanted, number)
        number += 1
        wanted = {} if not named else _next(values, precision, reached, wanted, swept.replicates)
    return tuple(
        Swept(point.stated, len(values[n][NO_LEAKER]), reached[n], _estimates(values[n], swept.measures))
        for n, point in enumerate(swept.points)
    )


def _round(
    asked: Asked, swept: Sweep, values: list[Values], wanted: Mapping[int, int], number: int
) -> None:  # fmt: skip
    """Bring points to the numbers of replicates wanted of them."""
    cells = [
        Cell(n, NOMINAL, swept.seed, len(values[n][NO_LEAKER]), count - len(values[n][NO_LEAKER]))
        for n, count in wanted.items()
    ]
    what = {"question": "sweep", "sweep": swept.asked(), "cells": [list(cell) for cell in cells]}
    name = "points" if number == 0 else f"points-{number + 1}"
    made = made_of(asked, [point.scenario for point in swept.points], {}, cells, what, name)
    for cell, rows in zip(cells, _by_cell(made), strict=True):
        for measure in MEASURES:
            values[cell.arm][measure] = np.concatenate([values[cell.arm][measure], rows[measure]])


def _by_cell(made: Made) -> list[Values]:
    ends = np.cumsum(made.counts)
    return [
        {name: made.rows[name][end - count : end].astype(np.float64) for name in MEASURES}
        for end, count in zip(ends, made.counts, strict=True)
    ]


def _next(
    values: list[Values], precision: Precision, reached: list[bool], wanted: Mapping[int, int], most: int
) -> dict[int, int]:
    """Points that are not yet precise, and how many replicates each should have next."""
    found = {}
    for n in wanted:
        sums = {name: sums_of(values[n][name]) for name in precision.named}
        seen = look(len(values[n][NO_LEAKER]), sums, precision, shares=(NO_LEAKER,), most=most)
        reached[n] = seen.reached
        if not seen.stop:
            found[n] = seen.next_count
    return found


def _estimates(values: Values, measures: Sequence[str]) -> dict[str, Estimate]:
    return {
        name: share_of(values[name] > 0.5) if name == NO_LEAKER else mean_of(values[name])
        for name in measures
    }

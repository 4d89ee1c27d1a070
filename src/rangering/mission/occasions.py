"""What happens raid after raid: the same measures, one set an occasion, with intervals of chance alone.

Rows of a run stand replicate by replicate, and within one in the order of its raids. A fire unit counts as
able to fire where a ready round is left when the raid is over; rounds in store are not counted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rangering.mission.codes import PER_UNIT, Count
from rangering.mission.intervals import mean_of, share_of
from rangering.mission.results import Estimate, MissionResult

FIRED, LEFT = PER_UNIT.index("fired"), PER_UNIT.index("left")


@dataclass(frozen=True)
class Occasion:
    """One raid of several in a row."""

    number: int
    """From 1."""
    day: float | None
    """Days since the first raid; None where the run does not say how far apart raids are."""
    leakers: Estimate
    no_leaker: Estimate
    hits: Estimate
    missiles: Estimate
    left: Estimate
    """Ready rounds of all fire units together when the raid is over."""
    able: Estimate
    """Fire units with a ready round left when it is over."""
    left_by_unit: tuple[Estimate, ...]


def by_occasion(result: MissionResult) -> tuple[Occasion, ...]:
    """The raids of a run in their order."""
    interval_s = result.environment.get("raid_interval_s")
    rows = rows_by_occasion(result)
    units = len(result.names.units)
    found = []
    for number in range(result.raids):
        own = rows[:, number]
        by_unit = own[:, result.layout.units : result.layout.end].reshape(len(own), units, len(PER_UNIT))
        left = by_unit[:, :, LEFT]
        found.append(
            Occasion(
                number + 1,
                None if interval_s is None else number * float(interval_s) / 86_400.0,
                mean_of(own[:, Count.LEAKERS]),
                share_of(own[:, Count.LEAKERS] == 0.0),
                mean_of(own[:, Count.HITS]),
                mean_of(own[:, Count.MISSILES]),
                mean_of(left.sum(axis=1)),
                mean_of((left > 0.0).sum(axis=1)),
                tuple(mean_of(left[:, unit]) for unit in range(units)),
            )
        )
    return tuple(found)


def per_replicate(result: MissionResult, column: int) -> NDArray[np.float64]:
    """A column's mean over the raids of each replicate, shape (replicates,).

    Raids in a row are not independent of each other: what the first has spent the second lacks. Intervals are
    taken over replicates, which are.
    """
    means: NDArray[np.float64] = rows_by_occasion(result)[:, :, column].mean(axis=1, dtype=np.float64)
    return means


def no_leaker(result: MissionResult) -> Estimate:
    """Share of raids without a leaker."""
    clean = rows_by_occasion(result)[:, :, Count.LEAKERS] == 0.0
    return share_of(clean[:, 0]) if result.raids == 1 else mean_of(clean.mean(axis=1))


def rows_by_occasion(result: MissionResult) -> NDArray[np.float32]:
    """The rows of a run, shape (replicates, raids, columns)."""
    return result.rows.reshape(result.replicates, result.raids, result.layout.end)

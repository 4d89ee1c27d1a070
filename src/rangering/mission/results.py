"""What a run gives: measures with intervals, who was not engaged and why, and how to replay one replicate.

Intervals here are of chance alone (95 %): Wilson for shares of replicates, Student for means over replicates.
What nobody outside knows is not in them; `readings` holds the same means under other readings of the public
claims, where they were asked for, and is never called a probability.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.mission.layout import Layout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval that chance leaves, 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    key: str
    label: str
    unit: str
    estimate: Estimate
    band: tuple[float, float] | None = None
    """Least and greatest mean over readings of what nobody outside knows; None where none were drawn."""


@dataclass(frozen=True)
class BoundShare:
    """Hostile flights that were not engaged, or not stopped, by what bound first."""

    key: str
    words: str
    engaged: bool
    """Whether the flight was engaged and got through all the same."""
    per_raid: Estimate


@dataclass(frozen=True)
class UnitUse:
    """How busy a fire unit was."""

    name: str
    system: str
    target_channels: int
    missile_channels: int
    targets_held: Estimate
    """Mean over the run."""
    targets_most: Estimate
    full_fraction: Estimate
    """Share of time with every target channel taken."""
    fired: Estimate
    left: Estimate
    ran_empty: Estimate
    """Share of replicates in which it ran out of ready rounds."""


@dataclass(frozen=True)
class ClassLine:
    """What became of hostile flights of one class, means per raid."""

    target: str
    title: str
    counts: Mapping[str, Estimate]
    """By the names in `rangering.mission.codes.PER_CLASS`."""


@dataclass(frozen=True)
class MissileLine:
    """Interceptors of one type, means per raid."""

    type: str
    title: str
    fired: Estimate
    killed: Estimate
    price_usd: float
    """Per round; nan where no price is public and none is assumed."""


@dataclass(frozen=True)
class Labels:
    """Names behind the numbers of rows and logs."""

    flights: tuple[str, ...]
    """By slot: raids' flights, then written ones."""
    sides: NDArray[np.int64]
    classes: tuple[str, ...]
    class_titles: tuple[str, ...]
    assets: tuple[str, ...]
    radars: tuple[str, ...]
    units: tuple[str, ...]
    systems: tuple[str, ...]
    """Of the fire units."""
    types: tuple[str, ...]
    type_titles: tuple[str, ...]
    pictures: tuple[str, ...]
    launchers: tuple[str, ...]


@dataclass(frozen=True)
class MissionResult:
    """What happens in a raid, over many replicates of chance."""

    title: str
    name: str
    labels: tuple[str, ...]
    fidelity: str
    """"full" or "fast"."""
    replicates: int
    seed: int
    duration_s: float
    raids: int
    """Occasions in a row; 1 but for `endure`."""
    measures: tuple[Measure, ...]
    leakers: NDArray[np.int64]
    """How many replicates had 0, 1, 2 … leakers, shape (most + 1,)."""
    bounds: tuple[BoundShare, ...]
    matrix: Array
    """Mean number of tracks a replicate, true side by declared side; fourth column: never declared (3, 4)."""
    kill_distance: Array
    """Mean kills per replicate by distance from the asset, bins of `codes.KILL_BIN_M`."""
    units: tuple[UnitUse, ...]
    classes: tuple[ClassLine, ...]
    missiles: tuple[MissileLine, ...]
    general: tuple[str, ...]
    """Five lines."""
    difference: tuple[Measure, ...]
    """Fast minus full where the fast fidelity ran, alone against its pilot; else empty."""
    rows: NDArray[np.float32]
    """One row a replicate and occasion, columns as `layout` (replicates * raids, columns)."""
    layout: Layout
    names: Labels
    environment: Mapping[str, Any]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]
    readings: Mapping[str, Array] = field(default_factory=dict)
    """Means of measures by key, one a reading of what nobody outside knows."""

    def measure(self, key: str) -> Measure:
        """The measure of that key; KeyError for none."""
        return next(each for each in self.measures if each.key == key)


@dataclass(frozen=True)
class EventLog:
    """Everything that happened in one replicate, in order. Columns of equal length."""

    time_s: Array
    event: NDArray[np.int64]
    """Numbers of `rangering.mission.codes.Event`."""
    flight: NDArray[np.int64]
    unit: NDArray[np.int64]
    other: NDArray[np.int64]
    value: Array
    occasion: NDArray[np.int64]


class PictureScore(NamedTuple):
    """How near the air pictures of one replicate came to the truth: means over pictures and instants."""

    instants: int
    pictures: int
    flying: float
    """Flights in the air."""
    held: float
    """Of these, flights with a confirmed track within the cutoff."""
    missed: float
    false: float
    """Confirmed tracks without a flight within the cutoff."""
    error_m: float
    """Root mean square distance on the ground of tracks from the flights they hold; NaN for none."""
    gospa_m: float
    """Generalized optimal sub-pattern assignment metric of order 2."""
    cutoff_m: float


@dataclass(frozen=True)
class Replay:
    """One replicate with everything that happened."""

    replicate: int
    log: EventLog
    row: NDArray[np.float32]
    """(occasions, columns): bit for bit the rows of the run."""
    path_time_s: Array
    """Times at which positions were kept (times,)."""
    path_m: NDArray[np.float32]
    """East, north, height of every flight (flights, times, 3); NaN while it does not fly."""
    names: Labels
    layout: Layout
    sites: tuple[tuple[str, str, float, float], ...]
    """Kind (radar, unit, asset), name, east, north. [m]"""
    title: str
    provenance: Mapping[str, Any]
    labels: tuple[str, ...] = ()
    """Of the scenario; they follow it into every output."""
    capacity: NDArray[np.int64] | None = None
    """Target channels, missile channels and rounds ready at the start, of each fire unit (units, 3)."""
    occasion: int = 0
    """Which of several raids in a row the positions are of, from 0."""
    picture: PictureScore | None = None
    """Of that raid; none where no tracks were kept, as in the fast fidelity."""

"""What civil flights are exposed to: minutes in each layer, flight by flight and together.

Layers lie within one another. **Detected**: a radar of the defence that finds, or that guides, covers the
aircraft (single-scan Pd as asked). **Tracked**: the engagement radar of a fire unit covers it, and a track
source tells that fire unit where to look. **Engageable**: tracked, and within the envelope of one of that
fire unit's missiles, under one claim on their reach. Of the defence as a whole: by any fire unit.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.results import Band, Link, Source
from rangering.scenario.traffic_account import TrafficAccount
from rangering.terrain.ground import Ground

FloatArray = NDArray[np.float64]

DETECTED, TRACKED, ENGAGEABLE = "detected", "tracked", "engageable"
TOGETHER = "the defence as a whole"
OUTSIDE_CORRIDORS = "no airway"
ANYWHERE = "anywhere"  # where the scenario has no corridors


class Layer(NamedTuple):
    """One layer."""

    name: str  # "detected", "tracked", "engageable", or "engageable, claimed"
    words: str  # what it means


class Shares(NamedTuple):
    """Minutes with their bands over readings; a band is the nominal value where no readings were drawn."""

    nominal: FloatArray
    low: FloatArray
    high: FloatArray


class FlownFlight(NamedTuple):
    """One civil flight."""

    name: str  # with its labels
    type: str
    flown_as: str  # class of target
    aircraft: int  # how many fly this route
    minutes: float  # of one of them, from its first waypoint to its last
    unknown_minutes: float  # of them where unknown ground hides whether it is detected


class ExposureRow(NamedTuple):
    """Flight hours of all civil aircraft together, in one layer, band and corridor."""

    altitude: str  # band; empty: all
    corridor: str  # its name, or "no airway"; empty: all
    layer: str
    fire_unit: str  # as shown; or the defence as a whole
    flown_h: float
    hours: Band


class Trace(NamedTuple):
    """Where flights went, thinned out for a picture. (points,)"""

    flight: NDArray[np.int64]
    lat_deg: FloatArray
    lon_deg: FloatArray
    layer: NDArray[np.uint8]  # 0 none; else one more than its place in `Exposure.layers`


class UnitSite(NamedTuple):
    """A fire unit that can engage."""

    shown: str
    lat_deg: float
    lon_deg: float


class Airway(NamedTuple):
    """One corridor, as it lies."""

    shown: str
    lat_deg: FloatArray  # of its middle (knots,)
    lon_deg: FloatArray
    width_m: float


@dataclass(frozen=True)
class Exposure:
    """Exposure of all civil flights of a scenario. Arrays of `minutes` are (flights, layers, 1 + units)."""

    title: str
    name: str
    labels: tuple[str, ...]
    flights: tuple[FlownFlight, ...]
    layers: tuple[Layer, ...]
    fire_units: tuple[UnitSite, ...]
    bands: tuple[str, ...]
    corridors: tuple[str, ...]
    minutes: Shares
    """Of one aircraft of each flight; the first of the last axis is the defence as a whole. [min]"""
    hours: FloatArray
    """Of all aircraft together, (bands, corridors, layers, 1 + units, 1 + readings); nominal first. [h]"""
    flown_h: FloatArray
    """Time flown by all aircraft, (bands, corridors). [h]"""
    trace: Trace
    traffic: tuple[TrafficAccount, ...]
    """The files of tracks among whose flights these are, and what became of each."""
    airways: tuple[Airway, ...]
    ground: Ground
    pd_probability: float
    step_s: float
    samples: int
    seed: int
    missing: tuple[str, ...]
    """Fire units that cannot engage, each with what its chain lacks."""
    links: tuple[Link, ...]
    sources: tuple[Source, ...]
    environment: dict[str, Any]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: dict[str, Any]

    @property
    def aircraft(self) -> int:
        """How many fly."""
        return sum(each.aircraft for each in self.flights)

    @property
    def whose(self) -> tuple[str, ...]:
        """What the last axis of `minutes` stands for."""
        return (TOGETHER, *(each.shown for each in self.fire_units))


@dataclass(frozen=True)
class EnvelopeHours:
    """Time that civil flights spend inside the engagement envelope of fire units on alert.

    All aircraft of a route together. Inside the envelope means engageable under the nominal claim.
    """

    flights: tuple[str, ...]
    fire_units: tuple[str, ...]
    """Those on alert whose chain is whole."""
    hours: FloatArray
    """Nominal, (flights, fire units). [h]"""
    together_h: FloatArray
    """Inside that of any of them, nominal, (flights,). [h]"""
    by_reading_h: FloatArray
    """Of all flights, inside that of any of them, (readings,). [h]"""
    flown_h: FloatArray
    """From the first waypoint to the last, (flights,). [h]"""
    lowest_m: FloatArray
    """Lowest height inside, nominal, above the sea or, where a route is given so, above ground; infinite for
    a flight that never comes inside, (flights,). [m]"""

    @property
    def total_h(self) -> float:
        """Of all flights, inside that of any of them, nominal. [h]"""
        return float(self.together_h.sum())

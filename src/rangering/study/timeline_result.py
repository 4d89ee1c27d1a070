"""What a timeline hands back: of each course a line and its bands a measure, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.programme.gathered import Gathered
from rangering.study.nested import Band
from rangering.study.stood import Stood

if TYPE_CHECKING:
    import xarray

FloatArray = NDArray[np.float64]

LEAST_RELIABILITY = 0.5
"""Share of what means of readings differ by that must not be chance, for a band to be told."""
ROUNDING = 1e-9
MEASURES = ("leakers", "covered_km2", "units_available", "missiles", "paid")
"""What each quarter gives; `paid` where a price is known, `missiles` where the programme has any."""


class Line(NamedTuple):
    """One measure of one course, a value a quarter."""

    nominal: FloatArray
    """Mean over the histories of nominal values, shape (quarters,)."""
    bands: tuple[Band, ...]
    """Over readings, one a quarter."""
    seen: tuple[tuple[float, float], ...]
    """The same limits of the means of readings as they came out, chance left in: wider than the band."""
    held: tuple[int, ...]
    """How many readings lie within each band."""

    def resolved(self, quarter: int) -> bool:
        """Whether chance leaves a band to be seen, or has no part in it at all."""
        parts = self.bands[quarter].components
        noise = parts.inner_variance_of_means
        return noise <= (ROUNDING * parts.mean) ** 2 or parts.reliability >= LEAST_RELIABILITY


class OwnRaids(NamedTuple):
    """Raids that the programme's file plays on its own stock."""

    number: int
    first_month: float
    """Since the signature."""
    words: str
    brief: str
    """Without the source."""


@dataclass(frozen=True)
class CourseResult:
    """What one course leads to."""

    name: str
    title: str
    lines: Mapping[str, Line]
    """By `MEASURES`."""
    most_units: int
    """Fire units available at most, in any quarter of any history."""
    stop_short: float
    """Share of histories and quarters with fewer missiles than the standing fire units take."""


@dataclass(frozen=True)
class Timeline:
    """Capability over time."""

    title: str
    """Of the programme."""
    programme: str
    scenario: str
    signed: date
    currency: str
    unit: str
    dates: tuple[date, ...]
    """Ends of the quarters."""
    months: tuple[int, ...]
    """The same in months since the signature."""
    courses: tuple[CourseResult, ...]
    hostile: int
    """Flights of the raid."""
    placed: int
    """Fire units that the scenario places."""
    covered_words: str
    readings: int
    inner: int
    histories: int
    forces: int
    """Different forces that the raid was run on."""
    runs: int
    """Replicates of the raid that were run."""
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]
    gathered: Gathered
    """Figures of the programme as stated."""
    stood: Stood
    """What the raid stood on."""
    provenance: Mapping[str, Any]
    own_raids: OwnRaids | None = None
    """None where the file plays none."""

    def to_xarray(self) -> "xarray.Dataset":
        """Every line and band as a labelled dataset over course and quarter, such as `leakers_mean`.

        Raises
        ------
        RangeringError
            xarray is not installed.
        """
        from rangering.study.timeline_labelled import timeline_dataset

        return timeline_dataset(self)

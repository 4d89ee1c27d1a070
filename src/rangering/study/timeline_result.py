"""What a timeline hands back: of each course a line and its bands a measure, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.programme.gathered import Gathered
from rangering.study.nested import Band
from rangering.study.stood import Stood

FloatArray = NDArray[np.float64]

MEASURES = ("leakers", "covered_km2", "units_available", "missiles", "paid")
"""What each quarter gives; `paid` where a price is known, `missiles` where the programme has any."""


class Line(NamedTuple):
    """One measure of one course, a value a quarter."""

    nominal: FloatArray
    """Mean over the histories of nominal values, shape (quarters,)."""
    bands: tuple[Band, ...]
    """Over readings, one a quarter."""


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

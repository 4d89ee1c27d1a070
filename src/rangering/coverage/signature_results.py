"""What a signature question gives: how often, how strongly and from which sides radars look at one flight.

It measures the opportunity to sample an echo, not what anybody learns from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.results import Source
from rangering.coverage.signature_plan import AZIMUTHS, ELEVATIONS, IntArray
from rangering.sight.plan import FloatArray

OPPORTUNITY = (
    "This measures the opportunity to sample an echo, not knowledge gained: what is recorded, kept and "
    "understood of it, nobody outside can tell."
)
"""The line that every output on signatures carries besides the caveat."""

SIDES = ("nose", "right", "tail", "left")


class Figure(NamedTuple):
    """A number at nominal values, and its band over the readings; None where none were drawn."""

    nominal: float
    low: float | None
    high: float | None


class FrequencyRow(NamedTuple):
    """What the radars of one frequency band do; of all of them together where `letter` is empty."""

    letter: str
    low_hz: float  # nominal, of the radars in it
    high_hz: float
    radars: tuple[str, ...]
    looks: Figure  # a sortie
    samples: Figure  # looks a sortie at the threshold or above
    best_db: Figure
    share: Figure  # of the aspect sphere sampled, after all sorties


class DistanceRow(NamedTuple):
    """What happens with the flight so far, along the ground, from the radar that looks."""

    inner_m: float
    outer_m: float | None  # None: without end
    looks: Figure
    samples: Figure
    median_db: Figure  # of the looks heard
    best_db: Figure
    share: Figure


class SideRow(NamedTuple):
    """One quarter of the aspect sphere: 90 degrees of azimuth in the aircraft's axes."""

    side: str
    looks: Figure
    samples: Figure
    best_db: Figure
    share: Figure  # of this quarter


class RadarRow(NamedTuple):
    """What one radar does."""

    name: str
    radar_id: str
    letter: str
    frequency_hz: float
    period_s: float
    looks: Figure
    samples: Figure
    best_db: Figure


class SortieRow(NamedTuple):
    """After so many sorties."""

    sorties: int
    share: Figure


@dataclass(frozen=True)
class SignatureResult:
    """How much opportunity radars have to sample the echo of an own or allied flight.

    Arrays by bin have AZIMUTHS · ELEVATIONS entries, row by row from the belly up, columns from the tail by
    the left side; see `azimuths_rad` and `elevation_edges_rad`.
    """

    title: str
    name: str
    labels: tuple[str, ...]
    flight: str
    side: str  # "own" or "allied"
    flown_as: str  # what is said of the aircraft's type and the class it flies as
    target: str  # catalog id of the class
    target_title: str
    rcs_m2: tuple[float, float, float]  # low, nominal, high, from dead ahead
    duration_s: float
    sorties: int
    samples: int
    seed: int
    threshold_db: float
    turn_bank_rad: float
    altitude_m: tuple[float, float]  # lowest and highest flown
    nearest_m: float  # of any radar, along the ground
    frequencies: tuple[FrequencyRow, ...]  # the last: all together
    distances: tuple[DistanceRow, ...]
    sides: tuple[SideRow, ...]
    radars: tuple[RadarRow, ...]
    over_sorties: tuple[SortieRow, ...]
    silent: Figure  # looks a sortie in which the flight is too slow along the line of sight to be heard
    look_bins: NDArray[np.float64]  # looks a sortie, nominal (frequency bands, bins)
    sample_bins: NDArray[np.float64]
    best_bins_db: FloatArray  # minus infinity: none heard (frequency bands, bins)
    share_bins: FloatArray  # share of readings in which a bin is sampled (bins,)
    environment: Mapping[str, Any]
    sources: tuple[Source, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def whole(self) -> FrequencyRow:
        """All radars together."""
        return self.frequencies[-1]


def azimuths_rad() -> FloatArray:
    """Middles of the columns of bins, off the nose, right positive, shape (AZIMUTHS,). [rad]"""
    return np.asarray(-np.pi + (np.arange(AZIMUTHS) + 0.5) * (2.0 * np.pi / AZIMUTHS))


def elevation_edges_rad() -> FloatArray:
    """Edges of the rows of bins, above the wing plane positive, shape (ELEVATIONS + 1,). [rad]"""
    return np.asarray(np.arcsin(np.linspace(-1.0, 1.0, ELEVATIONS + 1)))


def side_of_columns() -> IntArray:
    """In which of `SIDES` each column of bins lies, shape (AZIMUTHS,)."""
    return np.asarray(np.round(azimuths_rad() / (0.5 * np.pi)).astype(np.int64) % 4)

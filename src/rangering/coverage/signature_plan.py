"""The plan of a signature question: every array a kernel reads or fills, its shape and unit.

One flight, cut at equal times; the scenario's radars, each with the way to the flight at every such time; and
one reading of what nobody outside knows. The bins share the aspect sphere equally: columns of even azimuth,
rows of even sine of elevation (Lambert's cylindrical equal-area map).
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 10.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.sight.plan import FloatArray

IntArray = NDArray[np.int64]

AZIMUTHS, ELEVATIONS = 72, 36
BINS = AZIMUTHS * ELEVATIONS
LEAST_DB, LEVELS = -100, 201  # of the counts by signal, a decibel each; the ends hold what lies beyond


class FlightPlan(NamedTuple):
    """Where the flight is and how it lies in the air, at even times from its first waypoint. (points,)"""

    step_s: float  # between points
    altitude_m: FloatArray  # above sea level
    course_rad: FloatArray  # true, without jumps by a turn
    climb_rad: FloatArray  # of the path above the horizontal; the nose points along the path
    bank_rad: FloatArray  # right wing down
    speed_m_s: FloatArray  # along the path
    ident: int  # of the flight's name


class WayPlan(NamedTuple):
    """From every radar to the flight. (radars, points) unless said."""

    east_m: FloatArray  # on the plane about the radar's site
    north_m: FloatArray
    # how much farther to the right north lies at the flight than at the site: true bearings there less those
    # of the plane
    turned_rad: FloatArray
    lowest_m: NDArray[np.float32]  # lowest altitude in line of sight (radars, masts, points)


class ReadingPlan(NamedTuple):
    """The radars and the class in one reading. (radars,) unless said."""

    ident: IntArray  # of the radar's name: what its draws are keyed by
    band: IntArray  # which of the frequency bands it looks in
    antenna_m: FloatArray  # above sea level
    mast: IntArray  # the mast below the reading's, among those swept
    mast_share: FloatArray  # how far the reading's lies from it to the next
    centre_rad: FloatArray
    half_width_rad: FloatArray  # π: all round
    least_tangent: FloatArray
    most_tangent: FloatArray
    instrumented_m: FloatArray
    period_s: FloatArray
    least_speed_m_s: FloatArray  # along the line of sight
    sensitivity_db: FloatArray  # level of SNR · R⁴ / σ over a square metre
    rain_db_m: FloatArray  # two-way, for each metre in rain
    gas_db: FloatArray  # two-way, that the sensitivity does not hold yet, at `RANGES_M` (radars, levels)
    frontal_m2: float  # cross-section of the class from dead ahead ...
    side_ratio: float  # ... and from elsewhere, over that
    rear_ratio: float
    belly_ratio: float


class AskedPlan(NamedTuple):
    """What is asked."""

    seed: int
    sorties: int
    threshold_db: float
    standoff_m: FloatArray  # inner edges of the bands of ground distance, rising from 0 (bands,)


class Sampled(NamedTuple):
    """What one reading gives, all sorties together. Zero, and minus infinity for levels, before it is filled.

    A look is one scan with the flight in view: line of sight, sector, elevations, display. It is heard where
    the flight also moves fast enough along the line of sight, and samples where its signal reaches the
    threshold besides.
    """

    looks: IntArray  # in each bin, by frequency band (bands, BINS)
    samples: IntArray  # (bands, BINS)
    best_db: FloatArray  # the strongest look heard in each bin (bands, BINS)
    away_looks: IntArray  # by band of stand-off distance (distances,)
    away_samples: IntArray
    away_best_db: FloatArray  # (distances, BINS)
    away_levels: IntArray  # looks heard, by their level (distances, LEVELS)
    radar_looks: IntArray  # (radars,)
    radar_samples: IntArray
    radar_best_db: FloatArray
    sortie_looks: IntArray  # (sorties,)
    sortie_samples: IntArray
    reached: IntArray  # bins sampled by then, in any band (sorties,)
    silent: IntArray  # looks with the flight too slow along the line of sight (1,)


def empty_sample(bands: int, distances: int, radars: int, sorties: int) -> Sampled:
    """Room for what one reading gives."""
    whole, never = np.int64, -np.inf
    return Sampled(
        looks=np.zeros((bands, BINS), whole),
        samples=np.zeros((bands, BINS), whole),
        best_db=np.full((bands, BINS), never),
        away_looks=np.zeros(distances, whole),
        away_samples=np.zeros(distances, whole),
        away_best_db=np.full((distances, BINS), never),
        away_levels=np.zeros((distances, LEVELS), whole),
        radar_looks=np.zeros(radars, whole),
        radar_samples=np.zeros(radars, whole),
        radar_best_db=np.full(radars, never),
        sortie_looks=np.zeros(sorties, whole),
        sortie_samples=np.zeros(sorties, whole),
        reached=np.zeros(sorties, whole),
        silent=np.zeros(1, whole),
    )

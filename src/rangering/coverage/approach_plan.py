"""The plan of approaches to a place: every array their kernels read, its shape and unit.

Step i of a path lies i steps from the place, on the azimuth the target comes from.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import BoolArray, FloatArray

IndexArray = NDArray[np.int64]


class PathPlan(NamedTuple):
    """What each radar's grid holds along every path."""

    step_m: FloatArray  # (1,)
    away_m: FloatArray  # (radars, azimuths, distances) ground distance; infinite off map or sector
    ahead: FloatArray  # (radars, azimuths, distances) cosine of course against bearing of the radar
    height_m: NDArray[np.float32]  # (radars, azimuths, distances) ground above sea level; NaN unknown
    floor_m: NDArray[np.float32]  # (radars, azimuths, distances) lowest altitude in line of sight
    mast_floor_m: NDArray[np.float32]  # the same from every mast swept (radars, knots, azimuths, distances)


class ApproachRadars(NamedTuple):
    """The radars at nominal values."""

    antenna_m: FloatArray  # (radars,) above sea level
    least_tangent: FloatArray  # (radars,) tangents of the elevation limits
    most_tangent: FloatArray  # (radars,)
    instrumented_m: FloatArray  # (radars,) slant range
    rain_db_m: FloatArray  # (radars,) two-way loss for each metre in rain
    slowest_m_s: FloatArray  # (radars,) least radial speed seen
    period_s: FloatArray  # (radars,) between two looks
    root_mast: FloatArray  # (radars,) square root of the nominal mast's height [√m]
    knots: IndexArray  # (radars,) from how many heights of the mast it was swept
    root_knots: FloatArray  # (radars, most knots) square roots of these heights, rising
    counts: BoolArray  # (radars,) whether what it sees counts; a stand-in for engaging alone does not
    power_m: FloatArray  # (radars, targets) range at which the frontal echo gives the Pd asked for


class DetectionPlan(NamedTuple):
    """The detector of each radar, tabulated."""

    snr_ratio: FloatArray  # (radars,) at the Pd asked for
    pfa: FloatArray  # (radars,)
    first_db: FloatArray  # (radars,)
    steps_per_db: FloatArray  # (radars,)
    probabilities: FloatArray  # (radars, entries)


class ClassPlan(NamedTuple):
    """The classes at nominal values."""

    speed_m_s: FloatArray  # (targets,)
    side_ratio: FloatArray  # (targets,) cross-section over the frontal one
    rear_ratio: FloatArray  # (targets,)
    belly_ratio: FloatArray  # (targets,)


class DrawnPlan(NamedTuple):
    """What differs between readings; without readings, axes of length 0."""

    power_m: FloatArray  # (radars, targets, readings)
    instrumented_m: FloatArray  # (radars, readings)
    least_tangent: FloatArray  # (radars, readings)
    most_tangent: FloatArray  # (radars, readings)
    slowest_m_s: FloatArray  # (radars, readings)
    speed_m_s: FloatArray  # (targets, readings)
    root_mast: FloatArray  # (radars, readings) square root of the mast's height [√m]


class UnitPlan(NamedTuple):
    """The fire units whose chain is whole."""

    guides: BoolArray  # (units, radars) whether a radar guides for the fire unit
    ground_of: IndexArray  # (units,) the radar on whose grid the ground under the target is read
    cue_delay_s: FloatArray  # (units, radars) infinite: tells it nothing
    external_delay_s: FloatArray  # (units,)
    reaction_s: FloatArray  # (units,) from track to launch
    again_s: FloatArray  # (units,) from one meeting to the next launch
    site_ground_m: FloatArray  # (units,) above sea level
    away_m: FloatArray  # (units, azimuths, distances) ground distance from the launchers
    boxes: FloatArray  # (claims, units, missiles, 6) as `envelope.box_array`; rows past the count are 0
    share: FloatArray  # (claims, units, missiles, heights) reach at each height over the greatest
    time_s: NDArray[np.float32]  # (claims, units, missiles, heights, ranges) fly-outs, finite everywhere
    box_count: IndexArray  # (claims, units)

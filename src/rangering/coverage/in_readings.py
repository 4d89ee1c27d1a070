"""In which readings one radar covers one point: the map's thresholds, met one by one.

As on the map, a reading changes how far, how high and how slow a target may be and how tall the mast is; the
slant range and the elevation stay those of the nominal antenna. The line of sight from each mast is the exact
one over the profile, where the map interpolates between a few masts.
"""

from typing import NamedTuple

import numpy as np

from rangering.coverage.profile import Profile, lowest_seen_m
from rangering.sight.kernels import clear_air_range_m
from rangering.sight.plan import BoolArray
from rangering.sight.readings import RadarReadings


class Met(NamedTuple):
    """What the readings' thresholds are compared with."""

    profile: Profile
    site_m: float  # ground under the antenna, above sea level
    target_m: float  # above sea level
    curvature_1_m: float
    slant_m: float
    rise: float  # tangent of the elevation
    off_centre_rad: float  # from the middle of the sector; 0 where the radar looks all round
    rain_m: float  # of the path in rain


def covered_in(drawn: RadarReadings, met: Met) -> BoolArray:
    """Which readings see the point, shape (readings,); `drawn` is of one class of target."""
    unweakened_m = np.array([clear_air_range_m(met.slant_m, db * met.rain_m) for db in drawn.rain_db_m])
    passed: BoolArray = np.asarray(
        (met.slant_m <= drawn.instrumented_m)
        & (met.off_centre_rad <= drawn.half_width_rad)
        & (np.tan(drawn.elevation_min_rad) <= met.rise)
        & (met.rise <= np.tan(drawn.elevation_max_rad))
        & (abs(met.rise) <= drawn.fast_tangent[:, 0])
        & (unweakened_m <= drawn.power_m[:, 0])
    )
    for mast_m in np.unique(drawn.mast_m[passed]):
        lowest_m = lowest_seen_m(met.profile, met.site_m + float(mast_m), met.curvature_1_m)
        if not met.target_m >= lowest_m:
            passed[drawn.mast_m == mast_m] = False
    return passed

"""The plan of a coverage map: every array a kernel reads, its shape and unit.

Read this first. `compile_coverage` makes it from a scenario and the catalog; kernels see
nothing else. One `RadarPlan` is one radar on one mast; `LayerPlan` is what is asked of all of them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.terrain.ground import Ground

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.uint8]  # numbers of `State`


class EarthPlan(NamedTuple):
    """The Earth rays run over, and the rain on it."""

    effective_radius_m: float  # k·R, R = constants.EARTH_RADIUS_M
    rain_top_m: float  # above sea level; it rains from the ground up to here


class AntennaPlan(NamedTuple):
    """Where an antenna stands and where it can look."""

    height_m: float  # antenna centre above sea level
    sector_centre_rad: float  # true azimuth
    sector_width_rad: float  # 2π: all round
    elevation_min_rad: float
    elevation_max_rad: float


class ReachPlan(NamedTuple):
    """How far a radar reaches when nothing stands in the way."""

    instrumented_m: float  # slant range
    power_m: FloatArray  # slant range at which each class reaches the asked Pd in clear air [m] (targets,)
    rain_db_m: float  # two-way loss for each metre of the path in rain; 0 where it is dry


class LayerPlan(NamedTuple):
    """The altitudes asked for."""

    altitude_m: FloatArray  # (altitudes,)
    above_ground: BoolArray  # (altitudes,) true: above ground; false: above sea level


class RadarPlan(NamedTuple):
    """One radar on its mast, over its own ground."""

    ground: Ground
    antenna: AntennaPlan
    reach: ReachPlan
    extent_m: float  # ground distance to which it is mapped; beyond it a cell is OUTSIDE


class CoveragePlan(NamedTuple):
    """Everything, compiled."""

    earth: EarthPlan
    layers: LayerPlan
    radars: tuple[RadarPlan, ...]
    network_ground: Ground  # about the first site, wide enough for every ring

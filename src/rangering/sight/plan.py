"""The plan of what radars see: every array a kernel reads, its shape and unit.

Read this first. One `RadarPlan` is one radar on one mast, with nominal numbers; `Ladders` say how far, how
high and how slow a target may be in each reading of what nobody outside knows.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.terrain.ground import Ground, HeightGrid

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.uint8]  # numbers of `State`
MaskArray = NDArray[np.uint64]  # one bit a reading

READINGS_A_WORD = 64


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
    # tangent of the elevation up to which a class, flying level at the radar, moves fast enough along the
    # line of sight; -1: never (targets,)
    fast_tangent: FloatArray


class RadarPlan(NamedTuple):
    """One radar on its mast, over the ground about its site."""

    ground: Ground  # wide enough for all that the radars of the site may have in line of sight
    antenna: AntennaPlan
    reach: ReachPlan
    extent_m: float  # ground distance to which it is mapped; beyond it a cell is OUTSIDE
    sight_m: float  # ground distance beyond which the Earth hides every altitude asked for


class SiteGrids(NamedTuple):
    """Grounds about the sites end to end, and where a map's cells lie on them. (sites,) unless said."""

    height_m: HeightGrid  # (all nodes,)
    first: NDArray[np.int64]  # where a site's nodes begin
    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    row0: NDArray[np.int64]
    col0: NDArray[np.int64]
    posting_m: FloatArray
    site_m: FloatArray  # height of the ground under the site
    east_m: FloatArray  # even lattice of the map's grid on the site's plane (sites, lattice rows, columns)
    north_m: FloatArray


class Beams(NamedTuple):
    """Nominal numbers of every radar. (radars,) unless said."""

    site: NDArray[np.int64]
    antenna_m: FloatArray
    centre_rad: FloatArray
    half_width_rad: FloatArray  # π: all round
    least_tangent: FloatArray  # of the elevation
    most_tangent: FloatArray
    instrumented_m: FloatArray
    power_m: FloatArray  # (radars, targets)
    fast_tangent: FloatArray  # (radars, targets)
    rain_db_m: FloatArray
    extent_m: FloatArray
    in_network: BoolArray  # whether it counts in what the radars see


class Sweeps(NamedTuple):
    """Lowest altitude in line of sight of every radar, from one or several heights of its mast.

    The grid of a radar is the middle of its site's, `half` nodes each way from the site's node.
    """

    lowest_m: HeightGrid  # (all nodes of all radars and knots,)
    first: NDArray[np.int64]  # where a radar's first grid begins (radars,)
    half: NDArray[np.int64]  # (radars,)
    knots: NDArray[np.int64]  # how many mast heights (radars,)
    nominal: NDArray[np.int64]  # which of them is the nominal one (radars,)
    root_mast: FloatArray  # square root of the mast heights, rising [√m] (radars, most knots)


class LossPlan(NamedTuple):
    """What the options of a scenario add to clear air and rain, node by node; empty where none was asked for.

    A radar's nodes are those of its sweep, row by row; altitudes follow one another.
    """

    two_way_db: NDArray[np.float32]  # of all radars, altitudes and nodes end to end; no NaN [dB]
    first: NDArray[np.int64]  # where a radar's begin; -1: it has none (radars,)
    behind_edges: (
        bool  # whether they hold, out of sight, what diffraction takes; infinite where nothing is left
    )
    clear_m: NDArray[np.float32]  # lowest altitude clear of clutter, of all radars and nodes end to end [m]
    clear_first: NDArray[np.int64]  # where a radar's begin; -1: it counts no clutter (radars,)


class Ladders(NamedTuple):
    """Thresholds of all readings, sorted, so that one look-up tells in which readings a target passes.

    A ladder is passed in those readings whose threshold is not below the value asked about. Words hold 64
    readings each; slots without a reading hold -inf.
    """

    rung: FloatArray  # sorted thresholds (ladders, words, 64)
    above: MaskArray  # readings from this rung upwards; none in the last (ladders, words, 65)


# Ladders of one radar, in this order; after them one of power and then one of speed for each class.
INSTRUMENTED, CEILING, FLOOR, SECTOR, MAST = 0, 1, 2, 3, 4
PER_RADAR = 5

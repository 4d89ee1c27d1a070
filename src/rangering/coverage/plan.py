"""The plan of a coverage map: what is asked of the radars, and of the missiles behind them.

Read `rangering.sight.plan` first: it holds the radars. Here stand the layers asked for, the chain from
radar to missile, and the regions whose areas the table gives. `compile_coverage` makes it; kernels see
nothing else.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.sight.plan import (
    Beams,
    BoolArray,
    CodeArray,
    EarthPlan,
    FloatArray,
    Ladders,
    LossPlan,
    RadarPlan,
    SiteGrids,
    Sweeps,
)
from rangering.terrain.ground import Ground

IndexArray = NDArray[np.int64]

__all__ = [
    "BoolArray",
    "ChainPlan",
    "CodeArray",
    "CoveragePlan",
    "FloatArray",
    "IndexArray",
    "LayerPlan",
    "LossPlan",
    "RainPlan",
    "RegionPlan",
]


class LayerPlan(NamedTuple):
    """The altitudes asked for, and after them those of the ring score that were not asked for."""

    altitude_m: FloatArray  # (altitudes,)
    above_ground: BoolArray  # (altitudes,) true: above ground; false: above sea level


class RainPlan(NamedTuple):
    """What rain takes in every reading: it depends on the frequency, which readings differ in."""

    rain_db_m: FloatArray  # (radars, readings)
    power_m: FloatArray  # (radars, targets, readings)


class ChainPlan(NamedTuple):
    """Who guides, who cues, and which missiles reach how far. Fire units with the whole chain alone."""

    guides: BoolArray  # whether a radar guides a fire unit's missiles; one suffices (units, radars)
    cues: BoolArray  # whether a radar tells a fire unit where to look (units, radars)
    cued_outside: BoolArray  # whether tracks come from outside, everywhere (units,)
    site: IndexArray  # (units,)
    targets: int  # how many classes
    box_first: IndexArray  # where a fire unit's boxes begin under a claim (claims, units)
    box_count: IndexArray  # and how many they are (claims, units)
    farthest_m: FloatArray  # the farthest any of them reaches in any reading (claims, units)
    # least and greatest ground range, least height above the ground below the target, greatest height above
    # the ground under the launcher, distance between the heights of the outline: nominal [m] (boxes, 5)
    box_m: FloatArray
    share: FloatArray  # outline: reach at each height over the greatest (boxes, heights)


class RegionPlan(NamedTuple):
    """Unions of discs, and what is tallied in them."""

    what: IndexArray  # which slot: radars, then sites, then the network, then claims (regions,)
    disc_region: IndexArray  # (discs,)
    disc_site: IndexArray  # (discs,)
    disc_m: FloatArray  # radius along the ground [m] (discs,)


class CoveragePlan(NamedTuple):
    """Everything, compiled."""

    earth: EarthPlan
    layers: LayerPlan
    asked: int  # how many of the altitudes were asked for; the others are for the ring score alone
    radars: tuple[RadarPlan, ...]
    network_ground: Ground  # about the first site, wide enough for every ring
    grids: SiteGrids
    beams: Beams
    sweeps: Sweeps
    losses: LossPlan
    ladders: Ladders  # of the radars
    rain: RainPlan
    chain: ChainPlan
    envelopes: Ladders  # four for each box: greatest and least range, ceiling and floor
    regions: RegionPlan
    samples: int  # readings

"""The plan of an exposure: flights cut into knots, altitude bands and corridors, as the kernel reads them.

Read `rangering.coverage.plan` first: the radars, the chain and the envelopes are those of a map. Here stands
what is asked of them: points along flights in place of cells. `rangering.coverage.exposure_compile` makes it.
"""

from typing import NamedTuple

from rangering.coverage.plan import BoolArray, FloatArray, IndexArray

HALVINGS = 2
"""How often the time between two looks that differ is halved towards their edge; each costs a look."""


def edge_error_s(step_s: float) -> float:
    """How far off the moment of an edge may be. [s]"""
    return step_s / 2.0 ** (HALVINGS + 1)


class SkyPlan(NamedTuple):
    """Flights end to end. Between two knots a flight goes straight, at an even pace, on every plane."""

    first: IndexArray  # where a flight's knots begin; one more for the end (flights + 1,)
    time_s: FloatArray  # since its first waypoint (knots,)
    east_m: FloatArray  # on the plane about each site (sites, knots)
    north_m: FloatArray  # (sites, knots)
    from_m: FloatArray  # height at which the stretch that begins here does so (knots,)
    to_m: FloatArray  # height at which it ends (knots,)
    over_ground: BoolArray  # whether these two count from the ground rather than from the sea (knots,)
    target: IndexArray  # class (flights,)
    weight: FloatArray  # aircraft that fly this route (flights,)
    start_s: FloatArray  # when the first of them passes the first waypoint (flights,)
    points: IndexArray  # how many moments are looked at (flights,)
    first_point: IndexArray  # where a flight's begin (flights,)


class DivisionPlan(NamedTuple):
    """Where time is told apart: between edges of altitude, and inside corridors."""

    edge_m: FloatArray  # heights above the sea between bands, rising (bands - 1,)
    line_first: IndexArray  # where a corridor's line begins; one more for the end (corridors + 1,)
    line_east_m: FloatArray  # on the plane of the map (knots of all lines,)
    line_north_m: FloatArray
    half_width_m: FloatArray  # (corridors,)
    floor_m: FloatArray  # (corridors,)
    floor_over_ground: BoolArray  # whether it counts from the ground (corridors,)
    ceiling_m: FloatArray  # (corridors,)
    ceiling_over_ground: BoolArray  # (corridors,)


class SourcePlan(NamedTuple):
    """Which radars count for what."""

    finds: BoolArray  # in what the defence as a whole detects (radars,)
    reach_m: FloatArray  # ground range beyond which it covers no class in any reading (radars,)
    ready_s: FloatArray  # from which moment a fire unit counts; infinite: never (units,)
    home: int  # the site on whose plane the map and the corridors lie

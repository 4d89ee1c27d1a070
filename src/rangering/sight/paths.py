"""From one radar to one place: the node it lies on, the way there, and what stands or weakens on it.

Everything here is of the nominal radar and does not depend on the class of the target. A place takes what
holds at the nearest node of the site's own grid, where the sweep was made; beyond the sweep the Earth hides
every altitude asked for.

Behind an edge there is a way where diffraction is counted: its loss, there and back, takes the edge's place.
Where clutter is counted there is none, since what bends round an edge is lost in that edge's own echo.
"""

from typing import NamedTuple

import numpy as np

from rangering._jit import compiled
from rangering.earth.horizon import straight_range_m
from rangering.earth.rain_loss import path_in_rain_m
from rangering.earth.visibility import elevation_tangent
from rangering.sight.kernels import (
    OWN_CELL,
    clear_air_range_m,
    off_centre_rad,
    sight_state,
    smooth_shadow_m,
    verdict,
)
from rangering.sight.state import State


class Place(NamedTuple):
    """A place on the ground, as one radar has it."""

    away_m: float  # ground distance, above 0 [m]
    chord_m: float  # straight between the two feet, at sea level [m]
    lowest_m: float  # lowest altitude in line of sight, known [m]
    shadow_m: float  # below this the smooth Earth hides [m]
    off_rad: float  # from the middle of the sector; 0 where the radar looks all round [rad]


class Path(NamedTuple):
    """The way from a radar to a target over a place."""

    rise: float  # tangent of the elevation
    slant_m: float
    rain_m: float  # of the slant, in rain
    loss_db: float  # two-way, beyond clear air and rain; infinite where nothing comes round an edge [dB]
    sight: State  # COVERED in line of sight, else what hides the target
    bent: bool  # whether an edge is in the way and `loss_db` what diffraction takes
    clear: bool  # whether a target in line of sight stands clear of clutter


@compiled
def nearest_node(x_m, y_m, step_m, half):
    """Row and column of the node of a site's grid that a place lies nearest to, from the site's own.

    Parameters
    ----------
    x_m, y_m : float
        The place on the plane about the site, east and north. [m]
    step_m : float
        Between nodes. [m]
    half : int
        How many nodes a sweep reaches each way.

    Returns
    -------
    row, col : int
    swept : bool
        Whether the node lies on the sweep.
    """
    row, col = int(np.floor(y_m / step_m + 0.5)), int(np.floor(x_m / step_m + 0.5))
    return row, col, abs(row) <= half and abs(col) <= half


@compiled
def place_at(x_m, y_m, step_m, antenna_m, level_m, lowest_m, centre_rad, half_width_rad, radius_m):
    """A place as a radar has it.

    Parameters
    ----------
    x_m, y_m : float
        On the plane about the radar's site, east and north. [m]
    step_m : float
        Between nodes; it stands for the distance straight above the antenna. [m]
    antenna_m, level_m : float
        Antenna, and the lower of the site's ground and the place's, above sea level. [m]
    lowest_m : float
        Lowest altitude in line of sight. [m]
    centre_rad, half_width_rad : float
        Of the sector; π: all round. [rad]
    radius_m : float
        k·R. [m]

    Returns
    -------
    Place
    """
    distance_m = np.sqrt(x_m * x_m + y_m * y_m)
    own = distance_m == 0.0
    away_m = OWN_CELL * step_m if own else distance_m
    shadow_m = smooth_shadow_m(antenna_m, level_m, away_m, radius_m)
    off_rad = 0.0
    if not own and half_width_rad < np.pi:
        off_rad = off_centre_rad(np.arctan2(x_m, y_m), centre_rad)
    return Place(away_m, straight_range_m(0.0, 0.0, away_m, radius_m), lowest_m, shadow_m, off_rad)


@compiled
def path_to(target_m, place, antenna_m, rain_db_m, earth, loss_db, behind_edges, clear_m):
    """The way from a radar to a target over a place whose ground and line of sight are known.

    Parameters
    ----------
    target_m : float
        Height of the target above sea level, not below the ground. [m]
    place : Place
        Of `place_at`.
    antenna_m : float
        Above sea level. [m]
    rain_db_m : float
        Two-way loss for each metre in rain; where it is 0, no rain is looked for.
    earth : EarthPlan
        Of the plan.
    loss_db : float
        Two-way, beyond clear air and rain. [dB]
    behind_edges : bool
        Whether out of sight that is what diffraction takes.
    clear_m : float
        Altitude clear of clutter; minus infinity where none is counted. [m]

    Returns
    -------
    Path
    """
    radius_m = earth.effective_radius_m
    rise = elevation_tangent(target_m, antenna_m, place.away_m, 1.0 / radius_m)
    # The law of cosines, with the chord between the two feet worked out once a place.
    spread = (1.0 + antenna_m / radius_m) * (1.0 + target_m / radius_m)
    slant_m = np.sqrt((target_m - antenna_m) ** 2 + spread * place.chord_m * place.chord_m)
    rain_m = 0.0
    if rain_db_m > 0.0:
        rain_m = path_in_rain_m(antenna_m, np.arctan(rise), slant_m, earth.rain_top_m, radius_m)
    sight = sight_state(target_m, place.lowest_m, place.shadow_m)
    bent = behind_edges and sight != State.COVERED and clear_m == -np.inf
    return Path(rise, slant_m, rain_m, loss_db, sight, bent, target_m >= clear_m)


@compiled
def as_far_m(path, loss_db, rain_db_m):
    """Range in clear air at which an echo is as weak as after rain and a loss on this path. [m]

    Parameters
    ----------
    path : Path
        Of `path_to`.
    loss_db : float
        Two-way, besides rain. [dB]
    rain_db_m : float
        Two-way loss for each metre in rain.
    """
    whole_db = loss_db + rain_db_m * path.rain_m
    return clear_air_range_m(path.slant_m, whole_db) if whole_db != 0.0 else path.slant_m


@compiled
def within_view(path, least_tangent, most_tangent):
    """Whether a target is above clutter and within the beam's elevations, given as tangents.

    What is hidden is not lost in clutter as well: with the edge gone, the clutter would be another.
    """
    return (path.clear or path.sight != State.COVERED) and least_tangent <= path.rise <= most_tangent


@compiled
def path_state(path, in_view, shown, fast, power_m, rain_db_m):
    """What a radar makes of a class on one path.

    Parameters
    ----------
    path : Path
        The way there.
    in_view, shown, fast : bool
        Whether sector and elevation hold it, the display does, and it closes fast enough.
    power_m : float
        Slant range at which the radar detects the class in clear air. [m]
    rain_db_m : float
        Two-way loss for each metre in rain.

    Returns
    -------
    State
    """
    strong = as_far_m(path, path.loss_db, rain_db_m) <= power_m
    if not path.bent:
        return verdict(in_view, shown, fast, strong, path.sight)
    # The edge is one constraint, the way without it another: each is judged alone.
    come_round = State.COVERED if strong else State.DIFFRACTED
    return verdict(in_view, shown, fast, as_far_m(path, 0.0, rain_db_m) <= power_m, come_round)

"""Which constraint, if any, keeps a cell uncovered: for one radar, every altitude and every class.

Every constraint is worked out for itself, so that a cell with a single failing one can name it. Hidden
means below the lowest line of sight; hidden by the horizon means below the shadow of a smooth sphere
through the lower of two grounds, the site's and the cell's: over a level plateau it is the Earth that
hides, not the terrain.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.state import State
from rangering.earth.horizon import shadow_height_m, straight_range_m
from rangering.earth.rain_loss import path_in_rain_m
from rangering.earth.visibility import elevation_tangent
from rangering.radar.beam import within_sector

# Straight above the antenna there is no azimuth and no elevation: its own cell is judged at the mean
# distance of a unit square's points from its middle, (√2 + arsinh 1) / 6 sides out.
OWN_CELL = 0.382_597_858


@compiled
def sight_state(target_m, lowest_m, shadow_m):
    """COVERED in line of sight; else HORIZON below the smooth Earth's shadow, or TERRAIN. Heights in m."""
    if target_m >= lowest_m:
        return State.COVERED
    return State.HORIZON if target_m < shadow_m else State.TERRAIN


@compiled
def smooth_shadow_m(antenna_m, ground_m, distance_m, effective_radius_m):
    """Height above sea level below which a sphere through level ground hides a target.

    Parameters
    ----------
    antenna_m, ground_m : float
        Of the antenna and of the level ground, above sea level. [m]
    distance_m : float
        Along the Earth at sea level. [m]
    effective_radius_m : float
        k·R, at sea level. [m]
    """
    sphere_m = effective_radius_m + ground_m
    arc_m = distance_m * sphere_m / effective_radius_m
    return ground_m + shadow_height_m(antenna_m - ground_m, arc_m, sphere_m)


@compiled
def clear_air_range_m(slant_m, rain_m, rain_db_m):
    """Range in clear air at which an echo is as weak as it is here, through rain.

    Parameters
    ----------
    slant_m, rain_m : float
        Length of the path, and of the part of it that lies in rain. [m]
    rain_db_m : float
        Two-way loss for each metre in rain. [dB/m]

    Returns
    -------
    float
        R · 10^(loss/40), since an echo falls with R⁴. [m]
    """
    # Past 12,000 dB nothing is heard anyway; the bound keeps the power within a float.
    return slant_m * 10.0 ** min(rain_db_m * rain_m / 40.0, 300.0)


@compiled
def verdict(in_view, in_instrument, in_power, sight):
    """The state that follows from four constraints: the only one that fails, or SEVERAL.

    Parameters
    ----------
    in_view, in_instrument, in_power : bool
        Whether a target lies within sector and elevation, within the display, and is strong enough.
    sight : State
        Of `sight_state`.
    """
    failing = int(not in_view) + int(not in_instrument) + int(not in_power) + int(sight != State.COVERED)
    if failing > 1:
        return State.SEVERAL
    if not in_view:
        return State.SECTOR
    if not in_instrument:
        return State.INSTRUMENTED_RANGE
    if not in_power:
        return State.POWER
    return sight


@compiled_parallel
def map_states(ground_m, lowest_m, row0, col0, posting_m, extent_m, earth, antenna, reach, layers, state):
    """Fill the state of every cell, altitude and class for one radar.

    Parameters
    ----------
    ground_m, lowest_m : float32 array, shape (rows, columns)
        Ground, and lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0 : int
        The radar's node.
    posting_m, extent_m : float
        Distance between nodes, and ground distance beyond which a cell is OUTSIDE. [m]
    earth, antenna, reach, layers : EarthPlan, AntennaPlan, ReachPlan, LayerPlan
        As in the plan.
    state : uint8 array, shape (altitudes, targets, rows, columns)
        Written, in the numbers of `State`.
    """
    rows, cols = ground_m.shape
    radius_m, rain_top_m = earth.effective_radius_m, earth.rain_top_m
    antenna_m, centre_rad, width_rad = antenna.height_m, antenna.sector_centre_rad, antenna.sector_width_rad
    least, most = np.tan(antenna.elevation_min_rad), np.tan(antenna.elevation_max_rad)
    instrumented_m, power_m, rain_db_m = reach.instrumented_m, reach.power_m, reach.rain_db_m
    altitude_m, above_ground = layers.altitude_m, layers.above_ground
    site_ground_m = np.float64(ground_m[row0, col0])
    all_round = width_rad >= 2.0 * np.pi
    for row in thread_range(rows):
        for col in range(cols):
            north_m, east_m = (row - row0) * posting_m, (col - col0) * posting_m
            distance_m = np.sqrt(north_m * north_m + east_m * east_m)
            if distance_m > extent_m:
                state[:, :, row, col] = State.OUTSIDE
                continue
            here_m, lowest_here_m = np.float64(ground_m[row, col]), np.float64(lowest_m[row, col])
            if np.isnan(here_m):
                state[:, :, row, col] = State.UNKNOWN
                continue
            own = distance_m == 0.0
            turned_to = own or all_round or within_sector(np.arctan2(east_m, north_m), centre_rad, width_rad)
            away_m = OWN_CELL * posting_m if own else distance_m
            shadow_m = smooth_shadow_m(antenna_m, min(site_ground_m, here_m), away_m, radius_m)
            chord_m = straight_range_m(0.0, 0.0, away_m, radius_m)
            for a in range(len(altitude_m)):
                target_m = altitude_m[a] + here_m if above_ground[a] else altitude_m[a]
                if target_m < here_m:
                    state[a, :, row, col] = State.UNDERGROUND
                    continue
                if np.isnan(lowest_here_m):
                    state[a, :, row, col] = State.UNKNOWN
                    continue
                rise = elevation_tangent(target_m, antenna_m, away_m, 1.0 / radius_m)
                # The law of cosines, with the chord between the two feet taken out of this loop.
                spread = (1.0 + antenna_m / radius_m) * (1.0 + target_m / radius_m)
                slant_m = np.sqrt((target_m - antenna_m) ** 2 + spread * chord_m * chord_m)
                as_far_m = slant_m
                if rain_db_m > 0.0:
                    rain_m = path_in_rain_m(antenna_m, np.arctan(rise), slant_m, rain_top_m, radius_m)
                    as_far_m = clear_air_range_m(slant_m, rain_m, rain_db_m)
                in_view = turned_to and least <= rise <= most
                sight = sight_state(target_m, lowest_here_m, shadow_m)
                for t in range(len(power_m)):
                    state[a, t, row, col] = verdict(
                        in_view, slant_m <= instrumented_m, as_far_m <= power_m[t], sight
                    )


@compiled
def between_nodes(nodes, row_share, col_share):
    """Value of an even lattice between its nodes; bilinear.

    Parameters
    ----------
    nodes : float array, shape (lattice rows, lattice columns)
        Two rows and two columns or more.
    row_share, col_share : float
        The place, as shares (0 to 1) of the lattice's height and width.
    """
    v, u = row_share * (nodes.shape[0] - 1), col_share * (nodes.shape[1] - 1)
    i, j = min(int(v), nodes.shape[0] - 2), min(int(u), nodes.shape[1] - 2)
    up, over = v - i, u - j
    below = nodes[i, j] + over * (nodes[i, j + 1] - nodes[i, j])
    above = nodes[i + 1, j] + over * (nodes[i + 1, j + 1] - nodes[i + 1, j])
    return below + up * (above - below)


@compiled_parallel
def fold_states(state, row0, col0, posting_m, east_m, north_m, network):
    """Lay one radar's states over the network's grid and keep the least in every cell.

    Parameters
    ----------
    state : uint8 array, shape (altitudes, targets, rows, columns)
        Of the radar, on its own grid with its node at (row0, col0).
    row0, col0, posting_m
        Of the radar's grid.
    east_m, north_m : float array, shape (lattice rows, lattice columns)
        Where the nodes of an even lattice over the network's grid lie on the radar's plane. [m]
    network : uint8 array, shape (altitudes, targets, network rows, network columns)
        Lessened in place. A cell beyond the radar's grid is left as it is.
    """
    altitudes, targets, rows, cols = state.shape
    last_row, last_col = max(network.shape[2] - 1, 1), max(network.shape[3] - 1, 1)
    for row in thread_range(network.shape[2]):
        for col in range(network.shape[3]):
            x_m = between_nodes(east_m, row / last_row, col / last_col)
            y_m = between_nodes(north_m, row / last_row, col / last_col)
            r, c = int(np.floor(y_m / posting_m + 0.5)) + row0, int(np.floor(x_m / posting_m + 0.5)) + col0
            if 0 <= r < rows and 0 <= c < cols:
                for a in range(altitudes):
                    for t in range(targets):
                        network[a, t, row, col] = min(network[a, t, row, col], state[a, t, r, c])


@compiled_parallel
def mark_disc(east_m, north_m, radius_m, inside):
    """Set the cells of a grid that lie within a ground distance of a point.

    Parameters
    ----------
    east_m, north_m : float array, shape (lattice rows, lattice columns)
        Where the nodes of an even lattice over the grid lie on the plane about the point. [m]
    radius_m : float
        Along the ground. [m]
    inside : bool array, shape (rows, columns)
        Set in place; a cell beyond the radius is left as it is.
    """
    last_row, last_col = max(inside.shape[0] - 1, 1), max(inside.shape[1] - 1, 1)
    for row in thread_range(inside.shape[0]):
        for col in range(inside.shape[1]):
            x_m = between_nodes(east_m, row / last_row, col / last_col)
            y_m = between_nodes(north_m, row / last_row, col / last_col)
            if x_m * x_m + y_m * y_m <= radius_m * radius_m:
                inside[row, col] = True


@compiled_parallel
def tally_states(state, inside, row0, col0, posting_m, radius_m, area_m2):
    """Area in each state, for every altitude and class.

    A cell of the azimuthal equidistant plane at ground distance d weighs sin(d/R)/(d/R) of its square.

    Parameters
    ----------
    state : uint8 array, shape (altitudes, targets, rows, columns)
        What holds in every cell.
    inside : bool array, shape (rows, columns)
        The cells that count.
    row0, col0, posting_m
        Of the grid.
    radius_m : float
        Of the Earth. [m]
    area_m2 : float array, shape (altitudes, targets, 256)
        Added to, by the number of the state; each sum runs in one order, whatever the threads. [m²]
    """
    altitudes, targets, rows, cols = state.shape
    for layer in thread_range(altitudes * targets):
        a, t = layer // targets, layer % targets
        for row in range(rows):
            for col in range(cols):
                if inside[row, col]:
                    q = ((row - row0) ** 2 + (col - col0) ** 2) * (posting_m / radius_m) ** 2
                    area_m2[a, t, state[a, t, row, col]] += posting_m**2 * (1.0 - q / 6.0 * (1.0 - q / 20.0))

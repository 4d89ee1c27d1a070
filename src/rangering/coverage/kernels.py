"""Which constraint, if any, keeps a cell uncovered: for one radar, every altitude and every class.

Every constraint is worked out for itself, so that a cell with a single failing one can name it. Hidden means below
the lowest line of sight; hidden by the horizon means below the shadow of a smooth sphere through the lower of two
grounds, the site's and the cell's: over a level plateau it is the Earth that hides, not the terrain.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.state import State
from rangering.earth.horizon import shadow_height_m, straight_range_m
from rangering.earth.visibility import elevation_tangent
from rangering.radar.beam import within_sector


@compiled
def sight_state(target_m, lowest_m, shadow_m):
    """COVERED where a height is in line of sight; else HORIZON below the smooth Earth's shadow, or TERRAIN. [m]"""
    if target_m >= lowest_m:
        return State.COVERED
    return State.HORIZON if target_m < shadow_m else State.TERRAIN


@compiled
def verdict(in_view, in_instrument, in_power, sight):
    """The state that follows from four constraints: the only one that fails, or SEVERAL. Bools; sight a State."""
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
def map_states(ground_m, lowest_m, row0, col0, posting_m, extent_m, effective_radius_m,
               antenna, instrumented_m, power_m, altitude_m, above_ground, state):  # fmt: skip
    """Fill the state of every cell, altitude and class for one radar.

    Parameters
    ----------
    ground_m, lowest_m : float32 array, shape (rows, columns)
        Ground, and lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0 : int
        The radar's node.
    posting_m, extent_m : float
        Distance between nodes, and ground distance beyond which a cell is OUTSIDE. [m]
    effective_radius_m : float
        k·R. [m]
    antenna : AntennaPlan
    instrumented_m : float
        Slant range. [m]
    power_m : float array, shape (targets,)
        Slant range at which each class is detected as asked. [m]
    altitude_m : float array, shape (altitudes,)
    above_ground : bool array, shape (altitudes,)
    state : uint8 array, shape (altitudes, targets, rows, columns)
        Written, in the numbers of `State`.
    """
    rows, cols = ground_m.shape
    site_ground_m = np.float64(ground_m[row0, col0])
    all_round = antenna.sector_width_rad >= 2.0 * np.pi
    least, most = np.tan(antenna.elevation_min_rad), np.tan(antenna.elevation_max_rad)
    for row in thread_range(rows):
        for col in range(cols):
            north_m, east_m = (row - row0) * posting_m, (col - col0) * posting_m
            distance_m = np.sqrt(north_m * north_m + east_m * east_m)
            here_m, lowest_here_m = np.float64(ground_m[row, col]), np.float64(lowest_m[row, col])
            if distance_m > extent_m:
                state[:, :, row, col] = State.OUTSIDE
                continue
            if not (here_m == here_m and lowest_here_m == lowest_here_m):
                state[:, :, row, col] = State.UNKNOWN
                continue
            turned_to = distance_m == 0.0 or all_round or within_sector(
                np.arctan2(east_m, north_m), antenna.sector_centre_rad, antenna.sector_width_rad
            )
            # The antenna's own cell is judged a quarter of the way out: straight above there is no distance.
            away_m = max(distance_m, 0.25 * posting_m)
            base_m = min(site_ground_m, here_m)
            shadow_m = base_m + shadow_height_m(antenna.height_m - base_m, away_m, effective_radius_m)
            chord_m = straight_range_m(0.0, 0.0, away_m, effective_radius_m)
            for a in range(len(altitude_m)):
                target_m = altitude_m[a] + here_m if above_ground[a] else altitude_m[a]
                if target_m < here_m:
                    state[a, :, row, col] = State.UNDERGROUND
                    continue
                rise = elevation_tangent(target_m, antenna.height_m, away_m, 1.0 / effective_radius_m)
                # The law of cosines, with the chord between the two feet taken out of this loop.
                spread = (1.0 + antenna.height_m / effective_radius_m) * (1.0 + target_m / effective_radius_m)
                slant_m = np.sqrt((target_m - antenna.height_m) ** 2 + spread * chord_m * chord_m)
                sight = sight_state(target_m, lowest_here_m, shadow_m)
                for t in range(len(power_m)):
                    state[a, t, row, col] = verdict(
                        turned_to and least <= rise <= most, slant_m <= instrumented_m, slant_m <= power_m[t], sight
                    )


@compiled
def between_nodes(nodes, row_share, col_share):
    """Value of an even lattice at a place given as shares (0 to 1) of its height and width; bilinear."""
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
        Where the nodes of an even lattice over the network's grid lie on the radar's plane; between them bilinear.
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
    """Set the cells of a grid within a ground distance of the point whose plane the lattice lies on (bool, in place)."""
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

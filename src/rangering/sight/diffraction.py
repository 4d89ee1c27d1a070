"""Loss behind an edge, for every cell of a radar's grid that its line of sight does not reach.

The ground on the very line to a cell, taken where it crosses grid lines, is the profile of the
delta-Bullington method. Only cells behind an edge are worked out: in line of sight the loss is 0, so that
what is seen stays as it is when diffraction is switched on. The loss therefore starts with a jump, 12 dB at
grazing and more on long paths, where the Recommendation rises from nothing over the last part of a Fresnel
zone above the edge: there the map is on the hopeful side. Losses are one way: an echo suffers them twice.

Limits: one path in the vertical plane, nothing round the side of a hill; land of average ground, circular
polarisation (half and half), which count for little above 1 GHz. The Recommendation bends the Earth into a
parabola where lines of sight run over the sphere: its shadow lies 0.1 m lower at 130 km, 9 m at 400 km. No
cell is worked out whose loss is sure to leave less than the farthest-reaching class needs; it is infinite
there. The others cost some 7 µs each on two cores: 0.1 s in all for 400 km at 1 km, five altitudes, and a
reach of 600 km.
Source: Recommendation ITU-R P.526-15 (10/2019), Annex 1, section 4.5.2.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.earth.diffraction import (
    delta_bullington_loss_db,
    equivalent_edge_loss_db,
    knife_edge_parameter,
)
from rangering.earth.horizon import straight_range_m
from rangering.earth.spherical_diffraction import LAND

_VERTICAL_FRACTION = 0.5
# Lines of sight and the Recommendation disagree about where grazing is by less than this much of ν.
_GRAZING_SLACK = 0.1


@compiled
def ground_to_cell(ground_m, row0, col0, row, col, posting_m, distances_m, heights_m):
    """The ground on the straight line from the site's node to a cell's, where it crosses grid lines.

    Parameters
    ----------
    ground_m : float array, shape (rows, columns)
        Ground above sea level; NaN where unknown. [m]
    row0, col0, row, col : int
        The two nodes, not the same.
    posting_m : float
        Distance between nodes. [m]
    distances_m, heights_m : float arrays, shape (at least 2 · the longer side of the grid,)
        Receive the profile, both ends included, distances rising from 0. [m]

    Returns
    -------
    int
        Number of points; 0 where the ground is unknown somewhere on the line.
    """
    down, right = row - row0, col - col0
    steps, aside = max(abs(down), abs(right)), min(abs(down), abs(right))
    # One node outwards, along the longer leg, and one sideways.
    out_row, out_col, side_row, side_col = 0, 0, 0, 0
    if abs(right) >= abs(down):
        out_col, side_row = (1 if right > 0 else -1), (1 if down > 0 else -1)
    else:
        out_row, side_col = (1 if down > 0 else -1), (1 if right > 0 else -1)
    step_m = posting_m * np.sqrt(1.0 + (aside / steps) ** 2)

    distances_m[0], heights_m[0] = 0.0, ground_m[row0, col0]
    total_m = heights_m[0]  # unknown as soon as one height is
    count, crossed = 1, 0
    for j in range(1, steps + 1):
        low = (j * aside) // steps
        part = (j * aside - low * steps) / steps
        r, c = row0 + j * out_row + low * side_row, col0 + j * out_col + low * side_col
        if low > crossed and part > 0.0:
            # A line along the longer leg was crossed since the last node's; on a node it is the same point.
            out = low * steps / aside
            share = out - (j - 1)
            inner = np.float64(ground_m[r - out_row, c - out_col])
            distances_m[count] = out * step_m
            heights_m[count] = inner + share * (ground_m[r, c] - inner)
            total_m += heights_m[count]
            count += 1
        crossed = low
        near = np.float64(ground_m[r, c])
        distances_m[count] = j * step_m
        heights_m[count] = near
        if part > 0.0:
            heights_m[count] = near + part * (ground_m[r + side_row, c + side_col] - near)
        total_m += heights_m[count]
        count += 1
    return 0 if np.isnan(total_m) else count


@compiled
def least_loss_db(hidden_m, nearest_m, distance_m, wavelength_m):
    """What a target loses at the very least, whatever the profile.

    The edge the antenna grazes stands at the first sample or beyond. Bullington's edge lies where two
    tangents meet that leave every obstacle below them, so its ν is no smaller than that of any one obstacle.

    Parameters
    ----------
    hidden_m : float
        How far the target is below the lowest line of sight. [m]
    nearest_m, distance_m : float
        Ground distance of the first sample and of the target, the first the smaller. [m]
    wavelength_m : float
        [m]

    Returns
    -------
    float
        One way, over free space. [dB]
    """
    clearance_m = hidden_m * nearest_m / distance_m
    nu = knife_edge_parameter(clearance_m, nearest_m, distance_m - nearest_m, wavelength_m)
    return equivalent_edge_loss_db(nu - _GRAZING_SLACK, distance_m)


@compiled_parallel
def fill_diffraction_loss_db(
    ground_m,
    lowest_m,
    row0,
    col0,
    posting_m,
    antenna_m,
    effective_radius_m,
    wavelength_m,
    altitude_m,
    above_ground,
    reach_m,
    loss_db,
):
    """Fill the one-way diffraction loss of every cell and altitude.

    Parameters
    ----------
    ground_m, lowest_m : float32 array, shape (rows, columns)
        Ground, and lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0 : int
        The radar's node.
    posting_m : float
        Distance between nodes. [m]
    antenna_m : float
        Antenna centre above sea level, above the ground at its node. [m]
    effective_radius_m, wavelength_m : float
        k·R, and the wavelength. [m]
    altitude_m : float array, shape (altitudes,)
        [m]
    above_ground : bool array, shape (altitudes,)
        True: above ground; false: above sea level.
    reach_m : float
        Slant range in clear air at which the radar detects the class, in the reading, that it detects
        farthest. Infinity works every hidden cell out. [m]
    loss_db : float32 array, shape (altitudes, rows, columns)
        Written: 0 in line of sight; infinite below ground, beyond the reach, and where the loss is sure to
        leave no detection; NaN where the ground is unknown. [dB]
    """
    rows, cols = ground_m.shape
    for row in thread_range(rows):
        distances_m, heights_m = np.empty(2 * (rows + cols)), np.empty(2 * (rows + cols))
        for col in range(cols):
            here_m, lowest_here_m = np.float64(ground_m[row, col]), np.float64(lowest_m[row, col])
            if np.isnan(here_m) or np.isnan(lowest_here_m):
                loss_db[:, row, col] = np.nan
                continue
            down, right = np.float64(row - row0), np.float64(col - col0)
            distance_m = posting_m * np.sqrt(down * down + right * right)
            count = -1  # the line is followed once, when the first altitude asks for it
            for a in range(len(altitude_m)):
                target_m = altitude_m[a] + here_m if above_ground[a] else altitude_m[a]
                if target_m >= lowest_here_m:
                    loss_db[a, row, col] = 0.0
                    continue
                loss_db[a, row, col] = np.inf
                slant_m = straight_range_m(antenna_m, target_m, distance_m, effective_radius_m)
                if target_m < here_m or slant_m >= reach_m:
                    continue
                nearest_m = distance_m / max(abs(down), abs(right))
                least_db = least_loss_db(lowest_here_m - target_m, nearest_m, distance_m, wavelength_m)
                if least_db > 20.0 * np.log10(reach_m / slant_m):
                    continue
                if count < 0:
                    count = ground_to_cell(ground_m, row0, col0, row, col, posting_m, distances_m, heights_m)
                if count == 0:
                    loss_db[a, row, col] = np.nan
                    continue
                loss_db[a, row, col] = delta_bullington_loss_db(
                    distances_m[:count],
                    heights_m[:count],
                    antenna_m,
                    target_m,
                    effective_radius_m,
                    wavelength_m,
                    LAND[0],
                    LAND[1],
                    _VERTICAL_FRACTION,
                )

"""One layer of a map from some of its radars: best single-scan probability, who has it, how many cover it.

The way to a target is that of `rangering.sight.paths`, as in the pass over the whole map, so that a cell is
covered here where it is covered there. A target that is hidden, out of the sector or elevation, beyond the
display or too slow along the line of sight has no probability at all; round an edge it has what diffraction
leaves of it.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.kernels import between_nodes
from rangering.sight.lookup import DetectionTables, detection_probability_at
from rangering.sight.paths import nearest_node, path_state, path_to, place_at, within_view
from rangering.sight.state import State


@compiled
def scan_from(radar, x_m, y_m, elsewhere_m, a, target, earth, layers, grids, beams, sweeps, losses, curves):
    """What one radar makes of one class at one altitude over one place, nominally.

    Parameters
    ----------
    radar, a, target : int
        Which radar, altitude and class.
    x_m, y_m, elsewhere_m : float
        As for `rangering.coverage.kernels.look_from`. [m]
    earth, layers, grids, beams, sweeps, losses
        As in the plan.
    curves : float32 array, shape (radars, targets, 1, levels)
        Probabilities as in `rangering.sight.lookup.DetectionTables`.

    Returns
    -------
    state : int
        Of `State`.
    pd : float
        Single-scan probability of detection; 0 where there is none.
    """
    site, half = beams.site[radar], sweeps.half[radar]
    step_m = grids.posting_m[site]
    row, col, swept = nearest_node(x_m, y_m, step_m, half)
    if swept:
        x_m, y_m = col * step_m, row * step_m
    if np.sqrt(x_m * x_m + y_m * y_m) > beams.extent_m[radar]:
        return np.int64(State.OUTSIDE), 0.0
    nodes = (2 * half + 1) ** 2
    here_m, lowest_m, loss_db, clear_m = elsewhere_m, np.inf, 0.0, -np.inf
    weakened = losses.first[radar] >= 0 and swept
    if swept:
        node = (row + half) * (2 * half + 1) + col + half
        at = grids.first[site] + (row + grids.row0[site]) * grids.cols[site] + col + grids.col0[site]
        here_m = np.float64(grids.height_m[at])
        lowest_m = np.float64(sweeps.lowest_m[sweeps.first[radar] + sweeps.nominal[radar] * nodes + node])
        if weakened:
            loss_db = np.float64(losses.two_way_db[losses.first[radar] + a * nodes + node])
        if losses.clear_first[radar] >= 0:
            clear_m = np.float64(losses.clear_m[losses.clear_first[radar] + node])
    target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
    if np.isnan(here_m):
        return np.int64(State.UNKNOWN), 0.0
    if target_m < here_m:
        return np.int64(State.UNDERGROUND), 0.0
    if np.isnan(lowest_m):
        return np.int64(State.UNKNOWN), 0.0
    antenna_m, rain_db_m = beams.antenna_m[radar], beams.rain_db_m[radar]
    place = place_at(
        x_m, y_m, step_m, antenna_m, min(grids.site_m[site], here_m), lowest_m, beams.centre_rad[radar],
        beams.half_width_rad[radar], earth.effective_radius_m,
    )  # fmt: skip
    path = path_to(
        target_m, place, antenna_m, rain_db_m, earth, loss_db, weakened and losses.behind_edges, clear_m
    )
    in_view = place.off_rad <= beams.half_width_rad[radar] and within_view(
        path, beams.least_tangent[radar], beams.most_tangent[radar]
    )
    shown = path.slant_m <= beams.instrumented_m[radar]
    fast = np.abs(path.rise) <= beams.fast_tangent[radar, target]
    state = np.int64(path_state(path, in_view, shown, fast, beams.power_m[radar, target], rain_db_m))
    pd = 0.0
    if in_view and shown and fast and (path.bent or path.sight == State.COVERED):
        tables = DetectionTables(curves[radar], 0.0, np.inf)
        pd = detection_probability_at(
            tables, target, 0.0, path.slant_m, path.loss_db + rain_db_m * path.rain_m
        )
    return state, pd


@compiled_parallel
def scan_everywhere(ground_m, counted, a, target, earth, layers, grids, beams, sweeps, losses, curves, state,
                    pd, best, overlap):  # fmt: skip
    """Fill one layer of a map from some radars.

    Parameters
    ----------
    ground_m : float32 array, shape (rows, columns)
        Ground of the map above sea level, NaN where unknown. [m]
    counted : int array, shape (radars,)
        Number under which a radar counts; -1: it does not.
    a, target : int
        Which altitude and class.
    earth, layers, grids, beams, sweeps, losses, curves
        As for `scan_from`.
    state : uint8 array, shape (rows, columns)
        Written: the least over the radars.
    pd : float32 array, same shape
        Written: the highest of the radars; NaN where the state is UNKNOWN.
    best : int16 array, same shape
        Written: whose it is, the first of equals; -1 where none has any or it is unknown.
    overlap : uint8 array, same shape
        Written: how many cover the cell, 255 standing for more.
    """
    rows, cols = ground_m.shape
    for row in thread_range(rows):
        for col in range(cols):
            row_share, col_share = row / max(rows - 1, 1), col / max(cols - 1, 1)
            least, highest, whose, covering = np.int64(State.OUTSIDE), 0.0, -1, 0
            for radar in range(len(counted)):
                if counted[radar] < 0:
                    continue
                site = beams.site[radar]
                code, chance = scan_from(
                    radar, between_nodes(grids.east_m[site], row_share, col_share),
                    between_nodes(grids.north_m[site], row_share, col_share), np.float64(ground_m[row, col]),
                    a, target, earth, layers, grids, beams, sweeps, losses, curves,
                )  # fmt: skip
                least = min(least, code)
                if code == State.COVERED:
                    covering += 1
                if chance > highest:
                    highest, whose = chance, counted[radar]
            unknown = least == State.UNKNOWN
            state[row, col] = least
            pd[row, col] = np.nan if unknown else highest
            best[row, col] = -1 if unknown else whose
            overlap[row, col] = min(covering, 255)

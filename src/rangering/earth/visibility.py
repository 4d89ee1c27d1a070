"""Lowest altitude in line of sight from one antenna, everywhere on a grid, all altitudes in one pass.

The grid is centred on the site in azimuthal equidistant projection, so a straight line through the site's
node is a geodesic and distance along it is true. Between nodes the ground runs straight along each grid line;
a ray meets it where it crosses grid lines and is sampled exactly there, at row and column lines alike.
Refraction is an Earth of radius k·R, on which heights are seen as on any sphere, with no parabola: the
tangent of the elevation angle of height h at ground distance d, from an antenna at height a, is

    (h - a) / ((1 + κh) sin(κd)/κ) - tan(κd/2),      κ = 1/(k·R),

which rises with h, so that its running maximum along a ray is the lowest line of sight that clears the
ground.

Rays run to the grid's edge, two a node, and carry their running maximum outwards. A cell takes the maximum
just before it, interpolated between the two rays that pass beside it; `exact_lowest_visible` instead samples
the very line to each cell and is the reference, hundreds of times slower. A ray that has met unknown ground
(NaN) knows nothing beyond it: the cells behind stay NaN, neither seen nor hidden.

Limits: ground distances to 1,700 km (series good to 1e-7); one antenna; no reflection and no diffraction.
Source: elevation over a sphere is plane geometry; sampling where rays cross grid lines follows Franklin, Ray
and Mehta, "Geometric algorithms for siting of air defense missile batteries", Battelle DAAL03-86-D-0001
(1994).
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range

MAX_RANGE_M = 1_700_000.0
RAYS_IN_BLOCK = 128  # their running maxima, and the strip of ground below them, stay in the nearest cache
_CLEAR = -1e6  # tangent of a line far below any ground: nothing stands in the way yet


@compiled
def chord_m(distance_m, curvature_1_m):
    """sin(κd)/κ by its series; the distance itself on a flat Earth (κ = 0)."""
    q = distance_m * curvature_1_m * distance_m * curvature_1_m
    return distance_m * (1.0 - q * (1.0 / 6.0) * (1.0 - q * (1.0 / 20.0)))


@compiled
def dip(distance_m, curvature_1_m):
    """tan(κd/2) by its series: how steeply the ground has fallen away at a distance."""
    t = 0.5 * distance_m * curvature_1_m
    return t * (1.0 + t * t * (1.0 / 3.0) * (1.0 + t * t * 0.4))


@compiled
def elevation_tangent(height_m, antenna_m, distance_m, curvature_1_m):
    """Tangent of the elevation angle at which an antenna sees a point.

    Parameters
    ----------
    height_m, antenna_m : float
        Heights of the point and of the antenna above sea level. [m]
    distance_m : float
        Ground distance between them, above 0. [m]
    curvature_1_m : float
        1/(k·R); 0 for a flat Earth. [1/m]
    """
    run_m = (1.0 + curvature_1_m * height_m) * chord_m(distance_m, curvature_1_m)
    return (height_m - antenna_m) / run_m - dip(distance_m, curvature_1_m)


@compiled
def height_on_ray_m(tangent, antenna_m, distance_m, curvature_1_m):
    """Height above sea level of a ray of given elevation tangent at a ground distance: the inverse."""
    rise_m = (tangent + dip(distance_m, curvature_1_m)) * chord_m(distance_m, curvature_1_m)
    return (antenna_m + rise_m) / (1.0 - curvature_1_m * rise_m)


@compiled
def steeper(highest, tangent):
    """The larger of two tangents; unknown (NaN) as soon as either is."""
    return highest if (highest >= tangent) or (highest != highest) else tangent


@compiled
def lowest_on_profile_m(height_m, distance_m, antenna_m, curvature_1_m):
    """Lowest height in line of sight at the last point of a profile, over all points before it.

    Parameters
    ----------
    height_m, distance_m : float array, shape (n,)
        Ground heights above sea level and their distances from the antenna, rising, above 0. [m]
    antenna_m, curvature_1_m : float
        As for `elevation_tangent`.

    Returns
    -------
    float
        Height above sea level, not below the last point's ground; NaN where a height is unknown. [m]
    """
    highest = _CLEAR
    last = len(height_m) - 1
    for n in range(last):
        highest = steeper(highest, elevation_tangent(height_m[n], antenna_m, distance_m[n], curvature_1_m))
    return steeper(height_m[last], height_on_ray_m(highest, antenna_m, distance_m[last], curvature_1_m))


@compiled
def _carry_block(ground, home, out_step, side_step, side_limit, reach, ray_count, first, stop, on_axis,
                 on_diagonal, posting_m, antenna_m, curvature_1_m, range_cells, lowest_m):  # fmt: skip
    """Carry rays first..stop of one octant outwards, and fill the cells between them.

    `ground` and `lowest_m` are the grids as flat arrays; `home` is the site's index; a step outwards adds
    `out_step` to an index and a step sideways `side_step`, so that one code serves all eight octants. Ray r
    meets column j at side offset j·r/ray_count. `side_limit` is the outermost known side offset; beyond it
    the edge row is read again, which only the interpolation of edge cells ever sees. The first ray of a block
    is the last of the one before; cells on it belong to this block. Of the lines where octants meet,
    `on_axis` lets one keep the axis and `on_diagonal` the diagonal.
    """
    count = stop - first + 1
    highest = np.full(count, _CLEAR)
    tilt = np.empty(count)
    over_tilt = np.empty(count)
    stretch_m = np.empty(count)
    part = np.empty(count)
    row = np.zeros(count, np.int32)
    row_before = np.zeros(count, np.int32)
    near = np.empty(count, np.float32)
    far = np.empty(count, np.float32)
    beyond = np.empty(count, np.float32)
    for r in range(count):
        t = (first + r) / ray_count
        tilt[r] = t
        over_tilt[r] = 1.0 / t if t > 0.0 else 0.0
        stretch_m[r] = posting_m * np.sqrt(1.0 + t * t)

    for j in range(1, reach + 1):
        if j * stretch_m[0] > range_cells * posting_m:
            break
        # Cells of this column between the block's rays, from what those met up to the column before.
        begin = (j * first + ray_count - 1) // ray_count
        end = (j * stop + ray_count - 1) // ray_count
        if first == 0 and not on_axis:
            begin = 1
        if stop == ray_count:
            end = j + 1 if on_diagonal else j
        column = home + j * out_step
        rays_a_cell = ray_count / j
        for i in range(begin, min(end, side_limit + 1)):
            beside = i * rays_a_cell - first
            r = min(max(np.int32(beside), 0), count - 2)
            share = beside - r
            tangent = highest[r] + share * (highest[r + 1] - highest[r]) if share > 0.0 else highest[r]
            distance_m = posting_m * np.sqrt(np.float64(i) * i + np.float64(j) * j)
            cell = column + i * side_step
            lowest_m[cell] = steeper(
                ground[cell], height_on_ray_m(tangent, antenna_m, distance_m, curvature_1_m)
            )

        # Three plain loops: the first and the last take several rays at a time, reading the ground cannot.
        for r in range(count):
            side = j * tilt[r]
            row_before[r] = row[r]
            row[r] = np.int32(side)
            part[r] = side - row[r]
        inner = column - out_step
        for r in range(count):
            here = min(row[r], side_limit) * side_step
            near[r] = ground[inner + here]
            far[r] = ground[column + here]
            beyond[r] = ground[column + min(row[r] + 1, side_limit) * side_step]
        for r in range(count):
            # The row line, if one was crossed since the column before; then the column line itself.
            out = max(row[r] * over_tilt[r], 0.5)
            height = near[r] + (out - (j - 1)) * (far[r] - near[r])
            tangent = elevation_tangent(height, antenna_m, out * stretch_m[r], curvature_1_m)
            best = steeper(highest[r], tangent if row[r] > row_before[r] else _CLEAR)
            height = far[r] + part[r] * (beyond[r] - far[r]) if part[r] > 0.0 else far[r]
            highest[r] = steeper(best, elevation_tangent(height, antenna_m, j * stretch_m[r], curvature_1_m))


@compiled_parallel
def _sweep(
    ground, rows, cols, row0, col0, posting_m, antenna_m, curvature_1_m, range_cells, rays_per_cell, lowest_m
):
    """All octants, in blocks of rays shared out over threads; every block writes its own cells."""
    for row in thread_range(rows):  # here rather than outside, so that fresh memory is touched by all threads
        lowest_m[row * cols : (row + 1) * cols] = np.nan
    home = row0 * cols + col0
    lowest_m[home] = ground[home]
    east, west, north, south = cols - 1 - col0, col0, rows - 1 - row0, row0
    edge = max(max(east, west), max(north, south))
    ray_count = max(1, edge * rays_per_cell)
    blocks = (ray_count + RAYS_IN_BLOCK - 1) // RAYS_IN_BLOCK
    for task in thread_range(8 * blocks):
        octant, block = task // blocks, task % blocks
        if octant < 4:  # outwards along a row: east, west; these keep the diagonals
            outward, out_step = (east, 1) if octant < 2 else (west, -1)
            sideways, side_step = (north, cols) if octant % 2 == 0 else (south, -cols)
        else:  # outwards along a column: north, south
            outward, out_step = (north, cols) if octant < 6 else (south, -cols)
            sideways, side_step = (east, 1) if octant % 2 == 0 else (west, -1)
        first = block * RAYS_IN_BLOCK
        stop = min(first + RAYS_IN_BLOCK, ray_count)
        _carry_block(ground, home, out_step, side_step, sideways, outward, ray_count, first, stop,
                     octant % 2 == 0, octant < 4,
                     posting_m, antenna_m, curvature_1_m, range_cells, lowest_m)  # fmt: skip


@compiled_parallel
def _exact(ground_m, row0, col0, posting_m, antenna_m, curvature_1_m, row, col, lowest_m):
    """For each listed cell, the ground on the very line to it, at every grid line crossed before it."""
    for n in thread_range(len(row)):
        down, right = row[n] - row0, col[n] - col0
        steps_out = max(abs(down), abs(right))
        if steps_out == 0:
            lowest_m[n] = ground_m[row[n], col[n]]
            continue
        cell_m = posting_m * np.sqrt(np.float64(down) * down + np.float64(right) * right)
        highest = _CLEAR
        for lines in range(2):  # the column lines, then the row lines
            across = right if lines == 0 else down
            along = down if lines == 0 else right
            for step in range(1, abs(across)):
                side = step * along / abs(across)
                low = int(np.floor(side))
                part = side - low
                line = step if across > 0 else -step
                if lines == 0:
                    near, far = (
                        ground_m[row0 + low, col0 + line],
                        ground_m[row0 + low + (part > 0), col0 + line],
                    )
                else:
                    near, far = (
                        ground_m[row0 + line, col0 + low],
                        ground_m[row0 + line, col0 + low + (part > 0)],
                    )
                height = near + part * (far - near)
                distance_m = cell_m * step / abs(across)
                highest = steeper(highest, elevation_tangent(height, antenna_m, distance_m, curvature_1_m))
        seen_m = height_on_ray_m(highest, antenna_m, cell_m, curvature_1_m)
        lowest_m[n] = steeper(ground_m[row[n], col[n]], seen_m)


def exact_lowest_visible_m(ground_m, row0, col0, posting_m, antenna_m, curvature_1_m, row, col):
    """`lowest_visible_m` for single cells, each along its own line: the reference for the sweep.

    Parameters
    ----------
    ground_m, row0, col0, posting_m, antenna_m, curvature_1_m
        As for `lowest_visible_m`.
    row, col : int array, shape (n,)
        The cells wanted.

    Returns
    -------
    float array, shape (n,)
        Altitude above sea level; NaN where unknown. [m]
    """
    lowest_m = np.empty(len(row))
    _exact(np.asarray(ground_m, dtype=np.float32), int(row0), int(col0), float(posting_m), float(antenna_m),
           float(curvature_1_m), np.asarray(row, np.int64), np.asarray(col, np.int64), lowest_m)  # fmt: skip
    return lowest_m


def lowest_visible_m(
    ground_m, row0, col0, posting_m, antenna_m, curvature_1_m, *, range_m=np.inf, rays_per_cell=2
):
    """Lowest altitude above sea level in line of sight, for every cell of a grid, in one pass.

    Parameters
    ----------
    ground_m : float array, shape (rows, cols)
        Ground above sea level on a grid equidistant about the site; NaN where unknown. [m]
    row0, col0 : int
        The site's node.
    posting_m : float
        Distance between nodes. [m]
    antenna_m : float
        Antenna centre above sea level. [m]
    curvature_1_m : float
        1/(k·R); 0 for a flat Earth. [1/m]
    range_m : float
        Cells beyond it are left NaN. [m]
    rays_per_cell : int
        Rays to each cell of the grid's edge; more come closer to `exact_lowest_visible`.

    Returns
    -------
    float32 array, shape (rows, cols)
        Altitude above sea level, nowhere below the ground; NaN where unknown. [m]
    """
    ground = np.ascontiguousarray(ground_m, dtype=np.float32)
    rows, cols = ground.shape
    lowest_m = np.empty(rows * cols, dtype=np.float32)
    range_cells = min(float(range_m), MAX_RANGE_M) / posting_m
    _sweep(ground.ravel(), rows, cols, int(row0), int(col0), float(posting_m), float(antenna_m),
           float(curvature_1_m), range_cells, int(rays_per_cell), lowest_m)  # fmt: skip
    return lowest_m.reshape(rows, cols)

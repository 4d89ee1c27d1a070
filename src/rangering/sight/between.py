"""What holds between the nodes of a grid: heights, lines of sight, coordinates."""

import numpy as np
from numpy.typing import NDArray

from rangering.sight.plan import FloatArray
from rangering.terrain.ground import HeightGrid


def bilinear(grid: FloatArray | NDArray[np.float32], row: FloatArray, col: FloatArray) -> FloatArray:
    """Values between the nodes of a grid; NaN beside an unknown node.

    Parameters
    ----------
    grid : float array, shape (rows, columns)
        Two or more each way.
    row, col : float array, shape (n,)
        Places, counted in nodes, within the grid.

    Returns
    -------
    float array, shape (n,)
    """
    r = np.minimum(row.astype(np.int64), grid.shape[0] - 2)
    c = np.minimum(col.astype(np.int64), grid.shape[1] - 2)
    up, right = row - r, col - c
    flat, first = grid.ravel(), r * grid.shape[1] + c
    below = flat[first] + right * (flat[first + 1] - flat[first])
    first += grid.shape[1]
    above = flat[first] + right * (flat[first + 1] - flat[first])
    return np.asarray(below + up * (above - below))


def on_grid(
    grid: HeightGrid, half: int, step_m: float, east_m: FloatArray, north_m: FloatArray, beyond_m: float
) -> FloatArray:
    """What holds between the nodes of a square grid about a site; a stated value beyond it.

    Parameters
    ----------
    grid : float array, shape (2·half + 1, 2·half + 1)
        The site's node is in its middle.
    half : int
        Nodes from the site's to the edge.
    step_m : float
        Between nodes. [m]
    east_m, north_m : float array, shape (n,)
        Points on the plane about the site. [m]
    beyond_m : float
        What holds outside the grid. [m]
    """
    row, col = half + north_m / step_m, half + east_m / step_m
    last = grid.shape[0] - 1
    inside = (row >= 0.0) & (row <= last) & (col >= 0.0) & (col <= last)
    values = np.full(row.shape, beyond_m)
    values[inside] = bilinear(grid, row[inside], col[inside])
    return values

"""One map laid over another: radars over the network's grid, rings over any grid.

Every grid lies on the azimuthal equidistant plane about its own site. PROJ carries an even lattice of
points, 16 km apart, from one plane to another; between them the way is bilinear, which errs by 2 cm where
sites lie 30 km apart and by 1.6 m on the widest map that can be drawn. A cell takes the state of the
nearest cell of the other grid.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

import math
from collections.abc import Iterable

import numpy as np

from rangering.coverage.kernels import fold_states, mark_disc
from rangering.coverage.plan import BoolArray, CodeArray, FloatArray
from rangering.terrain.ground import Ground, site_plane

LATTICE_M = 16_000.0


def fold(network_ground: Ground, ground: Ground, state: CodeArray, network: CodeArray) -> None:
    """Lay one radar's states over the network's and keep the least of both in every cell.

    Parameters
    ----------
    network_ground, ground : Ground
        Whose grids these are: the network's and the radar's.
    state : uint8 array, shape (altitudes, targets, rows, columns)
        Of the radar.
    network : uint8 array, shape (altitudes, targets, network rows, network columns)
        Lessened in place.
    """
    if ground is network_ground:
        np.minimum(network, state, out=network)
        return
    east_m, north_m = _lattice(network_ground, ground.lat_deg, ground.lon_deg)
    fold_states(state, ground.row0, ground.col0, ground.posting_m, east_m, north_m, network)


def within_discs(ground: Ground, discs: Iterable[tuple[float, float, float]]) -> BoolArray:
    """The cells of a grid inside any of some discs.

    Parameters
    ----------
    ground : Ground
        Whose grid this is.
    discs : iterable of (float, float, float)
        Latitude and longitude of the centre, radius along the ground. [deg, deg, m]

    Returns
    -------
    bool array, shape (rows, columns)
    """
    inside = np.zeros(ground.height_m.shape, dtype=bool)
    for lat_deg, lon_deg, radius_m in discs:
        mark_disc(*_lattice(ground, lat_deg, lon_deg), radius_m, inside)
    return inside


def _lattice(ground: Ground, lat_deg: float, lon_deg: float) -> tuple[FloatArray, FloatArray]:
    """East and north of an even lattice over a grid, on the plane about another point. [m]"""
    rows, cols = ground.height_m.shape
    east_m, north_m = np.meshgrid(
        _even_m(cols, ground.col0, ground.posting_m), _even_m(rows, ground.row0, ground.posting_m)
    )
    if (lat_deg, lon_deg) == (ground.lat_deg, ground.lon_deg):
        return east_m, north_m
    from pyproj import Proj

    own, other = Proj(site_plane(ground.lat_deg, ground.lon_deg)), Proj(site_plane(lat_deg, lon_deg))
    x_m, y_m = other(*own(east_m, north_m, inverse=True))
    return np.asarray(x_m), np.asarray(y_m)


def _even_m(count: int, home: int, posting_m: float) -> FloatArray:
    """Evenly spaced from the first to the last node of one side of a grid; 0 at the site. [m]"""
    spaces = max(1, math.ceil((count - 1) * posting_m / LATTICE_M))
    return np.linspace(-home * posting_m, (count - 1 - home) * posting_m, spaces + 1)

"""Where the cells of a map lie on the planes about its sites.

Every grid lies on the azimuthal equidistant plane about its own site. PROJ carries an even lattice of
points, 16 km apart, from one plane to another; between them the way is bilinear, which errs by 2 cm where
sites lie 30 km apart and by 1.6 m on the widest map that can be drawn. A cell takes what
holds in the nearest cell of the other grid.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

import math

import numpy as np

from rangering.sight.plan import FloatArray
from rangering.terrain.ground import Ground, site_plane

LATTICE_M = 16_000.0


def lattice(ground: Ground, lat_deg: float, lon_deg: float) -> tuple[FloatArray, FloatArray]:
    """East and north of an even lattice over a grid, on the plane about another point.

    Parameters
    ----------
    ground : Ground
        Whose grid this is.
    lat_deg, lon_deg : float
        The other point. [deg]

    Returns
    -------
    two float arrays, shape (lattice rows, lattice columns)
        [m]
    """
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

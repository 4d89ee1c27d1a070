"""The plane a raid is flown on: azimuthal equidistant about the middle of what stands somewhere.

From the middle every distance and bearing is true; elsewhere distances err by less than 0.1 % within 500 km.
Each radar looks over a plane of its own, about its site; between the two an even lattice is carried by
geodesics and the way between its nodes is bilinear, which errs by less than half a metre within 1,000 km.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.mission.plan import FloatArray
from rangering.scenario.place import Position
from rangering.sight.between import bilinear

LATTICE_M = 8_000.0


class Plane(NamedTuple):
    """Where the middle of the plane is."""

    latitude_rad: float
    longitude_rad: float


def plane_about(positions: Sequence[Position]) -> Plane:
    """The plane about the middle of some places, whatever their order."""
    lat_rad = np.radians([each.latitude_deg for each in positions])
    lon_rad = np.radians([each.longitude_deg for each in positions])
    # Sums without rounding: the order of a file must not move the plane by a last bit.
    x = math.fsum(np.cos(lat_rad) * np.cos(lon_rad))
    y = math.fsum(np.cos(lat_rad) * np.sin(lon_rad))
    z = math.fsum(np.sin(lat_rad))
    return Plane(math.atan2(z, math.hypot(x, y)), math.atan2(y, x))


def onto_plane(
    plane: Plane, latitude_rad: FloatArray, longitude_rad: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """East and north of places, any one shape. [m]"""
    away_m, bearing_rad, _ = geodesic_inverse(
        plane.latitude_rad, plane.longitude_rad, latitude_rad, longitude_rad
    )
    return away_m * np.sin(bearing_rad), away_m * np.cos(bearing_rad)


def position_on(plane: Plane, position: Position) -> tuple[float, float]:
    """East and north of one place. [m]"""
    lat_rad, lon_rad = np.radians([[position.latitude_deg], [position.longitude_deg]])
    east_m, north_m = onto_plane(plane, lat_rad, lon_rad)
    return float(east_m[0]), float(north_m[0])


def off_plane(plane: Plane, x_m: FloatArray, y_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Latitude and longitude of points of the plane, any one shape. [rad]"""
    lat_rad, lon_rad, _ = geodesic_direct(
        plane.latitude_rad, plane.longitude_rad, np.arctan2(x_m, y_m), np.hypot(x_m, y_m)
    )
    return lat_rad, lon_rad


def carried(plane: Plane, site: Position, x_m: FloatArray, y_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Points of the plane on the plane about a site.

    Parameters
    ----------
    plane : Plane
        Whose points these are.
    site : Position
        The middle of the other plane.
    x_m, y_m : float array, shape (n,)
        East and north. [m]

    Returns
    -------
    two float arrays, shape (n,)
        East and north of the site. [m]
    """
    here = Plane(*np.radians([site.latitude_deg, site.longitude_deg]).tolist())
    cols, rows = _even_m(x_m), _even_m(y_m)
    if len(cols) * len(rows) >= x_m.size:
        return onto_plane(here, *off_plane(plane, x_m, y_m))
    lattice = np.meshgrid(cols, rows)
    east_m, north_m = onto_plane(here, *off_plane(plane, *lattice))
    row, col = (y_m - rows[0]) / LATTICE_M, (x_m - cols[0]) / LATTICE_M
    return bilinear(east_m, row, col), bilinear(north_m, row, col)


def _even_m(values_m: FloatArray) -> FloatArray:
    """Lines of the lattice that hold all values."""
    low = math.floor(values_m.min() / LATTICE_M)
    count = max(math.ceil(values_m.max() / LATTICE_M) - low, 1)
    return LATTICE_M * np.arange(low, low + count + 1, dtype=np.float64)

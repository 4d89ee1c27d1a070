"""Where things are on the ellipsoid: geodetic, Earth-centred and local coordinates, and geodesics.

Latitude, longitude and height above an ellipsoid of semi-major axis a and flattening f; Earth-centred
Earth-fixed x, y, z; east, north, up at an observer; azimuth, elevation and slant range without refraction.
Geodesics come from PROJ and converge for every pair of points, nearly antipodal ones included. Heights are
ellipsoidal: a height above sea level has to be converted before it comes here. Near the Earth's centre, where
several normals of the ellipsoid meet, the inverse is not defined.
Sources: IOGP Guidance Note 7-2, methods 9602 and 9837; B. R. Bowring, Survey Review 23 (1976);
C. F. F. Karney, Journal of Geodesy 87 (2013), as implemented by PROJ.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering._jit import compiled
from rangering.constants import WGS84_A_M, WGS84_INVERSE_FLATTENING

FloatArray = NDArray[np.float64]

WGS84_FLATTENING = 1.0 / WGS84_INVERSE_FLATTENING
# Normals meet within e² a, 43 km, of the centre; Bowring's formula fails a little further out.
_CORE_MARGIN = 1.2


@compiled
def geodetic_to_ecef(latitude_rad, longitude_rad, height_m, a_m, flattening):
    """Earth-centred coordinates of a geodetic position.

    Parameters
    ----------
    latitude_rad, longitude_rad, height_m : float
        Geodetic position, height above the ellipsoid.
    a_m, flattening : float
        The ellipsoid.

    Returns
    -------
    tuple of three floats
        x towards (0°, 0°), y towards (0°, 90° E), z towards the north pole. [m]
    """
    e2 = flattening * (2.0 - flattening)
    sin_lat = np.sin(latitude_rad)
    prime_vertical_m = a_m / np.sqrt(1.0 - e2 * sin_lat**2)
    axis_distance_m = (prime_vertical_m + height_m) * np.cos(latitude_rad)
    return (
        axis_distance_m * np.cos(longitude_rad),
        axis_distance_m * np.sin(longitude_rad),
        (prime_vertical_m * (1.0 - e2) + height_m) * sin_lat,
    )


@compiled
def ecef_to_geodetic(x_m, y_m, z_m, a_m, flattening):
    """Geodetic position of Earth-centred coordinates.

    Bowring's formula, repeated three times: below 1e-13 rad from 50 km under the surface out to any height.

    Parameters
    ----------
    x_m, y_m, z_m : float
        Earth-centred coordinates.
    a_m, flattening : float
        The ellipsoid.

    Returns
    -------
    tuple of three floats
        Latitude and longitude [rad], height above the ellipsoid [m]. Longitude 0 on the axis. All three NaN
        within 1.2 e² a of the centre, 51 km on WGS-84.
    """
    b_m = a_m * (1.0 - flattening)
    e2 = flattening * (2.0 - flattening)
    axis_distance_m = np.hypot(x_m, y_m)
    if np.hypot(axis_distance_m, z_m) <= _CORE_MARGIN * np.abs(e2) * a_m:
        return np.nan, np.nan, np.nan
    # Reduced latitude of the foot point; the sphere's is a good start at any height.
    reduced_rad = np.arctan2(a_m * z_m, b_m * axis_distance_m)
    latitude_rad = reduced_rad
    for _ in range(3):
        latitude_rad = np.arctan2(
            z_m + e2 / (1.0 - e2) * b_m * np.sin(reduced_rad) ** 3,
            axis_distance_m - e2 * a_m * np.cos(reduced_rad) ** 3,
        )
        reduced_rad = np.arctan2((1.0 - flattening) * np.sin(latitude_rad), np.cos(latitude_rad))
    sin_lat = np.sin(latitude_rad)
    # Projected on the normal, so that neither the pole nor the equator divides by zero.
    height_m = axis_distance_m * np.cos(latitude_rad) + z_m * sin_lat - a_m * np.sqrt(1.0 - e2 * sin_lat**2)
    return latitude_rad, np.arctan2(y_m, x_m), height_m


@compiled
def ecef_to_enu(dx_m, dy_m, dz_m, latitude_rad, longitude_rad):
    """An Earth-centred difference turned into east, north, up at an observer.

    Parameters
    ----------
    dx_m, dy_m, dz_m : float
        Target minus observer.
    latitude_rad, longitude_rad : float
        The observer.

    Returns
    -------
    tuple of three floats
        East, north, up. [m]
    """
    sin_lat, cos_lat = np.sin(latitude_rad), np.cos(latitude_rad)
    sin_lon, cos_lon = np.sin(longitude_rad), np.cos(longitude_rad)
    outward_m = cos_lon * dx_m + sin_lon * dy_m
    return (
        cos_lon * dy_m - sin_lon * dx_m,
        cos_lat * dz_m - sin_lat * outward_m,
        cos_lat * outward_m + sin_lat * dz_m,
    )


@compiled
def enu_to_ecef(east_m, north_m, up_m, latitude_rad, longitude_rad):
    """East, north, up at an observer turned into an Earth-centred difference; undoes `ecef_to_enu`.

    Parameters
    ----------
    east_m, north_m, up_m : float
        Target seen from the observer.
    latitude_rad, longitude_rad : float
        The observer.

    Returns
    -------
    tuple of three floats
        Target minus observer along x, y, z. [m]
    """
    sin_lat, cos_lat = np.sin(latitude_rad), np.cos(latitude_rad)
    sin_lon, cos_lon = np.sin(longitude_rad), np.cos(longitude_rad)
    outward_m = cos_lat * up_m - sin_lat * north_m
    return (
        cos_lon * outward_m - sin_lon * east_m,
        sin_lon * outward_m + cos_lon * east_m,
        cos_lat * north_m + sin_lat * up_m,
    )


@compiled
def geodetic_to_enu(
    latitude_rad, longitude_rad, height_m, latitude_0_rad, longitude_0_rad, height_0_m, a_m, flattening
):
    """East, north, up of a geodetic position seen from an observer (index 0).

    Parameters
    ----------
    latitude_rad, longitude_rad, height_m : float
        The target, height above the ellipsoid.
    latitude_0_rad, longitude_0_rad, height_0_m : float
        The observer.
    a_m, flattening : float
        The ellipsoid.

    Returns
    -------
    tuple of three floats
        East, north, up on the tangent plane at the observer. [m]
    """
    x_m, y_m, z_m = geodetic_to_ecef(latitude_rad, longitude_rad, height_m, a_m, flattening)
    x0_m, y0_m, z0_m = geodetic_to_ecef(latitude_0_rad, longitude_0_rad, height_0_m, a_m, flattening)
    return ecef_to_enu(x_m - x0_m, y_m - y0_m, z_m - z0_m, latitude_0_rad, longitude_0_rad)


@compiled
def enu_to_azimuth_elevation_range(east_m, north_m, up_m):
    """Azimuth, elevation and slant range of a local position, as a straight line sees it.

    Parameters
    ----------
    east_m, north_m, up_m : float
        Target seen from the observer.

    Returns
    -------
    tuple of three floats
        Azimuth from north over east, 0 to 2π, and elevation above the tangent plane [rad]; slant range [m].
    """
    level_m = np.hypot(east_m, north_m)
    azimuth_rad = np.arctan2(east_m, north_m) % (2.0 * np.pi)
    return azimuth_rad, np.arctan2(up_m, level_m), np.hypot(level_m, up_m)


@compiled
def azimuth_elevation_range_to_enu(azimuth_rad, elevation_rad, slant_range_m):
    """East, north, up of a direction and a slant range; undoes `enu_to_azimuth_elevation_range`.

    Parameters
    ----------
    azimuth_rad, elevation_rad : float
        Azimuth from north over east, elevation above the tangent plane.
    slant_range_m : float
        Straight distance.

    Returns
    -------
    tuple of three floats
        East, north, up. [m]
    """
    level_m = slant_range_m * np.cos(elevation_rad)
    return (
        level_m * np.sin(azimuth_rad),
        level_m * np.cos(azimuth_rad),
        slant_range_m * np.sin(elevation_rad),
    )


@lru_cache(maxsize=8)
def _geod(a_m: float, flattening: float) -> Any:
    from pyproj import Geod

    return Geod(a=a_m, f=flattening)


def _half_open(angle_rad: ArrayLike) -> FloatArray:
    """Angles with -π written as π, so that a meridian has one name."""
    angle = np.asarray(angle_rad, dtype=float)
    return np.where(angle <= -np.pi, angle + 2.0 * np.pi, angle)


def geodesic_direct(
    latitude_rad: ArrayLike,
    longitude_rad: ArrayLike,
    azimuth_rad: ArrayLike,
    distance_m: ArrayLike,
    *,
    a_m: float = WGS84_A_M,
    flattening: float = WGS84_FLATTENING,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where a geodesic of given azimuth and length ends.

    Parameters
    ----------
    latitude_rad, longitude_rad, azimuth_rad : float or float array
        Start and departure azimuth, from north over east. Arguments are broadcast against each other. [rad]
    distance_m : float or float array
        Length along the ellipsoid. [m]
    a_m, flattening : float
        The ellipsoid, WGS-84 unless stated.

    Returns
    -------
    tuple of three float arrays, of the broadcast shape
        Latitude, longitude and forward azimuth at the end; the latter two in (-π, π]. [rad]

    References
    ----------
    C. F. F. Karney, Journal of Geodesy 87 (2013) 43-55.
    """
    start = np.broadcast_arrays(longitude_rad, latitude_rad, azimuth_rad, distance_m)
    longitude, latitude, azimuth = _geod(a_m, flattening).fwd(
        *(np.array(part, dtype=float) for part in start), radians=True, return_back_azimuth=False
    )
    return np.asarray(latitude), _half_open(longitude), _half_open(azimuth)


def geodesic_inverse(
    latitude_1_rad: ArrayLike,
    longitude_1_rad: ArrayLike,
    latitude_2_rad: ArrayLike,
    longitude_2_rad: ArrayLike,
    *,
    a_m: float = WGS84_A_M,
    flattening: float = WGS84_FLATTENING,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The shortest path between two points of the ellipsoid.

    Parameters
    ----------
    latitude_1_rad, longitude_1_rad, latitude_2_rad, longitude_2_rad : float or float array
        The two points, broadcast against each other. [rad]
    a_m, flattening : float
        The ellipsoid, WGS-84 unless stated.

    Returns
    -------
    tuple of three float arrays, of the broadcast shape
        Length [m] and forward azimuths at both points, in (-π, π] [rad].

    References
    ----------
    C. F. F. Karney, Journal of Geodesy 87 (2013) 43-55.
    """
    points = np.broadcast_arrays(longitude_1_rad, latitude_1_rad, longitude_2_rad, latitude_2_rad)
    azimuth_1, azimuth_2, distance_m = _geod(a_m, flattening).inv(
        *(np.array(part, dtype=float) for part in points), radians=True, return_back_azimuth=False
    )
    return np.asarray(distance_m), _half_open(azimuth_1), _half_open(azimuth_2)

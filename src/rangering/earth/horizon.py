"""Horizon, shadow and line of sight over a smooth sphere of effective radius k·R.

A ray bent by standard refraction is straight over a sphere enlarged by k; ducting and layers are not
modelled. The geometry is the exact sphere's, at any height; the parabola of the handbooks is here once, under
its own name, for comparison. Ranges along the ground are arcs of the sphere. A height below the sphere has no
horizon: zero.
Source: IEC 60050-705 (1995), entry 705-05-40; Recommendation ITU-R P.834 for k.
"""

import numpy as np

from rangering._jit import compiled


@compiled
def tangent_range_m(height_m, effective_radius_m):
    """Straight distance from a height to the point where its ray touches the sphere.

    Parameters
    ----------
    height_m, effective_radius_m : float
        Height above the sphere, and the sphere's radius k·R.

    Returns
    -------
    float
        √(h (2 kR + h)). [m]
    """
    above_m = max(height_m, 0.0)
    return np.sqrt(above_m * (2.0 * effective_radius_m + above_m))


@compiled
def horizon_m(height_m, effective_radius_m):
    """Distance along the ground from below a height to its horizon.

    Parameters
    ----------
    height_m, effective_radius_m : float
        Height above the sphere, and the sphere's radius k·R.

    Returns
    -------
    float
        kR acos(kR / (kR + h)), written so that small heights keep all their digits. [m]
    """
    return effective_radius_m * np.arctan(tangent_range_m(height_m, effective_radius_m) / effective_radius_m)


@compiled
def parabolic_horizon_m(height_m, effective_radius_m):
    """The handbook's horizon over a parabola, √(2 kR h): for comparison only.

    Parameters
    ----------
    height_m, effective_radius_m : float
        Height above the sphere, and the sphere's radius k·R.

    Returns
    -------
    float
        Within 0.1 % of `horizon_m` up to 20 km. [m]
    """
    return np.sqrt(2.0 * effective_radius_m * max(height_m, 0.0))


@compiled
def max_line_of_sight_m(height_1_m, height_2_m, effective_radius_m):
    """Longest ground distance at which two heights still see each other.

    Parameters
    ----------
    height_1_m, height_2_m, effective_radius_m : float
        Heights above the sphere, and the sphere's radius k·R.

    Returns
    -------
    float
        Sum of the two horizons. [m]
    """
    return horizon_m(height_1_m, effective_radius_m) + horizon_m(height_2_m, effective_radius_m)


@compiled
def shadow_height_m(height_m, ground_range_m, effective_radius_m):
    """Height below which the sphere hides a target.

    Parameters
    ----------
    height_m, ground_range_m, effective_radius_m : float
        Antenna height, distance along the ground, and the sphere's radius k·R.

    Returns
    -------
    float
        Zero inside the horizon; infinite a quarter turn beyond it, where the tangent never comes back. [m]
    """
    beyond_rad = (ground_range_m - horizon_m(height_m, effective_radius_m)) / effective_radius_m
    if beyond_rad <= 0.0:
        return 0.0
    if beyond_rad >= 0.5 * np.pi:
        return np.inf
    # kR (sec x - 1) without the difference of nearly equal numbers.
    return 2.0 * effective_radius_m * np.sin(0.5 * beyond_rad) ** 2 / np.cos(beyond_rad)


@compiled
def straight_range_m(height_1_m, height_2_m, ground_range_m, effective_radius_m):
    """Straight distance between two heights.

    Parameters
    ----------
    height_1_m, height_2_m, ground_range_m, effective_radius_m : float
        Heights, distance along the ground, and the sphere's radius k·R.

    Returns
    -------
    float
        Chord between the two points. [m]
    """
    radius_1_m, radius_2_m = effective_radius_m + height_1_m, effective_radius_m + height_2_m
    half_sine = np.sin(0.5 * ground_range_m / effective_radius_m)
    return np.sqrt((height_2_m - height_1_m) ** 2 + 4.0 * radius_1_m * radius_2_m * half_sine**2)


@compiled
def sight_elevation_rad(height_1_m, height_2_m, ground_range_m, effective_radius_m):
    """Elevation at which the first height sees the second, above its own horizontal.

    Parameters
    ----------
    height_1_m, height_2_m, ground_range_m, effective_radius_m : float
        Heights, distance along the ground, and the sphere's radius k·R.

    Returns
    -------
    float
        Elevation, negative below the horizontal, whether or not the sphere stands between. [rad]
    """
    radius_2_m = effective_radius_m + height_2_m
    angle_rad = ground_range_m / effective_radius_m
    up_m = (height_2_m - height_1_m) - 2.0 * radius_2_m * np.sin(0.5 * angle_rad) ** 2
    return np.arctan2(up_m, radius_2_m * np.sin(angle_rad))


@compiled
def height_on_ray_m(height_m, elevation_rad, distance_m, effective_radius_m):
    """Height above the sphere after a distance along a straight ray.

    Parameters
    ----------
    height_m, elevation_rad, distance_m, effective_radius_m : float
        Where the ray starts, its elevation there, the distance along it, and the sphere's radius k·R.

    Returns
    -------
    float
        Height, negative where the ray has run into the sphere. [m]
    """
    radius_m = effective_radius_m + height_m
    rise_m2 = distance_m * (distance_m + 2.0 * radius_m * np.sin(elevation_rad))
    # √(r² + x) - r as x / (√(r² + x) + r): metres against an Earth radius squared would lose digits.
    return height_m + rise_m2 / (np.sqrt(radius_m**2 + rise_m2) + radius_m)


@compiled
def ground_range_on_ray_m(height_m, elevation_rad, distance_m, effective_radius_m):
    """Distance along the ground after a distance along a straight ray.

    Parameters
    ----------
    height_m, elevation_rad, distance_m, effective_radius_m : float
        Where the ray starts, its elevation there, the distance along it, and the sphere's radius k·R.

    Returns
    -------
    float
        Arc from below the start to below the end. [m]
    """
    level_m = distance_m * np.cos(elevation_rad)
    up_m = effective_radius_m + height_m + distance_m * np.sin(elevation_rad)
    return effective_radius_m * np.arctan2(level_m, up_m)

"""What the ground's echo does to a radar: it interferes with the direct ray, and it drowns low targets.

Two rays: a smooth sphere through the lower of two grounds, the site's and the target's, stands for the
terrain (the one whose horizon a map calls the smooth Earth's), and mirrors with one strength (class default)
and in opposite phase, as ground does at grazing incidence. The beam points at the target, and the echo
leaves it off axis. Lobes are those of one frequency and a mirror: where they are finer than the posting a
map samples them, it does not average. Close above the horizon, where the paths differ by less than a quarter
of a wavelength, diffraction takes over and the two rays say too much. Hidden from the sphere but seen over
the real terrain, a target has no mirror here: its echo is that of free space.

Clutter: a target counts as lost where it stands less than an angle (class default) above what its radar sees
it over, the ground below it or the edge in front of it. Nothing is said of its speed: a moving-target filter
is why the angle is small.
Sources: M. I. Skolnik (ed.), Radar Handbook, 3rd ed. (2008), chapter 26, and D. E. Kerr (ed.), Propagation of
Short Radio Waves (1951), section 5.3, for the two rays; Barton, Radar Equations for Modern Radar (2013),
chapter 5, for the Gaussian beam; the angle of clutter is our own reading of a horizon in elevation.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.earth.horizon import sight_elevation_rad
from rangering.earth.two_ray import divergence_factor, propagation_factor, specular_point, two_way_gain_db
from rangering.earth.visibility import elevation_tangent, height_on_ray_m
from rangering.radar.beam import beam_loss_db


@compiled
def two_ray_gain_db(
    antenna_above_m,
    target_above_m,
    ground_range_m,
    sphere_radius_m,
    wavelength_m,
    reflection_ratio,
    elevation_beamwidth_rad,
):
    """Change of an echo's power by the ground's mirror image, both ways.

    Parameters
    ----------
    antenna_above_m, target_above_m : float
        Heights above the sphere. [m]
    ground_range_m, sphere_radius_m : float
        Distance along the sphere, and its radius k·R. [m]
    wavelength_m : float
        [m]
    reflection_ratio : float
        Strength of the mirrored field over the incoming one, 0 to 1.
    elevation_beamwidth_rad : float
        Full width at half power; infinity for a beam that lights ground and target alike. [rad]

    Returns
    -------
    float
        40 log F, at most 12; 0 where the sphere hides the target, and straight overhead. [dB]
    """
    if antenna_above_m <= 0.0 or target_above_m <= 0.0 or ground_range_m <= 0.0:
        return 0.0
    near_m, grazing_rad, path_difference_m = specular_point(
        antenna_above_m, target_above_m, ground_range_m, sphere_radius_m
    )
    if grazing_rad <= 0.0:
        return 0.0  # no jump: towards the horizon the sphere spreads the echo to nothing
    down_rad = grazing_rad + near_m / sphere_radius_m
    up_rad = sight_elevation_rad(antenna_above_m, target_above_m, ground_range_m, sphere_radius_m)
    off_axis = 10.0 ** (-0.05 * beam_loss_db(up_rad + down_rad, elevation_beamwidth_rad))
    divergence = divergence_factor(near_m, ground_range_m - near_m, grazing_rad, sphere_radius_m)
    factor = propagation_factor(
        path_difference_m, wavelength_m, reflection_ratio * divergence * off_axis, np.pi
    )
    return two_way_gain_db(factor)


@compiled_parallel
def fill_two_ray_gain_db(
    ground_m,
    lowest_m,
    row0,
    col0,
    posting_m,
    antenna_m,
    effective_radius_m,
    wavelength_m,
    reflection_ratio,
    elevation_beamwidth_rad,
    altitude_m,
    above_ground,
    range_m,
    gain_db,
):
    """Fill the two-way gain by the ground's mirror image, for every cell and altitude.

    Parameters
    ----------
    ground_m, lowest_m : float32 array, shape (rows, columns)
        Ground, and lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0 : int
        The radar's node.
    posting_m : float
        Distance between nodes. [m]
    antenna_m, effective_radius_m, wavelength_m : float
        Antenna centre above sea level, k·R at sea level, and the wavelength. [m]
    reflection_ratio, elevation_beamwidth_rad : float
        As for `two_ray_gain_db`.
    altitude_m, above_ground : float and bool array, shape (altitudes,)
        Altitudes, and whether each is above ground or above sea level. [m]
    range_m : float
        Ground distance beyond which nothing is worked out. [m]
    gain_db : float32 array, shape (altitudes, rows, columns)
        Written: 0 wherever a target is hidden, under ground, beyond the range or over unknown ground. [dB]
    """
    rows, cols = ground_m.shape
    site_ground_m = np.float64(ground_m[row0, col0])
    for row in thread_range(rows):
        for col in range(cols):
            here_m, lowest_here_m = np.float64(ground_m[row, col]), np.float64(lowest_m[row, col])
            down, right = np.float64(row - row0), np.float64(col - col0)
            distance_m = posting_m * np.sqrt(down * down + right * right)
            for a in range(len(altitude_m)):
                target_m = altitude_m[a] + here_m if above_ground[a] else altitude_m[a]
                gain_db[a, row, col] = 0.0
                # The first does not hold where a height is unknown.
                if target_m >= lowest_here_m and distance_m <= range_m:
                    level_m = min(site_ground_m, here_m)
                    sphere_m = effective_radius_m + level_m
                    gain_db[a, row, col] = two_ray_gain_db(
                        antenna_m - level_m,
                        target_m - level_m,
                        distance_m * sphere_m / effective_radius_m,
                        sphere_m,
                        wavelength_m,
                        reflection_ratio,
                        elevation_beamwidth_rad,
                    )


@compiled
def clutter_lowest_m(lowest_m, antenna_m, distance_m, curvature_1_m, clutter_rad):
    """Lowest altitude that stands clear of clutter at one place.

    Parameters
    ----------
    lowest_m : float
        Lowest altitude in line of sight, not below the ground; NaN where unknown. [m]
    antenna_m, distance_m : float
        Antenna centre above sea level, and ground distance, 0 or more. [m]
    curvature_1_m : float
        1/(k·R); 0 for a flat Earth. [1/m]
    clutter_rad : float
        Elevation above the lowest line of sight that clutter takes, 0 or more. [rad]

    Returns
    -------
    float
        Altitude above sea level; the lowest line of sight itself straight above the antenna, and infinite
        where a ray so steep never comes over the place. [m]
    """
    if distance_m <= 0.0:
        return lowest_m
    grazing_rad = np.arctan(elevation_tangent(lowest_m, antenna_m, distance_m, curvature_1_m))
    clear_rad = grazing_rad + clutter_rad
    # The plumb line at that distance leans away by the angle at the Earth's centre: a steeper ray never
    # meets it.
    if clear_rad + distance_m * curvature_1_m >= 0.5 * np.pi:
        return np.inf
    clear_m = height_on_ray_m(np.tan(clear_rad), antenna_m, distance_m, curvature_1_m)
    # There and back through the angle may lose the last bits; unknown (NaN) stays unknown.
    return clear_m if clear_m > lowest_m else lowest_m


@compiled_parallel
def fill_clutter_lowest_m(lowest_m, row0, col0, posting_m, antenna_m, curvature_1_m, clutter_rad, clear_m):
    """Fill the lowest altitude clear of clutter in every cell.

    Between the lowest line of sight and this altitude a target is seen but too low to be told from the
    ground: it counts as outside the radar's sector and elevation.

    Parameters
    ----------
    lowest_m : float32 array, shape (rows, columns)
        Lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0 : int
        The radar's node.
    posting_m : float
        Distance between nodes. [m]
    antenna_m, curvature_1_m, clutter_rad : float
        As for `clutter_lowest_m`.
    clear_m : float32 array, shape (rows, columns)
        Written; NaN where unknown. [m]
    """
    rows, cols = lowest_m.shape
    for row in thread_range(rows):
        for col in range(cols):
            down, right = np.float64(row - row0), np.float64(col - col0)
            distance_m = posting_m * np.sqrt(down * down + right * right)
            clear_m[row, col] = clutter_lowest_m(
                np.float64(lowest_m[row, col]), antenna_m, distance_m, curvature_1_m, clutter_rad
            )

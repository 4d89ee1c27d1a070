"""Loss behind an obstacle: one knife edge, and a whole terrain profile.

A single edge exactly (Fresnel integrals) or by the Recommendation's short formula; a profile by Bullington's
one equivalent edge, and by the delta-Bullington method, which adds what a smooth sphere would lose beyond
what Bullington sees of it. Losses are one way and relative to free space. The method draws its own bulge of
the Earth, the parabola d₁ d₂ / 2kR, because its published figures rest on it.
Source: Recommendation ITU-R P.526-15 (10/2019), Annex 1, sections 4.1 and 4.5.
"""

import numpy as np

from rangering._jit import compiled
from rangering.earth.spherical_diffraction import spherical_earth_loss_db

_SERIES_END = 1.5  # below: power series; above: quadrature. Both good to 1e-12 here.


@compiled
def _fresnel_series(x):
    """Fresnel integrals C(x), S(x) by their power series in (π x² / 2)², for |x| ≤ 1.5."""
    t = 0.5 * np.pi * x * x
    cosine, sine = 0.0, 0.0
    term = x  # x tⁿ / n!, the series of ∫ exp(i π s² / 2) ds with 1 / (2n + 1) left out
    for n in range(0, 32, 4):
        cosine += term / (2 * n + 1)
        term *= t / (n + 1)
        sine += term / (2 * n + 3)
        term *= t / (n + 2)
        cosine -= term / (2 * n + 5)
        term *= t / (n + 3)
        sine -= term / (2 * n + 7)
        term *= t / (n + 4)
    return cosine, sine


@compiled
def _fresnel_auxiliary(x):
    """Auxiliary functions f(x), g(x) for x ≥ 1.5: ∫ exp(-π x² u² / 2) (1, u²) / (1 + u⁴) du, times √2/π.

    The integrand is even and smooth, so the plain trapezoidal rule converges exponentially: the poles at
    (±1 ± i)/√2 leave exp(-2π · 0.707 / step), the bell exp(-2π / (x step)²), both 1e-13.
    """
    step = min(0.15, 0.45 / x)
    f, g = 0.5, 0.0
    for i in range(1, int(4.9 / (x * step)) + 1):
        u2 = (i * step) ** 2
        weight = np.exp(-0.5 * np.pi * x * x * u2) / (1.0 + u2 * u2)
        f += weight
        g += weight * u2
    scale = step * np.sqrt(2.0) / np.pi
    return scale * f, scale * g


@compiled
def knife_edge_loss_exact_db(nu):
    """Loss behind a knife edge, by the Fresnel integrals.

    Parameters
    ----------
    nu : float
        Diffraction parameter ν, positive where the edge blocks the line.

    Returns
    -------
    float
        J(ν), 6.02 at grazing; it swings about 0 in the clear, down to -1.4 where the edge's field adds. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, equation (30).
    """
    if nu > _SERIES_END:
        # Deep in the shadow the oscillating parts cancel and f, g alone remain.
        f, g = _fresnel_auxiliary(nu)
        return -10.0 * np.log10(0.5 * (f * f + g * g))
    if nu < -_SERIES_END:
        f, g = _fresnel_auxiliary(-nu)
        phase = 0.5 * np.pi * nu * nu
        cosine = -0.5 - f * np.sin(phase) + g * np.cos(phase)
        sine = -0.5 + f * np.cos(phase) + g * np.sin(phase)
    else:
        cosine, sine = _fresnel_series(nu)
    return -10.0 * np.log10(0.25 * ((1.0 - cosine - sine) ** 2 + (cosine - sine) ** 2))


@compiled
def knife_edge_loss_db(nu):
    """Loss behind a knife edge, by the short formula: within 0.3 dB of the exact one, and never negative.

    Parameters
    ----------
    nu : float
        Diffraction parameter ν, positive where the edge blocks the line.

    Returns
    -------
    float
        J(ν); zero below ν = -0.78. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, equation (31).
    """
    if nu <= -0.78:
        return 0.0
    past = nu - 0.1
    return max(6.9 + 20.0 * np.log10(np.sqrt(past**2 + 1.0) + past), 0.0)


@compiled
def knife_edge_parameter(clearance_m, distance_1_m, distance_2_m, wavelength_m):
    """Diffraction parameter ν of an edge.

    Parameters
    ----------
    clearance_m : float
        Height of the edge above the straight line between the ends, negative below it.
    distance_1_m, distance_2_m : float
        Distances from the edge to the ends, both above zero.
    wavelength_m : float
        Wavelength.

    Returns
    -------
    float
        h √(2 (d₁ + d₂) / (λ d₁ d₂)), for small angles.

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, equation (26).
    """
    return clearance_m * np.sqrt(
        2.0 * (distance_1_m + distance_2_m) / (wavelength_m * distance_1_m * distance_2_m)
    )


@compiled
def equivalent_edge_loss_db(nu, total_m):
    """Loss of Bullington's one edge: a knife edge's, and what real obstacles lose beyond it.

    Parameters
    ----------
    nu : float
        Diffraction parameter ν of the edge; the loss rises with it.
    total_m : float
        Length of the path.

    Returns
    -------
    float
        [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 4.5.1.
    """
    edge_db = knife_edge_loss_db(nu)
    return edge_db + (1.0 - np.exp(-edge_db / 6.0)) * (10.0 + 2e-5 * total_m)


@compiled
def bullington_loss_db(distances_m, heights_m, antenna_1_m, antenna_2_m, effective_radius_m, wavelength_m):
    """Loss over a profile, all its obstacles replaced by one edge where the two horizon lines meet.

    Parameters
    ----------
    distances_m, heights_m : float arrays, shape (n_points,)
        The profile from one antenna to the other: distance, rising from 0, and ground above sea level.
    antenna_1_m, antenna_2_m : float
        Antenna heights above sea level, over the first and the last point.
    effective_radius_m, wavelength_m : float
        k·R, and the wavelength.

    Returns
    -------
    float
        Loss over free space; zero without a point in between. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 4.5.1.
    """
    total_m = distances_m[-1]
    steepest_1, steepest_2, nu = -np.inf, -np.inf, -np.inf
    for i in range(1, distances_m.size - 1):
        d1_m, d2_m = distances_m[i], total_m - distances_m[i]
        line_m = (antenna_1_m * d2_m + antenna_2_m * d1_m) / total_m
        above_m = heights_m[i] + d1_m * d2_m / (2.0 * effective_radius_m) - line_m
        # Slopes from the direct line, not from the horizontal: a grazed edge then needs no difference of
        # slopes.
        steepest_1 = max(steepest_1, above_m / d1_m)
        steepest_2 = max(steepest_2, above_m / d2_m)
        nu = max(nu, knife_edge_parameter(above_m, d1_m, d2_m, wavelength_m))
    if steepest_1 > 0.0:
        d1_m = total_m * steepest_2 / (steepest_1 + steepest_2)
        nu = knife_edge_parameter(steepest_1 * d1_m, d1_m, total_m - d1_m, wavelength_m)
    return equivalent_edge_loss_db(nu, total_m)


@compiled
def smooth_surface_heights_m(distances_m, heights_m, antenna_1_m, antenna_2_m):
    """Heights, under both antennas, of the smooth surface that stands for a profile.

    A straight line fitted to the ground, lowered so that no obstacle reaches far above it, and never above
    the ground at the ends.

    Parameters
    ----------
    distances_m, heights_m : float arrays, shape (n_points,)
        The profile, as in `bullington_loss_db`.
    antenna_1_m, antenna_2_m : float
        Antenna heights above sea level.

    Returns
    -------
    tuple of two floats
        Heights above sea level. [m]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 4.5.2.
    """
    total_m = distances_m[-1]
    area_m2, moment_m3 = 0.0, 0.0
    for i in range(1, distances_m.size):
        a_m, b_m = distances_m[i - 1], distances_m[i]
        area_m2 += (b_m - a_m) * (heights_m[i] + heights_m[i - 1])
        moment_m3 += (b_m - a_m) * (heights_m[i] * (2.0 * b_m + a_m) + heights_m[i - 1] * (b_m + 2.0 * a_m))
    surface_1_m = (2.0 * area_m2 * total_m - moment_m3) / total_m**2
    surface_2_m = (moment_m3 - area_m2 * total_m) / total_m**2

    highest_m, steepest_1, steepest_2 = 0.0, 0.0, 0.0
    for i in range(1, distances_m.size - 1):
        d1_m, d2_m = distances_m[i], total_m - distances_m[i]
        above_m = heights_m[i] - (antenna_1_m * d2_m + antenna_2_m * d1_m) / total_m
        highest_m = max(highest_m, above_m)
        steepest_1 = max(steepest_1, above_m / d1_m)
        steepest_2 = max(steepest_2, above_m / d2_m)
    if highest_m > 0.0:
        surface_1_m -= highest_m * steepest_1 / (steepest_1 + steepest_2)
        surface_2_m -= highest_m * steepest_2 / (steepest_1 + steepest_2)
    return min(surface_1_m, heights_m[0]), min(surface_2_m, heights_m[-1])


@compiled
def delta_bullington_loss_db(
    distances_m,
    heights_m,
    antenna_1_m,
    antenna_2_m,
    effective_radius_m,
    wavelength_m,
    permittivity,
    conductivity_s_m,
    vertical_fraction,
):
    """Loss over a profile: Bullington's, plus what a smooth sphere loses beyond Bullington's view of it.

    Parameters
    ----------
    distances_m, heights_m, antenna_1_m, antenna_2_m, effective_radius_m, wavelength_m
        The path, as in `bullington_loss_db`.
    permittivity, conductivity_s_m, vertical_fraction : float
        The ground and the polarisation, as in `spherical_earth_loss_db`.

    Returns
    -------
    float
        Loss over free space, never below `bullington_loss_db`. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 4.5.2.
    """
    surface_1_m, surface_2_m = smooth_surface_heights_m(distances_m, heights_m, antenna_1_m, antenna_2_m)
    mast_1_m, mast_2_m = antenna_1_m - surface_1_m, antenna_2_m - surface_2_m
    rough_db = bullington_loss_db(
        distances_m, heights_m, antenna_1_m, antenna_2_m, effective_radius_m, wavelength_m
    )
    smooth_db = bullington_loss_db(
        distances_m, np.zeros(heights_m.size), mast_1_m, mast_2_m, effective_radius_m, wavelength_m
    )
    sphere_db = spherical_earth_loss_db(
        distances_m[-1],
        mast_1_m,
        mast_2_m,
        effective_radius_m,
        wavelength_m,
        permittivity,
        conductivity_s_m,
        vertical_fraction,
    )
    return rough_db + max(sphere_db - smooth_db, 0.0)

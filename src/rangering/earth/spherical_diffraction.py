"""Loss beyond the horizon of a smooth sphere.

The first term of the residue series, with the ground's permittivity and conductivity and the polarisation;
inside the horizon an interpolation to the distance where the first Fresnel zone is nearly clear. One way,
relative to free space, 10 MHz and above, over one kind of ground.
Source: Recommendation ITU-R P.526-15 (10/2019), Annex 1, sections 3.1.1 and 3.2.
"""

import numpy as np

from rangering._jit import compiled

# P.526-15, typical ground: relative permittivity, conductivity [S/m].
LAND = (22.0, 0.003)
SEA = (80.0, 5.0)


@compiled
def _distance_term_db(x):
    """Fall of the field with normalised distance, F(X)."""
    if x >= 1.6:
        return 11.0 + 10.0 * np.log10(x) - 17.6 * x
    return -20.0 * np.log10(x) - 5.6488 * x**1.425


@compiled
def _height_gain_db(b, admittance):
    """Gain of a normalised antenna height, G(Y), at least what the ground's admittance leaves."""
    if b > 2.0:
        gain_db = 17.6 * np.sqrt(b - 1.1) - 5.0 * np.log10(b - 1.1) - 8.0
    else:
        gain_db = 20.0 * np.log10(max(b + 0.1 * b**3, 1e-30))
    return max(gain_db, 2.0 + 20.0 * np.log10(admittance))


@compiled
def first_term_loss_db(
    distance_m,
    antenna_1_m,
    antenna_2_m,
    effective_radius_m,
    wavelength_m,
    permittivity,
    conductivity_s_m,
    vertical_fraction,
):
    """Residue series' first term, for antennas beyond each other's horizon.

    Parameters as in `spherical_earth_loss_db`.

    Returns
    -------
    float
        Loss over free space; meaningless, even negative, well inside the horizon. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 3.1.1.
    """
    loss_current = 60.0 * wavelength_m * conductivity_s_m
    horizontal = (2.0 * np.pi * effective_radius_m / wavelength_m) ** (-1.0 / 3.0) * (
        (permittivity - 1.0) ** 2 + loss_current**2
    ) ** -0.25
    vertical = horizontal * np.sqrt(permittivity**2 + loss_current**2)
    loss_db = 0.0
    for admittance, share in ((horizontal, 1.0 - vertical_fraction), (vertical, vertical_fraction)):
        k2 = admittance * admittance
        beta = (1.0 + 1.6 * k2 + 0.67 * k2 * k2) / (1.0 + 4.5 * k2 + 1.53 * k2 * k2)
        x = beta * (np.pi / (wavelength_m * effective_radius_m**2)) ** (1.0 / 3.0) * distance_m
        per_metre = 2.0 * beta * (np.pi**2 / (wavelength_m**2 * effective_radius_m)) ** (1.0 / 3.0)
        loss_db -= share * (
            _distance_term_db(x)
            + _height_gain_db(beta * per_metre * antenna_1_m, admittance)
            + _height_gain_db(beta * per_metre * antenna_2_m, admittance)
        )
    return loss_db


@compiled
def spherical_earth_loss_db(
    distance_m,
    antenna_1_m,
    antenna_2_m,
    effective_radius_m,
    wavelength_m,
    permittivity,
    conductivity_s_m,
    vertical_fraction,
):
    """Diffraction loss over a smooth sphere at any distance.

    Parameters
    ----------
    distance_m : float
        Along the ground, above zero.
    antenna_1_m, antenna_2_m : float
        Heights above the sphere, above zero.
    effective_radius_m, wavelength_m : float
        k·R, and the wavelength.
    permittivity, conductivity_s_m : float
        The ground: `LAND`, `SEA`, or measured.
    vertical_fraction : float
        0 for horizontal polarisation, 1 for vertical; in between, their losses are mixed in decibels.

    Returns
    -------
    float
        Loss over free space, zero or more. [dB]

    References
    ----------
    Recommendation ITU-R P.526-15, Annex 1, section 3.2.
    """
    root_sum = np.sqrt(antenna_1_m) + np.sqrt(antenna_2_m)
    horizon_m = np.sqrt(2.0 * effective_radius_m) * root_sum
    radius_m, share = effective_radius_m, 1.0
    if distance_m < horizon_m:
        # Where the ray comes closest to the sphere, from a cubic with one real root.
        total_m = antenna_1_m + antenna_2_m
        c = (antenna_1_m - antenna_2_m) / total_m
        m = distance_m**2 / (4.0 * effective_radius_m * total_m)
        cosine = min(1.0, max(-1.0, 1.5 * c * np.sqrt(3.0 * m / (m + 1.0) ** 3)))
        b = 2.0 * np.sqrt((m + 1.0) / (3.0 * m)) * np.cos(np.pi / 3.0 + np.arccos(cosine) / 3.0)
        d1_m = 0.5 * distance_m * (1.0 + b)
        d2_m = distance_m - d1_m
        clearance_m = (
            (antenna_1_m - d1_m**2 / (2.0 * effective_radius_m)) * d2_m
            + (antenna_2_m - d2_m**2 / (2.0 * effective_radius_m)) * d1_m
        ) / distance_m
        needed_m = 0.552 * np.sqrt(d1_m * d2_m * wavelength_m / distance_m)
        if clearance_m >= needed_m:
            return 0.0
        share = 1.0 - clearance_m / needed_m
        # The radius that would put this path exactly at the horizon.
        radius_m = 0.5 * (distance_m / root_sum) ** 2
    loss_db = first_term_loss_db(
        distance_m,
        antenna_1_m,
        antenna_2_m,
        radius_m,
        wavelength_m,
        permittivity,
        conductivity_s_m,
        vertical_fraction,
    )
    return max(share * loss_db, 0.0)

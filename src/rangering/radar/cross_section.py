"""How large a target of a class looks from each side.

A class has a frontal cross-section and ratios to it from abeam, from behind and from below. Between these
directions the logarithm is averaged with the squared direction cosines as weights: exact on every axis,
smooth between. Top and belly count alike, left and right too. Real signatures scintillate by tens of
decibels within degrees: that is the Swerling fluctuation's part, not this one's; polarisation and
frequency are ignored.
Source: the averaging is our own assumption (grade D); the ratios come from the catalog. Flat plate:
Knott, Shaeffer and Tuley, Radar Cross Section, 2nd ed. (1993).
"""

import numpy as np

from rangering._jit import compiled


@compiled
def aspect_cross_section_m2(frontal_m2, side_ratio, rear_ratio, belly_ratio, aspect_rad, below_rad):
    """Mean cross-section of a class towards a radar.

    Parameters
    ----------
    frontal_m2 : float
        From dead ahead. [m²]
    side_ratio, rear_ratio, belly_ratio : float
        From abeam, behind and below, over the frontal one; each above zero.
    aspect_rad : float
        Bearing of the radar off the target's nose, either side. [rad]
    below_rad : float
        Angle of the radar under the target's wing plane; above it is negative. [rad]

    Returns
    -------
    float
        [m²]
    """
    ahead = np.cos(below_rad) * np.cos(aspect_rad)
    abeam = np.cos(below_rad) * np.sin(aspect_rad)
    under = np.sin(below_rad)
    log_ratio = abeam**2 * np.log(side_ratio) + under**2 * np.log(belly_ratio)
    if ahead < 0.0:
        log_ratio += ahead**2 * np.log(rear_ratio)
    return frontal_m2 * np.exp(log_ratio)


@compiled
def flat_plate_cross_section_m2(area_m2, wavelength_m):
    """Cross-section of a flat metal plate many wavelengths wide, seen square on: 4πA²/λ². [m²]"""
    return 4.0 * np.pi * (area_m2 / wavelength_m) ** 2

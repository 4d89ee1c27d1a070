"""Loss of a wave that spreads in free space, one way and to a target and back.

Between isotropic antennas, in the far field; nothing but distance.
Source: Recommendation ITU-R P.525-4 (08/2019), with its constants unrounded.
"""

import numpy as np

from rangering._jit import compiled


@compiled
def free_space_loss_db(distance_m, wavelength_m):
    """Basic transmission loss between isotropic antennas.

    Parameters
    ----------
    distance_m, wavelength_m : float
        Both above zero.

    Returns
    -------
    float
        20 log(4π d / λ). [dB]
    """
    return 20.0 * np.log10(4.0 * np.pi * distance_m / wavelength_m)


@compiled
def radar_loss_db(distance_m, wavelength_m, cross_section_m2):
    """Basic transmission loss of a radar: out to a target of given cross-section and back.

    Parameters
    ----------
    distance_m, wavelength_m, cross_section_m2 : float
        All above zero.

    Returns
    -------
    float
        Twice the one-way loss less the target's gain, 10 log(4π σ / λ²). [dB]
    """
    target_gain_db = 10.0 * np.log10(4.0 * np.pi * cross_section_m2 / wavelength_m**2)
    return 2.0 * free_space_loss_db(distance_m, wavelength_m) - target_gain_db

"""How signal-to-noise ratio falls with range: the radar equation, from parameters or from a published claim.

In free space a radar is one number, its sensitivity: SNR · R⁴ / σ, an area. Parameters of the set give
it, or a search volume and its frame time, or a range that a maker claims for a stated target. What the
air, rain, ground and beam take away comes on top as a two-way loss. One monostatic antenna; no clutter,
no jamming.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapters 1 and 2; terms after IEEE Std
686-2017.
"""

from typing import NamedTuple

import numpy as np

from rangering._jit import compiled
from rangering.constants import BOLTZMANN_J_K, REFERENCE_TEMPERATURE_K, SPEED_OF_LIGHT_M_S
from rangering.errors import ScenarioError
from rangering.radar.decibel import ratio_from_db
from rangering.radar.detection import required_snr_ratio


class Claim(NamedTuple):
    """A published detection range with the condition it is read to hold under, boresight and free space.

    `two_way_loss_db` is what the claim's own path already costs, such as the gases of clear standard air over
    `range_m` and back. Given here, later losses count from nothing; left at 0, they count from the claim's.
    """

    range_m: float
    cross_section_m2: float
    probability: float = 0.5
    pfa: float = 1e-6
    n_pulses: int = 1
    swerling: int = 1
    two_way_loss_db: float = 0.0


def claimed_sensitivity_m2(claim: Claim) -> float:
    """Sensitivity of a radar that just meets a published claim.

    Parameters
    ----------
    claim : Claim
        Range, target and condition.

    Returns
    -------
    float
        SNR · R⁴ / σ before any loss. [m²]

    Raises
    ------
    ScenarioError
        A range or cross-section not above zero, or a condition `required_snr_ratio` refuses.
    """
    for field in ("range_m", "cross_section_m2"):
        value = getattr(claim, field)
        if not (np.isfinite(value) and value > 0.0):
            raise ScenarioError(
                "can be no detection claim", where=f"claim.{field}", value=value, mend="give a value above 0"
            )
    snr_ratio = required_snr_ratio(claim.probability, claim.pfa, claim.n_pulses, claim.swerling)
    lossless_ratio = snr_ratio * float(ratio_from_db(claim.two_way_loss_db))
    return lossless_ratio * claim.range_m**4 / claim.cross_section_m2


def pulse_sensitivity_m2(
    peak_power_w: float,
    gain_ratio: float,
    frequency_hz: float,
    noise_bandwidth_hz: float,
    noise_factor_ratio: float,
    loss_ratio: float = 1.0,
    reference_temperature_k: float = REFERENCE_TEMPERATURE_K,
) -> float:
    """Sensitivity to one pulse of a set whose parameters are known.

    Parameters
    ----------
    peak_power_w : float
        Power in the pulse. [W]
    gain_ratio : float
        Antenna gain over isotropic, the same both ways.
    frequency_hz : float
        Carrier. [Hz]
    noise_bandwidth_hz : float
        Of the receiver. [Hz]
    noise_factor_ratio : float
        Of the receiver, at the reference temperature.
    loss_ratio : float
        All losses of the set and its processing, 1 or more.
    reference_temperature_k : float
        That the noise factor refers to. [K]

    Returns
    -------
    float
        SNR · R⁴ / σ = P G² λ² / ((4π)³ k T B F L). [m²]
    """
    energy_j = peak_power_w / noise_bandwidth_hz
    temperature_k = reference_temperature_k * noise_factor_ratio
    return dwell_sensitivity_m2(energy_j, gain_ratio, frequency_hz, temperature_k, loss_ratio)


def dwell_sensitivity_m2(
    energy_j: float,
    gain_ratio: float,
    frequency_hz: float,
    system_temperature_k: float,
    loss_ratio: float = 1.0,
) -> float:
    """Sensitivity to all the energy sent at a target while the beam dwells on it, integrated without loss.

    Parameters
    ----------
    energy_j : float
        Average power times dwell. [J]
    gain_ratio : float
        Antenna gain over isotropic, the same both ways.
    frequency_hz : float
        Carrier. [Hz]
    system_temperature_k : float
        Noise of antenna, line and receiver together. [K]
    loss_ratio : float
        All losses of the set and its processing, 1 or more.

    Returns
    -------
    float
        SNR · R⁴ / σ = E G² λ² / ((4π)³ k T L). [m²]
    """
    wavelength_m = SPEED_OF_LIGHT_M_S / frequency_hz
    noise_j = BOLTZMANN_J_K * system_temperature_k
    return energy_j * (gain_ratio * wavelength_m) ** 2 / ((4.0 * np.pi) ** 3 * noise_j * loss_ratio)


def search_sensitivity_m2(
    average_power_w: float,
    aperture_m2: float,
    system_temperature_k: float,
    search_time_s: float,
    solid_angle_sr: float,
    loss_ratio: float = 1.0,
) -> float:
    """Sensitivity of a set that spreads its power evenly over a search volume, whatever its frequency.

    Parameters
    ----------
    average_power_w : float
        [W]
    aperture_m2 : float
        Effective area of the receiving antenna. [m²]
    system_temperature_k : float
        [K]
    search_time_s : float
        To look everywhere once. [s]
    solid_angle_sr : float
        Searched. [sr]
    loss_ratio : float
        All losses, 1 or more.

    Returns
    -------
    float
        SNR · R⁴ / σ = P A t / (4π k T Ω L). [m²]
    """
    noise_j = BOLTZMANN_J_K * system_temperature_k
    energy_j_sr = average_power_w * search_time_s / solid_angle_sr
    return energy_j_sr * aperture_m2 / (4.0 * np.pi * noise_j * loss_ratio)


@compiled
def snr_ratio_at(sensitivity_m2, cross_section_m2, range_m, loss_db):
    """Signal-to-noise ratio of a target.

    Parameters
    ----------
    sensitivity_m2 : float
        SNR · R⁴ / σ of the radar. [m²]
    cross_section_m2 : float
        Of the target, towards the radar. [m²]
    range_m : float
        Slant range above zero. [m]
    loss_db : float
        Two-way loss that the sensitivity does not hold yet; negative where the path costs less. [dB]

    Returns
    -------
    float
        Power ratio.
    """
    # Divided by R² twice: the fourth power of whole metres would overflow an integer in silence.
    return sensitivity_m2 * cross_section_m2 / range_m**2 / range_m**2 / ratio_from_db(loss_db)


@compiled
def range_at_snr_m(sensitivity_m2, cross_section_m2, snr_ratio, loss_db):
    """Slant range at which a target gives a signal-to-noise ratio; `snr_ratio_at` solved for range. [m]"""
    return (sensitivity_m2 * cross_section_m2 / (snr_ratio * ratio_from_db(loss_db))) ** 0.25

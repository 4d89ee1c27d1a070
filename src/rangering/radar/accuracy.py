"""How well a detected target is placed: standard deviations from signal strength, and their change of axes.

The bounds are those of one target in white Gaussian noise with the convention 2E/N₀; a real set does no
better, and `with_floor` adds what does not shrink with signal. Multipath, glint and targets within one
resolution cell are not here.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 6 (delay, Doppler); Rife and
Boorstyn, "Single tone parameter estimation from discrete-time observations", IEEE Trans. IT-20 (1974)
591-598; Barton, Radar System Analysis and Modeling (2005) (monopulse); Lerro and Bar-Shalom, "Tracking
with debiased consistent converted measurements versus EKF", IEEE Trans. AES 29 (1993) 1015-1022.
"""

import numpy as np

from rangering._jit import compiled
from rangering.constants import SPEED_OF_LIGHT_M_S


@compiled
def range_sigma_m(bandwidth_hz, energy_ratio):
    """Least standard deviation of range, for a signal with a flat spectrum such as a linear sweep.

    Parameters
    ----------
    bandwidth_hz : float
        Width of the spectrum B; its effective width is πB/√3. [Hz]
    energy_ratio : float
        Signal energy over noise density, E/N₀.

    Returns
    -------
    float
        [m]
    """
    delay_sigma_s = np.sqrt(3.0) / (np.pi * bandwidth_hz * np.sqrt(2.0 * energy_ratio))
    return 0.5 * SPEED_OF_LIGHT_M_S * delay_sigma_s


@compiled
def radial_speed_sigma_m_s(dwell_s, wavelength_m, energy_ratio):
    """Least standard deviation of radial speed, for a carrier of constant amplitude over the dwell.

    Parameters
    ----------
    dwell_s : float
        Time observed τ; its effective length is πτ/√3. [s]
    wavelength_m : float
        [m]
    energy_ratio : float
        Signal energy over noise density, E/N₀.

    Returns
    -------
    float
        [m/s]
    """
    doppler_sigma_hz = np.sqrt(3.0) / (np.pi * dwell_s * np.sqrt(2.0 * energy_ratio))
    return 0.5 * wavelength_m * doppler_sigma_hz


@compiled
def phase_step_sigma_rad(sample_count, snr_ratio):
    """Least standard deviation of the frequency of a complex tone of unknown phase.

    Parameters
    ----------
    sample_count : int
        Samples, 2 or more.
    snr_ratio : float
        Signal-to-noise ratio per sample.

    Returns
    -------
    float
        Phase advance from one sample to the next. [rad]
    """
    return np.sqrt(6.0 / (snr_ratio * sample_count * (sample_count**2 - 1.0)))


@compiled
def monopulse_sigma_rad(beamwidth_rad, slope_ratio, snr_ratio, n_pulses):
    """Standard deviation of a monopulse angle near the beam's axis.

    Parameters
    ----------
    beamwidth_rad : float
        Full width at half power. [rad]
    slope_ratio : float
        Slope of difference over sum in beamwidths, about 1.6.
    snr_ratio : float
        Signal-to-noise ratio per pulse in the sum channel.
    n_pulses : int
        Pulses averaged.

    Returns
    -------
    float
        θ₃ / (k √(2 · SNR · n)). [rad]
    """
    return beamwidth_rad / (slope_ratio * np.sqrt(2.0 * snr_ratio * n_pulses))


@compiled
def with_floor(sigma, floor):
    """Noise and fixed error together, both in one unit: the root of the sum of their squares."""
    return np.hypot(sigma, floor)


@compiled
def polar_covariance_m2(range_m, azimuth_rad, range_sigma, azimuth_sigma):
    """Covariance of east and north of a polar measurement, to first order.

    Parameters
    ----------
    range_m : float
        Ground range. [m]
    azimuth_rad : float
        Clockwise from north. [rad]
    range_sigma, azimuth_sigma : float
        Standard deviations. [m], [rad]

    Returns
    -------
    tuple of three floats
        East-east, east-north and north-north. [m²]
    """
    return turned_covariance_m2(range_m, np.sin(azimuth_rad), np.cos(azimuth_rad), range_sigma, azimuth_sigma)


@compiled
def turned_covariance_m2(range_m, sine, cosine, range_sigma, azimuth_sigma):
    """As `polar_covariance_m2`, for whom sine and cosine of the azimuth are at hand."""
    along, across = range_sigma**2, (range_m * azimuth_sigma) ** 2
    east_east = along * sine**2 + across * cosine**2
    north_north = along * cosine**2 + across * sine**2
    return east_east, (along - across) * sine * cosine, north_north


@compiled
def converted_mean_m(range_m, azimuth_rad, azimuth_sigma):
    """Mean of the east and north that noisy azimuths give: pulled towards the radar by e^(-σ²/2).

    Parameters
    ----------
    range_m : float
        True ground range; its own noise leaves the mean unmoved. [m]
    azimuth_rad : float
        True azimuth, clockwise from north. [rad]
    azimuth_sigma : float
        Standard deviation of azimuth. [rad]

    Returns
    -------
    tuple of two floats
        East and north. [m]
    """
    pulled_m = range_m * np.exp(-0.5 * azimuth_sigma**2)
    return pulled_m * np.sin(azimuth_rad), pulled_m * np.cos(azimuth_rad)

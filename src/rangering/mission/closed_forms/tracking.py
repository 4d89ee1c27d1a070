"""A tracking filter in its steady state, and how far its errors may stray from what it claims.

One coordinate, position measured at even intervals and never missed, noise white and Gaussian; the filter's
model is the truth. False plots, misses and turns are not here.
Source: Kalata, "The tracking index: a generalized parameter for α-β and α-β-γ target trackers", IEEE Trans.
AES 20 (1984) 174-182; Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and
Navigation (2001), sections 5.4 (consistency) and 6.5 (α-β filters).
"""

from typing import NamedTuple

import numpy as np

from rangering.domain import require_count, require_positive


class SteadyFilter(NamedTuple):
    """Gains, and the covariance after an update."""

    position_gain: float
    speed_gain_per_s: float
    position_variance_m2: float
    position_speed_covariance_m2_s: float
    speed_variance_m2_s2: float


def alpha_beta_gains(tracking_index: float) -> tuple[float, float]:
    """Steady gains where the acceleration is drawn anew for each interval and constant through it.

    Parameters
    ----------
    tracking_index : float
        Λ = σₐ T² / σ_z: what acceleration moves the target between looks, over the error of a look.

    Returns
    -------
    tuple of two floats
        α on position and β, which over T is the gain on speed: α = 1 - r², β = 2 (1 - r)² with
        r = (4 + Λ - √(8Λ + Λ²)) / 4, in a form that cancels neither for small nor for large Λ.

    Raises
    ------
    ValueError
        An index that is not finite or not above 0.
    """
    require_positive("tracking index", tracking_index)
    one_less_r = 2.0 / (1.0 + np.sqrt(1.0 + 8.0 / tracking_index))
    return float(one_less_r * (2.0 - one_less_r)), float(2.0 * one_less_r**2)


def steady_filter(sample_interval_s: float, sigma_z_m: float, psd_m2_s3: float) -> SteadyFilter:
    """Steady Kalman filter of position and speed under continuous white-noise acceleration.

    Parameters
    ----------
    sample_interval_s : float
        T. [s]
    sigma_z_m : float
        Standard deviation of a look. [m]
    psd_m2_s3 : float
        Power spectral density q of the acceleration; the process noise over T is
        q [[T³/3, T²/2], [T²/2, T]]. [m²/s³]

    Returns
    -------
    SteadyFilter

    Raises
    ------
    ValueError
        An argument that is not finite or not above 0.

    Notes
    -----
    In units of T and σ_z only k² = q T³ / σ_z² is left. The three equations of the steady state give
    β = k u with u² = 1 - α, and w = u + 1/u solves w² - k w + k²/6 = 4: a closed form, whose roots are
    taken so that nothing cancels.
    """
    require_positive("sample interval", sample_interval_s)
    require_positive("standard deviation of a look", sigma_z_m)
    require_positive("power spectral density", psd_m2_s3)
    k = np.sqrt(psd_m2_s3 * sample_interval_s) * sample_interval_s / sigma_z_m
    w = 0.5 * (k + np.sqrt(16.0 + k * k / 3.0))
    spread = np.sqrt(k * (w - k / 6.0))  # √(w² - 4) = 1/u - u
    u = 2.0 / (w + spread)
    alpha, beta = u * spread, k * u
    speed_m_s = sigma_z_m / sample_interval_s
    return SteadyFilter(
        position_gain=float(alpha),
        speed_gain_per_s=float(beta / sample_interval_s),
        position_variance_m2=float(alpha * sigma_z_m**2),
        position_speed_covariance_m2_s=float(beta * sigma_z_m * speed_m_s),
        speed_variance_m2_s2=float(k * (spread - 0.5 * k) * speed_m_s**2),
    )


def consistency_bounds(monte_carlo_runs: int, dimension: int, probability: float) -> tuple[float, float]:
    """Interval that holds the mean normalised squared error of a filter that claims the right covariance.

    Parameters
    ----------
    monte_carlo_runs : int
        Independent errors averaged, 1 or more.
    dimension : int
        Of the state (NEES) or of the measurement (NIS), 1 or more.
    probability : float
        That the mean falls inside, equal tails outside; above 0 and below 1.

    Returns
    -------
    tuple of two floats
        Quantiles of χ² with N·n degrees of freedom, over N.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    from scipy.special import chdtri

    require_count("runs", monte_carlo_runs, least=1)
    require_count("dimension", dimension, least=1)
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability is {probability!r}: give a number above 0 and below 1")
    freedom = monte_carlo_runs * dimension
    tail = 0.5 * (1.0 - probability)
    lower, upper = chdtri(freedom, 1.0 - tail), chdtri(freedom, tail)  # by the mass above
    return float(lower) / monte_carlo_runs, float(upper) / monte_carlo_runs

"""Probability that a square-law detector sees a target of Swerling case 0 to 4 in N pulses.

Every case is one sum. A pulse train of mean energy N·S (noise power per pulse 1) puts a random count J of
signal quanta into the integrator, whose output then exceeds the threshold T as a gamma variable of order
N + J would. Given the energy, J is Poisson; the fluctuation of the energy, a gamma law of order K, makes
it negative binomial:

    Pd = Pfa + Σ_{i≥0} P(J > i) · Tᴺ⁺ⁱ e⁻ᵀ / (N + i)!

with K = 1, N, 2, 2N for Swerling 1, 2, 3, 4, and plain Poisson for the steady target, case 0. All terms
are positive and only those up to N + i ≈ T + 9√T count, whatever the signal: no cancellation, no
overflow, and Pd never leaves [Pfa, 1]. It agrees with the closed forms to 1e-9 for Pfa 1e-12 to 1e-2, N 1
to 1000, S -20 to +40 dB.

Noise is Gaussian and its power known; with an estimated one see `rangering.radar.cfar`. Kernels that ask
for Pd millions of times read a table of it: `rangering.radar.detection_table`.
Source: Swerling, "Probability of detection for fluctuating targets", IRE Trans. IT-6 (1960) 269-308;
Shnidman, "Radar detection probabilities and their calculation", IEEE Trans. AES 31 (1995) 928-950, for
the sum over counts.
"""

from math import lgamma

import numpy as np

from rangering._jit import compiled
from rangering.errors import ScenarioError

_NEGLIGIBLE = 1e-18


def detection_threshold(pfa: float, n_pulses: int) -> float:
    """Threshold on the sum of N squared envelopes, noise power 1, that noise alone exceeds with Pfa.

    Parameters
    ----------
    pfa : float
        Probability of a false alarm per decision, above 0 and below 1.
    n_pulses : int
        Pulses summed, 1 or more.

    Returns
    -------
    float
        The threshold T with Q(N, T) = Pfa, Q the regularised upper incomplete gamma function.

    Raises
    ------
    ScenarioError
        A probability outside (0, 1) or no pulse.
    """
    from scipy.special import gammainccinv

    if not 0.0 < pfa < 1.0:
        raise ScenarioError(
            "is no false-alarm probability",
            where="pfa",
            value=pfa,
            mend="give one between 0 and 1, such as 1e-6",
        )
    if n_pulses < 1:
        raise ScenarioError(
            "is no count of pulses", where="n_pulses", value=n_pulses, mend="a look has 1 pulse or more"
        )
    return float(gammainccinv(n_pulses, pfa))


@compiled
def fluctuation_order(n_pulses, swerling):
    """Order K of the gamma law of the train's energy: 1, N, 2, 2N for Swerling 1 to 4; 0 for a steady one."""
    if swerling == 0:
        return 0
    order = 1 if swerling <= 2 else 2
    return order if swerling % 2 == 1 else order * n_pulses


@compiled
def detection_probability(snr_ratio, threshold, pfa, n_pulses, swerling):
    """Probability of detection in one look; the exact sum of this module.

    Parameters
    ----------
    snr_ratio : float
        Mean signal-to-noise power ratio per pulse, 0 or more.
    threshold : float
        `detection_threshold` of the same Pfa and N.
    pfa : float
        Probability of a false alarm.
    n_pulses : int
        Pulses summed.
    swerling : int
        Swerling case, 0 to 4.

    Returns
    -------
    float
        Pd, from Pfa to 1.
    """
    if n_pulses == 1 and (swerling == 1 or swerling == 2):
        return pfa ** (1.0 / (1.0 + snr_ratio))
    energy = n_pulses * snr_ratio
    order = fluctuation_order(n_pulses, swerling)
    # ln P(J = i) rather than P: a strong train of many pulses has P(J = 0) below the smallest float.
    log_share = -energy if order == 0 else -order * np.log1p(energy / order)
    exceeds = -np.expm1(log_share)  # P(J > i)
    weight = np.exp(n_pulses * np.log(threshold) - threshold - lgamma(n_pulses + 1.0))
    probability = pfa
    i = 0
    while exceeds > 0.0 and (weight > _NEGLIGIBLE or n_pulses + i < threshold):
        probability += weight * exceeds
        if order == 0:
            growth = energy / (i + 1)
        else:
            growth = energy / (energy + order) * (order + i) / (i + 1)
        i += 1
        weight *= threshold / (n_pulses + i)
        log_share += np.log(growth)
        exceeds -= np.exp(log_share)
    return min(probability, 1.0)


def required_snr_ratio(pd: float, pfa: float, n_pulses: int = 1, swerling: int = 1) -> float:
    """Mean signal-to-noise ratio per pulse at which the detection probability is Pd.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of a false alarm, 0 < Pfa < Pd < 1.
    n_pulses : int
        Pulses summed.
    swerling : int
        Swerling case, 0 to 4.

    Returns
    -------
    float
        Power ratio, to about 1e-10 of itself.

    Raises
    ------
    ScenarioError
        A case other than 0 to 4, no pulse, or a Pd that is not between Pfa and 1.

    References
    ----------
    For Swerling 1 and one pulse this is ln Pfa / ln Pd - 1.
    """
    from scipy.optimize import brentq

    threshold = detection_threshold(pfa, n_pulses)
    if swerling not in (0, 1, 2, 3, 4):
        raise ScenarioError(
            "is no Swerling case", where="swerling", value=swerling, mend="give 0, 1, 2, 3 or 4"
        )
    if not pfa < pd < 1.0:
        raise ScenarioError(
            "can be no detection probability here",
            where="pd",
            value=pd,
            mend=f"give one above the false-alarm probability {pfa:g} and below 1",
        )
    if n_pulses == 1 and swerling in (1, 2):
        return float(np.log(pfa) / np.log(pd) - 1.0)

    def excess(log_snr: float) -> float:
        return float(detection_probability(np.exp(log_snr), threshold, pfa, n_pulses, swerling)) - pd

    low, high = -1.0, 1.0
    while excess(low) > 0.0:
        low -= 5.0
    while excess(high) < 0.0:
        high += 5.0
    return float(np.exp(brentq(excess, low, high, xtol=1e-12, rtol=1e-12)))

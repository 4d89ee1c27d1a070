"""Renewals: how many parts a place uses up in a time, and at what age to replace one before it fails.

Lives are independent and alike; replacing takes no time.
Source: Cox, Renewal Theory (1962) (the renewal function; Erlang lives); Barlow and Proschan, Mathematical
Theory of Reliability (1965), chapter 4 (age replacement).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_count, require_not_negative, require_positive

FloatArray = NDArray[np.float64]

_LOG_REACH = 690.0  # e^690 is near the largest number held


class AgeReplacement(NamedTuple):
    """At what age to replace, and what it costs in the long run; an infinite age is to wait for failure."""

    age_d: float
    cost_per_d: float


def erlang_renewals(
    stages: int, stage_rate_per_d: float | FloatArray, time_d: float | FloatArray
) -> FloatArray:
    """Mean number of renewals up to a time where lives are Erlang, the part at the start not counted.

    Parameters
    ----------
    stages : int
        1 or more, each exponential: the mean life is stages over rate; 1 is exponential.
    stage_rate_per_d : float or float array
        0 or more. [1/d]
    time_d : float or float array
        From a new part, 0 or more. [d]

    Returns
    -------
    float array, the shapes above broadcast
        Σ P(n lives are over by then), each an incomplete gamma function.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    from scipy.special import gammainc

    require_count("stages", stages, least=1)
    require_not_negative("stage rate", stage_rate_per_d)
    require_not_negative("time", time_d)
    passed = np.asarray(stage_rate_per_d, dtype=np.float64) * np.asarray(time_d, dtype=np.float64)
    renewals: FloatArray = np.zeros_like(passed)
    lives = 0
    while True:
        lives += 1
        over = gammainc(float(lives * stages), passed)
        renewals = renewals + over
        if np.all(over <= 1e-18 * renewals):
            return renewals


def weibull_age_replacement(
    shape: float, scale_d: float, preventive_cost: float, failure_cost: float
) -> AgeReplacement:
    """The age at which replacing a part that still works costs least in the long run, life Weibull.

    Parameters
    ----------
    shape : float
        Above 0; above 1 a part wears out.
    scale_d : float
        Age by which 1 - 1/e have failed, above 0. [d]
    preventive_cost, failure_cost : float
        Of a replacement at that age; of one on failure, all that failing costs in it. Above 0. [currency]

    Returns
    -------
    AgeReplacement
        [d], [currency/d]. Where a part does not wear out, or failing costs no more, age is infinite and the
        cost that of replacing on failure.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    from scipy.optimize import brentq
    from scipy.special import gamma, gammainc

    for name, value in (
        ("shape", shape),
        ("scale", scale_d),
        ("preventive cost", preventive_cost),
        ("failure cost", failure_cost),
    ):
        require_positive(name, value)
    inverse = 1.0 / shape
    mean = float(gamma(1.0 + inverse))  # life in units of the scale

    def gain(log_hazard: float) -> float:
        """Less than the cost ratio while waiting pays, by the cumulative hazard reached; rises throughout."""
        rate = shape * np.exp(log_hazard * (1.0 - inverse))
        hazard = np.exp(log_hazard)
        return float(rate * mean * gammainc(inverse, hazard) + np.expm1(-hazard))

    ratio = preventive_cost / (failure_cost - preventive_cost) if failure_cost > preventive_cost else np.inf
    if shape <= 1.0 or not gain(_LOG_REACH) > ratio:
        return AgeReplacement(float("inf"), failure_cost / (scale_d * mean))
    low = -1.0
    while gain(low) >= ratio:
        low *= 2.0
    log_hazard = float(brentq(lambda x: gain(x) - ratio, low, _LOG_REACH, xtol=1e-13, rtol=1e-13))
    hazard = np.exp(log_hazard)
    cost = preventive_cost - (failure_cost - preventive_cost) * np.expm1(-hazard)
    return AgeReplacement(
        float(scale_d * np.exp(inverse * log_hazard)),
        float(cost / (scale_d * mean * gammainc(inverse, hazard))),
    )

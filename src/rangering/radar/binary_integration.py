"""Chances over several looks: M of N, cumulative detection, and confirmation of a track in a sliding window.

Looks are independent given their own probabilities. All results are exact sums; nothing is drawn.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001) (binary integration, cumulative
probability); Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999) (M-of-N
confirmation); Feller, An Introduction to Probability Theory, vol. 1, 3rd ed. (1968), section XIII.7
(runs).
"""

import numpy as np
from numpy.typing import NDArray

from rangering._jit import compiled
from rangering.errors import ScenarioError

_LONGEST_WINDOW = 20


@compiled
def m_of_n_probability(probability, m, n):
    """Probability of m or more hits in n looks.

    Parameters
    ----------
    probability : float
        Of a hit in each look, 0 to 1.
    m, n : int
        Hits wanted and looks taken.

    Returns
    -------
    float
        The binomial tail, every term positive: exact to rounding even where it is tiny.
    """
    # Hits counted look by look instead of binomial coefficients, which overflow for large n.
    counts = np.zeros(max(m, 0) + 1)
    counts[0] = 1.0
    for _ in range(n):
        for hits in range(m, 0, -1):
            stay = counts[hits] if hits == m else counts[hits] * (1.0 - probability)
            counts[hits] = stay + counts[hits - 1] * probability
        if m > 0:
            counts[0] *= 1.0 - probability
    return counts[max(m, 0)]


@compiled
def cumulative_probabilities(probabilities):
    """Probability of one hit or more up to each look.

    Parameters
    ----------
    probabilities : float array, shape (n_looks,)
        Of a hit in each look.

    Returns
    -------
    float array, shape (n_looks,)
        1 - Π (1 - p) up to and with each look.
    """
    seen = np.empty_like(probabilities)
    so_far = 0.0
    for look in range(probabilities.size):
        # p + q - pq in this form neither cancels when both are small nor exceeds 1.
        so_far += probabilities[look] * (1.0 - so_far)
        seen[look] = so_far
    return seen


@compiled
def _confirmation_probabilities(probabilities, m, n):
    """`confirmation_probabilities`, unchecked; the state is the last n - 1 looks as the bits of a number."""
    recent_count = 1 << (n - 1)
    hits = np.zeros(recent_count, np.int64)
    for recent in range(1, recent_count):
        hits[recent] = hits[recent >> 1] + (recent & 1)
    share = np.zeros(recent_count)
    share[0] = 1.0
    confirmed = np.empty_like(probabilities)
    so_far = 0.0
    for look in range(probabilities.size):
        following = np.zeros(recent_count)
        for recent in range(recent_count):
            if share[recent] == 0.0:
                continue
            missed = (recent << 1) & (recent_count - 1)
            following[missed] += share[recent] * (1.0 - probabilities[look])
            if hits[recent] + 1 >= m:
                so_far += share[recent] * probabilities[look]
            else:
                following[(missed | 1) & (recent_count - 1)] += share[recent] * probabilities[look]
        share = following
        confirmed[look] = so_far
    return confirmed


def confirmation_probabilities(probabilities: NDArray[np.float64], m: int, n: int) -> NDArray[np.float64]:
    """Probability that m hits have stood within some n successive looks, up to each look.

    Looks before the first count as misses.

    Parameters
    ----------
    probabilities : float array, shape (n_looks,)
        Of a hit in each look, 0 to 1.
    m, n : int
        Hits wanted and looks in the window, 1 ≤ m ≤ n ≤ 20.

    Returns
    -------
    float array, shape (n_looks,)
        Never falls.

    Raises
    ------
    ScenarioError
        A window that cannot hold the hits, or one of more than 20 looks.
    """
    if not 1 <= m <= n <= _LONGEST_WINDOW:
        raise ScenarioError(
            "is no confirmation rule",
            where="confirm",
            value=f"{m} of {n}",
            mend=f'give hits and looks such as "3 of 5", at most {_LONGEST_WINDOW} looks',
        )
    looks: NDArray[np.float64] = np.ascontiguousarray(probabilities, dtype=np.float64)
    confirmed: NDArray[np.float64] = _confirmation_probabilities(looks, m, n)
    return confirmed


def expected_looks_to_consecutive_hits(probability: float, m: int) -> float:
    """Mean number of looks until m hits have come in a row.

    Parameters
    ----------
    probability : float
        Of a hit in each look, above 0.
    m : int
        Length of the run.

    Returns
    -------
    float
        (1 - pᵐ) / ((1 - p) pᵐ), summed as Σ p⁻ⁱ so that p = 1 gives m.

    Raises
    ------
    ScenarioError
        No probability, or one of 0: the run never comes.
    """
    if not 0.0 < probability <= 1.0:
        raise ScenarioError(
            "lets no run of hits come",
            where="probability",
            value=probability,
            mend="give one above 0, up to 1",
        )
    return float(np.sum(probability ** -np.arange(1.0, m + 1.0)))

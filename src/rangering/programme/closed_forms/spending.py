"""How a development's money is spent over its years: Norden's Rayleigh profile.

Effort rises while work is found and falls as it is used up. The profile has no end: a stated share of the
total is spent by the final time, and the rest is never budgeted.
Source: Norden, "Useful tools for project management", in Operations Research in Research and Development, ed.
Dean (1963); Lee, Hogue and Gallagher, "Determining a budget profile from a R&D cost estimate",
Journal of Cost Analysis (1997).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_not_negative, require_positive, require_probability

FloatArray = NDArray[np.float64]


class AnnualBudget(NamedTuple):
    """What each year spends, and when spending is fastest."""

    annual: FloatArray
    """Shape (n_years,), a last part of a year included. [as the total]"""
    peak_time_years: float
    """From the start."""


def rayleigh_budget(total: float, final_time_years: float, spent_fraction: float) -> AnnualBudget:
    """Yearly parts of K (1 - exp(-a t²)), with a such that a stated share is spent by the final time.

    Parameters
    ----------
    total : float
        K, all that the profile would ever spend, 0 or more. [currency, or effort]
    final_time_years : float
        Above 0.
    spent_fraction : float
        Share of the total spent by then, above 0 and below 1.

    Returns
    -------
    AnnualBudget
        The years add up to the share of the total. Spending is fastest at 1/√(2a), which lies after the final
        time where the share is below 1 - 1/√e, 39 %.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_not_negative("total", total)
    require_positive("final time", final_time_years)
    require_probability("fraction spent", spent_fraction)
    if spent_fraction in (0.0, 1.0):
        raise ValueError(f"fraction spent is {spent_fraction!r}: give a number above 0 and below 1")
    pace = -np.log1p(-spent_fraction) / final_time_years**2
    ends = np.minimum(np.arange(np.ceil(final_time_years) + 1.0), final_time_years)
    # From what is left at the start of each year, so that late years keep their digits.
    annual = -total * np.exp(-pace * ends[:-1] ** 2) * np.expm1(-pace * np.diff(ends**2))
    return AnnualBudget(annual, float(1.0 / np.sqrt(2.0 * pace)))

"""Loans: the level payment, what is owed, how long it takes, and the schedule of interest and principal.

The rate is that of one period and does not change; nothing is paid late. A supplier's credit with grace pays
interest alone in its first periods.
Source: Brealey, Myers and Allen, Principles of Corporate Finance, 10th ed. (2011), section 2-2 (annuities);
OECD, Arrangement on Officially Supported Export Credits (2023) (equal instalments of principal, or level
payments).
"""

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_count, require_finite, require_not_negative, require_positive

FloatArray = NDArray[np.float64]


class Repayment(Enum):
    """What is the same in every period after the grace."""

    EQUAL_PRINCIPAL = "equal_principal"
    ANNUITY = "annuity"


class LoanSchedule(NamedTuple):
    """What is paid at the end of each period, and what is owed after it."""

    interest: FloatArray
    """Shape (n_periods,). [currency]"""
    principal: FloatArray
    """Shape (n_periods,). [currency]"""
    balance: FloatArray
    """Owed once the period's payment is made, shape (n_periods,); the last is 0. [currency]"""

    @property
    def payment(self) -> FloatArray:
        """Interest and principal together, shape (n_periods,). [currency]"""
        return self.interest + self.principal


def level_payment(
    principal: float | FloatArray,
    rate_per_period: float | FloatArray,
    periods: float | FloatArray,
    *,
    at_start: bool = False,
) -> FloatArray:
    """The payment that, made in every period, pays a loan off.

    Parameters
    ----------
    principal : float or float array
        Borrowed. [currency]
    rate_per_period : float or float array
        0 or more.
    periods : float or float array
        Payments, above 0.
    at_start : bool
        Paid at the start of each period instead of its end.

    Returns
    -------
    float array, the shapes above broadcast
        [currency]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_not_negative("principal", principal)
    require_positive("periods", periods)
    rate = _rate(rate_per_period)
    due = 1.0 + rate if at_start else np.ones_like(rate)
    paid: FloatArray = principal / (_annuity_factor(rate, periods) * due)
    return paid


def future_value(
    present_value: float | FloatArray,
    payment: float | FloatArray,
    rate_per_period: float | FloatArray,
    periods: float | FloatArray,
    *,
    at_start: bool = False,
) -> FloatArray:
    """What stands at the end: money paid out is below 0, money received above, as in spreadsheets.

    Parameters
    ----------
    present_value : float or float array
        At the start, below 0 where it is deposited. [currency]
    payment : float or float array
        In every period, below 0 where it is deposited. [currency]
    rate_per_period, periods, at_start
        As in `level_payment`; 0 periods or more.

    Returns
    -------
    float array, the shapes above broadcast
        [currency]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_finite("present value", present_value)
    require_finite("payment", payment)
    require_not_negative("periods", periods)
    rate = _rate(rate_per_period)
    due = 1.0 + rate if at_start else np.ones_like(rate)
    growth = np.exp(periods * np.log1p(rate))
    value: FloatArray = -growth * (present_value + payment * due * _annuity_factor(rate, periods))
    return value


def number_of_periods(
    present_value: float,
    payment: float,
    rate_per_period: float,
    final_value: float = 0.0,
    *,
    at_start: bool = False,
) -> float:
    """How many payments it takes; a part of a payment counts as that part of a period.

    Parameters
    ----------
    present_value, payment, final_value : float
        Received above 0, paid below: a loan is above 0 and its payments below. [currency]
    rate_per_period, at_start
        As in `level_payment`.

    Returns
    -------
    float
        0 or more.

    Raises
    ------
    ValueError
        An argument out of its domain, or payments that never get there: they do not cover the interest, or
        run the wrong way.
    """
    for name, value in (("present value", present_value), ("payment", payment), ("final value", final_value)):
        require_finite(name, value)
    rate = float(_rate(rate_per_period))
    if present_value + final_value == 0.0:
        return 0.0
    if rate == 0.0:
        periods = -(present_value + final_value) / payment if payment else -1.0
    else:
        # Where nothing would change is where the payment is the interest.
        still = payment * (1.0 + rate if at_start else 1.0) / rate
        gained = (present_value + final_value) / (still - final_value) if still != final_value else -1.0
        ratio = -gained / (1.0 + gained) if gained != -1.0 else -1.0
        periods = float(np.log1p(ratio) / np.log1p(rate)) if ratio > -1.0 else -1.0
    if not periods >= 0.0:
        raise ValueError(
            f"the payment is {payment!r}: at {rate:g} a period it never takes {present_value!r} to "
            f"{final_value!r}; give one of the other sign, or one that covers the interest"
        )
    return periods


def loan_schedule(
    principal: float, rate_per_period: float, periods: int, grace_periods: int, repayment: Repayment
) -> LoanSchedule:
    """Interest and principal at the end of each period.

    Parameters
    ----------
    principal : float
        Drawn at the start, 0 or more. [currency]
    rate_per_period : float
        0 or more.
    periods : int
        All of them, those of grace included; 1 or more.
    grace_periods : int
        First periods, in which interest alone is paid; fewer than all.
    repayment : Repayment
        Equal parts of principal, or equal payments, in the periods that are left.

    Returns
    -------
    LoanSchedule
        Arrays of shape (n_periods,).

    Raises
    ------
    ValueError
        An argument out of its domain, or a grace that leaves no period to repay in.
    """
    require_not_negative("principal", principal)
    rate = float(_rate(rate_per_period))
    require_count("periods", periods, least=1)
    require_count("periods of grace", grace_periods)
    if grace_periods >= periods:
        raise ValueError(f"periods of grace is {grace_periods!r}: give fewer than the {periods} periods")
    left = periods - grace_periods
    done = np.arange(left + 1)  # repayments made
    if repayment is Repayment.EQUAL_PRINCIPAL or rate == 0.0:
        owed = principal * (left - done) / left
    else:
        # What is owed is worth the payments still to come.
        factor = _annuity_factor(np.asarray(rate), (left - done).astype(np.float64))
        owed = principal * factor / factor[0]
    before = np.concatenate((np.full(grace_periods, float(principal)), owed[:-1]))
    after = np.concatenate((np.full(grace_periods, float(principal)), owed[1:]))
    return LoanSchedule(interest=before * rate, principal=before - after, balance=after)


def _annuity_factor(rate: FloatArray, periods: float | FloatArray) -> FloatArray:
    """Present worth of one unit paid at the end of every period; the number of them where the rate is 0."""
    rates, counts = np.broadcast_arrays(rate, np.asarray(periods, dtype=np.float64))
    safe = np.where(rates == 0.0, 1.0, rates)
    factor: FloatArray = np.where(rates == 0.0, counts, -np.expm1(-counts * np.log1p(safe)) / safe)
    return factor


def _rate(rate_per_period: float | FloatArray) -> FloatArray:
    require_not_negative("rate per period", rate_per_period)
    return np.asarray(rate_per_period, dtype=np.float64)

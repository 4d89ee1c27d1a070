"""What flows of money are worth at one time: net present value, internal rate of return, the real rate.

Flows come at even periods and the rate is the same in each; inflation moves every price alike.
Source: Brealey, Myers and Allen, Principles of Corporate Finance, 10th ed. (2011), chapters 2, 3 and 5
(present value, real rate, several internal rates); Fisher, The Theory of Interest (1930), chapter 2.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_finite

FloatArray = NDArray[np.float64]

_REAL = 1e-6  # a double root splits into two complex ones this far apart, the root of rounding
_POLISHED = 3  # steps of Newton's, each doubling the digits that are right


def npv(
    rate_per_period: float | FloatArray, flows: Sequence[float] | FloatArray, first: int = 0
) -> FloatArray:
    """Net present value of flows that are one period apart.

    Parameters
    ----------
    rate_per_period : float or float array of any shape
        Above -1.
    flows : float array, shape (n_flows,)
        Received above 0, paid below. [currency]
    first : int
        Periods until the first flow: 0 where it is not discounted.

    Returns
    -------
    float array, shape of the rate
        [currency]

    Raises
    ------
    ValueError
        A rate of -1 or below, or a flow that is no finite number.
    """
    rate = _require_rate("rate", rate_per_period)
    each = _require_flows(flows)
    periods = np.arange(first, first + each.size)
    discounted: FloatArray = (each * (1.0 + rate[..., None]) ** -periods).sum(axis=-1)
    return discounted


def irr(flows: Sequence[float] | FloatArray) -> float:
    """Rate per period at which the flows are worth nothing (internal rate of return).

    Flows that change sign more than once may have several such rates; the one nearest to zero is given, as
    spreadsheets aim at.

    Parameters
    ----------
    flows : float array, shape (n_flows,)
        Received above 0, paid below, one period apart. [currency]

    Returns
    -------
    float
        Above -1.

    Raises
    ------
    ValueError
        All flows of one sign, or no rate at which they are worth nothing.
    """
    each = _require_flows(flows)
    held = np.trim_zeros(each)
    if held.size == 0 or held.min() >= 0.0 or held.max() <= 0.0:
        raise ValueError(f"the flows {each.tolist()!r} never change sign: no rate makes them worth nothing")
    held = held / np.abs(held).max()
    rates = _sole_rate(held) if np.count_nonzero(np.diff(np.sign(held[held != 0.0]))) == 1 else _rates(held)
    if not rates:
        raise ValueError(f"the flows {each.tolist()!r} are worth nothing at no rate")
    return float(min(rates, key=abs))


def real_discount_rate(nominal_rate: float | FloatArray, inflation: float | FloatArray) -> FloatArray:
    """The rate in money of one year's prices (Fisher): (1 + nominal) / (1 + inflation) - 1.

    Parameters
    ----------
    nominal_rate, inflation : float or float arrays that broadcast
        Per the same period; above -1.

    Returns
    -------
    float array
        Not nominal less inflation, which errs by the product of the two.

    Raises
    ------
    ValueError
        A rate of -1 or below.
    """
    nominal, rising = _require_rate("nominal rate", nominal_rate), _require_rate("inflation", inflation)
    real: FloatArray = (nominal - rising) / (1.0 + rising)
    return real


def _sole_rate(flows: FloatArray) -> list[float]:
    """The rate of flows that change sign once: by Descartes there is exactly one discount factor."""
    from scipy.optimize import brentq

    periods = np.arange(flows.size)

    def worth(log_factor: float) -> float:
        # Only the sign matters: scaled by the greatest power, so that no end overflows.
        powers = periods * log_factor
        return float(flows @ np.exp(powers - powers.max()))

    reach = 1.0
    while worth(-reach) * worth(reach) > 0.0:
        reach *= 2.0
    return [float(np.expm1(-brentq(worth, -reach, reach, xtol=1e-15, rtol=1e-14)))]


def _rates(flows: FloatArray) -> list[float]:
    """Every rate at which the flows are worth nothing: roots of the polynomial of discount factors."""
    worth = np.polynomial.Polynomial(flows)
    slope = worth.deriv()
    found = []
    for root in np.asarray(worth.roots(), dtype=np.complex128).tolist():
        if root.real > 0.0 and abs(root.imag) <= _REAL * abs(root):
            factor = root.real
            for _ in range(_POLISHED if root.imag == 0.0 else 0):  # a double root has no slope to polish with
                step = worth(factor) / (slope(factor) or np.inf)
                factor -= step if abs(step) <= _REAL * factor else 0.0
            found.append(float(1.0 / factor - 1.0))
    return found


def _require_rate(name: str, rate: float | FloatArray) -> FloatArray:
    require_finite(name, rate)
    array = np.asarray(rate, dtype=np.float64)
    if np.any(array <= -1.0):
        raise ValueError(f"{name} is {float(array.min())!r}: give a number above -1")
    return array


def _require_flows(flows: Sequence[float] | FloatArray) -> FloatArray:
    each = np.asarray(flows, dtype=np.float64)
    if each.ndim != 1 or each.size == 0:
        raise ValueError(f"the flows have the shape {each.shape}: give one for each period")
    require_finite("a flow", each)
    return each

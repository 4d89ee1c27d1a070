"""Availability and life of machines: what is up in the long run, and how long until it is down.

Units fail and are repaired independently, both times exponential; a state is the number of units down. Ratios
of mean times need no law at all.
Source: Trivedi and Bobbio, Reliability and Availability Engineering (2017) (birth-death chains, absorption);
Barlow and Proschan, Mathematical Theory of Reliability (1965), chapter 5; MIL-HDBK-338B (1998) (inherent and
operational availability).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_count, require_not_negative, require_positive

FloatArray = NDArray[np.float64]


class SteadyState(NamedTuple):
    """Share of time up, and the mean number of units down."""

    availability: float
    mean_units_down: float


class AvailabilityRatios(NamedTuple):
    """Share of time up with repair alone, and with what it waits for as well."""

    inherent: FloatArray
    operational: FloatArray


def k_of_n_availability(
    needed: int,
    units: int,
    failure_rate_per_d: float,
    repair_rate_per_d: float,
    crews: int,
    *,
    fail_while_down: bool = True,
) -> SteadyState:
    """A system that is up while enough of its units are.

    Parameters
    ----------
    needed : int
        Units that must be up, 1 to all.
    units : int
        1 or more.
    failure_rate_per_d, repair_rate_per_d : float
        Of one unit that is up, 0 or more; of one crew, above 0. [1/d]
    crews : int
        1 or more; each repairs one unit at a time, crews beyond the units stand idle.
    fail_while_down : bool
        Whether units that are up go on failing while the system is down.

    Returns
    -------
    SteadyState
        From the balance of the birth-death chain.

    Raises
    ------
    ValueError
        An argument out of its domain, or more needed than there are.
    """
    _require_k_of_n(needed, units)
    require_not_negative("failure rate", failure_rate_per_d)
    require_positive("repair rate", repair_rate_per_d)
    require_count("crews", crews, least=1)
    if failure_rate_per_d == 0.0:
        return SteadyState(1.0, 0.0)
    down = np.arange(units + 1)
    failing = units - down[:-1]
    if not fail_while_down:
        failing = failing[: units - needed + 1]
    repaired = np.minimum(down[1 : failing.size + 1], crews)
    # In logarithm: the weights of many units pass what a number holds.
    steps = np.log(failing * failure_rate_per_d) - np.log(repaired * repair_rate_per_d)
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    shares = np.exp(logs - logs.max())
    shares /= shares.sum()
    return SteadyState(float(shares[: units - needed + 1].sum()), float(down[: shares.size] @ shares))


def k_of_n_mttf_d(needed: int, units: int, failure_rate_per_d: float) -> float:
    """Mean time until too few units are up, from all up and without repair: Σ 1/(iλ) over i = k … n.

    Parameters
    ----------
    needed, units
        As in `k_of_n_availability`.
    failure_rate_per_d : float
        Above 0. [1/d]

    Returns
    -------
    float
        [d]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    _require_k_of_n(needed, units)
    require_positive("failure rate", failure_rate_per_d)
    return float(np.sum(1.0 / np.arange(needed, units + 1, dtype=np.float64)) / failure_rate_per_d)


def one_of_two_mttf_d(
    failure_rate_per_d: float | FloatArray, repair_rate_per_d: float | FloatArray
) -> FloatArray:
    """Mean time until both of two units are down, from both up: (3λ + μ) / (2λ²).

    A second crew changes nothing: while the system is up at most one unit is down.

    Parameters
    ----------
    failure_rate_per_d, repair_rate_per_d : float or float array
        Of one unit, above 0; of one crew, 0 or more. [1/d]

    Returns
    -------
    float array
        [d]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_positive("failure rate", failure_rate_per_d)
    require_not_negative("repair rate", repair_rate_per_d)
    failing, repaired = np.asarray(failure_rate_per_d, np.float64), np.asarray(repair_rate_per_d, np.float64)
    mttf_d: FloatArray = (3.0 + repaired / failing) / (2.0 * failing)
    return mttf_d


def availability_ratios(
    between_failures_d: float | FloatArray, repair_d: float | FloatArray, logistic_delay_d: float | FloatArray
) -> AvailabilityRatios:
    """Inherent availability, mean time up over that and repair; operational, with the delay in it too.

    Parameters
    ----------
    between_failures_d : float or float array
        Mean time up between failures (MTBF), above 0. [d]
    repair_d, logistic_delay_d : float or float array
        Mean active repair (MTTR) and mean wait for spares, people and transport, 0 or more. [d]

    Returns
    -------
    AvailabilityRatios

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_positive("mean time between failures", between_failures_d)
    require_not_negative("mean time to repair", repair_d)
    require_not_negative("logistic delay", logistic_delay_d)
    up_d = np.asarray(between_failures_d, dtype=np.float64)
    return AvailabilityRatios(up_d / (up_d + repair_d), up_d / (up_d + repair_d + logistic_delay_d))


def _require_k_of_n(needed: int, units: int) -> None:
    require_count("units", units, least=1)
    require_count("units needed", needed, least=1)
    if needed > units:
        raise ValueError(f"units needed is {needed!r}: give at most the {units} there are")

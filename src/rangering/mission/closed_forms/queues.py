"""Waiting for a channel: how many wait, how long, and how many give up.

Arrivals are Poisson and unlimited in number; the state is the steady one, which a short raid never reaches.
Service is exponential where several channels stand (M/M/c), of any law at a single one (M/G/1).
Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed. (2008) (M/M/c,
M/M/c/K, M/G/1); Garnett, Mandelbaum and Reiman, "Designing a call center with impatient customers",
Manufacturing & Service Operations Management 4 (2002) 208-227 (reneging); Cobham, "Priority assignment in
waiting line problems", Operations Research 2 (1954) 70-76.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import (
    require_count,
    require_not_negative,
    require_positive,
    require_stable,
)
from rangering.mission.closed_forms.loss import erlang_b_blocking

_MOST_STATES = 2_000_000  # 16 MB of weights
_NEGLIGIBLE = 50.0  # e^-50 of the greatest weight: far below rounding, and the tail falls faster than a power


class Wait(NamedTuple):
    """Chance that an arrival waits at all, and the mean wait of all arrivals."""

    probability: float
    mean_s: float


class FiniteQueue(NamedTuple):
    """Share of arrivals turned away, and the mean number waiting."""

    blocking: float
    mean_waiting_count: float


def erlang_c_wait(channels: int, offered_load_erlang: float, service_rate_per_s: float) -> Wait:
    """Waiting where nobody is turned away and all are patient (M/M/c).

    Parameters
    ----------
    channels : int
        1 or more.
    offered_load_erlang : float
        Arrival rate times mean service time, below the number of channels.
    service_rate_per_s : float
        Of one channel. [1/s]

    Returns
    -------
    Wait
        [-], [s]

    Raises
    ------
    ValueError
        An argument out of its domain, or a load that leaves no steady state.
    """
    require_count("channels", channels, least=1)
    require_not_negative("offered load", offered_load_erlang)
    require_positive("service rate", service_rate_per_s)
    require_stable(offered_load_erlang, channels)
    blocking = erlang_b_blocking(channels, offered_load_erlang)
    spare = channels - offered_load_erlang
    probability = channels * blocking / (spare + offered_load_erlang * blocking)
    return Wait(probability, probability / (spare * service_rate_per_s))


def erlang_c_wait_exceeds(
    channels: int, offered_load_erlang: float, service_rate_per_s: float, wait_s: float
) -> float:
    """Share of arrivals that wait longer than a given time, first come first served (M/M/c).

    Parameters
    ----------
    channels, offered_load_erlang, service_rate_per_s
        As in `erlang_c_wait`.
    wait_s : float
        [s]

    Returns
    -------
    float
        The wait of those who wait is exponential with the spare rate (c - a) μ.

    Raises
    ------
    ValueError
        As in `erlang_c_wait`; a negative wait.
    """
    require_not_negative("wait", wait_s)
    wait = erlang_c_wait(channels, offered_load_erlang, service_rate_per_s)
    return float(wait.probability * np.exp(-(channels - offered_load_erlang) * service_rate_per_s * wait_s))


def finite_queue(
    channels: int, system_capacity: int, arrival_rate_per_s: float, service_rate_per_s: float
) -> FiniteQueue:
    """Waiting in a queue of limited length (M/M/c/K).

    Parameters
    ----------
    channels : int
        1 or more.
    system_capacity : int
        Places, those in service included; at least the channels.
    arrival_rate_per_s, service_rate_per_s : float
        Of all arrivals; of one channel. [1/s]

    Returns
    -------
    FiniteQueue
        From the birth-death weights in logarithm.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("channels", channels, least=1)
    require_count("system capacity", system_capacity, least=channels)
    require_not_negative("arrival rate", arrival_rate_per_s)
    require_positive("service rate", service_rate_per_s)
    if arrival_rate_per_s == 0.0:
        return FiniteQueue(0.0, 0.0)
    states = np.arange(1, system_capacity + 1)
    share = _shares(arrival_rate_per_s, np.minimum(states, channels) * service_rate_per_s)
    waiting = np.maximum(np.arange(system_capacity + 1) - channels, 0)
    return FiniteQueue(float(share[-1]), float(waiting @ share))


def abandonment_fraction(
    channels: int, arrival_rate_per_s: float, service_rate_per_s: float, patience_rate_per_s: float
) -> float:
    """Share of arrivals that give up waiting (Erlang A, M/M/c+M).

    Parameters
    ----------
    channels : int
        1 or more.
    arrival_rate_per_s, service_rate_per_s : float
        Of all arrivals; of one channel. [1/s]
    patience_rate_per_s : float
        One over the mean, exponential patience of one who waits. [1/s]

    Returns
    -------
    float
        Patience rate times mean number waiting, over the arrival rate; any load has a steady state.

    Raises
    ------
    ValueError
        An argument out of its domain, or patience so long that over two million may wait.
    """
    require_count("channels", channels, least=1)
    require_positive("arrival rate", arrival_rate_per_s)
    require_positive("service rate", service_rate_per_s)
    require_positive("patience rate", patience_rate_per_s)
    state_count = channels + 64
    while True:
        if state_count > _MOST_STATES:
            raise ValueError(f"the patience rate of {patience_rate_per_s!r}/s lets too many wait: raise it")
        states = np.arange(1, state_count + 1)
        waiting = np.maximum(states - channels, 0)
        leaving = np.minimum(states, channels) * service_rate_per_s + waiting * patience_rate_per_s
        # Past the last state departures must beat arrivals, or the weights still rise behind it.
        share = _shares(arrival_rate_per_s, leaving)
        if leaving[-1] > arrival_rate_per_s and share[-1] < np.exp(-_NEGLIGIBLE):
            break
        state_count *= 2
    return float(patience_rate_per_s * (waiting @ share[1:]) / arrival_rate_per_s)


def _shares(birth_rate_per_s: float, death_rates_per_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of time in states 0, 1, 2 … of a birth-death chain, shape (n_deaths + 1,)."""
    logs = np.concatenate(([0.0], np.cumsum(np.log(birth_rate_per_s) - np.log(death_rates_per_s))))
    weights = np.exp(logs - logs.max())
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def single_channel_wait_s(arrival_rate_per_s: float, mean_service_s: float, service_scv: float) -> float:
    """Mean wait for one channel whose service has any law (M/G/1, Pollaczek and Khinchine).

    Parameters
    ----------
    arrival_rate_per_s : float
        [1/s]
    mean_service_s : float
        [s]
    service_scv : float
        Variance of the service time over the square of its mean: 0 constant, 1 exponential.

    Returns
    -------
    float
        Before service begins. [s]

    Raises
    ------
    ValueError
        An argument out of its domain, or a load that leaves no steady state.
    """
    return float(priority_waits_s([arrival_rate_per_s], mean_service_s, service_scv)[0])


def priority_waits_s(
    arrival_rates_per_s: Sequence[float] | NDArray[np.float64],
    mean_service_s: float | Sequence[float] | NDArray[np.float64],
    service_scv: float | Sequence[float] | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Mean wait of each class at one channel where the highest class waiting is next (Cobham).

    A service once begun is ended: the class that comes meanwhile waits for it.

    Parameters
    ----------
    arrival_rates_per_s : float array, shape (n_classes,)
        Highest class first. [1/s]
    mean_service_s : float, or float array of shape (n_classes,)
        [s]
    service_scv : float, or float array of shape (n_classes,)
        As in `single_channel_wait_s`.

    Returns
    -------
    float array, shape (n_classes,)
        Before service begins. [s]

    Raises
    ------
    ValueError
        An argument out of its domain, or a load of all classes together that leaves no steady state.
    """
    rates = np.asarray(arrival_rates_per_s, dtype=np.float64)
    if rates.ndim != 1 or rates.size == 0:
        raise ValueError(f"the arrival rates have the shape {rates.shape}: give one for each class")
    means_s = np.broadcast_to(np.asarray(mean_service_s, dtype=np.float64), rates.shape)
    scvs = np.broadcast_to(np.asarray(service_scv, dtype=np.float64), rates.shape)
    for each in range(rates.size):
        require_not_negative("arrival rate", float(rates[each]))
        require_positive("mean service time", float(means_s[each]))
        require_not_negative("squared coefficient of variation", float(scvs[each]))
    busy = np.cumsum(rates * means_s)
    require_stable(float(busy[-1]), 1)
    residual_s = 0.5 * float(np.sum(rates * means_s**2 * (1.0 + scvs)))
    waits_s: NDArray[np.float64] = residual_s / ((1.0 - np.concatenate(([0.0], busy[:-1]))) * (1.0 - busy))
    return waits_s

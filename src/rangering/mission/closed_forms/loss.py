"""Targets lost because every channel is busy: nobody waits, channels are alike, any free one serves.

Arrivals are Poisson (Erlang B), come from few sources that each call at a constant rate while idle (Engset),
or are evenly spaced. The first two hold for every law of the holding time with the same mean.
Source: Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges", The Post Office Electrical Engineers' Journal 10 (1917) 189-197; Engset, "Die
Wahrscheinlichkeitsrechnung zur Bestimmung der Wählerzahl in automatischen Fernsprechämtern",
Elektrotechnische Zeitschrift 39 (1918) 304-306; Jagerman, "Some properties of the Erlang loss function",
Bell System Technical Journal 53 (1974) 525-551 (recursion).
"""

from typing import NamedTuple

import numpy as np

from rangering.domain import (
    require_count,
    require_not_negative,
    require_positive,
)


class Congestion(NamedTuple):
    """How often channels are all busy: seen by the clock, and seen by a call."""

    time_fraction: float
    call_fraction: float


def erlang_b_blocking(channels: int, offered_load_erlang: float) -> float:
    """Share of Poisson arrivals that find every channel busy and are lost (M/G/c/c).

    Parameters
    ----------
    channels : int
        0 or more.
    offered_load_erlang : float
        Arrival rate times mean holding time.

    Returns
    -------
    float
        By the recursion over channels, whose terms are all positive: no factorial, no cancellation.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("channels", channels)
    require_not_negative("offered load", offered_load_erlang)
    blocking = 1.0
    for channel in range(1, channels + 1):
        carried_on = offered_load_erlang * blocking
        blocking = carried_on / (channel + carried_on)
    return float(blocking)


def erlang_b_offered_load(channels: int, blocking: float) -> float:
    """Load at which `erlang_b_blocking` is a given share.

    Parameters
    ----------
    channels : int
        1 or more.
    blocking : float
        Share lost, above 0 and below 1.

    Returns
    -------
    float
        [erlang]

    Raises
    ------
    ValueError
        An argument out of its domain: nothing is lost at no load alone, all at none that is finite.
    """
    from scipy.optimize import brentq
    from scipy.special import gammaln

    require_count("channels", channels, least=1)
    if not 0.0 < blocking < 1.0:
        raise ValueError(f"blocking is {blocking!r}: give a share above 0 and below 1")
    # The root lies between the loads at which two bounds meet the share: B ≤ aᶜ/c!, B ≥ 1 - c/a.
    least = (np.log(blocking) + gammaln(channels + 1.0)) / channels
    most = np.log(channels) - np.log1p(-blocking)

    def excess(log_load: float) -> float:
        lost = erlang_b_blocking(channels, float(np.exp(log_load)))
        return float(np.log(max(lost, np.finfo(float).tiny)) - np.log(blocking))

    return float(np.exp(brentq(excess, least - 1e-6, most + 1e-6, xtol=1e-14, rtol=1e-14)))


def engset_congestion(
    sources: int, channels: int, rate_per_idle_source_per_s: float, service_rate_per_s: float
) -> Congestion:
    """Loss where arrivals come from few sources, and a source in service sends none.

    Parameters
    ----------
    sources, channels : int
        1 or more.
    rate_per_idle_source_per_s : float
        Rate at which an idle source calls. [1/s]
    service_rate_per_s : float
        One over the mean holding time. [1/s]

    Returns
    -------
    Congestion
        Share of time with every channel busy, and share of calls lost: a call sees the system as if its own
        source were not there.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("sources", sources, least=1)
    require_count("channels", channels, least=1)
    require_not_negative("rate per idle source", rate_per_idle_source_per_s)
    require_positive("service rate", service_rate_per_s)
    ratio = rate_per_idle_source_per_s / service_rate_per_s
    return Congestion(
        _engset_time_fraction(sources, channels, ratio), _engset_time_fraction(sources - 1, channels, ratio)
    )


def _engset_time_fraction(sources: int, channels: int, ratio: float) -> float:
    if channels > sources:
        return 0.0
    busy = 1.0
    for channel in range(1, channels + 1):
        carried_on = (sources - channel + 1) * ratio * busy
        busy = carried_on / (channel + carried_on)
    return float(busy)


def deterministic_stream_engaged(
    raid_size: int, spacing_s: float, channel_busy_s: float, channels: int
) -> int:
    """Targets engaged of an evenly spaced stream: each takes the first free channel, or none ever.

    Parameters
    ----------
    raid_size : int
        Targets in the stream.
    spacing_s : float
        From one target to the next. [s]
    channel_busy_s : float
        A channel's time per target; one set free just as a target comes serves that target. [s]
    channels : int
        0 or more.

    Returns
    -------
    int
        A channel sits out the arrivals that fall while it is busy, m = ⌈busy / spacing⌉ with its own: of
        every m targets the first c are engaged.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("raid size", raid_size)
    require_count("channels", channels)
    require_not_negative("spacing", spacing_s)
    require_not_negative("time busy", channel_busy_s)
    if channels == 0:
        return 0
    if channel_busy_s == 0.0:
        return raid_size
    if spacing_s == 0.0:
        return min(raid_size, channels)
    ratio = channel_busy_s / spacing_s
    if ratio >= raid_size:
        return min(raid_size, channels)
    # A busy time of 0.9 s at a spacing of 0.3 s is three arrivals, whatever binary fractions make of it.
    nearest = round(ratio)
    period = max(1, nearest if abs(ratio - nearest) <= 1e-9 * ratio else int(np.ceil(ratio)))
    whole, rest = divmod(raid_size, period)
    served = min(channels, period)
    return whole * served + min(served, rest)

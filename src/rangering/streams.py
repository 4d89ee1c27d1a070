"""Counter-based random draws, keyed by what they are for.

Philox4x32-10: a draw is a function of (seed, element; occasion, flight, replicate, purpose) and of nothing
else, so neither threads, chunks nor order can change it, and one replicate replays alone.
Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011);
checked against the known-answer vectors of Random123.
"""

from enum import IntEnum
from hashlib import blake2s

import numpy as np

from rangering._jit import compiled

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)  # golden ratio
_W1 = np.uint64(0xBB67AE85)  # sqrt(3) - 1
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_TWO_M32 = 2.0**-32


class Purpose(IntEnum):
    """What a draw is for. Numbers are frozen: a new purpose takes the next, a retired one never returns."""

    CATALOG = 1
    RAID_AZIMUTH = 2
    RAID_ARRIVAL = 3
    RAID_CLASS = 4
    FLIGHT_ALTITUDE = 5
    DETECTION = 6
    MEASUREMENT = 7
    FALSE_PLOT = 8
    INTERROGATION = 9
    OPERATOR = 10
    REACTION = 11
    EVALUATION = 12
    KILL = 13
    ASSESSMENT = 14
    OTHER_OBJECT = 15
    EFFECT = 16
    LINK = 17
    CUE = 18
    FAULT = 19
    REPAIR = 20
    TRACK_CHAIN = 21
    PROGRAMME_DURATION = 22
    PROGRAMME_CHANCE = 23
    PROGRAMME_EVENT = 24
    TRAFFIC = 25
    MISALIGNMENT = 27
    RARE_EVENT = 28
    SIGNATURE = 33
    SCAN_PHASE = 34


def name_id(name: str) -> int:
    """A 32-bit id from a name, so that adding an element never shifts another's draws."""
    return int.from_bytes(blake2s(name.encode(), digest_size=4).digest(), "little")


@compiled
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32.

    Parameters
    ----------
    c0, c1, c2, c3, k0, k1 : int
        Counter and key words, 0 to 2³² - 1.

    Returns
    -------
    tuple of four uint64
        The output words, each below 2³².
    """
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key0, key1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        p0 = _M0 * x0
        p1 = _M1 * x2
        x0 = (p1 >> _32) ^ x1 ^ key0
        x2 = (p0 >> _32) ^ x3 ^ key1
        x1 = p1 & _LOW
        x3 = p0 & _LOW
        key0 = (key0 + _W0) & _LOW
        key1 = (key1 + _W1) & _LOW
    return x0, x1, x2, x3


@compiled
def uniforms(seed, element, occasion, flight, replicate, purpose):
    """Four independent uniform draws on the open interval (0, 1).

    The midpoint of each of the 2³² cells: neither 0 nor 1 can come, so logarithms and quantiles stay finite.
    """
    w0, w1, w2, w3 = philox4x32(occasion, flight, replicate, purpose, seed, element)
    return (
        (np.float64(w0) + 0.5) * _TWO_M32,
        (np.float64(w1) + 0.5) * _TWO_M32,
        (np.float64(w2) + 0.5) * _TWO_M32,
        (np.float64(w3) + 0.5) * _TWO_M32,
    )

"""Many aircraft moved along their recorded or made tracks, all to one moment, as a background.

A leg leads from one fix to the next; latitude and longitude are quadratic in time along it, through its
start, middle and end, and velocity is linear. Whoever lays the legs keeps them short enough for that (within
a metre of the geodesic: `rangering.traffic.background`). No dynamics, no autopilot, no conflicts: an aircraft
is where its track says.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering._jit import compiled

Floats = NDArray[np.float64]
COLUMNS = 16
"""Of a leg: start and end [s]; latitude, its change a second, and a second squared [rad, rad/s, rad/s²];
the same of longitude; altitude [m], climb [m/s]; speed east at the start [m/s], its change [m/s²]; the same
north; the last two are empty: a row is two cache lines."""


class Legs(NamedTuple):
    """The legs of all aircraft one after the other; read-only."""

    first: NDArray[np.int64]
    """Where each aircraft's legs begin, and where the last one's end, shape (aircraft + 1,)."""
    motion: Floats
    """A row a leg, in the order of time within an aircraft, shape (legs, `COLUMNS`)."""


class Places(NamedTuple):
    """Where all are at one moment, written by `move_to`."""

    leg: NDArray[np.int64]
    """The leg each is on: where the next search starts, shape (aircraft,)."""
    flying: NDArray[np.bool_]
    """Whether the moment lies within its track; its state counts only then, shape (aircraft,)."""
    state: Floats
    """Latitude, longitude [rad], altitude [m], speeds east, north and up [m/s], shape (aircraft, 6)."""


def new_places(legs: Legs) -> Places:
    """Room for where all are, before any moment."""
    count = len(legs.first) - 1
    return Places(legs.first[:-1].copy(), np.zeros(count, dtype=np.bool_), np.zeros((count, 6)))


@compiled
def move_to(time_s, legs, places):
    """Move all aircraft to one moment, forward or back.

    Parameters
    ----------
    time_s : float
        The moment. [s]
    legs : Legs
        Their tracks.
    places : Places
        Overwritten; a step to the next moment costs no search.

    Returns
    -------
    int
        How many are flying.
    """
    motion, state = legs.motion, places.state
    flying = 0
    for i in range(legs.first.shape[0] - 1):
        first, last = legs.first[i], legs.first[i + 1] - 1
        leg = places.leg[i]
        while leg < last and motion[leg, 1] <= time_s:
            leg += 1
        while leg > first and motion[leg, 0] > time_s:
            leg -= 1
        places.leg[i] = leg
        inside = motion[leg, 0] <= time_s and time_s <= motion[leg, 1]
        places.flying[i] = inside
        if not inside:
            continue
        flying += 1
        since_s = time_s - motion[leg, 0]
        longitude_rad = motion[leg, 5] + since_s * (motion[leg, 6] + since_s * motion[leg, 7])
        if longitude_rad >= np.pi:
            longitude_rad -= 2.0 * np.pi
        elif longitude_rad < -np.pi:
            longitude_rad += 2.0 * np.pi
        state[i, 0] = motion[leg, 2] + since_s * (motion[leg, 3] + since_s * motion[leg, 4])
        state[i, 1] = longitude_rad
        state[i, 2] = motion[leg, 8] + since_s * motion[leg, 9]
        state[i, 3] = motion[leg, 10] + since_s * motion[leg, 11]
        state[i, 4] = motion[leg, 12] + since_s * motion[leg, 13]
        state[i, 5] = motion[leg, 9]
    return flying

"""Paths: where every flight was at a row of instants, for the pictures of a replay.

Nothing is drawn and nothing decided here: positions are those the chain itself worked with.
Source: `rangering.mission.kernels.place`.
"""

import numpy as np

from rangering._jit import compiled, hold
from rangering.mission.kernels.place import place


def follow(times_s, ends_s, air, routes, path_m):
    """Fill in the position of every flight at every instant; see `follow_held`, which takes what is held."""
    follow_held(times_s, ends_s, hold(air), hold(routes), path_m)


@compiled
def follow_held(times_s, ends_s, air, routes, path_m):
    """Fill in the position of every flight at every instant at which it flies.

    Parameters
    ----------
    times_s : float array, shape (times,)
        Instants. [s]
    ends_s : float array, shape (flights,)
        When each flight ceased to fly; it still has a place at that instant. [s]
    air, routes : Air, RoutePlan
        As a raid left them.
    path_m : float32 array, shape (flights, times, 3)
        East, north, height; written only where the flight flies. [m]
    """
    for f in range(len(air.start_s)):
        if not np.isfinite(air.start_s[f]):
            continue
        for n in range(len(times_s)):
            if air.start_s[f] <= times_s[n] <= ends_s[f]:
                x_m, y_m, z_m, _, _, _, _ = place(f, times_s[n], air, routes)
                path_m[f, n, 0], path_m[f, n, 1], path_m[f, n, 2] = x_m, y_m, z_m

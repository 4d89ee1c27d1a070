"""Where a flight is: so many points along its route, at the height it keeps.

Ground speed is constant, lines between points are straight, a flight of a formation keeps its distance to the
side, and turning back takes no time: no climb, bank or acceleration is modelled.
Source: plane geometry, on the plane of `rangering.mission.plane`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.plan import BY_GROUND, BY_ROUTE

_BEFORE_LAST = 1.000001  # a flight at its last point still has a next one


@compiled
def progress(f, time_s, air):
    """Point of its route a flight has come to, counted from 0 with fractions."""
    if time_s >= air.turn_s[f]:
        return air.turn_at[f] - (time_s - air.turn_s[f]) * air.pace[f]
    return (time_s - air.start_s[f]) * air.pace[f]


@compiled
def place(f, time_s, air, routes):
    """Position of a flight.

    Parameters
    ----------
    f : int
        The flight.
    time_s : float
        When. [s]
    air, routes : Air, RoutePlan
        As in state and plan.

    Returns
    -------
    tuple
        East, north, height [m]; velocity east and north [m/s]; the point of the route before it, and the
        fraction of the way to the next.
    """
    route = air.route[f]
    at = min(max(progress(f, time_s, air), 0.0), routes.points[route] - _BEFORE_LAST)
    whole = int(at)
    fraction = at - whole
    i = routes.first[route] + whole
    step_x_m = routes.x_m[i + 1] - routes.x_m[i]
    step_y_m = routes.y_m[i + 1] - routes.y_m[i]
    pace = -air.pace[f] if time_s >= air.turn_s[f] else air.pace[f]
    x_m = routes.x_m[i] + fraction * step_x_m
    y_m = routes.y_m[i] + fraction * step_y_m
    aside_m = air.lateral_m[f]
    if aside_m != 0.0:
        step_m = np.sqrt(step_x_m * step_x_m + step_y_m * step_y_m)
        x_m += aside_m * step_y_m / step_m
        y_m -= aside_m * step_x_m / step_m
    keeps = air.keeps[f]
    z_m = air.altitude_m[f]
    if keeps == BY_GROUND:
        z_m += routes.ground_m[i] + fraction * (routes.ground_m[i + 1] - routes.ground_m[i])
    elif keeps == BY_ROUTE:
        z_m = routes.altitude_m[i] + fraction * (routes.altitude_m[i + 1] - routes.altitude_m[i])
    return x_m, y_m, z_m, step_x_m * pace, step_y_m * pace, i, fraction


@compiled
def ground_below(i, fraction, routes):
    """Height of the ground under a flight, from what `place` gave. [m]"""
    return routes.ground_m[i] + fraction * (routes.ground_m[i + 1] - routes.ground_m[i])


@compiled
def in_sight(i, fraction, z_m, radar, routes):
    """Whether a flight stands above all that hides it from a radar."""
    here_m, next_m = routes.floor_m[i, radar], routes.floor_m[i + 1, radar]
    if here_m == np.inf or next_m == np.inf:
        return False
    return z_m >= here_m + fraction * (next_m - here_m)

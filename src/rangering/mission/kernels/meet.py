"""Where a missile meets a target: the first time at which the time of flight to where it will be has passed.

Believed targets fly straight; true ones keep to their route. A meeting that would come before the missile's
own time of flight has passed is too early to launch for: how long to wait is said. The search goes by steps
until the meeting lies between two, and then by regula falsi, the same on every machine.
Source: the fly-out tables of `rangering.flight.flyout`; for constant speeds the meeting is the quadratic of
`rangering.flight.motion.time_to_meet_s`, against which it is tested; Dowell and Jarratt, "A modified regula
falsi method", BIT 11 (1971) 168-174 (Illinois).
"""

import numpy as np

from rangering._jit import compiled
from rangering.flight.flyout import time_of_flight_s
from rangering.mission.kernels.place import ground_below, place

MEETS, TOO_EARLY, NEVER, TOO_LATE = 0, 1, 2, 3
_STEPS = 48  # of a path that is walked
_MOST_TRIES = 40
_EXACT_S = 1e-5  # by which a missile may be early
_EARLY_S = 0.5  # below this a launch need not wait: the shortest time between two evaluations


@compiled
def flight_to_s(kind, x_m, y_m, z_m, ground_m, site, missiles):
    """Time of flight of one type from a launcher to a point; infinite where it does not reach. [s]"""
    site_x_m, site_y_m, site_m = site
    away_m = np.sqrt((x_m - site_x_m) ** 2 + (y_m - site_y_m) ** 2)
    if (
        away_m > missiles.range_max_m[kind]
        or away_m < missiles.range_min_m[kind]
        or z_m - ground_m < missiles.altitude_min_m[kind]
    ):
        return np.inf
    return time_of_flight_s(
        missiles.time_s[kind], missiles.height_step_m[kind], missiles.range_step_m[kind], away_m, z_m - site_m
    )


@compiled
def meet_believed(kind, delay_s, latest_s, target, ground_m, site, missiles):
    """When a missile launched after a delay meets a target on a straight course.

    Parameters
    ----------
    kind : int
        Type of missile.
    delay_s, latest_s : float
        Launch, and latest meeting that is of use, both from now. [s]
    target : tuple of six floats
        The target now: east, north, height [m] and their rates [m/s].
    ground_m : float
        Height of the ground below it. [m]
    site : tuple of three floats
        The launchers: east, north, height of the ground. [m]
    missiles : MissilePlan
        As in the plan.

    Returns
    -------
    tuple of int and float
        MEETS and the time of the meeting; TOO_EARLY and how long the launch may wait; NEVER; TOO_LATE. [s]
    """
    x_m, y_m, _, vx_m_s, vy_m_s, _ = target
    site_x_m, site_y_m, _ = site
    east_m, north_m = x_m - site_x_m, y_m - site_y_m
    reach_m = missiles.range_max_m[kind]
    speed_2 = max(vx_m_s * vx_m_s + vy_m_s * vy_m_s, 1e-12)
    inward = -(east_m * vx_m_s + north_m * vy_m_s)
    away_2 = east_m * east_m + north_m * north_m
    root = inward * inward - speed_2 * (away_2 - reach_m * reach_m)
    if root <= 0.0:
        return NEVER, 0.0
    root = np.sqrt(root)
    into_s, out_s = (inward - root) / speed_2, (inward + root) / speed_2
    first_s = max(into_s, delay_s)
    if out_s <= first_s:
        return NEVER, 0.0
    # Most targets close in: what is met is met before the time of flight to where it enters has passed.
    spare_s = spare(kind, first_s, delay_s, target, ground_m, site, missiles)
    if spare_s >= 0.0:
        return early_or_met(spare_s, first_s, latest_s)
    low_s, late_s = first_s, spare_s
    if spare_s > -np.inf:
        high_s = first_s - spare_s
        spare_s = spare(kind, high_s, delay_s, target, ground_m, site, missiles)
        if spare_s < 0.0:
            spare_s = -np.inf
    if spare_s == -np.inf:
        # Too high at the edge, or on its way out: walk the path.
        inside = False
        step_s = (out_s - first_s) / _STEPS
        for k in range(1, _STEPS + 1):
            high_s = first_s + k * step_s
            spare_s = spare(kind, high_s, delay_s, target, ground_m, site, missiles)
            if spare_s >= 0.0:
                break
            low_s, late_s = high_s, spare_s
            inside = spare_s > -np.inf
        if spare_s < 0.0:
            return (TOO_LATE, 0.0) if inside else (NEVER, 0.0)
    early_s = waits_s = spare_s
    for _ in range(_MOST_TRIES):
        # The second where the missile would be early however soon it meets: then what is found is the entry.
        if 0.0 <= spare_s <= _EXACT_S or high_s - low_s <= _EXACT_S:
            break
        middle_s = between(low_s, late_s, high_s, early_s)
        before_s = spare_s
        spare_s = spare(kind, middle_s, delay_s, target, ground_m, site, missiles)
        if spare_s >= 0.0:
            # Twice on the same side: the other end counts half, or it would never move.
            late_s *= 0.5 if before_s >= 0.0 else 1.0
            high_s, early_s, waits_s = middle_s, spare_s, spare_s
        else:
            early_s *= 0.5 if before_s < 0.0 else 1.0
            low_s, late_s = middle_s, spare_s
    return early_or_met(waits_s, high_s, latest_s)


@compiled
def spare(kind, at_s, delay_s, target, ground_m, site, missiles):
    """By how much a missile is early where a target will be; minus infinity where it does not reach. [s]"""
    x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s = target
    flight_s = flight_to_s(
        kind, x_m + at_s * vx_m_s, y_m + at_s * vy_m_s, z_m + at_s * vz_m_s, ground_m, site, missiles
    )
    return at_s - delay_s - flight_s


@compiled
def between(low_s, late_s, high_s, early_s):
    """Where to look next: on the chord; in the middle where an end has no value, or the chord ends there."""
    if late_s > -np.inf:
        at_s = low_s - late_s * (high_s - low_s) / (early_s - late_s)
        if low_s < at_s < high_s:
            return at_s
    return 0.5 * (low_s + high_s)


@compiled
def early_or_met(spare_s, at_s, latest_s):
    """On entering the envelope later than the missile would be there: it need not have left yet."""
    if at_s > latest_s:
        return TOO_LATE, 0.0
    return (TOO_EARLY, spare_s) if spare_s > _EARLY_S else (MEETS, at_s)


@compiled
def meet_true(kind, f, launch_s, ends_s, air, routes, site, missiles):
    """When a missile launched at a time meets a flight that keeps to its route; infinite for never. [s]

    Parameters
    ----------
    kind, f : int
        Type of missile, and flight.
    launch_s, ends_s : float
        Launch, and when the flight ends. [s]
    air, routes, missiles : Air, RoutePlan, MissilePlan
        As in state and plan.
    site : tuple of three floats
        The launchers: east, north, height of the ground. [m]
    """
    step_s = 1.0
    before_s, at_s = launch_s, launch_s
    late_s, early_s = -np.inf, 0.0
    inside = False
    while at_s <= ends_s:
        x_m, y_m, z_m, _, _, i, fraction = place(f, at_s, air, routes)
        flight_s = flight_to_s(kind, x_m, y_m, z_m, ground_below(i, fraction, routes), site, missiles)
        if flight_s < np.inf:
            early_s = at_s - launch_s - flight_s
            if early_s >= 0.0:
                if not inside:
                    return at_s  # waited for at the edge of the envelope
                break
            inside, late_s = True, early_s
            # The target cannot be met before a good part of what is missing has passed.
            step_s = max(0.25, 0.25 * (flight_s - (at_s - launch_s)))
        else:
            inside = False
            step_s = 2.0
        before_s = at_s
        at_s += step_s
    if at_s > ends_s:
        return np.inf
    low_s, high_s = before_s, at_s
    spare_s = early_s
    for _ in range(_MOST_TRIES):
        if spare_s >= 0.0 and spare_s <= _EXACT_S:
            break
        middle_s = between(low_s, late_s, high_s, early_s)
        x_m, y_m, z_m, _, _, i, fraction = place(f, middle_s, air, routes)
        was_s = spare_s
        spare_s = middle_s - launch_s
        spare_s -= flight_to_s(kind, x_m, y_m, z_m, ground_below(i, fraction, routes), site, missiles)
        if spare_s >= 0.0:
            late_s *= 0.5 if was_s >= 0.0 else 1.0
            high_s, early_s = middle_s, spare_s
        else:
            early_s *= 0.5 if was_s < 0.0 else 1.0
            low_s, late_s = middle_s, spare_s
    return high_s

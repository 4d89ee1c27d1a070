"""Where along one path a fire unit meets the target, shot after shot.

Met is what a missile's fly-out reaches inside its envelope while the engagement radar covers that point; the
next is fired once the effect was seen. Channels and missiles are never short: this is geometry, not a raid.
"""

import numpy as np

from rangering._jit import compiled
from rangering.coverage.envelope_kernels import flight_time_s

MOST_SHOTS = 999  # where steps take no time at all, nobody counts on


@compiled
def shoot(flight_s, reached, step_m, speed_m_s, ready_s, again_s, met_m):
    """Where one fire unit meets a target, shot after shot: shoot, look, shoot.

    A missile is launched as soon as it can meet the target at a point that can be reached; between two such
    points the meeting is found by a straight line.

    Parameters
    ----------
    flight_s : float array, shape (distances,)
        Time of flight to every step of the path; infinite outside the envelope. [s]
    reached : bool array, shape (distances,)
        Whether the engagement radar covers it.
    step_m, speed_m_s : float
        Distance between steps [m] and the target's speed [m/s].
    ready_s : float
        Earliest launch, counted from when the target was at the last step. [s]
    again_s : float
        From one meeting to the next launch. [s]
    met_m : float array, shape (2,)
        Written: distance from the place at the first and the second meeting; NaN for none. [m]

    Returns
    -------
    int
        Meetings before the place.
    """
    met_m[:] = np.nan
    shots = 0
    last = len(flight_s) - 1
    i = last
    while i >= 0 and shots < MOST_SHOTS:
        if not reached[i] or flight_s[i] == np.inf:
            i -= 1
            continue
        slack_s = (last - i) * step_m / speed_m_s - flight_s[i] - ready_s
        if slack_s < 0.0:
            i -= 1
            continue
        at_m = i * step_m
        if i < last and reached[i + 1] and flight_s[i + 1] < np.inf:
            before_s = (last - i - 1) * step_m / speed_m_s - flight_s[i + 1] - ready_s
            if before_s < 0.0:
                at_m += step_m * slack_s / (slack_s - before_s)
        if shots < 2:
            met_m[shots] = at_m
        shots += 1
        ready_s = (last * step_m - at_m) / speed_m_s + again_s
    return shots


@compiled
def time_to_reach(z, a, c, u, paths, layers, units, flight_s):
    """Time of flight of the fastest missile of a fire unit to every step of a path, under one claim.

    Parameters
    ----------
    z, a, c, u : int
        Azimuth, altitude, claim and fire unit.
    paths, layers, units : PathPlan, LayerPlan, UnitPlan
        As in the plan.
    flight_s : float array, shape (distances,)
        Written; infinite outside every envelope and over unknown ground. [s]
    """
    site_m, guide = units.site_ground_m[u], units.ground_of[u]
    missiles = units.box_count[c, u]
    boxes, share = units.boxes[c, u, :missiles], units.share[c, u, :missiles]
    time_s = units.time_s[c, u, :missiles]
    for i in range(len(flight_s)):
        here_m = np.float64(paths.height_m[guide, z, i])
        target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
        away_m = units.away_m[u, z, i]
        flight_s[i] = flight_time_s(away_m, target_m, here_m, site_m, boxes, share, time_s)


@compiled
def ready_time_s(u, covered, step_m, speed_m_s, units):
    """When a fire unit can first launch: first track, its delay, reaction; counted from the last step. [s]

    Parameters
    ----------
    u : int
        Fire unit.
    covered : bool array, shape (radars, distances)
        Of `see_along`.
    step_m, speed_m_s : float
        Distance between steps [m] and the target's speed [m/s].
    units : UnitPlan
        As in the plan.
    """
    last = covered.shape[1] - 1
    track_s = units.external_delay_s[u]
    for r in range(covered.shape[0]):
        if units.cue_delay_s[u, r] == np.inf:
            continue
        for i in range(last, -1, -1):
            if covered[r, i]:
                track_s = min(track_s, (last - i) * step_m / speed_m_s + units.cue_delay_s[u, r])
                break
    return track_s + units.reaction_s[u]

"""Evaluate: what each fire unit could do about a track now, and what keeps it from it.

Constraints are tried apart from each other: ready, rules and zone, channels, sight of the engagement radar,
missiles, reach, time. Where exactly one fails it is what binds; where several do, that is said. A meeting
that would come too early for a launch is no refusal: the track is looked at again when it is time.
Source: what binds is a matter of definition, and this one is ours.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Bound
from rangering.mission.kernels.believe import may_fire_at
from rangering.mission.kernels.detect import look
from rangering.mission.kernels.meet import MEETS, NEVER, TOO_EARLY, meet_believed
from rangering.mission.kernels.place import place
from rangering.mission.plan import BY_GROUND, BY_ROUTE

CAN, EARLY = 0, -1

_RULES, _NOT_READY, _REACH, _TIME, _SIGHT, _CHANNELS, _MISSILES, _SEVERAL = (
    Bound.RULES.value,
    Bound.NOT_READY.value,
    Bound.REACH.value,
    Bound.TIME.value,
    Bound.SIGHT.value,
    Bound.CHANNELS.value,
    Bound.MISSILES.value,
    Bound.SEVERAL.value,
)


@compiled
def serves(unit, picture, units_plan, units):
    """Whether a fire unit works from a picture now: its group's, or its own while the link is out."""
    if units.linked[unit]:
        return units_plan.picture[unit] == picture
    return units_plan.alone[unit] == picture


@compiled
def guided_sight(unit, f, time_s, plan, state):
    """Whether a fire unit has an engagement radar that works and would see a flight now."""
    for radar in range(len(plan.radars.unit)):
        if plan.radars.unit[radar] == unit and state.stock.radar_up[radar]:
            pd, _, _, _, _, _, _ = look(
                f, radar, time_s, state.air, plan.routes, plan.radars, plan.detect, plan.clock
            )
            if pd >= plan.units.guided_pd[unit]:
                return True
    return False


@compiled
def rounds_free(unit, kind, rules, stock):
    """Rounds of a type that may be fired: what is ready, less the reserve of the whole fire unit."""
    ready = stock.ready[unit, kind]
    if rules.reserve[unit] > 0:
        total = 0
        for m in range(stock.ready.shape[1]):
            total += stock.ready[unit, m]
        ready = min(ready, total - rules.reserve[unit])
    return max(ready, 0)


@compiled
def best_missile(unit, delay_s, latest_s, target, ground_m, armed, plan, stock):
    """The missile of a fire unit that would meet a target: of those that can, the one of least reach.

    So the far-reaching ones are kept for what is far.

    Parameters
    ----------
    unit : int
        Fire unit.
    delay_s, latest_s : float
        Launch, and latest meeting that is of use, both from now. [s]
    target : tuple of six floats
        What is believed of the target: east, north, height [m] and their rates [m/s].
    ground_m : float
        Height of the ground below it. [m]
    armed : bool
        Whether a round must be ready; else every type that its launchers hold when full counts.
    plan, stock : MissionPlan, Stock
        As in plan and state.

    Returns
    -------
    tuple
        MEETS, TOO_EARLY, TOO_LATE or NEVER; the type; the time of the meeting, or how long to wait. [s]
    """
    missiles = plan.missiles
    site = plan.units.x_m[unit], plan.units.y_m[unit], plan.units.ground_m[unit]
    verdict, kind, value_s = NEVER, -1, 0.0
    for m in range(len(missiles.range_max_m)):
        if armed:
            if rounds_free(unit, m, plan.rules, stock) == 0:
                continue
        elif plan.loads[unit, m] == 0:
            continue
        code, at_s = meet_believed(m, delay_s, latest_s, target, ground_m, site, missiles)
        if code == MEETS:
            if verdict != MEETS or missiles.range_max_m[m] < missiles.range_max_m[kind]:
                verdict, kind, value_s = MEETS, m, at_s
        elif code == TOO_EARLY:
            if verdict == TOO_EARLY:
                value_s = min(value_s, at_s)
            elif verdict != MEETS:
                verdict, kind, value_s = TOO_EARLY, m, at_s
        elif code != NEVER and verdict == NEVER:
            verdict = code
    return verdict, kind, value_s


@compiled
def farthest_m(unit, missiles, loads):
    """Range of the farthest-reaching type that the launchers of a fire unit hold. [m]"""
    most_m = 0.0
    for m in range(loads.shape[1]):
        if loads[unit, m] > 0:
            most_m = max(most_m, missiles.range_max_m[m])
    return most_m


@compiled
def next_sight_s(picture, f, time_s, air, routes, radars, units_plan, units):
    """Earliest time at which the ground no longer hides a flight from the engagement radars of a picture.

    Looked up along the route it is on, so that nobody need ask again until then; infinite for never.
    Nothing is decided from it: until then the answer would be the same. [s]
    """
    _, _, _, _, _, i, _ = place(f, time_s, air, routes)
    route = air.route[f]
    first, last = routes.first[route], routes.first[route] + routes.points[route] - 1
    step = -1 if time_s >= air.turn_s[f] else 1
    points = 0
    n = i
    while first <= n <= last:
        z_m = air.altitude_m[f]
        if air.keeps[f] == BY_GROUND:
            z_m += routes.ground_m[n]
        elif air.keeps[f] == BY_ROUTE:
            z_m = routes.altitude_m[n]
        for radar in range(len(radars.unit)):
            unit = radars.unit[radar]
            if unit >= 0 and z_m >= routes.floor_m[n, radar] and serves(unit, picture, units_plan, units):
                return time_s + max(points - 1, 0) / air.pace[f]
        n += step
        points += 1
    return np.inf


@compiled
def lacks_any(unit, rules, stock, loads):
    """Whether some type that a fire unit's launchers hold has no round left to fire."""
    for m in range(loads.shape[1]):
        if loads[unit, m] == 0:
            continue
        if rounds_free(unit, m, rules, stock) == 0:
            return True
    return False


@compiled
def consider(unit, slot, f, held, time_s, latest_s, target, ground_m, plan, state):
    """What one fire unit could do about a track now.

    Parameters
    ----------
    unit, slot, f : int
        Fire unit, track, and the flight it is of (-1: nothing).
    held : bool
        Whether the fire unit has a channel on it already and has reacted.
    time_s, latest_s : float
        Now, and from now the latest meeting of use. [s]
    target : tuple of six floats
        What is believed of the target: east, north, height [m] and their rates [m/s].
    ground_m : float
        Height of the ground below it. [m]
    plan, state : MissionPlan, State
        As such; only read.

    Returns
    -------
    tuple
        CAN, EARLY or the number of a `Bound`; type of missile; time of the meeting from now, or how long to
        wait. [s]
    """
    rules, units = plan.rules, state.units
    x_m, y_m, _, vx_m_s, vy_m_s, _ = target
    failing, bound = 0, 0
    if not units.ready[unit] and not held:
        failing, bound = 1, _NOT_READY
    spent = state.identities.shots[slot, unit] >= rules.most_shots[unit]
    if spent or not may_fire_at(slot, unit, x_m, y_m, vx_m_s, vy_m_s, state.identities, plan.units, rules):
        failing, bound = failing + 1, _RULES
    if not held and (
        units.targets[unit] >= plan.units.targets[unit] or units.missiles[unit] >= plan.units.missiles[unit]
    ):
        failing, bound = failing + 1, _CHANNELS
    if plan.units.guided[unit] and f >= 0 and not guided_sight(unit, f, time_s, plan, state):
        # Out of reach as well it is merely too early; the rest matters once it could be guided at.
        away_m = np.hypot(x_m - plan.units.x_m[unit], y_m - plan.units.y_m[unit])
        over_m = away_m - farthest_m(unit, plan.missiles, plan.loads)
        if over_m > 0.0:
            return EARLY, -1, over_m / max(np.hypot(vx_m_s, vy_m_s), 1.0)
        # With nothing left to fire, sight is not the only thing that lacks.
        armed = False
        for m in range(len(plan.missiles.range_max_m)):
            armed = armed or rounds_free(unit, m, rules, state.stock) > 0
        return (_SIGHT if failing == 0 and armed else _SEVERAL), -1, 0.0
    delay_s = plan.units.link_delay_s[unit]
    if not held:
        delay_s += plan.units.reaction_s[unit]
    verdict, kind, value_s = best_missile(unit, delay_s, latest_s, target, ground_m, True, plan, state.stock)
    if verdict == TOO_EARLY:
        return EARLY, kind, value_s
    if verdict != MEETS and not lacks_any(unit, rules, state.stock, plan.loads):
        failing, bound = failing + 1, _REACH if verdict == NEVER else _TIME
    elif verdict != MEETS:
        # Would a missile that is not there meet it?
        full, _, wait_s = best_missile(unit, delay_s, latest_s, target, ground_m, False, plan, state.stock)
        if full == TOO_EARLY:
            return EARLY, -1, wait_s
        if full == MEETS:
            failing, bound = failing + 1, _MISSILES
        else:
            failing, bound = failing + 1, _REACH if full == NEVER else _TIME
    half_rad = rules.half_width_rad[unit]
    if half_rad < np.pi:
        bearing_rad = np.arctan2(x_m - plan.units.x_m[unit], y_m - plan.units.y_m[unit])
        off_rad = np.abs(bearing_rad - rules.centre_rad[unit]) % (2.0 * np.pi)
        if min(off_rad, 2.0 * np.pi - off_rad) > half_rad:
            failing, bound = failing + 1, _REACH
    if failing == 0:
        return CAN, kind, value_s
    return (bound if failing == 1 else _SEVERAL), kind, value_s

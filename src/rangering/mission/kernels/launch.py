"""Launch: missiles leave one after another, once reaction and hand-over are over.

Where a missile will meet its target follows from the target's true course: guidance between launch and
meeting is taken to be perfect up to the kill draw, as long as it lasts. A salvo's further missiles follow
at the launch interval. A missile with nothing to meet flies as long as was expected of it.
Source: the meeting is that of `rangering.mission.kernels.meet`; the interval is an input.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.engaged import holds
from rangering.mission.kernels.events import ASSESS, INTERCEPT, LAUNCH, SEEK, note, push
from rangering.mission.kernels.meet import meet_true
from rangering.mission.kernels.place import place
from rangering.mission.kernels.stockpile import begin_reloads, fire, left
from rangering.mission.plan import HOSTILE
from rangering.mission.state import ASSESSING, FLYING, SHOOTING, TURNED_BACK

_LAUNCHED = Event.LAUNCHED.value
_MISSILES, _COST = Count.MISSILES.value, Count.COST_USD.value
_LOST_S = 5.0  # a missile with nothing to meet is known to be one after so long at least


@compiled
def flight_ends_s(f, air):
    """When a flight comes to its end if nothing happens to it. [s]"""
    if air.turn_s[f] < np.inf:
        return air.turn_s[f] + air.turn_at[f] / air.pace[f]
    return air.start_s[f] + air.end[f] / air.pace[f]


@compiled
def aim(m, time_s, plan, state):
    """Work out when a missile meets its target, and announce it.

    Parameters
    ----------
    m : int
        The missile.
    time_s : float
        Now; a meeting cannot lie before. [s]
    plan, state : MissionPlan, State
        As such.
    """
    missiles, engagements, air = state.missiles, state.engagements, state.air
    e = missiles.engagement[m]
    unit, f, kind = engagements.unit[e], engagements.flight[e], missiles.type[m]
    meet_s = np.inf
    is_there = f >= 0 and (air.status[f] == FLYING or air.status[f] == TURNED_BACK)
    if is_there:
        site = plan.units.x_m[unit], plan.units.y_m[unit], plan.units.ground_m[unit]
        ends_s = flight_ends_s(f, air)
        meet_s = meet_true(kind, f, missiles.launch_s[m], ends_s, air, plan.routes, site, plan.missiles)
    if meet_s < np.inf:
        missiles.meet_s[m] = max(meet_s, time_s)
        engagements.flight_s[e] = missiles.meet_s[m] - missiles.launch_s[m]
        seeker_m = plan.missiles.seeker_m[kind]
        if seeker_m > 0.0 and plan.units.guided[unit] and not missiles.free[m]:
            x_m, y_m, _, vx_m_s, vy_m_s, _, _ = place(f, missiles.meet_s[m], air, plan.routes)
            away_m = np.hypot(x_m - plan.units.x_m[unit], y_m - plan.units.y_m[unit])
            closing_m_s = away_m / max(engagements.flight_s[e], 1.0) + np.hypot(vx_m_s, vy_m_s)
            free_s = max(missiles.meet_s[m] - seeker_m / closing_m_s, missiles.launch_s[m], time_s)
            push(state.queue, free_s, SEEK, m, missiles.version[m])
    else:
        # Dead, gone or out of reach: the missile flies as long as was expected, and meets nothing.
        expected_s = missiles.launch_s[m] + max(engagements.flight_s[e], _LOST_S)
        missiles.meet_s[m] = max(expected_s, time_s)
        missiles.lost[m] = True
    push(state.queue, missiles.meet_s[m], INTERCEPT, m, missiles.version[m])


@compiled
def launch(e, time_s, plan, state):
    """Launch the next missile of an engagement, and announce the one after it."""
    missiles, engagements, units = state.missiles, state.engagements, state.units
    unit, kind, f = engagements.unit[e], engagements.type[e], engagements.flight[e]
    m = 0
    while m < len(missiles.status) and missiles.status[m] != 0:
        m += 1
    if m == len(missiles.status):
        state.counters.overflow[0] += 1
        return
    fire(unit, kind, plan.launchers, state.stock)
    missiles.status[m] = 1
    missiles.engagement[m] = e
    missiles.type[m] = kind
    missiles.launch_s[m] = time_s
    missiles.lost[m] = False
    missiles.free[m] = False
    missiles.version[m] += 1
    state.counters.missiles[0] += 1
    missiles.order[m] = state.counters.missiles[0]
    engagements.status[e] = SHOOTING
    engagements.launched[e] += 1
    engagements.flying[e] += 1
    slot = engagements.slot[e]
    if holds(e, state):
        state.identities.shots[slot, unit] += 1
    units.fired[unit] += 1
    state.counters.sums[_MISSILES] += 1
    price = plan.missiles.price_usd[kind]
    if price == price:
        state.counters.sums[_COST] += price
    state.counters.fired[kind] += 1
    if f >= 0:
        state.air.shots[f] += 1
        if state.air.side[f] != HOSTILE:
            state.air.wronged[f] |= engagements.cause[e]
    note(state.log, time_s, _LAUNCHED, f, unit, kind, float(left(unit, state.stock)))
    aim(m, time_s, plan, state)
    if engagements.launched[e] < engagements.planned[e]:
        push(state.queue, time_s + plan.units.interval_s[unit], LAUNCH, e, engagements.version[e])
    begin_reloads(unit, time_s, plan.launchers, state.stock, state.queue, state.log)


@compiled
def nothing_left(e, time_s, plan, state):
    """Begin the assessment where an engagement has no missile flying and none to come."""
    engagements = state.engagements
    if engagements.flying[e] == 0 and engagements.launched[e] >= engagements.planned[e]:
        engagements.status[e] = ASSESSING
        at_s = time_s + plan.units.assessment_s[engagements.unit[e]]
        push(state.queue, at_s, ASSESS, e, engagements.version[e])

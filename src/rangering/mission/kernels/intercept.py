"""Intercept: a missile meets its target, or what is there in its place, and kills or not.

The kill probability is the single-shot value of the type against the class; no factor stands before it,
because none has a public source. A missile may take an object other than its target where the scenario says
so (default: never). What is dead already cannot be killed again: that missile is spent. Shots are
independent.
Source: Przemieniecki, Mathematical Methods in Defense Analyses, 3rd ed. (2000) (single and multiple shots).
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import KILL_BIN_M, KILL_BINS, Count, Event
from rangering.mission.kernels.arrive import leave
from rangering.mission.kernels.events import note
from rangering.mission.kernels.guide import watch
from rangering.mission.kernels.launch import nothing_left
from rangering.mission.kernels.place import place
from rangering.mission.kernels.stockpile import mark
from rangering.mission.plan import FRIENDLY, HOSTILE
from rangering.mission.state import FLYING, INTERCEPTED, KILLED, OTHER_OBJECT, TURNED_BACK
from rangering.streams import Purpose, uniforms

_KILL, _OTHER = Purpose.KILL.value, Purpose.OTHER_OBJECT.value
_HIT, _MISSED, _OTHER_OBJECT = Event.HIT.value, Event.MISSED.value, Event.OTHER_OBJECT.value
_KILLED, _KILLS, _OWN, _CIVIL = (
    Count.KILLED.value,
    Count.MISSILE_KILLS.value,
    Count.OWN_KILLED.value,
    Count.CIVIL_KILLED.value,
)
_DISTANCE, _FIRST, _INTERCEPTED = (
    Count.KILL_DISTANCE_M.value,
    Count.FIRST_INTERCEPT_M.value,
    Count.INTERCEPTED.value,
)


@compiled
def to_asset_m(f, x_m, y_m, air, assets):
    """Ground distance of a flight from its asset; NaN where it has none. [m]"""
    a = air.asset[f]
    if a < 0:
        return np.nan
    return np.hypot(x_m - assets.x_m[a], y_m - assets.y_m[a])


@compiled
def other_flight(f, x_m, y_m, height_m, time_s, least_m, air, routes):
    """The nearest other flight within a distance, height counted; -1 for none."""
    nearest, least_2 = -1, least_m * least_m
    for k in range(air.active_count[0]):
        g = air.active[k]
        if g != f:
            gx_m, gy_m, gz_m, _, _, _, _ = place(g, time_s, air, routes)
            away_2 = (gx_m - x_m) ** 2 + (gy_m - y_m) ** 2 + (gz_m - height_m) ** 2
            if away_2 < least_2:
                nearest, least_2 = g, away_2
    return nearest


@compiled
def intercept(m, time_s, replicate, plan, state):
    """A missile comes to where it should meet its target.

    Returns
    -------
    tuple of int
        The flight killed, -1 for none; the fire unit that got a missile channel back, -1 for none.
    """
    missiles, engagements, air = state.missiles, state.engagements, state.air
    e = missiles.engagement[m]
    unit, f, kind = engagements.unit[e], engagements.flight[e], missiles.type[m]
    watch(e, time_s, plan, state)
    released = -1
    if not missiles.free[m]:
        mark(unit, time_s, plan.units, state.units, state.stock)
        state.units.missiles[unit] -= 1
        released = unit
    missiles.status[m] = 0
    engagements.flying[e] -= 1
    killed = -1
    seed, order = plan.clock.seed, missiles.order[m]
    if f >= 0 and (air.status[f] == FLYING or air.status[f] == TURNED_BACK) and not missiles.lost[m]:
        x_m, y_m, height_m, _, _, _, _ = place(f, time_s, air, plan.routes)
        hit = f
        if plan.rules.other_probability > 0.0:
            u0, _, _, _ = uniforms(seed, plan.units.id[unit], order, air.id[f], replicate, _OTHER)
            if u0 < plan.rules.other_probability:
                other = other_flight(f, x_m, y_m, height_m, time_s, plan.rules.other_m, air, plan.routes)
                if other >= 0:
                    hit = other
                    if air.side[other] != HOSTILE:
                        air.wronged[other] |= OTHER_OBJECT
                    note(state.log, time_s, _OTHER_OBJECT, f, unit, other, 0.0)
        away_m = to_asset_m(f, x_m, y_m, air, plan.assets)
        if air.side[f] == HOSTILE and air.had[f] & INTERCEPTED == 0:
            state.counters.sums[_INTERCEPTED] += 1
            state.counters.sums[_FIRST] += away_m
        air.had[f] |= INTERCEPTED
        u0, _, _, _ = uniforms(seed, plan.units.id[unit], order, air.id[f], replicate, _KILL)
        if u0 < plan.missiles.kill_probability[kind, air.target[hit]]:
            killed = hit
            state.counters.killed[kind] += 1
            state.counters.sums[_KILLS] += 1
            kill(hit, time_s, plan, state)
            note(state.log, time_s, _HIT, hit, unit, kind, away_m)
        else:
            note(state.log, time_s, _MISSED, f, unit, kind, away_m)
    else:
        note(state.log, time_s, _MISSED, f, unit, kind, np.nan)
    nothing_left(e, time_s, plan, state)
    return killed, released


@compiled
def kill(f, time_s, plan, state):
    """Take a flight out of the air."""
    air, sums = state.air, state.counters.sums
    x_m, y_m, _, _, _, _, _ = place(f, time_s, air, plan.routes)
    air.status[f] = KILLED
    air.version[f] += 1
    leave(f, air)
    if air.side[f] == HOSTILE:
        sums[_KILLED] += 1
        away_m = to_asset_m(f, x_m, y_m, air, plan.assets)
        if away_m == away_m:
            sums[_DISTANCE] += away_m
            state.counters.kills[min(int(away_m / KILL_BIN_M), KILL_BINS - 1)] += 1
        if air.raid[f] >= 0:
            air.raid_losses[air.raid[f]] += 1
    elif air.side[f] == FRIENDLY:
        sums[_OWN] += 1
    else:
        sums[_CIVIL] += 1

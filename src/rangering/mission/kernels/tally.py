"""Tally: what a raid came to, as one row of numbers; for each flight not stopped, what bound first.

Of a flight that was engaged and got through, it is how the engagements failed; of another, the first link of
the chain it never came to, or what the fire units said when they could not engage it.
Source: the columns are those of `rangering.mission.codes`; the order of reasons is ours.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import FIXED, PER_CLASS, PER_TYPE, PER_UNIT, Bound, Count
from rangering.mission.kernels.intercept import to_asset_m
from rangering.mission.kernels.picture import lose
from rangering.mission.kernels.place import place
from rangering.mission.kernels.rare import weight
from rangering.mission.kernels.stockpile import left, mark
from rangering.mission.plan import CIVIL, HOSTILE
from rangering.mission.state import (
    DECLARED_HOSTILE,
    ENGAGED,
    INTERCEPTED,
    KILLED,
    LEAKED,
    LOST_GUIDANCE,
    SEEN,
    TAKEN_FOR_OTHER,
    THOUGHT_DEAD,
    TRACKED,
)
from rangering.mission.tracks import CONFIRMED

_PER_CLASS, _PER_TYPE, _PER_UNIT = len(PER_CLASS), len(PER_TYPE), len(PER_UNIT)
_HOSTILE, _LEAKERS, _ABORTED, _DETECTED, _TRACKED, _IDENTIFIED, _ENGAGED, _SEEN_M, _SEEN_S, _OVERFLOW = (
    Count.HOSTILE.value,
    Count.LEAKERS.value,
    Count.ABORTED.value,
    Count.DETECTED.value,
    Count.TRACKED.value,
    Count.IDENTIFIED.value,
    Count.ENGAGED.value,
    Count.FIRST_SEEN_M.value,
    Count.FIRST_SEEN_S.value,
    Count.OVERFLOW.value,
)
_OWN_CAUSES, _CIVIL_CAUSES, _WEIGHT, _INTEREST, _CAUSE, _FACTOR = (
    Count.OWN_OTHER_OBJECT.value,
    Count.CIVIL_OTHER_OBJECT.value,
    Count.WEIGHT.value,
    Count.INTEREST.value,
    Count.INTEREST_CAUSE.value,
    Count.INTEREST_FACTOR.value,
)
_UNSEEN, _UNTRACKED, _UNDECLARED, _TAKEN, _TIME, _MISSED, _GUIDANCE, _CALLED_DEAD = (
    Bound.UNSEEN.value,
    Bound.UNTRACKED.value,
    Bound.UNDECLARED.value,
    Bound.TAKEN_FOR_OTHER.value,
    Bound.TIME.value,
    Bound.MISSED.value,
    Bound.GUIDANCE.value,
    Bound.CALLED_DEAD.value,
)


@compiled
def bound_of(had, bound):
    """What bound first for a flight that was not stopped, from what happened to it."""
    if had & ENGAGED:
        if had & THOUGHT_DEAD:
            return _CALLED_DEAD
        if had & LOST_GUIDANCE and not had & INTERCEPTED:
            return _GUIDANCE
        return _MISSED
    if bound > 0:
        return bound
    if not had & SEEN:
        return _UNSEEN
    if not had & TRACKED:
        return _UNTRACKED
    if not had & DECLARED_HOSTILE:
        return _TAKEN if had & TAKEN_FOR_OTHER else _UNDECLARED
    return _TIME


@compiled
def cause_of(bits):
    """The cause that counts, 1 to 4 in the order of the columns; 0 for none."""
    for cause in range(4):
        if bits & (1 << cause):
            return cause + 1
    return 0


@compiled
def finish(end_s, capacity, layout, plan, state, row):
    """Write the row of one raid.

    Parameters
    ----------
    end_s : float
        When it ended. [s]
    capacity : int
        Slots of a picture.
    layout : Layout
        Where the blocks begin.
    plan, state : MissionPlan, State
        As such.
    row : float32 array, shape (layout.end,)
        Written.
    """
    air, tracks, counters, sums = state.air, state.tracks, state.counters, state.counters.sums
    for slot in range(len(tracks.status)):
        if tracks.status[slot] == CONFIRMED:
            lose(slot, slot // capacity, end_s, air, tracks, state.identities, counters, state.log)
    row[:] = 0.0
    interest = state.chance.interest[0]
    sums[_WEIGHT], sums[_INTEREST], sums[_FACTOR] = (
        weight(plan.rare.share, state.chance), interest, state.chance.factor[0],
    )  # fmt: skip
    for f in range(len(air.status)):
        cause = cause_of(air.wronged[f])
        if cause > 0:
            sums[(_CIVIL_CAUSES if air.side[f] == CIVIL else _OWN_CAUSES) + cause - 1] += 1
        if f == interest:
            sums[_CAUSE] = cause
    for f in range(len(air.status)):
        if air.side[f] != HOSTILE or air.start_s[f] == np.inf:
            continue
        had, status = air.had[f], air.status[f]
        at = layout.classes + _PER_CLASS * air.target[f]
        sums[_HOSTILE] += 1
        row[at] += 1
        if had & SEEN:
            sums[_DETECTED] += 1
            row[at + 1] += 1
            x_m, y_m, _, _, _, _, _ = place(f, air.seen_s[f], air, plan.routes)
            away_m = to_asset_m(f, x_m, y_m, air, plan.assets)
            if away_m == away_m:
                sums[_SEEN_M] += away_m
            sums[_SEEN_S] += air.start_s[f] + air.end[f] / air.pace[f] - air.seen_s[f]
        if had & TRACKED:
            sums[_TRACKED] += 1
            row[at + 2] += 1
        if had & DECLARED_HOSTILE:
            sums[_IDENTIFIED] += 1
            row[at + 3] += 1
        if had & ENGAGED:
            sums[_ENGAGED] += 1
            row[at + 4] += 1
        if status == KILLED:
            row[at + 5] += 1
        elif status == LEAKED:
            sums[_LEAKERS] += 1
            row[at + 6] += 1
            row[layout.bounds + bound_of(had, air.bound[f])] += 1
        elif air.turn_s[f] < np.inf:
            sums[_ABORTED] += 1
            row[at + 7] += 1
    sums[_OVERFLOW] = counters.overflow[0] + state.queue.length[1]
    for n in range(FIXED):
        row[n] = sums[n]
    for side in range(3):
        for declared in range(4):
            row[layout.matrix + 4 * side + declared] = counters.matrix[side, declared]
    for b in range(len(counters.kills)):
        row[layout.kills + b] = counters.kills[b]
    for m in range(len(counters.fired)):
        row[layout.types + _PER_TYPE * m] = counters.fired[m]
        row[layout.types + _PER_TYPE * m + 1] = counters.killed[m]
    units = state.units
    for unit in range(len(units.targets)):
        mark(unit, end_s, plan.units, units, state.stock)
        at = layout.units + _PER_UNIT * unit
        row[at] = units.target_s[unit]
        row[at + 1] = units.missile_s[unit]
        row[at + 2] = units.most[unit]
        row[at + 3] = units.full_s[unit]
        row[at + 4] = units.fired[unit]
        row[at + 5] = left(unit, state.stock)
        row[at + 6] = units.empty_s[unit]
        row[at + 7] = units.first_empty_s[unit]

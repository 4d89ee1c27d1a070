"""Assign: which fire unit takes which target, and what a target waits for that nobody takes.

Greedy: the target at hand goes to the fire unit that meets it first, and one picture engages a flight once at
a time. Optimal: the targets of a picture are shared out together. Its crew is taken to know which tracks are
one target. Two pictures that do not share may both fire at it.
Source: which comes first is a rule of ours; for the optimal rule see `rangering.mission.kernels.together`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Bound, Event
from rangering.mission.kernels.believe import believed, threatens, time_to_asset_s
from rangering.mission.kernels.commit import commit
from rangering.mission.kernels.engaged import engagements_of, target_of
from rangering.mission.kernels.evaluate import CAN, EARLY, consider, next_sight_s, serves
from rangering.mission.kernels.events import EVALUATE, note, push
from rangering.mission.kernels.identify import erlang_s
from rangering.mission.kernels.place import ground_below, place
from rangering.mission.kernels.together import attend_together
from rangering.streams import Purpose, uniforms

_EVALUATION = Purpose.EVALUATION.value
_REFUSED = Event.REFUSED.value
_LEAST_WAIT_S = 0.5  # between two evaluations of a track: a crew is no faster, and time must go on
_EARLY_SHARE = 0.7  # of the wait that a belief promises: it may err, so look again well before
_WORD = 1 << 32  # draws are keyed by numbers of 32 bits
_NO_SIGHT, _NO_REACH = Bound.SIGHT.value, Bound.REACH.value
_SEVERAL = Bound.SEVERAL.value
_LASTING = (  # what a later reason does not replace; reach and several at once are replaced by these
    Bound.UNTRACKED.value,
    Bound.UNDECLARED.value,
    Bound.RULES.value,
    Bound.NOT_READY.value,
    Bound.TIME.value,
    Bound.SIGHT.value,
    Bound.CHANNELS.value,
    Bound.MISSILES.value,
)
_PATIENCE_M = 1500.0  # a target that has flown so far is looked at again ...
_PATIENT_S = 30.0  # ... or after so long
_LONG_S = 300.0  # nobody is forgotten for longer, whatever the belief


@compiled
def wait_s(slot, time_s, replicate, plan, state):
    """Time until a track that nobody could engage is looked at again. [s]"""
    if plan.rules.period_shape == 0:
        return plan.rules.period_s
    occasion = int(time_s * 1000.0) % _WORD
    u0, u1, u2, u3 = uniforms(
        plan.clock.seed, slot, occasion, state.tracks.number[slot], replicate, _EVALUATION
    )
    return erlang_s(plan.rules.period_s, plan.rules.period_shape, u0, u1, u2, u3)


@compiled
def postpone(slot, time_s, delay_s, state):
    """Set the next evaluation of a track."""
    at_s = time_s + max(delay_s, _LEAST_WAIT_S)
    state.identities.evaluate_s[slot] = at_s
    push(state.queue, at_s, EVALUATE, slot, state.tracks.number[slot])


@compiled
def remember_bound(f, slot, bound, unit, time_s, latest_s, state):
    """Keep what bound first; reach and several at once only until something else did."""
    if f >= 0:
        kept = state.air.bound[f]
        lasting, asked = False, False
        for each in _LASTING:
            lasting = lasting or kept == each
            asked = asked or bound == each
        if kept == 0 or (asked and not lasting):
            state.air.bound[f] = bound
    if state.identities.refused[slot] != bound:
        state.identities.refused[slot] = bound
        note(state.log, time_s, _REFUSED, f, unit, bound, latest_s)


@compiled
def weigh(slot, time_s, capacity, plan, state):
    """What can be done about a track now.

    Returns
    -------
    tuple
        Fire unit, -1 for none; type of missile; time of the meeting from now; least wait of those for whom it
        is too early, infinite for none [s]; what binds, 0 where nothing does or it is only too early; the
        fire unit it binds, -1 for none; time to the asset [s]; the flight it is of, -1 where none is there
        any more.
    """
    picture = slot // capacity
    f = target_of(slot, state)
    target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
    latest_s, _ = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
    ground_m = 0.0
    if f >= 0:
        _, _, _, _, _, i, fraction = place(f, time_s, state.air, plan.routes)
        ground_m = ground_below(i, fraction, plan.routes)
    best, best_kind, best_s = -1, -1, np.inf
    early_s = np.inf
    bound, bound_unit = 0, -1
    for unit in range(len(plan.units.x_m)):
        if not serves(unit, picture, plan.units, state.units):
            continue
        verdict, kind, value_s = consider(
            unit, slot, f, False, time_s, latest_s, target, ground_m, plan, state
        )
        if verdict == CAN:
            if value_s < best_s:
                best, best_kind, best_s = unit, kind, value_s
        elif verdict == EARLY:
            early_s = min(early_s, value_s)
        elif bound == 0 or (bound in (_NO_REACH, _SEVERAL) and verdict != _NO_REACH):
            # Reach binds only where no fire unit reaches; several only where none has a single reason.
            bound, bound_unit = verdict, unit
    if best >= 0 or early_s < np.inf:
        bound = 0
    return best, best_kind, best_s, early_s, bound, bound_unit, latest_s, f


@compiled
def attend(slot, time_s, capacity, replicate, plan, state):
    """Evaluate one track and engage it where that can be done; else say when to look again.

    By the optimal rule it is weighed together with the others that wait; nobody takes it for its own sake.
    """
    if not threatens(slot, state.tracks, state.identities):
        return
    picture = slot // capacity
    state.identities.waiting[slot] = 1
    asked_s = wait_s(slot, time_s, replicate, plan, state)
    flight = state.tracks.flight[slot]
    if flight >= 0 and engagements_of(flight, picture, state.engagements, state.counters) > 0:
        postpone(slot, time_s, asked_s, state)
        return
    if plan.rules.optimal:
        attend_together(picture, slot, time_s, capacity, replicate, plan, state)
        if state.identities.engaged[slot] >= 0:
            return
    best, kind, meet_s, early_s, bound, bound_unit, latest_s, f = weigh(slot, time_s, capacity, plan, state)
    greedy = best >= 0 and not plan.rules.optimal
    if greedy and commit(best, picture, slot, f, kind, meet_s, time_s, replicate, plan, state):
        return
    if bound > 0:
        remember_bound(f, slot, bound, bound_unit, time_s, latest_s, state)
    if bound == 0 and early_s < np.inf:
        asked_s = max(_EARLY_SHARE * early_s, asked_s)
    elif plan.rules.queueing:
        # What becomes free is offered at once; all else changes with where the target is.
        speed_m_s = np.hypot(state.tracks.vx_m_s[slot], state.tracks.vy_m_s[slot])
        if f >= 0:
            _, _, _, vx_m_s, vy_m_s, _, _ = place(f, time_s, state.air, plan.routes)
            speed_m_s = np.hypot(vx_m_s, vy_m_s)
        if plan.rules.period_s < _LONG_S:  # else nobody is to be asked again of itself
            asked_s = max(asked_s, min(_PATIENCE_M / max(speed_m_s, 1.0), _PATIENT_S))
        if bound == _NO_SIGHT and f >= 0:
            sight_s = next_sight_s(
                picture, f, time_s, state.air, plan.routes, plan.radars, plan.units, state.units
            )
            asked_s = max(asked_s, min(sight_s - time_s, _LONG_S))
    postpone(slot, time_s, asked_s, state)


@compiled
def take_up(slot, time_s, capacity, replicate, plan, state):
    """Attend to a track that has just been declared, or is free again.

    By the optimal rule only once all that happens at this instant has happened, so that tracks declared
    together are weighed together.
    """
    if not plan.rules.optimal:
        attend(slot, time_s, capacity, replicate, plan, state)
    elif threatens(slot, state.tracks, state.identities):
        state.identities.waiting[slot] = 1
        state.identities.evaluate_s[slot] = time_s
        push(state.queue, time_s, EVALUATE, slot, state.tracks.number[slot])


@compiled
def offer(unit, time_s, capacity, replicate, plan, state):
    """A channel or a round became free: look again at its picture's waiting tracks, the most urgent first."""
    if not plan.rules.queueing:
        return
    picture = plan.units.picture[unit] if state.units.linked[unit] else plan.units.alone[unit]
    if picture < 0:
        return
    if plan.rules.optimal:
        attend_together(picture, -1, time_s, capacity, replicate, plan, state)
        return
    after_s, after = -1.0, -1
    while state.units.targets[unit] < plan.units.targets[unit]:
        least_s, next_slot = np.inf, -1
        for slot in range(picture * capacity, (picture + 1) * capacity):
            if state.identities.waiting[slot] == 0 or not threatens(slot, state.tracks, state.identities):
                continue
            x_m, y_m, _, vx_m_s, vy_m_s, _ = believed(
                slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes
            )
            left_s, _ = time_to_asset_s(x_m, y_m, vx_m_s, vy_m_s, plan.assets)
            later = left_s > after_s or (left_s == after_s and slot > after)
            if later and left_s < least_s:
                least_s, next_slot = left_s, slot
        if next_slot < 0:
            return
        after_s, after = least_s, next_slot
        attend(next_slot, time_s, capacity, replicate, plan, state)

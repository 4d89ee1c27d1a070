"""Assess: what a fire unit believes a salvo has done, and whether it fires again.

After a delay it says dead or alive, and errs both ways. Thought alive, the target is engaged again at once
on the same channel, without a second reaction, as long as shots, rounds and time are left; else the channel
is given up. A salvo at what was meanwhile declared friendly or civil is called off before its first missile
leaves; what has left is not called back. Thought dead, it is never engaged again by that picture, whatever
the radars show. Of several fire units that share a target each looks at its own salvo and fires again by its
own doctrine; once one of them thinks it dead, the others finish what they have begun.
Source: the chain is a Markov chain whose kill probability and mean shots have closed forms,
`rangering.mission.closed_forms`.
"""

from rangering._jit import compiled
from rangering.mission.codes import Bound, Event
from rangering.mission.kernels.assign import take_up
from rangering.mission.kernels.believe import believed, time_to_asset_s
from rangering.mission.kernels.commit import load_salvo, salvo_size
from rangering.mission.kernels.engaged import engagement_of, holds
from rangering.mission.kernels.evaluate import CAN, consider
from rangering.mission.kernels.events import LAUNCH, note, push
from rangering.mission.kernels.place import ground_below, place
from rangering.mission.kernels.stockpile import mark, mark_empty, put_back
from rangering.mission.kernels.together import attend_together
from rangering.mission.plan import FULL, HOSTILE
from rangering.mission.state import COMMITTED, FLYING, FREE, THOUGHT_DEAD, TURNED_BACK
from rangering.mission.tracks import FREE as NO_TRACK
from rangering.streams import Purpose, uniforms

_ASSESSMENT = Purpose.ASSESSMENT.value
_DEAD, _ALIVE, _CANCELLED, _CHANNELS = (
    Event.CALLED_DEAD.value,
    Event.CALLED_ALIVE.value,
    Event.CANCELLED.value,
    Event.CHANNELS.value,
)
_NONE, _NO_REACH, _NO_SIGHT, _SEVERAL, _TAKEN = (
    Bound.NONE.value,
    Bound.REACH.value,
    Bound.SIGHT.value,
    Bound.SEVERAL.value,
    Bound.TAKEN_FOR_OTHER.value,
)


@compiled
def close(e, time_s, plan, state):
    """End an engagement and give its target channel back; the fire unit."""
    engagements = state.engagements
    unit, f, slot = engagements.unit[e], engagements.flight[e], engagements.slot[e]
    mark(unit, time_s, plan.units, state.units, state.stock)
    state.units.targets[unit] -= 1
    engagements.status[e] = FREE
    engagements.version[e] += 1
    if holds(e, state):
        state.identities.engaged[slot] = engagement_of(slot, state)
    if f >= 0:
        state.air.busy[f] -= 1
        flies = state.air.status[f] == FLYING or state.air.status[f] == TURNED_BACK
        if plan.clock.fidelity != FULL and not flies and state.identities.engaged[slot] < 0:
            state.tracks.status[slot] = NO_TRACK
    note(state.log, time_s, _CHANNELS, -1, unit, state.units.targets[unit], float(state.units.missiles[unit]))
    return unit


@compiled
def is_cleared(e, state):
    """Whether a track was declared friendly or civil after a salvo at it was ordered, and before it left."""
    slot = state.engagements.slot[e]
    if state.engagements.launched[e] > 0 or not holds(e, state):
        return False
    return state.identities.declared[slot] > HOSTILE


@compiled
def give_back(e, reason, time_s, plan, state):
    """Put the rounds of a salvo that will not be fired back, with their channels."""
    engagements = state.engagements
    unit, kind = engagements.unit[e], engagements.type[e]
    mark(unit, time_s, plan.units, state.units, state.stock)
    for _ in range(engagements.planned[e]):
        put_back(unit, kind, plan.launchers, state.stock)
    mark_empty(unit, time_s, state.units, state.stock)
    state.units.missiles[unit] -= engagements.planned[e]
    note(state.log, time_s, _CANCELLED, engagements.flight[e], unit, reason, 0.0)


@compiled
def call_off(e, time_s, plan, state):
    """Hold the fire at what is known by now to be no enemy; the fire unit freed."""
    give_back(e, _TAKEN, time_s, plan, state)
    return close(e, time_s, plan, state)


@compiled
def cancel(e, time_s, capacity, replicate, plan, state):
    """Give up an engagement whose radar never found the target: rounds go back; the fire unit freed."""
    engagements = state.engagements
    unit, f, slot = engagements.unit[e], engagements.flight[e], engagements.slot[e]
    give_back(e, _NO_SIGHT, time_s, plan, state)
    if f >= 0 and state.air.bound[f] in (_NONE, _NO_REACH, _SEVERAL):
        state.air.bound[f] = _NO_SIGHT
    tracked = holds(e, state)
    close(e, time_s, plan, state)
    if tracked:
        take_up(slot, time_s, capacity, replicate, plan, state)
    return unit


@compiled
def assess(e, time_s, capacity, replicate, plan, state):
    """Say what became of a target, and fire again or end the engagement; the fire unit freed, -1 for none."""
    engagements, air = state.engagements, state.air
    unit, f, slot = engagements.unit[e], engagements.flight[e], engagements.slot[e]
    alive = f >= 0 and (air.status[f] == FLYING or air.status[f] == TURNED_BACK)
    flight_id = air.id[f] if f >= 0 else 0
    u0, _, _, _ = uniforms(
        plan.clock.seed,
        plan.units.id[unit],
        state.counters.missiles[0],
        flight_id,
        replicate,
        _ASSESSMENT,
    )
    wrong = u0 < (plan.units.miss_called_kill[unit] if alive else plan.units.kill_called_miss[unit])
    called_dead = alive == wrong
    note(state.log, time_s, _DEAD if called_dead else _ALIVE, f, unit, 1 if alive else 0, 0.0)
    tracked = holds(e, state)
    if called_dead:
        if tracked:
            state.identities.closed[slot] = True
        if alive:
            air.had[f] |= THOUGHT_DEAD
        return close(e, time_s, plan, state)
    if fire_again(e, time_s, capacity, plan, state):
        if plan.rules.optimal:  # what is kept for this target may have no time to wait for the next look
            attend_together(engagements.picture[e], slot, time_s, capacity, replicate, plan, state)
        return -1
    close(e, time_s, plan, state)
    if tracked:
        take_up(slot, time_s, capacity, replicate, plan, state)
    return unit


@compiled
def fire_again(e, time_s, capacity, plan, state):
    """Load a further salvo on the channel an engagement holds; False where something is lacking."""
    engagements = state.engagements
    unit, f, slot = engagements.unit[e], engagements.flight[e], engagements.slot[e]
    if state.identities.closed[slot] or not holds(e, state):
        return False
    target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
    latest_s, _ = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
    ground_m, alive = 0.0, -1
    if f >= 0:
        _, _, _, _, _, i, fraction = place(f, time_s, state.air, plan.routes)
        ground_m = ground_below(i, fraction, plan.routes)
        if state.air.status[f] == FLYING or state.air.status[f] == TURNED_BACK:
            alive = f
    verdict, kind, meet_s = consider(unit, slot, alive, True, time_s, latest_s, target, ground_m, plan, state)
    if verdict != CAN:
        return False
    shots = state.identities.shots[slot, unit]
    count = salvo_size(unit, kind, shots, plan.rules, plan.units, state.units, state.stock)
    if count < 1:
        return False
    load_salvo(e, unit, kind, count, time_s, plan, state)
    engagements.status[e] = COMMITTED
    engagements.flight_s[e] = meet_s
    engagements.version[e] += 1
    push(state.queue, time_s + plan.units.link_delay_s[unit], LAUNCH, e, engagements.version[e])
    return True

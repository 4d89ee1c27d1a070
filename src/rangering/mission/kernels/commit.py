"""Commit: a fire unit engages a track, at the cost of a target channel, rounds and missile channels.

The first launch comes after the reaction, that of a tired or just relieved crew being longer. What it would
be the wrong shot of, were the target no enemy, is written down: an orientation error where the declaration
would not have been hostile with a true north; else an autonomous unit without an air picture where it works
from the radars of one emplacement alone; else misclassification.
Source: the order of what is taken and drawn is ours; reaction times are inputs.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.engaged import engagements_of
from rangering.mission.kernels.evaluate import rounds_free
from rangering.mission.kernels.events import CANCEL, LAUNCH, SCAN, note, push
from rangering.mission.kernels.identify import erlang_s
from rangering.mission.kernels.stockpile import mark, mark_empty, take
from rangering.mission.plan import CIVIL, FRIENDLY, FULL
from rangering.mission.state import AUTONOMY, COMMITTED, ENGAGED, FREE, MISCLASSIFIED, ORIENTATION
from rangering.streams import Purpose, uniforms

_REACTION = Purpose.REACTION.value
_COMMITTED, _CHANNELS = Event.COMMITTED.value, Event.CHANNELS.value
_FALSE, _OWN, _CIVIL = Count.FALSE_ENGAGED.value, Count.OWN_ENGAGED.value, Count.CIVIL_ENGAGED.value
_ENGAGEMENTS, _DUPLICATES, _MOST = (
    Count.ENGAGEMENTS.value,
    Count.DUPLICATES.value,
    Count.TARGETS_MOST.value,
)


@compiled
def salvo_size(unit, kind, shots, rules, units_plan, units, stock):
    """How many missiles go in one salvo: doctrine, rounds, channels and shots left all bind."""
    wanted = 1 if rules.looks[unit] else rules.salvo[unit]
    wanted = min(wanted, rounds_free(unit, kind, rules, stock), rules.most_shots[unit] - shots)
    return min(wanted, units_plan.missiles[unit] - units.missiles[unit])


@compiled
def load_salvo(e, unit, kind, count, time_s, plan, state):
    """Take rounds and missile channels for a salvo of an engagement."""
    units, stock, engagements = state.units, state.stock, state.engagements
    mark(unit, time_s, plan.units, units, stock)
    taken = 0
    for _ in range(count):
        if take(unit, kind, plan.launchers, stock) < 0:
            break
        taken += 1
    mark_empty(unit, time_s, units, stock)
    units.missiles[unit] += taken
    engagements.type[e] = kind
    engagements.planned[e] = taken
    engagements.launched[e] = 0
    engagements.flying[e] = 0
    return taken


@compiled
def just_relieved(unit, time_s, replicate, plan, state):
    """Whether the crew of a fire unit took over a moment ago; a raid begins anywhere in a watch."""
    endure = plan.endure
    if endure.relief_factor <= 1.0:
        return False
    # Reactions are drawn with the number of the engagement, from 1: 0 is left for the watch.
    u0, _, _, _ = uniforms(plan.clock.seed, plan.units.id[unit], 0, state.log.length[1], replicate, _REACTION)
    return (time_s + u0 * endure.shift_s) % endure.shift_s < endure.relief_s


@compiled
def commit(unit, picture, slot, f, kind, meet_s, time_s, replicate, plan, state):
    """Engage a track with a fire unit: one target channel, rounds, and the first launch after the reaction.

    Returns
    -------
    bool
        False where there was no room for it.
    """
    engagements, units, counters = state.engagements, state.units, state.counters
    shots = state.identities.shots[slot, unit]
    count = salvo_size(unit, kind, shots, plan.rules, plan.units, units, state.stock)
    if count < 1:
        return False
    e = 0
    while e < len(engagements.status) and engagements.status[e] != FREE:
        e += 1
    if e == len(engagements.status):
        counters.overflow[0] += 1
        return False
    counters.engagements[0] = max(counters.engagements[0], e + 1)
    load_salvo(e, unit, kind, count, time_s, plan, state)
    units.targets[unit] += 1
    units.most[unit] = max(units.most[unit], units.targets[unit])
    held = 0
    for u in range(len(units.targets)):
        held += units.targets[u]
    sums = counters.sums
    sums[_MOST] = max(sums[_MOST], held)
    sums[_ENGAGEMENTS] += 1
    running = int(sums[_ENGAGEMENTS])
    u0, u1, u2, u3 = uniforms(plan.clock.seed, plan.units.id[unit], running, 0, replicate, _REACTION)
    delay_s = erlang_s(plan.units.reaction_s[unit], plan.units.reaction_shape[unit], u0, u1, u2, u3)
    if just_relieved(unit, time_s, replicate, plan, state):
        delay_s *= plan.endure.relief_factor
    delay_s += plan.units.link_delay_s[unit]
    engagements.status[e] = COMMITTED
    engagements.unit[e] = unit
    engagements.picture[e] = picture
    engagements.flight[e] = f
    engagements.slot[e] = slot
    engagements.number[e] = state.tracks.number[slot]
    if state.identities.misled[slot]:
        engagements.cause[e] = ORIENTATION
    else:
        engagements.cause[e] = AUTONOMY if plan.north.site[picture] >= 0 else MISCLASSIFIED
    engagements.begun_s[e] = time_s
    engagements.launch_s[e] = time_s + delay_s
    engagements.found[e] = not plan.units.guided[unit]
    engagements.seen_s[e] = time_s
    engagements.version[e] += 1
    engagements.flight_s[e] = max(meet_s - delay_s, 0.0)
    state.identities.engaged[slot] = e
    state.identities.waiting[slot] = 0
    note(state.log, time_s, _COMMITTED, f, unit, kind, engagements.flight_s[e])
    note(state.log, time_s, _CHANNELS, -1, unit, units.targets[unit], float(units.missiles[unit]))
    if f >= 0:
        # Somebody else's: what a picture shares out among its own fire units is no mistake.
        if state.air.busy[f] > engagements_of(f, picture, engagements, counters) - 1:
            sums[_DUPLICATES] += 1
        state.air.busy[f] += 1
        if state.air.had[f] & ENGAGED == 0:
            state.air.had[f] |= ENGAGED
            if state.air.side[f] == FRIENDLY:
                sums[_OWN] += 1
            elif state.air.side[f] == CIVIL:
                sums[_CIVIL] += 1
    else:
        sums[_FALSE] += 1
    version = engagements.version[e]
    if engagements.found[e]:
        push(state.queue, engagements.launch_s[e], LAUNCH, e, version)
    else:
        push(state.queue, engagements.launch_s[e] + plan.rules.handover_s, CANCEL, e, version)
        if not units.looking[unit]:
            units.looking[unit] = True
            for radar in range(len(plan.radars.unit)):
                alone = not plan.radars.searches[radar] or plan.clock.fidelity != FULL
                if plan.radars.unit[radar] == unit and alone:
                    period_s = plan.radars.period_s[radar]
                    phase_s = state.chance.phase_s[radar]
                    turns = np.ceil((time_s - phase_s) / period_s)
                    push(state.queue, phase_s + turns * period_s, SCAN, radar, 0)
    return True

"""Fate: a flight appears, comes to its end, or dies; and what its death does to the others of its raid.

A hostile flight that comes to its end alive has leaked; whether it has its effect is a draw. Once a raid has
lost as many as it bears, the rest turn back along their routes, and missiles on their way to them aim anew.
Turning takes no time.
Source: the rules are the scenario's; nobody publishes what losses a raid bears.
"""

from rangering._jit import compiled
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.arrive import join, leave
from rangering.mission.kernels.chain import start_chain
from rangering.mission.kernels.events import END, note, push
from rangering.mission.kernels.launch import aim
from rangering.mission.kernels.picture import confirm, declare_as, lose
from rangering.mission.kernels.place import place, progress
from rangering.mission.plan import FULL, HOSTILE, TOLD
from rangering.mission.state import FLYING, GONE, LEAKED, SEEN, TO_COME, TRACKED, TURNED_BACK
from rangering.mission.tracks import CONFIRMED, FREE
from rangering.streams import Purpose, uniforms

_EFFECT = Purpose.EFFECT.value
_ENTERS, _LEAKED, _LEFT, _TURNED = (
    Event.ENTERS.value,
    Event.LEAKED.value,
    Event.LEFT.value,
    Event.TURNED_BACK.value,
)
_HITS = Count.HITS.value


@compiled
def appear(f, time_s, capacity, pictures, replicate, plan, state):
    """A flight comes into the air."""
    air = state.air
    air.status[f] = FLYING
    join(f, air)
    _, _, z_m, _, _, _, _ = place(f, time_s, air, plan.routes)
    note(state.log, time_s, _ENTERS, f, -1, air.target[f], z_m)
    push(state.queue, air.start_s[f] + air.end[f] / air.pace[f], END, f, air.version[f])
    if plan.clock.fidelity == FULL:
        return
    start_chain(f, capacity, pictures, replicate, plan.clock.seed, air, state.tracks, state.identities)
    if plan.clock.fidelity != TOLD:
        return
    air.had[f] |= SEEN | TRACKED
    air.seen_s[f] = time_s
    for picture in range(pictures):
        slot = picture * capacity + f
        state.tracks.status[slot] = CONFIRMED
        confirm(slot, picture, time_s, plan, state)
        declare_as(slot, air.side[f], 1.0, time_s, capacity, replicate, plan, state)


@compiled
def depart(f, time_s, occasion, capacity, pictures, replicate, plan, state):
    """A flight comes to its end: at its asset, out of the picture, or back home."""
    air = state.air
    if air.status[f] == FLYING and air.side[f] == HOSTILE:
        air.status[f] = LEAKED
        effect = 0
        asset = air.asset[f]
        if asset >= 0:
            u0, _, _, _ = uniforms(plan.clock.seed, asset, occasion, air.id[f], replicate, _EFFECT)
            if u0 < plan.assets.effect_probability[asset]:
                effect = 1
                state.counters.sums[_HITS] += 1
        note(state.log, time_s, _LEAKED, f, -1, asset, float(effect))
    elif air.status[f] == FLYING or air.status[f] == TURNED_BACK:
        air.status[f] = GONE
        note(state.log, time_s, _LEFT, f, -1, 0, 0.0)
    else:
        return
    leave(f, air)
    air.version[f] += 1
    forget(f, time_s, capacity, pictures, plan, state)


@compiled
def forget(f, time_s, capacity, pictures, plan, state):
    """Where tracks are not filtered, that of a flight no longer there ends at once unless it is engaged."""
    if plan.clock.fidelity == FULL:
        return
    for picture in range(pictures):
        slot = picture * capacity + f
        if state.tracks.status[slot] == CONFIRMED and state.identities.engaged[slot] < 0:
            lose(slot, picture, time_s, state.air, state.tracks, state.identities, state.counters, state.log)
            state.tracks.status[slot] = FREE


@compiled
def after_kill(f, time_s, capacity, pictures, plan, state):
    """A flight is dead: those of its raid may turn back, and missiles on their way to them aim anew."""
    air = state.air
    forget(f, time_s, capacity, pictures, plan, state)
    raid = air.raid[f]
    if raid < 0 or air.raid_losses[raid] < plan.raids.abort_after[raid]:
        return
    first = plan.raids.first_flight[raid]
    for g in range(first, first + plan.raids.size[raid]):
        if air.status[g] == TO_COME:
            air.status[g] = GONE
            air.turn_s[g] = time_s
        elif air.status[g] == FLYING:
            air.turn_at[g] = progress(g, time_s, air)
            air.turn_s[g] = time_s
            air.status[g] = TURNED_BACK
            air.version[g] += 1
            push(state.queue, time_s + air.turn_at[g] / air.pace[g], END, g, air.version[g])
            note(state.log, time_s, _TURNED, g, -1, air.raid_losses[raid], 0.0)
            for m in range(len(state.missiles.status)):
                if state.missiles.status[m] == 0 or state.missiles.lost[m]:
                    continue
                if state.engagements.flight[state.missiles.engagement[m]] == g:
                    state.missiles.version[m] += 1
                    aim(m, time_s, plan, state)

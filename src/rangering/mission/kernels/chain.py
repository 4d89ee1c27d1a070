"""The fidelity `fast`: a Markov chain of being tracked and declared, and what full runs teach it.

A flight without a track gains one at a rate that depends on its class and on how many detections a second
the radars of the picture may expect where it is; a track is lost, and declared, at such rates too. The
rates are those seen in full runs of the same plan: changes over time spent. A track is gained as after
three events of three times the rate, as M of N asks for several plots; the other two are exponential. Time
goes in steps of some seconds; each change draws once, and what was drawn is spent as time passes.
Source: competing exponential risks and their occurrence-exposure rates, Cox and Oakes, Analysis of Survival
Data (1984), chapter 3.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.identify import erlang_s
from rangering.mission.kernels.picture import declare_as, kept, lose, watch_unknown
from rangering.mission.kernels.place import progress
from rangering.mission.state import SEEN, TRACKED
from rangering.mission.tracks import CONFIRMED, FREE
from rangering.streams import Purpose, uniforms

_CHAIN, _DECLARED = Purpose.TRACK_CHAIN.value, Purpose.OPERATOR.value


@compiled
def bin_at(f, picture, time_s, air, routes, chain):
    """The bin of what a picture's radars may expect to detect of a flight where it is."""
    route = air.route[f]
    at = int(min(max(progress(f, time_s, air), 0.0), routes.points[route] - 1.0))
    return int(chain.bin[picture, air.target[f], routes.first[route] + at])


@compiled
def learn(time_s, capacity, plan, state):
    """Count, in a full run, time spent and changes since the last step."""
    air, chain, counters, identities = state.air, plan.chain, state.counters, state.identities
    step_s = chain.step_s
    flights = len(air.status)
    for p in range(len(plan.pictures.unit)):
        if not kept(p, plan.pictures, state.units):
            continue
        for k in range(air.active_count[0]):
            f = air.active[k]
            at = p * flights + f
            b = bin_at(f, p, time_s, air, plan.routes, chain)
            slot = tracked_slot(f, p, capacity, state.tracks, identities)
            was, klass = counters.was[at], air.target[f]
            counters.exposure_s[0 if was == 0 else 1, klass, b] += step_s
            if was == 0 and slot >= 0:
                counters.changes[0, klass, b] += 1.0
            elif was > 0 and slot < 0:
                counters.changes[1, klass, b] += 1.0
            now = 0
            if slot >= 0:
                now = 1 if identities.declared[slot] < 0 else 2
            if was == 1:
                counters.exposure_s[2, air.side[f], b] += step_s
                if now == 2:
                    counters.changes[2, air.side[f], b] += 1.0
            counters.was[at] = now


@compiled
def tracked_slot(f, picture, capacity, tracks, identities):
    """The confirmed track of a flight in a picture; -1 for none."""
    for slot in range(picture * capacity, (picture + 1) * capacity):
        if tracks.status[slot] == CONFIRMED and identities.flight[slot] == f:
            return slot
    return -1


@compiled
def spend(slot, which, shape, number, f_id, replicate, seed, identities):
    """Draw what must pass before the next change: mean 1."""
    u0, u1, u2, u3 = uniforms(seed, slot, number, f_id, replicate, _CHAIN)
    if which == 1:
        u0, u1, u2, u3 = u3, u2, u1, u0
    identities.budget[slot, which] = erlang_s(1.0, shape, u0, u1, u2, u3)


@compiled
def start_chain(f, capacity, pictures, replicate, seed, air, tracks, identities):
    """A flight appears, tracked by nobody."""
    for p in range(pictures):
        slot = p * capacity + f
        tracks.status[slot] = FREE
        tracks.flight[slot] = f
        tracks.number[slot] = 0
        identities.flight[slot] = -2
        identities.declared[slot] = -1
        identities.waiting[slot] = 0
        identities.engaged[slot] = -1
        identities.closed[slot] = False
        spend(slot, 0, 3, 0, air.id[f], replicate, seed, identities)


@compiled
def step_chain(f, picture, time_s, capacity, replicate, seed, air, routes, chain, tracks, identities):
    """One step of one flight in one picture.

    Returns
    -------
    int
        0 nothing, 1 a track was confirmed, 2 it was lost, 3 it is declared now.
    """
    slot = picture * capacity + f
    b = bin_at(f, picture, time_s, air, routes, chain)
    klass = air.target[f]
    if b > 0:
        air.had[f] |= SEEN
        if np.isnan(air.seen_s[f]):
            air.seen_s[f] = time_s
    if tracks.status[slot] != CONFIRMED:
        identities.budget[slot, 0] -= chain.confirm[klass, b] * chain.step_s
        if identities.budget[slot, 0] > 0.0:
            return 0
        tracks.status[slot] = CONFIRMED
        tracks.number[slot] += 1
        number = tracks.number[slot]
        identities.flight[slot] = f
        identities.declared[slot] = -1
        identities.closed[slot] = False
        identities.refused[slot] = 0
        set_all(identities.shots[slot], 0)
        air.had[f] |= TRACKED
        spend(slot, 0, 1, 2 * number, air.id[f], replicate, seed, identities)
        spend(slot, 1, 1, 2 * number, air.id[f], replicate, seed, identities)
        return 1
    if identities.engaged[slot] < 0:
        # What a fire unit has engaged its own radar keeps.
        identities.budget[slot, 0] -= chain.lose[klass, b] * chain.step_s
        if identities.budget[slot, 0] <= 0.0:
            tracks.status[slot] = FREE
            spend(slot, 0, 3, 2 * tracks.number[slot] + 1, air.id[f], replicate, seed, identities)
            return 2
    if identities.declared[slot] < 0:
        identities.budget[slot, 1] -= chain.declare[air.side[f], b] * chain.step_s
        if identities.budget[slot, 1] <= 0.0:
            return 3
    return 0


@compiled
def declared_side(f, slot, replicate, seed, air, chain, tracks):
    """What a flight's track is taken for, by the shares seen in full runs."""
    u0, _, _, _ = uniforms(seed, slot, tracks.number[slot], air.id[f], replicate, _DECLARED)
    side = air.side[f]
    for declared in range(2):
        if u0 < chain.mistake[side, declared]:
            return declared
    return 2


@compiled
def step_all(time_s, capacity, pictures, replicate, plan, state):
    """One step of the chains of everything in the air."""
    air, seed = state.air, plan.clock.seed
    for picture in range(pictures):
        if not kept(picture, plan.pictures, state.units):
            continue
        for k in range(air.active_count[0]):
            f = air.active[k]
            what = step_chain(f, picture, time_s, capacity, replicate, seed, air, plan.routes, plan.chain,
                              state.tracks, state.identities)  # fmt: skip
            if what == 0:
                continue
            slot = picture * capacity + f
            if what == 1:
                air.tracks[picture * len(air.status) + f] += 1
                watch_unknown(slot, picture, time_s, plan, state)
            elif what == 2:
                lose(slot, picture, time_s, air, state.tracks, state.identities, state.counters, state.log)
            else:
                side = declared_side(f, slot, replicate, seed, air, plan.chain, state.tracks)
                declare_as(slot, side, 1.0, time_s, capacity, replicate, plan, state)

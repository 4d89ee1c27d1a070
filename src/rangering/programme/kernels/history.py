"""One history of a programme, from the signature to the end of the horizon: the next event, and again.

Source of the method: Law, Simulation Modeling and Analysis (5th ed., 2015) ch. 1, next-event time advance.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import chance, counted, lasting, waiting
from rangering.programme.kernels.crews import crew_comes, lose_crew, replace_crew, turn_training
from rangering.programme.kernels.lines import run_lines
from rangering.programme.kernels.network import (
    end,
    interrupt,
    look_again,
    make_ready,
    prepare,
    resume,
)
from rangering.programme.kernels.parts import (
    come_back,
    depot_receives,
    fault,
    receive,
    release,
    workshop_done,
)
from rangering.programme.kernels.queue import empty, next_d, note, pop, push
from rangering.programme.kernels.report import close, month
from rangering.programme.kernels.still_open import lasting_beyond
from rangering.programme.kernels.stock import add, expire, fire
from rangering.programme.kernels.units import serve

_PRACTICE, _RAIDS = 78, 79  # keys of the draws of firings


@compiled
def wipe(plan, state, out, k):
    """Everything as it was on day 0."""
    force, stock = state.force, state.stock
    empty(state.queue)
    state.counters[:] = 0
    state.counters[codes.FULL_BY] = -1
    state.counters[codes.LAST_ENDED] = -1
    state.log.length[0] = 0
    for flags in (force.delivered, force.installed, force.released, force.crewed, force.in_service):
        flags[:] = 0
    force.running[:] = 0
    force.short[:] = 0
    force.working[:] = 0
    force.owed[:] = 0
    force.demands[:] = 0
    force.faults[:] = 0
    for unit in range(len(plan.units.crews_needed)):
        force.base_stock[unit] = plan.components.base_stock
    force.depot_stock[:] = plan.components.depot_stock
    force.depot_busy[:] = 0
    force.depot_waits[:] = 0
    force.order_ends[:] = 0
    force.held_here[:] = 0
    force.held_abroad[:] = 0
    force.repairs[:] = 0
    state.crews.clock_d[:] = 0.0
    state.crews.clock_d[codes.CLOCK_PACE] = 1.0
    stock.line_open_d[:] = np.inf
    stock.line_ran_d[:] = 0.0
    stock.line_seen_d[:] = 0.0
    stock.line_part[:] = 0.0
    stock.line_made[:] = 0
    out.times_d[k] = np.inf
    out.waits_d[k] = 0.0
    out.shock_begins_d[k] = np.inf
    out.shock_ends_d[k] = np.inf


@compiled
def come_shocks(plan, state, out, seed, history, k):
    """Decide which shocks come, when and for how long."""
    shocks, net = plan.shocks, state.network
    for s in range(len(shocks.likely)):
        element = shocks.element[s]
        if chance(seed, element, 0, 0, history) >= shocks.likely[s]:
            continue
        begins_d = shocks.begins_d[s]
        if shocks.mean_wait_d[s] > 0.0:
            begins_d += waiting(seed, element, 0, 0, history, shocks.mean_wait_d[s])
        lasts_d = lasting(seed, element, 0, history, shocks.lasts_d[s], shocks.spread[s])
        least_d = shocks.open_until_d[s] - begins_d
        if lasts_d < least_d:
            median_d, spread = shocks.lasts_d[s], shocks.spread[s]
            lasts_d = lasting_beyond(seed, element, 0, 1, history, median_d, spread, least_d)
        net.shock_begins_d[s] = out.shock_begins_d[k, s] = begins_d
        net.shock_ends_d[s] = out.shock_ends_d[k, s] = begins_d + lasts_d
        push(state, begins_d, codes.SHOCK_BEGINS, s, 0)
        push(state, begins_d + lasts_d, codes.SHOCK_ENDS, s, 0)


@compiled
def take_effect(plan, state, out, seed, history, k, a, now_d):
    """What the end of an activity brings about."""
    activities, force, counters = plan.activities, state.force, state.counters
    for e in range(activities.first_effect[a], activities.first_effect[a + 1]):
        effect, index = activities.effect[e], activities.effect_index[e]
        amount = activities.effect_amount[e]
        if effect == codes.UNIT_DELIVERED:
            if force.delivered[index] == 1:
                continue
            force.delivered[index] = 1
            counters[codes.NOW_DELIVERED] += 1
            if counters[codes.NOW_DELIVERED] == 1:
                out.times_d[k, codes.FIRST_DELIVERED] = now_d
            if counters[codes.NOW_DELIVERED] == plan.units.full_count:
                out.times_d[k, codes.ALL_DELIVERED] = now_d
        elif effect == codes.UNIT_INSTALLED:
            counters[codes.NOW_INSTALLED] += 1 - force.installed[index]
            force.installed[index] = 1
            counters[codes.LAST_ENDED] = a
        elif effect == codes.UNIT_RELEASED:
            force.released[index] = 1
            counters[codes.LAST_ENDED] = a
        elif effect == codes.CREWS_TRAINED:
            crew_comes(plan, state, seed, history, int(amount), now_d)
            counters[codes.LAST_ENDED] = a
        elif effect == codes.MISSILES_COME:
            counters[codes.NOW_ARRIVED] += int(amount)
            note(state, now_d, codes.MISSILES_ARRIVE, int(amount), 0)
            add(plan, state, int(amount), float(index), now_d)
        elif effect == codes.SPARES_COME:
            for _ in range(int(amount)):
                depot_receives(plan, state, seed, history, index, now_d)
        elif effect == codes.LINE_OPENED:
            state.stock.line_open_d[index] = now_d
            state.stock.line_seen_d[index] = now_d
    serve(plan, state, seed, history, out, k, now_d, a)


@compiled
def turn_flows(plan, state, seed, history, s, step, now_d):
    """A shock begins (step 1) or ends (-1): count it for every flow it stops."""
    run_lines(plan, state, now_d)
    for bit in range(codes.FLOWS):
        if plan.shocks.stops[s] >> bit & 1:
            state.network.stopped[bit] += step
    turn_training(plan, state, now_d)
    if step > 0:
        interrupt(plan, state, now_d)
        return
    resume(plan, state, seed, history, now_d)
    release(plan, state, seed, history, now_d)


@compiled
def schedule(plan, state, seed, history):
    """What is known to come from the first day on: firings, raids."""
    missiles, horizon_d = plan.missiles, plan.months[len(plan.months) - 1]
    if missiles.practice_per_d > 0.0:
        gap_d = waiting(seed, _PRACTICE, 0, 0, history, 1.0 / missiles.practice_per_d)
        push(state, gap_d, codes.PRACTICE, 0, 0)
    if missiles.raid_every_d > 0.0 and missiles.raids_from_d <= horizon_d:
        push(state, missiles.raids_from_d, codes.RAID, 0, 0)


@compiled
def shoot(plan, state, seed, history, kind, now_d):
    """Fire in practice or in a raid, where a fire unit is in service, and say when the next one is."""
    missiles, counters = plan.missiles, state.counters
    serving = counters[codes.NOW_SERVING] > 0
    if kind == codes.PRACTICE:
        counters[codes.SHOTS] += 1
        if serving:
            note(state, now_d, codes.FIRED_PRACTICE, fire(state, 1), 0)
        gap_d = waiting(seed, _PRACTICE, counters[codes.SHOTS], 0, history, 1.0 / missiles.practice_per_d)
        push(state, now_d + gap_d, codes.PRACTICE, 0, 0)
    else:
        number = counters[codes.RAIDS]
        counters[codes.RAIDS] += 1
        if serving:
            wanted = counted(seed, _RAIDS, number, history, missiles.raid_mean)
            note(state, now_d, codes.FIRED_RAID, fire(state, wanted), wanted)
        else:
            counters[codes.NOW_UNMET] += 1
            note(state, now_d, codes.RAID_UNMET, 0, 0)
        if now_d + missiles.raid_every_d <= missiles.raids_until_d:
            push(state, now_d + missiles.raid_every_d, codes.RAID, 0, 0)


@compiled
def play(plan, state, out, seed, history, k):
    """One history, written to place k."""
    net, counters = state.network, state.counters
    wipe(plan, state, out, k)
    prepare(plan, state, seed, history)
    come_shocks(plan, state, out, seed, history, k)
    schedule(plan, state, seed, history)
    add(plan, state, plan.missiles.initial, plan.missiles.oldest_d, 0.0)
    serve(plan, state, seed, history, out, k, 0.0, -1)
    for a in range(len(net.state)):
        if net.state[a] == codes.WAITS and net.open_after[a] == 0:
            make_ready(plan, state, a, 0.0)
    look_again(plan, state, seed, history, 0.0)
    reported = 0
    while reported < len(plan.months):
        if next_d(state.queue) > plan.months[reported]:  # a month is counted after all that falls on its day
            run_lines(plan, state, plan.months[reported])
            month(plan, state, out, k, reported)
            reported += 1
            continue
        now_d, kind, first, second = pop(state.queue)
        counters[codes.EVENTS] += 1
        if kind == codes.ACTIVITY_ENDS:
            if net.state[first] == codes.RUNS and net.version[first] == second:
                end(plan, state, seed, history, first, now_d)
                take_effect(plan, state, out, seed, history, k, first, now_d)
        elif kind == codes.FAULT:
            fault(plan, state, seed, history, first, second, now_d)
        elif kind == codes.BASE_REPAIRED or kind == codes.SHIPPED:
            receive(plan, state, seed, history, first, second, now_d)
        elif kind == codes.DEPOT_REPAIRED:
            workshop_done(plan, state, seed, history, first, now_d)
        elif kind == codes.BACK_FROM_ABROAD:
            come_back(plan, state, seed, history, first, now_d)
        elif kind == codes.CREW_LOST:
            if first == counters[codes.CREW_VERSION]:
                lose_crew(plan, state, seed, history, now_d)
                serve(plan, state, seed, history, out, k, now_d, -1)
        elif kind == codes.CREW_RETRAINED:
            if first == counters[codes.RETRAINING_VERSION]:
                replace_crew(plan, state, seed, history, now_d)
                serve(plan, state, seed, history, out, k, now_d, -1)
        elif kind == codes.EXPIRY:
            expire(state, now_d)
        elif kind == codes.PRACTICE or kind == codes.RAID:
            run_lines(plan, state, now_d)
            shoot(plan, state, seed, history, kind, now_d)
        elif kind == codes.DAY_COMES:
            look_again(plan, state, seed, history, now_d)
        else:
            begins = kind == codes.SHOCK_BEGINS
            note(state, now_d, codes.SHOCK_COMES if begins else codes.SHOCK_OVER, first, 0)
            step = 1 if begins else -1
            turn_flows(plan, state, seed, history, first, step, now_d)
    close(plan, state, out, k)


@compiled
def play_many(plan, state, out, seed, first, count):
    """Histories first to first + count - 1, each alone."""
    for k in range(count):
        play(plan, state, out, seed, first + k, k)

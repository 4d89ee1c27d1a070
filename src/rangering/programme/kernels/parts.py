"""Parts of fire units: they fail, are replaced from stock or owed, and are repaired here, at home or abroad.

Orders on the depot are served in the order they came (one for one replenishment). Once a fire unit has been
in service its parts age, whether it is or not. Limits: no part is scrapped, none is moved between fire units.
Source of the structure: Sherbrooke, Optimal Inventory Modeling of Systems (2nd ed., 2004) ch. 3.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import life, occurrence, tick, two_chances
from rangering.programme.kernels.network import is_stopped
from rangering.programme.kernels.queue import note, push

_REPAIRS = 0xFFFFFFFF  # where lives have the fire unit in the key of their draws; there are not so many


@compiled
def begin_life(plan, state, seed, history, unit, kind, now_d):
    """Give a part that ages, and begins to work, its day of failure."""
    parts, force = plan.components, state.force
    if parts.fails_per_d[kind] <= 0.0:
        return
    mean_d = 1.0 / parts.fails_per_d[kind]
    stages = parts.stages[kind]
    occasion = force.demands[unit, kind]
    force.demands[unit, kind] += 1
    lasts_d = life(seed, parts.element[kind], occasion, unit, history, mean_d, stages)
    push(state, now_d + lasts_d, codes.FAULT, unit, kind)


@compiled
def has_memory(parts, kind):
    """Whether parts of a kind age: then each has a life of its own."""
    return parts.stages[kind] > 1 and parts.poisson[kind] == 0


@compiled
def run_clock(plan, state, seed, history, unit, kind, now_d):
    """Say when the clock of parts without memory ticks next.

    Returns
    -------
    tuple
        Three uniform draws: at which of the places of this kind it ticks now, where a part that fails is
        repaired, and how long.
    """
    parts, force = plan.components, state.force
    number = force.demands[unit, kind]
    force.demands[unit, kind] += 1
    gap, place, where, how_long = tick(seed, parts.element[kind], number, unit, history)
    rate = parts.fails_per_d[kind] * parts.per_unit[kind]
    if rate > 0.0:
        push(state, now_d + gap / rate, codes.FAULT, unit, kind)
    return place, where, how_long


@compiled
def start_unit(plan, state, seed, history, unit, now_d):
    """A fire unit enters service for the first time: its parts begin to age."""
    parts, force = plan.components, state.force
    force.running[unit] = 1
    for kind in range(len(parts.per_unit)):
        force.working[unit, kind] = parts.per_unit[kind]
        force.short[unit] += int(parts.per_unit[kind] < parts.needed[kind])
        if has_memory(parts, kind):
            for _ in range(parts.per_unit[kind]):
                begin_life(plan, state, seed, history, unit, kind, now_d)
        else:
            run_clock(plan, state, seed, history, unit, kind, now_d)


@compiled
def work(plan, state, unit, kind, more):
    """One part more, or less, works; as many less, or more, are owed."""
    force, needed = state.force, plan.components.needed[kind]
    working = force.working[unit, kind]
    force.working[unit, kind] = working + more
    force.owed[unit, kind] -= more
    state.counters[codes.NOW_OWED] -= more
    force.short[unit] += int(working + more < needed) - int(working < needed)


@compiled
def repair_time(plan, kind, mean_d, drawn):
    """How long a repair takes, from a uniform draw. [d]"""
    if plan.components.memoryless[kind] == 0:
        return mean_d
    return -np.log(drawn) * mean_d


@compiled
def later_draw(plan, state, seed, history, kind):
    """The draw of a repair that does not begin with the fault."""
    number = state.force.repairs[kind]
    state.force.repairs[kind] += 1
    return occurrence(seed, plan.components.element[kind], number, _REPAIRS, history)


@compiled
def receive(plan, state, seed, history, unit, kind, now_d):
    """A working part reaches a fire unit: it goes to work where one is owed, to stock otherwise."""
    force = state.force
    if force.owed[unit, kind] > 0:
        work(plan, state, unit, kind, 1)
        note(state, now_d, codes.PART_REPLACED, unit, kind)
        if has_memory(plan.components, kind):
            begin_life(plan, state, seed, history, unit, kind, now_d)
    else:
        force.base_stock[unit, kind] += 1


@compiled
def send(plan, state, seed, history, unit, kind, now_d):
    """A part leaves the depot for a fire unit."""
    if plan.components.ship_d[kind] > 0.0:
        push(state, now_d + plan.components.ship_d[kind], codes.SHIPPED, unit, kind)
    else:
        receive(plan, state, seed, history, unit, kind, now_d)


@compiled
def depot_receives(plan, state, seed, history, kind, now_d):
    """A working part comes to the depot: the oldest order takes it, else the shelf."""
    force = state.force
    if force.order_ends[kind, 0] < force.order_ends[kind, 1]:
        place = force.order_ends[kind, 0] & (force.orders.shape[1] - 1)
        force.order_ends[kind, 0] += 1
        send(plan, state, seed, history, force.orders[kind, place], kind, now_d)
    else:
        force.depot_stock[kind] += 1


@compiled
def order(plan, state, seed, history, unit, kind, now_d):
    """A fire unit orders a part from the depot."""
    force = state.force
    if force.depot_stock[kind] > 0:
        force.depot_stock[kind] -= 1
        send(plan, state, seed, history, unit, kind, now_d)
        return
    length = force.order_ends[kind, 1] - force.order_ends[kind, 0]
    if length == force.orders.shape[1]:
        state.counters[codes.OVERFLOW] = 1
        return
    force.orders[kind, force.order_ends[kind, 1] & (force.orders.shape[1] - 1)] = unit
    force.order_ends[kind, 1] += 1


@compiled
def taken_over(plan, state, kind):
    """Share of repairs abroad that a licensed line at home does by now."""
    line = plan.components.local_line[kind]
    if line < 0 or state.stock.line_open_d[line] >= codes.NEVER_D:
        return 0.0
    return plan.lines.repair_share[line]


@compiled
def to_workshop(plan, state, kind, drawn, now_d):
    """A faulty part reaches the national workshop, and waits where all hands are busy."""
    force, parts = state.force, plan.components
    state.counters[codes.MENDED_HOME] += 1
    if parts.depot_crews[kind] > 0 and force.depot_busy[kind] == parts.depot_crews[kind]:
        force.depot_waits[kind] += 1
        return
    force.depot_busy[kind] += 1
    lasts_d = repair_time(plan, kind, parts.depot_repair_d[kind], drawn)
    push(state, now_d + lasts_d, codes.DEPOT_REPAIRED, kind, 0)


@compiled
def workshop_done(plan, state, seed, history, kind, now_d):
    """A part is repaired; the next one that waits is taken in hand."""
    force, parts = state.force, plan.components
    force.depot_busy[kind] -= 1
    if force.depot_waits[kind] > 0:
        force.depot_waits[kind] -= 1
        force.depot_busy[kind] += 1
        drawn = later_draw(plan, state, seed, history, kind)
        lasts_d = repair_time(plan, kind, parts.depot_repair_d[kind], drawn)
        push(state, now_d + lasts_d, codes.DEPOT_REPAIRED, kind, 0)
    depot_receives(plan, state, seed, history, kind, now_d)


@compiled
def go_abroad(plan, state, kind, drawn, now_d):
    """A part leaves for the supplier, or is kept back while a shock stops that."""
    if is_stopped(state.network, codes.STOPS_SUPPLIER_REPAIR):
        state.force.held_here[kind] += 1
        note(state, now_d, codes.KEPT_AT_BORDER, kind, 0)
        return
    state.counters[codes.SENT_ABROAD] += 1
    lasts_d = repair_time(plan, kind, plan.components.abroad_d[kind], drawn)
    push(state, now_d + lasts_d, codes.BACK_FROM_ABROAD, kind, 0)


@compiled
def come_back(plan, state, seed, history, kind, now_d):
    """A part returns from the supplier, unless a shock keeps it there."""
    if is_stopped(state.network, codes.STOPS_SUPPLIER_REPAIR):
        state.force.held_abroad[kind] += 1
        note(state, now_d, codes.KEPT_AT_BORDER, kind, 1)
        return
    depot_receives(plan, state, seed, history, kind, now_d)


@compiled
def release(plan, state, seed, history, now_d):
    """What a shock kept on either side of the border moves again, where nothing stops it any more."""
    force = state.force
    if is_stopped(state.network, codes.STOPS_SUPPLIER_REPAIR):
        return
    for kind in range(len(force.held_here)):
        leaving, coming = force.held_here[kind], force.held_abroad[kind]
        force.held_here[kind] = 0
        force.held_abroad[kind] = 0
        for _ in range(leaving):
            go_abroad(plan, state, kind, later_draw(plan, state, seed, history, kind), now_d)
        for _ in range(coming):
            come_back(plan, state, seed, history, kind, now_d)


@compiled
def fault(plan, state, seed, history, unit, kind, now_d):
    """A part that ages fails, or a clock ticks.

    The clock of parts without memory ticks at the rate at which all would fail: at each place once in a mean
    life, whatever went before. Where nothing works a tick is nothing (Lewis and Shedler, "Simulation of
    nonhomogeneous Poisson processes by thinning", Nav. Res. Logist. Q. 26 (1979) 403-413).
    """
    parts, force = plan.components, state.force
    if has_memory(parts, kind):
        number = force.faults[unit, kind]
        force.faults[unit, kind] += 1
        where, how_long = two_chances(seed, parts.element[kind], number, unit, history)
    else:
        place, where, how_long = run_clock(plan, state, seed, history, unit, kind, now_d)
        empty = place * parts.per_unit[kind] >= force.working[unit, kind]
        if empty and parts.poisson[kind] == 0:
            return
    fail(plan, state, seed, history, unit, kind, where, how_long, now_d)


@compiled
def fail(plan, state, seed, history, unit, kind, where, how_long, now_d):
    """A part fails: another takes its place or is owed, and the faulty one goes where it is repaired.

    `where` and `how_long` are uniform draws.
    """
    force, parts = state.force, plan.components
    state.counters[codes.NOW_FAULTS] += 1
    if force.base_stock[unit, kind] > 0:
        force.base_stock[unit, kind] -= 1
        note(state, now_d, codes.PART_FAILS, unit, kind)
        note(state, now_d, codes.PART_REPLACED, unit, kind)
        if has_memory(parts, kind):
            begin_life(plan, state, seed, history, unit, kind, now_d)
    else:
        note(state, now_d, codes.PART_OWED, unit, kind)
        work(plan, state, unit, kind, -1)
    at_base = parts.base_repair[kind]
    if where < at_base:
        state.counters[codes.MENDED_HOME] += 1
        lasts_d = repair_time(plan, kind, parts.base_repair_d[kind], how_long)
        push(state, now_d + lasts_d, codes.BASE_REPAIRED, unit, kind)
        return
    # The faulty part is on its way before the order is served: both at once, as in one-for-one stock.
    order(plan, state, seed, history, unit, kind, now_d)
    abroad = parts.abroad[kind] * (1.0 - taken_over(plan, state, kind))
    if where - at_base < abroad * (1.0 - at_base):
        go_abroad(plan, state, kind, how_long, now_d)
    else:
        to_workshop(plan, state, kind, how_long, now_d)

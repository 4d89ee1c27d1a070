"""Parts of fire units: they fail, are replaced from stock or owed, and are repaired here, at home or abroad.

Orders on the depot are served in the order they came (one for one replenishment). Once a fire unit has been
in service its parts age, whether it is or not. Limits: no part is scrapped, none is moved between fire units.
Source of the structure: Sherbrooke, Optimal Inventory Modeling of Systems (2nd ed., 2004) ch. 3.
"""

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import life, two_chances, waiting
from rangering.programme.kernels.network import is_stopped
from rangering.programme.kernels.queue import note, push

_REPAIRS = 0xFFFFFFFF  # where lives have the fire unit in the key of their draws; there are not so many


@compiled
def begin_life(plan, state, seed, history, unit, kind, now_d):
    """Give a part that begins to work its day of failure, or the next demand of a Poisson stream."""
    parts, force = plan.components, state.force
    if parts.fails_per_d[kind] <= 0.0:
        return
    mean_d = 1.0 / parts.fails_per_d[kind]
    stages = parts.stages[kind]
    if parts.poisson[kind] == 1:
        mean_d /= parts.per_unit[kind]
        stages = 1
    occasion = force.demands[unit, kind]
    force.demands[unit, kind] += 1
    lasts_d = life(seed, parts.element[kind], occasion, unit, history, mean_d, stages)
    push(state, now_d + lasts_d, codes.FAULT, unit, kind)


@compiled
def start_unit(plan, state, seed, history, unit, now_d):
    """A fire unit enters service for the first time: its parts begin to age."""
    parts, force = plan.components, state.force
    force.running[unit] = 1
    for kind in range(len(parts.per_unit)):
        lives = 1 if parts.poisson[kind] == 1 else parts.per_unit[kind]
        for _ in range(lives):
            begin_life(plan, state, seed, history, unit, kind, now_d)


@compiled
def repair_time(plan, state, seed, history, kind, mean_d):
    """How long this repair takes. [d]"""
    number = state.force.repairs[kind]
    state.force.repairs[kind] += 1
    if plan.components.memoryless[kind] == 0:
        return mean_d
    return waiting(seed, plan.components.element[kind], number, _REPAIRS, history, mean_d)


@compiled
def receive(plan, state, seed, history, unit, kind, now_d):
    """A working part reaches a fire unit: it goes to work where one is owed, to stock otherwise."""
    force = state.force
    if force.owed[unit, kind] > 0:
        force.owed[unit, kind] -= 1
        force.working[unit, kind] += 1
        note(state, now_d, codes.PART_REPLACED, unit, kind)
        if plan.components.poisson[kind] == 0:
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
        place = force.order_ends[kind, 0] % force.orders.shape[1]
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
    force.orders[kind, force.order_ends[kind, 1] % force.orders.shape[1]] = unit
    force.order_ends[kind, 1] += 1


@compiled
def taken_over(plan, state, kind):
    """Share of repairs abroad that a licensed line at home does by now."""
    line = plan.components.local_line[kind]
    if line < 0 or state.stock.line_open_d[line] >= codes.NEVER_D:
        return 0.0
    return plan.lines.repair_share[line]


@compiled
def to_workshop(plan, state, seed, history, kind, now_d):
    """A faulty part reaches the national workshop, and waits where all hands are busy."""
    force, parts = state.force, plan.components
    state.counters[codes.MENDED_HOME] += 1
    if parts.depot_crews[kind] > 0 and force.depot_busy[kind] == parts.depot_crews[kind]:
        force.depot_waits[kind] += 1
        return
    force.depot_busy[kind] += 1
    lasts_d = repair_time(plan, state, seed, history, kind, parts.depot_repair_d[kind])
    push(state, now_d + lasts_d, codes.DEPOT_REPAIRED, kind, 0)


@compiled
def workshop_done(plan, state, seed, history, kind, now_d):
    """A part is repaired; the next one that waits is taken in hand."""
    force, parts = state.force, plan.components
    force.depot_busy[kind] -= 1
    if force.depot_waits[kind] > 0:
        force.depot_waits[kind] -= 1
        force.depot_busy[kind] += 1
        lasts_d = repair_time(plan, state, seed, history, kind, parts.depot_repair_d[kind])
        push(state, now_d + lasts_d, codes.DEPOT_REPAIRED, kind, 0)
    depot_receives(plan, state, seed, history, kind, now_d)


@compiled
def go_abroad(plan, state, seed, history, kind, now_d):
    """A part leaves for the supplier, or is kept back while a shock stops that."""
    if is_stopped(state.network, codes.STOPS_SUPPLIER_REPAIR):
        state.force.held_here[kind] += 1
        note(state, now_d, codes.KEPT_AT_BORDER, kind, 0)
        return
    state.counters[codes.SENT_ABROAD] += 1
    lasts_d = repair_time(plan, state, seed, history, kind, plan.components.abroad_d[kind])
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
            go_abroad(plan, state, seed, history, kind, now_d)
        for _ in range(coming):
            come_back(plan, state, seed, history, kind, now_d)


@compiled
def fail(plan, state, seed, history, unit, kind, now_d):
    """A part fails: another takes its place or is owed, and the faulty one goes where it is repaired."""
    force, parts = state.force, plan.components
    state.counters[codes.NOW_FAULTS] += 1
    at_hand = force.base_stock[unit, kind] > 0
    note(state, now_d, codes.PART_FAILS if at_hand else codes.PART_OWED, unit, kind)
    if parts.poisson[kind] == 1:
        begin_life(plan, state, seed, history, unit, kind, now_d)
    number = force.faults[unit, kind]
    force.faults[unit, kind] += 1
    element = parts.element[kind]
    force.working[unit, kind] -= 1
    force.owed[unit, kind] += 1
    if at_hand:
        force.base_stock[unit, kind] -= 1
        receive(plan, state, seed, history, unit, kind, now_d)
    here, away = two_chances(seed, element, number, unit, history)
    if here < parts.base_repair[kind]:
        state.counters[codes.MENDED_HOME] += 1
        lasts_d = repair_time(plan, state, seed, history, kind, parts.base_repair_d[kind])
        push(state, now_d + lasts_d, codes.BASE_REPAIRED, unit, kind)
        return
    # The faulty part is on its way before the order is served: both at once, as in one-for-one stock.
    order(plan, state, seed, history, unit, kind, now_d)
    abroad = parts.abroad[kind] * (1.0 - taken_over(plan, state, kind))
    if away < abroad:
        go_abroad(plan, state, seed, history, kind, now_d)
    else:
        to_workshop(plan, state, seed, history, kind, now_d)

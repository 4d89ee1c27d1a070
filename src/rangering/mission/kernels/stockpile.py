"""Rounds: promised to a salvo, launched or put back, loaded again from the store.

The launcher of lowest number that holds a round promises it, so that launchers empty one after another and
can be reloaded while the others still fire. A promised round stands on its launcher until it is launched:
of those promised, the lowest launcher's leaves first. A launcher cannot be reloaded and fire at once: it
begins to reload when it is empty, its last promised round launched, where the store still holds a full load
or a part of one; any number reload at a time. A round that is not fired after all stays where it stands. One
promised by a launcher that has failed since is launched all the same.
Source: the rules are ours, stated here; how long a reload takes is an input.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Event
from rangering.mission.kernels.events import RELOADED, note, push

_RELOADING = Event.RELOADING.value


@compiled
def take(unit, kind, plan, stock):
    """Promise one round of a launcher; the launcher, -1 where there is none."""
    for n in range(len(plan.unit)):
        if plan.unit[n] == unit and stock.up[n] and not stock.reloading[n] and stock.rounds[n, kind] > 0:
            stock.rounds[n, kind] -= 1
            stock.promised[n, kind] += 1
            stock.ready[unit, kind] -= 1
            return n
    return -1


@compiled
def fire(unit, kind, plan, stock):
    """A promised round leaves its launcher; the launcher, -1 where none is promised."""
    for n in range(len(plan.unit)):
        if plan.unit[n] == unit and stock.promised[n, kind] > 0:
            stock.promised[n, kind] -= 1
            return n
    return -1


@compiled
def put_back(unit, kind, plan, stock):
    """Take a promise back, of the highest launcher that gave one; the launcher, -1 where none is promised."""
    for n in range(len(plan.unit) - 1, -1, -1):
        if plan.unit[n] == unit and stock.promised[n, kind] > 0:
            stock.promised[n, kind] -= 1
            stock.rounds[n, kind] += 1
            if stock.up[n]:
                stock.ready[unit, kind] += 1
            return n
    return -1


@compiled
def release(stock):
    """A raid is over: what was promised and not launched is at its launcher's disposal again."""
    for n in range(stock.rounds.shape[0]):
        for m in range(stock.rounds.shape[1]):
            stock.rounds[n, m] += stock.promised[n, m]
            stock.promised[n, m] = 0


@compiled
def count_ready(unit, plan, stock):
    """Count anew what is ready at a fire unit; the total."""
    total = 0
    for m in range(stock.ready.shape[1]):
        ready = 0
        for n in range(len(plan.unit)):
            if plan.unit[n] == unit and stock.up[n] and not stock.reloading[n]:
                ready += stock.rounds[n, m]
        stock.ready[unit, m] = ready
        total += ready
    return total


@compiled
def begin_reloads(unit, time_s, plan, stock, queue, log):
    """Begin to reload the launchers of a fire unit that are empty and owe no round to anybody."""
    for n in range(len(plan.unit)):
        if plan.unit[n] != unit or stock.reloading[n] or not stock.up[n]:
            continue
        held, to_come = 0, 0
        for m in range(stock.rounds.shape[1]):
            held += stock.rounds[n, m] + stock.promised[n, m]
            to_come += min(plan.load[n, m], stock.store[unit, m])
        if held == 0 and to_come > 0:
            # What is on the crane is no longer in the store.
            for m in range(stock.rounds.shape[1]):
                rounds = min(plan.load[n, m], stock.store[unit, m])
                stock.store[unit, m] -= rounds
                stock.rounds[n, m] = rounds
            stock.reloading[n] = True
            push(queue, time_s + plan.reload_s[unit], RELOADED, n, 0)
            note(log, time_s, _RELOADING, -1, unit, n, plan.reload_s[unit])


@compiled
def left(unit, stock):
    """Rounds ready at a fire unit."""
    total = 0
    for m in range(stock.ready.shape[1]):
        total += stock.ready[unit, m]
    return total


@compiled
def mark(unit, time_s, units_plan, units, stock):
    """Add up what a fire unit has held since the last change. Call before every change of it."""
    since_s = time_s - units.since_s[unit]
    if since_s > 0.0:
        units.target_s[unit] += units.targets[unit] * since_s
        units.missile_s[unit] += units.missiles[unit] * since_s
        if units.targets[unit] >= units_plan.targets[unit]:
            units.full_s[unit] += since_s
        if units.empty_since_s[unit] < np.inf:
            units.empty_s[unit] += since_s
    units.since_s[unit] = time_s


@compiled
def mark_empty(unit, time_s, units, stock):
    """Note when a fire unit runs out of ready rounds, and when it has some again."""
    if left(unit, stock) == 0:
        if units.empty_since_s[unit] == np.inf:
            units.empty_since_s[unit] = time_s
            if np.isnan(units.first_empty_s[unit]):
                units.first_empty_s[unit] = time_s
    else:
        units.empty_since_s[unit] = np.inf

"""Missiles: they come in batches, the oldest is fired first, what outlives its shelf life is struck off.

What comes together need not be of one age: it is spread evenly, by the month, from new to the oldest.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.queue import note, push

_MONTH_D = 30.4375  # ages of one batch lie no farther apart: as near as is reported


@compiled
def lay(state, count, due_d):
    """Put a batch where it belongs among those that expire before and after it."""
    counters, left, dues_d = state.counters, state.stock.left, state.stock.due_d
    if counters[codes.LAST_BATCH] - counters[codes.FIRST_BATCH] == len(left):
        counters[codes.OVERFLOW] = 1
        return
    n = counters[codes.LAST_BATCH]
    counters[codes.LAST_BATCH] += 1
    while n > counters[codes.FIRST_BATCH] and dues_d[(n - 1) % len(left)] > due_d:
        left[n % len(left)] = left[(n - 1) % len(left)]
        dues_d[n % len(left)] = dues_d[(n - 1) % len(left)]
        n -= 1
    left[n % len(left)] = count
    dues_d[n % len(left)] = due_d


@compiled
def add(plan, state, count, oldest_d, now_d):
    """Missiles come, the oldest of that age, the others evenly younger down to new."""
    counters, left, shelf_life_d = state.counters, state.stock.left, plan.missiles.shelf_life_d
    if count <= 0:
        return
    counters[codes.STOCK] += count
    if shelf_life_d >= codes.NEVER_D:
        if counters[codes.LAST_BATCH] > counters[codes.FIRST_BATCH]:
            left[(counters[codes.LAST_BATCH] - 1) % len(left)] += count  # no age: one batch holds all
        else:
            lay(state, count, np.inf)
        return
    batches = max(1, min(count, int(np.ceil(oldest_d / _MONTH_D))))
    for batch in range(batches):
        age_d = oldest_d * (1.0 - (batch + 0.5) / batches)
        due_d = max(now_d + shelf_life_d - age_d, now_d)
        lay(state, (batch + 1) * count // batches - batch * count // batches, due_d)
        push(state, due_d, codes.EXPIRY, 0, 0)


@compiled
def fire(state, wanted):
    """Fire missiles, oldest first, as many as there are; how many that was."""
    counters, left = state.counters, state.stock.left
    fired = 0
    while fired < wanted and counters[codes.FIRST_BATCH] < counters[codes.LAST_BATCH]:
        place = counters[codes.FIRST_BATCH] % len(left)
        taken = min(wanted - fired, left[place])
        left[place] -= taken
        fired += taken
        if left[place] == 0:
            counters[codes.FIRST_BATCH] += 1
    counters[codes.STOCK] -= fired
    counters[codes.NOW_FIRED] += fired
    return fired


@compiled
def expire(state, now_d):
    """What has outlived its shelf life is struck off."""
    counters, stock = state.counters, state.stock
    while counters[codes.FIRST_BATCH] < counters[codes.LAST_BATCH]:
        place = counters[codes.FIRST_BATCH] % len(stock.left)
        if stock.due_d[place] > now_d:
            return
        note(state, now_d, codes.MISSILES_EXPIRE, stock.left[place], 0)
        counters[codes.STOCK] -= stock.left[place]
        counters[codes.NOW_EXPIRED] += stock.left[place]
        counters[codes.FIRST_BATCH] += 1

"""Missiles: they come in batches, the oldest is fired first, what outlives its shelf life is struck off."""

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.queue import note, push


@compiled
def add(plan, state, count, now_d):
    """A batch comes, new."""
    counters, left = state.counters, state.stock.left
    if count <= 0:
        return
    counters[codes.STOCK] += count
    ageless = plan.missiles.shelf_life_d >= codes.NEVER_D
    if ageless and counters[codes.LAST_BATCH] > counters[codes.FIRST_BATCH]:
        left[(counters[codes.LAST_BATCH] - 1) % len(left)] += count  # no age: one batch holds all
        return
    if counters[codes.LAST_BATCH] - counters[codes.FIRST_BATCH] == len(left):
        counters[codes.OVERFLOW] = 1
        return
    left[counters[codes.LAST_BATCH] % len(left)] = count
    push(state, now_d + plan.missiles.shelf_life_d, codes.EXPIRY, counters[codes.LAST_BATCH], 0)
    counters[codes.LAST_BATCH] += 1


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
def expire(state, batch, now_d):
    """What is left of a batch is struck off."""
    counters, left = state.counters, state.stock.left
    if batch < counters[codes.FIRST_BATCH]:
        return
    place = batch % len(left)
    note(state, now_d, codes.MISSILES_EXPIRE, left[place], 0)
    counters[codes.STOCK] -= left[place]
    counters[codes.NOW_EXPIRED] += left[place]
    left[place] = 0
    counters[codes.FIRST_BATCH] = batch + 1

"""The queue of events: a heap of fours by time, then kind, then order of entry: ties never differ.

Source: Williams, Algorithm 232: Heapsort, Comm. ACM 7 (1964) 347-348; Wegener, "Bottom-up-heapsort",
Theoretical Computer Science 118 (1993) 81-98 (the hole goes down first).
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes

_KIND, _FIRST = 48, 32  # bits to the left of which they stand


@compiled
def move(queue, source, target):
    """Copy an event from one place to another."""
    queue.time_d[target] = queue.time_d[source]
    queue.rank[target] = queue.rank[source]
    queue.about[target] = queue.about[source]


@compiled
def settle(queue, n, time_d, rank, about):
    """Put an event into the empty place n, or above it, below all that come before it."""
    while n > 0:
        above = (n - 1) >> 2
        above_d = queue.time_d[above]
        if above_d < time_d or (above_d == time_d and queue.rank[above] < rank):
            break
        move(queue, above, n)
        n = above
    queue.time_d[n] = time_d
    queue.rank[n] = rank
    queue.about[n] = about


@compiled
def push(state, time_d, kind, first, second):
    """Enter an event; one that never comes is left out, a full queue marks the history void."""
    queue = state.queue
    n = queue.length[0]
    if time_d >= codes.NEVER_D:
        return
    if n == len(queue.time_d) - 3:  # beyond the last event there is room for what never comes
        state.counters[codes.OVERFLOW] = 1
        return
    rank = kind << _KIND | queue.length[1]
    queue.length[0] = n + 1
    queue.length[1] += 1
    settle(queue, n, time_d, rank, first << _FIRST | second)


@compiled
def earlier(queue, a, b):
    """Which of two places holds what comes first."""
    a_d, b_d = queue.time_d[a], queue.time_d[b]
    turned = int(b_d < a_d)
    if b_d == a_d:
        turned = int(queue.rank[b] < queue.rank[a])
    return a + (b - a) * turned


@compiled
def pop(queue):
    """Take the next event out.

    The hole goes down to the end, always to the earliest of four, and the last event rises from there: no
    comparison whose outcome a processor must guess. Places beyond the last event hold infinite times.

    Returns
    -------
    tuple
        Time [d], kind, what it is about (two numbers).
    """
    time_d, rank, about = queue.time_d[0], queue.rank[0], queue.about[0]
    last = queue.length[0] - 1
    queue.length[0] = last
    last_d, last_rank, last_about = queue.time_d[last], queue.rank[last], queue.about[last]
    queue.time_d[last] = np.inf
    n, below = 0, 1
    while below < last:
        first = earlier(queue, below, below + 1)
        below = earlier(queue, first, earlier(queue, below + 2, below + 3))
        move(queue, below, n)
        n = below
        below = 4 * n + 1
    if last > 0:
        settle(queue, n, last_d, last_rank, last_about)
    return time_d, rank >> _KIND, about >> _FIRST, about & ((1 << _FIRST) - 1)


@compiled
def empty(queue):
    """Leave nothing in the queue."""
    queue.time_d[: queue.length[0]] = np.inf
    queue.length[:] = 0


@compiled
def note(state, time_d, kind, first, second):
    """Write a line of the log where there is room for it; lines are counted in any case."""
    log = state.log
    n = log.length[0]
    log.length[0] = n + 1
    if n < len(log.time_d):
        log.time_d[n] = time_d
        log.kind[n] = kind
        log.first[n] = first
        log.second[n] = second

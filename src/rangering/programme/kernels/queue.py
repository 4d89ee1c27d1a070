"""The queue of events: a binary heap by time, then kind, then order of entry, so that ties never differ.

Source: Williams, Algorithm 232: Heapsort, Comm. ACM 7 (1964) 347-348.
"""

from rangering._jit import compiled
from rangering.programme.kernels import codes


@compiled
def comes_first(queue, n, time_d, kind, entered):
    """Whether the event at place n comes before one with these marks."""
    if queue.time_d[n] != time_d:
        return queue.time_d[n] < time_d
    if queue.kind[n] != kind:
        return queue.kind[n] < kind
    return queue.entered[n] < entered


@compiled
def move(queue, source, target):
    """Copy an event from one place to another."""
    queue.time_d[target] = queue.time_d[source]
    queue.kind[target] = queue.kind[source]
    queue.first[target] = queue.first[source]
    queue.second[target] = queue.second[source]
    queue.entered[target] = queue.entered[source]


@compiled
def push(state, time_d, kind, first, second):
    """Enter an event; one that never comes is left out, a full queue marks the history void."""
    queue = state.queue
    n = queue.length[0]
    if time_d >= codes.NEVER_D:
        return
    if n == len(queue.time_d):
        state.counters[codes.OVERFLOW] = 1
        return
    entered = queue.length[1]
    queue.length[0] = n + 1
    queue.length[1] = entered + 1
    while n > 0:
        above = (n - 1) // 2
        if comes_first(queue, above, time_d, kind, entered):
            break
        move(queue, above, n)
        n = above
    queue.time_d[n] = time_d
    queue.kind[n] = kind
    queue.first[n] = first
    queue.second[n] = second
    queue.entered[n] = entered


@compiled
def pop(queue):
    """Take the next event out.

    Returns
    -------
    tuple
        Time [d], kind, what it is about (two numbers).
    """
    time_d, kind, first, second = queue.time_d[0], queue.kind[0], queue.first[0], queue.second[0]
    last = queue.length[0] - 1
    queue.length[0] = last
    last_d, last_kind, last_entered = queue.time_d[last], queue.kind[last], queue.entered[last]
    n = 0
    while 2 * n + 1 < last:
        below = 2 * n + 1
        other = below + 1
        if other < last and comes_first(
            queue, other, queue.time_d[below], queue.kind[below], queue.entered[below]
        ):
            below = other
        if not comes_first(queue, below, last_d, last_kind, last_entered):
            break
        move(queue, below, n)
        n = below
    move(queue, last, n)
    return time_d, kind, first, second


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

"""The queue of events: a binary heap by time, then kind, then order of entry, so that ties are the same always.

Source: Williams, Algorithm 232: Heapsort, Comm. ACM 7 (1964) 347-348.
"""

from rangering._jit import compiled
from rangering.programme.kernels import codes


@compiled
def before(queue, a, b):
    """Whether the event at place a comes before the one at b."""
    if queue.time_d[a] != queue.time_d[b]:
        return queue.time_d[a] < queue.time_d[b]
    if queue.kind[a] != queue.kind[b]:
        return queue.kind[a] < queue.kind[b]
    return queue.entered[a] < queue.entered[b]


@compiled
def swap(queue, a, b):
    """Exchange two places."""
    queue.time_d[a], queue.time_d[b] = queue.time_d[b], queue.time_d[a]
    queue.kind[a], queue.kind[b] = queue.kind[b], queue.kind[a]
    queue.first[a], queue.first[b] = queue.first[b], queue.first[a]
    queue.second[a], queue.second[b] = queue.second[b], queue.second[a]
    queue.entered[a], queue.entered[b] = queue.entered[b], queue.entered[a]


@compiled
def push(state, time_d, kind, first, second):
    """Enter an event; one that never comes (infinite time) is left out, a full queue marks the history void."""
    queue = state.queue
    n = queue.length[0]
    if time_d >= 1e12:  # never
        return
    if n == len(queue.time_d):
        state.counters[codes.OVERFLOW] = 1
        return
    queue.time_d[n] = time_d
    queue.kind[n] = kind
    queue.first[n] = first
    queue.second[n] = second
    queue.entered[n] = queue.length[1]
    queue.length[0] = n + 1
    queue.length[1] += 1
    while n > 0:
        above = (n - 1) // 2
        if not before(queue, n, above):
            break
        swap(queue, n, above)
        n = above


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
    if last > 0:
        swap(queue, 0, last)
    n = 0
    while True:
        least = n
        for below in (2 * n + 1, 2 * n + 2):
            if below < last and before(queue, below, least):
                least = below
        if least == n:
            break
        swap(queue, n, least)
        n = least
    return time_d, kind, first, second


@compiled
def note(state, time_d, kind, first, second):
    """Write a line of the log, where one is kept."""
    log = state.log
    n = log.length[0]
    if n < len(log.time_d):
        log.time_d[n] = time_d
        log.kind[n] = kind
        log.first[n] = first
        log.second[n] = second
        log.length[0] = n + 1

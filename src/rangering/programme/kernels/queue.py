"""The queue of events: the nearest in order, a heap behind them; ties by kind, then by what it is about.

Programmes have some dozens of events to come. A list in order then beats a tree: what is next stands at its
end, and a new event moves those that come before it, often fewer than ten. What a full list cannot hold goes
to a heap of fours.
Source: Rönngren and Ayani, "A comparative study of parallel and sequential priority queue algorithms", ACM
Trans. Model. Comput. Simul. 7 (1997) 157-209 (lists for short queues); Williams, Algorithm 232: Heapsort,
Comm. ACM 7 (1964) 347-348.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes

_KIND, _FIRST = 56, 28  # bits to the left of which they stand
_ABOUT = (1 << _FIRST) - 1

# What `Queue.held` counts.
LISTED = 0
HEAPED = 1


@compiled
def before(one_d, one, other_d, other):
    """Whether an event comes before another."""
    return one_d < other_d or (one_d == other_d and one < other)


@compiled
def push(state, time_d, kind, first, second):
    """Enter an event; one that never comes is left out, a full queue marks the history void."""
    queue = state.queue
    held, listed_d, listed = queue.held, queue.listed_d, queue.listed
    if time_d >= codes.NEVER_D:
        return
    event = kind << _KIND | first << _FIRST | second
    if held[LISTED] == len(listed):
        spill(state)
    if held[HEAPED] > 0 and before(listed_d[0], listed[0], time_d, event):
        heap(state, time_d, event)
        return
    n = held[LISTED]
    held[LISTED] = n + 1
    while n > 0 and before(listed_d[n - 1], listed[n - 1], time_d, event):
        listed_d[n], listed[n] = listed_d[n - 1], listed[n - 1]
        n -= 1
    listed_d[n], listed[n] = time_d, event


@compiled
def next_d(queue):
    """When the next event is; infinite where there is none. [d]"""
    if queue.held[LISTED] == 0:
        return np.inf
    return queue.listed_d[queue.held[LISTED] - 1]


@compiled
def pop(queue):
    """Take the next event out.

    Returns
    -------
    tuple
        Time [d], kind, what it is about (two numbers).
    """
    last = queue.held[LISTED] - 1
    time_d, event = queue.listed_d[last], queue.listed[last]
    queue.held[LISTED] = last
    if last == 0 and queue.held[HEAPED] > 0:
        refill(queue)
    return time_d, event >> _KIND, event >> _FIRST & _ABOUT, event & _ABOUT


@compiled
def spill(state):
    """The list is full: its later half goes to the heap."""
    queue = state.queue
    held, listed_d, listed = queue.held, queue.listed_d, queue.listed
    half = len(listed) // 2
    for n in range(half):
        heap(state, listed_d[n], listed[n])
    for n in range(half, len(listed)):
        listed_d[n - half] = listed_d[n]
        listed[n - half] = listed[n]
    held[LISTED] = len(listed) - half


@compiled
def refill(queue):
    """The list is empty: half of it is filled from the heap."""
    held = queue.held
    number = min(len(queue.listed) // 2, held[HEAPED])
    held[LISTED] = number
    for n in range(number - 1, -1, -1):
        queue.listed_d[n], queue.listed[n] = queue.heap_d[0], queue.heap[0]
        sink(queue)


@compiled
def heap(state, time_d, event):
    """Put an event on the heap."""
    queue = state.queue
    n = queue.held[HEAPED]
    if n == len(queue.heap) - 3:  # beyond the last event there is room for what never comes
        state.counters[codes.OVERFLOW] = 1
        return
    queue.held[HEAPED] = n + 1
    rise(queue, n, time_d, event)


@compiled
def rise(queue, n, time_d, event):
    """Put an event into the empty place n of the heap, or above it, below all that come before it."""
    while n > 0:
        above = (n - 1) >> 2
        if before(queue.heap_d[above], queue.heap[above], time_d, event):
            break
        queue.heap_d[n], queue.heap[n] = queue.heap_d[above], queue.heap[above]
        n = above
    queue.heap_d[n], queue.heap[n] = time_d, event


@compiled
def sink(queue):
    """Take the first event off the heap: the hole goes down to the end, the last event rises from there.

    Places beyond the last event hold infinite times.
    """
    last = queue.held[HEAPED] - 1
    queue.held[HEAPED] = last
    last_d, last_event = queue.heap_d[last], queue.heap[last]
    queue.heap_d[last] = np.inf
    n, below = 0, 1
    while below < last:
        for other in range(below + 1, below + 4):
            if before(queue.heap_d[other], queue.heap[other], queue.heap_d[below], queue.heap[below]):
                below = other
        queue.heap_d[n], queue.heap[n] = queue.heap_d[below], queue.heap[below]
        n = below
        below = 4 * n + 1
    if last > 0:
        rise(queue, n, last_d, last_event)


@compiled
def empty(queue):
    """Leave nothing in the queue."""
    queue.heap_d[: queue.held[HEAPED]] = np.inf
    queue.held[:] = 0


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

"""What happens next: a heap of events by time, and at one time by kind, then by what they are about.

Ties are broken by number, never by the order of insertion: otherwise two machines could disagree.
Source: the binary heap of Williams, "Algorithm 232: Heapsort", Communications of the ACM 7 (1964) 347-348.
"""

import numpy as np

from rangering._jit import compiled

# At one time, what frees comes before what takes, and a flight ends after all that could still stop it.
(INTERCEPT, ASSESS, RELOADED, READY, LINK, FAULT, ENTER, SCAN, CUE, DECLARE, DECIDE, LAUNCH, CANCEL, EVALUATE,
 END, STEP, SEEK) = range(17)  # fmt: skip

VERSIONS = 1 << 20  # so many versions are told apart: what is older by a multiple of them is long gone
_ABOUT = VERSIONS
_KIND = 1 << 44  # 20 bits of version, 24 of what it is about


@compiled
def push(queue, time_s, kind, about, version):
    """Add an event; False where there is no room, which is counted.

    Parameters
    ----------
    queue : Queue
        Changed.
    time_s : float
        When. Infinity: it never comes, and is left out. [s]
    kind : int
        One of the kinds above.
    about : int
        Number of the flight, slot, engagement, missile …, below 2²⁴.
    version : int
        What it must still be when its time comes; counted modulo 2²⁰.
    """
    if not time_s < np.inf:
        return True
    n = queue.length[0]
    if n == len(queue.time_s):
        queue.length[1] += 1
        return False
    code = kind * _KIND + about * _ABOUT + version % _ABOUT
    queue.length[0] = n + 1
    while n > 0:
        above = (n - 1) // 2
        if queue.time_s[above] < time_s or (queue.time_s[above] == time_s and queue.code[above] <= code):
            break
        queue.time_s[n] = queue.time_s[above]
        queue.code[n] = queue.code[above]
        n = above
    queue.time_s[n] = time_s
    queue.code[n] = code
    return True


@compiled
def pop(queue):
    """Take the next event out.

    Returns
    -------
    tuple
        Time [s], kind, about, version.
    """
    time_s, code = queue.time_s[0], queue.code[0]
    last = queue.length[0] - 1
    queue.length[0] = last
    moved_s, moved = queue.time_s[last], queue.code[last]
    n = 0
    while True:
        below = 2 * n + 1
        if below >= last:
            break
        right = below + 1
        if right < last and (
            queue.time_s[right] < queue.time_s[below]
            or (queue.time_s[right] == queue.time_s[below] and queue.code[right] < queue.code[below])
        ):
            below = right
        if moved_s < queue.time_s[below] or (moved_s == queue.time_s[below] and moved <= queue.code[below]):
            break
        queue.time_s[n] = queue.time_s[below]
        queue.code[n] = queue.code[below]
        n = below
    queue.time_s[n] = moved_s
    queue.code[n] = moved
    return time_s, code // _KIND, code % _KIND // _ABOUT, code % _ABOUT


@compiled
def note(log, time_s, event, flight, unit, other, value):
    """Write a line of the log, where one is kept."""
    n = log.length[0]
    if n < len(log.time_s):
        log.time_s[n] = time_s
        log.event[n] = event
        log.flight[n] = flight
        log.unit[n] = unit
        log.other[n] = other
        log.value[n] = value
        log.occasion[n] = log.length[1]
        log.length[0] = n + 1

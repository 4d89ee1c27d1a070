"""What a history leaves: how things stood every month, first times, what full capability waited for."""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.units import is_available


@compiled
def month(plan, state, out, k, m):
    """Write down how things stand on the day of report m."""
    force, counters, row = state.force, state.counters, out.monthly[k]
    available = 0
    for unit in range(len(force.in_service)):
        available += is_available(force, unit)
    row[codes.DELIVERED, m] = counters[codes.NOW_DELIVERED]
    row[codes.INSTALLED, m] = counters[codes.NOW_INSTALLED]
    row[codes.CREWED, m] = counters[codes.NOW_CREWED]
    row[codes.IN_SERVICE, m] = counters[codes.NOW_SERVING]
    row[codes.AVAILABLE, m] = available
    row[codes.MISSILES, m] = counters[codes.STOCK]
    row[codes.BACKLOG, m] = counters[codes.NOW_OWED]
    row[codes.FIRED, m] = counters[codes.NOW_FIRED]
    row[codes.EXPIRED, m] = counters[codes.NOW_EXPIRED]
    row[codes.MADE, m] = counters[codes.NOW_MADE]
    row[codes.ARRIVED, m] = counters[codes.NOW_ARRIVED]
    row[codes.REPAIRS_ABROAD, m] = counters[codes.SENT_ABROAD]
    row[codes.REPAIRS_HOME, m] = counters[codes.MENDED_HOME]
    row[codes.FAULTS, m] = counters[codes.NOW_FAULTS]
    row[codes.UNMET, m] = counters[codes.NOW_UNMET]
    for line in range(len(plan.lines.per_d)):
        row[codes.ROWS + line, m] = state.stock.line_made[line]


@compiled
def walk_back(state, out, k):
    """Follow the way to full capability back to the signature: what it waited for, cause by cause."""
    net, full_d = state.network, out.times_d[k, codes.FULL]
    if not np.isfinite(full_d):
        return
    a = state.counters[codes.FULL_BY]
    if a < 0:  # a crew that was trained anew came last
        a = state.counters[codes.FULL_AFTER]
        ended_d = net.ended_d[a] if a >= 0 else 0.0
        out.waits_d[k, codes.TRAINING_CAUSE] += full_d - ended_d
    while a >= 0:
        for cause in range(codes.CAUSES):
            out.waits_d[k, cause] += net.waited_d[a, cause]
        a = net.bound_by[a]


@compiled
def close(plan, state, out, k):
    """The history is over."""
    out.ended_d[k] = state.network.ended_d
    walk_back(state, out, k)
    out.events[k] = state.counters[codes.EVENTS]
    out.overflow[k] = state.counters[codes.OVERFLOW]

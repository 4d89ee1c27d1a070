"""Licensed lines at home: output grows over the ramp to its rate; a shock slows the line, and its ramp, down.

Missiles are counted when somebody looks: at the end of a month, before a firing, and when a shock turns.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.network import is_stopped
from rangering.programme.kernels.queue import note
from rangering.programme.kernels.stock import add


@compiled
def made_between(per_d, ramp_d, ran_d, more_d):
    """Missiles that a line makes in `more_d` days after `ran_d` days of work; linear ramp, then full."""
    whole = 0.0
    for sign, at_d in ((1.0, ran_d + more_d), (-1.0, ran_d)):
        if ramp_d > 0.0 and at_d < ramp_d:
            whole += sign * per_d * at_d * at_d / (2.0 * ramp_d)
        else:
            whole += sign * per_d * (at_d - ramp_d / 2.0)
    return whole


@compiled
def run_lines(plan, state, now_d):
    """Count what the lines made since they were last looked at; whole missiles go to stock."""
    stock, lines = state.stock, plan.lines
    for line in range(len(lines.per_d)):
        if stock.line_open_d[line] > now_d:
            continue
        from_d = max(stock.line_open_d[line], stock.line_seen_d[line])
        more_d = now_d - from_d
        stock.line_seen_d[line] = now_d
        if more_d <= 0.0 or lines.per_d[line] <= 0.0:
            continue
        share = 1.0
        if is_stopped(state.network, codes.STOPS_LICENSED):
            share = 1.0 - lines.imported_share[line]
        ran_d, more_d = stock.line_ran_d[line], share * more_d
        part = made_between(lines.per_d[line], lines.ramp_d[line], ran_d, more_d)
        stock.line_ran_d[line] = ran_d + more_d
        stock.line_part[line] += part
        whole = int(np.floor(stock.line_part[line] + 1e-9))
        if lines.opens_most[line] > 0:
            whole = min(whole, lines.opens_most[line] - stock.line_made[line])
        stock.line_part[line] -= whole
        stock.line_made[line] += whole
        state.counters[codes.NOW_MADE] += whole
        if whole > 0:
            note(state, now_d, codes.MISSILES_MADE, line, whole)
            add(plan, state, whole, 0.0, now_d)

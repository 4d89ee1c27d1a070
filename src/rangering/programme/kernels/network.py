"""Activities: each begins once what it waits for has ended, its day has come and a place is free.

Shocks keep it from beginning or stop it midway. What it waits for is written down cause by cause; the times
from ready to ended add up to the whole. Places go to those that were ready first, then in the plan's order.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import chance
from rangering.programme.kernels.queue import note, push
from rangering.programme.kernels.still_open import draw_stages


@compiled
def prepare(plan, state, seed, history):
    """Wipe the network, and let chance decide which activities take place."""
    net, activities = state.network, plan.activities
    net.version[:] = 0
    net.bound_by[:] = -1
    net.ready_d[:] = np.inf
    net.since_d[:] = 0.0
    net.why[:] = 0
    net.left_d[:] = 0.0
    net.repeat_d[:] = 0.0
    net.drawn[:] = 0
    net.ended_d[:] = np.inf
    net.waited_d[:] = 0.0
    net.free[:] = activities.places
    net.stopped[:] = 0
    net.shock_begins_d[:] = np.inf
    net.shock_ends_d[:] = np.inf
    for a in range(len(activities.cause)):
        net.open_after[a] = activities.first_after[a + 1] - activities.first_after[a]
        net.state[a] = codes.WAITS
        if activities.likely[a] < 1.0:
            u = chance(seed, activities.element[a], codes.DRAW_TAKES_PLACE, 0, history)
            if u >= activities.likely[a]:
                net.state[a] = codes.NEVER
    spread_never(plan, net)


@compiled
def spread_never(plan, net):
    """What waits for something that never takes place never does either, however the plan orders them."""
    activities, changed = plan.activities, True
    while changed:
        changed = False
        for a in range(len(activities.cause)):
            for p in range(activities.first_after[a], activities.first_after[a + 1]):
                if net.state[a] == codes.WAITS and net.state[activities.after[p]] == codes.NEVER:
                    net.state[a] = codes.NEVER
                    changed = True


@compiled
def account(net, a, now_d):
    """Count the time since the last look for what it was spent on."""
    net.waited_d[a, net.why[a]] += now_d - net.since_d[a]
    net.since_d[a] = now_d


@compiled
def is_stopped(net, mask):
    """Whether a shock stops one of the flows of a mask now."""
    found = False
    for bit in range(codes.FLOWS):
        found |= bool(mask >> bit & 1) and net.stopped[bit] > 0
    return found


@compiled
def try_begin(plan, state, seed, history, a, now_d):
    """Begin a ready activity, or say what it waits for."""
    net, activities = state.network, plan.activities
    account(net, a, now_d)
    place = activities.place[a]
    if now_d < activities.earliest_d[a]:
        net.why[a] = codes.CALENDAR
        return
    if is_stopped(net, activities.stopped_by[a]):
        net.why[a] = codes.SHOCK
        return
    if place >= 0 and net.free[place] == 0:
        net.why[a] = codes.SLOT
        return
    if place >= 0:
        net.free[place] -= 1
    draw_stages(plan, net, seed, history, a, now_d)
    net.state[a] = codes.RUNS
    net.why[a] = activities.cause[a]
    note(state, now_d, codes.BEGINS, a, 0)
    push(state, now_d + net.left_d[a], codes.ACTIVITY_ENDS, a, net.version[a])


@compiled
def make_ready(plan, state, a, now_d):
    """All that an activity waited for has ended; it begins at the next look, after those ready before it."""
    net = state.network
    net.state[a] = codes.READY
    net.ready_d[a] = now_d
    net.since_d[a] = now_d
    if plan.activities.earliest_d[a] > now_d:
        push(state, plan.activities.earliest_d[a], codes.DAY_COMES, a, 0)


@compiled
def look_again(plan, state, seed, history, now_d):
    """Let ready activities try once more, those first that have waited longest."""
    net = state.network
    seen_d, seen = -1.0, -1
    while True:
        chosen, chosen_d = -1, np.inf
        for a in range(len(net.state)):
            if net.state[a] == codes.READY:
                later = net.ready_d[a] > seen_d or (net.ready_d[a] == seen_d and a > seen)
                if later and net.ready_d[a] < chosen_d:
                    chosen, chosen_d = a, net.ready_d[a]
        if chosen < 0:
            return
        seen_d, seen = chosen_d, chosen
        try_begin(plan, state, seed, history, chosen, now_d)


@compiled
def end(plan, state, seed, history, a, now_d):
    """An activity has ended: its place is free, and what waited for it alone is ready."""
    net, activities = state.network, plan.activities
    account(net, a, now_d)
    repeated_d = net.repeat_d[a]
    net.waited_d[a, activities.cause[a]] -= repeated_d
    net.waited_d[a, codes.REPEAT] += repeated_d
    net.state[a] = codes.ENDED
    net.ended_d[a] = now_d
    note(state, now_d, codes.ENDS_REPEATED if repeated_d > 0.0 else codes.ENDS, a, 0)
    if activities.place[a] >= 0:
        net.free[activities.place[a]] += 1
    for n in range(net.first_next[a], net.first_next[a + 1]):
        b = net.next[n]
        if net.state[b] == codes.WAITS:
            net.open_after[b] -= 1
            net.bound_by[b] = a
            if net.open_after[b] == 0:
                make_ready(plan, state, b, now_d)
    look_again(plan, state, seed, history, now_d)


@compiled
def interrupt(plan, state, now_d):
    """Stop what runs though a shock stops its kind; it keeps its place."""
    net, activities = state.network, plan.activities
    for a in range(len(activities.cause)):
        if net.state[a] == codes.RUNS and is_stopped(net, activities.stopped_by[a]):
            net.left_d[a] -= now_d - net.since_d[a]
            account(net, a, now_d)
            net.why[a] = codes.SHOCK
            net.state[a] = codes.STOPPED
            note(state, now_d, codes.STOPS, a, 0)
            net.version[a] += 1
        elif net.state[a] == codes.READY:
            account(net, a, now_d)
            if now_d >= activities.earliest_d[a] and is_stopped(net, activities.stopped_by[a]):
                net.why[a] = codes.SHOCK


@compiled
def resume(plan, state, seed, history, now_d):
    """Let what was stopped go on where it stood, and what was ready begin."""
    net, activities = state.network, plan.activities
    for a in range(len(activities.cause)):
        if net.state[a] == codes.STOPPED and not is_stopped(net, activities.stopped_by[a]):
            account(net, a, now_d)
            net.why[a] = activities.cause[a]
            net.state[a] = codes.RUNS
            note(state, now_d, codes.GOES_ON, a, 0)
            push(state, now_d + net.left_d[a], codes.ACTIVITY_ENDS, a, net.version[a])
    look_again(plan, state, seed, history, now_d)

"""Crews come and go: trained ones are lost, and others are trained in their place.

That training has a clock of its own, which stands still while a shock stops training, and runs slower while
it keeps the supplier's instructors away: who was half way through goes on there. All take equally long, so
that they come in the order in which the others were lost.
"""

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import waiting
from rangering.programme.kernels.network import is_stopped
from rangering.programme.kernels.queue import note, push

_CREWS = 77  # key of the draws of crews: there is one pool


@compiled
def next_loss(plan, state, seed, history, now_d):
    """Draw anew when the next trained crew is lost: the rate goes with how many there are."""
    state.counters[codes.CREW_VERSION] += 1
    crews, rate = state.counters[codes.CREWS], plan.units.attrition_per_d
    if crews > 0 and rate > 0.0:
        version = state.counters[codes.CREW_VERSION]
        lasts_d = waiting(seed, _CREWS, version, 0, history, 1.0 / (rate * crews))
        push(state, now_d + lasts_d, codes.CREW_LOST, version, 0)


@compiled
def run_clock(state, now_d):
    """Count the training since the last look."""
    clock_d = state.crews.clock_d
    clock_d[codes.CLOCK_D] += (now_d - clock_d[codes.CLOCK_SEEN_D]) * clock_d[codes.CLOCK_PACE]
    clock_d[codes.CLOCK_SEEN_D] = now_d


@compiled
def expect_crew(state, now_d):
    """Say anew when the next lost crew is replaced; never, while the clock stands still."""
    counters, clock_d, due_d = state.counters, state.crews.clock_d, state.crews.due_d
    counters[codes.RETRAINING_VERSION] += 1
    pace = clock_d[codes.CLOCK_PACE]
    if counters[codes.FIRST_LOST] < counters[codes.LAST_LOST] and pace > 0.0:
        left_d = due_d[counters[codes.FIRST_LOST] % len(due_d)] - clock_d[codes.CLOCK_D]
        push(state, now_d + left_d / pace, codes.CREW_RETRAINED, counters[codes.RETRAINING_VERSION], 0)


@compiled
def turn_training(plan, state, now_d):
    """A shock begins or ends: the clock stands still, runs as fast as it is taught at home, or runs."""
    pace = 1.0
    if is_stopped(state.network, codes.STOPS_TRAINING):
        pace = 0.0
    elif is_stopped(state.network, codes.STOPS_SUPPLIER_TRAINING):
        pace = plan.units.taught_at_home
    if pace != state.crews.clock_d[codes.CLOCK_PACE]:
        run_clock(state, now_d)
        state.crews.clock_d[codes.CLOCK_PACE] = pace
        expect_crew(state, now_d)


@compiled
def lose_crew(plan, state, seed, history, now_d):
    """A trained crew leaves; another is trained in its place."""
    counters, due_d = state.counters, state.crews.due_d
    counters[codes.CREWS] -= 1
    counters[codes.CREW_LOSSES] += 1
    note(state, now_d, codes.CREW_LEAVES, 0, 0)
    run_clock(state, now_d)
    due_d[counters[codes.LAST_LOST] % len(due_d)] = (
        state.crews.clock_d[codes.CLOCK_D] + plan.units.retraining_d
    )
    counters[codes.LAST_LOST] += 1
    if counters[codes.LAST_LOST] - counters[codes.FIRST_LOST] == 1:
        expect_crew(state, now_d)
    next_loss(plan, state, seed, history, now_d)


@compiled
def crew_comes(plan, state, seed, history, crews, now_d):
    """Trained crews join."""
    state.counters[codes.CREWS] += crews
    next_loss(plan, state, seed, history, now_d)


@compiled
def replace_crew(plan, state, seed, history, now_d):
    """A crew has been trained in the place of one lost."""
    run_clock(state, now_d)
    state.counters[codes.FIRST_LOST] += 1
    crew_comes(plan, state, seed, history, 1, now_d)
    note(state, now_d, codes.CREW_REPLACED, 0, 0)
    expect_crew(state, now_d)

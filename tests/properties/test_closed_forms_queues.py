"""Queues and channels, each against another route: a sum, the chain's balance equations, or counting."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import lil_array
from scipy.sparse.linalg import spsolve
from scipy.special import gammainc, gammaln
from scipy.stats import poisson

from rangering.mission.closed_forms.loss import (
    deterministic_stream_engaged,
    engset_congestion,
    erlang_b_blocking,
    erlang_b_offered_load,
)
from rangering.mission.closed_forms.queues import (
    abandonment_fraction,
    erlang_c_wait,
    erlang_c_wait_exceeds,
    finite_queue,
    priority_waits_s,
    single_channel_wait_s,
)

channel_counts = st.integers(1, 8)
rates = st.floats(0.05, 20.0)
EXACT = 1e-9


def balanced(births, deaths):
    """Shares of time in each state, from the balance equations of the whole chain.

    Eliminated state by state without a subtraction (Grassmann, Taksar and Heyman, Operations Research 33
    (1985) 1107-1116), so that rare states are as exact as common ones.
    """
    flow = np.diag(births, 1) + np.diag(deaths, -1)
    for state in range(len(flow) - 1, 0, -1):
        flow[:state, state] /= flow[state, :state].sum()
        flow[:state, :state] += np.outer(flow[:state, state], flow[state, :state])
    shares = np.ones(1)
    for state in range(1, len(flow)):
        shares = np.append(shares, shares @ flow[:state, state])
    return shares / shares.sum()


@given(st.integers(0, 60), st.floats(0.01, 80.0))
def test_erlang_b_is_the_last_of_a_poisson_law_cut_at_the_channels(channels, load):
    law = poisson(load)
    ratio = np.exp(law.logpmf(channels) - law.logcdf(channels))
    assert erlang_b_blocking(channels, load) == pytest.approx(ratio, rel=EXACT)


@given(st.integers(1, 2000), st.floats(1e-12, 1.0 - 1e-6))
def test_the_load_of_a_blocking_gives_that_blocking(channels, blocking):
    load = erlang_b_offered_load(channels, blocking)
    assert erlang_b_blocking(channels, load) == pytest.approx(blocking, rel=1e-8)


def test_erlang_b_of_many_channels_neither_overflows_nor_vanishes():
    """At a load of c, B → √(2/πc): Jagerman (1974), the leading term."""
    assert erlang_b_blocking(1_000_000, 1e6) == pytest.approx(np.sqrt(2 / (np.pi * 1e6)), rel=2e-3)
    assert erlang_b_blocking(1000, 1.0) == 0.0


@given(st.integers(1, 12), channel_counts, rates, rates)
def test_engset_by_the_balance_of_its_states(sources, channels, idle_rate_per_s, service_rate_per_s):
    top = min(sources, channels)
    idle = sources - np.arange(top + 1)
    shares = balanced(idle[:-1] * idle_rate_per_s, np.arange(1, top + 1) * service_rate_per_s)
    all_busy = shares[channels] if sources >= channels else 0.0
    lost = all_busy * (sources - channels) / (shares @ idle) if sources > channels else 0.0
    congestion = engset_congestion(sources, channels, idle_rate_per_s, service_rate_per_s)
    assert congestion.time_fraction == pytest.approx(all_busy, rel=EXACT)
    assert congestion.call_fraction == pytest.approx(lost, rel=EXACT)


def test_many_sources_that_seldom_call_are_poisson():
    congestion = engset_congestion(10_000_000, 6, 6e-7, 1.0)
    assert congestion == pytest.approx((erlang_b_blocking(6, 6.0),) * 2, rel=1e-5)


@given(
    st.integers(0, 40), st.fractions(0, 20, max_denominator=20), st.fractions(0, 60, max_denominator=20),
    st.integers(0, 8),
)  # fmt: skip
def test_an_even_stream_by_counting(raid_size, spacing, busy, channels):
    free_at = [Fraction(0)] * channels
    engaged = 0
    for arrival in (k * spacing for k in range(raid_size)):
        for channel in range(channels):
            if free_at[channel] <= arrival:
                free_at[channel] = arrival + busy
                engaged += 1
                break
    assert deterministic_stream_engaged(raid_size, float(spacing), float(busy), channels) == engaged


@given(channel_counts, st.floats(0.05, 0.8), rates)
def test_erlang_c_by_the_balance_of_its_states(channels, share, service_rate_per_s):
    load = share * channels
    states = np.arange(channels + 200)  # 0.8^200 is below rounding
    shares = balanced(
        np.full(states.size - 1, load * service_rate_per_s),
        np.minimum(states[1:], channels) * service_rate_per_s,
    )
    waiting = np.maximum(states - channels, 0)
    wait = erlang_c_wait(channels, load, service_rate_per_s)
    assert wait.probability == pytest.approx(shares[channels:].sum(), rel=EXACT)
    assert wait.mean_s == pytest.approx(waiting @ shares / (load * service_rate_per_s), rel=EXACT)
    # Who finds n waiting leaves the queue after n + 1 departures of a Poisson stream.
    wait_s = 1.3 / service_rate_per_s
    longer = poisson.cdf(waiting[channels:], channels * 1.3) @ shares[channels:]
    assert erlang_c_wait_exceeds(channels, load, service_rate_per_s, wait_s) == pytest.approx(
        longer, rel=EXACT
    )


@given(channel_counts, st.integers(0, 12), rates, rates)
def test_a_finite_queue_by_the_balance_of_its_states(
    channels, places, arrival_rate_per_s, service_rate_per_s
):
    states = np.arange(channels + places + 1)
    shares = balanced(
        np.full(states.size - 1, arrival_rate_per_s), np.minimum(states[1:], channels) * service_rate_per_s
    )
    queue = finite_queue(channels, channels + places, arrival_rate_per_s, service_rate_per_s)
    assert queue.blocking == pytest.approx(shares[-1], rel=EXACT)
    waiting = np.maximum(states - channels, 0) @ shares
    assert queue.mean_waiting_count == pytest.approx(waiting, rel=EXACT)


@given(channel_counts, rates)
def test_no_place_to_wait_is_erlang_b(channels, load):
    assert finite_queue(channels, channels, load, 1.0).blocking == pytest.approx(
        erlang_b_blocking(channels, load), rel=EXACT
    )


@given(channel_counts, st.floats(1.0, 20.0), st.floats(0.2, 5.0), st.floats(0.05, 5.0))
def test_reneging_by_the_incomplete_gamma_function(
    channels, arrival_rate_per_s, service_rate_per_s, patience_rate_per_s
):
    """Garnett, Mandelbaum and Reiman (2002), section 3: those who wait, by an integral instead of states."""
    x = arrival_rate_per_s / patience_rate_per_s
    y = channels * service_rate_per_s / patience_rate_per_s
    a = np.exp(np.log(y) + x - y * np.log(x) + np.log(gammainc(y, x)) + gammaln(y))
    blocking = erlang_b_blocking(channels, arrival_rate_per_s / service_rate_per_s)
    wait = a * blocking / (1.0 + (a - 1.0) * blocking)
    load = x / y
    expected = wait * (1.0 / (load * a) + 1.0 - 1.0 / load)
    got = abandonment_fraction(channels, arrival_rate_per_s, service_rate_per_s, patience_rate_per_s)
    assert got == pytest.approx(expected, rel=1e-6, abs=1e-9)  # the integral's form cancels


def test_reneging_at_both_ends_of_patience():
    assert abandonment_fraction(4, 3.5, 1.0, 1e9) == pytest.approx(erlang_b_blocking(4, 3.5), rel=1e-6)
    assert abandonment_fraction(4, 5.0, 1.0, 1e-4) == pytest.approx(1.0 - 4.0 / 5.0, rel=1e-6)
    with pytest.raises(ValueError, match="lets too many wait"):
        abandonment_fraction(4, 5.0, 1.0, 1e-9)


@pytest.mark.parametrize("phases", [1, 2, 5])
@pytest.mark.parametrize("load", [0.2, 0.7])
def test_pollaczek_and_khinchine_by_phases(phases, load):
    """An Erlang law of k phases, scv 1/k: customers as batches of k phases of one exponential server."""
    size = 150 * phases
    generator = np.zeros((size + 1, size + 1))
    for state in range(size + 1):
        if state + phases <= size:
            generator[state, state + phases] = load
        if state:
            generator[state, state - 1] = phases
    generator -= np.diag(generator.sum(axis=1))
    generator[:, 0] = 1.0
    shares = np.linalg.solve(generator.T, np.eye(size + 1)[0])
    # First come, first served: an arrival waits for all phases it finds.
    wait_s = np.arange(size + 1) @ shares / phases
    assert single_channel_wait_s(load, 1.0, 1.0 / phases) == pytest.approx(wait_s, rel=1e-7)


def test_pollaczek_and_khinchine_of_a_constant_service():
    """M/D/1 at half load waits half of M/M/1's one service time."""
    assert single_channel_wait_s(0.5, 1.0, 0.0) == pytest.approx(0.5)
    assert single_channel_wait_s(0.5, 1.0, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize("arrivals", [(0.2, 0.25), (0.35, 0.05), (0.05, 0.4)])
def test_cobham_by_the_balance_of_all_states(arrivals):
    """Two classes, exponential service: waiting of each class and which is served, cut at 30 waiting."""
    top = 30
    number = {(0, 0, 0): 0}  # state of an idle channel; else waiting high, waiting low, class served
    for high in range(top + 1):
        for low in range(top + 1):
            number[high, low, 1] = len(number)
            number[high, low, 2] = len(number)
    flow = lil_array((len(number), len(number)))

    def add(before, after, rate):
        if after in number:
            flow[number[after], number[before]] += rate
            flow[number[before], number[before]] -= rate

    for served in (1, 2):
        add((0, 0, 0), (0, 0, served), arrivals[served - 1])
    for high, low, served in list(number)[1:]:
        state = high, low, served
        add(state, (high + 1, low, served), arrivals[0])
        add(state, (high, low + 1, served), arrivals[1])
        following = (high - 1, low, 1) if high else (0, low - 1, 2) if low else (0, 0, 0)
        add(state, following, 1.0)
    flow[0, :] = 1.0
    shares = spsolve(flow.tocsc(), np.eye(len(number))[0])
    waiting = [sum(shares[n] * state[each] for state, n in number.items()) for each in (0, 1)]
    waits_s = priority_waits_s(arrivals, 1.0, 1.0)
    assert waits_s == pytest.approx(np.array(waiting) / arrivals, rel=1e-6)


class_lists = st.lists(
    st.tuples(st.floats(0.01, 1.0), st.floats(0.1, 10.0), st.floats(0.0, 5.0)), min_size=1, max_size=5
)


@given(class_lists, st.floats(0.05, 0.95))
def test_the_order_of_classes_moves_waiting_but_not_work(classes, load):
    """Kleinrock's conservation law: Σ ρᵢ Wᵢ is that of any other order of the same classes."""
    weights, means_s, scvs = np.array(classes).T
    rates_per_s = weights * load / (weights @ means_s)
    waits_s = priority_waits_s(rates_per_s, means_s, scvs)
    turned_s = priority_waits_s(rates_per_s[::-1], means_s[::-1], scvs[::-1])[::-1]
    assert waits_s @ (rates_per_s * means_s) == pytest.approx(turned_s @ (rates_per_s * means_s), rel=EXACT)
    assert np.all(np.diff(waits_s) >= 0.0)


REFUSED = {
    "a negative load": (erlang_b_blocking, (3, -1.0)),
    "half a channel": (erlang_b_blocking, (2.5, 1.0)),
    "True for a channel": (erlang_b_blocking, (True, 1.0)),
    "an infinite load": (erlang_b_blocking, (3, np.inf)),
    "a blocking of 1": (erlang_b_offered_load, (3, 1.0)),
    "a blocking of nan": (erlang_b_offered_load, (3, np.nan)),
    "no source": (engset_congestion, (0, 2, 1.0, 1.0)),
    "no service": (engset_congestion, (4, 2, 1.0, 0.0)),
    "fewer places than channels": (finite_queue, (3, 2, 1.0, 1.0)),
    "a load of all channels": (erlang_c_wait, (3, 3.0, 1.0)),
    "a wait before it begins": (erlang_c_wait_exceeds, (3, 2.0, 1.0, -1.0)),
    "endless patience": (abandonment_fraction, (3, 2.0, 1.0, 0.0)),
    "no time to serve": (single_channel_wait_s, (1.2, 1.0, 1.0)),
    "a negative variance": (single_channel_wait_s, (0.2, 1.0, -1.0)),
    "no class": (priority_waits_s, ([], 1.0, 1.0)),
    "classes that fill the channel together": (priority_waits_s, ([0.5, 0.5], 1.0, 1.0)),
    "a stream that runs backwards": (deterministic_stream_engaged, (3, -1.0, 1.0, 1)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_no_formula_is_defined_for_is_refused(why):
    form, arguments = REFUSED[why]
    with pytest.raises(ValueError, match=r" is |no steady state|have the shape"):
        form(*arguments)


@pytest.mark.parametrize(
    ("form", "arguments", "answer"),
    [
        (finite_queue, (2, 5, 0.0, 1.0), (0.0, 0.0)),
        (erlang_c_wait, (2, 0.0, 1.0), (0.0, 0.0)),
        (erlang_b_blocking, (0, 3.0), 1.0),
        (engset_congestion, (2, 3, 1.0, 1.0), (0.0, 0.0)),
        (deterministic_stream_engaged, (7, 0.0, 0.0, 2), 7),
        (deterministic_stream_engaged, (7, 0.3, 0.9, 1), 3),  # 0.9/0.3 is no whole number in binary
    ],
)
def test_at_the_edges(form, arguments, answer):
    assert form(*arguments) == answer

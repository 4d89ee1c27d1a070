"""What holds for every programme: missiles are conserved, waits add up, and where less to do never delays.

Less delays where places are shared (Graham's anomalies: what is ready sooner takes the place first), where
crews leave (each number of crews draws its own times), and where a shock meets a step earlier. Without these
full capability comes no later.
Source: Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969) 416-429.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.programme.kernels import codes
from rangering.programme.plan import Cause
from tests.oracle.test_programme_simpy import small_programmes
from tests.programme_plans import SmallProgramme, Step, played, ready

HISTORIES = 40


@settings(max_examples=60)
@given(small_programmes())
def test_missiles_are_conserved(stated: SmallProgramme):
    rows = played(stated, HISTORIES).monthly
    came = stated.missiles.initial + rows[:, codes.ARRIVED] + rows[:, codes.MADE]
    gone = rows[:, codes.FIRED] + rows[:, codes.EXPIRED]
    assert (came - gone == rows[:, codes.MISSILES]).all()
    assert (rows[:, codes.MISSILES] >= 0.0).all()


@settings(max_examples=60)
@given(small_programmes())
def test_what_was_waited_for_adds_up_to_full_capability(stated: SmallProgramme):
    out = played(stated, HISTORIES)
    full_d = out.times_d[:, codes.FULL]
    reached = np.isfinite(full_d)
    np.testing.assert_allclose(out.waits_d.sum(axis=1)[reached], full_d[reached], rtol=1e-12)
    assert (out.waits_d[~reached] == 0.0).all()
    assert (out.waits_d >= -1e-9).all()


@settings(max_examples=60)
@given(small_programmes())
def test_nothing_counted_from_the_signature_ever_falls(stated: SmallProgramme):
    rows = played(stated, HISTORIES).monthly
    for row in (
        codes.DELIVERED,
        codes.INSTALLED,
        codes.FIRED,
        codes.MADE,
        codes.FAULTS,
        codes.REPAIRS_ABROAD,
    ):
        assert (np.diff(rows[:, row], axis=1) >= 0.0).all()
    assert (rows[:, codes.AVAILABLE] <= rows[:, codes.IN_SERVICE]).all()
    assert (rows[:, codes.IN_SERVICE] <= rows[:, codes.CREWED]).all()
    assert (rows[:, codes.CREWED] <= rows[:, codes.INSTALLED]).all()


@settings(max_examples=60)
@given(small_programmes(), st.integers(0, 10), st.integers(1, 2**32 - 1))
def test_a_history_is_the_same_alone_and_in_company(stated: SmallProgramme, number: int, seed: int):
    whole, alone = played(stated, 12, seed), played(stated, 1, seed, first=number)
    for together, single in zip(whole, alone, strict=True):
        np.testing.assert_array_equal(together[number], single[0])


def known_to_be_open(stated: SmallProgramme, steps: set[int], known_d: float) -> SmallProgramme:
    """The same, where some steps are known not to have ended by a day, stages of one lot together."""
    told = list(stated.steps)
    for number in steps:
        before = [n for n in told[number].after if n not in steps and told[n].rest == -1 and n < number]
        told[number] = replace(told[number], open_until_d=known_d)
        if told[number].cause is Cause.TRANSPORT and before:
            told[before[0]] = replace(told[before[0]], open_until_d=known_d, rest=number)
    return replace(stated, steps=tuple(told))


@settings(max_examples=60)
@given(small_programmes(), st.data(), st.sampled_from([100.0, 400.0, 1000.0]))
def test_nothing_ends_before_the_day_by_which_it_had_not(stated: SmallProgramme, data, known_d: float):
    """And where nothing would have, no bit of a history changes."""
    steps = data.draw(st.sets(st.integers(0, len(stated.steps) - 1), min_size=1))
    known = known_to_be_open(stated, steps, known_d)
    out, free = played(known, HISTORIES), played(stated, HISTORIES)
    which = sorted(steps)
    assert (out.ended_d[:, which] >= known_d - 1e-6).all()
    as_drawn = (free.ended_d[:, which] >= known_d).all(axis=1)
    for one, other in zip(out, free, strict=True):
        np.testing.assert_array_equal(one[as_drawn], other[as_drawn])


@st.composite
def unhindered(draw: st.DrawFn) -> SmallProgramme:
    """A network without shared places, shocks or crews that leave; the last step brings it into service."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 10))):
        after = tuple(draw(st.sets(st.integers(0, number - 1), max_size=3))) if number else ()
        steps.append(
            Step(
                draw(st.floats(0.0, 300.0)),
                after,
                spread=draw(st.sampled_from([0.0, 0.5])),
                earliest_d=draw(st.sampled_from([0.0, 200.0])),
                repeat=draw(st.sampled_from([0.0, 0.4])),
                repeat_d=draw(st.floats(0.0, 100.0)),
            )
        )
    last = replace(steps[-1], effects=ready(1).effects)
    return SmallProgramme((*steps[:-1], last), (0.0, 1e5), units=1)


def full_d(stated: SmallProgramme) -> np.ndarray:
    return played(stated, 20).times_d[:, codes.FULL]


@given(unhindered(), st.integers(0, 9), st.floats(0.0, 1.0))
def test_a_shorter_step_never_delays(stated: SmallProgramme, which: int, factor: float):
    chosen = which % len(stated.steps)
    steps = list(stated.steps)
    steps[chosen] = replace(steps[chosen], days=steps[chosen].days * factor)
    shorter = replace(stated, steps=tuple(steps))
    assert (full_d(shorter) <= full_d(stated) + 1e-9).all()


@given(unhindered(), st.integers(0, 9))
def test_fewer_losses_never_delay(stated: SmallProgramme, which: int):
    steps = list(stated.steps)
    steps[which % len(steps)] = replace(steps[which % len(steps)], repeat=0.0)
    assert (full_d(replace(stated, steps=tuple(steps))) <= full_d(stated) + 1e-9).all()


@given(unhindered(), st.integers(1, 3))
def test_places_without_end_are_never_slower(stated: SmallProgramme, places: int):
    """Few places can only delay; between two small numbers of them Graham's anomalies are possible."""
    steps = tuple(replace(step, place=0) for step in stated.steps)
    few = replace(stated, steps=steps, places=(places,))
    assert (full_d(stated) <= full_d(few) + 1e-9).all()
    many = replace(few, places=(len(steps),))
    np.testing.assert_array_equal(full_d(many), full_d(stated))


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8), st.integers(1, 4))
def test_another_slot_never_delays_lots_that_wait_for_nothing_else(days: list[int], slots: int):
    """Served in turn, lots that are all ready on day 0 end no later with one place more."""
    lots = [Step(float(each), place=0) for each in days]
    done = Step(0.0, tuple(range(len(days))), effects=ready(1).effects)
    stated = SmallProgramme((*lots, done), (0.0, 1e5), units=1, places=(slots,))
    assert (full_d(replace(stated, places=(slots + 1,))) <= full_d(stated)).all()


def test_grahams_anomaly_is_there():
    """A step two days shorter has its successor take the only place first, and the long way waits for it."""

    def network(days: float) -> SmallProgramme:
        steps = (
            Step(days),
            Step(5.0),
            Step(10.0, (0,), place=0),
            Step(2.0, (1,), place=0),
            Step(20.0, (3,)),
            Step(0.0, (2, 4), effects=ready(1).effects),
        )
        return SmallProgramme(steps, (0.0, 100.0), units=1, places=(1,))

    assert full_d(network(6.0))[0] == 5.0 + 2.0 + 20.0
    assert full_d(network(4.0))[0] == 4.0 + 10.0 + 2.0 + 20.0

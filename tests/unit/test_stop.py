"""The stop for a precision: worked examples, the written precision, and coverage on a small scale."""

import numpy as np
import pytest

from rangering.study.stop import (
    EVENTS,
    FEWEST,
    NOTHING,
    HalfWidth,
    Precision,
    look,
    merge,
    parse_precision,
    sums_of,
)
from tests.stopped_runs import KINDS, stopped_runs

MEASURES = ("leakers", "no_leaker", "per_kill")
TWO_PERCENT = Precision(HalfWidth(0.02, False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.02", Precision(HalfWidth(0.02, False))),
        (" 5 % ", Precision(HalfWidth(0.05, True))),
        ("leakers=0.05", Precision(None, {"leakers": HalfWidth(0.05, False)})),
        ("leakers = 5%", Precision(None, {"leakers": HalfWidth(0.05, True)})),
        (
            "0.02, leakers=1e-1,per_kill=2.5 %",
            Precision(
                HalfWidth(0.02, False),
                {"leakers": HalfWidth(0.1, False), "per_kill": HalfWidth(0.025, True)},
            ),
        ),
    ],
)
def test_a_written_precision(text, expected):
    assert parse_precision(text, MEASURES) == expected


def test_a_named_measure_goes_before_every_measure():
    asked = parse_precision("0.02,leakers=5%", MEASURES)
    assert asked.of("leakers") == HalfWidth(0.05, True)
    assert asked.of("no_leaker") == HalfWidth(0.02, False)
    assert parse_precision("leakers=5%", MEASURES).of("no_leaker") is None


def test_a_relative_half_width_is_of_the_truth():
    """Law (2015), section 9.4: at most 10 % off the truth asks for 9.09 % of the estimate."""
    assert HalfWidth(0.1, True).allowed(-22.0) == pytest.approx(2.0)
    assert HalfWidth(0.1, False).allowed(-22.0) == 0.1


def test_the_first_look_is_at_the_fewest_in_whole_chunks():
    assert look(0, {}, TWO_PERCENT).next_count == FEWEST
    assert look(0, {}, TWO_PERCENT, chunk=64).next_count == 128
    assert look(0, {}, TWO_PERCENT, chunk=64, most=50).next_count == 50
    assert look(40, {}, TWO_PERCENT).next_count == FEWEST


def test_a_share_stops_with_wilson_s_interval():
    """At one half Wilson's half-width is z/2/√(n + z²): 0.02 at n = 2400.91 - 3.84 = 2397.07, so at 2,398."""
    half = {n: {"it": sums_of(np.arange(n) % 2 == 0)} for n in (2000, 2400)}
    early, late = (look(n, sums, TWO_PERCENT, shares=["it"]) for n, sums in half.items())
    assert (early.stop, early.reached, early.next_count) == (False, False, 3000)
    assert early.measures["it"].needed == 2398
    assert (late.stop, late.reached, late.next_count) == (True, True, 2400)
    assert (late.measures["it"].low, late.measures["it"].high) == pytest.approx((0.48001, 0.51999), abs=1e-5)


def test_a_mean_s_interval_on_paper():
    """400 values, half 9 and half 11: s² = 400/399; its upper 80 % limit by the table of chi-square."""
    values = np.where(np.arange(400) % 2, 9.0, 11.0)
    seen = look(400, {"it": sums_of(values)}, Precision(HalfWidth(0.2, False))).measures["it"]
    # Wilson and Hilferty (1931): the 20 % point of chi-square, 399 degrees of freedom; t at 399 is 1.96593.
    limit = 399.0 * (1.0 - 2.0 / (9 * 399.0) - 0.841621 * (2.0 / (9 * 399.0)) ** 0.5) ** 3
    half = 1.96593 * ((400.0 / limit + EVENTS / 400.0) / 400.0) ** 0.5
    assert seen.value == 10.0
    assert seen.half_width == pytest.approx(half, rel=1e-4)
    assert seen.high - 10.0 == pytest.approx(10.0 - seen.low)
    assert seen.reached


def test_replicates_all_alike_are_not_taken_for_certain():
    """No leaker in 100: an event in fifty may have been missed, so 0.005 is not there yet; 0.05 is."""
    sums = {"it": sums_of(np.zeros(100))}
    assert look(100, sums, Precision(HalfWidth(0.05, False))).reached
    assert not look(100, sums, Precision(HalfWidth(0.005, False))).stop


def test_what_is_relative_to_nothing_runs_to_the_most():
    sums = {"it": sums_of(np.zeros(400))}
    asked = Precision(HalfWidth(0.05, True))
    assert look(400, sums, asked, most=10_000).next_count == 1600
    last = look(10_000, {"it": sums_of(np.zeros(10_000))}, asked, most=10_000)
    assert (last.stop, last.reached, last.next_count) == (True, False, 10_000)


def test_the_hardest_measure_decides_and_others_are_passed_over():
    rng = np.random.Generator(np.random.Philox(key=2))
    sums = {
        name: sums_of(rng.normal(0.0, spread, 100)) for name, spread in (("a", 0.1), ("b", 3.0), ("c", 99.0))
    }
    half = HalfWidth(0.5, False)
    found = look(100, sums, Precision(None, {"a": half, "b": half}))
    assert set(found.measures) == {"a", "b"}
    assert found.measures["a"].reached
    assert not found.measures["b"].reached
    assert found.next_count == max(150, -int(-1.1 * found.measures["b"].needed // 1))


def test_a_ratio_s_spread_is_that_of_its_linear_form():
    """Cochran (1977), section 2.11: the deviation of y - R x, over the mean of x."""
    above, below = np.array([3.0, 0.0, 5.0, 2.0]), np.array([1.0, 0.0, 3.0, 1.0])
    found = merge([sums_of(above[:1], below[:1]), sums_of(above[1:], below[1:])])
    assert found.value == 2.0
    assert found.deviation == pytest.approx(np.std(above - 2.0 * below, ddof=1) / 1.25, rel=1e-12)


def test_a_measure_that_no_replicate_has_is_waited_for():
    nothing = sums_of(np.zeros(100), np.zeros(100))
    assert np.isnan([nothing.value, nothing.deviation, NOTHING.value]).all()
    found = look(100, {"it": nothing}, TWO_PERCENT)
    assert (found.stop, found.next_count) == (False, 400)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("normal", HalfWidth(0.12, False)),
        ("Poisson 2", HalfWidth(0.15, False)),
        ("share 0.1", HalfWidth(0.04, False)),
        ("a ratio", HalfWidth(0.03, True)),
    ],
)
def test_stopped_intervals_hold_the_truth(name, wanted):
    """400 repeats: three standard deviations at 0.95 are 0.033 (2,000 a cell: `make validate`)."""
    found = stopped_runs(KINDS[name], wanted, 400, seed=8)
    assert 0.95 - 0.033 <= found.covered <= 1.0
    assert found.within >= 0.95 - 0.033
    assert 1.0 < found.looks < 4.0
    assert found.replicates > FEWEST


def test_stopping_at_every_replicate_would_be_found_out():
    """A look after each replicate from 10 on, at the plain interval: the same 400 repeats find it lacking."""
    rng = np.random.Generator(np.random.Philox(key=3))
    held = 0
    for _ in range(400):
        values = rng.exponential(1.0, 2000)
        n = np.arange(1, 2001)
        mean = np.cumsum(values) / n
        spread = np.sqrt(np.maximum(np.cumsum(values**2) / n - mean**2, 0.0))
        at = 9 + int(np.argmax(1.96 * (spread / np.sqrt(n))[9:] <= 0.15))
        held += abs(mean[at] - 1.0) <= 1.96 * spread[at] / n[at] ** 0.5
    assert held / 400 < 0.95 - 0.033

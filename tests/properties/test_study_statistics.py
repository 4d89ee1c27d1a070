"""What holds of intervals, sizes and the stop, whatever is put in."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rangering.mission.intervals import mean_of, share_of, wilson_bounds
from rangering.study.intervals import (
    METHODS,
    clopper_pearson,
    newcombe_difference,
    normal_quantile,
    poisson_mean,
    quantile_interval,
    quantile_ranks,
    student_mean,
    wilson,
)
from rangering.study.sizes import exact_coverage, share_size_wilson, zero_failure_size
from rangering.study.stop import HalfWidth, Precision, look, merge, sums_of

confidences = st.floats(0.5, 0.999)
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60)


@st.composite
def outcomes(draw):
    count = draw(st.integers(1, 500))
    return draw(st.integers(0, count)), count


@given(outcomes(), confidences)
def test_intervals_of_a_share_hold_it_and_mirror(outcome, confidence):
    successes, count = outcome
    for method in METHODS.values():
        low, high = method(np.array([successes, count - successes]), count, confidence)
        assert 0.0 <= low[0] <= successes / count <= high[0] <= 1.0
        assert high[0] == pytest.approx(1.0 - low[1], abs=1e-12)


@given(outcomes(), confidences)
def test_a_continuity_correction_only_widens(outcome, confidence):
    plain = wilson(*outcome, confidence)
    corrected = wilson(*outcome, confidence, continuity_correction=True)
    assert corrected.low <= plain.low + 1e-12
    assert plain.high <= corrected.high + 1e-12


@given(outcomes(), confidences, confidences)
def test_more_confidence_is_never_a_shorter_interval(outcome, one, other):
    less, more = sorted((one, other))
    for found in (wilson, clopper_pearson):
        short, long = found(*outcome, less), found(*outcome, more)
        assert long.low <= short.low + 1e-12
        assert short.high <= long.high + 1e-12


@given(outcomes(), outcomes())
def test_a_difference_changes_sign_with_its_sides(one, two):
    there, back = newcombe_difference(*one, *two), newcombe_difference(*two, *one)
    assert there == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert -1.0 <= there.low <= there.high <= 1.0


@given(st.integers(0, 2000), confidences)
def test_garwood_s_tails_are_what_is_left(count, confidence):
    from scipy.special import pdtr, pdtrc

    found = poisson_mean(count, confidence)
    outside = (1.0 - confidence) / 2.0
    assert float(pdtr(count, found.high)) == pytest.approx(outside, rel=1e-8)
    if count:
        assert float(pdtrc(count - 1, found.low)) == pytest.approx(outside, rel=1e-8)


@given(values)
def test_runs_and_studies_have_one_interval_at_95(numbers):
    run, study = mean_of(np.array(numbers)), student_mean(np.array(numbers))
    assert (run.low, run.high) == pytest.approx(study, rel=1e-12, abs=1e-9)
    happened = np.array(numbers) > 0.0
    share = share_of(happened)
    assert (share.low, share.high) == wilson(int(happened.sum()), len(happened))


@given(st.integers(2, 3000), st.floats(0.01, 0.99), st.floats(0.5, 0.99))
def test_no_nearer_ranks_hold_a_quantile(count, quantile, confidence):
    from scipy.special import bdtr

    assume(1.0 - quantile**count - (1.0 - quantile) ** count >= confidence)
    found = quantile_ranks(count, quantile, confidence)
    assert 1 <= found.lower < found.upper <= count
    below = bdtr(np.arange(count), count, quantile)  # of 0 to count - 1 values
    assert found.coverage_probability == pytest.approx(
        below[found.upper - 1] - below[found.lower - 1], abs=1e-12
    )
    assert found.coverage_probability >= confidence
    span = found.upper - found.lower
    if span > 1:
        assert (below[span - 1 :] - below[: count - span + 1]).max() < confidence + 1e-12


@given(st.lists(st.integers(0, 9), min_size=60, max_size=80))
def test_a_quantile_s_interval_holds_the_sample_s_own(numbers):
    low, high = quantile_interval(np.array(numbers), 0.5)
    assert low <= np.median(numbers) <= high


@given(st.floats(0.0, 1.0), st.floats(0.002, 0.4), confidences)
def test_one_replicate_fewer_is_too_wide(share, half_width, confidence):
    size = share_size_wilson(share, half_width, confidence)

    def half(count):
        low, high = wilson_bounds(share, count, normal_quantile(confidence))
        return float(high - low) / 2.0

    assert half(size) <= half_width * (1.0 + 1e-9)
    assert size == 1 or half(size - 1) > half_width * (1.0 - 1e-9)


@given(st.floats(0.01, 0.9999), st.floats(0.01, 0.9999))
def test_success_runs_are_the_fewest(confidence, reliability):
    size = zero_failure_size(confidence, reliability)
    assert reliability**size <= (1.0 - confidence) * (1.0 + 1e-9)
    assert size == 1 or reliability ** (size - 1) > (1.0 - confidence) * (1.0 - 1e-9)


@given(st.integers(1, 80), st.floats(0.0, 1.0), confidences)
def test_the_exact_interval_never_covers_less(count, share, confidence):
    assert float(exact_coverage("clopper_pearson", count, share, confidence)) >= confidence - 1e-9


chunks = st.lists(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), min_size=1, max_size=6)


@given(chunks, st.randoms(use_true_random=False))
def test_chunks_merge_in_any_order_to_the_same_bit(parts, rng):
    sums = [sums_of(np.array(part)) for part in parts]
    whole = merge(sums)
    rng.shuffle(sums)
    cut = rng.randint(0, len(sums))
    again = merge(sums[:cut]).merged(merge(sums[cut:]))
    assert again == whole
    assert (again.value, again.deviation) == (whole.value, whole.deviation) or whole.replicates < 2


@given(st.lists(st.integers(0, 48), min_size=2, max_size=80))
def test_sums_give_numpy_s_mean_and_deviation(numbers):
    found = sums_of(np.array(numbers))
    assert found.value == float(Fraction(sum(numbers), len(numbers)))
    assert found.deviation == pytest.approx(np.std(numbers, ddof=1), rel=1e-12, abs=1e-12)


@given(
    st.integers(200, 5000),
    st.floats(0.0, 60.0),
    st.floats(0.0, 30.0),
    st.floats(1e-3, 10.0),
    st.booleans(),
    st.integers(1, 64),
)
def test_a_look_ends_or_goes_on_and_a_wider_precision_never_asks_for_more(
    n, mean, spread, half, relative, chunk
):
    rng = np.random.Generator(np.random.Philox(key=1))
    sums = {"it": sums_of(rng.normal(mean, spread, n))}
    half = half / 11.0 if relative else half
    asked = [Precision(HalfWidth(width, relative)) for width in (half, half * 1.05)]
    tight, wide = (look(n, sums, each, most=20_000, chunk=chunk) for each in asked)
    for found in (tight, wide):
        assert found.stop == (found.next_count == n)
        assert found.stop or n < found.next_count <= 20_000
        assert found.stop or found.next_count % chunk == 0 or found.next_count == 20_000
        assert found.reached == (found.measures["it"].half_width <= found.measures["it"].allowed)
    assert wide.next_count <= tight.next_count

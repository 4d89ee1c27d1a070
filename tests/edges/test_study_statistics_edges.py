"""What intervals, sizes and the written precision refuse: where it is, what stands there, and the mend."""

import numpy as np
import pytest

from rangering.errors import StudyError
from rangering.study import intervals, sizes, stop

MEASURES = ("leakers", "no_leaker")
FIVE = np.arange(5.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is no half-width"),
        ("small", "'small' is no half-width"),
        ("leakers=", "'leakers=' is no half-width"),
        ("0.02,", "'' is no half-width"),
        ("2 flights", "'2 flights' is no half-width"),
        ("leakers=5%%", "'leakers=5%%' is no half-width"),
        ("5%=leakers", "is no half-width"),
        ("leakers=0.1=0.2", "is no half-width"),
        ("nan", "is no half-width"),
        ("inf%", "is no half-width"),
        ("0", "cannot be reached|can be reached"),
        ("-0.02", "above 0"),
        ("0,02", "with a point for decimals"),
        ("leakers=100%", "below 100 %"),
        ("leeker=0.02", "did you mean leakers"),
        ("=0.02", "names no measure"),
        ("xyz=0.02", "one of leakers, no_leaker"),
        ("0.02,5%", "a second time"),
        ("leakers=0.1,leakers=0.1", "a second time"),
    ],
)
def test_a_precision_that_cannot_be_read_is_located(text, said):
    with pytest.raises(StudyError, match=said) as caught:
        stop.parse_precision(text, MEASURES)
    assert caught.value.where == "--precision"
    assert caught.value.mend


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: intervals.wilson(5, 4), "successes: 5 is no number"),
        (lambda: intervals.wilson(-1, 4), "0 to 4"),
        (lambda: intervals.clopper_pearson(0, 0), "replicates: 0"),
        (lambda: intervals.clopper_pearson(1, 2, 1.0), "confidence: 1.0 is no confidence"),
        (lambda: intervals.poisson_mean(1.5), "a whole number, 0 or more"),
        (lambda: intervals.student_mean(FIVE[:1]), "two or more replicates"),
        (lambda: intervals.student_mean(FIVE.reshape(1, 5)), "shape \\(1, 5\\)"),
        (lambda: intervals.student_mean(np.array([1.0, np.nan, np.inf])), "2 of 3 values are not finite"),
        (lambda: intervals.paired_difference(FIVE, FIVE[:4]), "5 replicates cannot be paired with 4"),
        (lambda: intervals.welch_test(np.ones(3), np.ones(4)), "neither sample varies"),
        (lambda: intervals.quantile_ranks(58, 0.95), "58 replicates are too few.*at least 59"),
        (lambda: intervals.quantile_interval(FIVE, 1.0), "quantile: 1.0 is no quantile"),
        (lambda: sizes.zero_failure_size(0.95, 1.0), "reliability: 1.0"),
        (lambda: sizes.zero_failure_size(1.0, 0.5), "no confidence"),
        (lambda: sizes.share_size_normal(1.2, 0.1), "share: 1.2 is no share"),
        (lambda: sizes.share_size_wilson(0.5, 0.0), "half-width: 0.0 .*above 0"),
        (lambda: sizes.stein_size(1, 1.0, 1.0), "first stage: 1"),
        (lambda: sizes.stein_size(10, float("nan"), 1.0), "no standard deviation"),
        (lambda: sizes.sprt_bounds(0.1, 0.1, 0.05, 0.05), "against itself"),
        (lambda: sizes.sprt_bounds(0.1, 0.2, 0.5, 0.6), "a sum below 1"),
        (lambda: sizes.sprt_bounds(0.0, 0.2, 0.05, 0.05), "first share: 0.0"),
        (lambda: sizes.exact_coverage("wald", 10, 0.5), "wilson, wilson_corrected, clopper_pearson"),
        (lambda: sizes.exact_coverage("wilson", 10, 1.5), "no share"),
        (lambda: stop.sums_of(np.array([1.0, np.nan])), "not finite"),
        (lambda: stop.sums_of(FIVE, FIVE[:3]), "no values of replicates"),
    ],
)
def test_what_has_no_answer_is_refused_with_its_place(asked, said):
    with pytest.raises(StudyError, match=said) as caught:
        asked()
    assert caught.value.where


def test_a_share_that_counts_is_refused():
    counts = {"leakers": stop.sums_of(np.arange(100.0))}
    asked = stop.Precision(stop.HalfWidth(0.1, False))
    with pytest.raises(StudyError, match="leakers: is no share"):
        stop.look(100, counts, asked, shares=["leakers"])


def test_a_precision_of_nothing_that_was_measured_is_refused():
    counts = {"leakers": stop.sums_of(np.arange(100.0))}
    asked = stop.Precision(None, {"no_leaker": stop.HalfWidth(0.1, False)})
    with pytest.raises(StudyError, match="asked of no measure"):
        stop.look(100, counts, asked)


def test_two_samples_that_do_not_vary_differ_without_width():
    assert intervals.welch_difference(np.ones(3), np.zeros(4)) == (1.0, 1.0)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_certain_shares_are_covered(share):
    for method in intervals.METHODS:
        assert sizes.exact_coverage(method, 30, share) == 1.0
    assert sizes.share_size_normal(share, 0.1) == 1

"""Intervals of chance against printed ones."""

import numpy as np
import pytest

from rangering.mission.intervals import mean_of, share_of


@pytest.mark.parametrize(
    ("happened", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_table_i_method_3(happened, of, low, high):
    """Statistics in Medicine 17 (1998) 857-872: Wilson's interval, four decimals printed."""
    found = share_of(np.arange(of) < happened)
    assert found.value == pytest.approx(happened / of, rel=1e-12)
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)


def test_student_1908_sleep():
    """Hours of sleep gained, drug 2 against drug 1, ten patients; R's t.test prints 0.7001142, 2.4598858."""
    hours = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    found = mean_of(hours)
    assert found.value == pytest.approx(1.58, abs=1e-12)
    assert (found.low, found.high) == (pytest.approx(0.7001142, abs=5e-8), pytest.approx(2.4598858, abs=5e-8))


def test_all_or_none_stays_within_bounds_and_one_replicate_has_no_interval():
    assert share_of(np.ones(20, bool)).high == 1.0
    assert share_of(np.zeros(20, bool)).low == 0.0
    alone = mean_of(np.array([3.0]))
    assert alone.value == 3.0
    assert np.isnan([alone.low, alone.high]).all()

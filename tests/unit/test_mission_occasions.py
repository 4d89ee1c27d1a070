"""Raid after raid: means a raid, and intervals over replicates, which alone are independent."""

from dataclasses import replace

import numpy as np
import pytest

from rangering.mission.codes import Count
from rangering.mission.intervals import mean_of, share_of
from rangering.mission.occasions import by_occasion, no_leaker, per_replicate
from tests.mission_results import LAYOUT, UNITS, mission

RESULT = mission(5, 8, raids=4)
LEAKERS = RESULT.rows[:, Count.LEAKERS].reshape(5, 4).astype(float)


def test_each_raid_has_the_means_of_its_rows():
    raids = by_occasion(RESULT)
    assert [each.number for each in raids] == [1, 2, 3, 4]
    assert [each.day for each in raids] == [0.0, 7.0, 14.0, 21.0]
    for n, each in enumerate(raids):
        assert each.leakers == mean_of(LEAKERS[:, n])
        assert each.no_leaker == share_of(LEAKERS[:, n] == 0)
        left = RESULT.rows[n::4, LAYOUT.units + 5 :: 8].astype(float)
        assert each.left == mean_of(left.sum(axis=1))
        assert each.able.value == pytest.approx((left > 0).sum(axis=1).mean())
        assert [unit.value for unit in each.left_by_unit] == pytest.approx(left.mean(axis=0).tolist())
    assert len(raids[0].left_by_unit) == len(UNITS)


def test_without_an_interval_between_raids_there_are_no_days():
    assert by_occasion(replace(RESULT, environment={}))[2].day is None


def test_intervals_are_taken_over_replicates():
    assert per_replicate(RESULT, Count.LEAKERS) == pytest.approx(LEAKERS.mean(axis=1))
    assert no_leaker(RESULT) == mean_of((LEAKERS == 0).mean(axis=1))
    single = mission(6, 8)
    assert no_leaker(single) == share_of(single.rows[:, Count.LEAKERS] == 0)


def test_raids_that_are_all_alike_tell_no_more_than_one():
    """A replicate copied four times is still one draw of chance: the interval must not shrink."""
    rows = np.repeat(RESULT.rows[::4], 4, axis=0)
    copied = replace(RESULT, rows=rows)
    assert mean_of(per_replicate(copied, Count.LEAKERS)) == mean_of(rows[::4, Count.LEAKERS].astype(float))

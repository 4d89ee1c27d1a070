"""Plans against outcomes, durations and local shares: what the programmes of the past say."""

from datetime import date

import numpy as np
import pytest

from rangering.catalog.events import load_events
from rangering.catalog.precedents import durations, records, shares

DAYS_A_MONTH = 365.25 / 12
RECORDS = {(row.programme, row.milestone): row for row in records()}


# The months that the reference table prints for its derived rows.
@pytest.mark.parametrize(
    ("programme", "milestone", "months"),
    [
        ("turkey-s-400", "first-delivery", 27.0),
        ("turkey-s-400", "last-delivery", 29.2),
        ("india-s-400", "first-delivery", 38.3),
        ("china-s-400", "first-delivery", 43.3),
        ("china-s-400", "last-delivery", 63.0),
        ("t129-atak", "first-delivery", 79.5),
        ("altay", "first-production", 221.2),
        ("akinci", "first-delivery", 20.8),
    ],
)
def test_months_to_a_milestone_as_the_reference_table_prints_them(programme, milestone, months):
    actual_d = RECORDS[programme, milestone].actual_d
    assert actual_d is not None
    assert actual_d / DAYS_A_MONTH == pytest.approx(months, abs=0.06)


def test_months_planned_as_the_reference_table_prints_them():
    for programme, milestone, months in (
        ("japan-pac-3", "first-production", 39.5),
        ("poland-patriot", "first-delivery", 55.2),
    ):
        row = RECORDS[programme, milestone]
        assert row.actual_on is None  # the sources said what was planned
        assert row.planned_d is not None
        assert row.planned_d / DAYS_A_MONTH == pytest.approx(months, abs=0.1)  # printed to a tenth


def test_which_milestones_have_a_plan_and_an_outcome():
    both = {key: row.slip_d for key, row in RECORDS.items() if row.slip_d is not None}
    assert both.keys() == {
        ("altay", "first-production"),
        ("china-s-400", "first-delivery"),
        ("china-s-400", "last-delivery"),
        ("india-s-400", "first-delivery"),
        ("milgem", "fifth-delivery"),
        ("turkey-s-400", "first-delivery"),
        ("turkey-s-400", "last-delivery"),
    }
    assert both["turkey-s-400", "first-delivery"] == -263  # 31 March 2020 planned, 12 July 2019 done
    assert both["india-s-400", "first-delivery"] == 349  # 31 Dec 2020 planned, 15 Dec 2021 done


def test_before_a_delivery_its_record_has_a_plan_and_no_outcome():
    (before,) = [r for r in records(date(2019, 7, 11)) if (r.programme, r.milestone) == TURKEY_FIRST]
    assert before.actual_on is None
    assert before.planned_on == date(2020, 3, 31)
    # The ministry named the day of April only in July 2019; until then the contract is of 25 July 2017.
    assert before.start_on == date(2017, 7, 25)
    (after,) = [r for r in records(date(2019, 7, 12)) if (r.programme, r.milestone) == TURKEY_FIRST]
    assert (after.start_on, after.actual_on) == (date(2017, 4, 11), date(2019, 7, 12))


TURKEY_FIRST = ("turkey-s-400", "first-delivery")


def test_the_plan_is_the_first_that_was_published():
    row = RECORDS["india-s-400", "last-delivery"]
    assert row.planned_on == date(2023, 12, 31)
    assert row.planned_said_on == date(2019, 1, 2)
    assert row.actual_on is None


def test_programmes_left_out_are_gone():
    assert "turkey-s-400" not in {row.programme for row in records(without="turkey-s-400")}
    left = {row.programme for row in records(without=("turkey-s-400", "milgem"))}
    assert not left & {"turkey-s-400", "milgem"}
    assert len(left) > 10


def test_bounds_hold_the_nominal_duration():
    for row in RECORDS.values():
        for nominal_d, bounds_d in (
            (row.planned_d, row.planned_bounds_d),
            (row.actual_d, row.actual_bounds_d),
        ):
            if nominal_d is not None and bounds_d is not None:
                assert 0 <= bounds_d[0] <= nominal_d <= bounds_d[1]


def test_durations_are_arrays_of_one_length_with_gaps():
    rows = records()
    found = durations(rows)
    assert (
        len(found.programme) == len(found.events) == found.planned_d.size == found.actual_d.size == len(rows)
    )
    assert int(np.isfinite(found.slip_d).sum()) == 7
    first = durations(rows, "first-production")
    assert set(first.programme) == {"altay", "japan-pac-3", "km-sam", "mpt-76"}
    assert durations(rows, "no-such").planned_d.shape == (0,)


def test_local_shares_over_time():
    found = shares(load_events())
    brahmos = found["brahmos"]
    assert brahmos.nominal.tolist() == [0.13, 0.45, 0.75]
    assert brahmos.low[1] == 0.30
    # The table's own paces: 3 and 0.9 points a year.
    pace = np.diff(brahmos.nominal[[0, 2]])[0] / np.diff(brahmos.year[[0, 2]])[0]
    assert pace == pytest.approx(0.03, abs=0.0005)
    milgem = found["milgem"]
    assert (milgem.nominal[-1] - milgem.nominal[0]) / (milgem.year[-1] - milgem.year[0]) == pytest.approx(
        0.0092, abs=0.00005
    )
    sector = found["turkish-sector"]
    assert sector.nominal[~sector.is_target].tolist() == [0.2, 0.65, 0.7, 0.8]
    assert sector.nominal[sector.is_target].tolist() == [0.85]
    assert {"f-16-turkish-assembly", "altay", "kaan", "mpt-76"} <= found.keys()
    for each in found.values():
        assert len(each.source) == len(each.events) == each.year.size
        assert ((each.low <= each.nominal) & (each.nominal <= each.high)).all()
        assert (np.diff(each.year) >= 0).all()


def test_a_share_published_later_is_not_in_an_earlier_series():
    early = shares(load_events(known_by=date(2017, 6, 22)))
    assert early["turkish-sector"].nominal.tolist() == [0.65, 0.85]
    assert "brahmos" not in early

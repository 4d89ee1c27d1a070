"""Five lines for a general: every figure as in the table, nothing said that the run does not know."""

from math import nan

import pytest

from rangering.mission.general import five_lines
from rangering.mission.results import BoundShare, Estimate, UnitUse


def exact(value):
    return Estimate(value, value, value)


def measures(**other):
    found = {
        "no_leaker": 0.52, "hostile": 48.0, "leakers": 0.715, "aborted": 4.71, "under_way": 18.2,
        "killed": 0.507, "first_seen": 356e3, "warning": 3296.0, "first_intercept": 79.2e3,
        "per_engaged": 2.88, "missiles": 89.4, "per_kill": 3.36, "cost": 154e6, "own_engaged": 0.2,
        "own_killed": 0.15, "civil_engaged": 2.17, "civil_killed": 2.0, "duplicates": 6.18,
        "false_engaged": 4.87, "identified": 0.9998,
    } | other  # fmt: skip
    return {key: value if isinstance(value, Estimate) else exact(value) for key, value in found.items()}


BOUNDS = (
    BoundShare("called_dead", "engaged: thought dead, and was not", True, exact(0.47)),
    BoundShare("missed", "engaged: every missile missed", True, exact(0.17)),
    BoundShare("guidance", "engaged: guidance was lost", True, exact(0.05)),
    BoundShare("sight", "sight: the engagement radar did not see it", False, exact(0.025)),
)


def unit(name, full=0.0, empty=0.0):
    none = exact(0.0)
    return UnitUse(name, "s-400", 10, 20, none, none, exact(full), none, none, exact(empty))


def test_a_raid_whose_clock_stops_says_who_is_still_on_the_way():
    said = five_lines(measures(leakers=Estimate(0.715, 0.59, 0.84)), BOUNDS, ())[0]
    assert said == (
        "Of 48 hostile flights a raid, 0.71 (0.59 to 0.84) get through, 24.3 are killed, 4.71 turn back and "
        "18.2 are still on their way when the clock stops. In 52 % of raids none gets through."
    )


def test_an_interval_of_a_count_does_not_go_below_nothing():
    said = five_lines(measures(leakers=Estimate(0.1, -0.05, 0.25)), BOUNDS, ())[0]
    assert "0.10 (0 to 0.25) get through" in said


def test_raids_in_a_row_are_told():
    assert five_lines(measures(), BOUNDS, (), raids=5)[0].startswith("Mean of 5 raids in a row: of 48 ")


def test_what_bound_names_three_as_shares_of_those_that_got_through():
    said = five_lines(measures(), BOUNDS, ())[1]
    assert "engaged – thought dead, and was not (66 %); engaged – every missile missed (24 %)" in said
    assert "(7.0 %); the rest is in the table." in said
    assert "sight" not in said


@pytest.mark.parametrize("under_way", [0.0, 3.0])
def test_nothing_bound_where_nobody_got_through(under_way):
    said = five_lines(measures(leakers=0.0, under_way=under_way), (), ())[1]
    assert said.startswith("No hostile flight got through, so nothing bound.")
    assert said.endswith("may yet.") is (under_way > 0.0)


def test_how_early_in_the_digits_of_the_table():
    said = five_lines(measures(), BOUNDS, ())[2]
    assert "356 km and 3,296 s (55 min) before its asset" in said
    assert "79.2 km from it; 2.88 missiles" in said
    assert five_lines(measures(first_intercept=nan), BOUNDS, ())[2].endswith("no missile met one.")
    assert five_lines(measures(first_seen=nan), BOUNDS, ())[2] == "No hostile flight was seen at all."


def test_prices_that_nobody_published_are_called_so():
    units = (unit("F1"), unit("F2", full=0.031, empty=0.68))
    said = five_lines(measures(), BOUNDS, units, prices_assumed=True)[3]
    assert "$154 million at prices we assume" in said
    assert "F2 ran out of ready rounds in 68 % of raids" in said
    assert said.endswith("F2 had every target channel taken 3.1 % of the time.")
    said = five_lines(measures(per_kill=nan), BOUNDS, (unit("F1", full=0.005),))[3]
    assert said == (
        "Spent: 89.4 missiles a raid, $154 million at published prices; no fire unit ran out of ready rounds."
    )


def test_who_was_shot_at_by_mistake_of_how_many():
    said = five_lines(measures(), BOUNDS, (), own_count=9, civil_count=6)[4]
    assert "0.20 of 9 own and allied (0.15 killed), 2.17 of 6 civil (2.00 killed)" in said
    assert (
        "6.18 engagements a raid doubled another; 4.87 engagements a raid were of nothing that flies" in said
    )
    assert "0.20" not in five_lines(measures(), BOUNDS, (), civil_count=6)[4]


def test_nobody_is_spared_who_was_not_there():
    quiet = measures(duplicates=0.0, false_engaged=0.0, identified=1.0)
    assert five_lines(quiet, BOUNDS, ())[4] == (
        "No own, allied or civil flight was in the air; 100 % of the hostile flights were known for what "
        "they are."
    )


def test_without_a_hostile_flight_there_is_no_outcome_to_tell():
    nothing = dict.fromkeys(
        ("killed", "first_seen", "warning", "first_intercept", "per_engaged", "identified"), nan
    )
    said = five_lines(measures(hostile=0.0, leakers=0.0, under_way=0.0, **nothing), (), (), civil_count=3)
    assert said[0] == "No hostile flight was in the air."
    assert said[1] == "So none got through, and nothing bound."
    assert "known for what they are" not in said[4]


def test_who_was_shot_at_is_told_by_cause():
    causes = {"other_object": 0.0, "orientation": 0.02, "autonomy": 0.3, "misclassified": 0.0}
    shot = {"civil_shot_at": 0.32, "own_shot_at": 0.0} | {
        f"civil_{key}": value for key, value in causes.items()
    }
    said = five_lines(measures(**shot), (), (), civil_count=3)[4]
    assert (
        "civil flights shot at, by cause: missile took an object other than its target 0, orientation error "
        "0.020, autonomous unit without an air picture 0.30, misclassification 0"
    ) in said
    assert "own and allied flights shot at" not in said

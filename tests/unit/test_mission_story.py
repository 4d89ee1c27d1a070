"""What pictures read off a log agrees with the row that the same raid wrote."""

from dataclasses import replace

import numpy as np
import pytest

from rangering.mission.codes import Count, Event
from rangering.report.mission.story import Fate, Story, held, rounds
from tests.mission_results import ASSETS, CHANNELS, LAYOUT, ROUNDS, UNITS, replay, toy


@pytest.mark.parametrize("replicate", [0, 3, 11])
def test_fates_and_shots_are_those_of_the_row(replicate):
    told = replay(replicate)
    story, row = Story(told), told.row[0]
    assert len(story.hostile) == row[Count.HOSTILE]
    assert story.count(Fate.KILLED) == row[Count.KILLED]
    assert story.count(Fate.LEAKED) == row[Count.LEAKERS]
    assert story.count(Fate.TURNED_BACK) == row[Count.ABORTED]
    assert len(story.shots) == row[Count.MISSILES]
    assert sum(shot.hit for shot in story.shots) == row[Count.MISSILE_KILLS]
    for shot in story.shots:
        assert shot.met_s > shot.launched_s


def test_links_of_the_chain_come_in_their_order():
    for flight in Story(replay(3)).hostile:
        times = [
            flight.enters_s,
            flight.seen_s,
            flight.tracked_s,
            flight.declared_s,
            flight.engaged_s,
            flight.end_s,
        ]
        known = [time for time in times if np.isfinite(time)]
        assert known == sorted(known)


def test_the_asset_is_told_by_distances_where_no_leak_tells_it():
    played, story = toy(3), Story(replay(3))
    known = [each for each in story.hostile if each.asset >= 0]
    assert len(known) == len(story.hostile)
    assert [each.asset for each in known] == [int(played.asset[each.number]) for each in known]
    assert np.allclose(story.assets_m(), [place for _, *place in ASSETS])


def test_the_asset_ahead_is_taken_where_no_distance_is_told():
    told, played = replay(3), toy(3)
    silent = replace(told, log=replace(told.log, value=np.zeros_like(told.log.value)))
    hostile = Story(silent).hostile
    right = sum(each.asset == played.asset[each.number] for each in hostile)
    assert right >= 0.8 * len(hostile)  # formations fly side by side: some pass nearer to the other asset
    nowhere = replace(silent, sites=())
    assert {each.asset for each in Story(nowhere).hostile if each.fate != Fate.LEAKED} == {-1}


def test_a_flight_that_turned_back_did_so_at_its_time():
    told = replay(3)
    turned = [each for each in Story(told).hostile if each.fate == Fate.TURNED_BACK]
    logged = told.log.time_s[told.log.event == Event.TURNED_BACK]
    assert sorted(each.turned_s for each in turned) == pytest.approx(sorted(logged))
    assert all(each.turned_s < each.end_s for each in turned)


def test_channels_and_rounds_over_time():
    story = Story(replay(3))
    for unit in range(len(UNITS)):
        times, targets, missiles = held(story, unit)
        assert (np.diff(times) >= 0.0).all()
        assert 0.0 <= targets.min() <= targets.max() <= CHANNELS
        assert targets[-1] == missiles[-1] == 0.0
        _, ready = rounds(story, unit)
        assert ready[0] == ROUNDS
        fired = sum(shot.unit == unit for shot in story.shots)
        assert ready[-1] == ROUNDS - fired == replay(3).row[0, LAYOUT.units + 8 * unit + 5]


def test_rounds_come_back_with_a_reload():
    told = replay(3)
    log = told.log
    more = [np.append(column, value) for column, value in zip(
        (log.time_s, log.event, log.flight, log.unit, log.other, log.value, log.occasion),
        (2690.0, Event.RELOADED, -1, 0, 0, 7.0, 0), strict=True)]  # fmt: skip
    _, ready = rounds(Story(replace(told, log=type(log)(*more))), 0)
    assert ready[-1] == 7.0


def test_without_the_capacity_the_first_launch_tells_what_stood_there():
    story = Story(replace(replay(3), capacity=None))
    _, ready = rounds(story, 1)
    assert ready[0] == ROUNDS


def test_a_place_lies_on_the_path_and_nowhere_for_who_never_flew():
    told = replay(3)
    story = Story(told)
    first = story.hostile[0]
    n = int(np.flatnonzero(np.isfinite(told.path_m[first.number, :, 0]))[3])
    assert story.place(first.number, float(told.path_time_s[n])) == pytest.approx(
        told.path_m[first.number, n]
    )
    gone = replace(told, path_m=np.full_like(told.path_m, np.nan))
    assert np.isnan(Story(gone).place(0, 100.0)).all()


def test_another_raid_of_the_row_has_its_own_story():
    told = replay(3)
    empty = Story(replace(told, row=np.repeat(told.row, 2, axis=0)), occasion=1)
    assert empty.hostile == ()
    assert empty.shots == ()


def test_only_the_raid_whose_positions_are_kept_has_places():
    told = replay(3)
    twice = replace(told, row=np.repeat(told.row, 2, axis=0), occasion=1,
                    log=replace(told.log, occasion=np.ones_like(told.log.occasion)))  # fmt: skip
    kept = Story(twice)
    assert len(kept.hostile) == 48
    assert np.isfinite(kept.place(kept.hostile[0].number, kept.hostile[0].end_s)).all()
    other = Story(replace(twice, occasion=0), occasion=1)
    assert len(other.hostile) == 48
    assert np.isnan(other.place(other.hostile[0].number, other.hostile[0].end_s)).all()

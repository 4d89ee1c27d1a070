"""How near air pictures come to the truth, held against sums on paper."""

import math

import numpy as np
import pytest

from rangering.mission.plan import FULL
from rangering.mission.replay import play
from rangering.mission.results import PictureScore
from rangering.mission.state import layout_for, new_state
from rangering.mission.tracks import CONFIRMED, TENTATIVE
from rangering.mission.watched import CUTOFF_M, INSTANTS, flights_at_m, run_until, score_pictures, tracks_at_m
from rangering.report.mission.raid import picture_words
from rangering.report.mission.write import replay_document
from tests import mission_results
from tests.mission_scene import Coming, Site, hand_plan, radar_plan
from tests.walked_raids import chained, walked

UNTIL_S = 120.0


def scored(plan, replicate: int = 0) -> PictureScore | None:
    layout = layout_for(plan)
    played = play(plan, layout, replicate)
    return score_pictures(plan, layout, replicate, played.path_time_s, played.path_m)


@pytest.mark.both_ways
def test_a_raid_run_up_to_an_instant_is_the_beginning_of_the_whole_raid():
    """Line by line of the log: what is looked at is what happened."""
    plan = walked()
    layout, state = layout_for(plan), new_state(plan, log_capacity=5_000)
    whole = play(plan, layout, 0).log
    run_until(plan, layout, 0, UNTIL_S, state)
    before = (whole.occasion == 0) & (whole.time_s < UNTIL_S)
    lines = int(before.sum())
    assert 100 < lines < (whole.occasion == 0).sum()
    for column in ("time_s", "event", "flight", "unit", "other", "value"):
        kept = getattr(state.log, column)[:lines]
        assert kept.tobytes() == getattr(whole, column)[before].tobytes()


def lone_radar(flights, **radar: object):
    """Straight flights that nobody may fire at, under a radar that sees each with certainty every 5 s."""
    plan = hand_plan(
        flights, [Site(rounds=0)], fidelity=FULL, radars=radar_plan(1, period_s=5.0), end_s=300.0
    )
    return plan._replace(radars=plan.radars._replace(**radar))


@pytest.mark.both_ways
def test_flights_and_tracks_stand_where_paper_puts_them():
    """After 100 s one flight is 80 km north, the other still to come. Two tracks, one of them confirmed."""
    plan = lone_radar([Coming(0.0), Coming(200.0)])
    layout, state = layout_for(plan), new_state(plan)
    run_until(plan, layout, 0, 100.0, state)
    assert flights_at_m(plan, state, 100.0) == pytest.approx(np.array([[0.0, 80_000.0]]))
    tracks = state.tracks
    tracks.status[:] = 0
    tracks.status[:2] = CONFIRMED, TENTATIVE
    tracks.x_m[0], tracks.y_m[0], tracks.vx_m_s[0], tracks.vy_m_s[0] = 100.0, 81_000.0, 5.0, -200.0
    tracks.time_s[0] = 96.0
    assert tracks_at_m(state, plan, 0, 100.0).tolist() == [[120.0, 80_200.0]]


@pytest.mark.both_ways
def test_a_flight_in_full_view_is_held_and_a_hidden_one_is_missed():
    """Two abreast, 40 km apart; where one flies beyond the radar's sector nobody has a track of it."""
    abreast = [Coming(0.0), Coming(0.0, passes_m=-40_000.0)]
    both = scored(lone_radar(abreast))
    assert (both.instants, both.pictures) == (INSTANTS, 1)
    assert (both.flying, both.held, both.missed, both.false) == (2.0, 2.0, 0.0, 0.0)
    # 50 m in range and 0.1 mrad in azimuth, filtered: some tens of metres. For two GOSPA is √2 times that.
    assert 5.0 < both.error_m < 60.0
    assert both.gospa_m == pytest.approx(math.sqrt(2.0) * both.error_m, rel=0.2)

    narrow = scored(lone_radar(abreast, half_width_rad=np.array([0.2])))
    assert (narrow.flying, narrow.held, narrow.missed, narrow.false) == (2.0, 1.0, 1.0, 0.0)
    # GOSPA² is the error² of the one and half the cutoff² of the other.
    assert narrow.gospa_m == pytest.approx(math.hypot(narrow.error_m, CUTOFF_M / math.sqrt(2.0)), rel=0.01)


def test_raids_that_follow_change_nothing_in_the_score_of_the_first():
    plan = walked()
    score = scored(plan._replace(endure=plan.endure._replace(raids=1)))
    assert score is not None
    assert score.held + score.missed == pytest.approx(score.flying)
    assert score.held > 0.0
    assert score.pictures == 1  # the other picture is that of a fire unit left alone
    layout = layout_for(plan)
    first = play(plan, layout, 0, 0)
    assert score_pictures(plan, layout, 0, first.path_time_s, first.path_m) == score


def test_where_no_tracks_are_kept_or_nothing_flies_there_is_no_score():
    assert scored(chained(learns=False)) is None
    plan = walked()
    played = play(plan, layout_for(plan), 0)
    nothing = np.full_like(played.path_m, np.nan)
    assert score_pictures(plan, layout_for(plan), 0, played.path_time_s, nothing) is None


def test_a_reader_is_told_in_words_and_in_json():
    from dataclasses import replace

    score = PictureScore(12, 1, 24.25, 23.9, 0.35, 2.75, 431.2, 2934.6, 2000.0)
    assert picture_words(score) == (
        "Air picture at 12 instants: of 24.2 flights in the air 23.9 have a track within 2.00 km, 431 m off "
        "(root mean square); 0.35 have none (hidden ones count), and 2.75 tracks hold no flight. GOSPA of "
        "order 2 with that cutoff: 2.93 km."
    )
    none = score._replace(pictures=2, held=0.0, error_m=math.nan)
    assert picture_words(none).startswith("2 air pictures, means at 12 instants: of 24.2 flights")
    assert " off " not in picture_words(none)
    found = replay_document(replace(mission_results.replay(), picture=none), repeats=True)["results"][
        "picture"
    ]
    assert (found["flying"], found["error_m"]) == (24.25, None)
    assert replay_document(mission_results.replay(), repeats=True)["results"]["picture"] is None

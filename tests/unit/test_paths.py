"""Where flights were, for the pictures of a replay: on a straight line, and only while they fly."""

import numpy as np
import pytest

from rangering.mission.codes import Event
from rangering.mission.replay import play
from rangering.mission.state import layout_for
from tests.mission_scene import Coming, Site, hand_plan

START_S, SPEED_M_S, FROM_M, BEARING_RAD, ASIDE_M = 12.0, 250.0, 30_000.0, 1.0, 4_000.0


@pytest.mark.both_ways
def test_a_flight_is_where_its_speed_has_brought_it():
    """One flies 4 km past the middle on a bearing of 1 rad; the other is shot down on its way."""
    held = Coming(START_S, SPEED_M_S, FROM_M, bearing_rad=BEARING_RAD, passes_m=ASIDE_M, height_m=1_500.0)
    plan = hand_plan([held, Coming(0.0, from_m=20_000.0)], [Site(zone_max_m=18_500.0)], end_s=150.0,
                     period_s=1.0)  # fmt: skip
    # What passes 4 km off is civil, so that nobody fires at it.
    plan = plan._replace(flights=plan.flights._replace(side=np.array([2, 0])))
    played = play(plan, layout_for(plan), 0)
    time_s = played.path_time_s
    assert np.diff(time_s) == pytest.approx(5.0)

    flown_m = FROM_M - SPEED_M_S * (time_s - START_S)
    flies = (flown_m <= FROM_M) & (flown_m >= 0.0)
    sine, cosine = np.sin(BEARING_RAD), np.cos(BEARING_RAD)
    expected = np.stack(
        [flown_m * sine - ASIDE_M * cosine, flown_m * cosine + ASIDE_M * sine, np.full(len(time_s), 1_500.0)],
        axis=1,
    )
    assert 20 < flies.sum() < len(time_s)
    assert np.isfinite(played.path_m[0, :, 0]).tolist() == flies.tolist()
    assert played.path_m[0, flies] == pytest.approx(expected[flies], abs=0.01)  # float32 at 30 km: 2 mm

    log = played.log
    (hit_s,) = log.time_s[log.event == Event.HIT]
    assert 7.5 <= hit_s < 20.0
    assert np.isfinite(played.path_m[1, :, 1]).tolist() == (time_s <= hit_s).tolist()
    assert played.path_m[1, 1].tolist() == [0.0, 19_000.0, 5_000.0]

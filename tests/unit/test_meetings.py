"""When a missile meets a believed target, on fly-out tables that can be solved on paper.

Tables here give one pace along the ground at every height, so that a meeting on a course straight to or from
the launchers is one of two movers on a line.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.mission.kernels.meet import MEETS, NEVER, TOO_EARLY, TOO_LATE, flight_to_s, meet_believed
from tests.mission_scene import missile

PACE_M_S, REACH_M = 1000.0, 100e3
COLUMN_M, ROW_M = 100.0, 5e3
SITE = (0.0, 0.0, 0.0)


def tapering(*reach_m):
    """A missile that comes so far at each 5 km of height, and as far as the first below the second."""
    range_m = np.arange(0.0, REACH_M + COLUMN_M, COLUMN_M)
    time_s = np.where(range_m <= np.array(reach_m)[:, None], range_m / PACE_M_S, np.inf)
    return missile(1.0, 0.0)._replace(
        time_s=time_s[None].astype(np.float32),
        height_step_m=np.array([ROW_M]),
        range_step_m=np.array([COLUMN_M]),
        range_max_m=np.array([max(reach_m)]),
    )


def meeting(missiles, target, delay_s=0.0, latest_s=np.inf):
    return meet_believed(0, delay_s, latest_s, target, 0.0, SITE, missiles)


def inbound(from_m, speed_m_s=250.0, height_m=0.0):
    return 0.0, from_m, height_m, 0.0, -speed_m_s, 0.0


@pytest.mark.both_ways
@pytest.mark.parametrize("delay_s", [0.0, 12.0])
def test_inside_the_envelope_two_movers_meet_on_a_line(delay_s):
    """t - delay = (D - v t) / V."""
    code, at_s = meeting(tapering(REACH_M), inbound(60e3), delay_s)
    assert code == MEETS
    assert at_s == pytest.approx((delay_s + 60.0) / 1.25, abs=1e-3)
    assert meeting(tapering(REACH_M), inbound(60e3), delay_s, at_s - 0.1) == (TOO_LATE, 0.0)


@pytest.mark.both_ways
@pytest.mark.parametrize("reach_m", [99.9e3, 98e3, 80e3, 30e3])
@pytest.mark.parametrize("from_m", [300e3, 150e3])
def test_who_enters_high_up_is_waited_for_until_a_missile_sent_then_is_there_in_time(reach_m, from_m):
    """At its height the envelope begins later than at the missile's greatest range, where the search begins.

    It enters after (D - R) / v, and the missile takes R / V to there: the launch waits for the difference.
    """
    missiles = tapering(REACH_M, REACH_M, reach_m)
    target = inbound(from_m, height_m=10e3)
    enters_s, flight_s = (from_m - reach_m) / 250.0, reach_m / PACE_M_S
    code, wait_s = meeting(missiles, target)
    if enters_s > flight_s:
        assert code == TOO_EARLY
        assert wait_s == pytest.approx(enters_s - flight_s, abs=1e-3)
        # Having waited so long it is launched, and meets at the edge.
        code, at_s = meeting(missiles, target, wait_s)
        assert code == MEETS
        assert at_s == pytest.approx(enters_s, abs=1e-3)
    else:
        assert code == MEETS
        assert wait_s == pytest.approx(from_m / 1250.0, abs=1e-3)
    assert meeting(missiles, target, latest_s=enters_s - 1.0) == (TOO_LATE, 0.0)


@pytest.mark.both_ways
def test_who_is_out_of_reach_is_never_met():
    missiles = tapering(REACH_M, REACH_M, 80e3)
    assert meeting(missiles, (0.0, 90e3, 10e3, 250.0, 0.0, 0.0))[0] == NEVER  # turns about it
    assert meeting(missiles, (0.0, 150e3, 0.0, 0.0, 250.0, 0.0))[0] == NEVER  # on its way out
    assert meeting(missiles, inbound(300e3, height_m=12e3))[0] == NEVER  # above


@pytest.mark.both_ways
@given(
    reaches_km=st.lists(st.integers(200, 1000), min_size=3, max_size=3),
    place_km=st.tuples(st.floats(-300.0, 300.0), st.floats(-300.0, 300.0)),
    height_m=st.floats(0.0, 10e3),
    velocity_m_s=st.tuples(st.floats(-900.0, 900.0), st.floats(-900.0, 900.0), st.floats(-40.0, 40.0)),
    delay_s=st.floats(0.0, 60.0),
)
def test_no_missile_leaves_before_it_must(reaches_km, place_km, height_m, velocity_m_s, delay_s):
    """Whatever the course: what is launched is there when the target is, within half a second."""
    missiles = tapering(*sorted((100.0 * each for each in reaches_km), reverse=True))
    target = (1e3 * place_km[0], 1e3 * place_km[1], height_m, *velocity_m_s)

    def flight_s(at_s):
        where = (target[k] + at_s * target[3 + k] for k in range(3))
        return flight_to_s(0, *where, 0.0, SITE, missiles)

    code, value_s = meeting(missiles, target, delay_s)
    if code == MEETS:
        assert -1e-3 <= value_s - delay_s - flight_s(value_s) <= 0.5 + 1e-3
    elif code == TOO_EARLY:
        assert value_s > 0.5
        code, at_s = meeting(missiles, target, delay_s + value_s)
        assert code == MEETS
        assert at_s - delay_s - value_s - flight_s(at_s) <= 0.5 + 1e-3

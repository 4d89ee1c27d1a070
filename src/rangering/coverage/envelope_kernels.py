"""Whether a place lies within the envelope of a missile, how long it flies there, why a cell is not engaged.

A fly-out's outline, scaled to a reach, about the launchers: see `rangering.coverage.envelope`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.flight.flyout import time_of_flight_s
from rangering.sight.state import State


@compiled
def reach_needed_m(ground_range_m, above_site_m, height_step_m, share):
    """The greatest reach a missile needs at any height to come as far as a point at this one.

    Parameters
    ----------
    ground_range_m, above_site_m : float
        Of the point, from the launchers, and above the ground at them. [m]
    height_step_m : float
        Between the heights of the outline. [m]
    share : float array, shape (heights,)
        How far it reaches at each height, as a share of its greatest reach; the last holds above it too.

    Returns
    -------
    float
        Ground range over the share at that height; infinite where nothing is reached. [m]
    """
    place = min(max(above_site_m / height_step_m, 0.0), share.shape[0] - 1.0)
    below = min(int(place), share.shape[0] - 2)
    here = share[below] + (place - below) * (share[below + 1] - share[below])
    return ground_range_m / here if here > 0.0 else np.inf


@compiled
def in_box(ground_range_m, above_ground_m, above_site_m, box, share):
    """Whether a point lies in one missile's envelope, edges included.

    Parameters
    ----------
    ground_range_m : float
        From the launchers. [m]
    above_ground_m, above_site_m : float
        Height above the ground below the point, and above the ground at the launchers. [m]
    box : float array, shape (5,) or more
        As a row of `envelope.box_array`. [m]
    share : float array, shape (heights,)
        As in `reach_needed_m`.
    """
    if not (box[0] <= ground_range_m <= box[1] and above_ground_m >= box[2] and above_site_m <= box[3]):
        return False
    return reach_needed_m(ground_range_m, above_site_m, box[4], share) <= box[1]


@compiled
def flight_time_s(ground_range_m, altitude_m, ground_m, site_ground_m, boxes, share, time_s):
    """Least time in which any missile whose envelope holds a point flies there; infinite for none.

    Parameters
    ----------
    ground_range_m : float
        From the launchers, along the ground. [m]
    altitude_m, ground_m, site_ground_m : float
        Of the point, of the ground below it and of the ground at the launchers, above sea level. [m]
    boxes : float array, shape (missiles, 6)
        As `envelope.box_array`; the sixth is the distance between the columns of `time_s`. [m]
    share : float array, shape (missiles, heights)
        As in `reach_needed_m`.
    time_s : float32 array, shape (missiles, heights, ranges)
        Fly-outs, finite everywhere. [s]
    """
    least_s = np.inf
    above_m = altitude_m - site_ground_m
    for m in range(boxes.shape[0]):
        if in_box(ground_range_m, altitude_m - ground_m, above_m, boxes[m], share[m]):
            # A ceiling or reach drawn beyond the table's takes its last row or column.
            height_m = min(above_m, (time_s.shape[1] - 1) * boxes[m, 4])
            range_m = min(ground_range_m, (time_s.shape[2] - 1) * boxes[m, 5])
            least_s = min(least_s, time_of_flight_s(time_s[m], boxes[m, 4], boxes[m, 5], range_m, height_m))
    return least_s


@compiled
def engage_verdict(radar, cue, inside):
    """The state of engagement that follows from the radar that guides, those that cue, and the envelope.

    Parameters
    ----------
    radar, cue : int
        Numbers of `State`: of the engagement radar, and the least over the radars that cue it.
    inside : bool
        Whether the envelope of any missile holds the cell.

    Returns
    -------
    int
        A number of `State`. COVERED: engageable. Else the only link that fails, under the engagement radar's
        own reason, or KINEMATICS (envelope) or CUE; SEVERAL where more fail, or one fails and another is
        unknown; UNKNOWN where only what is unknown stands in the way. Underground and beyond the radar's map,
        as the radar.
    """
    if radar == State.UNDERGROUND or radar == State.OUTSIDE:
        return int(radar)
    radar_fails = radar != State.COVERED and radar != State.UNKNOWN
    # What keeps a target from the engagement radar and from every track source alike is one constraint.
    cue_fails = cue != State.COVERED and cue != State.UNKNOWN and cue != radar
    failing = int(radar_fails) + int(cue_fails) + int(not inside)
    is_unknown = radar == State.UNKNOWN or cue == State.UNKNOWN
    if failing == 0:
        return State.UNKNOWN.value if is_unknown else State.COVERED.value
    if failing > 1 or is_unknown:
        return State.SEVERAL.value
    if radar_fails:
        return int(radar)
    return State.CUE.value if cue_fails else State.KINEMATICS.value

"""Whether a place lies within the published envelope of a missile, and why a cell cannot be engaged.

A box of revolution about the launchers: see `rangering.coverage.envelope`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.sight.state import State


@compiled
def in_box(ground_range_m, above_ground_m, above_site_m, box):
    """Whether a point lies in one missile's box, edges included.

    Parameters
    ----------
    ground_range_m : float
        From the launchers. [m]
    above_ground_m, above_site_m : float
        Height above the ground below the point, and above the ground at the launchers. [m]
    box : float array, shape (4,) or more
        As a row of `envelope.box_array`. [m]
    """
    return box[0] <= ground_range_m <= box[1] and above_ground_m >= box[2] and above_site_m <= box[3]


@compiled
def flight_time_s(ground_range_m, slant_m, altitude_m, ground_m, site_ground_m, boxes):
    """Least time in which any missile whose box holds a point flies there straight; infinite for none.

    Parameters
    ----------
    ground_range_m, slant_m : float
        From the launchers, along the ground and straight. [m]
    altitude_m, ground_m, site_ground_m : float
        Of the point, of the ground below it and of the ground at the launchers, above sea level. [m]
    boxes : float array, shape (missiles, 5)
        As `envelope.box_array`; the fifth column is the mean speed. [m/s]
    """
    least_s = np.inf
    for m in range(boxes.shape[0]):
        if in_box(ground_range_m, altitude_m - ground_m, altitude_m - site_ground_m, boxes[m]):
            least_s = min(least_s, slant_m / boxes[m, 4])
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

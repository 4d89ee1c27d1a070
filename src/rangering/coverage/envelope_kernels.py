"""Whether a place lies within the published envelope of a missile, and why a cell cannot be engaged.

A box of revolution about the launchers: see `rangering.coverage.envelope`. For many readings at once, each
reading is one bit of a 64-bit word: its thresholds are sorted once, and a look-up gives the bits of all
readings on one side of a value.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.kernels import between_nodes
from rangering.coverage.state import State


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
def in_envelope(ground_range_m, altitude_m, ground_m, site_ground_m, boxes):
    """Whether any missile's box holds a point.

    Parameters
    ----------
    ground_range_m : float
        From the launchers. [m]
    altitude_m, ground_m, site_ground_m : float
        Of the point, of the ground below it and of the ground at the launchers, above sea level. [m]
    boxes : float array, shape (missiles, 4) or wider
        As `envelope.box_array`.

    Returns
    -------
    bool
        False where the ground is unknown (NaN).
    """
    for m in range(boxes.shape[0]):
        if in_box(ground_range_m, altitude_m - ground_m, altitude_m - site_ground_m, boxes[m]):
            return True
    return False


@compiled
def flight_time_s(ground_range_m, slant_m, altitude_m, ground_m, site_ground_m, boxes):
    """Least time in which any missile whose box holds a point flies there straight; infinite for none.

    Parameters
    ----------
    ground_range_m, slant_m : float
        From the launchers, along the ground and straight. [m]
    altitude_m, ground_m, site_ground_m, boxes
        As in `in_envelope`; the fifth column is the mean speed. [m/s]
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
    cue_fails = cue != State.COVERED and cue != State.UNKNOWN
    failing = int(radar_fails) + int(cue_fails) + int(not inside)
    is_unknown = radar == State.UNKNOWN or cue == State.UNKNOWN
    if failing == 0:
        return State.UNKNOWN.value if is_unknown else State.COVERED.value
    if failing > 1 or is_unknown:
        return State.SEVERAL.value
    if radar_fails:
        return int(radar)
    return State.CUE.value if cue_fails else State.KINEMATICS.value


@compiled_parallel
def engage_states(radar, cue, ground_m, site_ground_m, east_m, north_m, boxes, layers, network):
    """Fill in where one fire unit can engage, and keep the least over fire units in every cell.

    Parameters
    ----------
    radar, cue : uint8 array, shape (altitudes, targets, rows, columns)
        States of its engagement radar and of the radars that cue it, the least of several, in the numbers
        of `State`, laid over the network's grid.
    ground_m : float32 array, shape (rows, columns)
        Ground above sea level on the network's grid; NaN where unknown. [m]
    site_ground_m : float
        At the launchers, above sea level. [m]
    east_m, north_m : float array, shape (lattice rows, lattice columns)
        Where the nodes of an even lattice over the grid lie on the plane about the launchers. [m]
    boxes : float array, shape (missiles, 4) or wider
        As `envelope.box_array`.
    layers : LayerPlan
        The altitudes.
    network : uint8 array, shape (altitudes, targets, rows, columns)
        Lessened in place.
    """
    altitudes, targets, rows, cols = network.shape
    altitude_m, above_ground = layers.altitude_m, layers.above_ground
    last_row, last_col = max(rows - 1, 1), max(cols - 1, 1)
    for row in thread_range(rows):
        for col in range(cols):
            x_m = between_nodes(east_m, row / last_row, col / last_col)
            y_m = between_nodes(north_m, row / last_row, col / last_col)
            away_m = np.sqrt(x_m * x_m + y_m * y_m)
            here_m = np.float64(ground_m[row, col])
            for a in range(altitudes):
                target_m = altitude_m[a] + here_m if above_ground[a] else altitude_m[a]
                inside = in_envelope(away_m, target_m, here_m, site_ground_m, boxes)
                for t in range(targets):
                    state = engage_verdict(radar[a, t, row, col], cue[a, t, row, col], inside)
                    network[a, t, row, col] = min(network[a, t, row, col], state)


@compiled
def count_below(value, rising, or_equal):
    """How many of a rising array's entries lie below a value, or at or below it. int"""
    low, high = 0, len(rising)
    while low < high:
        middle = (low + high) // 2
        if rising[middle] < value or (or_equal and rising[middle] == value):
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def at_least_mask(value, rising, masks):
    """The readings whose threshold is a value or more.

    Parameters
    ----------
    value : float
        What is compared.
    rising : float array, shape (64,)
        Thresholds of one word of readings, rising, padded with infinity.
    masks : uint64 array, shape (65,)
        Bits of the readings from each rank upwards; ``masks[0]`` holds them all.
    """
    if value <= rising[0]:  # most cells lie on one side of every threshold
        return masks[0]
    return masks[count_below(value, rising, False)]


@compiled
def at_most_mask(value, rising, masks):
    """The readings whose threshold is a value or less; parameters as in `at_least_mask`."""
    if value < rising[0]:
        return masks[0] & ~masks[0]
    if value >= rising[-1]:
        return masks[0]
    return masks[0] & ~masks[count_below(value, rising, True)]


@compiled
def ring_mask(ground_range_m, rising_m, masks, m, word):
    """The readings in which one missile's least and greatest range hold a point; the same at every height.

    Parameters
    ----------
    ground_range_m : float
        From the launchers. [m]
    rising_m, masks, word
        As in `in_box_mask`.
    m : int
        Missile.
    """
    held = at_least_mask(ground_range_m, rising_m[1, m, word], masks[1, m, word])
    return held & at_most_mask(ground_range_m, rising_m[0, m, word], masks[0, m, word])


@compiled
def height_mask(above_ground_m, above_site_m, rising_m, masks, m, word):
    """The readings in which one missile's least height and ceiling hold a point; as in `ring_mask`."""
    held = at_most_mask(above_ground_m, rising_m[2, m, word], masks[2, m, word])
    return held & at_least_mask(above_site_m, rising_m[3, m, word], masks[3, m, word])


@compiled
def in_box_mask(ground_range_m, above_ground_m, above_site_m, rising_m, masks, word):
    """The readings in which any missile's box holds a point.

    Parameters
    ----------
    ground_range_m, above_ground_m, above_site_m : float
        As in `in_box`. [m]
    rising_m : float array, shape (4, missiles, words, 64)
        Thresholds of every missile: least and greatest ground range, least height, ceiling, each sorted on
        its own over the readings of a word. [m]
    masks : uint64 array, shape (4, missiles, words, 65)
        As in `at_least_mask`. Both of `envelope.reading_boxes`.
    word : int
        Which 64 readings.

    Returns
    -------
    uint64
        Bit i stands for reading 64·word + i.
    """
    inside = np.uint64(0)
    for m in range(rising_m.shape[1]):
        held = ring_mask(ground_range_m, rising_m, masks, m, word)
        if held != np.uint64(0):
            inside |= held & height_mask(above_ground_m, above_site_m, rising_m, masks, m, word)
    return inside

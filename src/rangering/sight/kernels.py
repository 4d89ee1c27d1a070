"""What keeps one radar from one cell: each constraint for itself, in one reading or in all of them at once.

Every constraint is worked out alone, so that a cell with a single failing one can name it. Hidden means below
the lowest line of sight; hidden by the horizon means below the shadow of a smooth sphere through the lower of
two grounds, the site's and the cell's: over a level plateau it is the Earth that hides, not the terrain.

Readings of what nobody outside knows change thresholds (how far, how high, how slow), never the geometry, and
a taller mast sees all that a lower one sees. So the thresholds of all readings are sorted once, and one
look-up gives, as the bits of a word, every reading in which a target passes.
"""

import numpy as np

from rangering._jit import compiled
from rangering.earth.horizon import shadow_height_m
from rangering.sight.state import State

# Straight above the antenna there is no azimuth and no elevation: its own cell is judged at the mean
# distance of a unit square's points from its middle, (√2 + arsinh 1) / 6 sides out.
OWN_CELL = 0.382_597_858


@compiled
def sight_state(target_m, lowest_m, shadow_m):
    """COVERED in line of sight; else HORIZON below the smooth Earth's shadow, or TERRAIN. Heights in m."""
    if target_m >= lowest_m:
        return State.COVERED
    return State.HORIZON if target_m < shadow_m else State.TERRAIN


@compiled
def smooth_shadow_m(antenna_m, ground_m, distance_m, effective_radius_m):
    """Height above sea level below which a sphere through level ground hides a target.

    Parameters
    ----------
    antenna_m, ground_m : float
        Of the antenna and of the level ground, above sea level. [m]
    distance_m : float
        Along the Earth at sea level. [m]
    effective_radius_m : float
        k·R, at sea level. [m]
    """
    sphere_m = effective_radius_m + ground_m
    arc_m = distance_m * sphere_m / effective_radius_m
    return ground_m + shadow_height_m(antenna_m - ground_m, arc_m, sphere_m)


@compiled
def clear_air_range_m(slant_m, loss_db):
    """Range in clear air at which an echo is as weak as it is here, with a loss on the way.

    Parameters
    ----------
    slant_m : float
        Length of the path. [m]
    loss_db : float
        Two-way loss beyond that of clear air; negative where the path gains. [dB]

    Returns
    -------
    float
        R · 10^(loss/40), since an echo falls with R⁴. [m]
    """
    # Past 12,000 dB nothing is heard anyway; the bound keeps the power within a float.
    return slant_m * 10.0 ** min(loss_db / 40.0, 300.0)


@compiled
def verdict(in_view, in_instrument, fast_enough, in_power, sight):
    """The state that follows from five constraints: the only one that fails, or SEVERAL.

    Parameters
    ----------
    in_view, in_instrument, fast_enough, in_power : bool
        Whether a target lies within sector and elevation and within the display, closes fast enough, and is
        strong enough.
    sight : State
        Of `sight_state`.
    """
    failing = int(not in_view) + int(not in_instrument) + int(not fast_enough) + int(not in_power)
    failing += int(sight != State.COVERED)
    if failing > 1:
        return State.SEVERAL
    if not in_view:
        return State.SECTOR
    if not in_instrument:
        return State.INSTRUMENTED_RANGE
    if not fast_enough:
        return State.KINEMATICS
    if not in_power:
        return State.POWER
    return sight


@compiled
def off_centre_rad(azimuth_rad, centre_rad):
    """How far an azimuth lies from another, 0 to π. [rad]"""
    return np.abs((azimuth_rad - centre_rad + np.pi) % (2.0 * np.pi) - np.pi)


@compiled
def passing(ladders, ladder, word, value):
    """The readings whose threshold is not below a value, as the bits of a word.

    Parameters
    ----------
    ladders : Ladders
        Of the plan.
    ladder, word : int
        Which ladder, and which 64 readings.
    value : float
        What the thresholds are compared with; no NaN.
    """
    if value <= ladders.rung[ladder, word, 0]:
        return ladders.above[ladder, word, 0]
    low, high = 0, ladders.rung.shape[2]
    while high - low > 1:  # rung[low] < value <= rung[high], the last counting as infinite
        middle = (low + high) // 2
        if ladders.rung[ladder, word, middle] < value:
            low = middle
        else:
            high = middle
    return ladders.above[ladder, word, high]


@compiled
def mast_needed(lowest_m, root_mast, target_m):
    """Square root of the least mast height from which a target is in line of sight. [√m]

    The lowest altitude seen falls as the mast grows: along one crest in proportion to its height, over the
    smooth Earth nearly so to its square root, in which it is interpolated.

    Parameters
    ----------
    lowest_m : float array, shape (knots,)
        Lowest altitude in line of sight from each mast height; none unknown. [m]
    root_mast : float array, shape (knots,)
        Square roots of the mast heights, rising. [√m]
    target_m : float
        Above sea level. [m]

    Returns
    -------
    float
        -inf where the lowest mast will do, inf where the tallest will not.
    """
    last = len(lowest_m) - 1
    if target_m >= lowest_m[0]:
        return -np.inf
    if target_m < lowest_m[last]:
        return np.inf
    knot = 1
    while target_m < lowest_m[knot]:
        knot += 1
    share = (lowest_m[knot - 1] - target_m) / (lowest_m[knot - 1] - lowest_m[knot])
    return root_mast[knot - 1] + share * (root_mast[knot] - root_mast[knot - 1])


@compiled
def count_bits(word):
    """How many bits of a word are set: sums of neighbours, in parallel (Warren, Hacker's Delight, 5-1).

    Sums are folded by shifts: a product would overflow, of which numpy warns where nothing is compiled.
    """
    x = np.uint64(word)
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    x = x + (x >> np.uint64(8))
    x = x + (x >> np.uint64(16))
    x = x + (x >> np.uint64(32))
    return np.int64(x & np.uint64(0x7F))

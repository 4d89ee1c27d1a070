"""Which fixes of a recorded flight a route needs, so that what is left out lies within a tolerance.

A fix may go where the route, flown at an even pace along the great circle between the fixes that stay, is at
that very moment within a distance along the ground and a height of it: place and time are kept together. The
farthest fix splits a stretch, then the same within its parts.
Source: Douglas and Peucker, Cartographica 10 (1973) 112-122, with the distance of Meratnia and de By, EDBT
2004, section 4 (synchronised in time). On a sphere of radius constants.EARTH_RADIUS_M.
"""

import numpy as np

from rangering._jit import compiled
from rangering.constants import EARTH_RADIUS_M


@compiled
def fixes_needed(time_s, unit, height_m, along_m, up_m, kept):
    """Mark the fixes that stay: the first, the last, and those without which another would lie too far off.

    Parameters
    ----------
    time_s : float array, shape (n,)
        Rising; two fixes or more. [s]
    unit : float array, shape (n, 3)
        Directions from the Earth's middle, of length 1.
    height_m : float array, shape (n,)
        [m]
    along_m, up_m : float
        Largest distance along the ground and in height. [m]
    kept : bool array, shape (n,)
        Written.
    """
    count = len(time_s)
    kept[:] = False
    kept[0] = kept[count - 1] = True
    stack = np.empty((count + 1, 2), np.int64)
    stack[0, 0], stack[0, 1] = 0, count - 1
    height = 1
    while height > 0:
        height -= 1
        first, last = stack[height, 0], stack[height, 1]
        worst, split = 1.0, -1
        whole_s = time_s[last] - time_s[first]
        dot = 0.0
        for axis in range(3):
            dot += unit[first, axis] * unit[last, axis]
        angle = np.arccos(min(max(dot, -1.0), 1.0))
        sine = np.sin(angle)
        for n in range(first + 1, last):
            share = (time_s[n] - time_s[first]) / whole_s
            near, far = 1.0 - share, share
            if sine > 1e-7:
                near, far = np.sin((1.0 - share) * angle) / sine, np.sin(share * angle) / sine
            off2 = 0.0
            for axis in range(3):
                off = unit[n, axis] - near * unit[first, axis] - far * unit[last, axis]
                off2 += off * off
            off_m = EARTH_RADIUS_M * np.sqrt(off2)
            off_up_m = np.abs(height_m[n] - height_m[first] - share * (height_m[last] - height_m[first]))
            too_far = max(off_m / along_m, off_up_m / up_m)
            if too_far > worst:
                worst, split = too_far, n
        if split >= 0:
            kept[split] = True
            stack[height, 0], stack[height, 1] = first, split
            stack[height + 1, 0], stack[height + 1, 1] = split, last
            height += 2

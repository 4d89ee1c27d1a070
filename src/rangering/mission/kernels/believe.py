"""What a picture believes: where a track is, how urgent it is, and whether it may be fired at.

In the fidelity `full` a track is what the filter says; in the others its slot is the flight's own and its
place is the true one. An asset is threatened by what flies at it: the time to its nearest point on the
present course.
Source: plane geometry; the distance and time that count as self-defence under held weapons come with the
plan, from the class defaults.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.place import place
from rangering.mission.plan import FULL, HOSTILE, WEAPONS_FREE, WEAPONS_HOLD
from rangering.mission.tracks import CONFIRMED

_NEVER_S = 1e9  # finite: a flight away from every asset is still met where it can be


@compiled
def believed(slot, capacity, time_s, fidelity, tracks, air, routes):
    """Place and velocity of a track as its picture has it.

    Returns
    -------
    tuple of six floats
        East, north, height [m] and their rates [m/s].
    """
    if fidelity == FULL:
        ahead_s = time_s - tracks.time_s[slot]
        return (
            tracks.x_m[slot] + ahead_s * tracks.vx_m_s[slot],
            tracks.y_m[slot] + ahead_s * tracks.vy_m_s[slot],
            tracks.z_m[slot] + ahead_s * tracks.vz_m_s[slot],
            tracks.vx_m_s[slot],
            tracks.vy_m_s[slot],
            tracks.vz_m_s[slot],
        )
    x_m, y_m, z_m, vx_m_s, vy_m_s, _, _ = place(slot % capacity, time_s, air, routes)
    return x_m, y_m, z_m, vx_m_s, vy_m_s, 0.0


@compiled
def time_to_asset_s(x_m, y_m, vx_m_s, vy_m_s, assets):
    """Least time [s] until a straight course is nearest to an asset, and which; away from all: never."""
    speed_2 = max(vx_m_s * vx_m_s + vy_m_s * vy_m_s, 1e-9)
    least_s, which = _NEVER_S, 0
    for a in range(len(assets.x_m)):
        inward = (assets.x_m[a] - x_m) * vx_m_s + (assets.y_m[a] - y_m) * vy_m_s
        if inward > 0.0:
            time_s = inward / speed_2
            if time_s < least_s:
                least_s, which = time_s, a
    return least_s, which


@compiled
def may_fire_at(slot, unit, x_m, y_m, vx_m_s, vy_m_s, identities, units, rules):
    """Whether the rules allow a fire unit to engage a track, zone included."""
    declared, weapons = identities.declared[slot], rules.weapons[unit]
    if weapons == WEAPONS_FREE:
        if declared > HOSTILE:
            return False
    elif declared != HOSTILE:
        return False
    east_m, north_m = x_m - units.x_m[unit], y_m - units.y_m[unit]
    away_m = np.sqrt(east_m * east_m + north_m * north_m)
    if weapons == WEAPONS_HOLD:
        speed_2 = max(vx_m_s * vx_m_s + vy_m_s * vy_m_s, 1e-9)
        nearest_s = -(east_m * vx_m_s + north_m * vy_m_s) / speed_2
        miss_m = np.abs(east_m * vy_m_s - north_m * vx_m_s) / np.sqrt(speed_2)
        if nearest_s < 0.0 or nearest_s > rules.self_defence_s[unit] or miss_m > rules.self_defence_m[unit]:
            return False
    return rules.zone_min_m[unit] <= away_m <= rules.zone_max_m[unit]


@compiled
def threatens(slot, tracks, identities):
    """Whether a track is one to be evaluated: confirmed, engaged by nobody, not thought dead."""
    if tracks.status[slot] != CONFIRMED:
        return False
    return identities.engaged[slot] < 0 and not identities.closed[slot]

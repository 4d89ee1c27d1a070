"""Context: what a track's place, course and climb say about it, as its picture has them.

Whether it is inside a corridor, whether it climbs or descends, and whether its course comes near an asset.
All of it holds for now alone: at every look it replaces what was said before, so that a flight that leaves a
corridor is judged anew and long watching convinces nobody. Where a picture rests on the radars of one
emplacement its tracks are turned about that by the error of its north, and what a true north would say is
kept beside. Only this evidence is turned: detection, guidance and where missiles meet their targets are not.
Source: the distance of a point from a line, plane geometry; that a unit's north was wrong is among the causes
named by the Civil Aviation Organization of Iran, final report on flight PS752 (2021).
"""

import numpy as np

from rangering._jit import compiled


@compiled
def off_line_2(x_m, y_m, ax_m, ay_m, bx_m, by_m):
    """Squared distance of a point from the piece of a line between two others. [m²]"""
    east_m, north_m = bx_m - ax_m, by_m - ay_m
    length_2 = max(east_m * east_m + north_m * north_m, 1e-9)
    along = ((x_m - ax_m) * east_m + (y_m - ay_m) * north_m) / length_2
    along = min(max(along, 0.0), 1.0)
    off_x_m, off_y_m = x_m - ax_m - along * east_m, y_m - ay_m - along * north_m
    return off_x_m * off_x_m + off_y_m * off_y_m


@compiled
def in_corridor(x_m, y_m, z_m, context):
    """Whether a place lies in a corridor: within half its width of the middle line, and in its band."""
    first = 0
    for c in range(len(context.points)):
        count = context.points[c]
        if context.floor_m[c] <= z_m <= context.ceiling_m[c]:
            within_2 = context.half_width_m[c] ** 2
            for n in range(first, first + count - 1):
                off_2 = off_line_2(
                    x_m, y_m, context.x_m[n], context.y_m[n], context.x_m[n + 1], context.y_m[n + 1]
                )
                if off_2 <= within_2:
                    return True
        first += count
    return False


@compiled
def comes_near_s(x_m, y_m, vx_m_s, vy_m_s, to_x_m, to_y_m, within_m):
    """Time until a straight course is nearest to a point; infinite where it leaves it, or misses it. [s]"""
    east_m, north_m = to_x_m - x_m, to_y_m - y_m
    speed_2 = max(vx_m_s * vx_m_s + vy_m_s * vy_m_s, 1e-9)
    inward = east_m * vx_m_s + north_m * vy_m_s
    miss_m = np.abs(east_m * vy_m_s - north_m * vx_m_s) / np.sqrt(speed_2)
    if inward <= 0.0 or miss_m > within_m:
        return np.inf
    return inward / speed_2


@compiled
def says(x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s, picture, plan, slot, evidence):
    """Write what a place and a course say; the time to what it heads for, infinite for nothing. [s]"""
    context = plan.context
    heads_s = np.inf
    if context.heads:
        for a in range(len(plan.assets.x_m)):
            to_s = comes_near_s(
                x_m, y_m, vx_m_s, vy_m_s, plan.assets.x_m[a], plan.assets.y_m[a], context.heads_m
            )
            heads_s = min(heads_s, to_s)
        n = plan.north.site[picture]
        if n >= 0:
            to_s = comes_near_s(
                x_m, y_m, vx_m_s, vy_m_s, plan.north.x_m[n], plan.north.y_m[n], context.heads_m
            )
            heads_s = min(heads_s, to_s)
    inside = 0
    if context.corridors[picture] and in_corridor(x_m, y_m, z_m, context):
        inside = 1
    climbs = 1
    if vz_m_s <= -context.climb_m_s:
        climbs = 0
    elif vz_m_s >= context.climb_m_s:
        climbs = 2
    for side in range(3):
        said = context.climb[climbs, side] + context.approach[1 if heads_s < np.inf else 0, side]
        if context.corridors[picture]:
            said += context.corridor[inside, side]
        evidence[slot, side] = said
    return heads_s


@compiled
def regard(slot, picture, plan, state):
    """Look at a track anew: what its place and course say, as its picture has them and as they are."""
    tracks, identities = state.tracks, state.identities
    x_m, y_m, z_m = tracks.x_m[slot], tracks.y_m[slot], tracks.z_m[slot]
    vx_m_s, vy_m_s, vz_m_s = tracks.vx_m_s[slot], tracks.vy_m_s[slot], tracks.vz_m_s[slot]
    identities.heads_s[slot] = says(
        x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s, picture, plan, slot, identities.aligned
    )
    n = plan.north.site[picture]
    if n < 0 or state.chance.turn_rad[n] == 0.0:
        for side in range(3):
            identities.context[slot, side] = identities.aligned[slot, side]
        return
    sine, cosine = np.sin(state.chance.turn_rad[n]), np.cos(state.chance.turn_rad[n])
    site_x_m, site_y_m = plan.north.x_m[n], plan.north.y_m[n]
    east_m, north_m = x_m - site_x_m, y_m - site_y_m
    # What is taken for north lies clockwise of it: every bearing is read too small by the error.
    identities.heads_s[slot] = says(
        site_x_m + east_m * cosine - north_m * sine, site_y_m + north_m * cosine + east_m * sine, z_m,
        vx_m_s * cosine - vy_m_s * sine, vy_m_s * cosine + vx_m_s * sine, vz_m_s, picture, plan, slot,
        identities.context,
    )  # fmt: skip

"""The ground along one line from an antenna, and what it does to the line of sight.

The line is sampled as the map samples it: where it crosses the lines of the radar's own grid, between whose
nodes the ground runs straight. At a node of that grid the lowest altitude seen is
`rangering.earth.visibility.exact_lowest_visible_m`'s to the last digits; the map's sweep lies within
decimetres of it on rough ground.
Source: as `rangering.earth.visibility`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.earth.visibility import elevation_tangent, height_on_ray_m, lowest_on_profile_m
from rangering.terrain.ground import Ground

FloatArray = NDArray[np.float64]

_ON_A_LINE = 1e-6  # of a posting: nearer to a grid line, a point lies on it (0.03 mm at 30 m)


class Profile(NamedTuple):
    """Ground above sea level from below the antenna to below the point; NaN where unknown. [m]"""

    distance_m: FloatArray  # (n,) along the Earth at sea level, from 0 to the point
    ground_m: FloatArray  # (n,)

    @property
    def unknown_from_m(self) -> float | None:
        """Where the first unknown ground lies; None where all is known. [m]"""
        unknown = np.flatnonzero(np.isnan(self.ground_m))
        return float(self.distance_m[unknown[0]]) if unknown.size else None


class Crest(NamedTuple):
    """The ground that stands highest in the antenna's view on the way to a point."""

    distance_m: float
    height_m: float  # above sea level
    clearance_m: float  # from it up to the straight ray to the target; negative: the ray runs below it


def profile_on(ground: Ground, east_m: float, north_m: float) -> Profile:
    """The ground from a site to a point of its plane, at every grid line in between.

    Parameters
    ----------
    ground : Ground
        About the site, wide enough for the point.
    east_m, north_m : float
        The point on the plane about the site. [m]
    """
    across, up = (_snapped(each / ground.posting_m) for each in (east_m, north_m))
    columns_share, columns_m = _crossings(ground, across, up, by_columns=True)
    rows_share, rows_m = _crossings(ground, up, across, by_columns=False)
    share = np.concatenate([columns_share, rows_share])
    height_m = np.concatenate([columns_m, rows_m])
    order = np.argsort(share, kind="stable")
    whole_m = ground.posting_m * float(np.hypot(across, up))
    site_m, point_m = (_between(ground, *at) for at in ((0.0, 0.0), (across, up)))
    return Profile(
        np.concatenate([[0.0], whole_m * share[order], [whole_m]]),
        np.concatenate([[site_m], height_m[order], [point_m]]),
    )


def lowest_seen_m(profile: Profile, antenna_m: float, curvature_1_m: float) -> float:
    """Lowest altitude above sea level in line of sight above the profile's end; NaN where unknown. [m]

    Above the site itself, that is its ground.
    """
    if profile.distance_m[-1] == 0.0:
        return float(profile.ground_m[-1])
    return float(lowest_on_profile_m(profile.ground_m[1:], profile.distance_m[1:], antenna_m, curvature_1_m))


def antenna_needed_m(profile: Profile, target_m: float, curvature_1_m: float) -> float:
    """Height above sea level from which an antenna sees the target over the profile; NaN where unknown. [m]

    Seeing is mutual: it is the lowest altitude that the target sees above the site.
    """
    back_m = profile.distance_m[-1] - profile.distance_m[::-1]
    return float(lowest_on_profile_m(profile.ground_m[::-1][1:], back_m[1:], target_m, curvature_1_m))


def crest_of(profile: Profile, antenna_m: float, target_m: float, curvature_1_m: float) -> Crest | None:
    """The ground that rules the line of sight; None next to the site, where no grid line lies between."""
    distance_m, ground_m = profile.distance_m[1:-1], profile.ground_m[1:-1]
    if not distance_m.size or np.isnan(ground_m).any():
        return None
    rises = [
        elevation_tangent(h, antenna_m, d, curvature_1_m) for h, d in zip(ground_m, distance_m, strict=True)
    ]
    n = int(np.argmax(rises))
    to_target = elevation_tangent(target_m, antenna_m, profile.distance_m[-1], curvature_1_m)
    ray_m = height_on_ray_m(to_target, antenna_m, distance_m[n], curvature_1_m)
    return Crest(float(distance_m[n]), float(ground_m[n]), float(ray_m - ground_m[n]))


def _snapped(cells: float) -> float:
    """A place in cells, on the grid line where it is as good as there."""
    whole = round(cells)
    return float(whole) if abs(cells - whole) < _ON_A_LINE else cells


def _crossings(
    ground: Ground, across: float, along: float, *, by_columns: bool
) -> tuple[FloatArray, FloatArray]:
    """Shares of the way at which one family of grid lines is crossed, and the ground there. [m]"""
    count = max(int(np.ceil(abs(across))) - 1, 0)
    if count == 0:
        return np.empty(0), np.empty(0)
    step = np.arange(1.0, count + 1.0)
    side = step * along / abs(across)
    line = (step if across > 0 else -step).astype(np.int64)
    low = np.floor(side).astype(np.int64)
    part = side - low
    high = low + (part > 0.0)
    near_m, far_m = (
        _nodes(ground, at, line) if by_columns else _nodes(ground, line, at) for at in (low, high)
    )
    return step / abs(across), near_m + part * (far_m - near_m)


def _nodes(ground: Ground, row: NDArray[np.int64], col: NDArray[np.int64]) -> FloatArray:
    """Heights of nodes counted from the site's; the edge's where rounding leads past it. [m]"""
    rows, cols = ground.height_m.shape
    r = np.clip(row + ground.row0, 0, rows - 1)
    c = np.clip(col + ground.col0, 0, cols - 1)
    return ground.height_m[r, c].astype(np.float64)


def _between(ground: Ground, across: float, up: float) -> float:
    """The ground at a place between four nodes, bilinear; on a grid line from its two nodes alone. [m]"""
    i, j = int(np.floor(up)), int(np.floor(across))
    v, u = up - i, across - j
    weights = (
        (i, j, (1 - v) * (1 - u)),
        (i, j + 1, (1 - v) * u),
        (i + 1, j, v * (1 - u)),
        (i + 1, j + 1, v * u),
    )
    return sum(
        weight * float(_nodes(ground, np.array([row]), np.array([col]))[0])
        for row, col, weight in weights
        if weight > 0.0  # what is unknown beyond the line does not count
    )

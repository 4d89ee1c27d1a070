"""Grounds, sweeps and beams of all radars end to end, as the one pass over a map reads them."""

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np

from rangering.coverage.overlay import lattice
from rangering.sight.plan import Beams, EarthPlan, FloatArray, RadarPlan, SiteGrids, Sweeps
from rangering.sight.sweep import cache, hash_of
from rangering.terrain.ground import Ground, half_side


def site_grids(whole: Ground, grounds: Sequence[Ground]) -> tuple[SiteGrids, list[Ground]]:
    """The grounds end to end, and the same grounds as views of that, so that nothing is kept twice."""
    sizes = [ground.height_m.size for ground in grounds]
    first = [0, *accumulate(sizes)][:-1]
    height_m = np.concatenate([ground.height_m.ravel() for ground in grounds])
    views = [
        ground._replace(height_m=height_m[start : start + size].reshape(ground.height_m.shape))
        for ground, start, size in zip(grounds, first, sizes, strict=True)
    ]
    places = [lattice(whole, ground.lat_deg, ground.lon_deg) for ground in grounds]
    grids = SiteGrids(
        height_m=height_m,
        first=np.array(first),
        rows=np.array([ground.height_m.shape[0] for ground in grounds]),
        cols=np.array([ground.height_m.shape[1] for ground in grounds]),
        row0=np.array([ground.row0 for ground in grounds]),
        col0=np.array([ground.col0 for ground in grounds]),
        posting_m=np.array([float(ground.posting_m) for ground in grounds]),
        site_m=np.array([float(ground.height_m[ground.row0, ground.col0]) for ground in grounds]),
        east_m=np.stack([east_m for east_m, _ in places]),
        north_m=np.stack([north_m for _, north_m in places]),
    )
    return grids, views


def sweeps_of(
    radars: Sequence[RadarPlan],
    site_of: Sequence[int],
    grids: SiteGrids,
    knots: Sequence[tuple[FloatArray, int]],
    earth: EarthPlan,
    tell: Callable[[float], None],
) -> Sweeps:
    """Lowest altitude in line of sight of every radar from every knot of its mast."""
    halves = [min(half_side(radar.sight_m, radar.ground.posting_m), radar.ground.row0) for radar in radars]
    hashes = {
        (site, half): hash_of(radar.ground, half)
        for radar, site, half in zip(radars, site_of, halves, strict=True)
    }
    sizes = [len(roots) * (2 * half + 1) ** 2 for (roots, _), half in zip(knots, halves, strict=True)]
    first = [0, *accumulate(sizes)][:-1]
    lowest_m = np.empty(sum(sizes), dtype=np.float32)
    root_mast = np.zeros((len(radars), max(len(roots) for roots, _ in knots)))
    for number, radar in enumerate(radars):
        tell(number / len(radars))
        roots, _ = knots[number]
        root_mast[number, : len(roots)] = roots
        nodes = (2 * halves[number] + 1) ** 2
        for knot, root in enumerate(roots):
            start = first[number] + knot * nodes
            antenna_m = float(grids.site_m[site_of[number]]) + root * root
            known = hashes[site_of[number], halves[number]]
            swept = cache.lowest_m(radar.ground, known, halves[number], antenna_m, earth.effective_radius_m)
            lowest_m[start : start + nodes] = swept.ravel()
    return Sweeps(
        lowest_m,
        np.array(first),
        np.array(halves),
        np.array([len(roots) for roots, _ in knots]),
        np.array([nominal for _, nominal in knots]),
        root_mast,
    )


def beams_of(radars: Sequence[RadarPlan], site_of: Sequence[int], counted: Sequence[bool]) -> Beams:
    """Nominal numbers of every radar; `counted` tells which count in what is seen."""
    return Beams(
        site=np.array(site_of),
        antenna_m=np.array([radar.antenna.height_m for radar in radars]),
        centre_rad=np.array([radar.antenna.sector_centre_rad for radar in radars]),
        half_width_rad=np.array([0.5 * radar.antenna.sector_width_rad for radar in radars]),
        least_tangent=np.tan([radar.antenna.elevation_min_rad for radar in radars]),
        most_tangent=np.tan([radar.antenna.elevation_max_rad for radar in radars]),
        instrumented_m=np.array([radar.reach.instrumented_m for radar in radars]),
        power_m=np.stack([radar.reach.power_m for radar in radars]),
        fast_tangent=np.stack([radar.reach.fast_tangent for radar in radars]),
        rain_db_m=np.array([radar.reach.rain_db_m for radar in radars]),
        extent_m=np.array([radar.extent_m for radar in radars]),
        in_network=np.array(counted),
    )

"""Plans made by hand: a few radars and missiles over a small square of ground, every number in sight.

What a radar is not told hinders nothing. Posting 1 km; the map's origin is the middle of its ground, and
planes are level: sites lie east and north of the origin by whole or broken nodes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.coverage.plan import ChainPlan, CoveragePlan, LayerPlan, LossPlan, RainPlan, RegionPlan
from rangering.coverage.run import Looked, look
from rangering.earth.visibility import lowest_visible_m
from rangering.flight.flyout import HEIGHTS
from rangering.sight.plan import AntennaPlan, Beams, EarthPlan, RadarPlan, ReachPlan, SiteGrids, Sweeps
from rangering.sight.readings import RadarReadings, radar_ladders, stacked_ladders
from rangering.terrain.ground import Ground, TerrainRecord

EFFECTIVE_M = STANDARD_K * EARTH_RADIUS_M
DRY = EarthPlan(EFFECTIVE_M, 0.0)
STEP_M = 1e3
FAR_M = 1e9
STRAIGHT_UP = 1e9  # tangent


class Radar(NamedTuple):
    """One radar, or what it is in one reading."""

    antenna_m: float = 20.0
    centre_rad: float = 0.0
    width_rad: float = 2.0 * np.pi
    least_rad: float = -0.5 * np.pi
    most_rad: float = 0.5 * np.pi
    instrumented_m: float = FAR_M
    power_m: tuple[float, ...] = (FAR_M,)
    fast_tangent: tuple[float, ...] = (STRAIGHT_UP,)
    rain_db_m: float = 0.0
    extent_m: float = FAR_M
    in_network: bool = True
    site: int = 0


class Unit(NamedTuple):
    """A fire unit with its missiles' boxes: least and greatest range, least and greatest height [m]."""

    boxes: tuple[tuple[float, float, float, float], ...] = ((0.0, FAR_M, 0.0, FAR_M),)
    guides: tuple[int, ...] = (0,)
    cues: tuple[int, ...] = (0,)
    cued_outside: bool = False
    site: int = 0
    share: tuple[float, ...] = (1.0,) * HEIGHTS  # how far of its reach it comes at each kilometre of height


class Region(NamedTuple):
    """A union of discs, and the slot that is tallied in it."""

    slot: int
    discs: tuple[tuple[int, float], ...]  # site, radius [m]


def square(ground_m: object, posting_m: float = STEP_M) -> Ground:
    """A square of ground about its middle node."""
    height_m = np.ascontiguousarray(ground_m, np.float32)
    middle = height_m.shape[0] // 2
    record = TerrainRecord("analytic", "by hand", "none", "none", "bare", None, posting_m, 0, 0)
    return Ground(height_m, posting_m, middle, middle, 45.0, -30.0, record)


def plan_of(
    ground_m: object,
    radars: Sequence[Radar] = (Radar(),),
    *,
    earth: EarthPlan = DRY,
    altitudes_m: Sequence[float] = (500.0,),
    above_ground: bool = False,
    posting_m: float = STEP_M,
    sites: Sequence[tuple[object, float, float]] = (),
    knots_m: Sequence[float] = (),
    lowest_m: object = None,
    losses: LossPlan | None = None,
    readings: Sequence[Sequence[Radar]] = (),
    units: Sequence[Unit] = (),
    unit_readings: Sequence[Sequence[Unit]] = (),
    regions: Sequence[Region] = (Region(0, ((0, FAR_M),)),),
) -> CoveragePlan:
    """A plan on ground given node by node.

    Parameters
    ----------
    ground_m : array-like, shape (odd, odd)
        Of the map and of its first site. [m]
    radars : sequence of Radar
        Nominal.
    earth, altitudes_m, above_ground, posting_m
        As in the plan.
    sites : sequence of (array-like, float, float)
        Further sites: ground about them, and where they lie east and north of the first. [m]
    knots_m : sequence of float
        Heights of every antenna, rising, to sweep from; the radar's own among them. [m]
    lowest_m : array-like, optional
        In place of the first radar's sweep.
    losses : LossPlan, optional
        In place of none.
    readings : sequence of sequence of Radar
        For each reading, the radars.
    units, unit_readings
        Fire units under one claim, and what they are in each reading.
    regions : sequence of Region
        What is tallied.
    """
    home = square(ground_m, posting_m)
    places = [(home, 0.0, 0.0), *((square(heights, posting_m), e, n) for heights, e, n in sites)]
    rows, cols = home.height_m.shape
    corner_m = posting_m * np.array([-(rows // 2), rows - 1 - rows // 2])
    assert rows == cols
    east_m, north_m = np.meshgrid(corner_m, corner_m)
    sizes = [ground.height_m.size for ground, _, _ in places]
    grids = SiteGrids(
        height_m=np.concatenate([ground.height_m.ravel() for ground, _, _ in places]),
        first=np.cumsum(sizes) - sizes,
        rows=np.array([ground.height_m.shape[0] for ground, _, _ in places]),
        cols=np.array([ground.height_m.shape[1] for ground, _, _ in places]),
        row0=np.array([ground.row0 for ground, _, _ in places]),
        col0=np.array([ground.col0 for ground, _, _ in places]),
        posting_m=np.full(len(places), posting_m),
        site_m=np.array([float(ground.height_m[ground.row0, ground.col0]) for ground, _, _ in places]),
        east_m=np.stack([east_m - east for _, east, _ in places]),
        north_m=np.stack([north_m - north for _, _, north in places]),
    )
    of_readings = [_in_readings(number, radars, readings, grids) for number in range(len(radars))]
    targets = len(radars[0].power_m)
    rain = RainPlan(
        np.stack([each.rain_db_m for each in of_readings]),
        np.ascontiguousarray(np.stack([each.power_m.T for each in of_readings])),
    )
    return CoveragePlan(
        earth=earth,
        layers=LayerPlan(np.array(altitudes_m, float), np.full(len(altitudes_m), above_ground)),
        asked=len(altitudes_m),
        radars=tuple(_radar_plan(each, places[each.site][0]) for each in radars),
        network_ground=home,
        grids=grids,
        beams=_beams(radars),
        sweeps=_sweeps(radars, [ground for ground, _, _ in places], grids, knots_m, lowest_m),
        losses=losses or no_losses(len(radars)),
        ladders=radar_ladders(of_readings, targets),
        rain=rain,
        chain=_chain(units, unit_readings, len(radars), targets),
        envelopes=_envelopes(units, unit_readings, len(readings)),
        regions=RegionPlan(
            np.array([each.slot for each in regions], np.int64),
            np.array([n for n, each in enumerate(regions) for _ in each.discs], np.int64),
            np.array([site for each in regions for site, _ in each.discs], np.int64),
            np.array([radius_m for each in regions for _, radius_m in each.discs], float),
        ),
        samples=len(readings),
    )


def no_losses(radars: int) -> LossPlan:
    """Clear air, and no clutter, for so many radars."""
    none, nowhere = np.empty(0, np.float32), np.full(radars, -1)
    return LossPlan(none, nowhere, behind_edges=False, clear_m=none, clear_first=nowhere)


def look_at(ground_m: object, radars: Sequence[Radar] = (Radar(),), **asked: object) -> Looked:
    """One pass over a plan made by hand."""
    return look(plan_of(ground_m, radars, **asked))


def alone(plan: CoveragePlan, number: int) -> CoveragePlan:
    """One radar of a plan, on its own site's grid, with nothing tallied and no missiles behind it."""
    radar, site = plan.radars[number], int(plan.beams.site[number])
    ground, grids = radar.ground, plan.grids
    rows, cols = ground.height_m.shape
    east_m, north_m = np.meshgrid(
        ground.posting_m * np.array([-ground.col0, cols - 1 - ground.col0]),
        ground.posting_m * np.array([-ground.row0, rows - 1 - ground.row0]),
    )
    own = SiteGrids(
        grids.height_m, *(each[site : site + 1] for each in grids[1:8]), east_m[None], north_m[None]
    )
    beams = Beams(*(each[number : number + 1] for each in plan.beams))
    sweeps = plan.sweeps._replace(
        **{
            field: getattr(plan.sweeps, field)[number : number + 1]
            for field in ("first", "half", "knots", "nominal", "root_mast")
        }
    )
    targets = beams.power_m.shape[1]
    no_readings = plan_of(np.zeros((3, 3)), (Radar(power_m=(1.0,) * targets, fast_tangent=(1.0,) * targets),))
    return plan._replace(
        radars=(radar,),
        network_ground=ground,
        grids=own,
        beams=beams._replace(site=np.zeros(1, np.int64), in_network=np.ones(1, bool)),
        sweeps=sweeps,
        losses=no_readings.losses,
        ladders=no_readings.ladders,
        rain=no_readings.rain,
        chain=no_readings.chain,
        envelopes=no_readings.envelopes,
        regions=no_readings.regions,
        samples=0,
    )


def _radar_plan(radar: Radar, ground: Ground) -> RadarPlan:
    return RadarPlan(
        ground,
        AntennaPlan(radar.antenna_m, radar.centre_rad, radar.width_rad, radar.least_rad, radar.most_rad),
        ReachPlan(
            radar.instrumented_m, np.array(radar.power_m), radar.rain_db_m, np.array(radar.fast_tangent)
        ),
        radar.extent_m,
        FAR_M,
    )


def _in_readings(
    number: int, radars: Sequence[Radar], readings: Sequence[Sequence[Radar]], grids: SiteGrids
) -> RadarReadings:
    drawn = [each[number] for each in readings]
    site_m, targets = grids.site_m[radars[number].site], len(radars[number].power_m)
    return RadarReadings(
        instrumented_m=np.array([each.instrumented_m for each in drawn], float),
        power_m=np.array([each.power_m for each in drawn], float).reshape(-1, targets),
        fast_tangent=np.array([each.fast_tangent for each in drawn], float).reshape(-1, targets),
        rain_db_m=np.array([each.rain_db_m for each in drawn], float),
        elevation_min_rad=np.array([each.least_rad for each in drawn], float),
        elevation_max_rad=np.array([each.most_rad for each in drawn], float),
        half_width_rad=np.array([0.5 * each.width_rad for each in drawn], float),
        mast_m=np.array([each.antenna_m - site_m for each in drawn], float),
        slowest_m_s=np.zeros(len(drawn)),  # which only approaches ask for
    )


def _beams(radars: Sequence[Radar]) -> Beams:
    return Beams(
        site=np.array([each.site for each in radars]),
        antenna_m=np.array([each.antenna_m for each in radars]),
        centre_rad=np.array([each.centre_rad for each in radars]),
        half_width_rad=np.array([0.5 * each.width_rad for each in radars]),
        least_tangent=np.tan([each.least_rad for each in radars]),
        most_tangent=np.tan([each.most_rad for each in radars]),
        instrumented_m=np.array([each.instrumented_m for each in radars]),
        power_m=np.array([each.power_m for each in radars], float),
        fast_tangent=np.array([each.fast_tangent for each in radars], float),
        rain_db_m=np.array([each.rain_db_m for each in radars]),
        extent_m=np.array([each.extent_m for each in radars]),
        in_network=np.array([each.in_network for each in radars]),
    )


def _sweeps(
    radars: Sequence[Radar],
    grounds: Sequence[Ground],
    grids: SiteGrids,
    knots_m: Sequence[float],
    lowest_m: object,
) -> Sweeps:
    grounds_of = [grounds[each.site] for each in radars]
    heights_m = [list(knots_m) or [each.antenna_m] for each in radars]
    swept = [
        np.stack(
            [
                lowest_visible_m(
                    ground.height_m, ground.row0, ground.col0, ground.posting_m, each, 1.0 / EFFECTIVE_M
                )
                for each in heights
            ]
        )
        for ground, heights in zip(grounds_of, heights_m, strict=True)
    ]
    if lowest_m is not None:
        swept[0] = np.asarray(lowest_m, np.float32)[None]
    sizes = [each.size for each in swept]
    masts_m = [np.array(h) - grids.site_m[each.site] for each, h in zip(radars, heights_m, strict=True)]
    return Sweeps(
        lowest_m=np.concatenate([each.ravel() for each in swept]),
        first=np.cumsum(sizes) - sizes,
        half=np.array([ground.row0 for ground in grounds_of]),
        knots=np.array([len(each) for each in swept]),
        nominal=np.array([h.index(each.antenna_m) for each, h in zip(radars, heights_m, strict=True)]),
        root_mast=np.sqrt(np.maximum(masts_m, 0.0)),
    )


def _chain(units: Sequence[Unit], readings: Sequence[Sequence[Unit]], radars: int, targets: int) -> ChainPlan:
    count = np.array([len(each.boxes) for each in units], np.int64)
    farthest_m = [
        max(box[1] for one in (unit, *(each[number] for each in readings)) for box in one.boxes)
        for number, unit in enumerate(units)
    ]

    def linked(which: str) -> np.ndarray:
        rows = [[n in getattr(each, which) for n in range(radars)] for each in units]
        return np.array(rows, bool).reshape(len(units), radars)

    claims = 1 if units else 0
    return ChainPlan(
        guides=linked("guides"),
        cues=linked("cues"),
        cued_outside=np.array([each.cued_outside for each in units], bool),
        site=np.array([each.site for each in units], np.int64),
        targets=targets,
        box_first=(np.cumsum(count) - count).reshape(claims, len(units)),
        box_count=count.reshape(claims, len(units)),
        farthest_m=np.array(farthest_m, float).reshape(claims, len(units)),
        box_m=np.array([(*box, 1e3) for each in units for box in each.boxes], float).reshape(-1, 5),
        share=np.array([each.share for each in units for _ in each.boxes], float).reshape(-1, HEIGHTS),
    )


def _envelopes(units: Sequence[Unit], readings: Sequence[Sequence[Unit]], samples: int) -> object:
    thresholds = []
    for number, unit in enumerate(units):
        for missile in range(len(unit.boxes)):
            drawn = np.array([each[number].boxes[missile] for each in readings], float).reshape(-1, 4)
            thresholds += [drawn[:, 1], -drawn[:, 0], drawn[:, 3], -drawn[:, 2]]
    return stacked_ladders(thresholds or [np.zeros(samples)])

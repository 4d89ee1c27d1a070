"""From a scenario and the catalog to a coverage plan.

Objects and text stop here: which radars there are, where each antenna stands, how far it reaches each class,
which missiles stand behind it, in which readings, and how far the map must go.
Source: Recommendation ITU-R P.839-4 (2013), section 1, for the top of the rain.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, naive_rings, radar_ring, resolve_target
from rangering.catalog.resolve import Ring as Claimed
from rangering.constants import EARTH_RADIUS_M, ICE_POINT_K, ISA_TEMPERATURE_K
from rangering.coverage.chain import Chain, chains
from rangering.coverage.envelope import Box, Claim, boxes_of, claims_of, timing_of
from rangering.coverage.overlay import lattice
from rangering.coverage.plan import (
    ChainPlan,
    CoveragePlan,
    LayerPlan,
    RainPlan,
    RegionPlan,
)
from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    PressCircle,
    Ring,
)
from rangering.earth.atmosphere import LAYER_GRADIENT_K_M
from rangering.errors import ScenarioError
from rangering.scenario.models import Environment, Scenario
from rangering.scenario.place import Altitude, Position
from rangering.scenario.placement import Element
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.grounds import (
    Circle,
    farthest_m,
    map_ground,
    require_memory,
    sight_limit_m,
    site_ground,
    stated_posting_m,
)
from rangering.sight.losses import (
    TWO_RAY_REACH_RATIO,
    GroundEcho,
    compile_losses,
    ground_echo,
    loss_bytes,
)
from rangering.sight.plan import Beams, EarthPlan, FloatArray, Ladders, RadarPlan, SiteGrids, Sweeps
from rangering.sight.radars import (
    Sited,
    antenna_plan,
    mast_height_m,
    radar_facts,
    sited_radars,
    turned,
)
from rangering.sight.reach import compile_reach
from rangering.sight.readings import (
    RadarReadings,
    mast_knots,
    radar_ladders,
    radar_readings,
    readings_of,
    stacked_ladders,
)
from rangering.sight.sweep import cache, hash_of
from rangering.terrain.ground import Ground, Progress, Terrain, half_side

STANDARD_ALTITUDES = ("100 m agl", "1000 m agl", "3000 m agl", "10000 m amsl")
"""Where ring scores are reported, whatever else is asked for."""
_RAIN_ABOVE_FREEZING_M = 360.0
OF_A_TARGET = ("rcs_m2", "speed_m_s", "aspect_side_ratio", "aspect_rear_ratio", "aspect_belly_ratio")


class Region(NamedTuple):
    """Some of the map whose areas the table gives."""

    of: str
    ring: str  # which kind
    slot: int  # which result is counted in it
    discs: tuple[tuple[int, float], ...]  # site, radius along the ground [m]
    claim: int = -1  # of an engageable share: which claim


class Compiled(NamedTuple):
    """The plan, and what its numbers stand for. Radars, facts, reaches and rings are one a radar."""

    plan: CoveragePlan
    catalog: Catalog  # with the scenario's own bounds in place
    placed: tuple[Sited, ...]
    facts: tuple[RadarFacts, ...]
    echoes: tuple[GroundEcho, ...]
    rings: tuple[Ring, ...]  # the highest published claim of each radar's detection range
    press_circles: tuple[PressCircle, ...]
    targets: tuple[TargetFacts, ...]
    altitudes: tuple[Altitude, ...]  # those asked for, then the others of the ring score
    sites: tuple[Position, ...]
    chain: tuple[Chain, ...]  # fire units with the whole chain, as in the plan
    claims: tuple[Claim, ...]
    boxes: tuple[tuple[Box, ...], ...]  # of every unit under every claim: claims outside, units inside
    regions: tuple[Region, ...]
    timings: tuple[tuple[str, tuple[Input, ...]], ...]  # what each fire unit's steps rest on
    inputs: tuple[Input, ...]  # all figures the answer rests on
    readings: tuple[Mapping[str, float], ...]
    radar_readings: tuple[RadarReadings, ...]

    @property
    def placings(self) -> tuple[Element, ...]:
        """What stands where, one a radar."""
        return tuple(each.element for each in self.placed)

    @property
    def earth(self) -> EarthPlan:
        """The Earth that rays run over, and the rain on it."""
        return self.plan.earth


def compile_coverage(
    scenario: Scenario,
    catalog: Catalog,
    *,
    samples: int = 0,
    seed: int = 1,
    readings: Sequence[Mapping[str, float]] | None = None,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    also_scored: bool = True,
    progress: Progress | None = None,
) -> Compiled:
    """Work out everything a coverage map needs before the first cell is looked at.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog
        What public sources say.
    samples, seed : int
        How many readings to draw, and which; 0: nominal values alone.
    readings : sequence of mapping, optional
        In place of draws: values in SI by quantity id.
    posting_m : float, optional
        Distance between nodes; chosen for the radius if not given. [m]
    pd_probability : float, optional
        In place of the scenario's.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.
    also_scored : bool
        Whether the altitudes of the ring score are looked at beside those asked for.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    Compiled

    Raises
    ------
    RangeringError
        No radar is switched on, a figure is missing and may not be assumed, or the ground cannot be had.
    """
    tell = progress or (lambda _what, _share: None)
    stated = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    placed = sited_radars(scenario, stated)
    if not any(each.in_network for each in placed):
        raise ScenarioError(
            "has no radar that is switched on",
            where=scenario.name,
            mend='give one of its groups or fire units a radar and alert = "ready"',
        )
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    targets = tuple(
        resolve_target(stated, each, allow_defaults=allow_defaults, fields=OF_A_TARGET)
        for each in scenario.coverage.targets
    )
    facts = tuple(radar_facts(stated, each.element, allow_defaults=allow_defaults) for each in placed)
    echoes = tuple(
        ground_echo(stated, scenario.environment, radar, allow_defaults=allow_defaults) for radar in facts
    )
    turns = turned(placed, facts)
    chain = tuple(
        each for each in chains(scenario, stated, [one.element for one in placed]) if not each.missing
    )
    units = tuple((each.group, each.unit) for each in chain)
    claims = claims_of(scenario, stated) if units else ()
    boxes = tuple(
        boxes_of(stated, group, unit, claim=claim.name, allow_defaults=allow_defaults)
        for claim in claims
        for group, unit in units
    )
    resting = [*(each.inputs for each in facts), *(each.inputs for each in targets)]
    resting += [box.inputs for each in boxes for box in each]
    timings = []
    for group, unit in units:
        times = timing_of(scenario, stated, group, unit, allow_defaults=allow_defaults)
        timings.append((f"{stated[group.system].title}, fire unit", times.inputs))
    resting += [each for _, each in timings]
    in_readings_too = dict.fromkeys(each for of_one in resting for each in of_one)
    inputs = tuple(dict.fromkeys((*in_readings_too, *(each for echo in echoes for each in echo.inputs))))
    # Losses are worked out once, at nominal values: what they alone rest on is not drawn.
    drawn = readings_of(stated, in_readings_too, samples, seed) if readings is None else tuple(readings)
    reaches = [
        compile_reach(scenario.environment, each.element.at.sensitivity_loss_db, radar, targets, pd)
        for each, radar in zip(placed, facts, strict=True)
    ]
    in_readings = radar_readings(
        stated, scenario.environment, placed, turns, scenario.coverage.targets, pd, drawn
    )
    # What others claim in public is the catalog's to say: a scenario's own figures move no ring.
    rings = tuple(_detection_ring(catalog, radar) for radar in facts)
    press_circles = tuple(_press_circles(scenario, catalog))
    altitudes = (*scenario.coverage.altitudes, *(_also_scored(scenario) if also_scored else ()))

    # Farther than it displays and farther than it detects anything, a radar need not be mapped.
    stretched = TWO_RAY_REACH_RATIO if scenario.environment.two_ray else 1.0
    farthest_reading_m = [
        float(np.minimum(stretched * each.power_m.max(axis=1), each.instrumented_m).max(initial=0.0))
        for each in in_readings
    ]
    circles = [
        Circle(each.element.position, max(ring.radius_m, reach.instrumented_m, drawn_m))
        for each, ring, reach, drawn_m in zip(placed, rings, reaches, farthest_reading_m, strict=True)
    ]
    press = [Circle(Position(lat=lat, lon=lon), ring.radius_m) for _, lat, lon, ring in press_circles]
    counted = [each.in_network for each in placed]
    wide = [*(circle for circle, counts in zip(circles, counted, strict=True) if counts), *press]
    wanted_m = stated_posting_m(scenario, posting_m)
    first = next(each.element for each in placed if each.in_network)
    smallest_m = min(
        [ring.radius_m for ring, counts in zip(rings, counted, strict=True) if counts]
        + [circle.radius_m for circle in press]
    )
    tell(f"terrain around {first.at.shown}", 0.0)
    terrain, whole = map_ground(scenario, first, wide, smallest_m, wanted_m, _at_share(tell, 0.0))
    earth = earth_of(scenario.environment)
    layers = _layers(altitudes, scenario.environment)
    extents_m = [
        min(max(circle.radius_m, *reach.power_m), farthest_m(circle.centre, wide))
        for circle, reach in zip(circles, reaches, strict=True)
    ]
    standing = _standing(scenario, placed)
    sites = tuple(standing)
    site_of = [sites.index(each.element.position) for each in placed]

    masts_m = [mast_height_m(each.element, radar) for each, radar in zip(placed, facts, strict=True)]
    tallest_m = [
        max(mast_m, *each.mast_m) if len(each.mast_m) else mast_m
        for mast_m, each in zip(masts_m, in_readings, strict=True)
    ]
    limits_m = _sight_limits_m(scenario, terrain, whole, layers, placed, tallest_m, extents_m, earth)
    knots = [mast_knots(mast_m, each.mast_m) for mast_m, each in zip(masts_m, in_readings, strict=True)]
    _refuse_too_large(
        scenario, whole, placed, limits_m, knots, len(claims), bool(drawn), wanted_m, len(altitudes)
    )
    grounds = []
    for number, here in enumerate(standing.values()):
        tell(f"terrain around {here.at.shown}", 0.4 * (number + 1) / len(sites))
        own_m = [limit for limit, of in zip(limits_m, site_of, strict=True) if of == number]
        # Where no radar stands, the height under the launchers is all that is asked for.
        radius_m = max(own_m, default=whole.posting_m)
        step = _at_share(tell, 0.4 * (number + 1) / len(sites))
        grounds.append(site_ground(scenario, terrain, whole, here, radius_m, wanted_m, step))
    grids, grounds = _site_grids(whole, grounds)
    radars = tuple(
        RadarPlan(
            grounds[site],
            antenna_plan(each.element, radar, float(grids.site_m[site]), turning),
            reach,
            extent_m,
            limit_m,
        )
        for each, radar, site, turning, reach, extent_m, limit_m in zip(
            placed, facts, site_of, turns, reaches, extents_m, limits_m, strict=True
        )
    )
    sweeps = _sweeps(
        radars, site_of, grids, knots, earth, lambda share: tell("lines of sight", 0.4 + 0.6 * share)
    )
    farthest_power_m = [
        float(max(reach.power_m.max(), each.power_m.max(initial=0.0)))
        for reach, each in zip(reaches, in_readings, strict=True)
    ]
    losses = compile_losses(
        scenario.environment, radars, facts, echoes, sweeps, earth, layers.altitude_m, layers.above_ground,
        farthest_power_m,
    )  # fmt: skip
    regions = tuple(_regions(placed, rings, press_circles, sites, claims, site_of))
    envelopes = _envelopes(stated, chain, claims, boxes, drawn)
    plan = CoveragePlan(
        earth=earth,
        layers=layers,
        asked=len(scenario.coverage.altitudes),
        radars=radars,
        network_ground=whole,
        grids=grids,
        beams=_beams(radars, site_of, counted),
        sweeps=sweeps,
        losses=losses,
        ladders=radar_ladders(in_readings, len(targets)),
        rain=RainPlan(
            np.stack([each.rain_db_m for each in in_readings]),
            # In C order whether or not there are readings: the kernel is compiled for one layout.
            np.ascontiguousarray(np.stack([each.power_m.T for each in in_readings])),
        ),
        chain=_chain(chain, sites, boxes, envelopes, len(claims), len(targets)),
        envelopes=envelopes,
        regions=_region_plan(regions),
        samples=len(drawn),
    )
    return Compiled(
        plan, stated, placed, facts, echoes, rings, press_circles, targets, altitudes, sites, chain, claims,
        boxes, regions, tuple(timings), inputs, drawn, in_readings,
    )  # fmt: skip


def _at_share(tell: Progress, done: float) -> Progress:
    """Passes on what a terrain tells; the share stays, as nobody knows how long a fetch takes."""
    return lambda what, _share: tell(what, done)


def _standing(scenario: Scenario, placed: Sequence[Sited]) -> dict[Position, Element]:
    """Where something stands, and what: radars first, then fire units that have none of their own."""
    sites: dict[Position, Element] = {}
    for each in placed:
        sites.setdefault(each.element.position, each.element)
    for group in scenario.groups:
        for unit in group.fire_units:
            sites.setdefault(unit.position, Element(group.system, group, unit, unit.position))
    return sites


def _also_scored(scenario: Scenario) -> list[Altitude]:
    """The altitudes of the ring score that were not asked for."""
    asked = {str(each) for each in scenario.coverage.altitudes}
    return [each for each in map(Altitude.read, STANDARD_ALTITUDES) if str(each) not in asked]


def _detection_ring(catalog: Catalog, radar: RadarFacts) -> Ring:
    """What a press map would draw for one radar; where nobody claims a detection range, the display's end."""
    claim = radar_ring(catalog, radar.radar)
    if claim is not None:
        return _ring(catalog, claim)
    display = next(each for each in radar.inputs if each.field == "instrumented_range_m")
    return Ring(display.value, display.quantity, display.source, display.grade, is_published=False)


def _press_circles(scenario: Scenario, catalog: Catalog) -> Iterator[PressCircle]:
    """What a press map draws: the highest published engagement range, about every fire unit."""
    for group in scenario.groups:
        claim = naive_rings(catalog, group.system).engagement
        if claim is not None:
            ring = _ring(catalog, claim)
            for unit in group.fire_units:
                yield unit.shown, unit.position.latitude_deg, unit.position.longitude_deg, ring


def _ring(catalog: Catalog, claim: Claimed) -> Ring:
    return Ring(claim.radius_m, claim.quantity, claim.source, catalog.quantity(claim.quantity).grade)


def kind_of(ring: Ring) -> str:
    """What the table calls a ring of detection."""
    return DETECTION_CLAIM if ring.is_published else ASSUMED_RANGE


def earth_of(environment: Environment) -> EarthPlan:
    """The Earth that rays run over, and the rain on it."""
    return EarthPlan(environment.k * EARTH_RADIUS_M, _rain_top_m(environment))


def _rain_top_m(environment: Environment) -> float:
    """360 m above where the scenario's day freezes; that much above the sea where it freezes there. [m]"""
    warmer_k = ISA_TEMPERATURE_K + environment.isa_deviation_k - ICE_POINT_K
    return max(0.0, warmer_k / -float(LAYER_GRADIENT_K_M[0])) + _RAIN_ABOVE_FREEZING_M


def _layers(altitudes: Sequence[Altitude], air: Environment) -> LayerPlan:
    """The altitudes in metres; a flight level is a height only on the scenario's day."""
    above_ground = np.array([each.reference == "agl" for each in altitudes])
    # Over no ground at all, a height above ground is that height.
    heights_m = [each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) for each in altitudes]
    return LayerPlan(np.array(heights_m, dtype=np.float64), above_ground)


def _sight_limits_m(
    scenario: Scenario,
    terrain: Terrain,
    whole: Ground,
    layers: LayerPlan,
    placed: Sequence[Sited],
    tallest_m: Sequence[float],
    extents_m: Sequence[float],
    earth: EarthPlan,
) -> list[float]:
    """How far from each radar anything asked for may be in line of sight. [m]"""
    low_m, high_m = float(np.nanmin(whole.height_m)), float(np.nanmax(whole.height_m))
    tops_m = np.where(layers.above_ground, layers.altitude_m + high_m, layers.altitude_m)
    margin_m = 2.0 * whole.posting_m
    limits = []
    for each, mast_m, extent_m in zip(placed, tallest_m, extents_m, strict=True):
        at = each.element.position
        site_m = float(terrain.height_m(np.array([at.latitude_deg]), np.array([at.longitude_deg]))[0])
        if np.isnan(site_m) or scenario.environment.diffraction:
            limits.append(extent_m + whole.posting_m)  # a void under the site is told with its own ground
            continue
        limit_m = sight_limit_m(
            site_m + mast_m, float(tops_m.max()), min(low_m, site_m), earth.effective_radius_m
        )
        limits.append(min(extent_m + whole.posting_m, limit_m + margin_m))
    return limits


def _refuse_too_large(
    scenario: Scenario,
    whole: Ground,
    placed: Sequence[Sited],
    limits_m: Sequence[float],
    knots: Sequence[tuple[FloatArray, int]],
    claims_count: int,
    has_readings: bool,
    posting_m: float | None,
    altitudes_count: int,
) -> None:
    layers = len(scenario.coverage.altitudes) * len(scenario.coverage.targets)
    step_m = posting_m or whole.posting_m
    sweeps = sum(
        len(roots) * (2 * half_side(limit_m, step_m) + 1) ** 2
        for (roots, _), limit_m in zip(knots, limits_m, strict=True)
    )
    sites = {each.element.position for each in placed}
    grounds = len(sites) * (2 * half_side(max(limits_m), step_m) + 1) ** 2
    bytes_a_cell = layers * (1 + claims_count) * (2 if has_readings else 1) + 4
    nodes = [(2 * half_side(limit_m, step_m) + 1) ** 2 for limit_m in limits_m]
    needed = 4.0 * (sweeps + grounds) + loss_bytes(scenario.environment, altitudes_count, nodes)
    needed += bytes_a_cell * whole.height_m.size
    require_memory(scenario, needed, layers, len(placed))


def _site_grids(whole: Ground, grounds: Sequence[Ground]) -> tuple[SiteGrids, list[Ground]]:
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


def _sweeps(
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


def _beams(radars: Sequence[RadarPlan], site_of: Sequence[int], counted: Sequence[bool]) -> Beams:
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


def _chain(
    chain: Sequence[Chain],
    sites: Sequence[Position],
    boxes: Sequence[Sequence[Box]],
    envelopes: Ladders,
    claims_count: int,
    targets_count: int,
) -> ChainPlan:
    shape = (claims_count, len(chain))
    count = np.array([len(each) for each in boxes], dtype=np.int64)
    first = np.cumsum(count) - count
    rows = [box for each in boxes for box in each]
    reach_m = [
        max(rows[n].range_max_m, float(envelopes.rung[4 * n].max(initial=-np.inf))) for n in range(len(rows))
    ]
    farthest_m = [max(reach_m[at : at + of], default=0.0) for at, of in zip(first, count, strict=True)]
    radars = len(chain[0].cue_delay_s) if chain else 0
    guides = [[n in each.guides for n in range(radars)] for each in chain]
    return ChainPlan(
        guides=np.array(guides, dtype=bool).reshape(len(chain), radars),
        cues=np.isfinite([each.cue_delay_s for each in chain]).reshape(len(chain), radars),
        cued_outside=np.isfinite(np.array([each.external_delay_s for each in chain], dtype=np.float64)),
        site=np.array([sites.index(each.unit.position) for each in chain], dtype=np.int64),
        targets=targets_count,
        box_first=first.reshape(shape),
        box_count=count.reshape(shape),
        farthest_m=np.array(farthest_m, dtype=np.float64).reshape(shape),
        box_m=np.array(
            [(box.range_min_m, box.range_max_m, box.altitude_min_m, box.altitude_max_m) for box in rows],
            dtype=np.float64,
        ).reshape(-1, 4),
    )


def _envelopes(
    catalog: Catalog,
    chain: Sequence[Chain],
    claims: Sequence[Claim],
    boxes: Sequence[Sequence[Box]],
    readings: Sequence[Mapping[str, float]],
) -> Ladders:
    """Four ladders for each box, in the order of the chain: farthest, nearest, highest, lowest."""
    thresholds = []
    known: dict[tuple[str, str, object], list[tuple[Box, ...]]] = {}
    for number, nominal in enumerate(boxes):
        claim, one = claims[number // len(chain)], chain[number % len(chain)]
        kind = claim.name, one.group.system, one.unit.missiles  # the same missiles are read alike
        if kind not in known:
            known[kind] = [
                boxes_of(catalog, one.group, one.unit, claim=claim.name, reading=each) for each in readings
            ]
        for missile in range(len(nominal)):
            drawn = [each[missile] for each in known[kind]]
            thresholds += [
                np.array([each.range_max_m for each in drawn]),
                -np.array([each.range_min_m for each in drawn]),
                np.array([each.altitude_max_m for each in drawn]),
                -np.array([each.altitude_min_m for each in drawn]),
            ]
    return stacked_ladders(thresholds or [np.zeros(len(readings))])


def _regions(
    placed: Sequence[Sited],
    rings: Sequence[Ring],
    press_circles: Sequence[PressCircle],
    sites: Sequence[Position],
    claims: Sequence[Claim],
    site_of: Sequence[int],
) -> Iterator[Region]:
    """What the table is about: all radars together, each claim, each site, each radar."""
    network = len(placed) + len(sites)
    places = {(site.latitude_deg, site.longitude_deg): number for number, site in enumerate(sites)}
    press = tuple((places[lat, lon], ring.radius_m) for _, lat, lon, ring in press_circles)
    discs = [
        (kind_of(ring), site, ring.radius_m)
        for each, ring, site in zip(placed, rings, site_of, strict=True)
        if each.in_network
    ]
    if press:
        yield Region(ALL_RADARS, PRESS_CIRCLE, network, press)
    for kind in (DETECTION_CLAIM, ASSUMED_RANGE):
        own = tuple((site, radius_m) for of, site, radius_m in discs if of == kind)
        if own:
            yield Region(ALL_RADARS, kind, network, own)
    for number, claim in enumerate(claims if press else ()):
        yield Region(f"engageable, {claim.name}", PRESS_CIRCLE, network + 1 + number, press, number)
    for shown, lat, lon, ring in press_circles:
        site = places[lat, lon]
        yield Region(f"site {shown}", PRESS_CIRCLE, len(placed) + site, ((site, ring.radius_m),))
    for number, (each, ring, site) in enumerate(zip(placed, rings, site_of, strict=True)):
        if each.in_network:
            yield Region(f"radar {number}", kind_of(ring), number, ((site, ring.radius_m),))


def _region_plan(regions: Sequence[Region]) -> RegionPlan:
    discs = [
        (number, site, radius_m) for number, region in enumerate(regions) for site, radius_m in region.discs
    ]
    return RegionPlan(
        np.array([region.slot for region in regions]),
        np.array([number for number, *_ in discs]),
        np.array([site for _, site, _ in discs]),
        np.array([radius_m for *_, radius_m in discs]),
    )

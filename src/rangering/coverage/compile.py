"""From a scenario and the catalog to a coverage plan.

Objects and text stop here: which radars there are, where each antenna stands, how far it reaches each class,
which missiles stand behind it, in which readings, and how far the map must go.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_target
from rangering.coverage.chain import Chain, chains
from rangering.coverage.chain_plan import chain_plan, envelope_ladders
from rangering.coverage.envelope import Box, Claim, Outline, boxes_of, claims_of, outline_of, timing_of
from rangering.coverage.plan import (
    CoveragePlan,
    LayerPlan,
    RainPlan,
)
from rangering.coverage.regions import Region, detection_ring, press_circles_of, region_plan, regions_of
from rangering.coverage.results import (
    PressCircle,
    Ring,
)
from rangering.coverage.stack import beams_of, site_grids, sweeps_of
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
from rangering.sight.plan import EarthPlan, FloatArray, RadarPlan
from rangering.sight.radars import (
    Sited,
    antenna_plan,
    mast_height_m,
    radar_facts,
    sited_radars,
    turned,
)
from rangering.sight.reach import compile_reach, earth_of
from rangering.sight.readings import (
    RadarReadings,
    mast_knots,
    radar_ladders,
    radar_readings,
    readings_of,
)
from rangering.terrain.ground import Ground, Progress, Terrain, half_side

STANDARD_ALTITUDES = ("100 m agl", "1000 m agl", "3000 m agl", "10000 m amsl")
"""Where ring scores are reported, whatever else is asked for."""
OF_A_TARGET = ("rcs_m2", "speed_m_s", "aspect_side_ratio", "aspect_rear_ratio", "aspect_belly_ratio")


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
    outlines: tuple[tuple[Outline, ...], ...]  # the fly-out of each of them
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
    outlines = tuple(
        tuple(outline_of(stated, box, allow_defaults=allow_defaults) for box in each) for each in boxes
    )
    resting = [*(each.inputs for each in facts), *(each.inputs for each in targets)]
    resting += [box.inputs for each in boxes for box in each]
    timings = []
    for group, unit in units:
        times = timing_of(scenario, stated, group, unit, allow_defaults=allow_defaults)
        timings.append((f"{stated[group.system].title}, fire unit", times.inputs))
    resting += [each for _, each in timings]
    in_readings_too = dict.fromkeys(each for of_one in resting for each in of_one)
    # Losses and fly-outs are worked out once, at nominal values: what they alone rest on is not drawn.
    only_nominal = [echo.inputs for echo in echoes]
    only_nominal += [outline.inputs for each in outlines for outline in each]
    inputs = tuple(dict.fromkeys((*in_readings_too, *(each for of_one in only_nominal for each in of_one))))
    drawn = readings_of(stated, in_readings_too, samples, seed) if readings is None else tuple(readings)
    reaches = [
        compile_reach(scenario.environment, each.element.at.sensitivity_loss_db, radar, targets, pd)
        for each, radar in zip(placed, facts, strict=True)
    ]
    in_readings = radar_readings(
        stated, scenario.environment, placed, turns, scenario.coverage.targets, pd, drawn
    )
    # What others claim in public is the catalog's to say: a scenario's own figures move no ring.
    rings = tuple(detection_ring(catalog, radar) for radar in facts)
    press_circles = tuple(press_circles_of(scenario, catalog))
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
    grids, grounds = site_grids(whole, grounds)
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
    sweeps = sweeps_of(
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
    regions = tuple(regions_of(placed, rings, press_circles, sites, claims, site_of))
    envelopes = envelope_ladders(stated, chain, claims, boxes, drawn)
    plan = CoveragePlan(
        earth=earth,
        layers=layers,
        asked=len(scenario.coverage.altitudes),
        radars=radars,
        network_ground=whole,
        grids=grids,
        beams=beams_of(radars, site_of, counted),
        sweeps=sweeps,
        losses=losses,
        ladders=radar_ladders(in_readings, len(targets)),
        rain=RainPlan(
            np.stack([each.rain_db_m for each in in_readings]),
            # In C order whether or not there are readings: the kernel is compiled for one layout.
            np.ascontiguousarray(np.stack([each.power_m.T for each in in_readings])),
        ),
        chain=chain_plan(chain, sites, boxes, outlines, envelopes, len(claims), len(targets)),
        envelopes=envelopes,
        regions=region_plan(regions),
        samples=len(drawn),
    )
    return Compiled(
        plan, stated, placed, facts, echoes, rings, press_circles, targets, altitudes, sites, chain, claims,
        boxes, outlines, regions, tuple(timings), inputs, drawn, in_readings,
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

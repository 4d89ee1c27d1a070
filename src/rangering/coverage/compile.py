"""From a scenario and the catalog to a coverage plan.

Objects and text stop here: which radars there are, where each antenna stands, how far it reaches each class
when nothing is in the way (`reach`), and how far its map must go.
Source: Recommendation ITU-R P.839-4 (2013), section 1, for the top of the rain.
"""

from collections.abc import Iterator
from math import pi, tau
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Reading
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import (
    RadarFacts,
    TargetFacts,
    naive_rings,
    radar_ring,
    resolve_radar,
    resolve_target,
)
from rangering.catalog.resolve import Ring as Claimed
from rangering.constants import EARTH_RADIUS_M, ICE_POINT_K, ISA_TEMPERATURE_K
from rangering.coverage.grounds import Circle, farthest_m, take_grounds
from rangering.coverage.plan import AntennaPlan, CoveragePlan, EarthPlan, LayerPlan, RadarPlan
from rangering.coverage.reach import compile_reach
from rangering.coverage.results import PressCircle, Ring
from rangering.earth.atmosphere import LAYER_GRADIENT_K_M
from rangering.errors import ScenarioError
from rangering.scenario.models import Environment, Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element, elements
from rangering.scenario.uncertainty import overridden
from rangering.terrain.ground import Ground, Progress

_RAIN_ABOVE_FREEZING_M = 360.0
# The figures a map rests on; what else the catalog assumes of a radar or a class is no matter here.
_OF_A_TARGET = ("rcs_m2",)
_OF_A_RADAR = (
    "range_m", "rcs_m2", "pd", "pfa", "instrumented_range_m", "frequency_hz",
    "azimuth_sector_rad", "elevation_min_rad", "elevation_max_rad",
)  # fmt: skip


class Compiled(NamedTuple):
    """The plan, and what its numbers stand for. Placings, facts and rings are one a radar."""

    plan: CoveragePlan
    placings: tuple[Element, ...]
    facts: tuple[RadarFacts, ...]
    rings: tuple[Ring, ...]  # the highest published claim of each radar's detection range
    press_circles: tuple[PressCircle, ...]
    targets: tuple[TargetFacts, ...]


def compile_coverage(
    scenario: Scenario,
    catalog: Catalog,
    *,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> Compiled:
    """Work out everything a coverage map needs before the first ray runs.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog
        What public sources say.
    posting_m : float, optional
        Distance between nodes; chosen for the radius if not given. [m]
    pd_probability : float, optional
        In place of the scenario's.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.
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
    placings = tuple(_switched_on(scenario, catalog))
    if not placings:
        raise ScenarioError(
            "has no radar that is switched on",
            where=scenario.name,
            mend='give one of its groups or fire units a radar and alert = "ready"',
        )
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    reading = _stated_values(scenario, catalog)
    targets = tuple(
        resolve_target(catalog, each, reading=reading, allow_defaults=allow_defaults, fields=_OF_A_TARGET)
        for each in scenario.coverage.targets
    )
    facts = tuple(
        resolve_radar(
            catalog,
            each.id,
            reading=reading,
            allow_defaults=allow_defaults,
            fields=_fields(each),
        )
        for each in placings
    )
    rings = tuple(_detection_ring(catalog, radar) for radar in facts)
    press_circles = tuple(_press_circles(scenario, catalog))
    reaches = [
        compile_reach(scenario.environment, placing.at.sensitivity_loss_db, radar, targets, pd)
        for placing, radar in zip(placings, facts, strict=True)
    ]

    # Farther than it displays and farther than it detects anything, a radar need not be mapped.
    circles = [
        Circle(placing.position, max(ring.radius_m, reach.instrumented_m))
        for placing, ring, reach in zip(placings, rings, reaches, strict=True)
    ]
    every_circle = [
        *circles,
        *(Circle(Position(lat=at[1], lon=at[2]), at[3].radius_m) for at in press_circles),
    ]
    extents_m = [
        min(max(circle.radius_m, *reach.power_m), farthest_m(circle.centre, every_circle))
        for circle, reach in zip(circles, reaches, strict=True)
    ]
    every_ring = [*rings, *(ring for *_, ring in press_circles)]
    network_ground, grounds = take_grounds(
        scenario, placings, every_circle, extents_m, every_ring, posting_m, progress
    )
    # A stated direction turns the radars that have a sector; it cuts those that turn all round only where no
    # other could be meant.
    facing = {id(placing.at) for placing, radar in zip(placings, facts, strict=True) if has_sector(radar)}
    radars = tuple(
        RadarPlan(
            ground,
            _antenna(placing, radar, ground, has_sector(radar) or id(placing.at) not in facing),
            reach,
            extent_m,
        )
        for placing, radar, ground, reach, extent_m in zip(
            placings, facts, grounds, reaches, extents_m, strict=True
        )
    )
    earth = EarthPlan(scenario.environment.k * EARTH_RADIUS_M, _rain_top_m(scenario.environment))
    plan = CoveragePlan(earth, _layers(scenario), radars, network_ground)
    return Compiled(plan, placings, facts, rings, press_circles, targets)


def _switched_on(scenario: Scenario, catalog: Catalog) -> Iterator[Element]:
    """Every radar that is there and not switched off; a class default where nothing is published of any."""
    placed = list(elements(scenario, catalog, "radar"))
    for group in scenario.groups:
        own = [each for each in placed if each.group is group]
        if not own and not any(each.elements is not None for each in (group, *group.fire_units)):
            unpublished = f"default/{catalog[group.system].range_class}/surveillance"
            own = [Element(unpublished, group, unit, unit.position) for unit in group.fire_units]
        yield from (each for each in own if each.at.alert != "off")


def _fields(placing: Element) -> tuple[str, ...]:
    """The figures wanted of one radar: its mast's height only where the scenario states none."""
    return _OF_A_RADAR if placing.at.mast_height_m is not None else (*_OF_A_RADAR, "mast_height_m")


def _stated_values(scenario: Scenario, catalog: Catalog) -> Reading:
    """What the scenario's uncertainty table puts in place of nominal catalog values, in SI."""
    return {
        key: overridden(catalog.quantity(key), change, scenario.name).si[1]
        for key, change in scenario.uncertainty.items()
        if change.nominal is not None
    }


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


def has_sector(radar: RadarFacts) -> bool:
    """Whether a radar looks one way only, rather than all round."""
    return radar.azimuth_sector_rad < tau - 1e-9


def _antenna(placing: Element, radar: RadarFacts, ground: Ground, turns: bool) -> AntennaPlan:
    stated_m = placing.at.mast_height_m
    # A sector nobody has turned anywhere is drawn all round: see the remarks.
    sector = placing.at.sector if turns else None
    return AntennaPlan(
        height_m=float(ground.height_m[ground.row0, ground.col0])
        + (radar.mast_height_m if stated_m is None else stated_m),
        sector_centre_rad=sector.centre_rad if sector else 0.0,
        sector_width_rad=min(sector.width_rad, radar.azimuth_sector_rad) if sector else tau,
        elevation_min_rad=max(radar.elevation_min_rad, -pi / 2),
        elevation_max_rad=min(radar.elevation_max_rad, pi / 2),
    )


def _rain_top_m(environment: Environment) -> float:
    """360 m above where the scenario's day freezes; that much above the sea where it freezes there. [m]"""
    warmer_k = ISA_TEMPERATURE_K + environment.isa_deviation_k - ICE_POINT_K
    return max(0.0, warmer_k / -float(LAYER_GRADIENT_K_M[0])) + _RAIN_ABOVE_FREEZING_M


def _layers(scenario: Scenario) -> LayerPlan:
    """The altitudes asked for; a flight level is a height only on the scenario's day."""
    air = scenario.environment
    asked = scenario.coverage.altitudes
    above_ground = np.array([each.reference == "agl" for each in asked])
    # Over no ground at all, a height above ground is that height.
    heights_m = [each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) for each in asked]
    return LayerPlan(np.array(heights_m, dtype=np.float64), above_ground)

"""From a scenario and the catalog to a coverage plan. Objects and text stop here; all geometry is worked out here.

Which radars there are, where each antenna stands, how far it reaches each class when nothing is in the way, and the
ground about it. What had to be assumed on the way is handed back in sentences.
"""

from collections.abc import Iterator
from math import pi, tau
from typing import NamedTuple

import numpy as np

from rangering.catalog.read import Catalog
from rangering.catalog.resolve import (
    NaiveRings,
    RadarFacts,
    Ring,
    TargetFacts,
    naive_rings,
    radar_ring,
    resolve_radar,
    resolve_target,
)
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.plan import AntennaPlan, CoveragePlan, EarthPlan, LayerPlan, RadarPlan, ReachPlan
from rangering.earth.geodesy import geodesic_inverse
from rangering.earth.rain_loss import rain_attenuation_db_m
from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError
from rangering.radar.detection import required_snr_ratio
from rangering.radar.range_equation import Claim, claimed_sensitivity_m2, range_at_snr_m
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element, elements
from rangering.terrain.ground import Ground, Progress
from rangering.terrain.read import open_terrain


class Compiled(NamedTuple):
    """The plan, and what its numbers stand for."""

    plan: CoveragePlan
    placings: tuple[Element, ...]
    facts: tuple[RadarFacts, ...]
    targets: tuple[TargetFacts, ...]
    rings: tuple[Ring, ...]  # one a radar: the highest published claim of its detection range
    system_rings: tuple[NaiveRings, ...]  # one a group
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]


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
    scenario, catalog
        What is stated, and what public sources say.
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
        No radar is switched on, a figure is missing and may not be assumed, or the terrain cannot serve.
    """
    placings = tuple(_on(scenario, catalog))
    if not placings:
        raise ScenarioError(
            "has no radar that is switched on", where=scenario.name, mend='set alert = "ready" on one of its elements'
        )
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    targets = tuple(
        resolve_target(catalog, each, allow_defaults=allow_defaults) for each in scenario.coverage.targets
    )
    facts = tuple(resolve_radar(catalog, each.id, allow_defaults=allow_defaults) for each in placings)
    rings = tuple(_ring(catalog, radar) for radar in facts)
    system_rings = tuple(naive_rings(catalog, group.system) for group in scenario.groups)
    terrain = open_terrain(scenario.environment.terrain, scenario.folder)

    extents_m = [
        min(max(radar.instrumented_range_m, ring.radius_m), MAX_RANGE_M)
        for radar, ring in zip(facts, rings, strict=True)
    ]
    discs = [(placing.position, extent_m) for placing, extent_m in zip(placings, extents_m, strict=True)]
    discs += [
        (unit.position, each.engagement.radius_m)
        for group, each in zip(scenario.groups, system_rings, strict=True)
        if each.engagement
        for unit in group.fire_units
    ]
    first = placings[0].position
    reach_m = max(_away_m(first, position) + radius_m for position, radius_m in discs)
    network_ground = terrain.around(first.latitude_deg, first.longitude_deg, reach_m, posting_m=posting_m)
    if network_ground.record.kind == "smooth":
        posting_m = network_ground.posting_m  # a finer grid would show nothing more
    radars = []
    for number, (placing, radar) in enumerate(zip(placings, facts, strict=True)):
        if progress:
            progress(f"terrain around {placing.at.shown}", number / (len(placings) + 1))
        ground = terrain.around(
            placing.position.latitude_deg, placing.position.longitude_deg, extents_m[number], posting_m=posting_m
        )
        radars.append(_radar_plan(scenario, placing, radar, targets, ground, extents_m[number], pd))
    environment = scenario.environment
    layers = LayerPlan(
        np.array(
            [
                each.height_m if each.reference == "agl" else
                each.above_sea_m(0.0, environment.sea_level_pressure_pa, environment.isa_deviation_k)
                for each in scenario.coverage.altitudes
            ]
        ),
        np.array([each.reference == "agl" for each in scenario.coverage.altitudes]),
    )  # fmt: skip
    plan = CoveragePlan(
        EarthPlan(environment.k * EARTH_RADIUS_M),
        layers,
        tuple(radars),
        network_ground,
    )
    return Compiled(plan, placings, facts, targets, rings, system_rings, *_remarks(scenario, placings, facts, targets, pd))


def _on(scenario: Scenario, catalog: Catalog) -> Iterator[Element]:
    """Every radar that is there and not switched off; a class default where nothing is published of any."""
    placed = list(elements(scenario, catalog, "radar"))
    for group in scenario.groups:
        own = [each for each in placed if each.group is group]
        if not own and not any(each.elements is not None for each in (group, *group.fire_units)):
            unknown = f"default/{catalog[group.system].range_class}/surveillance"
            own = [Element(unknown, group, unit, unit.position) for unit in group.fire_units]
        yield from (each for each in own if each.at.alert != "off")


def _ring(catalog: Catalog, radar: RadarFacts) -> Ring:
    """What a press map would draw for one radar; of an unpublished one, its class default."""
    widest = next(each for each in radar.inputs if each.field == "instrumented_range_m")
    return radar_ring(catalog, radar.radar) or Ring(widest.value, widest.quantity, widest.source)


def _radar_plan(
    scenario: Scenario,
    placing: Element,
    radar: RadarFacts,
    targets: tuple[TargetFacts, ...],
    ground: Ground,
    extent_m: float,
    pd: float,
) -> RadarPlan:
    mast_m = placing.at.mast_height_m
    mast_m = radar.mast_height_m if mast_m is None else mast_m
    sector = placing.at.sector
    antenna = AntennaPlan(
        height_m=float(ground.height_m[ground.row0, ground.col0]) + mast_m,
        sector_centre_rad=sector.centre_rad if sector else 0.0,
        # A sector nobody has turned anywhere is drawn all round: see the remarks.
        sector_width_rad=min(sector.width_rad, radar.azimuth_sector_rad) if sector else tau,
        elevation_min_rad=radar.elevation_min_rad,
        elevation_max_rad=min(radar.elevation_max_rad, pi / 2),
    )
    power_m = np.array([_power_range_m(scenario, placing, radar, target.rcs_m2, pd) for target in targets])
    return RadarPlan(ground, antenna, ReachPlan(radar.instrumented_range_m, power_m), extent_m)


def _power_range_m(scenario: Scenario, placing: Element, radar: RadarFacts, rcs_m2: float, pd: float) -> float:
    """Slant range at which a class is detected with the asked probability, rain and stated losses counted. [m]

    The claim already holds the gases of clear standard air, so only rain and `sensitivity_loss` come on top. With
    rain along the whole path the range solves R⁴ · 10^(γR/10) = R₀⁴; R₀ without it bounds the search.
    """
    claim = Claim(radar.range_m, radar.rcs_m2, radar.pd, radar.pfa, radar.n_pulses, radar.swerling)
    snr_ratio = required_snr_ratio(pd, radar.pfa, radar.n_pulses, radar.swerling)
    loss_db = placing.at.sensitivity_loss_db
    clear_m = float(range_at_snr_m(claimed_sensitivity_m2(claim), rcs_m2, snr_ratio, loss_db))
    rain_mm_h = scenario.environment.rain_rate_mm_h
    if rain_mm_h == 0.0:
        return clear_m
    two_way_db_m = 2.0 * float(rain_attenuation_db_m(radar.frequency_hz, rain_mm_h, 0.0, 0.0))
    low_m, high_m = 0.0, clear_m
    while high_m - low_m > 0.1:
        middle_m = 0.5 * (low_m + high_m)
        if 40.0 * np.log10(max(middle_m, 1e-3) / clear_m) + two_way_db_m * middle_m > 0.0:
            high_m = middle_m
        else:
            low_m = middle_m
    return low_m


def _away_m(here: Position, there: Position) -> float:
    ends_deg = (here.latitude_deg, here.longitude_deg, there.latitude_deg, there.longitude_deg)
    distance_m, *_ = geodesic_inverse(*np.radians(ends_deg))
    return float(distance_m)


def _remarks(
    scenario: Scenario,
    placings: tuple[Element, ...],
    facts: tuple[RadarFacts, ...],
    targets: tuple[TargetFacts, ...],
    pd: float,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was assumed, and what the reader should be warned of."""
    assumed = [
        f"Covered means a single-scan probability of detection of at least {pd:g}.",
        "Nominal catalog values; every figure's interval stands in the catalog.",
        "Claims hold in clear standard air, on boresight; cross-sections are the class's, seen from the front.",
    ]
    defaults = {i.quantity for each in (*facts, *targets) for i in each.inputs if i.from_default}
    if defaults:
        assumed.append(
            f"{len(defaults)} inputs come from class defaults (grade D): {', '.join(sorted(defaults))}."
        )
    turned = [
        f"{radar.title} at {placing.at.shown}"
        for placing, radar in zip(placings, facts, strict=True)
        if placing.at.sector is None and radar.azimuth_sector_rad < tau - 1e-9
    ]
    if turned:
        assumed.append(
            f"No direction is stated for the sector of {', '.join(turned)}: drawn as if it could be turned anywhere."
        )
    if scenario.environment.rain_rate_mm_h:
        assumed.append(f"Rain of {scenario.environment.rain_rate_mm_h:g} mm/h along the whole of every path.")
    warnings = []
    if scenario.environment.diffraction:
        warnings.append("diffraction is stated but this map is drawn without it: behind an edge nothing is seen.")
    off = [each.shown for group in scenario.groups for each in (group, *group.fire_units) if each.alert == "off"]
    if off:
        warnings.append(f"Switched off and therefore not drawn: {', '.join(dict.fromkeys(off))}.")
    return tuple(dict.fromkeys(assumed)), tuple(warnings)

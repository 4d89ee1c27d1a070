"""The public door: check, compile, run, wrap."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.catalog.read import Catalog, load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage import remarks
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.kernels import map_states
from rangering.coverage.overlay import fold, within_discs
from rangering.coverage.plan import CodeArray, CoveragePlan, RadarPlan
from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    Altitude,
    CoverageMap,
    RadarCoverage,
    Ring,
    Row,
    Target,
)
from rangering.coverage.state import State
from rangering.coverage.tally import rows_of
from rangering.earth.visibility import lowest_visible_m
from rangering.errors import ScenarioError, raise_all
from rangering.scenario.ground import below_ground_errors
from rangering.scenario.models import Scenario
from rangering.terrain.ground import Ground, Progress

GEOMETRY = "exact sphere of radius k·R; rays straight over it"


def map_coverage(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> CoverageMap:
    """What the radars of a scenario see, over the ground that is there.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    posting_m : float, optional
        Distance between the nodes of every grid; chosen for the radius if not given. [m]
    pd_probability : float, optional
        Single-scan Pd from which a cell counts as covered; the scenario's if not given.
    allow_defaults : bool
        False refuses figures that no public source gives.
    progress : callable, optional
        Called with what is being done and the share done, 0 to 1.

    Returns
    -------
    CoverageMap

    Raises
    ------
    RangeringError
        The scenario, the catalog or the terrain cannot serve; the message says where and how to mend it.
    """
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    if not 0.01 <= pd <= 0.99:
        raise ScenarioError(
            "is no probability between 0.01 and 0.99", where="--pd", value=pd, mend="0.5 is usual"
        )
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    made = compile_coverage(
        scenario,
        known,
        posting_m=posting_m,
        pd_probability=pd,
        allow_defaults=allow_defaults,
        progress=lambda what, share: tell(what, 0.3 * share),
    )
    plan = made.plan
    raise_all(below_ground_errors(scenario, [float(np.nanmin(r.ground.height_m)) for r in plan.radars]))
    altitudes = tuple(
        Altitude(str(each), float(height_m), bool(agl))
        for each, height_m, agl in zip(
            scenario.coverage.altitudes, plan.layers.altitude_m, plan.layers.above_ground, strict=True
        )
    )
    targets = tuple(Target(each.target, each.title, each.rcs_m2) for each in made.targets)

    network = np.full(_shape(plan, plan.network_ground), State.OUTSIDE, dtype=np.uint8)
    radars: list[RadarCoverage] = []
    of_each: list[Row] = []
    for number, radar in enumerate(plan.radars):
        placing, facts = made.placings[number], made.facts[number]
        tell(f"sweep {placing.at.shown}, {facts.title}", 0.3 + 0.6 * number / len(plan.radars))
        lowest_m, state = look(plan, radar)
        result = _radar_result(made, number, lowest_m, targets)
        radars.append(result)
        inside = within_discs(radar.ground, [(result.lat_deg, result.lon_deg, result.ring.radius_m)])
        of_each += rows_of(result.name, _kind(result.ring), inside, radar.ground, state, altitudes, targets)
        fold(plan.network_ground, radar.ground, state, network)

    tell("areas", 0.92)
    rings = [(PRESS_CIRCLE, lat_deg, lon_deg, ring) for _, lat_deg, lon_deg, ring in made.press_circles]
    rings += [(_kind(radar.ring), radar.lat_deg, radar.lon_deg, radar.ring) for radar in radars]
    of_all: list[Row] = []
    for kind in (PRESS_CIRCLE, DETECTION_CLAIM, ASSUMED_RANGE):
        discs = [(lat_deg, lon_deg, ring.radius_m) for of, lat_deg, lon_deg, ring in rings if of == kind]
        if discs:
            inside = within_discs(plan.network_ground, discs)
            of_all += rows_of(ALL_RADARS, kind, inside, plan.network_ground, network, altitudes, targets)
    table = (*of_all, *of_each)
    tell("done", 1.0)
    return CoverageMap(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        altitudes=altitudes,
        targets=targets,
        pd_probability=pd,
        radars=tuple(radars),
        engagement_rings=made.press_circles,
        ground=plan.network_ground,
        state=network,
        table=table,
        environment=_environment(scenario, plan),
        assumptions=remarks.assumptions(
            scenario, made.placings, made.facts, made.targets, pd, plan.earth.rain_top_m
        ),
        warnings=remarks.warnings(
            scenario, [each.record for each in (plan.network_ground, *(r.ground for r in plan.radars))], table
        ),
        provenance=_record(scenario, known, plan),
        places=tuple(
            (each.shown, each.position.latitude_deg, each.position.longitude_deg) for each in scenario.assets
        ),
    )


def _kind(ring: Ring) -> str:
    """What the table calls a ring of detection."""
    return DETECTION_CLAIM if ring.is_published else ASSUMED_RANGE


def look(plan: CoveragePlan, radar: RadarPlan) -> tuple[NDArray[np.float32], CodeArray]:
    """What one radar sees.

    Parameters
    ----------
    plan : CoveragePlan
        The Earth, and the layers asked for.
    radar : RadarPlan
        The radar.

    Returns
    -------
    lowest_m : float32 array, shape (rows, columns)
        Lowest altitude in line of sight above sea level; NaN where unknown. [m]
    state : uint8 array, shape (altitudes, targets, rows, columns)
        In the numbers of `State`.
    """
    ground = radar.ground
    lowest_m = lowest_visible_m(
        ground.height_m,
        ground.row0,
        ground.col0,
        ground.posting_m,
        radar.antenna.height_m,
        1.0 / plan.earth.effective_radius_m,
        # A cell more, so that rounding cannot leave one just within the extent unknown.
        range_m=radar.extent_m + ground.posting_m,
    )
    state = np.empty(_shape(plan, ground), dtype=np.uint8)
    map_states(
        ground.height_m,
        lowest_m,
        ground.row0,
        ground.col0,
        ground.posting_m,
        radar.extent_m,
        plan.earth,
        radar.antenna,
        radar.reach,
        plan.layers,
        state,
    )
    return lowest_m, state


def _shape(plan: CoveragePlan, ground: Ground) -> tuple[int, int, int, int]:
    return len(plan.layers.altitude_m), len(plan.radars[0].reach.power_m), *ground.height_m.shape


def _radar_result(
    made: Compiled, number: int, lowest_m: NDArray[np.float32], targets: tuple[Target, ...]
) -> RadarCoverage:
    placing, facts, radar = made.placings[number], made.facts[number], made.plan.radars[number]
    ground = radar.ground
    return RadarCoverage(
        name=f"{placing.at.shown}, {facts.title}",
        site=placing.at.shown,
        hypothetical="hypothetical" in placing.at.labels,
        radar_id=facts.radar,
        lat_deg=ground.lat_deg,
        lon_deg=ground.lon_deg,
        mast_height_m=radar.antenna.height_m - float(ground.height_m[ground.row0, ground.col0]),
        antenna_m=radar.antenna.height_m,
        sector_centre_rad=radar.antenna.sector_centre_rad,
        sector_width_rad=radar.antenna.sector_width_rad,
        ring=made.rings[number],
        instrumented_m=radar.reach.instrumented_m,
        power_m={each.id: float(m) for each, m in zip(targets, radar.reach.power_m, strict=True)},
        ground=ground,
        lowest_m=lowest_m,
    )


def _environment(scenario: Scenario, plan: CoveragePlan) -> dict[str, Any]:
    record, stated = plan.network_ground.record, scenario.environment
    return {
        "k": stated.k,
        "earth_radius_m": EARTH_RADIUS_M,
        "geometry": GEOMETRY,
        "terrain": record.sentence(),
        "terrain_kind": record.kind,
        "terrain_files": [{"name": name, "sha256": sha} for name, sha in record.files],
        "terrain_notes": list(record.notes),
        "terrain_attribution": record.attribution,
        "datum": record.vertical_datum,
        "surface": record.surface,
        "posting_m": record.posting_m,
        "source_posting_m": record.source_posting_m,
        "void_count": record.void_count,
        "outside_count": record.outside_count,
        "sea_level_pressure_pa": stated.sea_level_pressure_pa,
        "isa_deviation_k": stated.isa_deviation_k,
        "rain_rate_mm_h": stated.rain_rate_mm_h,
    }


def _record(scenario: Scenario, catalog: Catalog, plan: CoveragePlan) -> dict[str, Any]:
    facts = (*catalog, *catalog.defaults.values())
    inputs = {
        "scenario": provenance.digest(scenario.model_dump_json(by_alias=True).encode()),
        "catalog": provenance.digest("".join(each.model_dump_json() for each in facts).encode()),
    }
    return provenance.record(inputs | dict(plan.network_ground.record.files))

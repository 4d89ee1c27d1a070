"""The public door: check, compile, run, wrap."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.catalog.read import Catalog, load_catalog
from rangering.catalog.resolve import NaiveRings, RadarFacts
from rangering.catalog.resolve import Ring as Claimed
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.kernels import fold_states, map_states, mark_disc
from rangering.coverage.plan import CodeArray, CoveragePlan, FloatArray, RadarPlan
from rangering.coverage.results import Altitude, CoverageMap, RadarCoverage, Ring, Row, Target
from rangering.coverage.state import State
from rangering.coverage.tally import rows_of
from rangering.earth.visibility import lowest_visible_m
from rangering.errors import ScenarioError
from rangering.scenario.models import Scenario
from rangering.scenario.placement import Element
from rangering.terrain.ground import Ground, Progress

ALL_RADARS = "all radars"
DETECTION_CLAIM = "detection claim"
PRESS_CIRCLE = "press circle"
GEOMETRY = "exact sphere of radius k·R; rays straight over it"
_LATTICE = 97  # nodes a side on which one site's plane is laid over another's; between them bilinear, within 1 m
_MOST_BYTES = 6 * 1024**3


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
    if pd_probability is not None and not 0.01 <= pd_probability <= 0.99:
        raise ScenarioError(
            "is no probability between 0.01 and 0.99", where="--pd", value=pd_probability, mend="0.5 is usual"
        )
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    made = compile_coverage(
        scenario, known, posting_m=posting_m, pd_probability=pd_probability,
        allow_defaults=allow_defaults, progress=lambda what, share: tell(what, 0.3 * share),
    )  # fmt: skip
    plan = made.plan
    _refuse_too_large(plan)
    altitudes = tuple(
        Altitude(str(each), float(height_m), bool(agl))
        for each, height_m, agl in zip(
            scenario.coverage.altitudes, plan.layers.altitude_m, plan.layers.above_ground, strict=True
        )
    )
    targets = tuple(Target(each.target, each.title, each.rcs_m2) for each in made.targets)
    network = np.full(_shape(plan, plan.network_ground), State.OUTSIDE, dtype=np.uint8)
    radars: list[RadarCoverage] = []
    table: list[Row] = []
    for number, radar in enumerate(plan.radars):
        placing, facts = made.placings[number], made.facts[number]
        tell(f"sweep {placing.at.shown}, {facts.title}", 0.3 + 0.6 * number / len(plan.radars))
        lowest_m, state = _look(plan, radar)
        result = _radar_result(placing, facts, radar, lowest_m, targets, _ring(made.rings[number], known))
        radars.append(result)
        inside = _discs(radar.ground, [(result.lat_deg, result.lon_deg, result.ring)])
        table += rows_of(result.name, DETECTION_CLAIM, inside, radar.ground, state, altitudes, targets)
        _fold(plan.network_ground, radar, state, network)

    tell("areas", 0.92)
    press = _press_circles(scenario, made.system_rings, known)
    claims = [(radar.lat_deg, radar.lon_deg, radar.ring) for radar in radars]
    for kind, discs in ((PRESS_CIRCLE, [each[1:] for each in press]), (DETECTION_CLAIM, claims)):
        if discs:
            inside = _discs(plan.network_ground, discs)
            together = rows_of(ALL_RADARS, kind, inside, plan.network_ground, network, altitudes, targets)
            table = [*together, *table]
    tell("done", 1.0)
    return CoverageMap(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        altitudes=altitudes,
        targets=targets,
        pd_probability=scenario.coverage.pd_probability if pd_probability is None else pd_probability,
        radars=tuple(radars),
        engagement_rings=press,
        ground=plan.network_ground,
        state=network,
        table=tuple(table),
        environment=_environment(scenario, plan),
        assumptions=made.assumptions,
        warnings=_warnings(made, plan),
        provenance=_record(scenario, known, plan),
    )


def _shape(plan: CoveragePlan, ground: Ground) -> tuple[int, int, int, int]:
    return len(plan.layers.altitude_m), len(plan.radars[0].reach.power_m), *ground.height_m.shape


def _refuse_too_large(plan: CoveragePlan) -> None:
    """Say what a map would take before it is taken."""
    largest = max(int(np.prod(_shape(plan, radar.ground))) for radar in plan.radars)
    need = int(np.prod(_shape(plan, plan.network_ground))) + largest
    need += sum(4 * radar.ground.height_m.size for radar in plan.radars)
    if need > _MOST_BYTES:
        raise ScenarioError(
            f"would take {need / 1024**3:.1f} GiB, more than {_MOST_BYTES / 1024**3:.0f}",
            where="coverage",
            mend="ask for fewer altitudes or classes, or a coarser posting",
        )


def _look(plan: CoveragePlan, radar: RadarPlan) -> tuple[NDArray[np.float32], CodeArray]:
    """Lowest altitude in line of sight, and every cell's state, for one radar."""
    ground, radius_m = radar.ground, plan.earth.effective_radius_m
    lowest_m = lowest_visible_m(
        ground.height_m, ground.row0, ground.col0, ground.posting_m, radar.antenna.height_m,
        1.0 / radius_m, range_m=radar.extent_m,
    )  # fmt: skip
    state = np.empty(_shape(plan, ground), dtype=np.uint8)
    map_states(
        ground.height_m, lowest_m, ground.row0, ground.col0, ground.posting_m, radar.extent_m, radius_m,
        radar.antenna, radar.reach.instrumented_m, radar.reach.power_m,
        plan.layers.altitude_m, plan.layers.above_ground, state,
    )  # fmt: skip
    return lowest_m, state


def _lattice(ground: Ground, lat_deg: float, lon_deg: float) -> tuple[FloatArray, FloatArray]:
    """East and north of a lattice over a grid, on the plane about another point. (lattice, lattice) [m]"""
    from pyproj import Transformer

    rows, cols = ground.height_m.shape
    east_m = np.linspace(-ground.col0, cols - 1 - ground.col0, _LATTICE) * ground.posting_m
    north_m = np.linspace(-ground.row0, rows - 1 - ground.row0, _LATTICE) * ground.posting_m
    own = f"+proj=aeqd +lat_0={ground.lat_deg!r} +lon_0={ground.lon_deg!r} +datum=WGS84 +units=m"
    other = f"+proj=aeqd +lat_0={lat_deg!r} +lon_0={lon_deg!r} +datum=WGS84 +units=m"
    x_m, y_m = Transformer.from_crs(own, other).transform(*np.meshgrid(east_m, north_m))
    return np.asarray(x_m), np.asarray(y_m)


def _fold(network_ground: Ground, radar: RadarPlan, state: CodeArray, network: CodeArray) -> None:
    """Lay one radar over the network; the same grid needs no projection."""
    ground = radar.ground
    if ground is network_ground:
        np.minimum(network, state, out=network)
        return
    east_m, north_m = _lattice(network_ground, ground.lat_deg, ground.lon_deg)
    fold_states(state, ground.row0, ground.col0, ground.posting_m, east_m, north_m, network)


def _discs(ground: Ground, discs: Sequence[tuple[float, float, Ring]]) -> NDArray[np.bool_]:
    """The cells of a grid inside any of some rings, each given by its centre."""
    inside = np.zeros(ground.height_m.shape, dtype=bool)
    for lat_deg, lon_deg, ring in discs:
        mark_disc(*_lattice(ground, lat_deg, lon_deg), ring.radius_m, inside)
    return inside


def _press_circles(
    scenario: Scenario, rings: tuple[NaiveRings, ...], catalog: Catalog
) -> tuple[tuple[str, float, float, Ring], ...]:
    return tuple(
        (unit.shown, unit.position.latitude_deg, unit.position.longitude_deg, _ring(each.engagement, catalog))
        for group, each in zip(scenario.groups, rings, strict=True)
        if each.engagement
        for unit in group.fire_units
    )


def _ring(claimed: Claimed, catalog: Catalog) -> Ring:
    grade = "D" if claimed.quantity.startswith("default/") else catalog.quantity(claimed.quantity).grade
    return Ring(claimed.radius_m, claimed.quantity, claimed.source, grade)


def _radar_result(
    placing: Element,
    facts: RadarFacts,
    radar: RadarPlan,
    lowest_m: NDArray[np.float32],
    targets: tuple[Target, ...],
    ring: Ring,
) -> RadarCoverage:
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
        ring=ring,
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


def _warnings(made: Compiled, plan: CoveragePlan) -> tuple[str, ...]:
    record = plan.network_ground.record
    said = list(made.warnings)
    if record.kind == "smooth":
        said.insert(0, "Smooth Earth: terrain not loaded. Real ground hides more than this map shows.")
    if record.void_count or record.outside_count:
        said.append(
            "Part of the ring lies outside the terrain or behind a void: unknown, neither seen nor hidden."
        )
    return tuple(said)


def _record(scenario: Scenario, catalog: Catalog, plan: CoveragePlan) -> dict[str, Any]:
    inputs = {
        "scenario": provenance.digest(scenario.model_dump_json(by_alias=True).encode()),
        "catalog": provenance.digest("".join(e.model_dump_json() for e in catalog).encode()),
    }
    return provenance.record(inputs | dict(plan.network_ground.record.files))

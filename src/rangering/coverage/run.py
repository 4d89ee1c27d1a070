"""The public door: check, compile, run, wrap."""

from collections.abc import Iterator, Sequence

import numpy as np

from rangering.catalog.read import Catalog, load_catalog
from rangering.coverage import remarks
from rangering.coverage.approach import map_approaches
from rangering.coverage.approach_compile import DrawnRadars
from rangering.coverage.asked import asked_pd, require_readings
from rangering.coverage.chain import links
from rangering.coverage.compile import STANDARD_ALTITUDES, Compiled, compile_coverage
from rangering.coverage.layers import Beneath
from rangering.coverage.plan import CoveragePlan, LayerPlan
from rangering.coverage.results import (
    ALL_RADARS,
    Altitude,
    Approach,
    Band,
    CoverageMap,
    Engagement,
    HeightArray,
    RadarCoverage,
    Row,
    Score,
    Target,
)
from rangering.coverage.run_pass import Looked, look
from rangering.coverage.sources import sources_of
from rangering.coverage.tally import Areas, band_of, rows_of
from rangering.coverage.tornado import tornado_of
from rangering.errors import raise_all
from rangering.scenario.ground import below_ground_errors
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude as AltitudeText
from rangering.scenario.record import environment_of, record_of
from rangering.sight.readings import target_speeds
from rangering.sight.state import State
from rangering.terrain.ground import Ground, Progress


def map_coverage(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    samples: int = 64,
    seed: int = 1,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> CoverageMap:
    """What the defence of a scenario sees and engages, over the ground that is there, and how sure that is.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    samples : int
        How many readings of what nobody outside knows to draw; 0: nominal values alone.
    seed : int
        Which readings; the same seed gives the same.
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
    pd = asked_pd(scenario, pd_probability)
    require_readings(samples, seed)
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    made = compile_coverage(
        scenario,
        known,
        samples=samples,
        seed=seed,
        posting_m=posting_m,
        pd_probability=pd,
        allow_defaults=allow_defaults,
        progress=lambda what, share: tell(what, 0.4 * share),
    )
    plan = made.plan
    raise_all(below_ground_errors(scenario, [float(np.nanmin(r.ground.height_m)) for r in plan.radars]))
    altitudes = tuple(
        Altitude(str(each), float(height_m), bool(agl))
        for each, height_m, agl in zip(
            made.altitudes, plan.layers.altitude_m, plan.layers.above_ground, strict=True
        )
    )
    targets = tuple(Target(each.target, each.title, each.rcs_m2) for each in made.targets)
    tell("what is seen and engaged", 0.4)
    looked = look(plan)
    radars = tuple(
        _radar_result(made, number, targets) for number, each in enumerate(made.placed) if each.in_network
    )
    sources = sources_of(made)
    tornado = None
    if samples:
        tell("which unknown matters", 0.8)
        tornado = tornado_of(scenario, known, made, sources, posting_m=posting_m, pd_probability=pd)
    tell("approaches", 0.85)
    approaches = _approaches(scenario, made, pd)
    table = tuple(_table(made, looked.areas, altitudes, targets, radars))
    tell("done", 1.0)
    return CoverageMap(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        altitudes=altitudes[: plan.asked],
        targets=targets,
        pd_probability=pd,
        radars=radars,
        engagement_rings=made.press_circles,
        ground=plan.network_ground,
        state=looked.state,
        table=tuple(row for row in table if not row.of.startswith("engageable")),
        environment=environment_of(scenario, plan.network_ground.record),
        assumptions=(
            *remarks.assumptions(scenario, made, pd),
            *remarks.unmet_claims(made),
            *remarks.options(scenario, made),
        ),
        warnings=remarks.warnings(
            scenario, [each.record for each in (plan.network_ground, *(r.ground for r in plan.radars))], table
        ),
        provenance=record_of(scenario, known, plan.network_ground.record, samples, seed),
        places=tuple(
            (each.shown, each.position.latitude_deg, each.position.longitude_deg) for each in scenario.assets
        ),
        samples=samples,
        seed=seed,
        readings=looked.readings if samples else None,
        engagements=tuple(_engagements(scenario, made, looked, table)),
        approaches=approaches,
        scores=tuple(_scores(made, looked.areas, targets)),
        tornado=tornado,
        links=links(scenario, made.catalog),
        sources=sources,
        _beneath=Beneath(plan, scenario.environment, made.placed, made.facts, made.targets),
    )


def _table(
    made: Compiled,
    areas: Areas,
    altitudes: Sequence[Altitude],
    targets: Sequence[Target],
    radars: Sequence[RadarCoverage],
) -> Iterator[Row]:
    """Every region's lines, in the order of the plan; radars under their names."""
    labels = [each.label for each in altitudes[: made.plan.asked]]
    names = iter(radar.name for radar in radars)
    for number, region in enumerate(made.regions):
        of = next(names) if region.of.startswith("radar ") else region.of
        yield from rows_of(areas, number, of, region.ring, labels, [each.title for each in targets])


def _engagements(
    scenario: Scenario, made: Compiled, looked: Looked, table: Sequence[Row]
) -> Iterator[Engagement]:
    """One map for each claim on reach."""
    missing = remarks.incomplete_chains(scenario, made)
    for number, claim in enumerate(made.claims):
        of = f"engageable, {claim.name}"
        yield Engagement(
            claim=claim.name,
            words=claim.words,
            reach_m=claim.reach_m,
            grade=claim.grade,
            state=looked.engaged[number],
            readings=looked.engaged_readings[number],
            missing=missing,
            table=tuple(row for row in table if row.of == of),
        )


def _scores(made: Compiled, areas: Areas, targets: Sequence[Target]) -> Iterator[Score]:
    """Ring scores at the standard altitudes: of all radars together, and of each claim."""
    labels = [str(each) for each in made.altitudes]
    for number, region in enumerate(made.regions):
        measure = "covered" if region.of == ALL_RADARS else region.of
        if region.of != ALL_RADARS and region.claim < 0:
            continue
        ring_km2 = float(areas.by_state_km2[number, 0, 0].sum())
        for altitude in map(str, map(AltitudeText.read, STANDARD_ALTITUDES)):
            a = labels.index(altitude)
            for t, target in enumerate(targets):
                nominal = float(areas.by_state_km2[number, a, t, State.COVERED]) / ring_km2
                unknown = float(areas.by_state_km2[number, a, t, State.UNKNOWN]) / ring_km2
                # Without readings the band is the nominal value: there is no other.
                band = band_of(nominal, areas.by_reading_km2[number, a, t] / ring_km2)
                band = band or Band(nominal, nominal, nominal)
                yield Score(region.ring, measure, altitude, target.title, ring_km2, band, unknown)


def _approaches(scenario: Scenario, made: Compiled, pd: float) -> tuple[Approach, ...]:
    """Flights at every asset, in the readings of the map."""
    drawn = None
    if made.readings:
        each = made.radar_readings
        drawn = DrawnRadars(
            power_m=np.stack([one.power_m for one in each], axis=1),
            instrumented_m=np.stack([one.instrumented_m for one in each], axis=1),
            elevation_min_rad=np.stack([one.elevation_min_rad for one in each], axis=1),
            elevation_max_rad=np.stack([one.elevation_max_rad for one in each], axis=1),
            minimum_speed_m_s=np.stack([one.slowest_m_s for one in each], axis=1),
            mast_m=np.stack([one.mast_m for one in each], axis=1),
            speed_m_s=target_speeds(made.catalog, scenario.coverage.targets, made.readings),
        )
    flown, lowest_m = over_swept_ground(made)
    return map_approaches(scenario, made.catalog, flown, lowest_m, pd_probability=pd, drawn=drawn)


def over_swept_ground(made: Compiled) -> tuple[Compiled, list[HeightArray]]:
    """What approaches are flown over: the altitudes asked for, and of each radar's ground what it swept.

    Returns
    -------
    Compiled, list of float32 array
        The same with that ground, and of each radar the lowest altitude in line of sight on it. [m]
    """
    plan, layers = made.plan, made.plan.layers
    swept = [_swept(plan, number) for number in range(len(plan.radars))]
    asked = LayerPlan(layers.altitude_m[: plan.asked], layers.above_ground[: plan.asked])
    radars = tuple(
        radar._replace(ground=ground) for radar, (ground, _) in zip(plan.radars, swept, strict=True)
    )
    return made._replace(plan=plan._replace(layers=asked, radars=radars)), [floor_m for _, floor_m in swept]


def _swept(plan: CoveragePlan, number: int) -> tuple[Ground, HeightArray]:
    """The ground under a radar's sweep, and the lowest altitude in line of sight from its nominal mast."""
    ground, sweeps = plan.radars[number].ground, plan.sweeps
    half = int(sweeps.half[number])
    nodes = (2 * half + 1) ** 2
    start = int(sweeps.first[number] + sweeps.nominal[number] * nodes)
    middle = slice(ground.row0 - half, ground.row0 + half + 1)
    lowest_m = sweeps.lowest_m[start : start + nodes].reshape(2 * half + 1, 2 * half + 1)
    return ground._replace(height_m=ground.height_m[middle, middle], row0=half, col0=half), lowest_m


def _radar_result(made: Compiled, number: int, targets: tuple[Target, ...]) -> RadarCoverage:
    placed, facts, radar = made.placed[number], made.facts[number], made.plan.radars[number]
    ground, lowest_m = _swept(made.plan, number)
    at = placed.element.at
    return RadarCoverage(
        name=f"{at.shown}, {facts.title}",
        site=at.shown,
        hypothetical="hypothetical" in at.labels,
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

"""The public door: how often a defence would shoot at a civil flight in error, and what changes that.

Conditional on what the scenario states and the catalog holds; no forecast, and no answer on whether to fly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

from rangering.catalog.models import Quantity
from rangering.catalog.read import Catalog, load_catalog
from rangering.coverage.exposure import EDGES, hours_in_envelope, map_exposure
from rangering.errors import ScenarioError
from rangering.mission.asked import MOST_JOBS, require_seed
from rangering.mission.compile import compile_mission
from rangering.mission.results import Array
from rangering.scenario.from_traffic import with_traffic
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.readings import readings_of
from rangering.study.risk.cases import (
    FIGURES,
    WHY_EITHER_WAY,
    Case,
    Lever,
    figure_levers_of,
    levers_of,
    reference_of,
    why_idle,
)
from rangering.study.risk.draws import chances_of
from rangering.study.risk.estimate import Ratio, same_plans
from rangering.study.risk.found import Asked, Found, counts_apart, find, find_beside, rates_apart
from rangering.study.risk.intervals import Mean
from rangering.study.risk.mitigate import mitigations_of
from rangering.study.risk.rests import assumptions_of, stood_of, warnings_of
from rangering.study.risk.results import (
    LeverEnd,
    LeverRisk,
    Mitigated,
    Rate,
    Risk,
    ShotBand,
    band_of,
    rate_of,
)
from rangering.study.risk.where import shot_bands
from rangering.terrain.ground import Progress

PRECISION, LIMIT = 0.3, 50_000
CLOSE = Altitude.read("FL260")
MOVE_M = 30.0 * 1852.0
READING_REPLICATES = 1024
MOST_READINGS, MOST_LIMIT = 64, 2_000_000
# Replicates of each further case: what two cases share falls out of their ratio, so few more than these help.
_BESIDE = 4096


def assess_risk(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    precision: float = PRECISION,
    limit: int = LIMIT,
    samples: int = 8,
    seed: int = 1,
    jobs: int = 1,
    compared: bool = False,
    close: Altitude = CLOSE,
    move_m: float = MOVE_M,
    plain: bool = False,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    progress: Progress | None = None,
) -> Risk:
    """Wrong shots per 1,000 civil flight hours inside the engagement envelope of a unit on alert.

    Parameters
    ----------
    scenario : Scenario
        With civil flights, or traffic to read them from, and a fire unit on alert.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    precision : float
        Half the interval of 95 %, as a share of the rate, at which replicates stop.
    limit : int
        Replicates at most.
    samples : int
        Readings of what nobody outside knows, for the absolute band.
    seed, jobs : int
        Of all draws, and threads; the answer is the same on any number of them.
    compared : bool
        Whether levers and mitigations are run too.
    close : Altitude
        Below which one of the mitigations closes the air.
    move_m : float
        By which another moves routes. [m]
    plain : bool
        Whether to draw as nature does, without proposals: for checks.
    allow_defaults, allow_assumed, progress
        As for `rangering.mission.run.simulate`.

    Returns
    -------
    Risk

    Raises
    ------
    ScenarioError
        Nobody civil flies, nobody flies inside, or what was asked for cannot be.
    RangeringError
        The scenario, the catalog or the terrain cannot serve.
    """
    _require(precision, limit, samples, seed, jobs, move_m)
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    flown = _to_the_end(with_traffic(scenario))
    if not flown.civil_flights:
        raise ScenarioError(
            "brings no civil flight, so nobody can be shot at in error",
            where=scenario.read_as,
            mend="add [[civil_flight]], or [[traffic]] with a file of tracks",
        )  # fmt: skip
    asked = Asked(known, precision, seed, jobs, plain, allow_defaults, allow_assumed)
    tell("time inside the envelope", 0.0)
    inside = hours_in_envelope(flown, catalog=known, allow_defaults=allow_defaults)
    if inside.total_h <= 0.0:
        raise ScenarioError(
            "brings no civil flight inside the engagement envelope of a fire unit on alert",
            where=scenario.read_as,
            mend="a rate per hour inside needs hours inside; `rangering exposure` shows the way there",
        )  # fmt: skip
    work = 0.4 if compared or samples else 0.9
    tell("as stated", 0.05)
    base = Case("stated", "the scenario as stated", flown, True)
    stated = find(
        base,
        inside.together_h,
        asked,
        limit,
        tell=lambda done: tell("as stated", 0.05 + 0.6 * work * done),
        least=_BESIDE if compared else 0,
    )
    tell("reference case", 0.05 + 0.6 * work)
    reference = find_beside(reference_of(flown), inside.together_h, asked, min(limit, _BESIDE), stated)
    each_count = min(READING_REPLICATES, limit)
    rates = _by_reading(flown, stated, inside.together_h, asked, samples, each_count, tell) if samples else ()
    levers, mitigations = [], []
    if compared:
        every = (*levers_of(flown), *_figure_levers(flown, stated, known))
        for n, lever in enumerate(every):
            tell(lever.name, 0.6 + 0.3 * n / len(every))
            found = [
                find_beside(end, inside.together_h, asked, min(limit, _BESIDE), stated) for end in lever.ends
            ]
            low, high = (_end(each, stated) for each in found)
            levers.append(LeverRisk(lever.name, low, high, tuple(_notes(lever.name, low, high, flown))))
        asked_for = mitigations_of(
            flown, inside.together_h.tolist(), inside.lowest_m.tolist(), close=close, move_m=move_m,
            silent=_figures(flown, stated, known).get("silent_friend_probability"),
        )  # fmt: skip
        for case in asked_for:
            tell(case.key, 0.9)
            mitigations.append(_mitigated(case, stated, inside.together_h, asked, min(limit, _BESIDE)))
    record = stated.made.terrain[0]
    seen = map_exposure(flown, catalog=known, samples=0, allow_defaults=allow_defaults) if compared else None
    bands = _shot_bands(flown, stated, inside.together_h, seen.bands) if seen is not None else ()
    tell("done", 1.0)
    return Risk(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        stood=tuple(stood_of(flown)),
        aircraft=sum(each.count for each in flown.civil_flights),
        flown_h=float(inside.flown_h.sum()),
        duration_s=stated.made.plan.clock.end_s,
        stated=stated.case,
        reference=reference.case,
        ratio=rates_apart(stated, reference),
        band=band_of(rates, stated.case.rate),
        by_reading=tuple(rates),
        reading_replicates=min(READING_REPLICATES, limit) if samples else 0,
        levers=tuple(levers),
        mitigations=tuple(mitigations),
        shot_bands=bands,
        exposure=seen,
        inputs=stated.made.inputs,
        precision=precision,
        limit=limit,
        samples=samples,
        seed=seed,
        environment=environment_of(scenario, record),
        assumptions=tuple(assumptions_of(stated, samples, each_count, compared)),
        warnings=tuple(warnings_of(stated, reference)),
        provenance=dict(record_of(flown, known, record, samples, seed)) | {"seed": seed},
    )


def _to_the_end(scenario: Scenario) -> Scenario:
    """Without a moment at which the clock stops: hours are those of whole flights, and so must be shots."""
    mission = scenario.mission.model_copy(update={"duration_s": None})
    return scenario.model_copy(update={"mission": mission})


def _figure_levers(scenario: Scenario, stated: Found, catalog: Catalog) -> tuple[Lever, ...]:
    """Levers of the figures of identification that this answer rests on."""
    return figure_levers_of(scenario, _figures(scenario, stated, catalog))


def _figures(scenario: Scenario, stated: Found, catalog: Catalog) -> dict[str, Quantity]:
    known = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    used = {each.quantity for each in stated.made.inputs}
    return {
        name: known.quantity(each)
        for name in FIGURES
        for each in used
        if each.endswith(f".identification.{name}")
    }


def _shot_bands(
    scenario: Scenario, stated: Found, hours: Array, names: Sequence[str]
) -> tuple[ShotBand, ...]:
    air = scenario.environment
    edges_m = [each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) for each in EDGES]
    counts = [each.count for each in scenario.civil_flights]
    chances = chances_of(stated.made, hours, counts)
    return shot_bands(stated.made, stated.sampled, chances, edges_m, names)


def _require(precision: float, limit: int, samples: int, seed: int, jobs: int, move_m: float) -> None:
    if not (move_m > 0.0 and isfinite(move_m)):
        raise ScenarioError("moves no route away", where="--move", value=f"{move_m / 1852.0:g} nmi",
                            mend='a distance above 0, such as --move "30 nmi"')  # fmt: skip
    if not 0.01 <= precision <= 2.0:
        raise ScenarioError("is no precision from 0.01 to 2", where="--precision", value=precision,
                            mend="0.3 stops where the interval is the rate, 30 % up and down")  # fmt: skip
    if not 2 <= limit <= MOST_LIMIT:
        raise ScenarioError(f"is no number of replicates from 2 to {MOST_LIMIT:,}", where="-n", value=limit,
                            mend=f"{LIMIT:,} is usual; it stops before where that is enough")  # fmt: skip
    if not 0 <= samples <= MOST_READINGS:
        raise ScenarioError(f"is no number of readings from 0 to {MOST_READINGS}", where="--samples",
                            value=samples, mend="8 give a first band, 0 none")  # fmt: skip
    if not 1 <= jobs <= MOST_JOBS:
        raise ScenarioError(f"is no number of jobs from 1 to {MOST_JOBS}", where="--jobs", value=jobs,
                            mend="as many as the machine has processors; the answer is the same")  # fmt: skip
    require_seed(seed)


def _end(found: Found, stated: Found) -> LeverEnd:
    """One end of a lever beside the scenario as stated."""
    same = found.case.count is stated.case.count
    # Equal counts say only that few wrong shots were seen; equal plans, that nothing can come out otherwise.
    alike = not same and same_plans(found.made.plan, stated.made.plan)
    return LeverEnd(found.case, rates_apart(found, stated), same, alike)


def _notes(name: str, low: LeverEnd, high: LeverEnd, scenario: Scenario) -> Iterator[str]:
    """What a reader must know of a lever."""
    idle = [each.case for each in (low, high) if each.idle]
    if idle:
        why = why_idle(name, scenario)
        yield (
            f"{' and '.join(each.words for each in idle)}: is not at work in this scenario"
            + (f"; {why}" if why else "")
        )
    if low.ratio.low > 1.0:
        why = WHY_EITHER_WAY.get(name, "")
        yield "its low end makes wrong shots more frequent here" + (f": {why}" if why else "")


def _mitigated(case: Case, stated: Found, stated_hours: Array, asked: Asked, limit: int) -> Mitigated:
    """A mitigation; where it leaves nobody who flies there is nothing to draw."""
    if not case.scenario.civil_flights:
        none = Mean(0.0, 0.0, 0.0, 0.0, 0)
        empty = replace(
            stated.case, key=case.key, words=case.words, count=none, hours_h=0.0, rate=rate_of(none, 0.0),
            causes=tuple(rate_of(none, 0.0) for _ in stated.case.causes), passages=0, replicates=0, pilot=0,
            plain_checked=0, reached=True, plain_replicates=0.0,
        )  # fmt: skip
        nothing = Ratio(float("nan"), float("nan"), float("nan"))
        return Mitigated(empty, nothing, Ratio(0.0, 0.0, 0.0), False)
    found = find_beside(case, stated_hours, asked, limit, stated)
    already = found.case.count is stated.case.count or same_plans(found.made.plan, stated.made.plan)
    return Mitigated(found.case, rates_apart(found, stated), counts_apart(found, stated), already)


def _by_reading(
    flown: Scenario,
    stated: Found,
    hours: Array,
    asked: Asked,
    samples: int,
    each_count: int,
    tell: Progress,
) -> list[Rate]:
    """The rate in readings of what nobody outside knows: each with its own plan and hours, few replicates."""
    catalog = stated_catalog(asked.catalog, flown.uncertainty, flown.name)
    readings = readings_of(catalog, stated.made.inputs, samples, asked.seed)
    inside_h = hours_in_envelope(
        flown, catalog=asked.catalog, readings=readings, allow_defaults=asked.allow_defaults
    ).by_reading_h
    found = []
    case = Case("reading", "a reading", flown, True)
    for n, reading in enumerate(readings):
        tell("readings", 0.3 + 0.3 * n / samples)
        made = compile_mission(
            flown, asked.catalog, seed=asked.seed, reading=reading, allow_defaults=asked.allow_defaults,
            allow_assumed=asked.allow_assumed,
        )  # fmt: skip
        each = find(case, hours, asked, each_count, made=made, like=stated, exactly=each_count)
        found.append(rate_of(each.case.count, float(inside_h[n])))
    return found

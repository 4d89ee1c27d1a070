"""The public door: check, compile, run, wrap."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from rangering.catalog.read import Catalog, load_catalog
from rangering.mission.asked import require_days, require_run
from rangering.mission.codes import Count
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.general import five_lines
from rangering.mission.layout import Layout
from rangering.mission.measures import (
    Rows,
    bounds_of,
    classes_of_rows,
    difference_of,
    fast_against_full,
    fast_misleads,
    measures_of,
    missiles_of_rows,
    units_of,
)
from rangering.mission.plan import CIVIL, FRIENDLY, MissionPlan
from rangering.mission.results import Array, Measure, MissionResult
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.models import Scenario
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.readings import readings_of
from rangering.terrain.ground import Progress

Enough = Callable[[Rows, int], int]
"""Told all rows so far and raids a replicate: how many replicates there shall be in all."""
_READING_REPLICATES = 100  # of each further reading: enough for a band, not for a tail
_SECONDS_PER_DAY = 86_400.0


def simulate(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    replicates: int = 1000,
    seed: int = 1,
    jobs: int = 1,
    fidelity: str = "full",
    samples: int = 0,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    enough: Enough | None = None,
    progress: Progress | None = None,
) -> MissionResult:
    """What happens in a scenario's raids, over many replicates of chance.

    Parameters
    ----------
    scenario : Scenario
        What is stated; something must fly.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    replicates : int
        How many times chance is drawn.
    seed : int
        Of all draws; the same seed gives the same answer, bit for bit, on any number of jobs.
    jobs : int
        Threads.
    fidelity : {"full", "fast", "both"}
        Plots, filters and association; the chain of track states that full runs teach; or both, with their
        difference, where the measures are those of the full runs.
    samples : int
        Further readings of what nobody outside knows; their means give bands that are no probabilities.
    allow_defaults : bool
        False refuses figures that no public source gives.
    allow_assumed : bool
        Whether a system may be run of which over half of all figures are class defaults.
    enough : callable, optional
        Told all rows so far and raids a replicate, says how many replicates there shall be in all; it
        decides instead of `replicates`. One is `rangering.study.precise.Enough`.
    progress : callable, optional
        Told what is being done and the share done, 0 to 1.

    Returns
    -------
    MissionResult

    Raises
    ------
    RangeringError
        The scenario, the catalog or the terrain cannot serve; the message says where and how to mend it.
    """
    require_run(replicates, seed, jobs, fidelity, samples)
    options = _Options(seed, jobs, allow_defaults, allow_assumed, False)
    return _run(scenario, catalog, replicates, fidelity, samples, options, progress, enough)


def endure(
    scenario: Scenario,
    *,
    days: float,
    catalog: Catalog | None = None,
    replicates: int = 200,
    seed: int = 1,
    jobs: int = 1,
    fidelity: str = "full",
    samples: int = 0,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    progress: Progress | None = None,
) -> MissionResult:
    """What raid after raid leaves, with reloads, resupply, crews and repairs in between.

    Parameters
    ----------
    days : float
        How long; the scenario's endurance says how far apart its raids are.
    scenario, catalog, replicates, seed, jobs, fidelity, samples, allow_defaults, allow_assumed, progress
        As in `simulate`.

    Returns
    -------
    MissionResult
        Means are per raid; its rows hold every raid of every replicate.

    Raises
    ------
    RangeringError
        As `simulate`.
    """
    require_run(replicates, seed, jobs, fidelity, samples)
    options = _Options(seed, jobs, allow_defaults, allow_assumed, True)
    return _run(lasting(scenario, days), catalog, replicates, fidelity, samples, options, progress)


def lasting(scenario: Scenario, days: float) -> Scenario:
    """The scenario with its endurance set to so many days."""
    require_days(days)
    stated = scenario.endurance.model_copy(update={"duration_s": days * _SECONDS_PER_DAY})
    return scenario.model_copy(update={"endurance": stated})


class _Options:
    """What stays the same over readings and fidelities."""

    def __init__(
        self, seed: int, jobs: int, allow_defaults: bool, allow_assumed: bool, repeated: bool
    ) -> None:
        self.seed, self.jobs, self.repeated = seed, jobs, repeated
        self.allow_defaults, self.allow_assumed = allow_defaults, allow_assumed

    def compiled(
        self, scenario: Scenario, catalog: Catalog, reading: Mapping[str, float] | None, tell: Progress | None
    ) -> Compiled:
        return compile_mission(
            scenario, catalog, seed=self.seed, reading=reading, allow_defaults=self.allow_defaults,
            allow_assumed=self.allow_assumed, repeated=self.repeated, progress=tell,
        )  # fmt: skip


def _run(
    scenario: Scenario,
    catalog: Catalog | None,
    replicates: int,
    fidelity: str,
    samples: int,
    options: _Options,
    progress: Progress | None,
    enough: Enough | None = None,
) -> MissionResult:
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    made = options.compiled(scenario, known, None, lambda what, share: tell(what, 0.2 * share))
    by_fidelity: dict[str, Rows] = {}
    plan, layout = made.plan, made.layout
    difference: tuple[Measure, ...] = ()
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    share = 0.8 if samples == 0 else 0.4
    if fidelity != "fast":
        by_fidelity["full"] = _rows(
            plan, layout, replicates, options.jobs, enough,
            lambda done: tell("replicates", 0.2 + share * done / 2),
        )  # fmt: skip
        replicates = len(by_fidelity["full"]) // plan.endure.raids
    if fidelity != "full":
        quick = taught(
            plan, layout, options.jobs, lambda what, done: tell(what, 0.2 + share * (1 + done) / 3)
        )
        # Beside full replicates the fast ones bear other numbers: the difference is one of independent means.
        first = replicates if fidelity == "both" else 0
        if fidelity == "both":
            by_fidelity["fast"], _ = run_all(quick.plan, layout, first, replicates, options.jobs)
        else:
            by_fidelity["fast"] = _rows(
                quick.plan, layout, replicates, options.jobs, enough, lambda _done: None
            )
            replicates = len(by_fidelity["fast"]) // plan.endure.raids
        # Without full replicates the pilot, which flew the first raid alone, stands in for them.
        raids = plan.endure.raids
        full = by_fidelity["full"][::raids] if fidelity == "both" else quick.rows
        difference = difference_of(by_fidelity["fast"][::raids], full)
        said = fast_against_full(difference, full, fidelity == "fast")
        warned = fast_misleads(difference, full)
    rows = by_fidelity.get("full", by_fidelity.get("fast"))
    assert rows is not None  # one of the two was run
    shown = "fast" if fidelity == "fast" else "full"
    bands = _bands(
        scenario, known, made, shown, samples, options, lambda done: tell("readings", 0.6 + 0.4 * done)
    )
    result = _wrapped(scenario, known, made, rows, shown, replicates, samples, options, bands)
    result = replace(
        result,
        fidelity=fidelity,
        difference=difference,
        assumptions=(*said, *result.assumptions),
        warnings=(*warned, *result.warnings),
    )
    tell("done", 1.0)
    return result


def _rows(
    plan: MissionPlan,
    layout: Layout,
    replicates: int,
    jobs: int,
    enough: Enough | None,
    tell: Callable[[float], None],
) -> Rows:
    """Rows of so many replicates, or of as many as are enough."""
    if enough is None:
        return run_all(plan, layout, 0, replicates, jobs, tell)[0]
    raids = plan.endure.raids
    rows = np.empty((0, layout.end), np.float32)
    while (wanted := enough(rows, raids)) > len(rows) // raids:
        made = len(rows) // raids
        more, _ = run_all(plan, layout, made, wanted - made, jobs, tell)
        rows = np.concatenate([rows, more])
    return rows


def _bands(
    scenario: Scenario, catalog: Catalog, made: Compiled, fidelity: str, samples: int, options: _Options,
    tell: Any,
) -> dict[str, Array]:  # fmt: skip
    """Means of every measure in readings of what nobody outside knows, each with its own plan."""
    stated = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    found: list[dict[str, float]] = []
    for n, reading in enumerate(readings_of(stated, made.inputs, samples, options.seed)):
        other = options.compiled(scenario, catalog, reading, None)
        plan = other.plan
        if fidelity == "fast":
            plan = taught(plan, other.layout, options.jobs, lambda _what, _share: None).plan
        rows, _ = run_all(plan, other.layout, 0, _READING_REPLICATES, options.jobs)
        found.append(
            {each.key: each.estimate.value for each in measures_of(rows, fidelity, {}, plan.endure.raids)}
        )
        tell((n + 1) / samples)
    return {key: np.array([each[key] for each in found]) for key in (found[0] if found else ())}


def _wrapped(
    scenario: Scenario,
    catalog: Catalog,
    made: Compiled,
    rows: Rows,
    fidelity: str,
    replicates: int,
    samples: int,
    options: _Options,
    bands: dict[str, Array],
) -> MissionResult:
    layout, names, plan = made.layout, made.names, made.plan
    raids = plan.endure.raids
    measures = measures_of(rows, fidelity, bands, raids)
    bounds = bounds_of(rows, layout, raids)
    units = units_of(rows, layout, plan, names, plan.clock.end_s, raids)
    missiles = missiles_of_rows(rows, layout, names, plan.missiles.price_usd.tolist(), raids)
    estimates = {each.key: each.estimate for each in measures}
    record = made.terrain[0]
    environment = environment_of(scenario, record)
    if plan.endure.raids > 1:
        environment["raid_interval_s"] = plan.endure.interval_s
    matrix = rows[:, layout.matrix : layout.kills].astype(np.float64).mean(0).reshape(3, 4)
    return MissionResult(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        fidelity=fidelity,
        replicates=replicates,
        seed=options.seed,
        duration_s=plan.clock.end_s,
        raids=plan.endure.raids,
        measures=measures,
        leakers=np.bincount(rows[:, Count.LEAKERS].astype(np.int64)).astype(np.int64),
        bounds=bounds,
        matrix=matrix,
        kill_distance=rows[:, layout.kills : layout.classes].astype(np.float64).mean(0),
        units=units,
        classes=classes_of_rows(rows, layout, names, raids),
        missiles=missiles,
        general=five_lines(
            estimates,
            bounds,
            units,
            own_count=int((names.sides == FRIENDLY).sum()),
            civil_count=int((names.sides == CIVIL).sum()),
            raids=raids,
            prices_assumed=any(
                each.from_default and each.quantity.endswith(".unit_price") for each in made.inputs
            ),
        ),
        difference=(),
        rows=rows,
        layout=layout,
        names=names,
        environment=environment,
        assumptions=tuple(_assumptions(made, fidelity, samples)),
        warnings=tuple(_warnings(made, rows, layout)),
        provenance=record_of(scenario, catalog, record, samples, options.seed) | {"seed": options.seed},
        readings=bands,
    )


def _assumptions(made: Compiled, fidelity: str, samples: int) -> Iterator[str]:
    """What every answer rests on, whatever the scenario."""
    yield (
        f"Bands are over {samples} readings of what nobody outside knows: shares of readings, "
        "no probabilities."
        if samples
        else "Nominal catalog values; intervals are of chance alone. What nobody outside knows is not "
        "varied: --samples 16 gives a first band."
    )
    yield from rests_on(made, fidelity)


def rests_on(made: Compiled, fidelity: str) -> Iterator[str]:
    """What an answer rests on however its readings were drawn, in sentences."""
    if fidelity == "fast":
        yield (
            "Fidelity fast: whether a flight is tracked and declared is a Markov chain whose rates come from "
            "full runs of the same plan; plots, false tracks, breaks and swaps are not in it, and place and "
            "course of a track are the true ones: shots are better timed and ghosts seldom engaged, so fewer "
            "leak than in full."
        )
    else:
        yield (
            "A scan is one instant: all its plots bear the same time. Looks at one target are independent of "
            "each other."
        )
    yield (
        "Guidance is ideal up to the draw for the kill: a missile meets its target where the true course and "
        "the fly-out say, as long as the engagement radar sees the target. The crews of one air picture know "
        "which tracks are one target; several fire units engage it at once only by the optimal assignment."
    )
    yield "No decoys, no countermeasures, no ballistic targets: optimistic for the defence in these respects."
    yield "Hostile flights keep to straight lines from azimuths drawn uniformly, at the speed of their class."
    defaults = sorted({each.quantity for each in made.inputs if each.from_default})
    if defaults:
        yield f"{len(defaults)} inputs come from class defaults (grade D): {', '.join(defaults)}."
    yield from made.remarks


def _warnings(made: Compiled, rows: Rows, layout: Layout) -> Iterator[str]:
    """What makes an answer doubtful."""
    spilt = int((rows[:, Count.OVERFLOW] > 0).sum())
    if spilt:
        yield f"{spilt} replicates found no room for everything that happened: do not trust this result."
    ended = rows[:, [Count.LEAKERS, Count.KILLED, Count.ABORTED]].sum(axis=1)
    flying = float((rows[:, Count.HOSTILE] - ended).mean())
    if flying > 0.0:
        yield (
            f"{flying:.2g} hostile flights a raid were still flying when the clock stopped: neither stopped "
            "nor leakers."
        )

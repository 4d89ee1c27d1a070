"""A raid's mean by both fidelities together: what the fast one is worth beside the full one.

Full and fast replicates of one number share raid, azimuths, kills and reactions; what tracking did is drawn
apart. How much that leaves them in common differs from scenario to scenario and is measured, for leakers and
missiles. The pilot that the fast fidelity learns its rates from is paid for as well.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ScenarioError
from rangering.mission.asked import require_run
from rangering.mission.codes import Count
from rangering.mission.compile import compile_mission
from rangering.mission.layout import Layout
from rangering.mission.measures import Rows, cube_of
from rangering.mission.plan import MissionPlan
from rangering.mission.results import Array
from rangering.mission.teach import PILOT as TEACHING
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.models import Scenario
from rangering.study.multifidelity import (
    PILOT,
    BothEstimate,
    Pilot,
    estimate_after,
    pilot_of,
    require_budget,
    run_pilot,
)

MEASURED = {"leakers": Count.LEAKERS, "missiles": Count.MISSILES}


@dataclass(frozen=True)
class RaidByBoth:
    """One measure of a raid from both fidelities."""

    measure: str
    both: BothEstimate
    pilots: dict[str, Pilot]
    """What the pilot says of every measure, by name."""

    def words(self) -> tuple[str, ...]:
        """What was found and done, in sentences."""
        others = [
            f"Of {name} the correlation is {found.correlation:.2f} ({found.correlation_low:.2f} to "
            f"{found.correlation_high:.2f})."
            for name, found in self.pilots.items()
            if name != self.measure
        ]
        paid = f"The {TEACHING} full raids that fast learnt its rates from are in the cost."
        first, *rest = self.both.words()
        return (f"{self.measure.capitalize()} a raid. {first}", *others, *rest, paid)


class _Fidelity:
    """A plan as a model of one measure, which remembers the rows it was last asked for."""

    def __init__(self, plan: MissionPlan, layout: Layout, column: Count, jobs: int) -> None:
        self.plan, self.layout, self.column, self.jobs = plan, layout, column, jobs
        self.rows: Rows

    def __call__(self, first: int, count: int) -> Array:
        self.rows, _ = run_all(self.plan, self.layout, first, count, self.jobs)
        return self.means(self.column)

    def means(self, column: Count) -> Array:
        """Of a measure over the raids of each replicate it was last asked for."""
        means: Array = cube_of(self.rows, self.plan.endure.raids)[:, :, column].mean(axis=1)
        return means


def leakers_by_both(
    scenario: Scenario,
    *,
    budget: float = 1000.0,
    measure: str = "leakers",
    catalog: Catalog | None = None,
    seed: int = 1,
    jobs: int = 1,
    pilot: int = PILOT,
    cost_fraction: float | None = None,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> RaidByBoth:
    """Leakers, or missiles, a raid: the full fidelity's mean, from both where fast is of use.

    Parameters
    ----------
    scenario : Scenario
        Something must fly.
    budget : float
        Everything spent, what fast learns from and the pilot included. [full replicates]
    measure : {"leakers", "missiles"}
        What the mean is of.
    catalog, seed, jobs, allow_defaults, allow_assumed
        As in `rangering.simulate`.
    pilot, cost_fraction
        As in `rangering.study.multifidelity.estimate`; measured, the cost differs a little from
        run to run, and so may the numbers of replicates.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    RaidByBoth

    Raises
    ------
    RangeringError
        As `simulate` and `estimate`.
    """
    column = _column(measure)
    require_budget(budget, TEACHING + pilot)
    require_run(int(budget), seed, jobs, "both")
    tell = progress or (lambda _what, _share: None)
    made = compile_mission(
        scenario, catalog if catalog is not None else load_catalog(), seed=seed,
        allow_defaults=allow_defaults, allow_assumed=allow_assumed,
        progress=lambda what, share: tell(what, 0.1 * share),
    )  # fmt: skip
    quick = taught(made.plan, made.layout, jobs, lambda what, share: tell(what, 0.1 + 0.1 * share))
    full = _Fidelity(made.plan, made.layout, column, jobs)
    fast = _Fidelity(quick.plan, made.layout, column, jobs)
    found = run_pilot(full, fast, pilot, 0, cost_fraction)
    pilots = {
        name: pilot_of(full.means(each), fast.means(each), found.cost_fraction)
        for name, each in MEASURED.items()
    }
    both = estimate_after(
        found, full, fast, budget=budget, first=pilot, made_for=TEACHING / made.plan.endure.raids,
        progress=lambda share: tell("replicates", 0.3 + 0.7 * share),
    )  # fmt: skip
    return RaidByBoth(measure, both, pilots)


def _column(measure: str) -> Count:
    if measure not in MEASURED:
        raise ScenarioError(
            "is no measure of both fidelities", where="measure", value=measure,
            mend=f"one of {', '.join(MEASURED)}",
        )  # fmt: skip
    return MEASURED[measure]

"""Cells of a raid on a force: so many fire units of a scenario, with so many missiles.

Leakers depend on the force alone, so a force that comes again, in another quarter or another course of
events, is run once. What fire units there are decides the geometry: it is compiled once for each number of
them and each reading, and a shortage of missiles only changes what stands on the launchers.

The rates of the fidelity `fast` are learnt once for each number of fire units, with full loads and nominal
values; every reading takes them at the detections a second that its own radars may expect. A study of one
scenario learns them anew in each reading, which costs more than all else here together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from rangering.catalog.draw import reading
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.plan import FAST, ChainPlan, MissionPlan
from rangering.mission.teach import expected_bins, taught
from rangering.mission.units import endure_plan, equipped, full_loads, launcher_plan, reserves
from rangering.scenario.models import Scenario
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.cells import Cell, Cells


class State(NamedTuple):
    """A force as a raid meets it."""

    units: int
    """Fire units that stand."""
    missiles: int
    """On their launchers and in their stores together; `FULL_LOADS`: what the scenario gives them."""


FULL_LOADS = -1


@dataclass(frozen=True)
class ForceCells(Cells):
    """Cells whose arms are forces; one chunk a reading, so that a reading's geometry is compiled once."""

    states: tuple[State, ...] = ()
    """Of each arm."""
    bases: Mapping[int, Scenario] = field(default_factory=dict)
    """The scenario by number of fire units, with full loads; 0 may be missing: then nobody fires."""
    rates: Mapping[int, ChainPlan] | None = None
    """Rates of the fast fidelity by number of fire units, without their bins."""

    @property
    def chunks(self) -> int:
        """One for each reading that has cells."""
        return len(self._by_reading())

    def of_chunk(self, number: int) -> tuple[Cell, ...]:
        """The cells of a reading."""
        return self._by_reading()[number]

    def _by_reading(self) -> list[tuple[Cell, ...]]:
        if "by_reading" not in self._last:
            groups: dict[int, list[Cell]] = {}
            for cell in self.cells:
                groups.setdefault(cell.reading, []).append(cell)
            self._last["by_reading"] = [tuple(each) for each in groups.values()]
        found: list[tuple[Cell, ...]] = self._last["by_reading"]
        return found

    def _plan(self, arm: int, number: int) -> tuple[MissionPlan, Any, int]:
        state = self.states[arm]
        units = state.units if state.units in self.bases else min(self.bases)
        made, plan = self._based(units, number)
        if state.units != units:
            # Nobody stands: the same raid, and no fire unit is ever ready.
            never = np.full_like(plan.units.ready_s, np.inf)
            plan = plan._replace(units=plan.units._replace(ready_s=never))
        elif state.missiles != FULL_LOADS:
            plan = self._loaded(plan, made, self.arms[arm], number)
        return plan, made.layout, plan.endure.raids

    def _based(self, units: int, number: int) -> tuple[Compiled, MissionPlan]:
        """The plan of full loads in a reading; the last one is kept, as its cells follow each other."""
        if self._last.get("key") != (units, number):
            self._last["compiled"] = self._last.get("compiled", 0) + 1
            made = compile_mission(
                self.bases[units], self.catalog, seed=self.seed,
                reading=None if number < 0 else reading(self.drawn, number),
                allow_defaults=self.allow_defaults, allow_assumed=self.allow_assumed,
            )  # fmt: skip
            plan = made.plan
            if self.rates is not None:
                chain = self.rates[units]._replace(bin=expected_bins(plan))
                plan = plan._replace(chain=chain, clock=plan.clock._replace(fidelity=FAST))
            self._last.update(key=(units, number), made=made, based=plan)
        return self._last["made"], self._last["based"]

    def _loaded(self, plan: MissionPlan, made: Compiled, scenario: Scenario, number: int) -> MissionPlan:
        """The plan with what a scenario of the same fire units puts on their launchers."""
        stated = stated_catalog(self.catalog, scenario.uncertainty, scenario.name)
        drawn = None if number < 0 else reading(self.drawn, number)
        held = equipped(
            scenario, stated, repeated=False, reading=drawn, allow_defaults=self.allow_defaults
        )  # fmt: skip
        launchers, _ = launcher_plan(scenario, held, made.names.types)
        full = full_loads(launchers, len(held))
        return plan._replace(
            launchers=launchers,
            loads=full,
            rules=plan.rules._replace(reserve=reserves(scenario, held)),
            endure=endure_plan(scenario, held, full, repeated=False),
        )


def learnt(
    bases: Mapping[int, Scenario], catalog: Any, *, seed: int, jobs: int, allow_defaults: bool,
    allow_assumed: bool,
) -> dict[int, ChainPlan]:  # fmt: skip
    """Rates of the fast fidelity for each number of fire units, by nominal values and with full loads."""
    found = {}
    for units, scenario in bases.items():
        made = compile_mission(
            scenario, catalog, seed=seed, allow_defaults=allow_defaults, allow_assumed=allow_assumed
        )
        chain = taught(made.plan, made.layout, jobs, lambda _what, _share: None).plan.chain
        # Bins are large, and every reading has its own.
        found[units] = chain._replace(bin=chain.bin[:0, :0, :0])
    return found

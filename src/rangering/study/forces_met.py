"""Every different force that histories of a programme meet, and what a scenario comes to on each.

Forces of several courses and quarters are told apart once, by fire units and missiles; the raid is run on
each in the readings that have it, and the map is worked out for each number of fire units.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import draw, reading
from rangering.coverage.asked import asked_pd
from rangering.coverage.score import scores_in
from rangering.coverage.tornado import ALTITUDE
from rangering.mission.compile import compile_mission
from rangering.programme.force import Played, has_missiles
from rangering.programme.models import Programme
from rangering.programme.standing import capacity_of, standing
from rangering.scenario.models import Scenario
from rangering.scenario.record import scenario_digest
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.cells import Cell
from rangering.study.design import inner_seeds
from rangering.study.force_cells import FULL_LOADS, ForceCells, State, learnt
from rangering.study.made import make
from rangering.study.questions import Asked

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PARTS = 8
"""Of a load, in which a shortage is told: each is a force of its own."""
POSTING_M = 1000.0
"""Of the map whose area is taken; at half of it the area of four S-400 near Ankara moves by 0.2 %."""


class RaidOn(NamedTuple):
    """Leakers of every force that was met."""

    leakers: FloatArray  # (states, 1 + readings, replicates); 0 where a reading never has the force
    hostile: int
    runs: int

    def over(self, states: IntArray) -> tuple[FloatArray, FloatArray]:
        """Mean over the forces of histories and over replicates, and the variance that chance leaves in it.

        Parameters
        ----------
        states : int array, shape (1 + readings, histories, quarters)
            Numbers of forces.

        Returns
        -------
        float arrays, shape (1 + readings, quarters)
            Histories and replicates are drawn apart, so what either leaves in the mean adds up.
        """
        histories = states.shape[1]
        weights = np.stack([(states == n).mean(axis=1) for n in range(len(self.leakers))], axis=2)
        by_replicate = np.einsum("rqs,sri->rqi", weights, self.leakers)
        mean: FloatArray = by_replicate.mean(axis=2)
        of_raids = by_replicate.var(axis=2, ddof=1) / by_replicate.shape[2]
        of_force = self.leakers.mean(axis=2).T[:, np.newaxis, :]
        spread = (weights * np.square(of_force - mean[:, :, np.newaxis])).sum(axis=2)
        return mean, of_raids + spread / (histories - 1)


class Forces:
    """Every different force of a timeline, and what the scenario comes to on each."""

    def __init__(self, asked: Asked, programme: Programme, placed: int) -> None:
        self.asked, self.system, self.placed = asked, programme.system, placed
        self.capacity = [
            capacity_of(asked.scenario, self.system, units, asked.catalog) for units in range(placed + 1)
        ]
        self.states: list[State] = []
        self._number: dict[State, int] = {}
        self.counts_missiles = has_missiles(programme)

    def met(self, played: Played) -> IntArray:
        """Which force each history has on each day: numbers of `states`, shape as the counts'."""
        units = np.minimum(played.counts["units_available"], self.placed)
        capacity = np.array(self.capacity)[units]
        parts = np.rint(PARTS * played.counts["missiles"] / np.maximum(capacity, 1))
        missiles = np.where(parts >= PARTS, FULL_LOADS, np.rint(parts * capacity / PARTS)).astype(np.int64)
        if not self.counts_missiles:
            missiles = np.full_like(missiles, FULL_LOADS)
        missiles = np.where(units == 0, FULL_LOADS, missiles)
        pairs, inverse = np.unique(
            np.stack([units.ravel(), missiles.ravel()], axis=1), axis=0, return_inverse=True
        )
        numbers = np.array([self._numbered(State(int(u), int(m))) for u, m in pairs])
        found: IntArray = numbers[inverse.reshape(-1)].reshape(units.shape)
        return found

    def _numbered(self, state: State) -> int:
        if state not in self._number:
            self._number[state] = len(self.states)
            self.states.append(state)
        return self._number[state]

    def raid(self, met: Sequence[IntArray], readings: int) -> RaidOn:
        """The raid on every force, in every reading and for every history that has it."""
        asked, scenario = self.asked, self.asked.scenario
        # Arms in the order of their fire units: what is compiled for one serves the next.
        order = sorted(range(len(self.states)), key=lambda n: self.states[n])
        arm_of = {state: arm for arm, state in enumerate(order)}
        bases = self._bases()
        nobody = {n for n, state in enumerate(self.states) if state.units not in bases}
        needed = self._needed(met, nobody, arm_of)
        seeds_of = seeds_by_reading(readings, asked.seed)
        cells = tuple(Cell(arm, number, seeds_of[number], 0, asked.inner) for number, arm in needed)
        states = tuple(self.states[n] for n in order)
        asked.tell("learn rates", 0.0)
        options: dict[str, Any] = {
            "allow_defaults": asked.allow_defaults,
            "allow_assumed": asked.allow_assumed,
        }
        rates = None
        if asked.fidelity == "fast":
            rates = learnt(bases, asked.catalog, seed=asked.seed, jobs=max(1, asked.workers.jobs), **options)
        job = ForceCells(
            tuple(self._scenario(state, bases) for state in states), asked.catalog,
            self._drawn(bases.values(), readings), cells, asked.fidelity, seed=asked.seed,
            states=states, bases=bases, rates=rates, **options,
        )  # fmt: skip
        record = asked.record() | {
            "question": "timeline", "readings": readings, "states": [list(state) for state in states],
            "arms": [scenario_digest(arm) for arm in job.arms], "cells": [list(cell) for cell in job.cells],
        }  # fmt: skip
        made = make(
            job, record, folder=asked.part("raid"), seed=asked.seed, workers=asked.workers,
            progress=asked.progress, what="raids",
        )  # fmt: skip
        leakers = np.zeros((len(self.states), readings + 1, asked.inner))
        for cell, row in zip(cells, made.values("leakers"), strict=True):
            n = order[cell.arm]
            leakers[n, slice(None) if n in nobody else cell.reading + 1] = row
        return RaidOn(leakers, scenario_flights(scenario), leakers[0, 0].size * len(cells))

    def _bases(self) -> dict[int, Scenario]:
        """The scenario by number of fire units; where nobody is left, another stands in and never fires."""
        found: dict[int, Scenario] = {}
        for units in sorted({state.units for state in self.states}):
            stood = standing(
                self.asked.scenario, units, system=self.system, catalog=self.asked.catalog
            ).scenario
            if stood is not None:
                found[units] = stood
        if not found:
            one = standing(self.asked.scenario, 1, system=self.system, catalog=self.asked.catalog).scenario
            assert one is not None  # a scenario without any was refused
            found[1] = one
        return found

    def _scenario(self, state: State, bases: Mapping[int, Scenario]) -> Scenario:
        if state.missiles == FULL_LOADS:
            return bases.get(state.units, bases[min(bases)])
        made = standing(
            self.asked.scenario, state.units, state.missiles, system=self.system, catalog=self.asked.catalog
        ).scenario
        assert made is not None  # some fire unit is there to be short of missiles
        return made

    def _needed(
        self, met: Sequence[IntArray], nobody: set[int], arm_of: Mapping[int, int]
    ) -> list[tuple[int, int]]:
        """Readings and arms to run. Where nobody fires, nothing unknown matters: once will do for all."""
        return sorted({
            (-1 if state in nobody else number - 1, arm_of[state])
            for states in met
            for number, table in enumerate(states)
            for state in np.unique(table).tolist()
        })  # fmt: skip

    def _drawn(self, bases: Any, readings: int) -> dict[str, FloatArray]:
        """Figures of the raid in each reading; draws are keyed by name, so the programme's are the same."""
        asked = self.asked
        keys: set[str] = set()
        for scenario in bases:
            made = compile_mission(
                scenario, asked.catalog, seed=asked.seed, allow_defaults=asked.allow_defaults,
                allow_assumed=asked.allow_assumed,
            )  # fmt: skip
            keys |= {each.quantity for each in made.inputs}
        stated = stated_catalog(asked.catalog, asked.scenario.uncertainty, asked.scenario.name)
        return draw(stated, sorted(keys), readings, asked.seed)

    def covered(self, met: Sequence[IntArray], readings: int) -> tuple[FloatArray, str]:
        """Area covered with each number of fire units, (1 + readings, units), nominal first; its words."""
        asked = self.asked
        table = np.zeros((readings + 1, self.placed + 1))
        words = ""
        options: dict[str, Any] = {
            "altitude": ALTITUDE, "posting_m": POSTING_M, "allow_defaults": asked.allow_defaults,
            "pd_probability": asked_pd(asked.scenario, None),
        }  # fmt: skip
        drawn: dict[str, FloatArray] = {}
        stated = stated_catalog(asked.catalog, asked.scenario.uncertainty, asked.scenario.name)
        counts = sorted({self.states[n].units for states in met for n in np.unique(states).tolist()})
        for done, units in enumerate(counts):
            asked.tell("coverage", done / len(counts))
            stood = standing(asked.scenario, units, system=self.system, catalog=asked.catalog).scenario
            if stood is None:
                continue
            if not drawn:
                # Fire units of one system rest on the same figures; those of other systems stand always.
                first = scores_in(stood, asked.catalog, [{}], **options)
                keys = sorted({each.quantity for each in first.made.inputs})
                drawn = draw(stated, keys, readings, asked.seed)
            every = scores_in(
                stood, asked.catalog, [reading(drawn, n) for n in range(readings)], **options
            )  # fmt: skip
            table[0, units] = every.nominal * every.ring_km2
            table[1:, units] = every.by_reading * every.ring_km2
            words = f"covered at {every.made.altitudes[0]}, {every.made.targets[0].title}"
        return table, words


def scenario_flights(scenario: Scenario) -> int:
    """Hostile flights of a scenario."""
    return sum(raid.size for raid in scenario.raids) + sum(
        flight.count for flight in scenario.hostile_flights
    )


def seeds_by_reading(readings: int, seed: int) -> dict[int, int]:
    """Seeds of the raid's chance; that of nominal values is the one given, as for a run by itself."""
    return {-1: seed} | dict(enumerate(map(int, inner_seeds(readings, seed))))

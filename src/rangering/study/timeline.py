"""Capability over time: the raid of a scenario, on the force that a programme has each quarter.

Each reading draws what nobody outside knows of the programme and of the systems together; a figure that both
rest on has one value in both. Within a reading the force of every history on the last day of a quarter stands
in the scenario, in the order of the file, and each different force meets the same replicates of the raid;
what gets through is the mean over histories and replicates. The same chance serves every quarter and course,
so that quarters with the same forces give the same figure. Bands are over readings, with the chance of
histories and replicates removed; the nominal line is of nominal values alone.

Limits: a quarter's raid meets the force of one day and takes nothing from the next; what it fires is not
taken from the programme's stock. A shortage of missiles is run in eighths of what the standing fire units
take, the nearest one. What is covered depends on how many fire units stand, not on missiles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.catalog.draw import draw, reading
from rangering.coverage.asked import asked_pd
from rangering.coverage.score import scores_in
from rangering.coverage.tornado import ALTITUDE
from rangering.errors import StudyError
from rangering.mission.compile import compile_mission
from rangering.programme.compile import months_of
from rangering.programme.force import Played, has_missiles, play_forces
from rangering.programme.gathered import Gathered
from rangering.programme.models import Programme
from rangering.programme.standing import capacity_of, require_system, standing, units_of
from rangering.scenario.models import Scenario
from rangering.scenario.record import scenario_digest
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.cells import Cell
from rangering.study.courses import Course
from rangering.study.design import inner_seeds
from rangering.study.force_cells import FULL_LOADS, ForceCells, State, learnt
from rangering.study.made import make
from rangering.study.nested import Band, Replicated, band, replicated
from rangering.study.questions import Asked
from rangering.study.stood import Stood, stood_on

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

QUARTERS = 20
HISTORIES = 200
_PARTS = 8  # of a load, in which a shortage is told: each is a force of its own
_MONTHS = 3
_POSTING_M = 1000.0  # of the map whose area is taken; at half of it the area of four S-400 moves by 0.2 %
MEASURES = ("leakers", "covered_km2", "units_available", "missiles", "paid")
"""What each quarter gives; `paid` where a price is known, `missiles` where the programme has any."""


class Line(NamedTuple):
    """One measure of one course, a value a quarter."""

    nominal: FloatArray
    """Mean over the histories of nominal values, shape (quarters,)."""
    bands: tuple[Band, ...]
    """Over readings, one a quarter."""


@dataclass(frozen=True)
class CourseResult:
    """What one course leads to."""

    name: str
    title: str
    lines: Mapping[str, Line]
    """By `MEASURES`."""
    most_units: int
    """Fire units available at most, in any quarter of any history."""
    stop_short: float
    """Share of histories and quarters with fewer missiles than the standing fire units take."""


@dataclass(frozen=True)
class Timeline:
    """Capability over time."""

    title: str
    """Of the programme."""
    programme: str
    scenario: str
    signed: date
    currency: str
    unit: str
    dates: tuple[date, ...]
    """Ends of the quarters."""
    months: tuple[int, ...]
    """The same in months since the signature."""
    courses: tuple[CourseResult, ...]
    hostile: int
    """Flights of the raid."""
    placed: int
    """Fire units that the scenario places."""
    covered_words: str
    readings: int
    inner: int
    histories: int
    forces: int
    """Different forces that the raid was run on."""
    runs: int
    """Replicates of the raid that were run."""
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]
    gathered: Gathered
    """Figures of the programme as stated."""
    stood: Stood
    """What the raid stood on."""
    provenance: Mapping[str, Any]


def timeline(
    programme: Programme,
    courses: Sequence[Course],
    asked: Asked,
    *,
    quarters: int = QUARTERS,
    readings: int = 100,
    histories: int = HISTORIES,
) -> Timeline:
    """Capability over time.

    Parameters
    ----------
    programme : Programme
        As its file has it.
    courses : sequence of Course
        Of `courses_of` this programme.
    asked : Asked
        The scenario with its raid; `inner` replicates of it meet each different force of a reading.
    quarters : int
        From the signature on.
    readings : int
        Of what nobody outside knows, of programme and systems together.
    histories : int
        Of the programme in each reading.

    Raises
    ------
    RangeringError
        The scenario has no raid or none of the system, quarters lie beyond the horizon, too few readings or
        replicates, or anything that a run of either refuses.
    """
    _require(programme, asked, quarters, readings, histories)
    days = _days(programme, quarters)
    placed = units_of(asked.scenario, programme.system)
    played = []
    for n, course in enumerate(courses):
        asked.tell(f"histories: {course.title}", n / len(courses))
        played.append(
            play_forces(
                course.programme,
                days,
                asked.catalog,
                histories,
                readings,
                asked.seed,
                max(1, asked.workers.jobs),
            )
        )
    forces = _Forces(asked, programme, placed)
    met = [forces.met(each) for each in played]
    raid = forces.raid(met, readings)
    covered, words = forces.covered(met, readings)
    found = []
    for course, each, states in zip(courses, played, met, strict=True):
        units = np.minimum(each.counts["units_available"], placed)
        tables = {
            "covered_km2": covered[np.arange(readings + 1)[:, None, None], units],
            "units_available": each.counts["units_available"].astype(np.float64),
        }
        if has_missiles(course.programme):
            tables["missiles"] = each.counts["missiles"].astype(np.float64)
        if each.paid is not None:
            tables["paid"] = each.paid
        short = [forces.states[state].missiles != FULL_LOADS for state in range(len(forces.states))]
        found.append(
            CourseResult(
                name=course.name,
                title=course.title,
                lines={"leakers": _of_raid(raid, states, asked.seed)}
                | {name: _line(table, asked.seed) for name, table in tables.items()},
                most_units=int(each.counts["units_available"].max()),
                stop_short=float(np.mean(np.array(short)[states])),
            )
        )
    stood = stood_on(asked, readings)
    inputs = {
        "programme": provenance.digest(programme.model_dump_json(by_alias=True).encode()),
        **stood.provenance["inputs"],
    }
    return Timeline(
        title=programme.title,
        programme=programme.name,
        scenario=asked.scenario.name,
        signed=programme.day_0,
        currency=programme.currency,
        unit=programme.unit,
        dates=tuple(programme.day_0 + timedelta(days=round(day)) for day in days),
        months=tuple(_MONTHS * (n + 1) for n in range(quarters)),
        courses=tuple(found),
        hostile=raid.hostile,
        placed=placed,
        covered_words=words,
        readings=readings,
        inner=asked.inner,
        histories=histories,
        forces=len(forces.states),
        runs=raid.runs,
        warnings=tuple(_warnings(found, played, placed, readings)),
        assumptions=tuple(_assumptions(programme, asked, placed)),
        gathered=played[0].gathered,
        stood=stood,
        provenance={**stood.provenance, "inputs": inputs, "seed": asked.seed, "samples": readings},
    )


class _Raid(NamedTuple):
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


class _Forces:
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
        parts = np.rint(_PARTS * played.counts["missiles"] / np.maximum(capacity, 1))
        missiles = np.where(parts >= _PARTS, FULL_LOADS, np.rint(parts * capacity / _PARTS)).astype(np.int64)
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

    def raid(self, met: Sequence[IntArray], readings: int) -> _Raid:
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
        return _Raid(leakers, scenario_flights(scenario), leakers[0, 0].size * len(cells))

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
            "altitude": ALTITUDE, "posting_m": _POSTING_M, "allow_defaults": asked.allow_defaults,
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


def _of_raid(raid: _Raid, states: IntArray, seed: int) -> Line:
    """Leakers of a course, whose forces are numbered (1 + readings, histories, quarters)."""
    mean, variance = raid.over(states)
    count = np.full(states.shape[0] - 1, states.shape[1], dtype=np.int64)
    bands = tuple(
        # As if each history had met the raid alone: that variance over their number is what is left.
        band(Replicated(mean[1:, q], variance[1:, q] * count, count), seed=seed)
        for q in range(states.shape[2])
    )
    return Line(mean[0], bands)


def _line(table: FloatArray, seed: int) -> Line:
    """Of a table of values (1 + readings, histories, quarters)."""
    nominal: FloatArray = table[0].mean(axis=0)
    bands = tuple(band(replicated(table[1:, :, q]), seed=seed) for q in range(table.shape[2]))
    return Line(nominal, bands)


def _require(programme: Programme, asked: Asked, quarters: int, readings: int, histories: int) -> None:
    require_system(asked.scenario, programme.system, programme.name)
    if not scenario_flights(asked.scenario):
        raise StudyError(
            "has no raid to run on the force of a quarter", where=f"{asked.scenario.read_as}, raid",
            mend="add a [[raid]] table, or take a scenario with one, such as raid or endurance",
        )  # fmt: skip
    if min(readings, asked.inner, histories) < 2:
        raise StudyError(
            "leaves nothing to tell chance from what is not known", where="--readings, -n, --histories",
            value=(readings, asked.inner, histories),
            mend="give at least two of each; 100, 20 and 200 are usual",
        )  # fmt: skip
    last = len(months_of(programme)) - 1
    if not 1 <= quarters <= last // _MONTHS:
        raise StudyError(
            f"lies beyond the programme's horizon of {programme.horizon_years:g} years" if quarters > 0
            else "is no number of quarters",
            where="--quarters", value=quarters,
            mend=f"give 1 to {last // _MONTHS}, or a longer horizon_years in the programme's file",
        )  # fmt: skip


def _days(programme: Programme, quarters: int) -> list[float]:
    months = months_of(programme)
    return [float(months[_MONTHS * (n + 1)]) for n in range(quarters)]


def _warnings(
    found: Sequence[CourseResult], played: Sequence[Played], placed: int, readings: int
) -> list[str]:
    said = []
    most = max(each.most_units for each in found)
    if most > placed:
        said.append(
            f"Up to {most} fire units are available, and the scenario places {placed}: what is beyond them "
            "takes no part in its raid nor on its map."
        )
    noisy = sorted({
        name for each in found for name, line in each.lines.items()
        if any(b.components.mean and b.components.reliability < 0.5 and b.components.inner_variance_of_means
               for b in line.bands)
    })  # fmt: skip
    if noisy:
        said.append(
            "In some quarters chance makes up more than half of what the means of readings differ by, so the "
            f"shape of these bands is doubtful, and one without width is not known: {', '.join(noisy)}. More "
            "histories and replicates help."
        )
    short = [each for each in found if each.stop_short > 0.0]
    if short:
        worst = max(short, key=lambda each: each.stop_short)
        said.append(
            f"In {worst.stop_short:.0%} of histories and quarters ({worst.title}) there are fewer missiles "
            "than the standing fire units take; launchers are filled first."
        )
    if any(each.paid is None for each in played):
        said.append("No price is known: no money is worked out.")
    if readings < 16:
        said.append(f"{readings} readings are few: the edges of the bands rest on one or two of them.")
    return said


def _assumptions(programme: Programme, asked: Asked, placed: int) -> list[str]:
    system = programme.system or "any system"
    said = [
        f"The first of the scenario's {placed} fire units ({system}) stand as soon as as many are available, "
        "in the order of the file; a group of which none stands has no command post and no surveillance "
        "radar either.",
        "A quarter's raid meets the force of its last day; what it fires is not taken from the stock.",
        "Missiles are of one kind in the programme and shared out as the scenario's loads are.",
    ]
    if not has_missiles(programme):
        said.append("The programme says nothing of missiles: fire units have the scenario's loads.")
    if asked.fidelity == "fast":
        said.append(
            "Rates of the fast fidelity are learnt once for each number of fire units, by nominal values and "
            "with full loads."
        )
    return said

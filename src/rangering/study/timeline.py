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

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.errors import StudyError
from rangering.programme.compile import months_of
from rangering.programme.force import has_missiles, play_forces
from rangering.programme.models import Programme
from rangering.programme.standing import require_system, units_of
from rangering.study.courses import Course
from rangering.study.force_cells import FULL_LOADS
from rangering.study.forces_met import Forces, RaidOn, scenario_flights
from rangering.study.nested import Replicated, band, replicated, settled
from rangering.study.questions import Asked
from rangering.study.stood import stood_on
from rangering.study.timeline_result import ROUNDING, CourseResult, Line, Timeline
from rangering.study.timeline_said import assumptions_of, own_raids, warnings_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

QUARTERS = 20
HISTORIES = 200
_MONTHS = 3


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
    forces = Forces(asked, programme, placed)
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
        warnings=tuple(warnings_of(found, played, placed, readings)),
        assumptions=tuple(assumptions_of(programme, asked, placed)),
        gathered=played[0].gathered,
        stood=stood,
        provenance={**stood.provenance, "inputs": inputs, "seed": asked.seed, "samples": readings},
        own_raids=own_raids(programme, asked),
    )


def _of_raid(raid: RaidOn, states: IntArray, seed: int) -> Line:
    """Leakers of a course, whose forces are numbered (1 + readings, histories, quarters)."""
    mean, variance = raid.over(states)
    count = np.full(states.shape[0] - 1, states.shape[1], dtype=np.int64)
    # As if each history had met the raid alone: that variance over their number is what is left.
    every = [Replicated(mean[1:, q], variance[1:, q] * count, count) for q in range(states.shape[2])]
    return line_of(mean[0], every, seed)


def _line(table: FloatArray, seed: int) -> Line:
    """Of a table of values (1 + readings, histories, quarters)."""
    nominal: FloatArray = table[0].mean(axis=0)
    return line_of(nominal, [replicated(table[1:, :, q]) for q in range(table.shape[2])], seed)


def line_of(nominal: FloatArray, every: Sequence[Replicated], seed: int) -> Line:
    """A line from the readings of each quarter, with and without the chance in their means."""
    bands = tuple(band(each, seed=seed) for each in every)
    seen, held = [], []
    for found, each in zip(bands, every, strict=True):
        low, high = np.quantile(each.mean, found.quantiles, method="weibull")
        seen.append((float(low), float(high)))
        means, slack = settled(each), ROUNDING * (1.0 + abs(found.components.mean))
        within = (means >= found.low.value - slack) & (means <= found.high.value + slack)
        held.append(int(within.sum()))
    return Line(nominal, bands, tuple(seen), tuple(held))


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

"""The force on a date: how many fire units stand ready, and how many missiles there are.

Histories are played with the dates asked for among the monthly reports, so a date is met to the day.
Limits: fire units are alike, so a force is a count; where they stand is a scenario's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.catalog.draw import draw
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ProgrammeError
from rangering.programme.compile import compile_programme, months_of
from rangering.programme.gathered import Gathered, gather
from rangering.programme.kernels import codes
from rangering.programme.models import Programme
from rangering.programme.money import money_of
from rangering.programme.run import Progress, compiled_readings, require_run, run_plans
from rangering.scenario.record import catalog_digest

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROWS = {
    "units_delivered": codes.DELIVERED,
    "units_operational": codes.IN_SERVICE,
    "units_available": codes.AVAILABLE,
    "missiles": codes.MISSILES,
}
"""What a force is told by; a scenario takes `units_available` and `missiles`."""


class Played(NamedTuple):
    """Forces of every history; readings 0 is the nominal one, those that were drawn follow."""

    counts: Mapping[str, IntArray]
    """By the names of `ROWS`, shape (1 + readings, histories, days)."""
    paid: FloatArray | None
    """Up to each day, in the contract's currency, same shape; None where no price is known."""
    gathered: Gathered


@dataclass(frozen=True)
class ForceOn:
    """The force on one date, over readings and histories."""

    title: str
    name: str
    unit: str
    signed: date
    on: date
    histories: int
    seed: int
    ordered: int
    """Fire units of all lots."""
    has_missiles: bool
    """Whether the programme says anything of missiles."""
    nominal: Mapping[str, IntArray]
    """Every history of the nominal reading, shape (histories,)."""
    readings: Mapping[str, IntArray]
    """Of the readings that were drawn, shape (readings, histories)."""
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def readings_count(self) -> int:
        """How many readings were drawn."""
        return len(self.readings["units_available"])

    def probability(self, name: str, least: int) -> float:
        """Chance of at least so many, in the nominal reading."""
        return float(np.mean(self.nominal[name] >= least))

    def share_of_readings(self, name: str, least: int) -> float:
        """In which share of readings at least so many are more likely than not; NaN without readings."""
        if self.readings_count == 0:
            return float("nan")
        return float(np.mean(np.mean(self.readings[name] >= least, axis=1) > 0.5))

    def chance(self, name: str) -> tuple[int, int, int]:
        """What 5, 50 and 95 % of the nominal histories stay at or below."""
        return _quantiles(self.nominal[name], (0.05, 0.5, 0.95))

    def band(self, name: str) -> tuple[int, int, int] | None:
        """Least, middle and greatest over readings of each one's middle history; None without readings."""
        if self.readings_count == 0:
            return None
        middles = np.array([_quantiles(each, (0.5,))[0] for each in self.readings[name]])
        return _quantiles(middles, (0.0, 0.5, 1.0))

    def middle(self) -> tuple[int, int | None]:
        """Fire units available and missiles, each in the middle of the nominal histories."""
        missiles = self.chance("missiles")[1] if self.has_missiles else None
        return self.chance("units_available")[1], missiles


def force_on(
    programme: Programme,
    on: date,
    *,
    catalog: Catalog | None = None,
    histories: int = 1000,
    readings: int = 16,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> ForceOn:
    """The force on a date.

    Parameters
    ----------
    programme : Programme
        What is stated.
    on : date
        From the signature to the end of the horizon.
    catalog, histories, readings, seed, jobs, progress
        As in `rangering.programme.run.run_programme`.

    Raises
    ------
    RangeringError
        The date lies outside, or what is asked for cannot be had.
    """
    require_run(histories, readings, seed, jobs)
    known = catalog if catalog is not None else load_catalog()
    day = day_within(programme, on)
    played = play_forces(programme, [day], known, histories, readings, seed, jobs, progress)
    inputs = {
        "programme": provenance.digest(programme.model_dump_json(by_alias=True).encode()),
        "catalog": catalog_digest(known),
    }
    return ForceOn(
        title=programme.title,
        name=programme.name,
        unit=programme.unit,
        signed=programme.day_0,
        on=on,
        histories=histories,
        seed=seed,
        ordered=programme.fire_units_count,
        has_missiles=has_missiles(programme),
        nominal={name: each[0, :, 0] for name, each in played.counts.items()},
        readings={name: each[1:, :, 0] for name, each in played.counts.items()},
        assumptions=tuple(_assumptions(played.gathered, readings)),
        warnings=tuple(_warnings(programme)),
        provenance=provenance.record(inputs, seed) | {"histories": histories, "readings": readings},
    )


def play_forces(
    programme: Programme,
    days: Sequence[float],
    catalog: Catalog,
    histories: int,
    readings: int,
    seed: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Played:
    """Forces of every history on some days after the signature.

    Parameters
    ----------
    programme : Programme
        What is stated.
    days : sequence of float
        Rising; within the horizon. [d]
    catalog, histories, readings, seed, jobs, progress
        As in `rangering.programme.run.run_programme`, whose readings and chance these are.

    Raises
    ------
    RangeringError
        What is asked for cannot be had.
    """
    tell = progress or (lambda _what, _share: None)
    gathered = gather(programme, catalog)
    drawn = draw(gathered.catalog, gathered.keys, readings, seed)
    nominal = compile_programme(programme, catalog, gathered=gathered)
    asked = np.asarray(days, dtype=np.float64)
    # The months before stay among the reports: upkeep is booked from one to the next.
    months = months_of(programme)
    reports = np.union1d(months[months <= asked.max()], asked)
    at = np.searchsorted(reports, asked)
    plans = (
        each._replace(plan=each.plan._replace(months=reports))
        for each in compiled_readings(gathered, drawn, readings, nominal)
    )
    counts: dict[str, list[NDArray[Any]]] = {name: [] for name in ROWS}
    paid: list[FloatArray] = []
    for done, (made, out) in enumerate(run_plans(plans, histories, seed, jobs), 1):
        for name, row in ROWS.items():
            counts[name].append(np.rint(out.monthly[:, row, at]).astype(np.int64))
        money = money_of(made.priced, made.plan, out)
        if money:
            paid.append(money["paid"][:, at])
        tell("histories", done / (readings + 1))
    return Played(
        {name: np.stack(each) for name, each in counts.items()},
        np.stack(paid) if len(paid) == readings + 1 else None,
        gathered,
    )


def day_within(programme: Programme, on: date, where: str = "--on") -> float:
    """Days from the signature to a date.

    Raises
    ------
    ProgrammeError
        It lies before the signature or beyond the horizon.
    """
    last = programme.day_0 + timedelta(days=float(months_of(programme)[-1]))
    if on < programme.day_0:
        raise ProgrammeError(
            f"lies before the contract, which is signed on {programme.day_0.isoformat()}",
            where=where,
            value=on.isoformat(),
            mend=f"give a date from {programme.day_0.isoformat()} to {last.isoformat()}",
        )
    if on > last:
        raise ProgrammeError(
            f"lies beyond the horizon of {programme.horizon_years:g} years, which ends on {last.isoformat()}",
            where=where,
            value=on.isoformat(),
            mend="give an earlier date, or a longer horizon_years in the file",
        )
    return float((on - programme.day_0).days)


def has_missiles(programme: Programme) -> bool:
    """Whether a programme says anything of missiles."""
    return (
        programme.missiles.initial is not None
        or any(lot.missiles is not None for lot in programme.lots)
        or any(licence.kind == "ammunition" for licence in programme.licences)
    )


def _quantiles(values: IntArray, shares: Sequence[float]) -> tuple[Any, ...]:
    """The least values that such shares stay at or below: always some of them."""
    ranked = np.sort(values)
    places = [max(int(np.ceil(share * len(ranked))) - 1, 0) for share in shares]
    return tuple(int(ranked[place]) for place in places)


def _assumptions(gathered: Gathered, readings: int) -> list[str]:
    own = sum(gathered.catalog.quantity(key).grade == "D" for key in gathered.keys)
    said = [
        f"Bands are over {readings} readings of what nobody outside knows: shares of readings, no "
        "probabilities. Chance is over the histories of the nominal reading."
        if readings
        else "Nominal values alone: what is drawn is chance. What nobody outside knows is not varied."
    ]
    if own:
        said.append(f"{own} of {len(gathered.keys)} figures are our own assumptions (grade D).")
    said.append("Available: in service, with trained crews, and all that must work does work.")
    return said


def _warnings(programme: Programme) -> list[str]:
    if has_missiles(programme):
        return []
    return ["The programme says nothing of missiles: the count is 0, and a scenario keeps its own loads."]

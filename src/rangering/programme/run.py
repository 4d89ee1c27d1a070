"""The public door: gather, compile, run, wrap."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.catalog.draw import SEED_LIMIT, draw, reading
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ProgrammeError
from rangering.programme.compile import Compiled, compile_programme
from rangering.programme.gathered import Gathered, gather
from rangering.programme.known import as_known_by
from rangering.programme.models import Programme
from rangering.programme.play import play_plan
from rangering.programme.results import (
    Histories,
    ProgrammeResult,
    Readings,
    histories_of,
    joined,
    summed_up,
    without_any,
)
from rangering.programme.state import Out
from rangering.scenario.record import catalog_digest

MOST_HISTORIES, MOST_READINGS, MOST_JOBS = 1_000_000, 4096, 256
Progress = Callable[[str, float], None]


def run_programme(
    programme: Programme,
    *,
    catalog: Catalog | None = None,
    histories: int = 1000,
    readings: int = 16,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
    known_by: date | None = None,
) -> ProgrammeResult:
    """When a contract becomes capability, and what it costs.

    Parameters
    ----------
    programme : Programme
        What is stated.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given. It must be the one it was checked against.
    histories : int
        How often chance is drawn, in the nominal reading and in each other. The nominal ones are kept whole:
        some 25 kB each over 20 years.
    readings : int
        Further readings of what nobody outside knows: bands, no probabilities.
    seed : int
        Of all draws; the same seed gives the same answer, bit for bit, on any number of jobs.
    jobs : int
        Threads.
    progress : callable, optional
        Told what is being done and the share done, 0 to 1.
    known_by : date, optional
        Nothing that became public later may stand in it; its own day where not given.

    Returns
    -------
    ProgrammeResult

    Raises
    ------
    RangeringError
        What is asked for cannot be had; the message says where and how to mend it.
    """
    require_run(histories, readings, seed, jobs)
    tell = progress or (lambda _what, _share: None)
    known = catalog if catalog is not None else load_catalog()
    if known_by is not None:
        programme = as_known_by(programme, known_by, catalog=known)
    gathered = gather(programme, known)
    drawn = draw(gathered.catalog, gathered.keys, readings, seed)
    nominal = compile_programme(programme, known, gathered=gathered)
    tell("histories", 0.0)
    first: Histories | None = None
    sums: list[Readings] = []
    for made, out in run_plans(compiled_readings(gathered, drawn, readings, nominal), histories, seed, jobs):
        left = histories_of(made.plan, made.priced, out)
        first = first or left
        # Of other readings only sums are kept: their months would fill the memory.
        sums.append(summed_up(left))
        tell("histories", len(sums) / (readings + 1))
    assert first is not None  # the nominal reading was run
    others = joined(sums[1:]) if readings else without_any(sums[0])
    return _wrapped(gathered, known, nominal, first, others, drawn, histories, seed)


def compiled_readings(
    gathered: Gathered, drawn: Mapping[str, NDArray[np.float64]], count: int, nominal: Compiled
) -> Iterator[Compiled]:
    """The nominal reading, then those that were drawn."""
    yield nominal
    for sample in range(count):
        yield compile_programme(
            gathered.programme, gathered.catalog, reading(drawn, sample), gathered=gathered
        )


def run_plans(
    compiled: Iterable[Compiled], histories: int, seed: int, jobs: int = 1
) -> Iterator[tuple[Compiled, Out]]:
    """What histories of each reading leave, one reading after the other.

    Parameters
    ----------
    compiled : iterable of Compiled
        Readings; each is given back beside what it led to.
    histories, seed, jobs
        As in `run_programme`. Chance is the same in every reading.

    Raises
    ------
    ProgrammeError
        More happens at once than a history has room for.
    """
    for made in compiled:
        yield made, play_plan(made.plan, histories, seed, jobs)


def require_run(histories: int, readings: int, seed: int, jobs: int) -> None:
    """Find out before the work that a run cannot be had.

    Raises
    ------
    ProgrammeError
        The first thing asked for that cannot be.
    """
    _require_within(histories, 1, MOST_HISTORIES, "histories", "-n", "1000 is usual")
    _require_within(
        readings, 0, MOST_READINGS, "readings", "--readings", "0 takes nominal values alone; 16 give a band"
    )
    _require_within(
        jobs, 1, MOST_JOBS, "jobs", "--jobs", "as many as the machine has processors; the answer is the same"
    )
    if not 0 <= seed < SEED_LIMIT:
        problem = f"is no seed from 0 to {SEED_LIMIT - 1}"
        raise ProgrammeError(problem, where="--seed", value=seed, mend="any such number will do")


def _require_within(value: int, least: int, most: int, what: str, where: str, mend: str) -> None:
    if not least <= value <= most:
        problem = f"is no number of {what} from {least} to {most:,}"
        raise ProgrammeError(problem, where=where, value=value, mend=mend)


def _wrapped(
    gathered: Gathered,
    catalog: Catalog,
    nominal: Compiled,
    first: Histories,
    others: Readings,
    drawn: Mapping[str, NDArray[np.float64]],
    histories: int,
    seed: int,
) -> ProgrammeResult:
    programme, readings = gathered.programme, len(others.waits_d)
    inputs = {
        "programme": provenance.digest(programme.model_dump_json(by_alias=True).encode()),
        "catalog": catalog_digest(catalog),
    }
    return ProgrammeResult(
        title=programme.title,
        name=programme.name,
        currency=programme.currency,
        signed=programme.day_0,
        horizon_years=programme.horizon_years,
        histories=histories,
        seed=seed,
        months_d=nominal.plan.months,
        activities=nominal.names,
        steps=nominal.steps,
        shocks=tuple(shock.name for shock in programme.shocks),
        nominal=first,
        readings=others,
        values=drawn,
        assumptions=tuple(_assumptions(gathered, nominal, readings)),
        warnings=tuple(_warnings(first)),
        provenance=provenance.record(inputs, seed) | {"histories": histories, "readings": readings},
    )


def _assumptions(gathered: Gathered, nominal: Compiled, readings: int) -> Iterator[str]:
    yield (
        f"Bands are over {readings} readings of what nobody outside knows: shares of readings, no "
        "probabilities. Chance is over the histories of the nominal reading."
        if readings
        else "Nominal values alone: what is drawn is chance. What nobody outside knows is not varied."
    )
    own = sum(gathered.catalog.quantity(key).grade == "D" for key in gathered.keys)
    if own:
        yield f"{own} of {len(gathered.keys)} figures are our own assumptions (grade D)."
    if nominal.priced.price <= 0.0:
        yield "No price is known: no money is worked out."
    if gathered.programme.known_by:
        yield (
            f"What is not stated to have ended by {gathered.programme.known_by} ends later in every history; "
            "chances that it comes at all are as thought on that day."
        )
    yield "Fire units are alike; no part is scrapped or moved between them; one supplier makes everything."


def _warnings(nominal: Histories) -> Iterator[str]:
    if not nominal.series["units_delivered"].any():
        return
    never = float(np.mean(~np.isfinite(nominal.times_d["full_d"])))
    if never > 0.0:
        share = f"{never:.0%}" if never >= 0.005 else "fewer than 1%"
        yield f"In {share} of nominal histories full capability does not come within the horizon."

"""Back-cast: every milestone forecast as of its day, from other programmes alone, and scored."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from rangering.catalog.events import LINKS, Event, load_events
from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ProgrammeError, nearest
from rangering.programme.backcast import assumed as assumptions
from rangering.programme.backcast import clusters, scores
from rangering.programme.backcast.assumed import Assumed
from rangering.programme.backcast.evidence import Case, Outcome, as_known, cases
from rangering.programme.backcast.forecast_series import forecast_series
from rangering.programme.backcast.others import of_others
from rangering.programme.backcast.predictive import Floats, after, forecast_d, generator_for
from rangering.programme.backcast.results import Backcast, Evidence, Links, Scored, Summary
from rangering.programme.backcast.through_network import networks, through_network

DRAWS = 4000


def backcast(
    programme: str | None = None,
    *,
    on: date | None = None,
    evidence: Evidence = "by-then",
    scored_by: date | None = None,
    events: Sequence[Event] | None = None,
    catalog: Catalog | None = None,
    assume: Assumed | None = None,
    through_engine: bool = True,
    seed: int = 1,
    draws: int = DRAWS,
) -> Backcast:
    """Forecast the dated milestones of programmes as of their day, and score the forecasts.

    Parameters
    ----------
    programme : str, optional
        Slug of the one to score, such as ``"india-s-400"``; all of them if not given. The others are what it
        is forecast from.
    on : date, optional
        The day of every forecast. If not given each milestone is forecast on the day on which its plan, or
        without one its contract, became public.
    evidence : str
        ``"by-then"``: of the others nothing counts that became public after the day of the forecast, so that
        it could have been made. ``"any-time"``: all that is known of them now. The programme itself is always
        seen as of that day.
    scored_by : date, optional
        Outcomes that became public later do not count; all of them do if not given.
    events : sequence of Event, optional
        The dated facts; those of the catalog if not given.
    catalog : Catalog, optional
        Holds what is assumed beforehand; the shipped one if not given.
    assume : Assumed, optional
        Used in place of what the catalog states, to see what hangs on it.
    through_engine : bool
        Whether lots of a ready programme are forecast together, through the engine, once one of them was
        planned (`rangering.programme.backcast.through_network`); otherwise each milestone is on its own.
    seed, draws : int
        Of each forecast.

    Returns
    -------
    Backcast
        Rows in the order of programmes.

    Raises
    ------
    ProgrammeError
        An unknown programme, one without dated milestones, a day on which nothing could be forecast, a seed
        below zero, fewer than two draws.
    """
    facts = tuple(load_events() if events is None else events)
    last = max((event.public_on for event in facts), default=date.min)
    facts = as_known(facts, scored_by or last)
    _check(facts, programme, seed, draws)
    found, left_out = cases(facts, on)
    if programme is not None:
        found = tuple(each for each in found if each[0].programme == programme)
        left_out = tuple(each for each in left_out if each.programme == programme)
    if not found and not (left_out and on is None):
        raise _nothing(programme, on)
    catalog = catalog or load_catalog()
    known = assume or assumptions.assumed(catalog)

    def alone(case: Case) -> Forecast:
        return forecast(case, facts, known, evidence=evidence, seed=seed, draws=draws)

    together = _together([case for case, _ in found], facts, catalog, alone) if through_engine else {}
    rows = tuple(
        _scored(case, outcome, alone(case), together.get(_key(case)), known.horizon_d)
        for case, outcome in found
    )
    shown = sorted({each.programme for each in facts}) if programme is None else [programme]
    return Backcast(
        on=on,
        evidence=evidence,
        scored_by=scored_by or last,
        seed=seed,
        draws=draws,
        scored=rows,
        left_out=left_out,
        summaries=_summaries(rows, seed),
        links=_links(facts, rows, shown),
        series=forecast_series(facts, shown),
        assumptions=assumptions.quantities(catalog),
    )


class Forecast(NamedTuple):
    """One milestone on its own."""

    days: Floats
    """Draws, sorted, from the day of the forecast."""
    seen_of: str
    seen: tuple[str, ...]
    median_slip_d: float


def forecast(
    case: Case, facts: Sequence[Event], known: Assumed, *, evidence: Evidence, seed: int, draws: int
) -> Forecast:
    """A milestone on its own: from what the other programmes say."""
    on = case.on if evidence == "by-then" else max(event.public_on for event in facts)
    seen = of_others(case, as_known(facts, on), on)
    days = forecast_d(case, seen, known, generator_for(seed, case), draws)
    return Forecast(days, seen.of, seen.programmes, seen.median_slip_d)


def _key(case: Case) -> tuple[str, str, date]:
    return case.programme, case.milestone, case.on


def _together(
    found: Sequence[Case], facts: Sequence[Event], catalog: Catalog, alone: Callable[[Case], Forecast]
) -> dict[tuple[str, str, date], Floats]:
    """Draws of the lots of ready programmes, through the engine."""
    programmes = networks(catalog)
    together = {}
    for name, on in sorted({(case.programme, case.on) for case in found if case.programme in programmes}):
        known = as_known(facts, on)
        lots = through_network(programmes[name], catalog, known, on, lambda case: alone(case).days)
        together.update({(name, milestone, on): days for milestone, days in lots.items()})
    return together


def _scored(
    case: Case, outcome: Outcome, alone: Forecast, together: Floats | None, horizon_d: float
) -> Scored:
    slip_d = alone.median_slip_d
    days = alone.days if together is None else np.minimum(together, horizon_d)

    def from_day(day: date) -> float:
        return float(np.clip((day - case.on).days, 0.0, horizon_d))

    came_d = from_day(outcome.day)
    low_d, high_d = scores.interval(days, 0.9)
    reached = outcome.status == "happened"
    plan_d = None if case.plan_on is None or not case.planned or not reached else from_day(case.plan_on)
    put_off_d = None if plan_d is None or case.plan_on is None else from_day(after(case.plan_on, slip_d))
    return Scored(
        case=case,
        outcome=outcome,
        seen_of=alone.seen_of,
        seen=alone.seen,
        low_on=after(case.on, low_d),
        median_on=after(case.on, float(np.median(days))),
        high_on=after(case.on, high_d),
        pit=scores.pit(days, came_d),
        pit_bounds=(
            scores.pit(days, from_day(outcome.dates[0])),
            scores.pit(days, from_day(outcome.dates[2])),
        ),
        crps_d=scores.crps(days, came_d) if reached else None,
        covered=scores.covered(days, came_d) if reached else (),
        plan_off_d=None if plan_d is None else abs(came_d - plan_d),
        plan_and_slip_off_d=None if put_off_d is None else abs(came_d - put_off_d),
        median_slip_d=slip_d,
        through_network=together is not None,
    )


def _summaries(rows: Sequence[Scored], seed: int) -> tuple[Summary, ...]:
    reached = [row for row in rows if row.crps_d is not None]
    planned = [row for row in reached if row.plan_off_d is not None]
    rest = [row for row in reached if row.plan_off_d is None]
    groups = (("with a plan", planned), ("without a plan", rest), ("all", reached))
    return tuple(_summary(of, group, seed) for of, group in groups if group)


def _summary(of: str, rows: Sequence[Scored], seed: int) -> Summary:
    names = [row.case.programme for row in rows]

    def again() -> np.random.Generator:  # the same resamples for every figure
        return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, len(names)])))

    def mean(values: Sequence[float]) -> clusters.Mean:
        return clusters.mean(values, names, again())

    crps_d = [row.crps_d or 0.0 for row in rows]
    summary = Summary(
        of=of,
        crps_d=mean(crps_d),
        pit=mean([row.pit for row in rows]),
        covered=tuple(mean([float(row.covered[i]) for row in rows]) for i in range(len(scores.LEVELS))),
    )
    if any(row.plan_off_d is None for row in rows):
        return summary
    plan_d = [row.plan_off_d or 0.0 for row in rows]
    put_off_d = [row.plan_and_slip_off_d or 0.0 for row in rows]
    return Summary(
        of=of,
        crps_d=summary.crps_d,
        pit=summary.pit,
        covered=summary.covered,
        plan_off_d=mean(plan_d),
        plan_and_slip_off_d=mean(put_off_d),
        skill_over_plan=clusters.skill(crps_d, plan_d, names, again()),
        skill_over_plan_and_slip=clusters.skill(crps_d, put_off_d, names, again()),
    )


def _links(facts: Sequence[Event], rows: Sequence[Scored], programmes: Sequence[str]) -> tuple[Links, ...]:
    found = []
    for name in programmes:
        dated = {
            event.link
            for event in facts
            if event.programme == name and event.kind in ("planned", "forecast", "actual")
        }
        scored = {row.case.link for row in rows if row.case.programme == name}
        in_order = tuple(link for link in LINKS if link in dated)
        found.append(Links(name, in_order, tuple(link for link in LINKS if link in scored)))
    return tuple(found)


def _check(facts: Sequence[Event], programme: str | None, seed: int, draws: int) -> None:
    names = sorted({event.programme for event in facts})
    if programme is not None and programme not in names:
        mend = nearest(programme, names) or f"programmes: {', '.join(names)}"
        raise ProgrammeError(
            "is no programme of the dated facts", where="back-cast", value=programme, mend=mend
        )
    if seed < 0:
        mend = "give a whole number from 0"
        raise ProgrammeError("is no seed", where="back-cast", value=seed, mend=mend)
    if draws < 2:
        mend = f"give some thousands, such as {DRAWS}"
        raise ProgrammeError("are too few draws", where="back-cast", value=draws, mend=mend)


def _nothing(programme: str | None, on: date | None) -> ProgrammeError:
    which = "no programme" if programme is None else programme
    if on is not None:
        problem = f"is a day on which no milestone was ahead that is known to have come ({which})"
        mend = "give a day between a contract and its deliveries, see `rangering catalog facts`"
        return ProgrammeError(problem, where="back-cast", value=str(on), mend=mend)
    mend = "name one whose facts hold milestones, see `rangering catalog facts`"
    return ProgrammeError("has no dated milestone to forecast", where="back-cast", value=which, mend=mend)

"""Milestones forecast through the engine: lots in their order on one line, at the pace of what is planned.

Of a programme file only the structure is taken: which lots there are, in which order, and which milestone
each one ends. Its figures are of today and would let later knowledge in. Of the lots still to come on the
day of the forecast, those with a plan are drawn as other milestones are; those between take equal steps, as
one line makes them one after the other; those after the last planned one go on at its pace. A programme
that is late is late in all: every history takes the same rank of every draw. Each history is one run of the
engine.
Limits: one line; no chance beside that of the draws, which hold shocks and losses of the others already.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.events import Event
from rangering.catalog.precedents import start_of
from rangering.catalog.read import Catalog
from rangering.programme.backcast.evidence import Case, case_on
from rangering.programme.compile import compile_programme
from rangering.programme.delivery import Lot
from rangering.programme.library import PROGRAMMES
from rangering.programme.models import Programme
from rangering.programme.plan import NONE, Plan
from rangering.programme.read import load_programme
from rangering.scenario.library import ready

Floats = NDArray[np.float64]

HISTORIES = 200
"""Equally spaced ranks of the draws."""


def networks(catalog: Catalog) -> dict[str, Programme]:
    """Ready programmes by the programme of dated facts they are about; those that name lots as milestones."""
    found: dict[str, Programme] = {}
    for name in ready(PROGRAMMES):
        programme = load_programme(name, catalog=catalog)
        if programme.facts is None or not _milestones(programme):
            continue
        if programme.facts not in found or name == programme.facts:
            found[programme.facts] = programme
    return found


def through_network(
    programme: Programme,
    catalog: Catalog,
    known: Sequence[Event],
    on: date,
    draws_of: Callable[[Case], Floats],
    histories: int = HISTORIES,
) -> dict[str, Floats]:
    """Days from the day of the forecast to each lot that was still to come, as draws; by milestone.

    Parameters
    ----------
    programme : Programme
        Its lots, in their order.
    catalog : Catalog
        What it was checked against.
    known : sequence of Event
        What was public on that day.
    on : date
        The day of the forecast.
    draws_of : callable
        Draws of one milestone alone, sorted, in days from that day.
    histories : int
        Ranks of them.

    Returns
    -------
    dict of str to float array
        Sorted, shape (histories,). Empty where nothing of the programme's lots was planned by then.
    """
    own = [event for event in known if event.programme == programme.facts]
    start = start_of(own)
    if start is None:
        return {}
    passed_d = float((on - start.dates[1]).days)
    milestones, lots = _milestones(programme), _line(programme)
    came = {row.milestone for row in own if row.kind == "actual"}
    ahead = max((n for n, lot in enumerate(lots) if milestones.get(lot.name) in came), default=-1) + 1
    ends_d: list[Floats | None] = []
    for lot in lots[ahead:]:
        milestone = milestones.get(lot.name)
        case = case_on(known, start.programme, milestone, on) if milestone else None
        if case is None or not case.planned:
            ends_d.append(None)
        else:
            ranks = (np.arange(histories) + 0.5) / histories
            ends_d.append(passed_d + np.quantile(draws_of(case), ranks))
    if all(each is None for each in ends_d):
        return {}
    steps_d = np.diff(_paced(ends_d, passed_d), axis=0, prepend=0.0)
    came_d = _played(programme, catalog, lots[ahead:], steps_d)
    return {
        milestones[lot.name]: np.sort(came_d[:, n] - passed_d)
        for n, lot in enumerate(lots[ahead:])
        if lot.name in milestones
    }


def _milestones(programme: Programme) -> dict[str, str]:
    """Lot → the milestone that it ends."""
    lots = {lot.name for lot in _line(programme)}
    return {step: milestone for milestone, step in programme.milestones.items() if step in lots}


def _line(programme: Programme) -> list[Lot]:
    """The lots that the contract itself brings."""
    return [lot for lot in programme.lots if lot.made != "in hand" and lot.option is None and lot.fire_units]


def _paced(ends_d: Sequence[Floats | None], passed_d: float) -> Floats:
    """When each lot comes, never before the one ahead of it nor before today; shape (lots, histories)."""
    known = [(n, each) for n, each in enumerate(ends_d) if each is not None]
    places = np.array([-1, *(n for n, _ in known)])  # today stands ahead of the first
    days = np.stack([np.full_like(known[0][1], passed_d), *(each for _, each in known)])
    days = np.maximum.accumulate(days, axis=0)
    pace = (days[-1] - days[-2]) / (places[-1] - places[-2])
    rows = []
    for n in range(len(ends_d)):
        if n > places[-1]:
            rows.append(days[-1] + (n - places[-1]) * pace)
        else:
            after = int(np.searchsorted(places, n))
            share = (n - places[after - 1]) / (places[after] - places[after - 1])
            rows.append(days[after - 1] + share * (days[after] - days[after - 1]))
    return np.stack(rows)


def _played(programme: Programme, catalog: Catalog, lots: Sequence[Lot], steps_d: Floats) -> Floats:
    """When the engine has each lot delivered, one history a column of steps; shape (histories, lots)."""
    from rangering.programme.play import play_plan  # pulls in the compiler

    compiled = compile_programme(programme, catalog)
    bare = _bare(compiled.plan)
    making = [compiled.names.index(f"lot {lot.name}: production") for lot in lots]
    delivered = [compiled.steps[lot.name] for lot in lots]
    activities = bare.activities
    place = activities.place.copy()
    place[making] = 0
    ended_d = np.empty((steps_d.shape[1], len(lots)))
    for history in range(len(ended_d)):
        duration_d = activities.duration_d.copy()
        duration_d[making] = steps_d[:, history]
        plan = bare._replace(activities=activities._replace(duration_d=duration_d, place=place))
        ended_d[history] = play_plan(plan, 1, 0).ended_d[0, delivered]
    return ended_d


def _bare(plan: Plan) -> Plan:
    """Its activities alone, in their order and without any length; one line, and no end to wait for."""
    acts, count = plan.activities, len(plan.activities.cause)
    nothing = np.zeros(count)
    none = np.full(count, 0, dtype=np.int64)
    return plan._replace(
        activities=acts._replace(
            duration_d=nothing,
            spread=nothing,
            earliest_d=nothing,
            likely=np.ones(count),
            repeat_likely=nothing,
            repeat_d=nothing,
            place=np.full(count, NONE, dtype=np.int64),
            stopped_by=none,
            open_until_d=nothing,
            places=np.ones(1, dtype=np.int64),
        ),
        shocks=plan.shocks._replace(likely=np.zeros_like(plan.shocks.likely)),
        units=plan.units._replace(attrition_per_d=0.0),
        components=plan.components._replace(fails_per_d=np.zeros_like(plan.components.fails_per_d)),
        missiles=plan.missiles._replace(practice_per_d=0.0, raid_every_d=0.0),
        months=np.array([0.0, 1e5]),  # beyond any horizon of a forecast
    )

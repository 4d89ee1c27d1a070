"""What the other programmes say about a milestone: how plans slipped, or how long such a link took.

Slips are logarithms of time taken over time planned, both from the day on which the plan was said. Time
that had passed by then cannot slip, so a plan said late must not look good for it; and a slip in days would
let a plan for a year weigh as one for six. Each programme weighs one however many milestones it has. The
programme that is forecast is left out, always.

Those still to come must count too: the quick ones are known first, and alone they would make every forecast
too early. A milestone of which nothing is heard may be open or merely not on record: it counts as either.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.events import Event
from rangering.catalog.precedents import Record, records_of, start_of
from rangering.programme.backcast.evidence import Case, open_until

Floats = NDArray[np.float64]

LEAST = 2
"""Programmes that must have reached a milestone of the same name; fewer: those of the same link count."""


class _Row(NamedTuple):
    programme: str
    log: float
    state: Literal["reached", "open", "silent"]
    slip_d: float = np.nan


@dataclass(frozen=True)
class Seen:
    """What was learnt from other programmes, in logarithms, each with its weight."""

    of: str
    """What it is about: "slips of plans", or durations of which milestones."""
    programmes: tuple[str, ...]
    """Those with a milestone that was reached or known to be open, sorted."""
    reached: Floats
    reached_weight: Floats
    at_least: Floats
    """Milestones not known to have been reached: theirs is more than this, if they are open."""
    at_least_weight: Floats
    is_silent: NDArray[np.bool_]
    """Of these, whether no source says that they were open."""
    median_slip_d: float
    """Median over reached milestones with a plan, in days; 0 where there is none."""


def of_others(case: Case, known: Sequence[Event], on: date) -> Seen:
    """What these facts say about a milestone of another programme.

    Parameters
    ----------
    case : Case
        The milestone that is forecast; its programme is left out.
    known : sequence of Event
        What may be known: all that was public on some day.
    on : date
        That day.
    """
    others = [event for event in known if event.programme != case.programme]
    found = records_of(others)
    slips = [row for record in found if (row := _slip(record, others, on))]
    median_slip_d = [row.slip_d for row in slips if row.state == "reached"]
    rows, of = slips, "slips of plans"
    if not case.planned:
        rows, of = _durations(case, found, others, on)
    return _seen(rows, of, float(np.median(median_slip_d)) if median_slip_d else 0.0)


def _slip(record: Record, events: Sequence[Event], on: date) -> _Row | None:
    said, plan, actual = record.planned_said_on, record.planned_on, record.actual_on
    if said is None or plan is None or plan <= said:
        return None
    if actual is not None:
        if actual <= said:
            return None
        slip_d = float((actual - plan).days)
        return _Row(record.programme, _log((actual - said).days / (plan - said).days), "reached", slip_d)
    until = open_until(events, record.programme, record.milestone)
    if until is not None and until[0] > said:
        return _Row(record.programme, _log((until[0] - said).days / (plan - said).days), "open")
    if on > said:
        return _Row(record.programme, _log((on - said).days / (plan - said).days), "silent")
    return None


def _durations(
    case: Case, found: Sequence[Record], events: Sequence[Event], on: date
) -> tuple[list[_Row], str]:
    reached = [record for record in found if record.actual_d is not None and record.actual_d > 0.0]
    same = [record for record in reached if record.milestone == case.milestone]
    of = f"time to {case.milestone}"
    few = len({record.programme for record in same}) < LEAST
    if few:
        same, of = [record for record in reached if record.link == case.link], f"time to links of {case.link}"
    rows = [_Row(each.programme, _log(each.actual_d or 1.0), "reached") for each in same]
    if few:  # what is seldom on record at all says nothing by being silent
        return rows, of
    by_programme: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_programme[event.programme].append(event)
    for name in sorted(by_programme.keys() - {row.programme for row in rows}):
        start = start_of(by_programme[name])
        if start is not None and on > start.dates[1]:
            rows.append(_Row(name, _log((on - start.dates[1]).days), "silent"))
    return rows, of


def _log(value: float) -> float:
    return float(np.log(value))


def _seen(rows: Sequence[_Row], of: str, median_slip_d: float) -> Seen:
    count = Counter(row.programme for row in rows)
    reached = [row for row in rows if row.state == "reached"]
    others = [row for row in rows if row.state != "reached"]

    def logs(kept: Sequence[_Row]) -> Floats:
        return np.array([row.log for row in kept], dtype=np.float64)

    def weights(kept: Sequence[_Row]) -> Floats:
        return np.array([1.0 / count[row.programme] for row in kept], dtype=np.float64)

    return Seen(
        of=of,
        programmes=tuple(sorted({row.programme for row in rows if row.state != "silent"})),
        reached=logs(reached),
        reached_weight=weights(reached),
        at_least=logs(others),
        at_least_weight=weights(others),
        is_silent=np.array([row.state == "silent" for row in others], dtype=np.bool_),
        median_slip_d=median_slip_d,
    )

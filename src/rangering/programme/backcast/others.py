"""What the other programmes say about a milestone: how plans slipped, or how long such a link took.

Slips are logarithms of time taken over time planned, both from the day on which the plan was said. Time
that had passed by then cannot slip, so a plan said late must not look good for it; and a slip in days would
let a plan for a year weigh as one for six. Each programme weighs one however many milestones it has. The
programme that is forecast is left out, always.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.events import Event
from rangering.catalog.precedents import Record, records_of
from rangering.programme.backcast.evidence import Case, open_until

Floats = NDArray[np.float64]

LEAST = 2
"""Programmes that must have reached a milestone of the same name; fewer: those of the same link count."""


class _Row(NamedTuple):
    programme: str
    log: float
    is_bound: bool  # not reached when last heard of: at least this
    slip_d: float  # NaN where there is none


@dataclass(frozen=True)
class Seen:
    """What was learnt from other programmes, in logarithms, each with its weight."""

    of: str
    """What it is about: "slips of plans", or durations of which milestones."""
    programmes: tuple[str, ...]
    """One a row, reached ones first."""
    reached: Floats
    reached_weight: Floats
    at_least: Floats
    """Milestones that were still open when last heard of: theirs is more than this."""
    at_least_weight: Floats
    median_slip_d: float
    """Median over reached milestones with a plan, in days; 0 where there is none."""


def of_others(case: Case, known: Sequence[Event]) -> Seen:
    """What these facts, of whatever day the caller allows, say about a milestone of another programme.

    Parameters
    ----------
    case : Case
        The milestone that is forecast; its programme is left out.
    known : sequence of Event
        What may be known.
    """
    others = [event for event in known if event.programme != case.programme]
    found = records_of(others)
    slips = [row for record in found if (row := _slip(record, others))]
    median_slip_d = [row.slip_d for row in slips if not row.is_bound]
    rows, of = slips, "slips of plans"
    if not case.planned:
        rows, of = _durations(case, found)
    return _seen(rows, of, float(np.median(median_slip_d)) if median_slip_d else 0.0)


def _slip(record: Record, events: Sequence[Event]) -> _Row | None:
    said, plan, actual = record.planned_said_on, record.planned_on, record.actual_on
    if said is None or plan is None or plan <= said:
        return None
    if actual is not None:
        if actual <= said:
            return None
        ratio = (actual - said).days / (plan - said).days
        return _Row(record.programme, float(np.log(ratio)), False, float((actual - plan).days))
    until = open_until(events, record.programme, record.milestone)
    if until is None or until[0] <= said:
        return None
    ratio = (until[0] - said).days / (plan - said).days
    return _Row(record.programme, float(np.log(ratio)), True, np.nan)


def _durations(case: Case, found: Sequence[Record]) -> tuple[list[_Row], str]:
    reached = [record for record in found if record.actual_d is not None and record.actual_d > 0.0]
    same = [record for record in reached if record.milestone == case.milestone]
    of = f"time to {case.milestone}"
    if len({record.programme for record in same}) < LEAST:
        same, of = [record for record in reached if record.link == case.link], f"time to links of {case.link}"
    rows = [_Row(each.programme, float(np.log(each.actual_d or 1.0)), False, np.nan) for each in same]
    return rows, of


def _seen(rows: Sequence[_Row], of: str, median_slip_d: float) -> Seen:
    rows = sorted(rows, key=lambda row: row.is_bound)
    count = Counter(row.programme for row in rows)

    def column(is_bound: bool) -> tuple[Floats, Floats]:
        kept = [row for row in rows if row.is_bound == is_bound]
        logs = np.array([row.log for row in kept], dtype=np.float64)
        return logs, np.array([1.0 / count[row.programme] for row in kept], dtype=np.float64)

    return Seen(of, tuple(row.programme for row in rows), *column(False), *column(True), median_slip_d)

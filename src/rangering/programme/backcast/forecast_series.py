"""Forecasts of one milestone one after the other: how they moved, which way they erred, if they improved.

Scored against the day it happened; where it has not, against the forecast said last, which is then no truth
but the best that is known, and the last forecast itself is not scored. Limits: what was said in public, not
what the parties knew; a handful of forecasts a milestone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from rangering.catalog.events import Event


@dataclass(frozen=True)
class ForecastSeries:
    """What was said of one milestone, in the order of saying."""

    programme: str
    milestone: str
    said_on: tuple[date, ...]
    spoke_of: tuple[date, ...]
    """The nominal day of each forecast."""
    judged_by: date
    happened: bool
    """Whether `judged_by` is the day it happened; otherwise it is the last forecast."""
    revision_d: tuple[float, ...]
    """Each forecast less the one before: above zero, it moved later. [days]"""
    error_d: tuple[float, ...]
    """`judged_by` less each forecast that is scored: above zero, it was said too early. [days]"""

    @property
    def bias_d(self) -> float:
        """Mean of the errors; NaN where none is scored."""
        return float(np.mean(self.error_d)) if self.error_d else float("nan")

    @property
    def off_d(self) -> float:
        """Mean size of the errors; NaN where none is scored."""
        return float(np.mean(np.abs(self.error_d))) if self.error_d else float("nan")

    @property
    def revision_size_d(self) -> float:
        """Mean size of the revisions."""
        return float(np.mean(np.abs(self.revision_d)))

    @property
    def later_better(self) -> tuple[int, int]:
        """In how many pairs the later forecast was nearer, and of how many pairs whose errors differ."""
        sizes = np.abs(self.error_d)
        pairs = [(a, b) for i, a in enumerate(sizes) for b in sizes[i + 1 :] if a != b]
        return sum(bool(b < a) for a, b in pairs), len(pairs)


def forecast_series(events: Sequence[Event], programmes: Sequence[str]) -> tuple[ForecastSeries, ...]:
    """Every milestone of these programmes of which more than one plan or forecast was said.

    Parameters
    ----------
    events : sequence of Event
        All that was public on the day of the scoring.
    programmes : sequence of str
        Slugs.
    """
    rows: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.milestone and event.programme in programmes:
            rows[event.programme, event.milestone].append(event)
    found = (_series(*key, own) for key, own in sorted(rows.items()))
    return tuple(each for each in found if each is not None)


def _series(programme: str, milestone: str, rows: Sequence[Event]) -> ForecastSeries | None:
    said = sorted(
        (row for row in rows if row.kind in ("planned", "forecast")),
        key=lambda row: (row.public_on, row.dates[1], row.id),
    )
    done = [row.dates[1] for row in rows if row.kind == "actual"]
    if done:
        said = [row for row in said if row.public_on < min(done)]
    if len(said) < 2:
        return None
    spoke_of = tuple(row.dates[1] for row in said)
    judged_by = min(done) if done else spoke_of[-1]
    scored = spoke_of if done else spoke_of[:-1]
    return ForecastSeries(
        programme=programme,
        milestone=milestone,
        said_on=tuple(row.public_on for row in said),
        spoke_of=spoke_of,
        judged_by=judged_by,
        happened=bool(done),
        revision_d=tuple(float((b - a).days) for a, b in pairwise(spoke_of)),
        error_d=tuple(float((judged_by - day).days) for day in scored),
    )

"""What programmes of the past took, against what was planned: durations and local shares as plain tables.

The evidence behind priors and curves, each row with what it rests on. A duration runs from the contract, or
what stands for it, to a milestone: nominal date to nominal date, with the limits its dates allow. Limits: few
programmes published both a plan and an outcome; local shares are official claims that usually leave out
imported engines, seekers and subsystems, so they are upper bounds.
Source: `catalog/data/programmes` by way of `rangering.catalog.events`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.events import NO_START, Event, Link, load_events
from rangering.catalog.models import Grade

FloatArray = NDArray[np.float64]

# What durations are counted from where a row does not say: the first of these that there is.
STARTS = ("contract", "programme-start", "development-start")
# Shocks come from outside the chain: how long after the contract they struck is no duration of it.
_NO_DURATION: frozenset[Link] = frozenset({"shock", "decision", "local-share"})


class Record(NamedTuple):
    """One milestone of one programme: start, plan as first published, outcome. Durations in days."""

    programme: str
    milestone: str
    link: Link
    start_on: date
    planned_on: date | None
    actual_on: date | None
    known_on: date
    """The day on which the last of what this record rests on became public."""
    planned_said_on: date | None
    planned_d: float | None
    planned_bounds_d: tuple[float, float] | None
    actual_d: float | None
    actual_bounds_d: tuple[float, float] | None
    grade: Grade
    """The weakest of the events it rests on."""
    events: tuple[str, ...]

    @property
    def slip_d(self) -> float | None:
        """Actual less planned duration; negative where it came early, None where one of them is missing."""
        if self.planned_d is None or self.actual_d is None:
            return None
        return self.actual_d - self.planned_d


def records(
    known_by: date | None = None,
    without: str | Collection[str] = (),
    *,
    extra: Sequence[Path | str] = (),
) -> tuple[Record, ...]:
    """The milestones of every programme, with the plan as first published and the outcome where it was known.

    Parameters
    ----------
    known_by : date, optional
        Only what was public on that day: a delivery of the day after leaves its record without an outcome.
    without : str or collection of str
        Slugs to leave out, such as the programme that a prior is for.
    extra : sequence of paths
        Further files, as in `load_events`.

    Returns
    -------
    tuple of Record
        Sorted by programme, then start, then milestone. Milestones before the start, shocks and decisions
        have none.
    """
    left_out = {without} if isinstance(without, str) else set(without)
    events = load_events(known_by=known_by, extra=extra)
    return records_of(event for event in events if event.programme not in left_out)


def records_of(events: Iterable[Event]) -> tuple[Record, ...]:
    """The milestones of the programmes of these events, as `records` gives them."""
    by_programme: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_programme[event.programme].append(event)
    found = [record for rows in by_programme.values() for record in _of_one(rows)]
    return tuple(sorted(found, key=lambda each: (each.programme, each.start_on, each.milestone)))


def _of_one(events: Sequence[Event]) -> list[Record]:
    """The records of one programme from its events."""
    milestones: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.milestone and event.link not in _NO_DURATION and event.since != NO_START:
            milestones[event.milestone].append(event)
    found = []
    for milestone, rows in milestones.items():
        start = start_of(events, next((row.since for row in rows if row.since), ""))
        if start is None or milestone == start.milestone or milestone in STARTS:
            continue
        # As first published: what the contract's parties planned, else the first forecast anybody made.
        planned = _first_said(rows, "planned") or _first_said(rows, "forecast")
        done = [row for row in rows if row.kind == "actual" and row.dates[1] >= start.dates[1]]
        actual = min(done, key=lambda row: (row.dates[1], row.id)) if done else None
        if planned is None and actual is None:
            continue
        used = tuple(each for each in (start, planned, actual) if each is not None)
        found.append(
            Record(
                programme=start.programme,
                milestone=milestone,
                link=(actual or planned or start).link,
                start_on=start.dates[1],
                planned_on=None if planned is None else planned.dates[1],
                actual_on=None if actual is None else actual.dates[1],
                known_on=max(each.public_on for each in used),
                planned_said_on=None if planned is None else planned.public_on,
                planned_d=None if planned is None else _days(start, planned),
                planned_bounds_d=None if planned is None else _bounds_d(start, planned),
                actual_d=None if actual is None else _days(start, actual),
                actual_bounds_d=None if actual is None else _bounds_d(start, actual),
                grade=max(each.grade for each in used),
                events=tuple(each.id for each in used),
            )
        )
    return found


def start_of(events: Iterable[Event], since: str = "") -> Event | None:
    """What durations of one programme are counted from: the named milestone, else the contract or so."""
    actual = [event for event in events if event.kind == "actual"]
    for milestone in (since,) if since else STARTS:
        rows = [event for event in actual if event.milestone == milestone]
        if rows:  # several dates of one contract: the earliest that was public
            return min(rows, key=lambda row: (row.dates[1], row.id))
    return None


def _first_said(rows: Iterable[Event], kind: str) -> Event | None:
    said = [row for row in rows if row.kind == kind]
    return min(said, key=lambda row: (row.public_on, row.dates[1], row.id)) if said else None


def _days(start: Event, end: Event) -> float:
    return float((end.dates[1] - start.dates[1]).days)


def _bounds_d(start: Event, end: Event) -> tuple[float, float]:
    """The shortest and the longest that the limits of both dates allow, never below zero. [days]"""
    shortest = (end.dates[0] - start.dates[2]).days
    return max(0.0, float(shortest)), float((end.dates[2] - start.dates[0]).days)


@dataclass(frozen=True)
class Durations:
    """Records as arrays of equal length, NaN where there is no plan or no outcome: for a figure or a fit."""

    programme: tuple[str, ...]
    milestone: tuple[str, ...]
    link: tuple[str, ...]
    planned_d: FloatArray
    planned_low_d: FloatArray
    planned_high_d: FloatArray
    actual_d: FloatArray
    actual_low_d: FloatArray
    actual_high_d: FloatArray
    grade: tuple[str, ...]
    events: tuple[tuple[str, ...], ...]

    @property
    def slip_d(self) -> FloatArray:
        """Actual less planned, NaN where one is missing. [days]"""
        return self.actual_d - self.planned_d


def durations(rows: Iterable[Record], milestone: str | None = None) -> Durations:
    """Records as arrays, all or those of one milestone, such as ``first-delivery``."""
    kept = [row for row in rows if milestone in (None, row.milestone)]

    def column(values: Iterable[float | None]) -> FloatArray:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    planned = [row.planned_bounds_d or (None, None) for row in kept]
    actual = [row.actual_bounds_d or (None, None) for row in kept]
    return Durations(
        programme=tuple(row.programme for row in kept),
        milestone=tuple(row.milestone for row in kept),
        link=tuple(row.link for row in kept),
        planned_d=column(row.planned_d for row in kept),
        planned_low_d=column(low for low, _ in planned),
        planned_high_d=column(high for _, high in planned),
        actual_d=column(row.actual_d for row in kept),
        actual_low_d=column(low for low, _ in actual),
        actual_high_d=column(high for _, high in actual),
        grade=tuple(row.grade for row in kept),
        events=tuple(row.events for row in kept),
    )


@dataclass(frozen=True)
class ShareSeries:
    """Local shares of one programme over time, each point with its limits, its day and its source."""

    programme: str
    title: str
    year: FloatArray
    """Decimal years of the nominal dates."""
    year_low: FloatArray
    year_high: FloatArray
    low: FloatArray
    nominal: FloatArray
    high: FloatArray
    is_target: NDArray[np.bool_]
    """Whether the point is a target somebody set rather than a claim of what was reached."""
    known_on: tuple[date, ...]
    grade: tuple[str, ...]
    what: tuple[str, ...]
    source: tuple[str, ...]
    events: tuple[str, ...]


def shares(events: Iterable[Event]) -> dict[str, ShareSeries]:
    """Local share against time of every programme that has one, by slug, points in the order of their dates.

    Parameters
    ----------
    events : iterable of Event
        As `load_events` gives them: what became public later than its day is not in them.
    """
    by_programme: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.milestone == "local-share" and event.value is not None:
            by_programme[event.programme].append(event)
    return {name: _series_of(rows) for name, rows in sorted(by_programme.items())}


def _series_of(rows: Sequence[Event]) -> ShareSeries:
    rows = sorted(rows, key=lambda row: (row.dates[1], row.id))
    values = np.array([row.value for row in rows], dtype=np.float64)
    years = np.array([[_decimal_year(day) for day in row.dates] for row in rows], dtype=np.float64)
    return ShareSeries(
        programme=rows[0].programme,
        title=rows[0].programme_title,
        year=years[:, 1],
        year_low=years[:, 0],
        year_high=years[:, 2],
        low=values[:, 0],
        nominal=values[:, 1],
        high=values[:, 2],
        is_target=np.array([row.kind in ("planned", "forecast") for row in rows], dtype=np.bool_),
        known_on=tuple(row.public_on for row in rows),
        grade=tuple(row.grade for row in rows),
        what=tuple(row.what for row in rows),
        source=tuple(row.source for row in rows),
        events=tuple(row.id for row in rows),
    )


def _decimal_year(day: date) -> float:
    first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (last - first).days

"""Which milestones can be forecast on which day, from what was public then, and what became of each.

Two sides that never meet: `Case` holds what a forecaster of the day had, `Outcome` what came. `as_known` is
the one door between all facts and a forecast. A milestone without an outcome is open only up to the last
day on which a source says so, for instance by forecasting it once more; where none does it is not recorded,
which is no evidence of a delay.
Source: `rangering.catalog.events`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rangering.catalog.events import Event, Link
from rangering.catalog.precedents import STARTS, Record, records_of, start_of

Dates = tuple[date, date, date]
Status = Literal["happened", "open"]


@dataclass(frozen=True)
class Case:
    """One milestone as it stood on the day of a forecast: nothing in it became public later."""

    programme: str
    milestone: str
    link: Link
    on: date
    """The day of the forecast."""
    start_on: date
    """The contract, or what stands for it, as dated by what was public."""
    plan_on: date | None = None
    """The day that the plan last said by then speaks of; None where nobody had said one."""
    plan_said_on: date | None = None
    plan_event: str = ""

    @property
    def planned(self) -> bool:
        """Whether there was a plan that time can be measured against: one that did not speak of the past."""
        return self.plan_on is not None and self.plan_said_on is not None and self.plan_on > self.plan_said_on


@dataclass(frozen=True)
class Outcome:
    """What became of a milestone, by the day of the scoring."""

    status: Status
    dates: Dates
    """Limits and nominal day of the event; of an open one, thrice the last day that is known to lack it."""
    event: str

    @property
    def day(self) -> date:
        """The nominal day."""
        return self.dates[1]


@dataclass(frozen=True)
class LeftOut:
    """A milestone that is not scored, and why."""

    programme: str
    milestone: str
    link: Link
    why: str


def as_known(events: Iterable[Event], on: date) -> tuple[Event, ...]:
    """What was public on a day: the only facts that a forecast of that day is given."""
    return tuple(event for event in events if event.public_on <= on)


def open_until(events: Iterable[Event], programme: str, milestone: str) -> tuple[date, str] | None:
    """The last day on which these facts say that a milestone was still to come, and the fact that says so."""
    said: list[tuple[date, str]] = []
    for event in events:
        if event.programme != programme:
            continue
        if event.not_yet == milestone:
            said.append((event.dates[0], event.id))
        is_ahead = event.kind in ("planned", "forecast") and event.dates[1] > event.public_on
        if event.milestone == milestone and is_ahead:
            said.append((event.public_on, event.id))
    return max(said) if said else None


def cases(
    events: Sequence[Event], on: date | None = None
) -> tuple[tuple[tuple[Case, Outcome], ...], tuple[LeftOut, ...]]:
    """Every milestone with what was known and what came, and those left out.

    Parameters
    ----------
    events : sequence of Event
        All that was public on the day of the scoring.
    on : date, optional
        The day of every forecast. If not given each milestone has its own: that on which its plan was first
        said, or, where there is none, on which its contract became public.

    Returns
    -------
    tuple of (Case, Outcome)
        In the order of programme, day of the start, milestone.
    tuple of LeftOut
        The others. With `on`, milestones that had been reached by then are in neither.
    """
    scored: list[tuple[Case, Outcome]] = []
    left_out: list[LeftOut] = []
    by_id = {event.id: event for event in events}
    since = {(row.programme, row.milestone): row.since for row in reversed(events) if row.since}
    for record in records_of(events):
        key = record.programme, record.milestone
        own = [event for event in events if event.programme == record.programme]
        day = on or _first_day(record, own, since.get(key, ""))
        known = as_known(own, day)
        if on is not None and any(event.kind == "actual" and event.milestone == key[1] for event in known):
            continue
        outcome = _outcome(record, own, by_id)
        start = start_of(known, since.get(key, ""))
        if isinstance(outcome, str):
            left_out.append(LeftOut(*key, record.link, outcome))
        elif start is None:
            left_out.append(LeftOut(*key, record.link, f"what it is counted from was not public by {day}"))
        elif outcome.day <= day:
            why = "had happened" if outcome.status == "happened" else "was last known to be open"
            left_out.append(LeftOut(*key, record.link, f"{why} by the day of the forecast, {day}"))
        else:
            case = _case(known, record.milestone, record.link, day, start)
            if case.planned or outcome.status == "happened":
                scored.append((case, outcome))
            else:
                left_out.append(LeftOut(*key, record.link, f"open, and no plan was public by {day}"))
    return tuple(scored), tuple(left_out)


def case_on(known: Sequence[Event], programme: str, milestone: str, on: date) -> Case | None:
    """A milestone as it stood by facts public on that day; None where nothing it is counted from was."""
    own = [event for event in known if event.programme == programme]
    rows = [event for event in own if event.milestone == milestone]
    start = start_of(own, next((row.since for row in rows if row.since), ""))
    if start is None:
        return None
    link = rows[0].link if rows else start.link
    return _case(own, milestone, link, on, start)


def _case(known: Sequence[Event], milestone: str, link: Link, day: date, start: Event) -> Case:
    said = [row for row in known if row.milestone == milestone and row.kind in ("planned", "forecast")]
    last = max(said, key=lambda row: (row.public_on, row.kind == "planned", row.id)) if said else None
    return Case(
        programme=start.programme,
        milestone=milestone,
        link=link,
        on=day,
        start_on=start.dates[1],
        plan_on=None if last is None else last.dates[1],
        plan_said_on=None if last is None else last.public_on,
        plan_event="" if last is None else last.id,
    )


def _first_day(record: Record, own: Sequence[Event], since: str) -> date:
    """When its plan, else a start, was first public: never before one knew something it is counted from."""
    names = (since,) if since else STARTS
    starts = [row.public_on for row in own if row.kind == "actual" and row.milestone in names]
    return max(min(starts), record.planned_said_on or date.min)


def _outcome(record: Record, own: Sequence[Event], by_id: dict[str, Event]) -> Outcome | str:
    if record.actual_on is not None:
        event = by_id[record.events[-1]]
        return Outcome("happened", event.dates, event.id)
    until = open_until(own, record.programme, record.milestone)
    if until is None or (record.planned_said_on is not None and until[0] <= record.planned_said_on):
        return "outcome not recorded, and no later source says that it was still to come"
    return Outcome("open", (until[0], until[0], until[0]), until[1])

"""Dated facts of programmes that never were, for trying the back-cast."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from rangering.catalog.events import Event

FIRST = date(1980, 1, 1)


def fact(programme: str, name: str, kind: str, day: date, *, known_on: date | None = None, **stated) -> Event:
    """One dated fact, public on its day unless told otherwise."""
    row = {
        "id": f"{programme}.{name}",
        "programme_title": programme,
        "what": name,
        "dates": stated.pop("dates", (day, day, day)),
        "kind": kind,
        "link": "delivery",
        "milestone": name.partition("--")[0],
        "known_on": known_on or day,
        "grade": "B",
        "source": "a source",
    }
    return Event.model_validate(row | stated)


def programme(
    name: str,
    signed: date,
    *,
    planned_d: float | None,
    took_d: float | None,
    milestone: str = "first-delivery",
) -> list[Event]:
    """A contract, its plan said on the same day, and the outcome; None: not there."""
    rows = [fact(name, "contract", "actual", signed, link="contract")]
    if planned_d is not None:
        day = signed + timedelta(days=round(planned_d))
        rows.append(fact(name, f"{milestone}--plan", "planned", day, known_on=signed))
    if took_d is not None:
        rows.append(fact(name, milestone, "actual", signed + timedelta(days=round(took_d))))
    return rows


def many(
    count: int, slips: Sequence[float], *, seed: int, planned: bool = True, apart_d: float = 60.0
) -> tuple[Event, ...]:
    """Programmes signed one after the other whose time taken is the planned one times exp(slip).

    Without plans the slip is that of a duration of four years.
    """
    chance = np.random.default_rng(seed)
    rows: list[Event] = []
    for i in range(count):
        plan_d = chance.uniform(400.0, 2500.0) if planned else 1461.0
        signed = FIRST + timedelta(days=round(apart_d * i))
        took_d = max(plan_d * np.exp(slips[i]), 1.0)
        rows += programme(f"p{i:03d}", signed, planned_d=plan_d if planned else None, took_d=took_d)
    return tuple(rows)

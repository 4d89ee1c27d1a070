"""The dated facts of programmes in words: a list of programmes, the timeline of one, as text and plain data.

Dates and values keep the precision and the unit of their source: a year stays a year.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rangering.catalog.describe import columns
from rangering.catalog.events import Event
from rangering.catalog.models import GRADE_MEANING, cited

WORDS = {
    "planned": "planned",
    "actual": "happened",
    "forecast": "forecast",
    "statement": "said",
    "derived": "derived",
    "value": "figure",
}


def programmes_text(events: Sequence[Event]) -> str:
    """Every programme on a line of its own: how many facts, of which kinds, when first and last public."""
    table: list[tuple[str, ...]] = [
        ("programme", "title", "facts", "happened", "planned", "public from", "to")
    ]
    for name in sorted({event.programme for event in events}):
        rows = [event for event in events if event.programme == name]
        happened = sum(row.kind == "actual" for row in rows)
        planned = sum(row.kind in ("planned", "forecast") for row in rows)
        first, last = min(row.public_on for row in rows), max(row.public_on for row in rows)
        numbers = (str(len(rows)), str(happened), str(planned), f"{first}", f"{last}")
        table.append((name, rows[0].programme_title, *numbers))
    return columns(table)


def timeline_text(events: Sequence[Event]) -> str:
    """The events in the order of their dates: when, what, its value, kind, link, grade, and since when known.

    Notes of ours on the day of publication stand below, each with the event it is about.
    """
    table: list[tuple[str, ...]] = [("date", "what", "value", "", "link", "grade", "public on")]
    table += [
        (
            when(event),
            event.what + (" *" if event.beyond_table else ""),
            value_text(event),
            WORDS[event.kind],
            event.link,
            event.grade,
            f"{event.public_on}" + (" °" if event.reading else ""),
        )
        for event in events
    ]
    lines = [columns(table)]
    read = [event for event in events if event.reading]
    if read:
        lines += ["", "° our reading of the day:"]
        lines += [f"  {event.name}: {event.reading}" for event in read]
    if any(event.beyond_table for event in events):
        lines += ["", "* restated from the words or the source of another row"]
    shown = sorted({event.grade for event in events})
    return "\n".join([*lines, "", *(f"grade {grade}: {GRADE_MEANING[grade]}" for grade in shown)])


def timeline_rows(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The events as plain data, for JSON."""
    return [
        {
            "id": event.id,
            "programme": event.programme,
            "what": event.what,
            "date_low": f"{event.dates[0]}",
            "date_nominal": f"{event.dates[1]}",
            "date_high": f"{event.dates[2]}",
            "value": None if event.value is None else list(event.value),
            "unit": event.unit,
            "kind": event.kind,
            "milestone": event.milestone,
            "link": event.link,
            "unit_index": event.unit_index,
            "known_on": f"{event.public_on}",
            "reading": event.reading,
            "grade": event.grade,
            "source": cited(event.source),
            "note": cited(event.note),
            "same_as": event.same_as,
            "derived_from": list(event.derived_from),
            "beyond_table": event.beyond_table,
        }
        for event in events
    ]


def when(event: Event) -> str:
    """The date at the precision of its limits: a day, a month, a year, else the interval."""
    low, nominal, high = event.dates
    if low == high:
        return f"{low}"
    if event.kind == "derived":
        return f"{low} to {high}"
    if (low.month, low.day) == (1, 1) and high == date(low.year, 12, 31):
        return f"{low.year}"
    if low.day == 1 and (low.year, low.month) == (high.year, high.month) and (high + timedelta(1)).day == 1:
        return f"{low:%Y-%m}"
    return f"{nominal} ({low} to {high})"


def value_text(event: Event) -> str:
    """The value and its unit, with the interval where there is one; empty for a pure event."""
    if event.value is None:
        return ""
    low, nominal, high = (f"{number:,.10g}" for number in event.value)
    unit = event.unit.replace(" (cumulative)", " in all")
    return f"{nominal} {unit}" + ("" if low == high else f" ({low} to {high})")

"""Dated public facts beside a programme: what was planned and what came, at its milestones.

Limits: only milestones that the file names, and only what was public by its `known_by`.
"""

from datetime import date
from typing import NamedTuple

from rangering.catalog.events import Event, load_events
from rangering.catalog.models import cited
from rangering.catalog.timeline import WORDS, value_text, when
from rangering.programme.models import Programme
from rangering.report.programme.words import MONTH_D

SHOWN = ("actual", "planned", "forecast")
FACT_COLUMNS = ("mark", "milestone", "kind", "date", "month", "grade", "source")


class DatedFact(NamedTuple):
    """One fact, and where it stands on the axis of months."""

    mark: str
    """The letter that stands for it on a picture."""
    milestone: str
    step: str
    kind: str
    on: date
    when: str
    months: float
    what: str
    grade: str
    source: str

    @property
    def happened(self) -> bool:
        """Whether it came to pass, rather than being planned."""
        return self.kind == WORDS["actual"]


def dated_facts(programme: Programme) -> tuple[DatedFact, ...]:
    """The facts of a programme's milestones in the order of their days; none where the file names none."""
    if programme.facts is None or not programme.milestones:
        return ()
    told = load_events(known_by=programme.known_by, programmes=[programme.facts])
    chosen = [each for each in told if each.milestone in programme.milestones and each.kind in SHOWN]
    return tuple(_fact(n, each, programme) for n, each in enumerate(chosen))


def _fact(number: int, event: Event, programme: Programme) -> DatedFact:
    days = (event.dates[1] - programme.day_0).days
    value = f" ({value_text(event)})" if event.value is not None else ""
    return DatedFact(
        chr(ord("a") + number % 26) * (1 + number // 26), event.milestone.replace("-", " "),
        programme.milestones[event.milestone], WORDS[event.kind], event.dates[1], when(event), days / MONTH_D,
        f"{event.what}{value}", event.grade, cited(event.source),
    )  # fmt: skip


def fact_lines(facts: tuple[DatedFact, ...]) -> list[tuple[str, ...]]:
    """One line a fact."""
    return [
        (each.mark, f"{each.what} (step {each.step})", each.kind, each.when, f"{each.months:.0f}",
         each.grade, each.source)
        for each in facts
    ]  # fmt: skip

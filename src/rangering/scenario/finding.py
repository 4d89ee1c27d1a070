"""What a check finds wrong between the fields of a file, and how it becomes an error."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rangering.errors import ScenarioError
from rangering.scenario.faults import Place, written


class Finding(NamedTuple):
    """Something wrong between fields."""

    place: Place
    problem: str
    mend: str
    value: Any = None
    rests_on: tuple[Place, ...] = ()
    """Other places without which this would not be known."""


def located(
    found: Iterable[Finding], name: str, tables: dict[str, Any], doubtful: set[Place]
) -> Iterator[ScenarioError]:
    """One error a finding, in the words of the file called `name`; none that rests on a doubtful place."""
    for each in found:
        if not _rests_on(each, doubtful):
            where = f"{name}, {written(each.place, tables)}" if each.place else name
            yield ScenarioError(each.problem, where=where, value=each.value, mend=each.mend)


def _rests_on(finding: Finding, doubtful: set[Place]) -> bool:
    """Whether a finding rests on a value that stood in for a faulty one."""
    inside = any(finding.place[: len(seen)] == seen for seen in doubtful)
    return inside or any(
        seen[: len(place)] == place or place[: len(seen)] == seen
        for place in finding.rests_on
        for seen in doubtful
    )

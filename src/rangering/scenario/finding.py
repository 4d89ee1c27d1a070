"""What a check finds wrong between the fields of a scenario."""

from typing import Any, NamedTuple

from rangering.scenario.faults import Place


class Finding(NamedTuple):
    """Something wrong between fields."""

    place: Place
    problem: str
    mend: str
    value: Any = None
    rests_on: tuple[Place, ...] = ()
    """Other places without which this would not be known."""

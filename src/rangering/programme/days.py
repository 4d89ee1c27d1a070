"""A day of a programme file: as the file states it, or that of a dated fact by its id.

A fact brings its source and the day on which it became public, so that a day can be held against `known_by`
like any figure. Limits: the nominal date of a fact stands for all that its source leaves open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import core_schema

from rangering.catalog.events import Event, load_events
from rangering.errors import nearest
from rangering.scenario.base import refusal
from rangering.scenario.faults import Place


@dataclass(frozen=True)
class Dated:
    """A day, and the fact it is that of."""

    day: date
    fact: str = ""

    def as_written(self) -> date | str:
        """As a TOML file has it."""
        return self.fact or self.day

    def __str__(self) -> str:
        """The day alone."""
        return self.day.isoformat()


class OnDay:
    """Marks a model field as a day."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Validate a date or the id of a fact, and write it back."""
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(Dated.as_written)
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """A date, or a text."""
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string"}]}


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Event]:
    """Every dated fact by its id."""
    return {event.id: event for event in load_events()}


def _read(stated: object) -> Dated:
    if isinstance(stated, Dated):
        return stated
    if isinstance(stated, str) and "." in stated:
        known = facts()
        if stated not in known:
            mine = [each for each in known if each.partition(".")[0] == stated.partition(".")[0]]
            raise refusal("is no dated fact", nearest(stated, mine or known) or "state the day itself")
        return Dated(known[stated].dates[1], stated)
    if isinstance(stated, datetime) or not isinstance(stated, date):
        mend = "write it without quotes, year first, such as 2017-04-11; or name a dated fact"
        raise refusal("is not a day", mend)
    return Dated(stated)


def days_in(model: BaseModel, place: Place = ()) -> Iterator[tuple[Place, Dated]]:
    """Every day that a programme states, and where."""
    for name, field in type(model).model_fields.items():
        yield from _days_of(getattr(model, name), (*place, field.alias or name))


def _days_of(stated: Any, place: Place) -> Iterator[tuple[Place, Dated]]:
    if isinstance(stated, Dated):
        yield place, stated
    elif isinstance(stated, BaseModel):
        yield from days_in(stated, place)
    elif isinstance(stated, tuple):
        for number, each in enumerate(stated):
            yield from _days_of(each, (*place, number))

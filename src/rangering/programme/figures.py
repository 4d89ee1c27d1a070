"""A figure of a programme file: the id of a published one, the name of one under [figures], or a quantity.

A number alone is refused: nobody could say where it comes from. The field says what is measured, so that a
duration in dollars is refused where it stands. Limits: one fault of a figure is named at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from rangering.catalog.models import Quantity, slug
from rangering.catalog.read import located
from rangering.scenario.base import refusal
from rangering.scenario.faults import Place

DAY_S = 86_400.0
YEAR_D = 365.25
"""Julian year, as the catalog reckons."""

_SOURCED = "name a quantity of the catalog, or give value, unit, grade and source"
# What a field measures → the SI symbols it may be in, and an example of its unit. Money is of any currency.
_MEASURED: dict[str, tuple[tuple[str, ...], str]] = {
    "duration": (("s",), "months"),
    "share": (("fraction", "probability"), "fraction"),
    "ratio": (("fraction", "ratio"), "ratio"),
    "count": (("count",), "count"),
    "rate": (("1/s",), "per year"),
    "money": (("USD", "EUR", "KRW", "PLN"), "million USD"),
    "money a year": (("USD/s",), "million USD per year"),
}
_A = {"duration": "a duration", "share": "a share", "ratio": "a ratio", "count": "a count", "rate": "a rate"}
OWN_KEYS = ("id", "row", "in_runs")


@dataclass(frozen=True)
class Figure:
    """One figure as stated; what it is worth in a reading is `rangering.programme.gathered`'s business."""

    measures: str
    """Key of what the field measures; empty under [figures], where the unit says it."""
    named: str = ""
    quantity: Quantity | None = None
    """Where it stands in the file itself; without an id of its own."""

    def as_written(self) -> str | dict[str, Any]:
        """As a TOML file has it."""
        if self.quantity is None:
            return self.named
        stated = self.quantity.model_dump(exclude_defaults=True, exclude={"id", "low", "nominal", "high"})
        value = [self.quantity.low, self.quantity.nominal, self.quantity.high]
        return {"value": value} | stated


@dataclass(frozen=True)
class Measures:
    """Marks a model field as a figure, and says what it measures."""

    what: str = ""
    inline_only: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Validate an id or a table into a `Figure`, and write it back."""
        return core_schema.no_info_plain_validator_function(
            self._read, serialization=core_schema.plain_serializer_function_ser_schema(Figure.as_written)
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """A text or a table; `rangering.programme.schema` says which keys the table has."""
        table = {"type": "object"}
        return table if self.inline_only else {"anyOf": [{"type": "string"}, table]}

    def _read(self, stated: object) -> Figure:
        if isinstance(stated, Figure):
            return stated
        if isinstance(stated, str) and not self.inline_only:
            if not stated.strip() or not stated.isprintable():
                raise refusal("names no figure", _SOURCED)
            return Figure(self.what, named=stated)
        if isinstance(stated, int | float) and not isinstance(stated, bool):
            raise refusal("is a number that has no source", _SOURCED)
        if not isinstance(stated, dict):
            raise refusal("is no figure", _SOURCED)
        figure = Figure(self.what, quantity=_quantity(stated))
        if problem := unfit(figure, figure.quantity):
            raise inside(*problem)
        return figure


def inside(field: str, problem: str, mend: str, value: object = None) -> PydanticCustomError:
    """A refusal of one key within a table that a field reads itself."""
    said = {
        "problem": problem,
        "mend": mend,
        "value": value,
        "inside": tuple(field.split(".")) if field else (),
    }
    return PydanticCustomError("stated", "{problem}|{mend}", said)


def _quantity(table: dict[str, Any]) -> Quantity:
    for key in OWN_KEYS:
        if key in table:
            raise inside(key, "is no field here", "leave it out: the file gives every figure its id")
    if "value" not in table and not {"low", "nominal", "high"} & set(table):
        raise inside("value", "is missing", "add value = [low, nominal, high]")
    for key in ("source", "grade", "unit"):
        if key not in table:
            mend = "every figure names its source" if key == "source" else f"add {key} = …"
            raise inside(key, "is missing", mend)
    try:
        return Quantity.model_validate({"id": "stated"} | table)
    except ValidationError as refused:
        first = next(located("", refused))
        field = first.where.removeprefix(".")
        # Where the problem names the value itself, it is not said twice.
        value = None if first.problem.startswith(repr(first.value)) else first.value
        raise inside(field, first.problem, first.mend, value) from None


def unfit(figure: Figure, quantity: Quantity | None) -> tuple[str, str, str, object] | None:
    """Field, problem, mend and value where a quantity is none that the figure's field can take."""
    if quantity is None or not figure.measures:
        return None
    symbols, example = _MEASURED[figure.measures]
    symbol = quantity.si_unit_and_factor[0]
    what = _A.get(figure.measures, figure.measures)
    if symbol not in symbols:
        return "unit", f"is no unit of {what}", f'give it in a unit such as "{example}"', quantity.unit
    low, _, high = quantity.si
    shown = [quantity.low, quantity.nominal, quantity.high]
    if figure.measures == "share" and high > 1.0:
        return "value", "is a share over 1", "give shares from 0 to 1", shown
    if low < 0.0:
        return "value", f"is {what} below 0", "give numbers from 0 up", shown
    return None


class Stated(NamedTuple):
    """One figure, and where it stands."""

    place: Place
    key: str
    """The same in names alone, such as ``lot.set-1.transport_time``: an earlier lot does not shift it."""
    figure: Figure


def figures_in(model: BaseModel, place: Place = (), key: str = "") -> Iterator[Stated]:
    """Every figure that the links of a programme state; not those that only stand under [figures]."""
    for name, field in type(model).model_fields.items():
        if name != "figures":
            called = field.alias or name
            yield from _figures_of(getattr(model, name), (*place, called), f"{key}.{called}".lstrip("."))


def _figures_of(stated: Any, place: Place, key: str) -> Iterator[Stated]:
    if isinstance(stated, Figure):
        yield Stated(place, key, stated)
    elif isinstance(stated, BaseModel):
        yield from figures_in(stated, place, key)
    elif isinstance(stated, tuple):
        for number, each in enumerate(stated):
            called = slug(getattr(each, "name", "")) or str(number + 1)
            yield from _figures_of(each, (*place, number), f"{key}.{called}")

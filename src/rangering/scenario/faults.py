"""From tables to models, or to one error a fault in the words of the file.

pydantic finds the faults; here each becomes a `ScenarioError` with the place as a person reads it
(``group[1].fire_unit[2].mast_height``, counted from one), what stands there, what is wrong and the mend.
Checks between fields need a whole scenario, so faulty values are replaced by the examples of their fields
and the places remembered: one pass then names every fault of a file.
"""

import json
import re
from copy import deepcopy
from datetime import date
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from rangering.errors import ScenarioError, nearest, shorten
from rangering.scenario.flights import Raid
from rangering.scenario.habits import mend_comma
from rangering.units import EXAMPLES, Unit

Place = tuple[str | int, ...]
Stated = TypeVar("Stated", bound=BaseModel)

_PLAIN_KEY = re.compile(r"[\w-]+")
_RAID_DRAWN = "approach azimuths are always drawn uniformly; speed and altitude band are those of the class"
_NO_RAID_KEYS = (
    "azimuth",
    "route",
    "waypoint",
    "altitude",
    "speed",
    "time_on",
    "transponder",
    "emission",
    "position",
)
_PLAIN = {
    "string_type": ("is not a text", "put it in quotes"),
    "int_type": ("is not a whole number", "write it without quotes and without a point, such as 4"),
    "int_from_float": ("is not a whole number", "write it without a point, such as 4"),
    "float_type": ("is not a number", "write it without quotes, such as 1.5"),
    "finite_number": ("is not a finite number", "write a number, such as 1.5"),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "tuple_type": ("is not a list", "put it in square brackets"),
}
_TABLE_TYPES = ("model_type", "model_attributes_type", "dict_type", "mapping_type")
_BOUNDS = {
    "greater_than_equal": "at least",
    "greater_than": "above",
    "less_than_equal": "at most",
    "less_than": "below",
}


class Outcome(NamedTuple, Generic[Stated]):
    """What came of the tables of a file."""

    stated: Stated | None
    """None where too little could be understood to go on."""
    errors: list[ScenarioError]
    doubtful: set[Place]
    """Places whose value was replaced by an example; what is stated must not be used if there are any."""


def build(root: type[Stated], tables: dict[str, Any], name: str) -> Outcome[Stated]:
    """A scenario or the like from the tables of a file called `name`, with every fault of every field."""
    errors: list[ScenarioError] = []
    doubtful: set[Place] = set()
    stated, tables = tables, deepcopy(tables)
    for _ in range(3):  # a mended table may show faults it hid, such as one of unknown kind
        try:
            return Outcome(root.model_validate(tables), errors, doubtful)
        except ValidationError as refused:
            faults = _first_hand(refused.errors(include_url=False))
        for fault in faults:
            place, model, field = _follow(root, fault["loc"])
            if not any(place[: len(seen)] == seen for seen in doubtful) and not _misspelt(fault, faults):
                errors.append(_located(fault, place, model, field, name, stated))
        replaced: set[Place] = set()
        for fault in faults:
            place, model, _ = _follow(root, fault["loc"])
            if fault["type"] == "extra_forbidden" and (meant := _meant(str(place[-1]), model)):
                replaced.add((*place[:-1], meant))  # it was stated, only not where it is looked for
            if not any(place[: len(seen)] == seen for seen in replaced):  # else it is gone already
                replaced.add(_replace_by_example(root, tables, fault["loc"]))
        doubtful |= replaced
    return Outcome(None, errors, doubtful)


def _first_hand(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists called too short only because pydantic leaves out their faulty entries."""
    places = [fault["loc"] for fault in faults]
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short"
        or not any(len(p) > len(fault["loc"]) and p[: len(fault["loc"])] == fault["loc"] for p in places)
    ]


def _misspelt(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """Whether a key is missing only because it stands there misspelt, which is said of the other."""
    if fault["type"] != "missing":
        return False
    *table, key = fault["loc"]
    unknown = [f["loc"][-1] for f in faults if f["type"] == "extra_forbidden" and [*f["loc"][:-1]] == table]
    return bool(get_close_matches(str(key), map(str, unknown), n=1, cutoff=0.7))


def written(place: Place, tables: Any = None) -> str:
    """A place as a person reads it: ``("group", 0, "name")`` is ``group[1].name``; odd keys are quoted.

    With the `tables` it lies in, the innermost entry is called by its name too:
    ``group[1].fire_unit[2] "Site B", position``.
    """
    here, split, shown = tables, 0, ""
    for n, part in enumerate(place, start=1):
        here = _inside(here, part)
        name = here.get("name") if isinstance(part, int) and isinstance(here, dict) else None
        if isinstance(name, str) and name.strip() and place[n:] != ("name",):
            split, shown = n, json.dumps(name if len(name) <= 60 else f"{name[:59]}…", ensure_ascii=False)
    head, tail = _path(place[:split]), _path(place[split:])
    return f"{head} {shown}{', ' if tail else ''}{tail}" if shown else tail


def _path(place: Place) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{_quoted(part)}" for part in place)
    return "".join(parts).removeprefix(".")


def _inside(table: Any, part: str | int) -> Any:
    """What stands at a key or a number; None where nothing does."""
    if isinstance(table, dict):
        return table.get(part)
    fits = isinstance(table, list | tuple) and isinstance(part, int) and part < len(table)
    return table[part] if fits else None


def _quoted(key: str) -> str:
    """A key as a TOML file has it."""
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(shorten(key).strip("'"), ensure_ascii=False)


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _bare(annotation: Any) -> Any:
    """An annotation without its metadata and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _tagged(union: Any, tag: str) -> Any:
    """The member of a union whose table calls itself `tag`."""
    for member in get_args(union):
        kinds = [f.annotation for f in member.model_fields.values() if get_origin(f.annotation) is Literal]
        if any(tag in get_args(kind) for kind in kinds):
            return member
    return None


def _follow(root: type[BaseModel], loc: Place) -> tuple[Place, Any, FieldInfo | None]:
    """The place in the file, the innermost table's model and the field that pydantic's location leads to."""
    place: list[str | int] = []
    model: Any = root
    here: Any = root
    field: FieldInfo | None = None
    for part in loc:
        if get_origin(here) in (Union, UnionType) and isinstance(part, str):
            here = _tagged(here, part)  # pydantic names the kind of table, which is no key of the file
            continue
        if part == "[key]":
            continue
        place.append(part)
        if isinstance(here, type) and issubclass(here, BaseModel):
            model, field = here, _keys(here).get(str(part))
            here = _bare(field.annotation) if field else None
        else:  # an item of a list, or a value of a free table
            field = None
            inner = get_args(here)
            here = _bare(inner[0] if isinstance(part, int) else inner[-1]) if inner else None
    return tuple(place), model if here is None or field else here, field


def _replace_by_example(root: type[BaseModel], tables: dict[str, Any], loc: Place) -> Place:
    """Take the faulty value out, put the field's example in where it is required; gives the place."""
    place, _, field = _follow(root, loc)
    while place and isinstance(place[-1], int):
        place = place[:-1]
        field = _follow(root, place)[2]
    table: Any = tables
    for part in place[:-1]:
        table = table[part]
    if isinstance(table, dict) and place:
        table.pop(place[-1], None)
        example = _example(field) if field and field.is_required() else None
        if example is not None:
            table[place[-1]] = deepcopy(example)
    return place


def _example(field: FieldInfo) -> Any:
    """A value the field would take, if one is known."""
    if field.examples:
        return field.examples[0]
    unit = next((mark for mark in field.metadata if isinstance(mark, Unit)), None)
    options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return EXAMPLES[unit.dimension] if unit else options[0] if options else None


def _located(
    fault: ErrorDetails, place: Place, model: Any, field: FieldInfo | None, name: str, tables: Any
) -> ScenarioError:
    """One fault in the words of the file."""
    if fault["type"].startswith("union_tag"):
        place = (*place, fault["ctx"]["discriminator"].strip("'"))
    context = fault.get("ctx", {})
    inside = context.get("inside", ())  # a field that reads its table itself says where in it the fault lies
    where = f"{name}, {written((*place, *inside), tables)}" if place else name
    value: Any = context.get("value") if inside else fault["input"]
    problem, mend = _words(fault, place, model, field)
    if isinstance(value, dict | BaseModel) or fault["type"] in ("missing", "extra_forbidden"):
        value = None
    return ScenarioError(problem, where=where, value=value, mend=mend)


def _words(fault: ErrorDetails, place: Place, model: Any, field: FieldInfo | None) -> tuple[str, str]:
    """Problem and mend."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "unit" and (mend := mend_comma(fault["input"])):
        return "has a comma in its number", mend
    if "problem" in context:
        return context["problem"], context["mend"]
    if kind == "missing":
        return "is missing", _how_to_add(place, field)
    if kind == "extra_forbidden":
        return _unknown_key(place, model)
    if kind == "literal_error":
        known = get_args(_bare(field.annotation)) if field else ()
        choices = f"choose one of {', '.join(map(str, known))}" if known else f"choose {context['expected']}"
        return "is not one of the choices", "; ".join(
            filter(None, (nearest(str(fault["input"]), known), choices))
        )
    if kind == "union_tag_not_found":
        return "is missing", "say of which kind it is"
    if kind == "union_tag_invalid":
        tags = str(context["expected_tags"]).replace("'", "")
        return f"is the unknown kind {context['tag']!r}", f"choose one of {tags}"
    if kind in _TABLE_TYPES:
        single = isinstance(fault["input"], list) and place and isinstance(place[-1], str)
        mend = f"write [{_header(place)}], in one pair of brackets" if single else ""
        return "is not a table", mend or "write it as a table of keys and values"
    if kind == "tuple_type" and isinstance(fault["input"], dict) and _holds_tables(field):
        return (
            "is a single table, not a list of them",
            f"write [[{_header(place)}]], in two pairs of brackets",
        )
    if kind in _BOUNDS:
        limit = next(iter(v for k, v in context.items() if k in ("ge", "gt", "le", "lt")))
        return "lies outside its limits", f"give a value {_BOUNDS[kind]} {limit:g}"
    if kind.endswith("too_short"):
        return f"needs at least {context['min_length']}", _how_to_add(place, field)
    if kind.endswith("too_long"):
        return "is too long", f"at most {context['max_length']} are taken"
    return _PLAIN.get(kind, (f"cannot be read: {fault['msg']}", "see `rangering schema`"))


def _how_to_add(place: Place, field: FieldInfo | None) -> str:
    key, example = str(place[-1]), _example(field) if field else None
    if isinstance(example, list) and example and isinstance(example[0], dict):
        return f"add a [[{_header(place)}]] table"
    return f"add {key} = {_as_toml(example)}" if example is not None else f"add {key}"


def _as_toml(example: Any) -> str:
    """An example as a file would have it, on one line."""
    if isinstance(example, dict):
        return f"{{ {', '.join(f'{_quoted(key)} = {_as_toml(part)}' for key, part in example.items())} }}"
    return example.isoformat() if isinstance(example, date) else json.dumps(example, ensure_ascii=False)


def _header(place: Place) -> str:
    """The keys of a place, as they stand in the brackets of a table."""
    return ".".join(_quoted(part) for part in place if isinstance(part, str))


def _holds_tables(field: FieldInfo | None) -> bool:
    """Whether a field is written as a list of tables."""
    bare = _bare(field.annotation) if field else None
    inner = get_args(bare)[:1] if get_origin(bare) is tuple else ()
    return any(isinstance(part, type) and issubclass(part, BaseModel) for part in inner)


def _fields(model: Any) -> dict[str, FieldInfo]:
    return _keys(model) if isinstance(model, type) and issubclass(model, BaseModel) else {}


def _meant(key: str, model: Any) -> str:
    """The key of a table that an unknown one is a slip of; empty where it is like none."""
    return next(iter(get_close_matches(key, _fields(model), n=1, cutoff=0.7)), "")


def _unknown_key(place: Place, model: Any) -> tuple[str, str]:
    key = str(place[-1])
    if model is Raid and any(word in key.lower() for word in _NO_RAID_KEYS):
        return "cannot be stated for a raid", _RAID_DRAWN
    fields = _fields(model)
    meant = _meant(key, model)
    if _holds_tables(fields.get(meant)):
        return "is not a key of this table", f"write [[{_header((*place[:-1], meant))}]]"
    known = list(fields)
    return "is not a key of this table", nearest(key, known) or f"its keys are {', '.join(known)}"

"""Which fields of a scenario a sweep may vary, and how a path names them.

A sweep may vary the defence, its doctrine, the environment, civil traffic, and of a raid its size, its class
mix and the speed of its classes. All else is locked, by a list of what is allowed and not of what is
forbidden: above all whatever a hostile flight chooses (route, altitude, timing, formation, target,
transponder, emission), where anything stands, and which parts of a site are there. A whole table is allowed
only where everything in it is.

Paths are those of the file, counted from one in brackets as messages count them (``raid[1].size``), from
zero with points as in Python (``raids.0.size``), or with a name (``raid."Cruise missiles".size``);
``*`` takes all of a list at once (``group.*.fire_unit.*.launchers``).
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from rangering.catalog.read import Catalog
from rangering.errors import ScenarioError, nearest
from rangering.scenario.faults import Place, written
from rangering.scenario.flights import HOSTILE_CLASSES
from rangering.scenario.models import Scenario

CIVIL_CLASSES = (
    "target/airliner",
    "target/wide-body",
    "target/business-jet",
    "target/light-aircraft",
    "target/helicopter",
)
MAY = (
    "a sweep may vary the defence, its doctrine, the environment, civil traffic, and a raid's size, "
    "class mix and speed of its class"
)
_EMPLACED = ("mast_height", "misalignment", "time_to_ready", "sector", "sector.centre", "sector.width")
_WHOLE = {
    "doctrine": ("firing", "salvo_size", "max_shots", "weapons", "reserve", "assignment",
                 "other_object_probability"),
    "links": ("delay", "outage", "outage_length", "fallback"),
    "crews": ("shifts", "shift_length", "workload_targets"),
    "identification": ("reply_probability", "garbled_probability", "wrongly_decoded_probability",
                       "interrogators", "corridors", "flight_plans", "climb", "approach",
                       "misalignment_probability", "misalignment", "misalignment_law", "workload",
                       "time_pressure", "pressed_probability", "training_ratio"),
    "failures": ("enabled", "mean_time_between_failures", "mean_time_to_repair"),
    "external_cue": ("source", "delay", "outage", "outage_length"),
    "fire_zone": ("min", "max"),
}  # fmt: skip
_ENVIRONMENT = ("k", "sea_level_pressure", "isa_deviation", "rain_rate", "diffraction", "two_ray", "clutter",
                "terrain")  # fmt: skip


def _with_inside(table: str) -> tuple[str, ...]:
    return (table, *(f"{table}.{key}" for key in _WHOLE[table]))


ALLOWED = frozenset(
    [
        *(f"environment.{key}" for key in _ENVIRONMENT),
        *(
            path
            for table in ("doctrine", "links", "crews", "identification", "failures")
            for path in _with_inside(table)
        ),
        *(f"endurance.{key}" for key in ("resupply", "resupply_interval", "resupply_delay")),
        *(f"group.#.{key}" for key in ("system", "variant", "integration", *_EMPLACED)),
        *(f"group.#.{path}" for t in ("doctrine", "links", "external_cue") for path in _with_inside(t)),
        *(f"group.#.fire_unit.#.{key}" for key in ("launchers", "missile", *_EMPLACED)),
        *(f"group.#.fire_unit.#.missile.#.{key}" for key in ("type", "ready", "reloads")),
        *(f"group.#.fire_unit.#.{path}" for path in _with_inside("fire_zone")),
        *(f"civil_flight.#.{key}" for key in ("type", "count", "spacing", "start", "transponder")),
        *(f"corridor.#.{key}" for key in ("width", "floor", "ceiling")),
        "asset.#.weight",
        "raid.#.size",
        "raid.#.mix",
    ]
)
# What takes a part of a site away is varied for all alike: nobody learns which one is missed most.
_ALIKE = frozenset(f"{where}.{key}" for where in ("group.#", "group.#.fire_unit.#")
                   for key in ("sensitivity_loss", "alert"))  # fmt: skip
_DEFENCE_KINDS = ("system", "radar", "interceptor", "launcher", "vehicle", "order", "propagation")
_TIMING = ("start", "spacing", "arrivals", "waves", "wave_interval", "formation_size", "formation_spacing")
_HOSTILE = ("raid", "hostile_flight")
_PART = re.compile(r'\[(\d+)\]|\["([^"]*)"\]|\[(\*)\]|"([^"]*)"|([^.\[\]"]+)')


class Field(NamedTuple):
    """One field that a sweep varies."""

    written: str
    """As messages write it."""
    places: tuple[Place, ...]
    """Where it stands in the tables of the scenario; several where the path has a ``*``."""


def parts_of(path: str) -> tuple[str | int, ...]:
    """The parts of a path that stands in one text; raises ValueError where it is none."""
    parts: list[str | int] = []
    at = 0
    while at < len(path):
        if path[at] == "." and parts:
            at += 1
        match = _PART.match(path, at)
        if match is None:
            raise ValueError("is no path of a field")
        number, named, star, quoted, plain = match.groups()
        if number is not None:
            if number == "0":
                raise ValueError("in brackets is counted from one")
            parts.append(int(number) - 1)
        else:
            parts.append(named or star or quoted or plain)
        at = match.end()
        if parts[0] == "uncertainty" and len(parts) == 1 and path[at : at + 1] == ".":
            # Ids of the catalog hold points; what follows is one id, and perhaps a field of the change.
            rest = path[at + 1 :].strip('"')
            head, _, last = rest.rpartition(".")
            fields = ("low", "nominal", "high", "law", "weights")
            return (*parts, head.strip('"'), last) if last in fields and "." in head else (*parts, rest)
    return tuple(parts)


def field_of(stated: Sequence[str | int], tables: Mapping[str, Any], catalog: Catalog, where: str) -> Field:
    """The field that a path names, where a sweep may vary it.

    Parameters
    ----------
    stated : sequence of str or int
        Parts of the path.
    tables : mapping
        Of the scenario, as `Scenario.as_written` gives them.
    catalog : Catalog
        For ids under ``uncertainty``.
    where : str
        File and path, for errors.

    Raises
    ------
    ScenarioError
        There is no such field, or it is locked.
    """
    if stated[0] == "uncertainty" and len(stated) > 2 and "." not in str(stated[1]):
        # Unquoted in the file, s-400.reach is one key in another.
        stated = (stated[0], f"{stated[1]}.{stated[2]}", *stated[3:])
    places = _places(stated, tables, catalog, where)
    shape = tuple("#" if isinstance(part, int) else part for part in places[0])
    if problem := _locked(shape, places, tables, catalog):
        raise ScenarioError(problem, where=where, mend=MAY)
    path = written(places[0], tables) if len(places) == 1 else ".".join(map(str, stated))
    return Field(path, tuple(places))


def _places(
    stated: Sequence[str | int], tables: Mapping[str, Any], catalog: Catalog, where: str
) -> list[Place]:
    """The path in keys of the file, with numbers for what is in a list."""
    found: list[tuple[Place, Any]] = [((), tables)]
    here: Any = Scenario
    for part in stated:
        if isinstance(here, type) and issubclass(here, BaseModel):
            keys = {f.alias or name: f for name, f in here.model_fields.items()}
            other = {name: f.alias or name for name, f in here.model_fields.items()}
            key = str(part) if str(part) in keys else other.get(str(part), "")
            if not key:
                raise _no_such_key(str(part), found[0][0], keys, catalog, where)
            here = _bare(keys[key].annotation)
            found = [((*place, key), _inside(table, key)) for place, table in found]
        elif get_origin(here) is tuple:
            here = _bare(get_args(here)[0])
            found = [each for place, table in found for each in _chosen(part, place, table or [], where)]
        else:
            here = _bare(get_args(here)[-1]) if get_args(here) and not _is_union(here) else None
            found = [((*place, str(part)), _inside(table, str(part))) for place, table in found]
    if not found or not stated:
        raise ScenarioError("names no field", where=where, mend="such as raid[1].size")
    return [place for place, _ in found]


def _chosen(part: str | int, place: Place, listed: Sequence[Any], where: str) -> list[tuple[Place, Any]]:
    """Those of a list that a part of a path means: one by its number or name, or all."""
    names = [each.get("name", "") if isinstance(each, dict) else "" for each in listed]
    if part == "*":
        chosen = list(range(len(listed)))
    elif isinstance(part, str) and part in names:
        chosen = [names.index(part)]
    else:
        number = int(part) if isinstance(part, int) or part.isdigit() else -1
        chosen = [number] if 0 <= number < len(listed) else []
    if not chosen:
        known = ", ".join(f"[{n}]" + (f" {name!r}" if name else "") for n, name in enumerate(names, start=1))
        problem = f"names nothing in the scenario's {written(place)}"
        raise ScenarioError(problem, where=where, value=part, mend=f"there is {known or 'none'}")
    return [((*place, n), listed[n]) for n in chosen]


def _no_such_key(
    key: str, place: Place, keys: Mapping[str, Any], catalog: Catalog, where: str
) -> ScenarioError:
    if place[:1] and place[0] in _HOSTILE:
        problem = "is a choice of a hostile flight, which is never varied"
        if "speed" in key:
            listed = ", ".join(f"{figure} ({kind})" for kind, figure in _speeds(catalog).items())
            problem = "is no field of a raid: a flight has the speed of its class"
            return ScenarioError(problem, where=where, value=key, mend=f"vary under uncertainty: {listed}")
        return ScenarioError(problem, where=where, value=key, mend=MAY)
    mend = nearest(key, keys) or f"its keys are {', '.join(keys)}"
    problem = f"is no key of {written(place)}" if place else "is no table of a scenario"
    return ScenarioError(problem, where=where, value=key, mend=mend)


def _locked(
    shape: tuple[str, ...], places: Sequence[Place], tables: Mapping[str, Any], catalog: Catalog
) -> str:
    """Why a field is locked; empty where it may be varied."""
    path, first, last = ".".join(shape), shape[0], shape[-1]
    if first == "uncertainty":
        return _locked_figure(shape[1:], catalog)
    if first == "environment" and "terrain" in shape and tables.get("hostile_flight"):
        return "is the ground under a written hostile route: to move one is to move the other"
    if first == "civil_flight":
        types = [str(tables[first][place[1]]["type"]) for place in places if len(place) > 1]
        if not types or not all(is_civil(each, catalog) for each in types):
            return "is of no civil aircraft, which a sweep would then vary as if it were one"
    if path in ALLOWED or shape[:2] == ("environment", "terrain") or shape[:3] == ("raid", "#", "mix"):
        return ""
    if path in _ALIKE:
        if _are_all(places, tables):
            return ""
        star = ".".join("*" if part == "#" else part for part in shape)
        return (
            "would tell which part of the defence is missed most, which no command does: "
            f"vary it for all alike, {star}"
        )
    return _reason(shape, first, last)


def _are_all(places: Sequence[Place], tables: Mapping[str, Any]) -> bool:
    """Whether these are all groups, or all fire units, of the scenario."""
    units = sum(len(group["fire_unit"]) for group in tables["group"])
    return len(places) == (units if "fire_unit" in places[0] else len(tables["group"]))


def _reason(shape: tuple[str, ...], first: str, last: str) -> str:
    """Why what is not allowed is locked, in the words of the one who asked."""
    if first in _HOSTILE:
        if len(shape) <= 2:
            return "is a whole table of hostile flights, with choices of theirs that are never varied"
        kinds = {
            "waypoint": "the route and altitude", "against": "the target", "transponder": "the transponder",
            "release_distance": "the release distance",
        } | dict.fromkeys(_TIMING, "the timing and formation")  # fmt: skip
        return f"is {kinds.get(shape[2], 'a choice')} of a hostile flight, which is never varied"
    if first in ("own_flight", "allied_flight"):
        return "is of an own or allied flight: these are stated, not varied"
    if "position" in shape or shape[:3] == ("corridor", "#", "point"):
        return "is where something stands: a sweep is no search for places"
    if first == "civil_flight" and "waypoint" in shape:
        return "is a route: a sweep is no search for routes, whoever flies them"
    if last == "elements":
        return "is what stands at a site: no command ranks its parts by the effect of losing them"
    if last in ("#", "group", "fire_unit", "asset", "civil_flight", "corridor", "environment", "endurance"):
        return "is a whole table, which holds locked fields: name the field"
    if last in ("name", "labels", "title", "source", "sources", "description"):
        return "is a name: it changes no answer, or only the draws that are keyed by it"
    if first in ("mission", "coverage", "endurance"):
        return "says how a run is made, not what it is about"
    return "is not among what a sweep may vary"


def _locked_figure(rest: tuple[str, ...], catalog: Catalog) -> str:
    """Why a figure of the catalog is locked."""
    if not rest:
        return "is a whole table, which may hold locked figures: name the figure"
    entry_id, _, name = rest[0].partition(".")
    about = entry_id.removeprefix("default/")
    if rest[0] in _speeds(catalog).values():
        return ""
    if about in HOSTILE_CLASSES:
        return "is a figure of a class that raids fly, of which only the speed is varied"
    if about in CIVIL_CLASSES:
        return ""
    if about.startswith(("target/", "aircraft/")):
        return "is a figure of aircraft that are not civil"
    if entry_id.startswith("default/"):
        return "is a figure of every target alike" if name.startswith("target.") else ""
    entry = catalog.entries.get(entry_id)
    if entry is None or entry.kind in _DEFENCE_KINDS:
        return ""  # an unknown one is told by the scenario's own check, with the nearest names
    return f"is a figure of a catalog entry of the kind {entry.kind}"


def _speeds(catalog: Catalog) -> dict[str, str]:
    """The figure that gives each class of a raid its speed, as `catalog.resolve` looks for it."""
    from rangering.catalog.resolve import resolve_target

    found = {}
    for kind in HOSTILE_CLASSES:
        inputs = resolve_target(catalog, kind).inputs
        found[kind] = next(each.quantity for each in inputs if each.field == "speed_m_s")
    return found


def is_civil(type_id: str, catalog: Catalog) -> bool:
    """Whether a type of aircraft is one that civil flights are of; armed and early-warning types are not."""
    entry = catalog.entries.get(type_id)
    if entry is None or entry.kind == "target":
        return type_id in CIVIL_CLASSES
    return entry.target_class in CIVIL_CLASSES[:4] and "cruise_mach" in entry.quantities


def put(tables: dict[str, Any], field: Field, value: Any) -> None:
    """Set a field in the tables of a scenario, everywhere it stands.

    What a group does not state of doctrine and links is the scenario's: stating one field of it then keeps
    the others as they are there.
    """
    for place in field.places:
        if place[0] == "uncertainty" and len(place) == 2 and not isinstance(value, dict):
            tables.setdefault("uncertainty", {})[place[1]] = dict.fromkeys(("low", "nominal", "high"), value)
            continue
        here: Any = tables
        for part in place[:-1]:
            if isinstance(here, dict) and part not in here:
                here[part] = deepcopy(tables.get(part, {})) if part in ("doctrine", "links") else {}
            here = here[part]
        here[place[-1]] = deepcopy(value)


def kept_alike(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two scenarios, as written, agree in all that is locked about flights and places."""
    return bool(_fixed(was) == _fixed(now))


def _fixed(tables: Mapping[str, Any]) -> dict[str, Any]:
    stated = {key: tables[key] for key in ("hostile_flight", "own_flight", "allied_flight", "mission")}
    raids = [{k: v for k, v in raid.items() if k not in ("size", "mix")} for raid in tables["raid"]]
    sites = [
        (group.get("position"), group.get("elements"), unit["position"], unit.get("elements"), unit["name"])
        for group in tables["group"]
        for unit in group["fire_unit"]
    ]
    assets = [(asset["name"], asset["position"], asset["effect_probability"]) for asset in tables["asset"]]
    civil = [(flight["name"], flight["waypoint"]) for flight in tables["civil_flight"]]
    return stated | {"raid": raids, "sites": sites, "assets": assets, "civil": civil}


def _bare(annotation: Any) -> Any:
    """An annotation without its metadata and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if _is_union(annotation):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, UnionType)


def _inside(table: Any, key: str) -> Any:
    return table.get(key) if isinstance(table, dict) else None


def check_value(field: Field, value: Any, catalog: Catalog, where: str) -> None:
    """Refuse a value that would bring in by another door what is locked.

    Raises
    ------
    ScenarioError
        A civil flight is made one of a type that is not civil.
    """
    if (
        field.places[0][0] == "civil_flight"
        and field.places[0][-1] == "type"
        and not is_civil(str(value), catalog)
    ):
        problem = "is no type that civil flights are of"
        raise ScenarioError(problem, where=where, value=value, mend=f"one of {', '.join(CIVIL_CLASSES)}")

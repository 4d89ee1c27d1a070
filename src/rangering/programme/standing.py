"""A force in a scenario: so many of its fire units stand, with so many missiles, in the order of the file.

Fire units stand one after the other as the file has them; a group of which none stands is left out, its
command post and surveillance radar with it. Missiles fill launchers first, shared out as the scenario's own
loads are, then stores; what is left over stays in the country's stock and takes no part. Only fire units of
the system that is bought are counted; other systems stand as stated.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rangering.catalog.read import Catalog
from rangering.errors import ScenarioError
from rangering.scenario.defence import FireUnit, Group, MissileStock
from rangering.scenario.loads import Load, loads
from rangering.scenario.models import Scenario


class Standing(NamedTuple):
    """A scenario as a force stands in it."""

    scenario: Scenario | None
    """None where no fire unit at all is left."""
    units: int
    """Fire units of the system that stand."""
    ready: int
    """Missiles on their launchers."""
    stored: int
    """Missiles in their stores."""
    left: int | None
    """Missiles of the force that no fire unit takes; None where no count was given."""


def units_of(scenario: Scenario, system: str | None) -> int:
    """How many fire units of a system a scenario places; of all systems where none is named."""
    return sum(len(group.fire_units) for group in scenario.groups if system in (None, group.system))


def require_system(scenario: Scenario, system: str | None, programme: str) -> None:
    """Find out before the work that a programme's system stands nowhere in a scenario.

    Raises
    ------
    ScenarioError
        It has no group of this system.
    """
    if units_of(scenario, system):
        return
    there = ", ".join(dict.fromkeys(group.system for group in scenario.groups))
    raise ScenarioError(
        f"has no fire unit of {system}, which the programme {programme} buys; it has {there}",
        where=f"{scenario.read_as}, group",
        mend=f'place a group with system = "{system}", or take the programme of another system',
    )


def capacity_of(scenario: Scenario, system: str | None, units: int, catalog: Catalog) -> int:
    """Missiles that so many fire units take, on launchers and in store, by nominal values."""
    return sum(
        load.ready_count + load.reloads_count
        for group, unit in _standing(scenario, system, units)
        for load in loads(catalog, group, unit)
    )


def standing(
    scenario: Scenario, units: int, missiles: int | None = None, *, system: str | None, catalog: Catalog
) -> Standing:
    """A scenario with the first so many of its fire units, and so many missiles.

    Parameters
    ----------
    scenario : Scenario
        Checked against the catalog.
    units : int
        Fire units available, 0 or more; those beyond what the scenario places are left out of account.
    missiles : int, optional
        On hand in all, 0 or more; the scenario's own loads where not given or where there are enough.
    system : str or None
        Catalog id of what is bought; None counts fire units of every system.
    catalog : Catalog
        For loads that the scenario leaves open.
    """
    count = max(0, min(units, units_of(scenario, system)))
    chosen = list(_standing(scenario, system, count))
    held = [loads(catalog, group, unit) for group, unit in chosen]
    ready = [[load.ready_count for load in each] for each in held]
    stored = [[load.reloads_count for load in each] for each in held]
    whole = sum(map(sum, ready)) + sum(map(sum, stored))
    short = missiles is not None and missiles < whole
    if short:
        ready = _shared(missiles or 0, ready)
        stored = _shared((missiles or 0) - sum(map(sum, ready)), stored)
    filled = iter(
        _filled(unit, each, here, there) if short else unit
        for (_, unit), each, here, there in zip(chosen, held, ready, stored, strict=True)
    )
    groups, left = [], count
    for group in scenario.groups:
        if system not in (None, group.system):
            groups.append(group)
            continue
        kept = min(left, len(group.fire_units))
        left -= kept
        if kept:
            few = tuple(next(filled) for _ in range(kept))
            # The command post stays where it stood, whichever fire units are there.
            groups.append(group.model_copy(update={"fire_units": few}))
    on_launchers, in_store = sum(map(sum, ready)), sum(map(sum, stored))
    spare = None if missiles is None else max(0, missiles - on_launchers - in_store)
    if not groups:
        return Standing(None, 0, 0, 0, spare)
    other = scenario.model_copy(update={"groups": tuple(groups)})
    other._file, other._read_as = scenario._file, scenario._read_as
    return Standing(other, count, on_launchers, in_store, spare)


def note_of(stood: Standing, on: date, programme: str, scenario: Scenario, system: str | None) -> list[str]:
    """What a scenario made of a force is, in lines."""
    placed = units_of(scenario, system)
    said = [
        f"The force of the programme {programme} on {on.isoformat()}, in the middle of its nominal",
        f"histories, put into the scenario {scenario.name}: the first {stood.units} of its {placed} fire",
        f"units stand, in the order of the file, with {stood.ready} missiles on launchers and",
        f"{stood.stored} in store.",
    ]
    if stood.left:
        said.append(f"{stood.left} more missiles are on hand in the country and take no part.")
    return [*said, "Where fire units stand is the scenario's statement; the programme says how many."]


def scenario_toml(scenario: Scenario, note: Sequence[str] = ()) -> str:
    """A scenario as the text of a file that `load_scenario` reads back as the same scenario.

    Parameters
    ----------
    scenario : Scenario
        What is written; what it leaves to defaults stays so.
    note : sequence of str
        Comment lines in front.
    """
    tables = scenario.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    terrain = tables.get("environment", {}).get("terrain")
    if isinstance(terrain, dict) and "path" in terrain:
        # The new file may lie elsewhere.
        terrain["path"] = str((scenario.folder / Path(terrain["path"])).resolve())
    lines = [f"# {line}".rstrip() for line in note]
    return "\n".join([*lines, *([""] if lines else []), *_tables(tables, ())]) + "\n"


def _standing(scenario: Scenario, system: str | None, units: int) -> Iterator[tuple[Group, FireUnit]]:
    left = units
    for group in scenario.groups:
        if system in (None, group.system):
            for unit in group.fire_units[: max(left, 0)]:
                yield group, unit
            left -= len(group.fire_units)


def _filled(unit: FireUnit, held: Sequence[Load], ready: Sequence[int], stored: Sequence[int]) -> FireUnit:
    """A fire unit with its loads spelt out; types of which nothing is there stand with 0."""
    stock = tuple(
        MissileStock.model_validate({"type": load.interceptor, "ready": here, "reloads": there})
        for load, here, there in zip(held, ready, stored, strict=True)
    )
    return unit.model_copy(update={"missiles": stock})


def _shared(count: int, most: Sequence[Sequence[int]]) -> list[list[int]]:
    """A number shared out in proportion to what each can take, whole ones, the largest remainders first."""
    whole = sum(map(sum, most))
    given = min(count, whole)
    if not whole:
        return [list(each) for each in most]
    exact = [[given * each / whole for each in row] for row in most]
    shares = [[int(each) for each in row] for row in exact]
    places = [(a, b) for a, row in enumerate(exact) for b in range(len(row))]
    places.sort(key=lambda at: (shares[at[0]][at[1]] - exact[at[0]][at[1]], at))
    for a, b in places[: given - sum(map(sum, shares))]:
        shares[a][b] += 1
    return shares


def _tables(table: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[str]:
    """Plain fields first, then tables, then tables that come again and again."""
    later = {}
    for key, value in table.items():
        if _is_list_of_tables(value) or (isinstance(value, Mapping) and value):
            later[key] = value
        elif not isinstance(value, Mapping):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in later.items():
        path = (*at, _key(key))
        for each in value if not isinstance(value, Mapping) else (value,):
            yield ""
            yield f"[{'.'.join(path)}]" if isinstance(value, Mapping) else f"[[{'.'.join(path)}]]"
            yield from _tables(each, path)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(e, Mapping) for e in value)


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)

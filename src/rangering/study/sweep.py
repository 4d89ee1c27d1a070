"""A sweep: one scenario at every point of a grid of its fields, each point fully checked before any is run.

A sweep file is TOML:

    scenario = "raid"                  # a ready scenario, or a file beside this one
    combine = "grid"                   # every combination (the default); "zip": first with first, and so on
    replicates = 1000                  # of chance, at each point
    fidelity = "fast"                  # "full" (the default) or "fast"
    seed = 1                           # the same at every point: differences are then not chance
    measures = ["leakers", "missiles"] # what is shown of each point
    precision = 0.2                    # half-width at which a point stops: a number, "5 %" of the value, or
                                       # a table of them by measure; without it all replicates are run

    [sweep]
    raid.0.size = [12, 24, 48]                                        # from zero
    "raid[2].size" = [4, 8, 12]                                       # from one, as messages count
    raid."Drones".mix = [{ "target/one-way-uav" = 1 }, { "target/male-uav" = 1 }]
    "group.*.doctrine.salvo_size" = [1, 2]                            # all groups alike
    environment.rain_rate = { from = "0 mm/h", to = "20 mm/h", steps = 5 }
    uncertainty."s-400/91n6e.scan_period" = ["5 s", "10 s"]           # a figure of the catalog, fixed
    uncertainty."s-400/91n6e.scan_period".high = ["10 s", "12 s"]     # or one of its limits

A range has both its ends: ``steps`` values from one to the other, evenly or with ``spacing = "log"``; or
whole numbers ``step`` apart. Values are written as the scenario's file has them. Only some fields may be
varied (`study.sweep_fields`). The first field changes slowest.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import RangeringError, ScenarioError, UnitError, nearest, raise_all
from rangering.mission.asked import MOST_REPLICATES, require_seed
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario, scenario_from_tables
from rangering.scenario.toml_file import read_tables
from rangering.study.cells import MEASURES
from rangering.study.sweep_fields import MAY, Field, check_value, field_of, kept_alike, parts_of, put
from rangering.study.sweep_values import MOST_POINTS, as_toml, values_of
from rangering.units import parse

KEYS = ("scenario", "combine", "replicates", "fidelity", "seed", "measures", "precision", "sweep", "title")


class Precision(NamedTuple):
    """When the inner loop of a point stops."""

    half_width: float
    relative: bool
    """Whether it is a share of the value, not in the measure's unit."""


class Point(NamedTuple):
    """One point of a sweep."""

    number: int
    stated: Mapping[str, Any]
    """Field, as messages write it, and its value, as the file has it."""
    scenario: Scenario


class Sweep(NamedTuple):
    """What a sweep file asks for."""

    name: str
    title: str
    base: Scenario
    fields: tuple[str, ...]
    combine: str
    measures: tuple[str, ...]
    replicates: int
    fidelity: str
    seed: int
    precision: Mapping[str, Precision]
    """By measure; empty where all replicates are run."""
    points: tuple[Point, ...]

    def asked(self) -> dict[str, Any]:
        """What decides the numbers but the seed, for the manifest of a study."""
        return {
            "scenario": self.base.as_written(),
            "points": [dict(point.stated) for point in self.points],
            "replicates": self.replicates,
            "fidelity": self.fidelity,
            "precision": {key: list(each) for key, each in self.precision.items()},
        }

    def table(self) -> dict[str, NDArray[Any]]:
        """One row a point, for ``Study.put("points", …)``: numbers as numbers, else as written."""
        columns: dict[str, NDArray[Any]] = {"point": np.arange(len(self.points), dtype=np.int32)}
        for name in self.fields:
            values = [point.stated[name] for point in self.points]
            numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
            column = np.array(values, dtype=np.float64) if numbers else np.empty(len(values), dtype=object)
            if not numbers:
                column[:] = [v if isinstance(v, str) else as_toml(v) for v in values]
            columns[name] = column
        return columns


def load_sweep(path: Path | str, *, catalog: Catalog | None = None) -> Sweep:
    """A sweep from its file.

    Parameters
    ----------
    path : Path or str
        A TOML file, as above.
    catalog : Catalog, optional
        What ids refer to; the shipped one if not given.

    Raises
    ------
    ScenarioError
        The one thing that is wrong with it; a locked field among them.
    ManyErrors
        All of them, where there are several.
    """
    file = Path(path)
    if not file.is_file():
        raise ScenarioError("is no file", where=str(path), mend="name a TOML file with a [sweep] table")
    return sweep_of(read_tables(file), str(path), folder=file.parent, catalog=catalog)


def sweep_of(
    tables: Mapping[str, Any], name: str, *, folder: Path | None = None, catalog: Catalog | None = None
) -> Sweep:
    """A sweep from the tables of a file called `name`, whose folder scenarios are looked for in."""
    known = catalog if catalog is not None else load_catalog()
    errors: list[RangeringError] = []
    for key in tables:
        if key not in KEYS:
            mend = nearest(key, KEYS) or f"its keys are {', '.join(KEYS)}; fields stand under [sweep]"
            errors.append(ScenarioError("is no key of a sweep file", where=f"{name}, {key}", mend=mend))
    run = _Run(tables, name, errors)
    base = _base(tables, name, folder or Path(), known)
    stated = _stated(base)
    swept = tables.get("sweep")
    if not isinstance(swept, dict) or not swept:
        mend = "add [sweep] with fields and their values, such as raid.0.size = [12, 24]"
        errors.append(ScenarioError("has no field to vary", where=f"{name}, sweep", mend=mend))
        swept = {}
    fields: dict[Field, list[Any]] = {}
    for parts, given in _leaves(swept, name, errors):
        where = f"{name}, sweep.{'.'.join(map(str, parts))}"
        try:
            field = field_of(parts, stated, known, where)
            values = values_of(given, where)
            for value in values:
                check_value(field, value, known, where)
            _not_twice(field, fields, where)
            fields[field] = values
        except RangeringError as error:
            errors.append(error)
    raise_all(errors)
    combined = list(_combined(fields, run.combine, name))
    points = [
        _point(n, dict(zip(fields, values, strict=True)), base, stated, name, known, errors)
        for n, values in enumerate(combined)
    ]
    raise_all(errors)
    return Sweep(
        name=name, title=str(tables.get("title", base.title)), base=base,
        fields=tuple(field.written for field in fields), combine=run.combine, measures=run.measures,
        replicates=run.replicates, fidelity=run.fidelity, seed=run.seed, precision=run.precision,
        points=tuple(point for point in points if point is not None),
    )  # fmt: skip


class _Run:
    """How each point is run: the keys of the file outside ``[sweep]``, checked."""

    def __init__(self, tables: Mapping[str, Any], name: str, errors: list[RangeringError]) -> None:
        self.name, self.errors = name, errors
        self.combine = self._one_of(tables, "combine", "grid", ("grid", "zip"))
        self.fidelity = self._one_of(tables, "fidelity", "full", ("full", "fast"))
        self.replicates = self._whole(tables, "replicates", 1000, 1, MOST_REPLICATES)
        self.seed = self._whole(tables, "seed", 0, 0, 2**63)
        try:
            require_seed(self.seed)
        except ScenarioError as error:
            self._wrong("seed", self.seed, error.problem, error.mend)
        self.measures = self._measures(tables.get("measures", ["leakers", "missiles"]), self._known())
        self.precision = dict(self._precision(tables.get("precision"), self._known()))

    def _known(self) -> Collection[str]:
        return MEASURES

    def _wrong(self, key: str, value: Any, problem: str, mend: str) -> None:
        self.errors.append(ScenarioError(problem, where=f"{self.name}, {key}", value=value, mend=mend))

    def _one_of(self, tables: Mapping[str, Any], key: str, default: str, choices: Sequence[str]) -> str:
        value = tables.get(key, default)
        if value not in choices:
            self._wrong(key, value, "is not one of the choices", f"choose one of {', '.join(choices)}")
            return default
        return str(value)

    def _whole(self, tables: Mapping[str, Any], key: str, default: int, low: int, high: int) -> int:
        value = tables.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._wrong(key, value, f"is no whole number from {low} to {high:,}", f"such as {default}")
            return default
        return value

    def _measures(self, stated: Any, known: Collection[str]) -> tuple[str, ...]:
        if not isinstance(stated, list) or not stated:
            self._wrong("measures", stated, "is no list of measures", 'such as ["leakers", "missiles"]')
            return ()
        for each in stated:
            if each not in known:
                mend = nearest(str(each), known) or f"measures: {', '.join(known)}"
                self._wrong("measures", each, "is no measure", mend)
        return tuple(dict.fromkeys(map(str, stated)))

    def _precision(self, stated: Any, known: Collection[str]) -> Iterator[tuple[str, Precision]]:
        if stated is None:
            return
        if not isinstance(stated, dict):
            if width := self._half_width("precision", stated):
                yield from ((key, width) for key in self.measures)
            return
        for key, value in stated.items():
            if key not in known:
                mend = nearest(key, known) or f"measures: {', '.join(known)}"
                self._wrong(f"precision.{key}", None, "is no measure", mend)
            elif width := self._half_width(f"precision.{key}", value):
                yield key, width

    def _half_width(self, where: str, value: Any) -> Precision | None:
        relative = isinstance(value, str)
        try:
            half_width = parse(value, "fraction")
        except UnitError:
            half_width = 0.0
        if half_width > 0.0 and (not relative or str(value).strip().endswith("%")):
            return Precision(half_width, relative)
        mend = 'a number above zero in the unit of the measure, or a share of it such as "5 %"'
        self._wrong(where, value, "is no half-width", mend)
        return None


def _base(tables: Mapping[str, Any], name: str, folder: Path, catalog: Catalog) -> Scenario:
    stated = tables.get("scenario")
    if not isinstance(stated, str) or not stated.strip():
        mend = 'add scenario = "raid": a ready one, or a file'
        raise ScenarioError("names no scenario", where=f"{name}, scenario", value=stated, mend=mend)
    beside = folder / stated
    return load_scenario(beside if beside.is_file() else stated, catalog=catalog)


def _stated(base: Scenario) -> dict[str, Any]:
    """What a scenario states, without its defaults: a point then names the same defaults as its base."""
    tables = base.model_dump(by_alias=True, exclude_none=True, exclude_unset=True)
    lists: dict[str, Any] = json.loads(json.dumps(tables))
    return lists


def _leaves(
    swept: Mapping[str, Any], name: str, errors: list[RangeringError]
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Paths of the table ``[sweep]``, written as nested keys or as one text, and what stands there."""
    for key, value in swept.items():
        try:
            head = parts_of(key)
        except ValueError as error:
            errors.append(
                ScenarioError(str(error), where=f"{name}, sweep", value=key, mend="such as raid[1].size")
            )
            continue
        yield from _below(head, value)


def _below(head: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict) and "from" not in value and value:
        for key, inside in value.items():
            yield from _below((*head, key), inside)
    else:
        yield head, value


def _not_twice(field: Field, fields: Mapping[Field, Any], where: str) -> None:
    for other in fields:
        for mine in field.places:
            for theirs in other.places:
                if mine[: len(theirs)] == theirs or theirs[: len(mine)] == mine:
                    problem = f"names what {other.written} names too"
                    raise ScenarioError(problem, where=where, mend="leave one out")


def _combined(fields: Mapping[Field, list[Any]], combine: str, name: str) -> Iterator[tuple[Any, ...]]:
    lengths = {field.written: len(values) for field, values in fields.items()}
    count = prod(lengths.values()) if combine == "grid" else max(lengths.values())
    if combine == "zip" and len(set(lengths.values())) > 1:
        shown = ", ".join(f"{field} {length}" for field, length in lengths.items())
        problem, mend = f"pairs lists of unlike length: {shown}", 'make them alike, or write combine = "grid"'
        raise ScenarioError(problem, where=f"{name}, combine", value="zip", mend=mend)
    if count > MOST_POINTS:
        problem, mend = f"makes {count:,} points, more than {MOST_POINTS:,}", "shorten the lists"
        raise ScenarioError(problem, where=f"{name}, sweep", mend=mend)
    return product(*fields.values()) if combine == "grid" else zip(*fields.values(), strict=True)


def _point(
    number: int, stated: Mapping[Field, Any], base: Scenario, tables: Mapping[str, Any], name: str,
    catalog: Catalog, errors: list[RangeringError],
) -> Point | None:  # fmt: skip
    changed = deepcopy(dict(tables))
    # The scenario's doctrine before a group's, which begins as a copy of it.
    for field, value in sorted(stated.items(), key=lambda each: len(each[0].places[0])):
        put(changed, field, value)
    said = ", ".join(f"{field.written} = {as_toml(value)}" for field, value in stated.items())
    # Relative paths of the scenario start where its own file lies.
    file = base.folder / f"{base.name}.toml"
    try:
        scenario = scenario_from_tables(
            changed, f"{name}, point {number + 1} ({said})", file=file, catalog=catalog
        )
    except RangeringError as error:
        errors.append(error)
        return None
    if not kept_alike(base.as_written(), scenario.as_written()):
        where = f"{name}, point {number + 1}"
        errors.append(ScenarioError("changes what is locked", where=where, value=said, mend=MAY))
        return None
    return Point(number, {field.written: value for field, value in stated.items()}, scenario)

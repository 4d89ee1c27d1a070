"""What a study stood on: Earth and ground, assumptions, and the figures that were drawn.

Scenarios are compiled once more with nominal values, which decides nothing: it finds the figures and remarks
that an answer must carry.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from rangering.catalog.draw import axes
from rangering.catalog.read import Catalog
from rangering.mission.compile import compile_mission
from rangering.mission.run import rests_on
from rangering.scenario.models import Scenario
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.covered import MAP, CoveredShare
from rangering.study.packages import as_offered
from rangering.study.questions import Asked
from rangering.study.sweep import Point, Sweep


@dataclass(frozen=True)
class Stood:
    """What must be said with the result of a study."""

    title: str
    name: str
    labels: tuple[str, ...]
    fidelity: str
    inner: int
    seed: int
    readings: int
    catalog: Catalog
    """With the scenario's own bounds in place."""
    keys: tuple[str, ...]
    """Ids of the figures that the answer rests on."""
    axes: tuple[str, ...]
    """The independent unknowns behind them."""
    environment: dict[str, Any]
    assumptions: tuple[str, ...]
    provenance: dict[str, Any]


def stood_on_map(asked: Asked, readings: int) -> Stood:
    """What a study of a map's score stood on: no raid, nothing left to chance.

    Parameters
    ----------
    asked, readings
        As in `stood_on`.

    Raises
    ------
    RangeringError
        The scenario has no map.
    """
    model = CoveredShare(asked)
    known = model.unknowns
    return Stood(
        asked.scenario.title, asked.scenario.name, tuple(asked.scenario.labels), MAP, 0, asked.seed, readings,
        known.catalog, known.keys, known.axes, environment_of(asked.scenario, known.terrain),
        model.assumptions(readings),
        record_of(asked.scenario, asked.catalog, known.terrain, readings, asked.seed) | {"seed": asked.seed},
    )  # fmt: skip


def stood_on(asked: Asked, readings: int, packages: Sequence[str] = ()) -> Stood:
    """What a study stood on.

    Parameters
    ----------
    asked : Asked
        As it was asked.
    readings : int
        How many were drawn.
    packages : sequence of str
        Ids of packages that stood at the sites of the scenario, where some did.

    Raises
    ------
    RangeringError
        The scenario cannot run.
    """
    catalog = asked.catalog
    scenarios: list[Scenario] = [asked.scenario]
    if packages:
        fielded = [as_offered(asked.scenario, catalog, catalog.package(each)) for each in packages]
        scenarios = [each.scenario for each in fielded if each.scenario is not None]
    said = (
        f"Over {readings} readings of what nobody outside knows, {asked.inner} replicates of each: shares of "
        "readings and bands are no probabilities. Laws between the bounds are assumptions."
    )
    return _stood(asked, scenarios, readings, [said])


def stood_on_sweep(asked: Asked, swept: Sweep) -> Stood:
    """What a sweep stood on, from points that hold every value of every field between them.

    Parameters
    ----------
    asked : Asked
        As it was asked.
    swept : Sweep
        Its points.
    """
    chosen = _covering(swept.points)
    said = [
        "What nobody outside knows stands at its nominal value: a sweep draws no readings, and its intervals "
        "are of chance alone, the same chance at every point."
    ]
    if len(chosen) > MOST_COMPILED:
        chosen = chosen[:MOST_COMPILED]
        said.append(f"Figures and assumptions listed are those of {len(chosen)} points.")
    stood = _stood(asked, [point.scenario for point in chosen], 0, said)
    written = json.dumps(swept.asked(), sort_keys=True, ensure_ascii=False, default=str)
    inputs = stood.provenance.get("inputs", {}) | {"sweep": sha256(written.encode()).hexdigest()}
    return replace(stood, provenance=stood.provenance | {"inputs": inputs})


MOST_COMPILED = 24
"""Points of a sweep that are compiled once more; a sweep may have thousands."""


def _covering(points: Sequence[Point]) -> list[Point]:
    """The first points that add a value of some field."""
    seen: set[tuple[str, str]] = set()
    chosen = []
    for point in points:
        values = {(name, repr(value)) for name, value in point.stated.items()}
        if not values <= seen:
            seen |= values
            chosen.append(point)
    return chosen


def _stood(asked: Asked, scenarios: Sequence[Scenario], readings: int, said: list[str]) -> Stood:
    """What was said, and what scenarios compiled with nominal values rest on."""
    catalog = asked.catalog
    made = [
        compile_mission(
            each, catalog, seed=asked.seed, allow_defaults=asked.allow_defaults,
            allow_assumed=asked.allow_assumed, repeated=asked.repeated,
        )
        for each in scenarios
    ]  # fmt: skip
    stated = stated_catalog(catalog, asked.scenario.uncertainty, asked.scenario.name)
    keys = tuple(sorted({each.quantity for one in made for each in one.inputs}))
    terrain = made[0].terrain[0]
    remarks = [remark for one in made for remark in rests_on(one, asked.fidelity)]
    return Stood(
        asked.scenario.title, asked.scenario.name, tuple(asked.scenario.labels), asked.fidelity, asked.inner,
        asked.seed, readings, stated, keys, axes(stated, keys), environment_of(asked.scenario, terrain),
        tuple(dict.fromkeys([*said, *remarks])),
        record_of(asked.scenario, catalog, terrain, readings, asked.seed) | {"seed": asked.seed},
    )  # fmt: skip

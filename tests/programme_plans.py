"""Small programmes stated by hand: what the engine, its closed forms and the SimPy model are given alike."""

from dataclasses import dataclass, field
from math import inf

import numpy as np

from rangering.programme.plan import (
    NONE,
    Activities,
    Cause,
    Components,
    Effect,
    Lines,
    Missiles,
    Plan,
    Shocks,
    Units,
)
from rangering.programme.play import play_plan
from rangering.programme.state import Out

NO_MISSILES = Missiles(0, inf, 0.0, 0.0, 0.0, inf, 0.0)


@dataclass(frozen=True)
class Step:
    """An activity; `after` holds places in the list of steps."""

    days: float = 0.0
    after: tuple[int, ...] = ()
    cause: Cause = Cause.PRODUCTION
    spread: float = 0.0
    earliest_d: float = 0.0
    likely: float = 1.0
    repeat: float = 0.0
    repeat_d: float = 0.0
    place: int = NONE
    stopped_by: int = 0
    open_until_d: float = 0.0
    rest: int = NONE
    effects: tuple[tuple[Effect, int, float], ...] = ()


@dataclass(frozen=True)
class Blow:
    """A shock."""

    likely: float = 1.0
    begins_d: float = 0.0
    mean_wait_d: float = 0.0
    lasts_d: float = inf
    spread: float = 0.0
    stops: int = 0
    open_until_d: float = 0.0


@dataclass(frozen=True)
class Part:
    """A component of every fire unit."""

    fails_per_d: float
    per_unit: int = 1
    needed: int = 1
    stages: int = 1
    poisson: bool = False
    base_stock: int = 0
    depot_stock: int = 0
    base_repair: float = 0.0
    base_repair_d: float = 0.0
    depot_repair_d: float = 0.0
    depot_crews: int = 0
    abroad: float = 0.0
    abroad_d: float = 0.0
    line: int = NONE
    ship_d: float = 0.0
    memoryless: bool = True


@dataclass(frozen=True)
class Line:
    """A licensed line."""

    per_d: float = 0.0
    ramp_d: float = 0.0
    imported_share: float = 0.0
    repair_share: float = 0.0
    most: int = 0


@dataclass(frozen=True)
class SmallProgramme:
    """All of it."""

    steps: tuple[Step, ...]
    months_d: tuple[float, ...]
    units: int = 0
    crews_needed: int = 0
    attrition_per_d: float = 0.0
    retraining_d: float = inf
    taught_at_home: float = 0.0
    initial_count: int = 1
    full_count: int = 1
    places: tuple[int, ...] = ()
    shocks: tuple[Blow, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    missiles: Missiles = field(default=NO_MISSILES)


def ready(units: int) -> Step:
    """Fire units that stand ready on day 0."""
    stages = (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED)
    return Step(effects=tuple((stage, unit, 1.0) for unit in range(units) for stage in stages))


def planned(stated: SmallProgramme) -> Plan:
    """The plan of a small programme."""
    steps, parts, blows, lines = stated.steps, stated.parts, stated.shocks, stated.lines
    effects = [each for step in steps for each in step.effects]
    activities = Activities(
        ints([step.cause for step in steps]), reals([step.days for step in steps]),
        reals([step.spread for step in steps]), reals([step.earliest_d for step in steps]),
        reals([step.likely for step in steps]), reals([step.repeat for step in steps]),
        reals([step.repeat_d for step in steps]), ints([step.place for step in steps]),
        ints([step.stopped_by for step in steps]),
        ints(np.cumsum([0, *(len(step.after) for step in steps)])),
        ints([before for step in steps for before in step.after]),
        ints(np.cumsum([0, *(len(step.effects) for step in steps)])),
        ints([each[0] for each in effects]), ints([each[1] for each in effects]),
        reals([each[2] for each in effects]), ints(range(1000, 1000 + len(steps))),
        reals([step.open_until_d for step in steps]), ints([step.rest for step in steps]),
        ints(stated.places),
    )  # fmt: skip
    shocks = Shocks(
        reals([each.likely for each in blows]), reals([each.begins_d for each in blows]),
        reals([each.mean_wait_d for each in blows]), reals([each.lasts_d for each in blows]),
        reals([each.spread for each in blows]), ints([each.stops for each in blows]),
        ints(range(2000, 2000 + len(blows))), reals([each.open_until_d for each in blows]),
    )  # fmt: skip
    units = Units(
        ints([stated.crews_needed] * stated.units), stated.attrition_per_d, stated.retraining_d,
        stated.taught_at_home, stated.initial_count, stated.full_count,
    )  # fmt: skip
    components = Components(
        ints([p.per_unit for p in parts]), ints([p.needed for p in parts]),
        reals([p.fails_per_d for p in parts]), ints([p.stages for p in parts]),
        ints([p.poisson for p in parts]), ints([p.base_stock for p in parts]),
        ints([p.depot_stock for p in parts]), reals([p.base_repair for p in parts]),
        reals([p.base_repair_d for p in parts]), reals([p.depot_repair_d for p in parts]),
        ints([p.depot_crews for p in parts]), reals([p.abroad for p in parts]),
        reals([p.abroad_d for p in parts]), ints([p.line for p in parts]), reals([p.ship_d for p in parts]),
        ints([p.memoryless for p in parts]), ints(range(3000, 3000 + len(parts))),
    )  # fmt: skip
    made = Lines(
        reals([each.per_d for each in lines]), reals([each.ramp_d for each in lines]),
        reals([each.imported_share for each in lines]), reals([each.repair_share for each in lines]),
        ints([each.most for each in lines]),
    )  # fmt: skip
    return Plan(activities, shocks, units, components, stated.missiles, made, reals(stated.months_d))


def played(stated: SmallProgramme, histories: int = 1, seed: int = 1, first: int = 0) -> Out:
    """Its histories."""
    return play_plan(planned(stated), histories, seed, first=first)


def ints(values) -> np.ndarray:
    """Whole numbers as a plan holds them."""
    return np.array(list(values), dtype=np.int64)


def reals(values) -> np.ndarray:
    """Numbers as a plan holds them."""
    return np.array(list(values), dtype=np.float64)

"""Raids drawn from a family about a stated one, so that no single picture decides a comparison.

A drawn raid differs from the stated one in three things and in nothing else: how many flights, in which
shares of the classes that the raid states, and how fast a class flies within what the catalog holds
possible. Assets, formations, waves, spacing, start, release distance and abort stay; a class that the raid
does not state never appears, since it would bring an altitude band of its own; azimuths stay drawn evenly all
round. Limits: the family is ours and stands for no opponent's choice; each of its raids counts the same.
Draws are keyed by seed, number and name: raid 3 is the same in a set of 5 and in a set of 50.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from rangering.catalog.models import Quantity
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import resolve_target
from rangering.errors import ScenarioError
from rangering.scenario.flights import Raid
from rangering.scenario.models import Scenario
from rangering.scenario.uncertainty import Override, stated_catalog
from rangering.streams import name_id

VARIED = ("size", "mix")
"""Fields of a raid that a family varies; speeds are figures of the catalog, changed under [uncertainty]."""
_LARGEST = 2000  # flights a raid of a scenario may hold


class Limits(NamedTuple):
    """Within what a raid of the family may differ from the stated one."""

    size_low_ratio: float = 0.5
    size_high_ratio: float = 2.0
    """Flights of each raid, as a multiple of the stated number; drawn evenly in logarithm."""
    share_ratio: float = 2.0
    """By how much at most the weight of a class in a raid grows or shrinks; drawn evenly in logarithm."""
    speeds: bool = True
    """Whether speeds of the classes are drawn, evenly over the catalog's bounds; else they stay unknown."""


class DrawnRaid(NamedTuple):
    """One raid of a family."""

    number: int
    scenario: Scenario
    """The stated one with this raid in its place."""
    sizes: Mapping[str, int]
    """Flights by the name of the raid."""
    speeds_m_s: Mapping[str, float]
    """Speed by the id of the catalog's quantity. [m/s]"""

    @property
    def said(self) -> str:
        """What was drawn, such as ``"raid 3 of the family: 12 flights (Drones 12)"``; no speeds."""
        flights = ", ".join(f"{name} {count}" for name, count in self.sizes.items())
        return f"raid {self.number} of the family: {sum(self.sizes.values())} flights ({flights})"


def draw_raids(
    scenario: Scenario,
    count: int,
    seed: int,
    *,
    catalog: Catalog,
    limits: Limits | None = None,
) -> tuple[DrawnRaid, ...]:
    """Raids of the family about a scenario's own, numbered from 1; the stated raid itself is not among them.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    count : int
        How many, 1 or more.
    seed : int
        0 to 2³² - 1.
    catalog : Catalog
        Whose bounds speeds keep to, as the scenario's [uncertainty] changes them.
    limits : Limits, optional
        Within what to differ; the defaults of `Limits` if not given.

    Returns
    -------
    tuple of DrawnRaid
        Put a package into each of their scenarios: the raids are then the same for every package.

    Raises
    ------
    ScenarioError
        A scenario without a raid, a count or seed that is none, or limits that are none.
    """
    within = limits or Limits()
    _check(scenario, count, seed, within)
    known = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    speeds = _speed_quantities(scenario, known) if within.speeds else {}
    return tuple(_drawn(scenario, number, seed, speeds, within) for number in range(1, count + 1))


def _check(scenario: Scenario, count: int, seed: int, limits: Limits) -> None:
    if not scenario.raids:
        raise ScenarioError(
            "states no raid to draw a family about",
            where=f"{scenario.read_as}, raid",
            mend="add a [[raid]] table; hostile routes written by hand are never varied",
        )
    if count < 1 or not 0 <= seed < 2**32:
        raise ScenarioError(
            "is no number of raids and seed",
            where="family of raids",
            value=(count, seed),
            mend="draw 1 raid or more, with a seed below 2**32",
        )
    if not 0.0 < limits.size_low_ratio <= limits.size_high_ratio or limits.share_ratio < 1.0:
        raise ScenarioError(
            "are no limits of a family",
            where="family of raids",
            value=tuple(limits),
            mend="give positive size ratios, the low one first, and a share ratio of 1 or more",
        )


def _drawn(
    scenario: Scenario, number: int, seed: int, speeds: Mapping[str, Quantity], limits: Limits
) -> DrawnRaid:
    raids = tuple(_raid(raid, number, seed, limits) for raid in scenario.raids)
    drawn_m_s: dict[str, float] = {}
    changes = dict(scenario.uncertainty)
    for quantity_id, quantity in speeds.items():
        share = float(_generator(seed, number, quantity_id).random())
        value = quantity.low + share * (quantity.high - quantity.low)
        drawn_m_s[quantity_id] = value * quantity.si_unit_and_factor[1]
        stated = f"{value!r} {quantity.unit}"
        changes[quantity_id] = Override(low=stated, nominal=stated, high=stated)
    other = scenario.model_copy(update={"raids": raids, "uncertainty": changes})
    return DrawnRaid(number, other, {raid.name: raid.size for raid in raids}, drawn_m_s)


def _raid(raid: Raid, number: int, seed: int, limits: Limits) -> Raid:
    draws = _generator(seed, number, raid.name)
    span = np.log([limits.size_low_ratio, limits.size_high_ratio])
    ratio = float(np.exp(span[0] + draws.random() * (span[1] - span[0])))
    # Formations and waves are kept, so no raid is smaller than they need.
    least = max(1, raid.formation_size, raid.waves_count)
    size = min(_LARGEST, max(least, round(raid.size * ratio)))
    mix = dict(raid.mix)
    flown = sorted(kind for kind, share in raid.mix.items() if share > 0.0)
    if len(flown) > 1:
        for kind in flown:
            own = _generator(seed, number, f"{raid.name}: {kind}").random()
            mix[kind] = min(1000.0, raid.mix[kind] * float(limits.share_ratio ** (2.0 * own - 1.0)))
    return raid.model_copy(update={"size": size, "mix": mix})


def _speed_quantities(scenario: Scenario, catalog: Catalog) -> dict[str, Quantity]:
    """The figures that speeds of the raids' classes come from; classes that share one share its draw."""
    kinds = {kind for raid in scenario.raids for kind, share in raid.mix.items() if share > 0.0}
    found = {}
    for kind in sorted(kinds):
        facts = resolve_target(catalog, kind, fields=("speed_m_s",))
        quantity = catalog.quantity(facts.inputs[0].quantity)
        found[quantity.id] = quantity
    return dict(sorted(found.items()))


def _generator(seed: int, number: int, name: str) -> np.random.Generator:
    """A stream of its own for each raid of the family and each thing drawn in it."""
    key = np.array([seed, (number << 32) | name_id(name)], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))

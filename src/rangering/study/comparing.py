"""Packages under the same raids and the same chance: as offered, and as much of each as equal money buys.

Every package stands at the sites of one scenario and meets the raids of that scenario and others drawn from
their family. A reading is one draw of everything nobody outside knows about any of them, prices included; in
a reading all packages meet the same raids with the same chance, so differences are paired. Speeds of classes
belong to the raids of the family and are not drawn a second time. Every raid of every reading has a seed of
its own: what chance leaves in one says nothing of another. The same readings are drawn under other
assumptions about their laws too, prices among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.draw import axes, reading
from rangering.catalog.offers import Package
from rangering.catalog.packages import package_keys, price
from rangering.errors import ScenarioError, StudyError
from rangering.mission.compile import compile_mission
from rangering.mission.intervals import mean_of
from rangering.scenario.models import Scenario
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.assumed import refuse_assumed
from rangering.study.cells import Cell
from rangering.study.compare_words import Compared, Through, Under, compare_words
from rangering.study.design import VARIANTS, Variant, draw_readings, inner_seeds, outer_design
from rangering.study.family import draw_raids
from rangering.study.packages import Fielded, as_offered, at_equal_spend
from rangering.study.paired import by_raid, differences, order
from rangering.study.questions import Asked, made_of, require_measure

FloatArray = NDArray[np.float64]
NO_PACKAGE = -1
USUAL = ("s-400-turkey-2017", "patriot-turkey-2018", "fd-2000-turkey-2013", "samp-t-turkey-2013")
"""What was offered to one buyer for one need."""


class _Placed(NamedTuple):
    """One package under one raid, with so many fire units: an arm, or nothing where none is bought."""

    fielded: Fielded
    arm: int


@dataclass(frozen=True)
class Comparison:
    """What packages let through."""

    title: str
    packages: tuple[str, ...]
    readings: int
    inner: int
    raids: tuple[str, ...]
    """Which raids were flown, in words."""
    offered: Compared
    at_spend: Compared | None
    spend: str
    lines: tuple[str, ...]
    """The whole comparison in words, the caveat last."""
    variants: tuple[Variant, ...] = VARIANTS[:1]
    """Under which assumptions readings were drawn."""


class Prepared(NamedTuple):
    """A comparison that can be run."""

    asked: Asked
    measure: str
    family: int
    chosen: list[Package]
    reference: Package | None
    """Whose price the others get; None where fewer than two have one."""
    raids: list[Scenario]
    """The scenario with each raid in its place."""
    said: tuple[str, ...]
    offers: list[list[Fielded]]
    """By package and raid."""
    drawn: dict[str, FloatArray]
    """Figures of the readings of all variants, one variant after the other: (variants * readings,) each."""
    seeds: NDArray[np.uint32]
    """Shape (raids, readings): of the chance of each raid in each reading, under every assumption."""
    variants: tuple[Variant, ...]

    @property
    def record(self) -> dict[str, Any]:
        """What decides the numbers besides what every study has, for manifests."""
        return {
            "question": "compare",
            "readings": self.seeds.shape[1],
            "family": self.family,
            "packages": [each.id for each in self.chosen],
            "variants": [each.name for each in self.variants],
        }


def compare(
    asked: Asked,
    packages: Sequence[str] = (),
    *,
    measure: str = "leakers",
    readings: int = 16,
    family: int = 3,
    spend_of: str | None = None,
    variants: bool = True,
) -> Comparison:
    """Compare packages at the sites of a scenario.

    Parameters
    ----------
    asked : Asked
        The scenario whose places are defended and whose raids come, and how to run it.
    packages : sequence of str
        Ids of packages of the catalog; `USUAL` if none is named.
    measure : str
        What is compared, of `rangering.study.cells.MEASURES`.
    readings : int
        Of what nobody outside knows.
    family : int
        Raids drawn beside the scenario's own.
    spend_of : str, optional
        The package whose price every other one gets; the first that has one if not given.
    variants : bool
        Whether the other assumptions are run too: claims of one origin erring apart or alike, uniform laws.

    Raises
    ------
    RangeringError
        A package that is none or mostly assumed, a scenario without a raid, or a package that cannot stand at
        these sites.
    """
    return compared(
        prepared(
            asked, packages, measure=measure, readings=readings, family=family, spend_of=spend_of,
            variants=variants,
        )
    )  # fmt: skip


def prepared(
    asked: Asked,
    packages: Sequence[str] = (),
    *,
    measure: str = "leakers",
    readings: int = 16,
    family: int = 3,
    spend_of: str | None = None,
    variants: bool = True,
) -> Prepared:
    """Make a comparison ready, and find out before the work whether it can be run.

    Parameters and errors as in `compare`.
    """
    require_measure(measure)
    if readings < 2 or family < 0 or asked.inner < 2:
        raise StudyError(
            "is too little to compare by", where="--readings, --family, -n",
            value=(readings, family, asked.inner), mend="give two readings and two replicates or more",
        )  # fmt: skip
    catalog = asked.catalog
    chosen = chosen_packages(asked, packages)
    reference = _reference(asked, chosen, spend_of)
    drawn_raids = draw_raids(asked.scenario, family, asked.seed, catalog=catalog) if family else ()
    raids = [asked.scenario, *(each.scenario for each in drawn_raids)]
    offers = [[as_offered(raid, catalog, package) for raid in raids] for package in chosen]
    speeds = {key for each in drawn_raids for key in each.speeds_m_s}
    keys = _keys(asked, chosen, offers, speeds)
    stated = stated_catalog(catalog, asked.scenario.uncertainty, asked.scenario.name)
    design = outer_design(axes(stated, keys), readings, asked.seed, where="--readings", otherwise="")
    assumed = VARIANTS if variants else VARIANTS[:1]
    every = [draw_readings(stated, keys, design.uniforms, each) for each in assumed]
    drawn = {key: np.concatenate([each[key] for each in every]) for key in every[0]}
    seeds = inner_seeds(len(raids) * readings, asked.seed).reshape(len(raids), readings)
    said = ("the scenario's own", *(each.said for each in drawn_raids))
    return Prepared(asked, measure, family, chosen, reference, raids, said, offers, drawn, seeds, assumed)


def compared(ready: Prepared) -> Comparison:
    """Run a comparison that was made ready: what `compare` gives."""
    asked, readings = ready.asked, ready.seeds.shape[1]
    chosen, raids, variants = ready.chosen, ready.raids, ready.variants
    arms: list[Scenario] = []
    places = [[_placed(fielded, arms) for fielded in row] for row in ready.offers]
    cells = [
        Cell(places[p][r].arm, v * readings + n, int(ready.seeds[r, n]), 0, asked.inner)
        for v in range(len(variants))
        for p in range(len(chosen))
        for r in range(len(raids))
        for n in range(readings)
    ]
    made = made_of(asked, arms, ready.drawn, cells, ready.record | {"spend": None}, "offered")
    shape = (len(variants), len(chosen), len(raids), readings, asked.inner)
    values = made.values(ready.measure).reshape(shape)
    offered = _compared([row[0] for row in ready.offers], values, (), variants, asked.seed)
    at_spend, spend, reference = None, "", ready.reference
    if reference is not None:
        # Where nothing is bought every hostile flight gets through, as many as came in the same replicate.
        whole = made.values("hostile").reshape(shape)[:, :1]
        none = whole if ready.measure == "leakers" else np.zeros_like(whole)
        at_spend = _at_spend(ready, reference, values, none)
        letter = chr(ord("A") + [each.id for each in chosen].index(reference.id))
        spend = f"the price of {letter} in each reading"
    lines = compare_words(
        asked.scenario.title, asked.catalog, offered, at_spend, spend=spend,
        what=counted(ready.measure), raids=ready.said,
    )  # fmt: skip
    return Comparison(
        asked.scenario.title, tuple(each.id for each in chosen), readings, asked.inner, ready.said,
        offered, at_spend, spend, tuple(lines), variants,
    )  # fmt: skip


def counted(measure: str) -> str:
    """What a measure counts, in the plural, as sentences have it."""
    return {"leakers": "hostile flights"}.get(measure, measure)


def chosen_packages(asked: Asked, named: Sequence[str] = ()) -> list[Package]:
    """The packages to compare, `USUAL` if none is named.

    Raises
    ------
    RangeringError
        Fewer than two, one twice, one that is none, or one mostly assumed where that is not allowed.
    """
    catalog = asked.catalog
    chosen = [catalog.package(each) for each in (named or USUAL)]
    if len(chosen) < 2 or len({each.id for each in chosen}) < len(chosen):
        raise StudyError(
            "is nothing to compare: name two packages or more, each once", where="--package",
            value=", ".join(named), mend=f"of {', '.join(catalog.packages)}",
        )  # fmt: skip
    if not asked.allow_assumed:
        refuse_assumed(catalog, chosen)
    return chosen


def _placed(fielded: Fielded, arms: list[Scenario]) -> _Placed:
    if fielded.scenario is None:
        return _Placed(fielded, NO_PACKAGE)
    if fielded.scenario in arms:
        return _Placed(fielded, arms.index(fielded.scenario))
    arms.append(fielded.scenario)
    return _Placed(fielded, len(arms) - 1)


def _keys(
    asked: Asked, chosen: Sequence[Package], offers: list[list[Fielded]], speeds: set[str]
) -> tuple[str, ...]:
    """Every figure that any of the packages rests on, prices included, contents at their nominal value."""
    keys: set[str] = set()
    for row in offers:
        scenario = row[0].scenario
        assert scenario is not None  # as offered there always is one
        made = compile_mission(
            scenario, asked.catalog, seed=asked.seed, allow_defaults=asked.allow_defaults,
            allow_assumed=asked.allow_assumed, repeated=asked.repeated,
        )  # fmt: skip
        keys |= {each.quantity for each in made.inputs}
    priced = {package.price for package in chosen} | {package.usd_per_unit for package in chosen}
    found = {key for package in chosen for key in package_keys(asked.catalog, package)}
    return tuple(sorted((keys - speeds) | {key for key in priced & found if key is not None}))


def _reference(asked: Asked, chosen: Sequence[Package], named: str | None) -> Package | None:
    priced = [each for each in chosen if each.price is not None]
    if named is None:
        return priced[0] if len(priced) > 1 else None
    for each in priced:
        if each.id == named:
            return each
    raise ScenarioError(
        "is no package of this comparison that has a price", where="--spend-of", value=named,
        mend=f"one of {', '.join(each.id for each in priced)}",
    )  # fmt: skip


def _at_spend(ready: Prepared, reference: Package, offered: FloatArray, undefended: FloatArray) -> Compared:
    """As much of each as the reference's price buys, in every reading at the prices of that reading.

    `offered` has what every whole package lets through, shape (variants, packages, raids, readings,
    replicates): where the money buys just that, nothing is run again. `undefended` has what comes.
    """
    catalog, inner, readings = ready.asked.catalog, ready.asked.inner, ready.seeds.shape[1]
    priced = [p for p, each in enumerate(ready.chosen) if each.price is not None]
    arms: list[Scenario] = []
    cells: list[Cell] = []
    run: list[tuple[int, int, int, int]] = []  # what of the values each cell gives
    shape = (len(ready.variants), len(priced), len(ready.raids), readings)
    counts = np.zeros((len(priced), readings), dtype=np.int64)
    values = np.broadcast_to(undefended, (*shape, inner)).copy()
    for v, k, r, n in np.ndindex(shape):
        p = priced[k]
        drawn = reading(ready.drawn, v * readings + n)
        cost = price(catalog, reference, drawn)
        assert cost is not None  # it has one
        fielded = at_equal_spend(ready.raids[r], catalog, ready.chosen[p], cost.usd_2020, reading=drawn)
        if v == 0:
            counts[k, n] = fielded.holds.fire_units_count
        if fielded.scenario == ready.offers[p][r].scenario:
            values[v, k, r, n] = offered[v, p, r, n]
        elif (place := _placed(fielded, arms)).arm != NO_PACKAGE:
            cells.append(Cell(place.arm, v * readings + n, int(ready.seeds[r, n]), 0, inner))
            run.append((v, k, r, n))
    if cells:
        record = ready.record | {"spend": reference.id}
        made = made_of(ready.asked, arms, ready.drawn, cells, record, "equal-spend").values(ready.measure)
        for place_of, row in zip(run, made, strict=True):
            values[place_of] = row
    nominal = [_nominal(ready.asked, reference, ready.chosen[p], ready.raids[0]) for p in priced]
    fewest = tuple((int(row.min()), int(row.max())) for row in counts)
    return _compared(nominal, values, fewest, ready.variants, ready.asked.seed)


def _nominal(asked: Asked, reference: Package, package: Package, raid: Scenario) -> Fielded:
    cost = price(asked.catalog, reference)
    assert cost is not None  # it has one
    return at_equal_spend(raid, asked.catalog, package, cost.usd_2020)


def _compared(
    fielded: Sequence[Fielded], values: FloatArray, fire_units: tuple[tuple[int, int], ...],
    variants: Sequence[Variant], seed: int,
) -> Compared:  # fmt: skip
    """Values of shape (variants, packages, raids, readings, replicates).

    Where raids were drawn they are the chance: the same ones in every reading.
    """
    same_raids = values.shape[2] > 1

    def flat(each: FloatArray) -> FloatArray:
        return by_raid(each.transpose(0, 2, 1, 3)) if same_raids else each[:, 0]

    stated, *others = (flat(each) for each in values)
    # No measure is ever below 0, whatever few raids make of their interval.
    through = [mean_of(each.mean(axis=0)) for each in stated]
    return Compared(
        tuple(fielded), tuple(Through(each.value, max(each.low, 0.0), each.high) for each in through),
        differences(stated, same_raids=same_raids, seed=seed),
        order(stated, same_raids=same_raids, seed=seed), fire_units, values[0].mean(axis=(2, 3)),
        tuple(
            Under(
                variant, differences(each, same_raids=same_raids, seed=seed),
                order(each, same_raids=same_raids, seed=seed),
            )
            for variant, each in zip(variants[1:], others, strict=True)
        ),
    )  # fmt: skip

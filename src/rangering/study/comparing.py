"""Packages under the same raids and the same chance: as offered, and as much of each as equal money buys.

Every package stands at the sites of one scenario and meets the raids of that scenario and others drawn from
their family. A reading is one draw of everything nobody outside knows about any of them, prices included; in
a reading all packages meet the same raids with the same chance, so differences are paired. Speeds of classes
belong to the raids of the family and are not drawn a second time.
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
from rangering.study.cells import Cell
from rangering.study.compare_words import Compared, Through, compare_words
from rangering.study.design import draw_readings, inner_seeds, outer_design
from rangering.study.family import draw_raids
from rangering.study.made import Made
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


def compare(
    asked: Asked,
    packages: Sequence[str] = (),
    *,
    measure: str = "leakers",
    readings: int = 16,
    family: int = 3,
    spend_of: str | None = None,
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

    Raises
    ------
    RangeringError
        A package that is none, a scenario without a raid, or a package that cannot stand at these sites.
    """
    require_measure(measure)
    if readings < 2 or family < 0 or asked.inner < 2:
        raise StudyError(
            "is too little to compare by", where="--readings, --family, -n",
            value=(readings, family, asked.inner), mend="give two readings and two replicates or more",
        )  # fmt: skip
    catalog = asked.catalog
    chosen = [catalog.package(each) for each in (packages or USUAL)]
    if len(chosen) < 2 or len({each.id for each in chosen}) < len(chosen):
        raise StudyError(
            "is nothing to compare: name two packages or more, each once", where="--package",
            value=", ".join(packages), mend=f"of {', '.join(catalog.packages)}",
        )  # fmt: skip
    reference = _reference(asked, chosen, spend_of)
    drawn_raids = draw_raids(asked.scenario, family, asked.seed, catalog=catalog) if family else ()
    raids = [asked.scenario, *(each.scenario for each in drawn_raids)]
    said = ("the scenario's own", *(each.said for each in drawn_raids))
    offers = [[as_offered(raid, catalog, package) for raid in raids] for package in chosen]
    speeds = {key for each in drawn_raids for key in each.speeds_m_s}
    keys = _keys(asked, chosen, offers, speeds)
    stated = stated_catalog(catalog, asked.scenario.uncertainty, asked.scenario.name)
    design = outer_design(axes(stated, keys), readings, asked.seed, where="--readings", otherwise="")
    drawn = draw_readings(stated, keys, design.uniforms)
    seeds = inner_seeds(readings, asked.seed)
    what = {"question": "compare", "readings": readings, "family": family, "packages": [p.id for p in chosen]}

    arms: list[Scenario] = []
    place = {(p, r): _placed(offers[p][r], arms) for p in range(len(chosen)) for r in range(len(raids))}
    cells = [
        Cell(place[p, r].arm, n, int(seeds[n]), 0, asked.inner)
        for p in range(len(chosen))
        for r in range(len(raids))
        for n in range(readings)
    ]
    made = made_of(asked, arms, drawn, cells, what | {"spend": None}, "offered")
    shape = (len(chosen), len(raids), readings, asked.inner)
    offered_values = made.values(measure).reshape(shape)
    offered = _compared([row[0] for row in offers], offered_values, ())
    at_spend, spend = None, ""
    if reference is not None:
        at_spend = _at_spend(asked, chosen, reference, raids, drawn, seeds, made, measure, what, readings)
        letter = chr(ord("A") + [each.id for each in chosen].index(reference.id))
        spend = f"the price of {letter} in each reading"
    names = {"leakers": "hostile flights"}
    lines = compare_words(
        asked.scenario.title, catalog, offered, at_spend, spend=spend, what=names.get(measure, measure),
        raids="; ".join(said),
    )  # fmt: skip
    return Comparison(
        asked.scenario.title, tuple(each.id for each in chosen), readings, asked.inner, said, offered,
        at_spend, spend, tuple(lines),
    )  # fmt: skip


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


def _at_spend(
    asked: Asked,
    chosen: Sequence[Package],
    reference: Package,
    raids: Sequence[Scenario],
    drawn: dict[str, FloatArray],
    seeds: NDArray[np.uint32],
    offered: Made,
    measure: str,
    what: dict[str, Any],
    readings: int,
) -> Compared:
    """As much of each as the reference's price buys, in every reading at the prices of that reading."""
    priced = [each for each in chosen if each.price is not None]
    arms: list[Scenario] = []
    places: list[_Placed] = []
    cells: list[Cell] = []
    counts = np.zeros((len(priced), readings), dtype=np.int64)
    for p, package in enumerate(priced):
        for raid in raids:
            for n in range(readings):
                values = reading(drawn, n)
                cost = price(asked.catalog, reference, values)
                assert cost is not None  # it has one
                fielded = at_equal_spend(raid, asked.catalog, package, cost.usd_2020, reading=values)
                place = _placed(fielded, arms)
                places.append(place)
                counts[p, n] = fielded.holds.fire_units_count
                if place.arm != NO_PACKAGE:
                    cells.append(Cell(place.arm, n, int(seeds[n]), 0, asked.inner))
    made = made_of(asked, arms, drawn, cells, what | {"spend": reference.id}, "equal-spend")
    shape = (len(priced), len(raids), readings, asked.inner)
    # Where nothing is bought every hostile flight gets through, as many as came in the same replicate.
    whole = offered.values("hostile").reshape(len(chosen), len(raids), readings, asked.inner)[0]
    undefended = whole if measure == "leakers" else np.zeros_like(whole)
    values_of = np.broadcast_to(undefended, shape).copy().reshape(-1, asked.inner)
    stands = np.array([place.arm != NO_PACKAGE for place in places])
    values_of[stands] = made.values(measure)
    nominal = [_nominal(asked, reference, package, raids[0]) for package in priced]
    fewest = tuple((int(row.min()), int(row.max())) for row in counts)
    return _compared(nominal, values_of.reshape(shape), fewest)


def _nominal(asked: Asked, reference: Package, package: Package, raid: Scenario) -> Fielded:
    cost = price(asked.catalog, reference)
    assert cost is not None  # it has one
    return at_equal_spend(raid, asked.catalog, package, cost.usd_2020)


def _compared(
    fielded: Sequence[Fielded], values: FloatArray, fire_units: tuple[tuple[int, int], ...]
) -> Compared:
    """Values of shape (packages, raids, readings, replicates); where raids were drawn they are the chance."""
    flat = by_raid(values.transpose(0, 2, 1, 3)) if values.shape[1] > 1 else values[:, 0]
    # No measure is ever below 0, whatever few raids make of their interval.
    through = [mean_of(each.mean(axis=0)) for each in flat]
    return Compared(
        tuple(fielded), tuple(Through(each.value, max(each.low, 0.0), each.high) for each in through),
        differences(flat), order(flat), fire_units,
    )  # fmt: skip

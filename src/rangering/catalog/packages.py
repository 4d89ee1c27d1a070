"""What a package holds and costs in one reading, in money of 2020, and where two of them differ in scope.

Limits: a price is the one printed, whatever it includes; dollars of 2020 undo general inflation and nothing
else. Two packages are not like for like wherever their scopes differ or one of them is not stated.
Sources: `catalog/data/packages.toml`, `catalog/data/deflator.toml`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.deflator import load_deflator
from rangering.catalog.inputs import Reading
from rangering.catalog.offers import BASIS_MEANING, Package, Scope
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError

FloatArray = NDArray[np.float64]

PART_WORDS = {
    "missiles": "missiles",
    "spares": "spare parts",
    "training": "training",
    "support": "technical support",
    "command_network": "a command network",
    "infrastructure": "buildings and roads",
    "local_production": "production in the buyer's country",
}
_SAID = {"yes": "included", "no": "not included", "not stated": "not stated"}


class Contents(NamedTuple):
    """How much of a system there is; None and empty where nobody published it."""

    fire_units_count: int
    groups_count: int | None
    """Command posts with a surveillance radar; None where none stands apart from the fire units."""
    launchers_count: int | None
    missiles: tuple[tuple[str, int], ...]
    """Interceptor and how many of it, on launchers and in store."""


class Price(NamedTuple):
    """What a package costs, in the money it was printed in and in dollars of 2020."""

    amount: float
    """In `currency` of `year`."""
    currency: str
    year: int
    usd_2020: float


def package_keys(catalog: Catalog, package: Package) -> tuple[str, ...]:
    """What to draw for a package (`rangering.catalog.draw.draw`): contents and price, as far as published."""
    structure = () if package.structure is None else (package.structure,)
    return tuple(dict.fromkeys((*structure, *package.quantity_ids)))


def contents(catalog: Catalog, package: Package, reading: Reading | None = None) -> Contents:
    """How much a package holds in one reading, nominally where none is given.

    Parameters
    ----------
    catalog, package : Catalog, Package
        What public sources say.
    reading : mapping, optional
        Drawn values by id, in SI, of `package_keys`; nominal values where it says nothing.
    """
    drawn = reading or {}

    def count(quantity_id: str | None) -> int | None:
        if quantity_id is None:
            return None
        return round(drawn.get(quantity_id, catalog.quantity(quantity_id).si[1]))

    groups, fire_units = count(package.groups), count(package.fire_units)
    if package.structure is not None:
        claims = catalog.alternatives(package.structure)
        assert claims is not None  # checked on loading
        nominal = next(option for option in claims.options if option.name == claims.nominal).counts
        groups, fire_units = (
            round(drawn.get(f"{package.structure}.{name}", nominal[name]))
            for name in ("groups", "fire_units")
        )
    assert fire_units is not None  # checked on loading
    missiles = ((each, count(how_many)) for each, how_many in package.missiles.items())
    return Contents(
        fire_units_count=fire_units,
        groups_count=groups,
        launchers_count=count(package.launchers),
        missiles=tuple((each, n) for each, n in missiles if n is not None),
    )


def price(catalog: Catalog, package: Package, reading: Reading | None = None) -> Price | None:
    """What a package costs in one reading; None where no price is public.

    Parameters
    ----------
    catalog, package, reading
        As in `contents`.
    """
    if package.price is None or package.price_year is None or package.currency is None:
        return None
    drawn = reading or {}
    amount = drawn.get(package.price, catalog.quantity(package.price).si[1])
    rate = 1.0
    if package.usd_per_unit is not None:
        rate = drawn.get(package.usd_per_unit, catalog.quantity(package.usd_per_unit).si[1])
    usd_2020 = load_deflator().in_2020_usd(amount * rate, package.price_year)
    return Price(amount, package.currency, package.price_year, usd_2020)


def price_interval_usd_2020(catalog: Catalog, package: Package) -> tuple[float, float, float] | None:
    """Low, nominal and high price in dollars of 2020; None where no price is public. [USD]"""
    if package.price is None:
        return None
    ids = [each for each in (package.price, package.usd_per_unit) if each is not None]
    bounds = ({each: catalog.quantity(each).si[n] for each in ids} for n in range(3))
    low, nominal, high = (price(catalog, package, reading) for reading in bounds)
    assert low is not None
    assert nominal is not None
    assert high is not None
    return low.usd_2020, nominal.usd_2020, high.usd_2020


def draw_prices_usd_2020(
    catalog: Catalog, package: Package, count: int, seed: int, *, uniform: bool = False
) -> FloatArray:
    """Prices over their interval, by the law of the catalog. [USD of 2020]

    Parameters
    ----------
    catalog, package : Catalog, Package
        One whose price is public.
    count, seed : int
        As in `rangering.catalog.draw.draw`.
    uniform : bool
        Whether the law is uniform on the interval instead.

    Returns
    -------
    float array, shape (count,)

    Raises
    ------
    CatalogError
        No price of the package is public.
    """
    if package.price is None:
        raise CatalogError(
            "has no public price",
            where=f'[package."{package.id}"]',
            value=package.title,
            mend="compare it as offered, not at equal spend",
        )
    from rangering.catalog.draw import draw, reading

    ids = [each for each in (package.price, package.usd_per_unit) if each is not None]
    drawn = draw(catalog, ids, count, seed, law="uniform" if uniform else None)
    prices = (price(catalog, package, reading(drawn, n)) for n in range(count))
    return np.array([each.usd_2020 for each in prices if each is not None], dtype=np.float64)


def scope_words(scope: Scope) -> str:
    """What a price is said to include, such as ``"missiles, training; not stated: spare parts"``."""
    sorted_parts = {
        answer: [words for part, words in PART_WORDS.items() if getattr(scope, part) == answer]
        for answer in ("yes", "no", "not stated")
    }
    said = [", ".join(sorted_parts["yes"])] if sorted_parts["yes"] else []
    said += [f"without: {', '.join(sorted_parts['no'])}"] if sorted_parts["no"] else []
    said += [f"not stated: {', '.join(sorted_parts['not stated'])}"] if sorted_parts["not stated"] else []
    return "; ".join(said)


def not_like_for_like(one: Package, other: Package) -> tuple[str, ...]:
    """In what the scopes of two packages differ, or cannot be told; empty only for two alike in every part.

    Parameters
    ----------
    one, other : Package
        Two packages; the order is that of the words.

    Returns
    -------
    tuple of str
        One clause each, such as ``"training: included against not stated"``.
    """
    said = []
    if one.basis != other.basis:
        said.append(f"{BASIS_MEANING[one.basis]} against {BASIS_MEANING[other.basis]}")
    unknown = []
    for part, words in PART_WORDS.items():
        first, second = getattr(one.scope, part), getattr(other.scope, part)
        if first != second:
            said.append(f"{words}: {_SAID[first]} against {_SAID[second]}")
        elif first == "not stated":
            unknown.append(words)
    if unknown:
        said.append(f"stated of neither: {', '.join(unknown)}")
    return tuple(said)

"""Unknowns in words: what stands behind each axis of a study, with interval, grade and source.

An axis is a figure of the catalog, figures that are only true together, competing claims, or the credibility
that claims of one origin share.
"""

from typing import NamedTuple

from rangering.catalog.groups import RadarProduct, ScaledRanges, followers
from rangering.catalog.models import Quantity, cited
from rangering.catalog.read import Catalog
from rangering.coverage.sources import field_words, shown
from rangering.errors import CatalogError

ORIGIN = "origin: "
SOURCE_COLUMNS = ("unknown", "figure of the catalog", "low", "nominal", "high", "grade", "source")


class Figure(NamedTuple):
    """One figure of the catalog behind an unknown."""

    quantity: str
    low: str
    nominal: str
    high: str
    grade: str
    source: str


def axis_words(catalog: Catalog, axis: str) -> str:
    """An unknown as a reader calls it.

    >>> from rangering.catalog.read import load_catalog
    >>> axis_words(load_catalog(), "s-400/91n6e.update_period")
    '91N6E surveillance radar: update period'
    """
    if axis.startswith(ORIGIN):
        return f"credibility of {axis.removeprefix(ORIGIN)}"
    if axis in catalog.joint:
        thing, name = axis.rpartition("/")[::2]
        return f"{_title(catalog, thing)}: {name.replace('-', ' ')}"
    thing, _, name = axis.partition(".")
    return f"{_title(catalog, thing)}: {field_words(name).replace('.', ', ')}"


def figures_of(catalog: Catalog, axis: str, keys: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """The figures that an unknown moves.

    Parameters
    ----------
    catalog : Catalog
        Where they stand.
    axis : str
        As `rangering.catalog.draw.axes` names it.
    keys : tuple of str
        Figures that the study drew: a shared credibility moves those of its origin among them.
    """
    if axis.startswith(ORIGIN):
        origin = axis.removeprefix(ORIGIN)
        found = [each for each in (_quantity(catalog, key) for key in keys) if each and each.origin == origin]
        return tuple(_figure(each) for each in found)
    if axis in catalog.joint:
        group = catalog.joint[axis]
        return tuple(_figure(catalog.quantity(key)) for key in followers(group))
    claims = catalog.alternatives(axis)
    if claims is not None:
        return tuple(
            _figure(catalog.quantity(option.quantity))._replace(quantity=f"{option.quantity} ({option.name})")
            if option.quantity is not None
            else Figure(
                option.name, "", ", ".join(f"{n} {name}" for name, n in option.counts.items()), "", "–",
                cited(option.note) or claims.about,
            )
            for option in claims.options
        )  # fmt: skip
    found = [catalog.quantity(axis)]
    for group in catalog.joint.values():  # what follows this figure is moved with it
        if isinstance(group, ScaledRanges) and group.leader == axis:
            found += [catalog.quantity(key) for key in group.members if key in keys]
        elif isinstance(group, RadarProduct) and group.range_1m2 == axis:
            found += [catalog.quantity(key) for key in followers(group) if key in keys]
    return tuple(_figure(each) for each in found)


def _figure(quantity: Quantity) -> Figure:
    low, nominal, high = (shown(quantity, each) for each in (quantity.low, quantity.nominal, quantity.high))
    return Figure(quantity.id, low, nominal, high, quantity.grade, cited(quantity.source))


def _quantity(catalog: Catalog, key: str) -> Quantity | None:
    """A figure; none where the key is of competing claims."""
    try:
        return catalog.quantity(key)
    except CatalogError:
        return None


def _title(catalog: Catalog, thing: str) -> str:
    if thing in catalog:
        return catalog[thing].title
    if thing.startswith("default/"):
        key = thing.removeprefix("default/")
        return catalog[key].title if key in catalog else f"class default, {key}"
    return thing

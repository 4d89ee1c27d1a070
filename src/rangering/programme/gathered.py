"""Every figure of a programme as a catalog quantity, so that it is drawn, shown and sourced like any other.

What the file states itself becomes a quantity ``programme/<name>.<where it stands>`` of a catalog made for
the programme; what it names stays where it is published. Draws are keyed by these ids: a further lot shifts
none.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rangering.catalog.events import load_events
from rangering.catalog.models import Entry, Quantity, slug
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError, nearest
from rangering.programme.figures import DAY_S, YEAR_D, Figure, Stated, figures_in
from rangering.programme.models import Programme

Reading = Mapping[str, float]
"""Drawn values by quantity id, in SI."""


class Gathered(NamedTuple):
    """The figures of one programme."""

    programme: Programme
    catalog: Catalog
    """The one given, and the programme's own figures."""
    stated: tuple[Stated, ...]
    ids: Mapping[int, str]
    """Identity of a stated figure → id of its quantity."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Ids to draw, each once, sorted."""
        return tuple(sorted(set(self.ids.values())))

    def quantity(self, figure: Figure) -> Quantity:
        """What a stated figure is."""
        return self.catalog.quantity(self.ids[id(figure)])


class Worth:
    """Figures of one reading, in the units of a plan; nominal where the reading says nothing."""

    def __init__(self, gathered: Gathered, reading: Reading | None = None) -> None:
        self._gathered, self._reading = gathered, reading or {}

    def si(self, figure: Figure | None, missing: float = 0.0) -> float:
        """In SI, or in the currency; `missing` where the file leaves it out."""
        if figure is None:
            return missing
        key = self._gathered.ids[id(figure)]
        value = self._reading.get(key)
        return self._gathered.catalog.quantity(key).si[1] if value is None else float(value)

    def days(self, figure: Figure | None, missing: float = 0.0) -> float:
        """A duration."""
        return missing if figure is None else self.si(figure) / DAY_S

    def per_day(self, figure: Figure | None) -> float:
        """A rate; 0 where the file leaves it out."""
        return self.si(figure) * DAY_S

    def per_year(self, figure: Figure | None) -> float:
        """A rate, or money a year; 0 where the file leaves it out."""
        return self.si(figure) * DAY_S * YEAR_D

    def count(self, figure: Figure | None) -> int:
        """A whole number; 0 where the file leaves it out."""
        return round(self.si(figure))


def own_id(programme: Programme) -> str:
    """Id of the entry that holds what a programme's file states itself."""
    return f"programme/{slug(programme.name) or 'programme'}"


def quantity_of(stated: Stated, programme: Programme, catalog: Catalog) -> Quantity:
    """The quantity behind a figure, under the id it is drawn by.

    Raises
    ------
    CatalogError
        It names nothing that is known.
    """
    figure, own = stated.figure, own_id(programme)
    if figure.quantity is not None:
        return figure.quantity.model_copy(update={"id": f"{own}.{stated.key}"})
    shared = programme.figures.get(figure.named)
    if shared is not None:
        assert shared.quantity is not None  # [figures] takes no names
        return shared.quantity.model_copy(update={"id": f"{own}.figures.{figure.named}"})
    if "." not in figure.named:
        mend = nearest(figure.named, programme.figures) or "name one, or a quantity of the catalog"
        raise CatalogError("is no figure of this file", value=figure.named, mend=mend)
    found = _published(figure.named, catalog)
    if not found.in_runs:
        problem = "is a figure on ballistic missiles or rockets and never enters a run"
        raise CatalogError(problem, value=figure.named, mend="leave it out")
    return found


def _published(key: str, catalog: Catalog) -> Quantity:
    """A quantity of the catalog, or the value of a dated fact, by its id."""
    entry, _, name = key.partition(".")
    if key.startswith("default/") or (entry in catalog and name in catalog[entry].quantities):
        return catalog.quantity(key)
    dated = _dated()
    if key in dated:
        return dated[key]
    near = nearest(key, [each for each in dated if each.partition(".")[0] == entry])
    if near:
        raise CatalogError("is no dated fact with a value", value=key, mend=near)
    return catalog.quantity(key)  # its refusal names the nearest


@lru_cache(maxsize=1)
def _dated() -> dict[str, Quantity]:
    """The values of dated facts, by id."""
    values = ((event.id, event.quantity) for event in load_events())
    return {key: quantity for key, quantity in values if quantity is not None}


def gather(programme: Programme, catalog: Catalog) -> Gathered:
    """Every figure of a checked programme.

    Parameters
    ----------
    programme : Programme
        One that was checked against this catalog.
    catalog : Catalog
        What its figures name.

    Raises
    ------
    CatalogError
        A figure names nothing that is known.
    """
    stated = tuple(figures_in(programme))
    quantities = [quantity_of(each, programme, catalog) for each in stated]
    entries = dict(catalog.entries)
    for quantity in quantities:
        entry = entries.get(quantity.entry)
        if entry is None:
            title = programme.title if quantity.entry == own_id(programme) else quantity.entry
            entry = Entry(id=quantity.entry, kind="order", title=title)
        named = {**entry.quantities, quantity.name: quantity}
        entries[entry.id] = entry.model_copy(update={"quantities": named})
    ids = {id(each.figure): quantity.id for each, quantity in zip(stated, quantities, strict=True)}
    return Gathered(programme, replace(catalog, entries=entries), stated, ids)

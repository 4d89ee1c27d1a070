"""What the launchers of a fire unit hold: what the scenario states, else a load by one rule.

The rule: launchers stand as stated, else as many as the catalog gives a fire unit; one launcher holds one
type, and the launchers are dealt to the system's types in turn, in the order of the catalog, so that a type
late in that order may get none. Store: as many full loads a launcher as the catalog, or its class default,
gives. Nothing says what any fire unit really carries: state it where it matters.
"""

from typing import NamedTuple

from rangering.catalog.fire_unit import resolve_fire_unit, resolve_interceptor
from rangering.catalog.inputs import Input, Reading
from rangering.catalog.read import Catalog
from rangering.scenario.defence import FireUnit, Group


class Load(NamedTuple):
    """The missiles of one type at a fire unit."""

    interceptor: str
    ready_count: int
    reloads_count: int
    per_launcher_count: int
    """How many of this type alone one launcher holds."""
    inputs: tuple[Input, ...]
    """The figures of the catalog behind it."""

    @property
    def launchers(self) -> float:
        """How many launchers the ready missiles fill."""
        return self.ready_count / self.per_launcher_count


def loads(
    catalog: Catalog, group: Group, unit: FireUnit, *, reading: Reading | None = None
) -> tuple[Load, ...]:
    """What a fire unit has on its launchers and in store, type by type.

    Parameters
    ----------
    catalog : Catalog
        What public sources say.
    group, unit : Group, FireUnit
        Ones that were checked against this catalog.
    reading : mapping, optional
        Drawn values by quantity id, in SI; nominal values where it says nothing.

    Returns
    -------
    tuple of Load
        One for each type that is there, in the order of the file, else of the catalog; a type stated twice
        is one load.
    """
    system = catalog[group.system]
    held = {
        each: resolve_interceptor(catalog, each, reading=reading, fields=("missiles_per_launcher_count",))
        for each in dict.fromkeys([stock.type for stock in unit.missiles] or system.interceptors)
    }
    each_holds = {name: max(1, round(facts.missiles_per_launcher_count)) for name, facts in held.items()}
    if unit.missiles:
        return tuple(
            Load(
                name,
                sum(stock.ready_count for stock in unit.missiles if stock.type == name),
                sum(stock.reloads_count for stock in unit.missiles if stock.type == name),
                each_holds[name],
                facts.inputs,
            )
            for name, facts in held.items()
        )
    fields = ("reload_sets_count", *(() if unit.launchers_count else ("launchers_count",)))
    facts = resolve_fire_unit(catalog, group.system, reading=reading, fields=fields)
    launchers = unit.launchers_count or round(facts.launchers_count)
    dealt = {name: len(range(turn, launchers, len(held))) for turn, name in enumerate(held)}
    return tuple(
        Load(
            name,
            ready_count=count * each_holds[name],
            reloads_count=count * each_holds[name] * round(facts.reload_sets_count),
            per_launcher_count=each_holds[name],
            inputs=(*held[name].inputs, *facts.inputs),
        )
        for name, count in dealt.items()
        if count
    )

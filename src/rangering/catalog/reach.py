"""Competing claims on how far a whole system reaches, and the missile they are made for.

A claim on a system's reach is one on its farthest-reaching missile: that one reaches as far as claimed, and
no other farther. Figures against ballistic targets are never used.
"""

from typing import NamedTuple

from rangering.catalog.inputs import Reading, family_line
from rangering.catalog.models import Alternatives, Option
from rangering.catalog.read import Catalog

_REACH = ("range_max", "range_max_aircraft")


class SystemReach(NamedTuple):
    """A claim on a whole system's reach."""

    missile: str
    """The missile it is made for; those of its family count as it."""
    reach_m: float
    quantity: str

    def is_for(self, catalog: Catalog, interceptor_id: str) -> bool:
        """Whether the claim is made for this missile."""
        return any(each.id == self.missile for each in family_line(catalog, catalog[interceptor_id]))


def reach_claims(catalog: Catalog, system_id: str) -> Alternatives | None:
    """The competing claims on a system's reach; None where none compete."""
    found = catalog.alternatives(f"{system_id}.reach")
    return found if found is not None and found.options[0].quantity is not None else None


def system_reach(
    catalog: Catalog, system_id: str, claim: str | None, reading: Reading | None
) -> SystemReach | None:
    """The claim that holds on a system's reach.

    Parameters
    ----------
    catalog : Catalog
        What public sources say.
    system_id : str
        A system, such as ``s-400``.
    claim : str or None
        Name of one of the competing claims. None: the one drawn in the reading, else the nominal one.
    reading : mapping or None
        Values by quantity id, in SI; nominal values where it says nothing.

    Returns
    -------
    SystemReach or None
        None where no claims compete.
    """
    stated, values = reach_claims(catalog, system_id), reading or {}
    if stated is None:
        return None
    drawn = values.get(f"{stated.id}.option")
    option = _option(stated, stated.nominal if claim is None else claim)
    if claim is None and drawn is not None:
        option = stated.options[int(drawn)]
    quantity = str(option.quantity)
    reach_m = values.get(quantity, catalog.quantity(quantity).si[1])
    if claim is None:
        reach_m = values.get(stated.id, reach_m)
    farthest = max(catalog[system_id].interceptors, key=lambda each: _published_m(catalog, each))
    return SystemReach(farthest, reach_m, quantity)


def _option(stated: Alternatives, name: str) -> Option:
    """The option of that name, else the nominal one: another system's claims may bear other names."""
    by_name = {option.name: option for option in stated.options}
    return by_name.get(name, by_name[stated.nominal])


def _published_m(catalog: Catalog, interceptor_id: str) -> float:
    """The farthest range anybody publishes for a missile or its family. [m]"""
    ranges = [
        entry.quantities[name].highest_published_si or 0.0
        for entry in family_line(catalog, catalog[interceptor_id])
        for name in _REACH
        if name in entry.quantities and entry.quantities[name].in_runs
    ]
    return max(ranges, default=0.0)

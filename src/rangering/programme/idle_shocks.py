"""Shocks that stop nothing in the programme at hand: what they do all the same, a sentence each.

A shock stops kinds of work; where a programme has none of these it moves no day. That is no error, for it may
cost money, and a reader may want to know when it came. Limits: kinds of work are held against what the file
states, not against when the shock may come: one that comes after all is done stops nothing either.
"""

from collections.abc import Iterator

from rangering.programme.models import Programme
from rangering.programme.shocks import Shock
from rangering.scenario.prose import several

_NEEDS = {
    "deliveries": "lot still to come from the supplier",
    "training": "class, and no crew that is replaced",
    "supplier training": "class, and no crew that is replaced",
    "supplier repair": "repair abroad",
    "licensed": "work at home",
    "transfer": "licence",
    "decision": "decision to put into service",
    "installation": "installation",
}
"""What each kind of work takes, such that a programme without it has none to stop."""


def idle_shocks(programme: Programme) -> Iterator[str]:
    """Shocks that stop nothing, in every variant that has them where there are variants."""
    ways = [programme.variant(each.name) for each in programme.variants] or [programme]
    for shock in programme.shocks:
        had = [_work(way) for way in ways if any(each.name == shock.name for each in way.shocks)]
        if not any(work & set(shock.stops) for work in had):
            yield f'shock "{shock.name}" {_why(shock)}; {_all_the_same(shock)}'


def _work(programme: Programme) -> set[str]:
    """The kinds of work that a programme has."""
    crews = programme.crews
    replaced = crews is not None and crews.attrition is not None and crews.retraining is not None
    local = any(lot.made == "local" for lot in programme.lots)
    there = {
        "deliveries": any(lot.made == "supplier" and lot.delivered is None for lot in programme.lots),
        "training": bool(programme.classes) or replaced,
        "supplier training": bool(programme.classes) or replaced,
        "supplier repair": any(each.abroad is not None for each in programme.components),
        "licensed": bool(programme.licences) or local,
        "transfer": bool(programme.licences),
        "decision": programme.activation is not None,
        "installation": programme.installation.time is not None,
    }
    return {name for name, has in there.items() if has}


def _why(shock: Shock) -> str:
    if not shock.stops:
        return "names nothing that it stops"
    lacking = several(f"no {_NEEDS[each]}" for each in shock.stops)
    return f"stops nothing here: it would stop {several(shock.stops)}, and there is {lacking}"


def _all_the_same(shock: Shock) -> str:
    if shock.cost is not None or shock.cost_per_year is not None:
        return "it only costs, beside what is paid"
    return "it costs nothing either and moves no result: single histories tell when it comes, and no more"

"""The steps of a programme by name, what each waits for, and whether one waits for itself."""

from collections.abc import Mapping
from typing import NamedTuple

from rangering.programme.models import Programme
from rangering.programme.terms import ACTIVATION, EFFECTIVE, SIGNATURE
from rangering.scenario.base import Model


class Step(NamedTuple):
    """One step: what in the file it is, and the names of what must come first."""

    thing: Model | None
    """None for those that every programme has."""
    thing_after: tuple[str, ...]
    """As stated under `after`."""
    linked: tuple[tuple[str, str], ...] = ()
    """Key and name where another field says it, such as the option of a lot."""

    @property
    def before(self) -> tuple[str, ...]:
        """All that comes first."""
        return (*self.thing_after, *(name for _, name in self.linked))


def steps_of(programme: Programme) -> dict[str, Step]:
    """Every step by its name: the contract's own, options, lots, classes, licences, the decision."""
    steps = {SIGNATURE: Step(None, ()), EFFECTIVE: Step(None, ())}
    steps |= {each.name: Step(each, each.after) for each in programme.options}
    for lot in programme.lots:
        linked = [("option", lot.option)] if lot.option else []
        if lot.made == "local" and lot.licence:
            linked.append(("licence", lot.licence))
        steps[lot.name] = Step(lot, lot.after, tuple(linked))
    steps |= {each.name: Step(each, each.after) for each in programme.classes}
    steps |= {each.name: Step(each, each.after) for each in programme.licences}
    if programme.activation is not None:
        steps[ACTIVATION] = Step(programme.activation, programme.activation.after)
    return steps


def first_lot(programme: Programme) -> str:
    """What the decision waits for where the file does not say it: the first lot with fire units."""
    made = [lot.name for lot in programme.lots if lot.made != "in hand" and lot.fire_units]
    return made[0] if made else EFFECTIVE


def cycle(steps: Mapping[str, Step]) -> tuple[str, ...]:
    """The names of steps that wait for each other in a ring, each after the next; empty where none do."""
    done: set[str] = set()
    for start in steps:
        path: list[str] = []
        waiting = [iter((start,))]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                if path and waiting:
                    done.add(path.pop())
            elif name in path:
                return tuple(path[path.index(name) :])
            elif name in steps and name not in done:
                path.append(name)
                waiting.append(iter(steps[name].before))
    return ()

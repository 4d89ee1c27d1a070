"""Whether what is stated to have ended can have ended: what came first has, and no later; all by `known_by`.

A step without a stated end had not ended by `known_by`: what waits for it cannot be stated to have.
"""

from collections.abc import Iterator
from datetime import date

from rangering.programme.checked import Read
from rangering.programme.contract import Option
from rangering.programme.days import Dated, facts
from rangering.programme.delivery import Lot
from rangering.programme.licence import Licence
from rangering.programme.models import Programme
from rangering.programme.order import first_lot, steps_of
from rangering.programme.people import TrainingClass
from rangering.programme.terms import ACTIVATION, EFFECTIVE, SIGNATURE
from rangering.scenario.faults import Place
from rangering.scenario.finding import Finding


def ended_findings(read: Read) -> Iterator[Finding]:
    """Everything about stated ends that does not fit."""
    programme = read.programme
    stated = _stated(read)
    for name, (place, ended) in stated.items():
        yield from _after_known_by(programme, place, ended)
        if name != EFFECTIVE and place[0] != "lot":
            yield from _out_of_order(programme, name, place, ended, stated)
    for n, lot in enumerate(programme.lots):
        yield from _installed(programme, ("lot", n, "installed"), lot)


def _stated(read: Read) -> dict[str, tuple[Place, Dated]]:
    """Steps that have ended: where that is written, and when."""
    programme = read.programme
    found: dict[str, tuple[Place, Dated]] = {}
    if programme.contract.effective_on is not None:
        found[EFFECTIVE] = ("contract", "effective_on"), programme.contract.effective_on
    for lot in programme.lots:
        if lot.delivered is not None:
            found[lot.name] = (*read.places[id(lot)], "delivered"), lot.delivered
    steps: list[TrainingClass | Licence | Option] = [
        *programme.classes,
        *programme.licences,
        *programme.options,
    ]
    for each in steps:
        if each.ended is not None:
            found[each.name] = (*read.places[id(each)], "ended"), each.ended
    if programme.activation is not None and programme.activation.ended is not None:
        found[ACTIVATION] = ("activation", "ended"), programme.activation.ended
    return found


def _after_known_by(programme: Programme, place: Place, ended: Dated) -> Iterator[Finding]:
    event = facts().get(ended.fact)
    if programme.known_by is None or (event is not None and event.public_on > programme.known_by):
        return  # that the fact became public later is a finding of its own
    if ended.day > programme.known_by:
        problem = f"is the end of a step, and lies after known_by, {programme.known_by}"
        yield Finding(place, problem, "leave it out, or state what was planned", str(ended), (("known_by",),))


def _out_of_order(
    programme: Programme, name: str, place: Place, ended: Dated, stated: dict[str, tuple[Place, Dated]]
) -> Iterator[Finding]:
    """All that came first has a stated end, and no later one."""
    step = steps_of(programme)[name]
    before = step.before
    if name == ACTIVATION:
        before = before or (first_lot(programme),)
    else:
        before = (EFFECTIVE, *before)
    in_hand = [lot.name for lot in programme.lots if lot.made == "in hand"]
    for first in before:
        if first == SIGNATURE or first in in_hand:
            continue
        if first not in stated:
            problem = f"is the day of its end, and {first}, which comes first, has no stated end"
            yield Finding(place, problem, "state when that ended, or leave this day out", str(ended))
        elif stated[first][1].day > ended.day:
            problem = f"lies before the end of {first}, {stated[first][1]}, which comes first"
            yield Finding(place, problem, "order the two days", str(ended), (stated[first][0],))
    begins: date | None = getattr(getattr(step.thing, "not_before", None), "day", None)
    if begins is not None and ended.day < begins:
        on = ((*place[:-1], "not_before"),)
        yield Finding(place, f"lies before not_before, {begins}", "order the two days", str(ended), on)


def _installed(programme: Programme, place: Place, lot: Lot) -> Iterator[Finding]:
    """Fire units were installed after they came."""
    if lot.installed is None:
        return
    yield from _after_known_by(programme, place, lot.installed)
    on: tuple[Place, ...] = ((*place[:-1], "delivered"),)
    if lot.delivered is None:
        problem, mend = "is the day of its end, and the lot has no stated delivery", "add delivered"
        yield Finding(place, problem, mend, str(lot.installed), on)
    elif lot.installed.day < lot.delivered.day:
        problem = f"lies before the lot was delivered, {lot.delivered}"
        yield Finding(place, problem, "order the two days", str(lot.installed), on)

"""Whether the steps of a programme, or of one of its variants, can be gone in order and lead to capability.

Plans are judged by nominal figures. `where` names the variant in a sentence; it is empty where there is none.
"""

from collections.abc import Iterator

from rangering.errors import nearest
from rangering.programme.checked import Read
from rangering.programme.order import Step, cycle, steps_of
from rangering.scenario.faults import Place
from rangering.scenario.finding import Finding

ROUNDED = 1e-6
"""How far shares may miss a whole, as written with a few decimals."""


def step_findings(each: Read, where: str) -> Iterator[Finding]:
    """Everything that does not fit between steps."""
    yield from _prerequisites(each, where)
    yield from _capability(each, where)
    yield from _making(each)
    yield from _price_shares(each, where)
    yield from _crews(each, where)


def _prerequisites(read: Read, where: str) -> Iterator[Finding]:
    """Steps wait for steps that there are, and never for themselves."""
    programme = read.programme
    steps = steps_of(programme)
    for step in steps.values():
        for place, name in _waits(read, step):
            if name not in steps:
                mend = nearest(name, steps) or f"write one of {', '.join(steps)}"
                yield Finding(place, f"is no step{where or ' of this programme'}", mend, name)
    ring = cycle(steps)
    if ring:
        thing = steps[ring[0]].thing
        place = read.places.get(id(thing), ("activation",)) if thing is not None else ("activation",)
        problem = f"waits for itself: {' after '.join((*ring, ring[0]))}"
        yield Finding((*place, "after"), problem, "take one of them out")


def _waits(read: Read, step: Step) -> Iterator[tuple[Place, str]]:
    """What a step waits for, and where that is written."""
    if step.thing is None:
        return
    place = read.places.get(id(step.thing), ("activation",))
    for n, name in enumerate(step.thing_after):
        yield (*place, "after", n), name
    for key, name in step.linked:
        yield (*place, key), name


def _capability(read: Read, where: str) -> Iterator[Finding]:
    """There are as many fire units as capability needs."""
    programme, operational = read.programme, read.programme.operational
    count = programme.fire_units_count
    on: tuple[Place, ...] = tuple(("lot", n, "fire_units") for n in range(len(programme.lots)))
    if not programme.lots and not programme.licences:
        problem = "has neither a lot nor a licence: nothing comes of it"
        yield Finding((), problem, "add a [[lot]] or a [[licence]] table", None, (("lot",), ("licence",)))
    if operational.full is not None and operational.full > count:
        problem = f"is more than its lots bring{where}, {count}"
        yield Finding(
            ("operational", "full"), problem, "give at most that", operational.full, (("lot",), *on)
        )
    if operational.full is not None and operational.initial > operational.full:
        problem = f"is more than full capability, {operational.full}"
        place = ("operational", "initial")
        yield Finding(place, problem, "give at most that", operational.initial, (("operational", "full"),))


def _making(read: Read) -> Iterator[Finding]:
    """Every lot says how long it takes, and who makes it."""
    programme = read.programme
    licences = {licence.name: licence for licence in programme.licences}
    for lot in programme.lots:
        place = read.places[id(lot)]
        said = lot.production_time or programme.supplier.production_time or lot.delivered
        if lot.made != "in hand" and said is None:
            mend = "add production_time here or under [supplier]"
            on: tuple[Place, ...] = ((*place, "production_time"), ("supplier",))
            yield Finding(place, "does not say how long its production takes", mend, None, on)
        if lot.made == "local" and lot.licence is None:
            problem, mend = "is made at home, and names no licence", "add licence = the name of one"
            yield Finding(place, problem, mend, None, ((*place, "licence"),))
        licence = licences.get(lot.licence or "")
        if lot.made == "local" and licence is not None and licence.kind not in ("assembly", "full"):
            problem = f"is a licence for {licence.kind}, under which no lot is put together at home"
            mend = 'name one of kind "assembly" or "full"'
            yield Finding((*place, "licence"), problem, mend, lot.licence, (("licence",),))


def _price_shares(read: Read, where: str) -> Iterator[Finding]:
    """Lots of one contract are worth no more than its price."""
    for option in dict.fromkeys(lot.option for lot in read.programme.lots):
        lots = [lot for lot in read.programme.lots if lot.option == option and lot.price_share is not None]
        shares = [read.nominal(lot.price_share) or 0.0 for lot in lots if lot.price_share is not None]
        if sum(shares) > 1.0 + ROUNDED:
            places: list[Place] = [(*read.places[id(lot)], "price_share") for lot in lots]
            problem = f"makes shares of one price add up to {sum(shares):.6g}{where}"
            yield Finding(places[-1], problem, "let them add up to 1 at most", None, tuple(places[:-1]))


def _crews(read: Read, where: str) -> Iterator[Finding]:
    """As many crews are trained in all as the fire units need that are full capability."""
    programme = read.programme
    if programme.crews is None:
        if programme.classes:
            problem = "train crews, and no [crews] table says how many a fire unit needs"
            yield Finding(("class",), problem, "add [crews] with per_fire_unit", None, (("crews",),))
        return
    each = read.nominal(programme.crews.per_fire_unit)
    trained = [read.nominal(course.crews) for course in programme.classes]
    if each is None or None in trained:
        return
    ready = sum(lot.fire_units for lot in programme.lots if lot.made == "in hand")
    needed = each * max(programme.full_count - ready, 0)
    total = sum(number for number in trained if number is not None)
    if total < needed:
        units = f"{programme.full_count - ready} × {each:g}"
        problem = f"{total:g} crews are trained in all{where}, and the fire units need {needed:g} ({units})"
        on: tuple[Place, ...] = (("lot",), ("class",), ("operational", "full"))
        yield Finding(
            ("class",) if programme.classes else ("crews",), problem, "train more, or need fewer", None, on
        )

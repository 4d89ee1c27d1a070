"""What no single field can know: whether the links of a programme fit each other and the catalog.

Named checks, each a generator of findings; a finding says which places it rests on, so that it is dropped
where one of them was faulty already. Sums and plans are judged by nominal figures. A file with variants is
checked as each of them has it.
"""

from collections.abc import Iterator

from rangering.catalog.events import load_events, programme_titles
from rangering.catalog.models import Quantity
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError, nearest
from rangering.programme.check_ended import ended_findings
from rangering.programme.check_steps import ROUNDED, step_findings
from rangering.programme.checked import Read, named
from rangering.programme.days import Dated, days_in, facts
from rangering.programme.figures import Stated, figures_in, unfit
from rangering.programme.gathered import quantity_of
from rangering.programme.models import Programme
from rangering.programme.order import steps_of
from rangering.scenario.faults import Place, written
from rangering.scenario.finding import Finding


def findings(programme: Programme, catalog: Catalog) -> Iterator[Finding]:
    """Everything that does not fit, check by check; nothing twice."""
    read = Read(programme, tuple(figures_in(programme)), {}, _places(programme))
    seen: set[tuple[Place, str]] = set()
    for each in _all(read, catalog):
        if (each.place, each.problem) not in seen:
            seen.add((each.place, each.problem))
            yield each


def _all(read: Read, catalog: Catalog) -> Iterator[Finding]:
    yield from _figures(read, catalog)
    yield from _system(read.programme, catalog)
    yield from _names(read)
    yield from _variants(read)
    yield from _days(read.programme)
    yield from _days_known_in_time(read.programme)
    yield from _delivered(read.programme)
    yield from ended_findings(read)
    yield from _instalments(read)
    yield from _parts(read.programme)
    yield from _missiles(read)
    yield from _shocks(read)
    yield from _milestones(read.programme)
    # An unknown name in `without` is a finding of its own and leaves nothing out.
    variants = [(f' in variant "{v.name}"', read.programme.variant(v.name)) for v in read.programme.variants]
    for where, programme in variants or [("", read.programme)]:
        yield from step_findings(read._replace(programme=programme), where)


def _places(programme: Programme) -> dict[int, Place]:
    return {
        id(thing): (key, number) for key, things in named(programme) for number, thing in enumerate(things)
    }


def _figures(read: Read, catalog: Catalog) -> Iterator[Finding]:
    """What figures name is known, fits its field and its currency, and was known in time."""
    programme = read.programme
    for each in read.stated:
        try:
            quantity = quantity_of(each, programme, catalog)
        except CatalogError as unknown:
            yield Finding(each.place, unknown.problem, unknown.mend, unknown.value)
            continue
        read.quantities[id(each.figure)] = quantity
        if misfit := unfit(each.figure, quantity):
            _, problem, mend, value = misfit
            yield Finding(
                each.place, f"{problem}: {value}" if each.figure.named else problem, mend, each.figure.named
            )
            continue
        symbol = quantity.si_unit_and_factor[0].removesuffix("/s")
        if each.figure.measures.startswith("money") and symbol != programme.currency:
            problem = f"is in {symbol}, and the programme in {programme.currency}"
            yield Finding(each.place, problem, "state it in the currency of the programme", quantity.unit)
        yield from _known_in_time(each, quantity, programme)


def _known_in_time(each: Stated, quantity: Quantity, programme: Programme) -> Iterator[Finding]:
    if programme.known_by is None:
        return
    value = each.figure.named or None
    if quantity.known_on is not None and quantity.known_on > programme.known_by:
        problem = f"became known on {quantity.known_on}, after known_by"
        yield Finding(each.place, problem, "state what was known then", value)
    elif quantity.known_on is None and quantity.grade != "D":
        problem = "does not say since when it is known, and known_by is stated"
        yield Finding(each.place, problem, "add known_on = the day of its publication", value)


def _system(programme: Programme, catalog: Catalog) -> Iterator[Finding]:
    if programme.system is None:
        return
    known = catalog.ids("system")
    if programme.system not in known:
        mend = nearest(programme.system, known) or "see `rangering catalog list`"
        yield Finding(("system",), "is no system of the catalog", mend, programme.system)


def _names(read: Read) -> Iterator[Finding]:
    # Draws are keyed by names: two steps of one name would share their chance.
    spaces = {"component": "component", "variant": "variant"}
    first: dict[tuple[str, str], Place] = {}
    for key, things in named(read.programme):
        for number, thing in enumerate(things):
            name = str(getattr(thing, "name", ""))
            called = spaces.get(key, "step"), name.casefold()
            if called in first:
                problem = f"is a name given before, in {written(first[called])}"
                on = ((*first[called], "name"),)
                yield Finding((key, number, "name"), problem, "give each its own", name, on)
            else:
                first[called] = (key, number)


def _variants(read: Read) -> Iterator[Finding]:
    programme = read.programme
    known = [
        str(getattr(thing, "name", ""))
        for key, things in named(programme)
        if key not in ("component", "variant")
        for thing in things
    ]
    for number, variant in enumerate(programme.variants):
        for n, name in enumerate(variant.without):
            if name not in known:
                mend = nearest(name, known) or f"it has {', '.join(known)}"
                yield Finding(("variant", number, "without", n), "is nothing this programme has", mend, name)


def _days(programme: Programme) -> Iterator[Finding]:
    """Nothing happens before the contract, nor after all is over."""
    signed = programme.signed
    dated: list[tuple[Place, Dated | None, str]] = [
        (("lot", n, field), getattr(lot, field), "a lot before the contract")
        for n, lot in enumerate(programme.lots)
        for field in ("not_before", "planned", "delivered", "installed")
    ]
    dated += [
        (("class", n, field), getattr(each, field), "a class before the contract")
        for n, each in enumerate(programme.classes)
        for field in ("not_before", "ended")
    ]
    dated += [
        (("option", n, "ended"), each.ended, "an end before the contract")
        for n, each in enumerate(programme.options)
    ]
    dated += [
        (("licence", n, "ended"), each.ended, "an end before the contract")
        for n, each in enumerate(programme.licences)
    ]
    if programme.activation is not None:
        dated.append((("activation", "ended"), programme.activation.ended, "a decision before the contract"))
    raids = programme.missiles
    dated += [
        (("missiles", field), getattr(raids, field), "raids before the contract")
        for field in ("raid_from", "raid_until")
    ]
    dated.append((("contract", "effective_on"), programme.contract.effective_on, "a day before the contract"))
    for place, stated, what in dated:
        if stated is not None and stated.day < signed.day:
            problem = f"is {what}, signed on {signed}"
            yield Finding(
                place, problem, "give a later day, or an earlier signature", str(stated), (("signed",),)
            )
    if raids.raid_from and raids.raid_until and raids.raid_until.day < raids.raid_from.day:
        problem = f"lies before raid_from, {raids.raid_from}"
        place, on = ("missiles", "raid_until"), (("missiles", "raid_from"),)
        yield Finding(place, problem, "order the two days", str(raids.raid_until), on)


def _days_known_in_time(programme: Programme) -> Iterator[Finding]:
    if programme.known_by is None:
        return
    for place, stated in days_in(programme):
        event = facts().get(stated.fact)
        if event is not None and event.public_on > programme.known_by:
            problem = f"became known on {event.public_on}, after known_by"
            yield Finding(place, problem, "state what was known then", stated.fact)


def _delivered(programme: Programme) -> Iterator[Finding]:
    """What was delivered came after a day that is known, and waits for nothing any more."""
    began = programme.contract.effective_on
    for n, lot in enumerate(programme.lots):
        if lot.delivered is None:
            continue
        place: Place = ("lot", n, "delivered")
        if began is None:
            problem, mend = "is known, and contract.effective_on is not", "add effective_on under [contract]"
            yield Finding(place, problem, mend, str(lot.delivered), (("contract", "effective_on"),))
        elif lot.delivered.day < began.day:
            problem = f"lies before the contract took effect, {began}"
            yield Finding(place, problem, "order the two days", str(lot.delivered))
        if lot.after or lot.option or lot.made != "supplier":
            problem, mend = (
                "is a day that is past, and the lot waits for others",
                "leave after, option and made out",
            )
            yield Finding(place, problem, mend, str(lot.delivered))


def _instalments(read: Read) -> Iterator[Finding]:
    """What is paid and what is lent make up the price; what is due is a step."""
    contract = read.programme.contract
    shares = [each.share for each in contract.instalments]
    places: list[Place] = [("contract", "instalment", n) for n in range(len(shares))]
    if contract.credit is not None:
        shares.append(contract.credit.share)
        places.append(("contract", "credit"))
    nominal = [read.nominal(share) for share in shares]
    known = [share for share in nominal if share is not None]
    if shares and len(known) == len(nominal) and abs(sum(known) - 1.0) > ROUNDED:
        problem = f"add up to {sum(known):.6g} of the price, the credit included"
        on = tuple((*place, "share") for place in places)
        place: Place = ("contract", "instalment") if contract.instalments else ("contract", "credit")
        yield Finding(place, problem, "let the shares add up to 1", None, on)
    steps = steps_of(read.programme)
    for n, instalment in enumerate(contract.instalments):
        if instalment.due not in steps:
            mend = nearest(instalment.due, steps) or f"write one of {', '.join(steps)}"
            yield Finding(
                ("contract", "instalment", n, "due"), "is no step of this programme", mend, instalment.due
            )


def _parts(programme: Programme) -> Iterator[Finding]:
    """Components, licences and spares that are named are there."""
    names = [component.name for component in programme.components]
    licences = [licence.name for licence in programme.licences]
    for n, component in enumerate(programme.components):
        if component.needed is not None and component.needed > component.per_unit:
            problem = f"is more than a fire unit has, {component.per_unit}"
            place: Place = ("component", n, "needed")
            on: tuple[Place, ...] = (("component", n, "per_unit"),)
            yield Finding(place, problem, "need at most what there is", component.needed, on)
        if component.licence is not None and component.licence not in licences:
            mend = nearest(component.licence, licences) or "add a [[licence]] of that name"
            place = ("component", n, "licence")
            yield Finding(place, "is no licence of this programme", mend, component.licence)
    for n, lot in enumerate(programme.lots):
        if lot.licence is not None and lot.licence not in licences:
            mend = nearest(lot.licence, licences) or "add a [[licence]] of that name"
            yield Finding(("lot", n, "licence"), "is no licence of this programme", mend, lot.licence)
        for name in lot.spares:
            if name not in names:
                mend = nearest(name, names) or "add a [[component]] of that name"
                yield Finding(("lot", n, "spares", name), "is no component of this programme", mend, name)


def _missiles(read: Read) -> Iterator[Finding]:
    stated = read.programme.missiles
    if (stated.raid_every is None) != (stated.raid_mean is None):
        key = "raid_mean" if stated.raid_mean is None else "raid_every"
        problem, mend = f"says nothing of {key}", "state raid_every and raid_mean together"
        yield Finding(("missiles",), problem, mend, None, (("missiles", key),))
    if stated.raid_every is not None and read.nominal(stated.raid_every) == 0.0:
        mend = "give the time from raid to raid, or leave raids out"
        yield Finding(("missiles", "raid_every"), "leaves no time from raid to raid", mend)
    for n, component in enumerate(read.programme.components):
        found = read.quantities.get(id(component.mean_life))
        if found is not None and found.low == 0.0:
            problem, mend = "lets a part fail at once", "give a life above 0"
            yield Finding(("component", n, "mean_life"), problem, mend)


def _shocks(read: Read) -> Iterator[Finding]:
    for n, shock in enumerate(read.programme.shocks):
        if shock.begins is None and shock.mean_wait is None:
            problem, mend = (
                "says neither when it begins nor how long it is waited for",
                "add begins, or mean_wait",
            )
            yield Finding(
                ("shock", n), problem, mend, None, (("shock", n, "begins"), ("shock", n, "mean_wait"))
            )
        if shock.cost_over is not None and shock.cost is None:
            problem, mend = "spreads a sum, and none is stated", "add cost, or leave cost_over out"
            yield Finding(("shock", n, "cost_over"), problem, mend, None, (("shock", n, "cost"),))


def _milestones(programme: Programme) -> Iterator[Finding]:
    """Milestones are those of the facts named, and ends of steps."""
    known = programme_titles()
    if programme.facts is not None and programme.facts not in known:
        mend = nearest(programme.facts, known) or f"programmes: {', '.join(known)}"
        yield Finding(("facts",), "is no programme of the dated facts", mend, programme.facts)
        return
    if programme.milestones and programme.facts is None:
        mend = 'add facts = "turkey-s-400" or another'
        yield Finding(("milestones",), "says nothing of whose facts they are", mend, None, (("facts",),))
        return
    told = {e.milestone for e in load_events(programmes=[programme.facts])} if programme.facts else set()
    steps = steps_of(programme)
    for milestone, step in programme.milestones.items():
        place: Place = ("milestones", milestone)
        if milestone not in told:
            mend = nearest(milestone, told) or f"milestones: {', '.join(sorted(told - {''}))}"
            yield Finding(place, "is no milestone of these facts", mend, milestone)
        elif step not in steps:
            mend = nearest(step, steps) or f"write one of {', '.join(steps)}"
            yield Finding(place, "is no step of this programme", mend, step)

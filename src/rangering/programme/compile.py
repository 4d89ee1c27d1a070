"""A programme and one reading of its figures → the plan that the engine runs, and what money needs beside it.

Objects and text stop here. A link that the file leaves out becomes nothing: no activity, no rate, no cost.
Limits: a licence that is not permitted leaves what waits for it undone; an option pays with its lots; one
decision puts everything into service that was not in hand.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog
from rangering.programme import plan, priced
from rangering.programme.days import Dated
from rangering.programme.delivery import Lot
from rangering.programme.gathered import Gathered, Reading, Worth, gather
from rangering.programme.models import Programme
from rangering.programme.network import Network, Result
from rangering.programme.plan import NONE, Cause, Effect, Flow
from rangering.programme.terms import ACTIVATION, EFFECTIVE
from rangering.streams import name_id

FLOWS = {
    "deliveries": Flow.DELIVERIES,
    "training": Flow.TRAINING,
    "supplier repair": Flow.SUPPLIER_REPAIR,
    "licensed": Flow.LICENSED,
    "transfer": Flow.TRANSFER,
    "decision": Flow.DECISION,
    "installation": Flow.INSTALLATION,
}
INFINITE = float("inf")


class Compiled(NamedTuple):
    """One reading of a programme, ready to run."""

    plan: plan.Plan
    priced: priced.Priced
    names: tuple[str, ...]
    """What each activity is called, such as ``lot First: production``."""
    steps: Mapping[str, int]
    """Name of a step, such as a lot, → the activity that ends it; NONE for the signature."""


def compile_programme(
    programme: Programme,
    catalog: Catalog,
    reading: Reading | None = None,
    *,
    gathered: Gathered | None = None,
) -> Compiled:
    """The plan of one reading.

    Parameters
    ----------
    programme : Programme
        One that was checked against this catalog.
    catalog : Catalog
        What its figures name.
    reading : mapping, optional
        Drawn values by quantity id, in SI (`rangering.catalog.draw.reading`); nominal values if not given.
    gathered : Gathered, optional
        Its figures, where several readings are compiled.

    Returns
    -------
    Compiled
        Plan and money of this reading.
    """
    worth = Worth(gathered or gather(programme, catalog), reading)
    network = Network(worth.si(programme.spread))
    contract = programme.contract
    network.add(
        "contract: entry into force",
        Cause.FINANCE,
        day_of(programme, contract.effective_on, worth.days(contract.effective_after)),
        ends=EFFECTIVE,
        spread=None if contract.effective_on is None else 0.0,
    )
    _options(programme, worth, network)
    lines = _licences(programme, worth, network)
    _training(programme, worth, network)
    _deliveries(programme, worth, network)
    _activation(programme, worth, network)
    activities = network.activities()
    built = plan.Plan(
        activities=activities,
        shocks=_shocks(programme, worth),
        units=_units(programme, worth),
        components=_components(programme, worth),
        missiles=_missiles(programme, worth),
        lines=lines,
        months=months_of(programme),
    )
    return Compiled(built, _priced(programme, worth, network), network.names, network.steps)


def day_of(programme: Programme, stated: Dated | None, missing: float = 0.0) -> float:
    """Days from the signature to a stated day."""
    return missing if stated is None else float((stated.day - programme.day_0).days)


def months_of(programme: Programme) -> NDArray[np.float64]:
    """The days on which is reported: the signature, and that day of every month after it."""
    first = programme.day_0
    days = []
    for month in range(round(programme.horizon_years * 12) + 1):
        years, number = divmod(first.month - 1 + month, 12)
        year = first.year + years
        last = monthrange(year, number + 1)[1]
        days.append(float((date(year, number + 1, min(first.day, last)) - first).days))
    return np.array(days)


def _options(programme: Programme, worth: Worth, network: Network) -> None:
    for option in programme.options:
        network.add(
            f"option {option.name}",
            Cause.FINANCE,
            worth.days(option.time),
            after=(EFFECTIVE, *option.after),
            ends=option.name,
            likely=worth.si(option.share),
        )


def _licences(programme: Programme, worth: Worth, network: Network) -> plan.Lines:
    for line, licence in enumerate(programme.licences):
        transfer = network.add(
            f"licence {licence.name}: transfer",
            Cause.TRANSFER,
            worth.days(licence.transfer_time),
            after=(EFFECTIVE, *licence.after),
            likely=worth.si(licence.permitted, 1.0) * (1.0 - worth.si(licence.third_country)),
            stopped_by=Flow.TRANSFER,
        )
        network.add(
            f"licence {licence.name}: set-up",
            Cause.SET_UP,
            worth.days(licence.set_up),
            after=(transfer,),
            ends=licence.name,
            effects=[(Effect.LINE_OPENED, line, 1.0)],
        )
    stated = programme.licences
    return plan.Lines(
        per_d=_floats([worth.per_day(each.rate) for each in stated]),
        ramp_d=_floats([worth.days(each.ramp) for each in stated]),
        imported_share=_floats([worth.si(each.imported_share) for each in stated]),
        repair_share=_floats([worth.si(each.repair_share) for each in stated]),
        opens_most=_ints([worth.count(each.most) for each in stated]),
    )


def _training(programme: Programme, worth: Worth, network: Network) -> None:
    instructors = programme.crews and programme.crews.instructors
    place = network.place(worth.count(instructors)) if instructors else NONE
    for each in programme.classes:
        network.add(
            f"class {each.name}",
            Cause.TRAINING,
            worth.days(each.time),
            after=(EFFECTIVE, *each.after),
            ends=each.name,
            earliest_d=day_of(programme, each.not_before),
            place=place,
            stopped_by=Flow.TRAINING,
            effects=[(Effect.CREWS_TRAINED, 0, float(worth.count(each.crews)))],
        )


def _deliveries(programme: Programme, worth: Worth, network: Network) -> None:
    supplier, installation = programme.supplier, programme.installation
    slots = network.place(worth.count(supplier.slots)) if supplier.slots else NONE
    teams = network.place(worth.count(installation.teams)) if installation.teams else NONE
    first_unit = 0
    for lot in programme.lots:
        units = range(first_unit, first_unit + lot.fire_units)
        first_unit = units.stop
        if lot.made == "in hand":
            _in_hand(programme, lot, units, worth, network)
            continue
        delivered = _made(programme, lot, units, worth, network, slots)
        for number, unit in enumerate(units, start=1):
            called = f"lot {lot.name}, {programme.unit} {number}"
            site = network.add(
                f"{called}: site",
                Cause.SITE,
                worth.days(installation.site_preparation),
                after=(lot.option or EFFECTIVE,),
            )
            done: list[Result] = [(Effect.FIRE_UNIT_INSTALLED, unit, 1.0)]
            if programme.activation is None:
                done.append((Effect.FIRE_UNIT_RELEASED, unit, 1.0))
            network.add(
                f"{called}: installation",
                Cause.INSTALLATION,
                worth.days(installation.time),
                after=(delivered, site),
                place=teams,
                stopped_by=Flow.INSTALLATION,
                effects=done,
            )


def _stock(programme: Programme, lot: Lot, worth: Worth) -> list[Result]:
    """Missiles and spares that come with a lot."""
    brought: list[Result] = []
    if lot.missiles is not None:
        brought.append((Effect.MISSILES, 0, float(worth.count(lot.missiles))))
    known = [component.name for component in programme.components]
    brought += [(Effect.SPARES, known.index(name), float(count)) for name, count in lot.spares.items()]
    return brought


def _in_hand(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network) -> None:
    """What stands ready on the day of signature: crews and all."""
    effects = _stock(programme, lot, worth)
    for unit in units:
        stages = (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED)
        effects += [(stage, unit, 1.0) for stage in stages]
        if programme.crews is not None:
            effects.append((Effect.CREWS_TRAINED, 0, float(worth.count(programme.crews.per_fire_unit))))
    network.add(f"lot {lot.name}: in hand", Cause.TRANSPORT, 0.0, spread=0.0, ends=lot.name, effects=effects)


def _made(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network, slots: int) -> int:
    """Production and transport of one lot; the activity whose end delivers it."""
    supplier, local = programme.supplier, lot.made == "local"
    if lot.delivered is not None:
        return _delivered(programme, lot, units, worth, network)
    spread = worth.si(supplier.production_spread) if supplier.production_spread else None
    after: list[str | int] = [lot.option or EFFECTIVE, *lot.after]
    if local:
        after.append(str(lot.licence))
    elif supplier.slot_wait is not None:
        queue = network.add(f"lot {lot.name}: queue", Cause.SLOT, worth.days(supplier.slot_wait), after=after)
        after = [queue]
    flow = Flow.LICENSED if local else Flow.DELIVERIES
    production = network.add(
        f"lot {lot.name}: production",
        Cause.PRODUCTION,
        worth.days(lot.production_time or supplier.production_time),
        after=after,
        spread=spread,
        earliest_d=day_of(programme, lot.not_before),
        place=NONE if local else slots,
        stopped_by=flow,
    )
    return network.add(
        f"lot {lot.name}: transport",
        Cause.TRANSPORT,
        worth.days(lot.transport_time or (None if local else supplier.transport_time)),
        after=(production,),
        ends=lot.name,
        repeat_likely=0.0 if local else worth.si(supplier.loss),
        repeat_d=0.0 if local else worth.days(supplier.remake_time),
        stopped_by=flow,
        effects=_arrived(programme, lot, units, worth),
    )


def _delivered(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network) -> int:
    """What has come already: its days are known, and nothing stops it any more."""
    began = day_of(programme, programme.contract.effective_on)
    whole = max(day_of(programme, lot.delivered) - began, 0.0)
    way = min(worth.days(lot.transport_time or programme.supplier.transport_time), whole)
    production = network.add(
        f"lot {lot.name}: production", Cause.PRODUCTION, whole - way, after=(EFFECTIVE,), spread=0.0
    )
    return network.add(
        f"lot {lot.name}: transport",
        Cause.TRANSPORT,
        way,
        after=(production,),
        ends=lot.name,
        spread=0.0,
        effects=_arrived(programme, lot, units, worth),
    )


def _arrived(programme: Programme, lot: Lot, units: range, worth: Worth) -> list[Result]:
    """What the end of a lot's transport brings."""
    return [*((Effect.FIRE_UNIT_DELIVERED, unit, 1.0) for unit in units), *_stock(programme, lot, worth)]


def _activation(programme: Programme, worth: Worth, network: Network) -> None:
    activation = programme.activation
    if activation is None:
        return
    units: list[int] = []
    first = 0
    for lot in programme.lots:
        if lot.made != "in hand":
            units += range(first, first + lot.fire_units)
        first += lot.fire_units
    network.add(
        "decision: into service",
        Cause.DECISION,
        worth.days(activation.time),
        after=activation.after or _first_lot(programme),
        ends=ACTIVATION,
        likely=worth.si(activation.share, 1.0),
        stopped_by=Flow.DECISION,
        effects=[(Effect.FIRE_UNIT_RELEASED, unit, 1.0) for unit in units],
    )


def _first_lot(programme: Programme) -> tuple[str, ...]:
    """What the decision waits for where the file does not say it."""
    made = [lot.name for lot in programme.lots if lot.made != "in hand" and lot.fire_units]
    return (made[0],) if made else (EFFECTIVE,)


def _shocks(programme: Programme, worth: Worth) -> plan.Shocks:
    stated = programme.shocks
    return plan.Shocks(
        likely=_floats([worth.si(each.share, 1.0) for each in stated]),
        begins_d=_floats([max(day_of(programme, each.begins), 0.0) for each in stated]),
        mean_wait_d=_floats([worth.days(each.mean_wait) for each in stated]),
        lasts_d=_floats([worth.days(each.lasts, INFINITE) for each in stated]),
        spread=_floats([worth.si(each.spread) for each in stated]),
        stops=_ints([sum(int(FLOWS[flow]) for flow in set(each.stops)) for each in stated]),
        element=_ints([name_id(f"shock {each.name}") for each in stated]),
    )


def _units(programme: Programme, worth: Worth) -> plan.Units:
    crews = programme.crews
    count = programme.fire_units_count
    return plan.Units(
        crews_needed=np.full(count, worth.count(crews.per_fire_unit) if crews else 0, dtype=np.int64),
        attrition_per_d=worth.per_day(crews.attrition) if crews else 0.0,
        retraining_d=worth.days(crews.retraining, INFINITE) if crews else INFINITE,
        initial_count=min(programme.operational.initial, count),
        full_count=min(programme.full_count, count),
    )


def _components(programme: Programme, worth: Worth) -> plan.Components:
    stated = programme.components
    lines = {licence.name: line for line, licence in enumerate(programme.licences)}
    return plan.Components(
        per_unit=_ints([each.per_unit for each in stated]),
        needed=_ints([each.needed or each.per_unit for each in stated]),
        fails_per_d=_floats([1.0 / worth.days(each.mean_life) for each in stated]),
        stages=_ints([each.stages for each in stated]),
        poisson=_ints([int(each.poisson) for each in stated]),
        base_stock=_ints([each.base_stock for each in stated]),
        depot_stock=_ints([each.depot_stock for each in stated]),
        base_repair=_floats([worth.si(each.base_repair) for each in stated]),
        base_repair_d=_floats([worth.days(each.base_repair_time) for each in stated]),
        depot_repair_d=_floats([worth.days(each.depot_repair_time) for each in stated]),
        depot_crews=_ints([each.depot_crews for each in stated]),
        abroad=_floats([worth.si(each.abroad) for each in stated]),
        abroad_d=_floats([worth.days(each.abroad_time) for each in stated]),
        # A licence that a variant leaves out takes nothing over.
        local_line=_ints([lines.get(each.licence or "", NONE) for each in stated]),
        ship_d=_floats([worth.days(each.ship_time) for each in stated]),
        memoryless=_ints([int(each.memoryless) for each in stated]),
        element=_ints([name_id(f"component {each.name}") for each in stated]),
    )


def _missiles(programme: Programme, worth: Worth) -> plan.Missiles:
    stated = programme.missiles
    return plan.Missiles(
        initial=worth.count(stated.initial),
        shelf_life_d=worth.days(stated.shelf_life, INFINITE),
        practice_per_d=worth.per_day(stated.practice),
        raid_every_d=worth.days(stated.raid_every),
        raids_from_d=day_of(programme, stated.raid_from),
        raids_until_d=day_of(programme, stated.raid_until, INFINITE),
        raid_mean=worth.si(stated.raid_mean),
    )


def _priced(programme: Programme, worth: Worth, network: Network) -> priced.Priced:
    contract, steps = programme.contract, network.steps
    price = worth.si(contract.price)
    opened = np.array([steps[each.name] for each in programme.options], dtype=np.int64)
    prices = _floats([worth.si(each.price) for each in programme.options])
    lots = _lot_values(programme, worth, network, price)
    upkeep = programme.upkeep
    return priced.Priced(
        price=price,
        option_prices=prices,
        option_activity=opened,
        payments=_payments(programme, worth, network, price, lots),
        credit=_credit(programme, worth, network, price),
        lots=lots,
        lines=_line_money(programme, worth, network),
        shocks=priced.ShockMoney(
            once=_floats([worth.si(each.cost) for each in programme.shocks]),
            per_year=_floats([worth.per_year(each.cost_per_year) for each in programme.shocks]),
        ),
        upkeep_per_unit_year=worth.per_year(upkeep.cost_per_fire_unit) if upkeep else 0.0,
        upkeep_supplier_share=worth.si(upkeep.supplier_share) if upkeep else 0.0,
        discount_per_year=worth.per_year(contract.discount_rate),
    )


def _payments(
    programme: Programme, worth: Worth, network: Network, price: float, lots: priced.LotValues
) -> priced.Payments:
    """The contract's instalments as stated; an option's price with its lots."""
    rows = [
        (worth.si(each.share) * price, network.steps[each.due], worth.days(each.after))
        for each in programme.contract.instalments
    ]
    rows += [
        (float(value), int(activity), 0.0)
        for lot, value, activity in zip(programme.lots, lots.value, lots.activity, strict=True)
        if lot.option is not None
    ]
    amount, activity, wait = zip(*rows, strict=True) if rows else ((), (), ())
    return priced.Payments(_floats(amount), _ints(activity), _floats(wait))


def _credit(programme: Programme, worth: Worth, network: Network, price: float) -> priced.Credit:
    stated = programme.contract.credit
    if stated is None:
        return priced.Credit(0.0, 0.0, 0.0, 0.0, True, 1, _ints(()), _floats(()))
    drawn, shares = [network.steps[EFFECTIVE]], [1.0]
    lots = [lot for lot in programme.lots if lot.option is None and lot.made != "in hand"]
    if stated.drawn == "lots" and lots:
        drawn = [network.steps[lot.name] for lot in lots]
        shares = _parts(lots)
    return priced.Credit(
        amount=worth.si(stated.share) * price,
        rate_per_year=worth.per_year(stated.rate),
        tenor_d=worth.days(stated.tenor),
        grace_d=worth.days(stated.grace),
        is_annuity=stated.mode == "annuity",
        payments_per_year=stated.payments_per_year,
        draw_activity=_ints(drawn),
        draw_share=_floats(shares),
    )


def _parts(lots: Sequence[Lot]) -> list[float]:
    """Shares of a contract by fire units; equal ones where its lots bring none."""
    whole = sum(lot.fire_units for lot in lots)
    return [lot.fire_units / whole if whole else 1.0 / len(lots) for lot in lots]


def _lot_values(programme: Programme, worth: Worth, network: Network, price: float) -> priced.LotValues:
    lines = {licence.name: line for line, licence in enumerate(programme.licences)}
    value = np.zeros(len(programme.lots))
    prices = {None: price} | {each.name: worth.si(each.price) for each in programme.options}
    for option, whole in prices.items():
        mine = [n for n, lot in enumerate(programme.lots) if lot.option == option and lot.made != "in hand"]
        value[mine] = np.array(_parts([programme.lots[n] for n in mine])) * whole
    return priced.LotValues(
        activity=_ints([network.steps[lot.name] for lot in programme.lots]),
        value=value,
        line=_ints([lines.get(lot.licence or "", NONE) for lot in programme.lots]),
        made_at_home=_ints([int(lot.made == "local") for lot in programme.lots]),
    )


def _line_money(programme: Programme, worth: Worth, network: Network) -> priced.LineMoney:
    stated = programme.licences
    opened = [network.steps[each.name] for each in stated]
    return priced.LineMoney(
        transfer_activity=_ints(
            [index - 1 for index in opened]
        ),  # a set-up is added right after its transfer
        open_activity=_ints(opened),
        investment=_floats([worth.si(each.investment) for each in stated]),
        royalty=_floats([worth.si(each.royalty) for each in stated]),
        first_unit_cost=_floats([worth.si(each.first_unit_cost) for each in stated]),
        learning=_floats([worth.si(each.learning, 1.0) for each in stated]),
        local_share_start=_floats([worth.si(each.local_share_start) for each in stated]),
        local_share_per_year=_floats([worth.per_year(each.local_share_per_year) for each in stated]),
        local_share_most=_floats([worth.si(each.local_share_most, 1.0) for each in stated]),
    )


def _floats(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _ints(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)

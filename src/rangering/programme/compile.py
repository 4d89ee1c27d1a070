"""A programme and one reading of its figures → the plan that the engine runs, and what money needs beside it.

Objects and text stop here. A link that the file leaves out becomes nothing: no activity, no rate, no cost.
Limits: a licence that is not permitted leaves what waits for it undone; an option pays with its lots; one
decision puts everything into service that was not in hand.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog
from rangering.programme import plan, priced
from rangering.programme.days import Dated
from rangering.programme.delivery import Lot
from rangering.programme.flows import (
    components_of,
    day_of,
    lines_of,
    missiles_of,
    shocks_of,
    units_of,
)
from rangering.programme.gathered import Gathered, Reading, Worth, gather
from rangering.programme.models import Programme
from rangering.programme.network import Network, Result
from rangering.programme.order import first_lot
from rangering.programme.plan import NONE, Cause, Effect, Flow
from rangering.programme.pricing import priced_of
from rangering.programme.terms import ACTIVATION, EFFECTIVE


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
    network = Network(worth.si(programme.spread), programme.known_d)
    contract = programme.contract
    network.add(
        "contract: entry into force",
        Cause.FINANCE,
        worth.days(contract.effective_after),
        ends=EFFECTIVE,
        stages=(),
        ended_d=_ended_d(programme, contract.effective_on),
    )
    _options(programme, worth, network)
    _licences(programme, worth, network)
    _training(programme, worth, network)
    _deliveries(programme, worth, network)
    _activation(programme, worth, network)
    activities = network.activities()
    built = plan.Plan(
        activities=activities,
        shocks=shocks_of(programme, worth),
        units=units_of(programme, worth),
        components=components_of(programme, worth),
        missiles=missiles_of(programme, worth),
        lines=lines_of(programme, worth),
        months=months_of(programme),
    )
    return Compiled(built, priced_of(programme, worth, network), network.names, network.steps)


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
            stages=(),
            ended_d=_ended_d(programme, option.ended),
        )


def _licences(programme: Programme, worth: Worth, network: Network) -> None:
    for line, licence in enumerate(programme.licences):
        ended_d = _ended_d(programme, licence.ended)
        transfer = network.add(
            f"licence {licence.name}: transfer",
            Cause.TRANSFER,
            worth.days(licence.transfer_time),
            after=(EFFECTIVE, *licence.after),
            likely=worth.si(licence.permitted, 1.0) * (1.0 - worth.si(licence.third_country)),
            stopped_by=Flow.TRANSFER,
            ended_d=ended_d,
        )
        network.add(
            f"licence {licence.name}: set-up",
            Cause.SET_UP,
            worth.days(licence.set_up),
            after=(transfer,),
            ends=licence.name,
            effects=[(Effect.LINE_OPENED, line, 1.0)],
            stages=(transfer,),
            ended_d=ended_d,
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
            stopped_by=Flow.TRAINING | (Flow.SUPPLIER_TRAINING if each.taught == "supplier" else 0),
            effects=[(Effect.CREWS_TRAINED, 0, float(worth.count(each.crews)))],
            stages=(),
            ended_d=_ended_d(programme, each.ended),
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
        installed_d = _ended_d(programme, lot.installed)
        for number, unit in enumerate(units if _installs(programme) else (), start=1):
            called = f"lot {lot.name}, {programme.unit} {number}"
            site = network.add(
                f"{called}: site",
                Cause.SITE,
                worth.days(installation.site_preparation),
                after=(lot.option or EFFECTIVE,),
                ended_d=installed_d,
            )
            network.add(
                f"{called}: installation",
                Cause.INSTALLATION,
                worth.days(installation.time),
                after=(delivered, site),
                place=teams,
                stopped_by=Flow.INSTALLATION,
                effects=[(stage, unit, 1.0) for stage in _installed(programme)],
                stages=(),
                ended_d=installed_d,
            )


def _stock(programme: Programme, lot: Lot, made_d: float, worth: Worth) -> list[Result]:
    """Missiles and spares that come with a lot; the first of these missiles was made so long before."""
    brought: list[Result] = []
    if lot.missiles is not None:
        oldest = round(worth.days(lot.oldest, made_d))
        brought.append((Effect.MISSILES, oldest, float(worth.count(lot.missiles))))
    known = [component.name for component in programme.components]
    brought += [(Effect.SPARES, known.index(name), float(count)) for name, count in lot.spares.items()]
    return brought


def _in_hand(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network) -> None:
    """What stands ready on the day of signature: crews and all."""
    stored = programme.missiles
    effects = _stock(programme, lot, worth.days(stored.oldest, worth.days(stored.shelf_life)), worth)
    for unit in units:
        stages = (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED)
        effects += [(stage, unit, 1.0) for stage in stages]
        if programme.crews is not None:
            effects.append((Effect.CREWS_TRAINED, 0, float(worth.count(programme.crews.per_fire_unit))))
    network.add(
        f"lot {lot.name}: in hand",
        Cause.TRANSPORT,
        0.0,
        ends=lot.name,
        effects=effects,
        stages=(),
        ended_d=0.0,
    )


def _made(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network, slots: int) -> int:
    """Production and transport of one lot; the activity whose end delivers it."""
    supplier, local = programme.supplier, lot.made == "local"
    if lot.delivered is not None:
        return _delivered(programme, lot, units, worth, network)
    spread = worth.si(supplier.production_spread) if supplier.production_spread else None
    after: list[str | int] = [lot.option or EFFECTIVE, *lot.after]
    stages: list[int] = []
    if local:
        after.append(str(lot.licence))
    elif supplier.slot_wait is not None:
        queue = network.add(f"lot {lot.name}: queue", Cause.SLOT, worth.days(supplier.slot_wait), after=after)
        after = [queue]
        stages.append(queue)
    flow = Flow.LICENSED if local else Flow.DELIVERIES
    made_d = worth.days(lot.production_time or supplier.production_time)
    production = network.add(
        f"lot {lot.name}: production",
        Cause.PRODUCTION,
        made_d,
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
        effects=_arrived(programme, lot, units, made_d, worth),
        stages=(*stages, production),
    )


def _delivered(programme: Programme, lot: Lot, units: range, worth: Worth, network: Network) -> int:
    """What has come already: its days are known, and nothing stops it any more."""
    began, came = day_of(programme, programme.contract.effective_on), day_of(programme, lot.delivered)
    way = min(worth.days(lot.transport_time or programme.supplier.transport_time), max(came - began, 0.0))
    left = came - way
    production = network.add(
        f"lot {lot.name}: production", Cause.PRODUCTION, left, after=(EFFECTIVE,), ended_d=left
    )
    return network.add(
        f"lot {lot.name}: transport",
        Cause.TRANSPORT,
        way,
        after=(production,),
        ends=lot.name,
        effects=_arrived(programme, lot, units, left - began, worth),
        stages=(production,),
        ended_d=came,
    )


def _arrived(programme: Programme, lot: Lot, units: range, made_d: float, worth: Worth) -> list[Result]:
    """What the end of a lot's transport brings."""
    stages = [Effect.FIRE_UNIT_DELIVERED]
    if not _installs(programme):
        stages += _installed(programme)
    return [
        *((stage, unit, 1.0) for unit in units for stage in stages),
        *_stock(programme, lot, made_d, worth),
    ]


def _installs(programme: Programme) -> bool:
    """Whether there is anything to do between delivery and readiness."""
    return programme.installation.time is not None or programme.installation.site_preparation is not None


def _installed(programme: Programme) -> list[Effect]:
    """What the end of installation brings; without a decision to take, service too."""
    decided = [] if programme.activation is not None else [Effect.FIRE_UNIT_RELEASED]
    return [Effect.FIRE_UNIT_INSTALLED, *decided]


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
        after=activation.after or (first_lot(programme),),
        ends=ACTIVATION,
        likely=worth.si(activation.share, 1.0),
        stopped_by=Flow.DECISION,
        effects=[(Effect.FIRE_UNIT_RELEASED, unit, 1.0) for unit in units],
        stages=(),
        ended_d=_ended_d(programme, activation.ended),
    )


def _ended_d(programme: Programme, stated: Dated | None) -> float | None:
    """Days from the signature to a stated end; None where none is stated."""
    return None if stated is None else day_of(programme, stated)

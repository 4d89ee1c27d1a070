"""What activities open and shocks close, as a plan holds it: repair, missiles, lines, crews that leave."""

import numpy as np

from rangering.programme import plan
from rangering.programme.columns import floats, ints
from rangering.programme.days import Dated
from rangering.programme.gathered import Worth
from rangering.programme.models import Programme
from rangering.programme.plan import NONE, Flow
from rangering.streams import name_id

FLOWS = {
    "deliveries": Flow.DELIVERIES,
    "training": Flow.TRAINING,
    "supplier repair": Flow.SUPPLIER_REPAIR,
    "licensed": Flow.LICENSED,
    "transfer": Flow.TRANSFER,
    "decision": Flow.DECISION,
    "installation": Flow.INSTALLATION,
    "supplier training": Flow.SUPPLIER_TRAINING,
}
INFINITE = float("inf")


def day_of(programme: Programme, stated: Dated | None, missing: float = 0.0) -> float:
    """Days from the signature to a stated day."""
    return missing if stated is None else float((stated.day - programme.day_0).days)


def shocks_of(programme: Programme, worth: Worth) -> plan.Shocks:
    """What comes from outside.

    One that is still to come had not come by the day the programme knows up to: the exponential wait has no
    memory, so it begins anew there. One that had come was not over, unless the file leaves no chance
    in how long it lasts.
    """
    stated = programme.shocks
    known_d = programme.known_d
    return plan.Shocks(
        likely=floats([worth.si(each.share, 1.0) for each in stated]),
        begins_d=floats(
            [
                max(day_of(programme, each.begins), 0.0 if each.mean_wait is None else known_d, 0.0)
                for each in stated
            ]
        ),
        mean_wait_d=floats([worth.days(each.mean_wait) for each in stated]),
        lasts_d=floats([worth.days(each.lasts, INFINITE) for each in stated]),
        spread=floats([worth.si(each.spread) for each in stated]),
        stops=ints([sum(int(FLOWS[flow]) for flow in set(each.stops)) for each in stated]),
        element=ints([name_id(f"shock {each.name}") for each in stated]),
        open_until_d=floats([0.0 if each.spread is None else known_d for each in stated]),
    )


def units_of(programme: Programme, worth: Worth) -> plan.Units:
    """Fire units, and the crews they need."""
    crews = programme.crews
    count = programme.fire_units_count
    return plan.Units(
        crews_needed=np.full(count, worth.count(crews.per_fire_unit) if crews else 0, dtype=np.int64),
        attrition_per_d=worth.per_day(crews.attrition) if crews else 0.0,
        retraining_d=worth.days(crews.retraining, INFINITE) if crews else INFINITE,
        taught_at_home=worth.si(crews.taught_at_home) if crews else 0.0,
        initial_count=min(programme.operational.initial, count),
        full_count=min(programme.full_count, count),
    )


def components_of(programme: Programme, worth: Worth) -> plan.Components:
    """Parts that fail and are repaired."""
    stated = programme.components
    lines = {licence.name: line for line, licence in enumerate(programme.licences)}
    return plan.Components(
        per_unit=ints([each.per_unit for each in stated]),
        needed=ints([each.needed or each.per_unit for each in stated]),
        fails_per_d=floats([1.0 / worth.days(each.mean_life) for each in stated]),
        stages=ints([each.stages for each in stated]),
        poisson=ints([int(each.poisson) for each in stated]),
        base_stock=ints([each.base_stock for each in stated]),
        depot_stock=ints([each.depot_stock for each in stated]),
        base_repair=floats([worth.si(each.base_repair) for each in stated]),
        base_repair_d=floats([worth.days(each.base_repair_time) for each in stated]),
        depot_repair_d=floats([worth.days(each.depot_repair_time) for each in stated]),
        depot_crews=ints([each.depot_crews for each in stated]),
        abroad=floats([worth.si(each.abroad) for each in stated]),
        abroad_d=floats([worth.days(each.abroad_time) for each in stated]),
        # A licence that a variant leaves out takes nothing over.
        local_line=ints([lines.get(each.licence or "", NONE) for each in stated]),
        ship_d=floats([worth.days(each.ship_time) for each in stated]),
        memoryless=ints([int(each.memoryless) for each in stated]),
        element=ints([name_id(f"component {each.name}") for each in stated]),
    )


def missiles_of(programme: Programme, worth: Worth) -> plan.Missiles:
    """The stock and what draws on it."""
    stated = programme.missiles
    return plan.Missiles(
        initial=worth.count(stated.initial),
        shelf_life_d=worth.days(stated.shelf_life, INFINITE),
        practice_per_d=worth.per_day(stated.practice),
        raid_every_d=worth.days(stated.raid_every),
        raids_from_d=day_of(programme, stated.raid_from),
        raids_until_d=day_of(programme, stated.raid_until, INFINITE),
        raid_mean=worth.si(stated.raid_mean),
        oldest_d=worth.days(stated.oldest, worth.days(stated.shelf_life)),
    )


def lines_of(programme: Programme, worth: Worth) -> plan.Lines:
    """Licensed lines at home."""
    stated = programme.licences
    return plan.Lines(
        per_d=floats([worth.per_day(each.rate) for each in stated]),
        ramp_d=floats([worth.days(each.ramp) for each in stated]),
        imported_share=floats([worth.si(each.imported_share) for each in stated]),
        repair_share=floats([worth.si(each.repair_share) for each in stated]),
        opens_most=ints([worth.count(each.most) for each in stated]),
    )

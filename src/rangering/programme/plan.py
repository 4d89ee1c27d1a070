"""What one run of a programme rests on: numbers only, one small tuple a link of the chain.

Times are days since the contract was signed, money is in the contract's currency. A plan holds the figures of
one reading of what nobody outside knows; histories draw chance on top. Everything before a fire unit stands
ready is an activity of one network: it begins when all it waits for has ended, a place is free where it needs
one, and no shock stops its kind; then it lasts as long as the history draws. What follows (faults, spares,
repair, missiles, licensed output) are flows that activities open.
Limits: one supplier; fire units are alike; an activity that a shock stops goes on afterwards where it stood.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NONE = -1


class Cause(IntEnum):
    """What a history can wait for. The first ones are the kinds of activities."""

    FINANCE = 0  # signature to entry into force
    DEVELOPMENT = 1
    PRODUCTION = 2
    TRANSPORT = 3
    SITE = 4  # ground and buildings
    INSTALLATION = 5
    TRAINING = 6
    DECISION = 7  # to put into service
    TRANSFER = 8  # technology handed over
    SET_UP = 9  # of a local line
    SLOT = 10  # waiting until the supplier, a team or an instructor is free
    SHOCK = 11  # stopped from outside
    CALENDAR = 12  # waiting for a stated day
    REPEAT = 13  # lost or damaged, made again


class Effect(IntEnum):
    """What the end of an activity brings about."""

    FIRE_UNIT_DELIVERED = 0  # index: fire unit
    FIRE_UNIT_INSTALLED = 1
    FIRE_UNIT_RELEASED = 2  # put into service by decision
    CREWS_TRAINED = 3  # amount: crews of a fire unit each
    MISSILES = 4  # index: age of the oldest in days, amount: delivered from abroad
    SPARES = 5  # index: component, amount: to the national depot
    LINE_OPENED = 6  # index: licensed line


class Flow(IntEnum):
    """What a shock can stop, as bits of a mask."""

    DELIVERIES = 1  # production and transport at the supplier
    TRAINING = 2  # whoever teaches
    SUPPLIER_REPAIR = 4  # components sent abroad, spare parts bought
    LICENSED = 8  # local output that needs parts from abroad
    TRANSFER = 16
    DECISION = 32
    INSTALLATION = 64
    SUPPLIER_TRAINING = 128  # by the supplier's instructors alone


class Told(IntEnum):
    """What a history that is told names, by two numbers each."""

    BEGINS = 0  # activity
    STOPS = 1  # activity
    GOES_ON = 2  # activity
    ENDS = 3  # activity
    ENDS_REPEATED = 4  # activity
    IN_SERVICE = 5  # fire unit
    OUT_OF_SERVICE = 6  # fire unit
    SHOCK_COMES = 7  # shock
    SHOCK_OVER = 8  # shock
    PART_FAILS = 9  # fire unit, component
    PART_OWED = 10  # fire unit, component: and there is no spare at hand
    PART_REPLACED = 11  # fire unit, component: what was owed has come
    KEPT_AT_BORDER = 12  # component, 0: from leaving, 1: from coming back
    CREW_LEAVES = 13
    CREW_REPLACED = 14
    MISSILES_ARRIVE = 15  # how many
    MISSILES_MADE = 16  # licensed line, how many
    MISSILES_EXPIRE = 17  # how many
    FIRED_PRACTICE = 18  # how many
    FIRED_RAID = 19  # how many, how many wanted
    RAID_UNMET = 20  # no fire unit in service


class Activities(NamedTuple):
    """The network; A activities, P prerequisites, E effects, R kinds of places."""

    cause: Ints  # (A,) a Cause below SLOT, or SLOT: a queue of others that is not played
    duration_d: Floats  # (A,) median
    spread: Floats  # (A,) standard deviation of its logarithm, 0: as stated
    earliest_d: Floats  # (A,) not before this day
    likely: Floats  # (A,) chance that it takes place at all; what waits for it never does otherwise
    repeat_likely: Floats  # (A,) chance that its outcome is lost and it is done once more
    repeat_d: Floats  # (A,) how long that takes, in the median, with the same spread
    place: Ints  # (A,) which kind of place it holds while it lasts; NONE
    stopped_by: Ints  # (A,) mask of Flow: neither begins nor goes on while one of them is stopped
    first_after: Ints  # (A + 1,) into `after`
    after: Ints  # (P,) activities that must have ended
    first_effect: Ints  # (A + 1,) into the effects
    effect: Ints  # (E,) an Effect
    effect_index: Ints  # (E,)
    effect_amount: Floats  # (E,)
    element: Ints  # (A,) key of its draws, from its name
    open_until_d: Floats  # (A,) its step is known not to have ended before this day; 0: nothing is known
    rest: Ints  # (A,) the stage of the same step that comes next; NONE: the step ends with this one
    places: Ints  # (R,) how many there are of each kind


class Shocks(NamedTuple):
    """What comes from outside; S shocks."""

    likely: Floats  # (S,) chance that it comes at all
    begins_d: Floats  # (S,) earliest day
    mean_wait_d: Floats  # (S,) mean of the exponential wait after that; 0: on the day
    lasts_d: Floats  # (S,) median; infinite: for good
    spread: Floats  # (S,) of the logarithm of how long
    stops: Ints  # (S,) mask of Flow
    element: Ints  # (S,)
    open_until_d: Floats  # (S,) once come, known not to be over before this day; 0: nothing is known


class Units(NamedTuple):
    """Fire units; U of them."""

    crews_needed: Ints  # (U,) trained crews to be in service
    attrition_per_d: float  # rate at which a trained crew is lost
    retraining_d: float  # until a lost one is replaced, where training is not stopped; infinite: never
    taught_at_home: float  # pace of that while the supplier's instructors are withheld, 0 to 1
    initial_count: int  # fire units in service for initial capability
    full_count: int  # and for full capability


class Components(NamedTuple):
    """Repairable parts of a fire unit; C kinds. The bases are the fire units, the depot is national."""

    per_unit: Ints  # (C,) items in a fire unit
    needed: Ints  # (C,) how many must work
    fails_per_d: Floats  # (C,) rate of one working item
    stages: Ints  # (C,) Erlang stages of its life; 1: no memory
    poisson: Ints  # (C,) 1: demand is Poisson at per_unit x rate whatever works
    base_stock: Ints  # (C,) spares at each fire unit
    depot_stock: Ints  # (C,) on day 0
    base_repair: Floats  # (C,) share of faults repaired at the fire unit
    base_repair_d: Floats  # (C,) mean
    depot_repair_d: Floats  # (C,) mean
    depot_crews: Ints  # (C,) repaired at a time; 0: any number
    abroad: Floats  # (C,) share of items sent to the depot that only the supplier repairs
    abroad_d: Floats  # (C,) mean, there and back
    local_line: Ints  # (C,) licensed line that takes its `repair_share` of them over; NONE
    ship_d: Floats  # (C,) depot to fire unit
    memoryless: Ints  # (C,) 1: repair times are exponential, 0: they are as stated
    element: Ints  # (C,)


class Missiles(NamedTuple):
    """The stock, oldest fired first, and only while a fire unit is in service."""

    initial: int
    shelf_life_d: float  # infinite: none
    practice_per_d: float  # mean rate of single firings
    raid_every_d: float  # 0: no raids
    raids_from_d: float
    raids_until_d: float
    raid_mean: float  # Poisson mean of missiles fired in one
    oldest_d: float = 0.0  # age of the oldest of the initial ones; the others are evenly younger, down to new


class Lines(NamedTuple):
    """Licensed lines at home; L of them."""

    per_d: Floats  # (L,) missiles once the ramp is over; 0: none
    ramp_d: Floats  # (L,) linear from nothing
    imported_share: Floats  # (L,) of its output that stops while Flow.LICENSED is stopped, 0 to 1
    repair_share: Floats  # (L,) of repairs abroad that it does at home, in depot_repair_d
    opens_most: Ints  # (L,) most missiles it makes; 0: no limit


class Plan(NamedTuple):
    """One reading of a programme."""

    activities: Activities
    shocks: Shocks
    units: Units
    components: Components
    missiles: Missiles
    lines: Lines
    months: Floats  # (M,) days on which is reported

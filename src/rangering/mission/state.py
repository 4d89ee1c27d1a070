"""What changes while a raid runs: arrays that one worker fills anew for every replicate.

Allocated once by `new_state`, so that memory stays flat however many replicates are run. Times are NaN where
something has not happened, indices -1 where there is none.
"""

from typing import Any, NamedTuple, TypeVar, get_type_hints

import numpy as np

from rangering.mission.codes import FIXED, KILL_BINS
from rangering.mission.layout import Layout, layout_of
from rangering.mission.plan import BoolArray, FloatArray, IntArray, MissionPlan
from rangering.mission.tracks import (
    Changes,
    Plots,
    Tracks,
    TrackWork,
    new_changes,
    new_plots,
    new_tracks,
    new_work,
)

Part = TypeVar("Part", bound=tuple[Any, ...])

TO_COME, FLYING, TURNED_BACK, LEAKED, KILLED, GONE = 0, 1, 2, 3, 4, 5

# What has happened to a flight, as bits.
SEEN, TRACKED, DECLARED_HOSTILE, ENGAGED, INTERCEPTED, LOST_GUIDANCE, THOUGHT_DEAD, TAKEN_FOR_OTHER = (
    1, 2, 4, 8, 16, 32, 64, 128,
)  # fmt: skip

FREE, COMMITTED, SHOOTING, ASSESSING = 0, 1, 2, 3

HEARD, UNHEARD, MISREAD = 0, 1, 2  # what becomes of a flight's answers in a replicate

# Why a flight that is not hostile was shot at, as bits: the lowest is the cause that counts.
OTHER_OBJECT, ORIENTATION, AUTONOMY, MISCLASSIFIED = 1, 2, 4, 8


class Air(NamedTuple):
    """Flights. (flights,) unless said."""

    status: IntArray
    id: IntArray
    side: IntArray
    target: IntArray
    transponder: IntArray
    asset: IntArray
    raid: IntArray
    route: IntArray
    keeps: IntArray  # its height: BY_ALTITUDE, BY_GROUND, BY_ROUTE
    start_s: FloatArray
    pace: FloatArray
    end: FloatArray  # point of the route at which it has done its work
    altitude_m: FloatArray
    lateral_m: FloatArray
    turn_s: FloatArray  # when it turned back; inf: it did not
    turn_at: FloatArray  # at which point of its route
    version: IntArray  # of its end
    had: IntArray  # bits
    seen_s: FloatArray
    bound: IntArray
    busy: IntArray  # engagements going on against it
    shots: IntArray
    answers: IntArray  # HEARD, UNHEARD or MISREAD
    filed: BoolArray  # whether a flight plan seems to be of it
    wronged: IntArray  # bits
    tracks: IntArray  # confirmed tracks it has had (pictures * flights,)
    active: IntArray  # those in the air, the first `active_count` entries
    active_count: IntArray  # (1,)
    place: IntArray  # where it stands among the active
    raid_losses: IntArray  # (raids,)


class Identities(NamedTuple):
    """What is believed of every track. (slots,) unless said."""

    evidence: FloatArray  # logarithms (slots, 3)
    context: FloatArray  # what place and course add to it now, as the picture has them (slots, 3)
    aligned: FloatArray  # what they would add with a true north (slots, 3)
    heads_s: FloatArray  # time to what it seems to head for; inf: nothing
    misled: BoolArray  # declared hostile, and would not have been with a true north
    looks: IntArray  # interrogations so far
    declared: IntArray
    pending: BoolArray  # an operator is at it
    waiting: IntArray  # 1: it is to be engaged and nobody does yet
    evaluate_s: FloatArray  # next evaluation
    engaged: IntArray  # an engagement that serves it, of several any; -1: none
    closed: BoolArray  # thought dead: never engaged again
    refused: IntArray  # reason last written to the log
    flight: IntArray  # of the confirmed track; -1: of nothing; -2: not confirmed
    shots: IntArray  # each fire unit has fired at it (slots, units)
    budget: (
        FloatArray  # of the chain: what is left before a track is confirmed or lost, and declared (slots, 2)
    )


class Units(NamedTuple):
    """Fire units. (units,)"""

    targets: IntArray  # channels held
    missiles: IntArray
    ready: BoolArray
    linked: BoolArray
    since_s: FloatArray  # last change of what is held
    target_s: FloatArray  # integral of target channels held over time
    missile_s: FloatArray  # of missile channels held
    full_s: FloatArray  # time with every target channel taken
    most: IntArray  # target channels held at once
    fired: IntArray
    empty_since_s: FloatArray  # inf: it has rounds
    empty_s: FloatArray  # time without a round ready
    first_empty_s: FloatArray
    looking: BoolArray  # whether its engagement radars are scanning


class Stock(NamedTuple):
    """Launchers and stores."""

    rounds: IntArray  # promised to nobody (launchers, types)
    promised: IntArray  # to a salvo, and not launched yet (launchers, types)
    store: IntArray  # (units, types)
    ready: IntArray  # on launchers that work (units, types)
    reloading: BoolArray  # (launchers,)
    up: BoolArray  # (launchers,)
    radar_up: BoolArray  # (radars,)


class Engagements(NamedTuple):
    """(engagements,)"""

    status: IntArray
    unit: IntArray
    picture: IntArray
    flight: IntArray  # -1: a track of nothing
    slot: IntArray
    number: IntArray  # of the track when it was committed
    type: IntArray
    cause: IntArray  # what it would be the wrong shot of
    begun_s: FloatArray
    launch_s: FloatArray  # earliest
    found: BoolArray  # by the engagement radar
    seen_s: FloatArray  # last look that saw it
    planned: IntArray  # missiles of this salvo
    launched: IntArray
    flying: IntArray
    version: IntArray
    flight_s: FloatArray  # time of flight last expected


class Missiles(NamedTuple):
    """(missiles,)"""

    status: IntArray  # 0 free, 1 flying
    engagement: IntArray
    type: IntArray
    launch_s: FloatArray
    meet_s: FloatArray
    lost: BoolArray
    free: BoolArray  # of guidance
    version: IntArray
    order: IntArray  # of all launched in the replicate, for draws


class Queue(NamedTuple):
    """Events to come: a heap by time, then code."""

    time_s: FloatArray
    code: IntArray
    length: IntArray  # events to come, and those that found no room (2,)


class Log(NamedTuple):
    """Lines of the event log; of length 0 where nobody reads it."""

    time_s: FloatArray
    event: IntArray
    flight: IntArray
    unit: IntArray
    other: IntArray
    value: FloatArray
    occasion: IntArray
    length: IntArray  # lines, and the occasion that is running (2,)


class Seen(NamedTuple):
    """Detections of one scan before they are plots. (flights,)"""

    range_m: FloatArray
    east_m: FloatArray  # of the radar
    north_m: FloatArray
    order: IntArray  # by range
    keep: BoolArray


class Counters(NamedTuple):
    """Running numbers of a raid; exposure, changes and declared are of all replicates. (1,) unless said."""

    missiles: IntArray  # launched
    scans: IntArray  # (radars,)
    engagements: IntArray  # how many there have been at once at most: none beyond is in use
    overflow: IntArray  # times that an engagement or a missile found no room
    sums: FloatArray  # running figures of the replicate, by `Count` (FIXED,)
    matrix: IntArray  # (3, 4)
    fired: IntArray  # (types,)
    killed: IntArray  # (types,)
    kills: IntArray  # (KILL_BINS,)
    exposure_s: FloatArray  # time without and with a track, and undeclared: (3, classes or sides, bins)
    changes: FloatArray  # tracks confirmed, lost, declared: as above
    declared: FloatArray  # what tracks were declared as first: by true side (3, 3)
    was: IntArray  # 0 without a track, 1 tracked, 2 declared, at the last step (pictures * flights,)


class Chance(NamedTuple):
    """What a replicate drew before it began, and how unlike its draws are to nature's. (1,) unless said."""

    phase_s: FloatArray  # of each radar's first scan (radars,)
    turn_rad: FloatArray  # error of each emplacement's north, clockwise (sites,)
    interest: IntArray  # the flight of interest; -1: none
    factor: FloatArray  # one over its chance of being that
    tilted: BoolArray  # whether the proposals are drawn by
    spell: FloatArray  # chance that it is in a spell of silence, given its looks so far
    asked: IntArray  # radar and scan of its last interrogation (2,)
    answered: BoolArray  # whether that was understood
    log_ratio: FloatArray  # logarithm of the density of what was drawn, proposals over nature


class State(NamedTuple):
    """All of it."""

    air: Air
    tracks: Tracks
    plots: Plots
    work: TrackWork
    changes: Changes
    identities: Identities
    units: Units
    stock: Stock
    engagements: Engagements
    missiles: Missiles
    queue: Queue
    log: Log
    seen: Seen
    counters: Counters
    chance: Chance


def flights_in(plan: MissionPlan) -> int:
    """How many slots for flights a plan needs."""
    return int(plan.raids.size.sum()) + len(plan.flights.route)


def layout_for(plan: MissionPlan) -> Layout:
    """The layout of a plan's rows."""
    return layout_of(len(plan.targets.speed_m_s), len(plan.missiles.price_usd), len(plan.units.x_m))


def new_state(plan: MissionPlan, *, log_capacity: int = 0) -> State:
    """Arrays for one worker.

    Parameters
    ----------
    plan : MissionPlan
        What is to be run.
    log_capacity : int
        Lines of the event log kept; 0: none.
    """
    flights, units = max(flights_in(plan), 1), len(plan.units.x_m)
    pictures, types = len(plan.pictures.cue_id), len(plan.missiles.price_usd)
    launchers, radars = len(plan.launchers.unit), len(plan.radars.x_m)
    classes, bins = max(len(plan.targets.speed_m_s), 3), plan.chain.confirm.shape[1]
    # Room for every flight twice over (a broken track and its successor) and for false ones.
    capacity = 2 * flights + 64
    slots = pictures * capacity
    engaged = 2 * flights + 4 * int(plan.units.targets.sum()) + 16
    flying = 4 * flights + 4 * int(plan.units.missiles.sum()) + 64
    queue = 16 * flights + 8 * slots + 4 * flying + 8 * launchers + 64 * (radars + units) + 256

    return State(
        air=_blank(
            Air,
            flights,
            tracks=pictures * flights,
            active_count=1,
            raid_losses=max(len(plan.raids.size), 1),
        ),
        tracks=new_tracks(pictures, capacity),
        plots=new_plots(flights + 256),
        work=new_work(capacity, flights + 256),
        changes=new_changes(capacity),
        identities=_blank(
            Identities,
            slots,
            evidence=(slots, 3),
            context=(slots, 3),
            aligned=(slots, 3),
            shots=(slots, units),
            budget=(slots, 2),
        ),
        units=_blank(Units, units),
        stock=_blank(
            Stock,
            launchers,
            rounds=(launchers, types),
            promised=(launchers, types),
            store=(units, types),
            ready=(units, types),
            radar_up=radars,
        ),
        engagements=_blank(Engagements, engaged),
        missiles=_blank(Missiles, flying),
        queue=_blank(Queue, queue, length=2),
        log=_blank(Log, log_capacity, length=2),
        seen=_blank(Seen, flights),
        counters=_blank(
            Counters,
            1,
            scans=max(radars, 1),
            sums=FIXED,
            matrix=(3, 4),
            fired=types,
            killed=types,
            kills=KILL_BINS,
            exposure_s=(3, classes, bins),
            changes=(3, classes, bins),
            declared=(3, 3),
            was=pictures * flights,
        ),
        chance=_blank(Chance, 1, asked=2, phase_s=max(radars, 1), turn_rad=max(len(plan.north.id), 1)),
    )


_DTYPES: dict[Any, Any] = {FloatArray: np.float64, IntArray: np.int64, BoolArray: np.bool_}


def _blank(kind: type[Part], count: int, **shapes: int | tuple[int, ...]) -> Part:
    """A part of the state, every array zero: of length `count` unless a shape is given."""
    hints = get_type_hints(kind)
    arrays = [np.zeros(shapes.get(name, count), dtype=_DTYPES[hint]) for name, hint in hints.items()]
    return kind(*arrays)

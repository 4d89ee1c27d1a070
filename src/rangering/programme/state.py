"""What one history holds while it runs: arrays made once for a chunk of histories and wiped for each.

U fire units, C components, A activities, S shocks, L lines, Q places of the heap.
"""

from typing import NamedTuple

import numpy as np

from rangering.programme.kernels import codes
from rangering.programme.plan import Floats, Ints, Plan

BATCHES = 4096
LIST = 256  # events kept in order; most programmes never have more to come
QUEUE = 16_384
WAITING = 4096  # a power of two


class Queue(NamedTuple):
    """Events to come: when, and in one number what kind and the two numbers it is about."""

    listed_d: Floats  # (LIST,) latest first
    listed: Ints  # (LIST,)
    heap_d: Floats  # (Q,) what comes after these; infinite beyond the last event
    heap: Ints  # (Q,)
    held: Ints  # (2,) how many are in the list, and in the heap


class Network(NamedTuple):
    """Activities of the history."""

    state: Ints  # (A,)
    open_after: Ints  # (A,) prerequisites that have not ended
    first_next: Ints  # (A + 1,) into `next`; like it, never changes
    next: Ints  # (P,) activities that wait for this one
    bound_by: Ints  # (A,) the prerequisite that ended last; NONE
    version: Ints  # (A,) an end of another version no longer counts
    ready_d: Floats  # (A,)
    since_d: Floats  # (A,) when what it now waits for, or does, began
    why: Ints  # (A,) the Cause that time since then counts for
    left_d: Floats  # (A,) what is still to do
    repeat_d: Floats  # (A,) of its whole duration, the second time
    drawn: Ints  # (A,) how often its length was drawn anew, given what had not ended by a day
    ended_d: Floats  # (A,) infinite before
    waited_d: Floats  # (A, causes)
    free: Ints  # (R,)
    stopped: Ints  # (FLOWS,) shocks that stop each flow now
    shock_begins_d: Floats  # (S,) infinite: never comes
    shock_ends_d: Floats  # (S,)


class Force(NamedTuple):
    """Fire units and their parts."""

    delivered: Ints  # (U,)
    installed: Ints  # (U,)
    released: Ints  # (U,)
    crewed: Ints  # (U,)
    in_service: Ints  # (U,)
    running: Ints  # (U,) whether its parts have begun to age
    short: Ints  # (U,) kinds of which too few parts work
    working: Ints  # (U, C)
    base_stock: Ints  # (U, C)
    owed: Ints  # (U, C) parts it waits for
    demands: Ints  # (U, C) lives begun, or ticks of the clock of parts without memory
    faults: Ints  # (U, C)
    depot_stock: Ints  # (C,)
    depot_busy: Ints  # (C,)
    depot_waits: Ints  # (C,) items in front of the workshop
    orders: Ints  # (C, WAITING) who waits for the depot, oldest first, a ring
    order_ends: Ints  # (C, 2) first and one past last, counted up
    held_here: Ints  # (C,) items that a shock keeps from going abroad
    held_abroad: Ints  # (C,) and from coming back
    repairs: Ints  # (C,) repairs that began later than the fault


class Crews(NamedTuple):
    """Lost crews that others are trained for; K crews, all there ever are."""

    due_d: Floats  # (K,) when each comes, by the clock of training, oldest first, a ring
    clock_d: Floats  # (3,) days of training so far, up to when that was counted, how fast it goes


class Stock(NamedTuple):
    """Missiles by age, and the lines that make them."""

    left: Ints  # (BATCHES,) missiles of a batch, a ring, those first that expire first
    due_d: Floats  # (BATCHES,) when it expires
    line_open_d: Floats  # (L,) infinite before
    line_ran_d: Floats  # (L,) days of work so far as the ramp counts them: a cut-off share does not count
    line_seen_d: Floats  # (L,) up to when that was counted
    line_part: Floats  # (L,) of a missile that is not whole yet
    line_made: Ints  # (L,)


class Out(NamedTuple):
    """What a history leaves; the first axis counts the histories of a chunk."""

    monthly: np.ndarray  # (histories, ROWS + L, M) float32
    times_d: Floats  # (histories, TIMES)
    waits_d: Floats  # (histories, causes)
    ended_d: Floats  # (histories, A)
    shock_begins_d: Floats  # (histories, S) infinite: never came
    shock_ends_d: Floats  # (histories, S)
    events: Ints  # (histories,)
    overflow: Ints  # (histories,) 1: a queue was full, the history is void


class Log(NamedTuple):
    """What happened, for one history told; of length 0 where nobody listens."""

    time_d: Floats
    kind: Ints
    first: Ints
    second: Ints
    length: Ints  # (1,)


class State(NamedTuple):
    """All of a history."""

    queue: Queue
    network: Network
    force: Force
    crews: Crews
    stock: Stock
    counters: Ints  # (COUNTERS,)
    log: Log


def make_state(plan: Plan, log_length: int = 0) -> State:
    """Room for one history of a plan, to be wiped by the kernel before each."""
    activities, units, components = len(plan.activities.cause), len(plan.units.crews_needed), plan.components
    kinds, lines = len(components.per_unit), len(plan.lines.per_d)

    trained = plan.activities.effect == codes.CREWS_TRAINED
    crews = 1 + int(plan.activities.effect_amount[trained].sum())

    def whole(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    def real(*shape: int) -> Floats:
        return np.zeros(shape)

    return State(
        Queue(real(LIST), whole(LIST), np.full(QUEUE, np.inf), whole(QUEUE), whole(2)),
        Network(
            whole(activities), whole(activities), *followers(plan), whole(activities), whole(activities),
            real(activities),
            real(activities), whole(activities), real(activities), real(activities), whole(activities),
            real(activities), real(activities, codes.CAUSES), whole(len(plan.activities.places)),
            whole(codes.FLOWS), real(len(plan.shocks.likely)), real(len(plan.shocks.likely)),
        ),
        Force(
            whole(units), whole(units), whole(units), whole(units), whole(units), whole(units), whole(units),
            whole(units, kinds), whole(units, kinds), whole(units, kinds), whole(units, kinds),
            whole(units, kinds), whole(kinds), whole(kinds), whole(kinds), whole(kinds, WAITING),
            whole(kinds, 2), whole(kinds), whole(kinds), whole(kinds),
        ),
        Crews(real(crews), real(codes.CLOCKS)),
        Stock(
            whole(BATCHES), real(BATCHES), real(lines), real(lines), real(lines), real(lines), whole(lines)
        ),
        whole(codes.COUNTERS),
        Log(real(log_length), whole(log_length), whole(log_length), whole(log_length), whole(1)),
    )  # fmt: skip


def followers(plan: Plan) -> tuple[Ints, Ints]:
    """Of every activity those that wait for it: where they begin in the second array, and that array."""
    activities = plan.activities
    waiting = np.repeat(np.arange(len(activities.cause)), np.diff(activities.first_after))
    order = np.argsort(activities.after, kind="stable")
    counts = np.bincount(activities.after, minlength=len(activities.cause))
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return first, np.ascontiguousarray(waiting[order].astype(np.int64))


def make_out(plan: Plan, histories: int) -> Out:
    """Room for what histories leave."""
    rows = codes.ROWS + len(plan.lines.per_d)
    return Out(
        np.zeros((histories, rows, len(plan.months)), dtype=np.float32),
        np.zeros((histories, codes.TIMES)), np.zeros((histories, codes.CAUSES)),
        np.zeros((histories, len(plan.activities.cause))),
        np.zeros((histories, len(plan.shocks.likely))), np.zeros((histories, len(plan.shocks.likely))),
        np.zeros(histories, dtype=np.int64), np.zeros(histories, dtype=np.int64),
    )  # fmt: skip

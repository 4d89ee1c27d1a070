"""One replicate: walks the chain from event to event, raid after raid, and writes a row for each.

Serial, without a lock and without memory of its own: everything that changes is in the state it is given, so
that threads run chunks of replicates side by side and a replicate is the same wherever it runs. What it draws
depends on the seed, the element, the occasion, the flight, the replicate and the purpose alone.
"""

import numpy as np

from rangering._jit import compiled, hold
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.arrive import draw_raid, draw_written
from rangering.mission.kernels.assess import assess, call_off, cancel, is_cleared
from rangering.mission.kernels.assign import attend, offer
from rangering.mission.kernels.chain import learn, step_all
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.cue import cue
from rangering.mission.kernels.detect import scan_air
from rangering.mission.kernels.endure import (
    announce_faults,
    between,
    fill,
    open_units,
    settle,
    toggle_fault,
    toggle_link,
)
from rangering.mission.kernels.events import (
    ASSESS,
    CANCEL,
    CUE,
    DECIDE,
    DECLARE,
    END,
    ENTER,
    EVALUATE,
    FAULT,
    INTERCEPT,
    LAUNCH,
    LINK,
    READY,
    RELOADED,
    SCAN,
    SEEK,
    STEP,
    VERSIONS,
    note,
    pop,
    push,
)
from rangering.mission.kernels.fate import after_kill, appear, depart
from rangering.mission.kernels.guide import guide_scan, next_scan_s, seek
from rangering.mission.kernels.intercept import intercept
from rangering.mission.kernels.launch import launch
from rangering.mission.kernels.picture import declare, digest, kept, note_seen, watch_unknown
from rangering.mission.kernels.rare import open_chance
from rangering.mission.kernels.stockpile import count_ready, left, mark, mark_empty
from rangering.mission.kernels.tally import finish
from rangering.mission.kernels.track import CONFIRMATIONS, clear, scan
from rangering.mission.plan import FAST, FULL
from rangering.mission.state import COMMITTED, FREE, GONE, TO_COME
from rangering.mission.tracks import CONFIRMED

_READY, _RELOADED = Event.READY.value, Event.RELOADED.value
_LOOKS, _FALSE_PLOTS, _EVENTS = Count.LOOKS.value, Count.FALSE_PLOTS.value, Count.EVENTS.value
_SCANS = 1 << 20  # scans of one radar in one raid, at most: a draw is keyed by raid and scan together


def run_replicates(first, count, plan, layout, state, rows):
    """Run replicates one after another; see `run_held`, which takes what is held."""
    run_held(first, count, hold(plan), layout, hold(state), rows)


@compiled
def run_held(first, count, plan, layout, state, rows):
    """Run replicates one after another, and each raid of one from what the raids before have left.

    Parameters
    ----------
    first, count : int
        The first, and how many.
    plan : MissionPlan
        What is run.
    layout : Layout
        Of a row.
    state : State
        Of this worker; written.
    rows : float32 array, shape (count * raids, layout.end)
        Written.
    """
    clock, queue, air = plan.clock, state.queue, state.air
    pictures = len(plan.pictures.cue_id)
    capacity = len(state.tracks.status) // pictures
    full = clock.fidelity == FULL
    # One function and not three: each that calls it would be compiled with all of it once more.
    for number in range(count * plan.endure.raids):
        replicate, occasion = first + number // plan.endure.raids, number % plan.endure.raids
        open_raid(occasion, replicate, plan, state)
        sums = state.counters.sums
        while queue.length[0] > 0:
            if queue.time_s[0] > clock.end_s:
                break
            time_s, kind, about, version = pop(queue)
            sums[_EVENTS] += 1
            freed = -1  # the fire unit that may have something to offer again
            if kind == SCAN:
                turn(about, time_s, occasion, replicate, plan, state)
            elif kind == EVALUATE:
                if (
                    state.tracks.number[about] % VERSIONS == version
                    and state.identities.evaluate_s[about] == time_s
                ):
                    attend(about, time_s, capacity, replicate, plan, state)
            elif kind == STEP:
                if clock.fidelity == FAST:
                    step_all(time_s, capacity, pictures, replicate, plan, state)
                else:
                    learn(time_s, capacity, plan, state)
                push(queue, time_s + plan.chain.step_s, STEP, 0, 0)
            elif kind in (DECLARE, DECIDE):
                asked = kind == DECLARE or (
                    state.identities.declared[about] < 0 and not state.identities.pending[about]
                )
                known = state.tracks.number[about] % VERSIONS == version
                if asked and known and state.tracks.status[about] == CONFIRMED:
                    declare(about, time_s, capacity, replicate, plan, state)
            elif kind == LAUNCH:
                if state.engagements.version[about] % VERSIONS == version:
                    if is_cleared(about, state):
                        unit = state.engagements.unit[about]
                        full_up = state.units.targets[unit] >= plan.units.targets[unit]
                        freed = call_off(about, time_s, plan, state)
                        if not full_up:
                            freed = -1
                    else:
                        launch(about, time_s, plan, state)
            elif kind == INTERCEPT:
                if state.missiles.version[about] % VERSIONS == version and state.missiles.status[about] == 1:
                    e = state.missiles.engagement[about]
                    unit = state.engagements.unit[e]
                    held = state.units.missiles[unit]
                    killed, freed = intercept(about, time_s, replicate, plan, state)
                    if killed >= 0:
                        after_kill(killed, time_s, capacity, pictures, plan, state)
                    if held < plan.units.missiles[unit]:
                        freed = -1
            elif kind == ASSESS:
                if state.engagements.version[about] % VERSIONS == version:
                    unit = state.engagements.unit[about]
                    full_up = state.units.targets[unit] >= plan.units.targets[unit]
                    freed = assess(about, time_s, capacity, replicate, plan, state)
                    if not full_up:
                        freed = -1
            elif kind == SEEK:
                if state.missiles.version[about] % VERSIONS == version and state.missiles.status[about] == 1:
                    freed = seek(about, time_s, plan, state)
                    if freed >= 0 and state.units.missiles[freed] < plan.units.missiles[freed] - 1:
                        freed = -1
            elif kind == CANCEL:
                e = about
                unfound = state.engagements.status[e] == COMMITTED and not state.engagements.found[e]
                if state.engagements.version[e] % VERSIONS == version and unfound:
                    unit = state.engagements.unit[e]
                    full_up = state.units.targets[unit] >= plan.units.targets[unit]
                    freed = cancel(e, time_s, capacity, replicate, plan, state)
                    if not full_up:
                        freed = -1
            elif kind == ENTER:
                if air.status[about] == TO_COME:
                    appear(about, time_s, capacity, pictures, replicate, plan, state)
            elif kind == END:
                if air.version[about] % VERSIONS == version:
                    depart(about, time_s, occasion, capacity, pictures, replicate, plan, state)
            elif kind == RELOADED:
                unit = plan.launchers.unit[about]
                mark(unit, time_s, plan.units, state.units, state.stock)
                state.stock.reloading[about] = False
                count_ready(unit, plan.launchers, state.stock)
                mark_empty(unit, time_s, state.units, state.stock)
                note(state.log, time_s, _RELOADED, -1, unit, about, float(left(unit, state.stock)))
                freed = unit
            elif kind == CUE:
                if full:
                    cue(about, time_s, version, replicate, plan, state)
                push(queue, time_s + plan.pictures.cue_period_s, CUE, about, version + 1)
            elif kind == READY:
                state.units.ready[about] = True
                note(state.log, time_s, _READY, -1, about, 0, 0.0)
                freed = about
            elif kind == LINK:
                toggle_link(about, time_s, version, occasion, capacity, replicate, plan, state)
                freed = about
            elif kind == FAULT:
                freed = toggle_fault(about, time_s, version, occasion, replicate, plan, state)
            if freed >= 0:
                offer(freed, time_s, capacity, replicate, plan, state)
        finish(clock.end_s, capacity, layout, plan, state, rows[number])


@compiled
def turn(radar, time_s, occasion, replicate, plan, state):
    """One turn of a radar: what it finds goes to the pictures it tells, what it guides at to its missiles."""
    sums, scans = state.counters.sums, state.counters.scans
    full = plan.clock.fidelity == FULL
    scan_number = scans[radar]
    scans[radar] = scan_number + 1
    draw = occasion * _SCANS + scan_number
    works = state.stock.radar_up[radar]
    if full and works and tells_any(radar, plan, state):
        looks, false_plots = scan_air(
            radar, time_s, draw, replicate, plan.clock, plan.routes, plan.radars, plan.measure,
            plan.detect, state.air, state.seen, state.plots,
        )  # fmt: skip
        sums[_LOOKS] += looks
        sums[_FALSE_PLOTS] += false_plots
        note_seen(radar, time_s, state.air, state.plots, state.log)
        for picture in range(len(plan.pictures.unit)):
            if plan.pictures.sees[picture, radar] and kept(picture, plan.pictures, state.units):
                scan(picture, radar, time_s, state.plots, state.tracks, state.work, state.changes,
                     plan.track)  # fmt: skip
                asks = plan.radars.interrogates[radar] and plan.context.interrogates[picture]
                digest(picture, plan.radars.id[radar], time_s, draw, asks, replicate, plan, state)
                for k in range(state.changes.counts[CONFIRMATIONS]):
                    watch_unknown(state.changes.confirmed[k], picture, time_s, plan, state)
    unit = plan.radars.unit[radar]
    running = 0
    if unit >= 0 and state.units.targets[unit] > 0:
        running = 1
        if works:
            looks, running = guide_scan(radar, time_s, draw, replicate, plan, state)
            sums[_LOOKS] += looks
    if (full and plan.radars.searches[radar]) or running > 0:
        next_s = next_scan_s(time_s, state.chance.phase_s[radar], plan.radars.period_s[radar])
        push(state.queue, next_s, SCAN, radar, 0)
    elif unit >= 0:
        state.units.looking[unit] = False


@compiled
def tells_any(radar, plan, state):
    """Whether a radar searches for a picture that is kept now."""
    if not plan.radars.searches[radar]:
        return False
    for picture in range(len(plan.pictures.unit)):
        if plan.pictures.sees[picture, radar] and kept(picture, plan.pictures, state.units):
            return True
    return False


@compiled
def open_raid(occasion, replicate, plan, state):
    """Set everything to the beginning of a raid and announce what is to come."""
    queue, counters, seed = state.queue, state.counters, plan.clock.seed
    set_all(queue.length, 0)
    if occasion == 0:
        state.log.length[0] = 0
    state.log.length[1] = occasion
    clear(state.tracks)
    set_all(state.identities.flight, -2)
    set_all(state.identities.engaged, -1)
    set_all(state.identities.waiting, 0)
    set_all(state.identities.closed, False)
    set_all(state.identities.declared, -1)
    set_all(state.engagements.status, FREE)
    set_all(state.missiles.status, 0)
    counters.missiles[0] = 0
    counters.engagements[0] = 0
    counters.overflow[0] = 0
    set_all(counters.scans, 0)
    set_all(counters.sums, 0.0)
    for side in range(3):
        set_all(counters.matrix[side], 0)
    set_all(counters.fired, 0)
    set_all(counters.killed, 0)
    set_all(counters.kills, 0)
    set_all(counters.was, 0)
    state.air.active_count[0] = 0
    set_all(state.air.raid_losses, 0)
    set_all(state.air.tracks, 0)
    gap_s = np.inf
    if occasion == 0:
        fill(plan.launchers, state.stock)
    else:
        gap_s = plan.endure.interval_s
        between(occasion, gap_s, plan, state.stock)
    settle(occasion, replicate, gap_s, seed, plan.radars, plan.launchers, state.stock)
    for f in range(len(state.air.status)):
        state.air.start_s[f] = np.inf
        state.air.side[f] = -1
        state.air.status[f] = GONE
    for r in range(len(plan.raids.size)):
        draw_raid(r, occasion, replicate, seed, plan.raids, plan.targets, plan.routes, state.air, queue)
    draw_written(plan.flights, plan.routes, state.air, queue)
    open_chance(replicate, plan, state)
    open_units(occasion, replicate, plan, state)
    announce_faults(occasion, replicate, plan, state)
    if plan.clock.fidelity == FULL:
        for radar in range(len(plan.radars.x_m)):
            if plan.radars.searches[radar]:
                push(queue, state.chance.phase_s[radar], SCAN, radar, 0)
        for picture in range(len(plan.pictures.cue_id)):
            if plan.pictures.cue_delay_s[picture] < np.inf:
                push(queue, plan.pictures.cue_period_s, CUE, picture, 1)
    if plan.clock.fidelity == FAST or plan.chain.learns:
        push(queue, plan.chain.step_s, STEP, 0, 0)

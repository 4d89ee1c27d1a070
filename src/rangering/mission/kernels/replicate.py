"""One replicate: walks the chain from event to event, raid after raid, and writes a row for each.

Serial, without a lock and without memory of its own: everything that changes is in the state it is given, so
that threads run chunks of replicates side by side and a replicate is the same wherever it runs. What it draws
depends on the seed, the element, the occasion, the flight, the replicate and the purpose alone.
"""

import numpy as np

from rangering._jit import compiled, hold
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.arrive import draw_raid, draw_written, join, leave
from rangering.mission.kernels.assess import assess, cancel
from rangering.mission.kernels.assign import attend, attend_together, offer
from rangering.mission.kernels.chain import declared_side, learn, start_chain, step_chain
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
    note,
    pop,
    push,
)
from rangering.mission.kernels.guide import guide_scan, next_scan_s, seek
from rangering.mission.kernels.intercept import intercept
from rangering.mission.kernels.launch import aim, launch
from rangering.mission.kernels.picture import (
    confirm,
    declare,
    declare_as,
    digest,
    lose,
    note_seen,
    watch_unknown,
)
from rangering.mission.kernels.place import place, progress
from rangering.mission.kernels.stockpile import count_ready, left, mark, mark_empty
from rangering.mission.kernels.tally import finish
from rangering.mission.kernels.track import clear, scan
from rangering.mission.plan import FAST, FULL, HOSTILE, TOLD
from rangering.mission.state import (
    COMMITTED,
    FLYING,
    GONE,
    LEAKED,
    SEEN,
    TO_COME,
    TRACKED,
    TURNED_BACK,
)
from rangering.mission.tracks import CONFIRMED
from rangering.streams import Purpose, uniforms

_EFFECT, _CUE = Purpose.EFFECT.value, Purpose.CUE.value
_ENTERS, _LEAKED, _LEFT, _TURNED, _READY, _RELOADED = (
    Event.ENTERS.value,
    Event.LEAKED.value,
    Event.LEFT.value,
    Event.TURNED_BACK.value,
    Event.READY.value,
    Event.RELOADED.value,
)
_LOOKS, _HITS, _FALSE_PLOTS, _EVENTS = (
    Count.LOOKS.value,
    Count.HITS.value,
    Count.FALSE_PLOTS.value,
    Count.EVENTS.value,
)


@compiled
def run_replicates(first, count, plan, layout, state, rows):
    """Run replicates one after another.

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
    raids = plan.endure.raids
    held_plan, held_state = hold(plan), hold(state)
    for k in range(count):
        for occasion in range(raids):
            run_raid(occasion, first + k, held_plan, layout, held_state, rows[k * raids + occasion])


@compiled
def run_raid_of(occasion, replicate, plan, layout, state, row):
    """One raid of a replicate whose raids before were just run on the same state: for a replay."""
    run_raid(occasion, replicate, hold(plan), layout, hold(state), row)


@compiled
def run_raid(occasion, replicate, plan, layout, state, row):
    """One raid, from what the raids before have left."""
    clock, queue, air = plan.clock, state.queue, state.air
    pictures = len(plan.pictures.cue_id)
    capacity = len(state.tracks.status) // pictures
    fidelity, full = clock.fidelity, clock.fidelity == FULL
    open_raid(occasion, replicate, plan, state)
    sums = state.counters.sums
    while queue.length[0] > 0:
        if queue.time_s[0] > clock.end_s:
            break
        time_s, kind, about, version = pop(queue)
        sums[_EVENTS] += 1
        if kind == SCAN:
            radar = about
            scan_number = state.counters.scans[radar]
            state.counters.scans[radar] = scan_number + 1
            draw = occasion * 1048576 + scan_number
            works = state.stock.radar_up[radar]
            if full and works and plan.radars.searches[radar]:
                looks, false_plots = scan_air(
                    radar, time_s, draw, replicate, clock, plan.routes, plan.radars, plan.measure, plan.detect, air,
                    state.seen, state.plots,
                )  # fmt: skip
                sums[_LOOKS] += looks
                sums[_FALSE_PLOTS] += false_plots
                note_seen(radar, time_s, air, state.plots, state.log)
                for picture in range(pictures):
                    if plan.pictures.sees[picture, radar]:
                        scan(picture, radar, time_s, state.plots, state.tracks, state.work, state.changes,
                             plan.track)  # fmt: skip
                        digest(
                            picture, radar, plan.radars.id[radar], time_s, draw, replicate, clock.seed,
                            plan.radars.interrogates[radar], air, state.tracks, state.plots, state.changes,
                            plan.identify, state.identities, state.counters, queue, state.log,
                        )  # fmt: skip
                        for k in range(state.changes.counts[1]):
                            watch_unknown(state.changes.confirmed[k], picture, time_s, plan, state)
            unit = plan.radars.unit[radar]
            running = 0
            if unit >= 0 and state.units.targets[unit] > 0:
                running = 1
                if works:
                    looks, running = guide_scan(radar, time_s, draw, replicate, plan, state)
                    sums[_LOOKS] += looks
            if (full and plan.radars.searches[radar]) or running > 0:
                push(queue, next_scan_s(time_s, radar, plan.radars), SCAN, radar, 0)
            elif unit >= 0:
                state.units.looking[unit] = False
        elif kind == EVALUATE:
            if (
                state.tracks.number[about] % 1048576 == version
                and state.identities.evaluate_s[about] == time_s
            ):
                if plan.rules.optimal:
                    state.identities.waiting[about] = 1
                    attend_together(about // capacity, time_s, capacity, replicate, plan, state)
                attend(about, time_s, capacity, replicate, plan, state)
        elif kind == STEP:
            if fidelity == FAST:
                step_all(time_s, capacity, pictures, replicate, plan, state)
            else:
                learn(time_s, capacity, plan.chain.step_s, air, plan.routes, plan.chain, state.tracks,
                      state.identities, state.counters)  # fmt: skip
            push(queue, time_s + plan.chain.step_s, STEP, 0, 0)
        elif kind == DECLARE or kind == DECIDE:
            asked = kind == DECLARE or (
                state.identities.declared[about] < 0 and not state.identities.pending[about]
            )
            known = state.tracks.number[about] % 1048576 == version
            if asked and known and state.tracks.status[about] == CONFIRMED:
                declare(about, time_s, capacity, replicate, plan, state)
        elif kind == LAUNCH:
            if state.engagements.version[about] % 1048576 == version:
                launch(about, time_s, plan, state)
        elif kind == INTERCEPT:
            if state.missiles.version[about] % 1048576 == version and state.missiles.status[about] == 1:
                e = state.missiles.engagement[about]
                unit = state.engagements.unit[e]
                held = state.units.missiles[unit]
                killed, freed = intercept(about, time_s, replicate, plan, state)
                if killed >= 0:
                    after_kill(killed, time_s, capacity, pictures, plan, state)
                if freed >= 0 and held >= plan.units.missiles[freed]:
                    offer(freed, time_s, capacity, replicate, plan, state)
        elif kind == ASSESS:
            if state.engagements.version[about] % 1048576 == version:
                unit = state.engagements.unit[about]
                full_up = state.units.targets[unit] >= plan.units.targets[unit]
                freed = assess(about, time_s, capacity, replicate, plan, state)
                if freed >= 0 and full_up:
                    offer(freed, time_s, capacity, replicate, plan, state)
        elif kind == SEEK:
            if state.missiles.version[about] % 1048576 == version and state.missiles.status[about] == 1:
                freed = seek(about, time_s, plan, state)
                if freed >= 0 and state.units.missiles[freed] == plan.units.missiles[freed] - 1:
                    offer(freed, time_s, capacity, replicate, plan, state)
        elif kind == CANCEL:
            e = about
            unfound = state.engagements.status[e] == COMMITTED and not state.engagements.found[e]
            if state.engagements.version[e] % 1048576 == version and unfound:
                full_up = state.units.targets[state.engagements.unit[e]]
                full_up = full_up >= plan.units.targets[state.engagements.unit[e]]
                freed = cancel(e, time_s, capacity, replicate, plan, state)
                if full_up:
                    offer(freed, time_s, capacity, replicate, plan, state)
        elif kind == ENTER:
            if air.status[about] == TO_COME:
                appear(about, time_s, capacity, pictures, replicate, plan, state)
        elif kind == END:
            if air.version[about] % 1048576 == version:
                depart(about, time_s, occasion, capacity, pictures, replicate, plan, state)
        elif kind == RELOADED:
            unit = plan.launchers.unit[about]
            mark(unit, time_s, plan.units, state.units, state.stock)
            state.stock.reloading[about] = False
            count_ready(unit, plan.launchers, state.stock)
            mark_empty(unit, time_s, state.units, state.stock)
            note(state.log, time_s, _RELOADED, -1, unit, about, float(left(unit, state.stock)))
            offer(unit, time_s, capacity, replicate, plan, state)
        elif kind == CUE:
            if full:
                cue(about, time_s, version, replicate, plan, state)
            push(queue, time_s + plan.pictures.cue_period_s, CUE, about, version + 1)
        elif kind == READY:
            state.units.ready[about] = True
            note(state.log, time_s, _READY, -1, about, 0, 0.0)
            offer(about, time_s, capacity, replicate, plan, state)
        elif kind == LINK:
            toggle_link(about, time_s, version, occasion, replicate, plan, state)
        elif kind == FAULT:
            freed = toggle_fault(about, time_s, version, occasion, replicate, plan, state)
            if freed >= 0:
                offer(freed, time_s, capacity, replicate, plan, state)
    finish(clock.end_s, capacity, layout, plan, state, row)


@compiled
def open_raid(occasion, replicate, plan, state):
    """Set everything to the beginning of a raid and announce what is to come."""
    queue, counters, seed = state.queue, state.counters, plan.clock.seed
    queue.length[0] = 0
    state.log.length[0] = 0
    clear(state.tracks)
    state.identities.flight[:] = -2
    state.identities.engaged[:] = -1
    state.identities.waiting[:] = 0
    state.identities.closed[:] = False
    state.identities.declared[:] = -1
    state.engagements.status[:] = 0
    state.missiles.status[:] = 0
    counters.missiles[0] = 0
    counters.engagements[0] = 0
    counters.overflow[0] = 0
    counters.scans[:] = 0
    counters.sums[:] = 0.0
    counters.matrix[:, :] = 0
    counters.fired[:] = 0
    counters.killed[:] = 0
    counters.kills[:] = 0
    counters.was[:] = 0
    state.air.active_count[0] = 0
    state.air.raid_losses[:] = 0
    state.air.tracks[:] = 0
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
    open_units(occasion, replicate, plan, state)
    announce_faults(occasion, replicate, plan, state)
    if plan.clock.fidelity == FULL:
        for radar in range(len(plan.radars.x_m)):
            if plan.radars.searches[radar]:
                push(queue, plan.radars.phase_s[radar], SCAN, radar, 0)
        for picture in range(len(plan.pictures.cue_id)):
            if plan.pictures.cue_delay_s[picture] < np.inf:
                push(queue, plan.pictures.cue_period_s, CUE, picture, 1)
    if plan.clock.fidelity == FAST or plan.chain.learns:
        push(queue, plan.chain.step_s, STEP, 0, 0)


@compiled
def appear(f, time_s, capacity, pictures, replicate, plan, state):
    """A flight comes into the air."""
    air = state.air
    air.status[f] = FLYING
    join(f, air)
    _, _, z_m, _, _, _, _ = place(f, time_s, air, plan.routes)
    note(state.log, time_s, _ENTERS, f, -1, air.target[f], z_m)
    push(state.queue, air.start_s[f] + air.end[f] / air.pace[f], END, f, air.version[f])
    if plan.clock.fidelity == FULL:
        return
    start_chain(f, capacity, pictures, replicate, plan.clock.seed, air, state.tracks, state.identities)
    if plan.clock.fidelity != TOLD:
        return
    air.had[f] |= SEEN | TRACKED
    air.seen_s[f] = time_s
    for picture in range(pictures):
        slot = picture * capacity + f
        state.tracks.status[slot] = CONFIRMED
        confirm(slot, picture, time_s, air, state.tracks, plan.identify, state.identities, state.counters,
                state.queue, state.log)  # fmt: skip
        declare_as(slot, air.side[f], 1.0, time_s, capacity, replicate, plan, state)


@compiled
def depart(f, time_s, occasion, capacity, pictures, replicate, plan, state):
    """A flight comes to its end: at its asset, out of the picture, or back home."""
    air = state.air
    if air.status[f] == FLYING and air.side[f] == HOSTILE:
        air.status[f] = LEAKED
        effect = 0
        asset = air.asset[f]
        if asset >= 0:
            u0, _, _, _ = uniforms(plan.clock.seed, asset, occasion, air.id[f], replicate, _EFFECT)
            if u0 < plan.assets.effect_probability[asset]:
                effect = 1
                state.counters.sums[_HITS] += 1
        note(state.log, time_s, _LEAKED, f, -1, asset, float(effect))
    elif air.status[f] == FLYING or air.status[f] == TURNED_BACK:
        air.status[f] = GONE
        note(state.log, time_s, _LEFT, f, -1, 0, 0.0)
    else:
        return
    leave(f, air)
    air.version[f] += 1
    forget(f, time_s, capacity, pictures, plan, state)


@compiled
def forget(f, time_s, capacity, pictures, plan, state):
    """Where tracks are not filtered, that of a flight no longer there ends at once unless it is engaged."""
    if plan.clock.fidelity == FULL:
        return
    for picture in range(pictures):
        slot = picture * capacity + f
        if state.tracks.status[slot] == CONFIRMED and state.identities.engaged[slot] < 0:
            lose(slot, picture, time_s, state.air, state.tracks, state.identities, state.counters, state.log)
            state.tracks.status[slot] = 0


@compiled
def after_kill(f, time_s, capacity, pictures, plan, state):
    """A flight is dead: those of its raid may turn back, and missiles on their way to them aim anew."""
    air = state.air
    forget(f, time_s, capacity, pictures, plan, state)
    raid = air.raid[f]
    if raid < 0 or air.raid_losses[raid] < plan.raids.abort_after[raid]:
        return
    first = plan.raids.first_flight[raid]
    for g in range(first, first + plan.raids.size[raid]):
        if air.status[g] == TO_COME:
            air.status[g] = GONE
            air.turn_s[g] = time_s
        elif air.status[g] == FLYING:
            air.turn_at[g] = progress(g, time_s, air)
            air.turn_s[g] = time_s
            air.status[g] = TURNED_BACK
            air.version[g] += 1
            push(state.queue, time_s + air.turn_at[g] / air.pace[g], END, g, air.version[g])
            note(state.log, time_s, _TURNED, g, -1, air.raid_losses[raid], 0.0)
            for m in range(len(state.missiles.status)):
                if state.missiles.status[m] == 1:
                    if (
                        state.engagements.flight[state.missiles.engagement[m]] == g
                        and not state.missiles.lost[m]
                    ):
                        state.missiles.version[m] += 1
                        aim(m, time_s, plan, state)


@compiled
def step_all(time_s, capacity, pictures, replicate, plan, state):
    """One step of the chains of everything in the air."""
    air, seed = state.air, plan.clock.seed
    for picture in range(pictures):
        for k in range(air.active_count[0]):
            f = air.active[k]
            what = step_chain(f, picture, time_s, capacity, replicate, seed, air, plan.routes, plan.chain,
                              state.tracks, state.identities)  # fmt: skip
            if what == 0:
                continue
            slot = picture * capacity + f
            if what == 1:
                air.tracks[picture * len(air.status) + f] += 1
                watch_unknown(slot, picture, time_s, plan, state)
            elif what == 2:
                lose(slot, picture, time_s, air, state.tracks, state.identities, state.counters, state.log)
            else:
                side = declared_side(f, slot, replicate, seed, air, plan.chain, state.tracks)
                declare_as(slot, side, 1.0, time_s, capacity, replicate, plan, state)


@compiled
def cue(picture, time_s, number, replicate, plan, state):
    """Tracks from outside: every flight as it flew on from where it was a delay ago."""
    air, plots, pictures = state.air, state.plots, plan.pictures
    outage_s = max(pictures.cue_outage_s[picture], 1.0)
    cue_id = pictures.cue_id[picture]
    u0, _, _, _ = uniforms(plan.clock.seed, cue_id, int(time_s / outage_s), 0, replicate, _CUE)
    if u0 < pictures.cue_outage[picture]:
        return
    delay_s, sigma_m = pictures.cue_delay_s[picture], pictures.cue_sigma_m
    n = 0
    for k in range(air.active_count[0]):
        f = air.active[k]
        if time_s - delay_s < air.start_s[f]:
            continue
        x_m, y_m, z_m, vx_m_s, vy_m_s, _, _ = place(f, time_s - delay_s, air, plan.routes)
        u0, u1, _, _ = uniforms(plan.clock.seed, cue_id, number, air.id[f], replicate, _CUE)
        length_m = sigma_m * np.sqrt(-2.0 * np.log(u0))
        plots.x_m[n] = x_m + delay_s * vx_m_s + length_m * np.cos(2.0 * np.pi * u1)
        plots.y_m[n] = y_m + delay_s * vy_m_s + length_m * np.sin(2.0 * np.pi * u1)
        plots.z_m[n] = z_m
        plots.xx_m2[n] = sigma_m * sigma_m
        plots.xy_m2[n] = 0.0
        plots.yy_m2[n] = sigma_m * sigma_m
        plots.zz_m2[n] = sigma_m * sigma_m
        plots.flight[n] = f
        n += 1
    plots.plot_count[0] = n
    radar = len(plan.radars.x_m) + picture
    note_seen(radar, time_s, air, plots, state.log)
    scan(picture, radar, time_s, plots, state.tracks, state.work, state.changes, plan.track)
    digest(
        picture, radar, cue_id, time_s, number, replicate, plan.clock.seed, True, air, state.tracks, plots,
        state.changes, plan.identify, state.identities, state.counters, state.queue, state.log,
    )  # fmt: skip
    for k in range(state.changes.counts[1]):
        watch_unknown(state.changes.confirmed[k], picture, time_s, plan, state)

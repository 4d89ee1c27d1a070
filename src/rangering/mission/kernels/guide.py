"""Guide: the engagement radar finds what it was told of and keeps it in view while missiles fly.

Each of its looks detects or not, with the probability of its class, aspect and range; the plot also goes to
the picture's track. The first detection is the hand-over. Missiles that are not yet on their own seekers
are lost once the target was out of view for the coasting time. Channels are held from the commitment: that
of the target until the assessment, that of a missile until its meeting or until its own seeker takes over.
Source: single-scan detection as in `rangering.mission.kernels.detect`; Bar-Shalom, Li and Kirubarajan,
Estimation with Applications to Tracking and Navigation (2001), section 10.3 (the plot in the track). How long
missiles coast is an input.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.detect import look, measure_polar
from rangering.mission.kernels.events import LAUNCH, note, push
from rangering.mission.kernels.stockpile import mark
from rangering.mission.kernels.track import predict_position, update_one
from rangering.mission.kernels.track_filter import polar_plot_about
from rangering.mission.plan import FULL
from rangering.mission.state import ASSESSING, COMMITTED, FLYING, FREE, LOST_GUIDANCE, TURNED_BACK
from rangering.streams import Purpose, uniforms

_LOOK = Purpose.MEASUREMENT.value  # another than of searching: the same radar may do both in one turn
_HANDED_OVER, _LOST, _SEEKER = Event.HANDED_OVER.value, Event.GUIDANCE_LOST.value, Event.SEEKER.value
_GUIDANCE_LOST = Count.GUIDANCE_LOST.value


@compiled
def guide_scan(radar, time_s, scan, replicate, plan, state):
    """One look of an engagement radar at each target its fire unit has engaged.

    Returns
    -------
    tuple of int
        Looks, and how many engagements there are.
    """
    engagements, air = state.engagements, state.air
    unit = plan.radars.unit[radar]
    looks, running = 0, 0
    for e in range(state.counters.engagements[0]):
        if engagements.status[e] == FREE or engagements.unit[e] != unit:
            continue
        running += 1
        f = engagements.flight[e]
        if engagements.status[e] == ASSESSING or f < 0:
            continue
        if air.status[f] == FLYING or air.status[f] == TURNED_BACK:
            pd, ground_m, east_m, north_m, z_m, slant_m, level_db = look(
                f, radar, time_s, air, plan.routes, plan.radars, plan.detect, plan.clock
            )
            if pd >= 0.0:
                looks += 1
                u0, u1, u2, u3 = uniforms(
                    plan.clock.seed, plan.radars.id[radar], scan, air.id[f], replicate, _LOOK
                )
                if u0 < pd:
                    engagements.seen_s[e] = time_s
                    if not engagements.found[e]:
                        engagements.found[e] = True
                        note(state.log, time_s, _HANDED_OVER, f, unit, radar, time_s - engagements.begun_s[e])
                        at_s = max(time_s, engagements.launch_s[e])
                        push(state.queue, at_s, LAUNCH, e, engagements.version[e])
                    slot = engagements.slot[e]
                    if plan.clock.fidelity == FULL and state.tracks.number[slot] == engagements.number[e]:
                        radar_x_m, radar_y_m = plan.radars.x_m[radar], plan.radars.y_m[radar]
                        x_m, y_m, _ = predict_position(slot, time_s, state.tracks)
                        range_m, turn_rad, z_m, range_sigma_m, azimuth_sigma, z_sigma_m = measure_polar(
                            radar, ground_m, z_m, slant_m, level_db, u0 / pd, u1, u2, u3,
                            plan.measure,
                        )  # fmt: skip
                        east_m, north_m, xx_m2, xy_m2, yy_m2 = polar_plot_about(
                            x_m - radar_x_m, y_m - radar_y_m, range_m,
                            np.arctan2(east_m, north_m) + turn_rad, range_sigma_m, azimuth_sigma,
                        )  # fmt: skip
                        update_one(
                            slot, time_s, radar_x_m + east_m, radar_y_m + north_m, z_m, xx_m2, xy_m2, yy_m2,
                            z_sigma_m * z_sigma_m, f, state.tracks, plan.track,
                        )  # fmt: skip
        if engagements.status[e] != COMMITTED:
            watch(e, time_s, plan, state)
    return looks, running


@compiled
def watch(e, time_s, plan, state):
    """Give up the missiles of an engagement whose target was out of view for too long."""
    engagements, missiles = state.engagements, state.missiles
    unit, f = engagements.unit[e], engagements.flight[e]
    if not plan.units.guided[unit] or time_s - engagements.seen_s[e] <= plan.rules.coast_s[unit]:
        return
    if f >= 0 and state.air.status[f] != FLYING and state.air.status[f] != TURNED_BACK:
        return  # what is dead or gone is out of view for another reason
    for m in range(len(missiles.status)):
        if missiles.status[m] == 0 or missiles.engagement[m] != e or missiles.free[m] or missiles.lost[m]:
            continue
        missiles.lost[m] = True
        state.counters.sums[_GUIDANCE_LOST] += 1
        if f >= 0:
            state.air.had[f] |= LOST_GUIDANCE
        note(state.log, time_s, _LOST, f, unit, missiles.type[m], 0.0)


@compiled
def seek(m, time_s, plan, state):
    """A missile takes over with its own seeker; the fire unit that got a channel back, -1 for none."""
    missiles, engagements = state.missiles, state.engagements
    e = missiles.engagement[m]
    unit = engagements.unit[e]
    watch(e, time_s, plan, state)
    if missiles.lost[m] or missiles.free[m]:
        return -1
    missiles.free[m] = True
    mark(unit, time_s, plan.units, state.units, state.stock)
    state.units.missiles[unit] -= 1
    togo_m = plan.missiles.seeker_m[missiles.type[m]]
    note(state.log, time_s, _SEEKER, engagements.flight[e], unit, missiles.type[m], togo_m)
    return unit


@compiled
def next_scan_s(time_s, phase_s, period_s):
    """The next turn of a radar after now. [s]"""
    turns = np.floor((time_s - phase_s) / period_s + 0.5) + 1.0
    return phase_s + turns * period_s

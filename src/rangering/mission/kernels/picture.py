"""What a scan changes in a picture: tracks begun, confirmed and lost; who answers; what is declared.

Between the tracker, which knows plots alone, and the crew, which decides. Which flight a plot truly came
from is used to keep the books (breaks, swaps, false tracks) and to let the right transponder answer; no
decision sees it.
Source: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), chapters 6 and 9 (track
logic, attribute fusion).
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.assign import postpone, take_up
from rangering.mission.kernels.context import regard
from rangering.mission.kernels.evaluate import serves
from rangering.mission.kernels.events import note
from rangering.mission.kernels.identify import begin, interrogate, likeliest
from rangering.mission.kernels.track import BORN, CONFIRMATIONS, DROPPED, TURNED_AWAY
from rangering.mission.plan import HOSTILE, WEAPONS_FREE
from rangering.mission.state import DECLARED_HOSTILE, SEEN, TAKEN_FOR_OTHER, TRACKED
from rangering.mission.tracks import CONFIRMED

_FIRST_SEEN, _STARTED, _CONFIRMED, _LOST, _DECLARED = (
    Event.FIRST_SEEN.value,
    Event.TRACK_STARTED.value,
    Event.TRACK_CONFIRMED.value,
    Event.TRACK_LOST.value,
    Event.DECLARED.value,
)
_BREAKS, _SWAPS, _FALSE = Count.BREAKS.value, Count.SWAPS.value, Count.FALSE_TRACKS.value


@compiled
def kept(picture, pictures, units):
    """Whether a picture is kept now: a group's always, a fire unit's own while its link is out."""
    unit = pictures.unit[picture]
    return unit < 0 or not units.linked[unit]


@compiled
def note_seen(radar, time_s, air, plots, log):
    """Keep the first detection of every flight."""
    for n in range(plots.plot_count[0]):
        f = plots.flight[n]
        if f >= 0 and air.had[f] & SEEN == 0:
            air.had[f] |= SEEN
            air.seen_s[f] = time_s
            note(log, time_s, _FIRST_SEEN, f, -1, radar, 0.0)


@compiled
def confirm(slot, picture, time_s, plan, state):
    """A track is confirmed: begin to tell what it is."""
    air, tracks, identities, counters = state.air, state.tracks, state.identities, state.counters
    f = tracks.flight[slot]
    speed_m_s = np.hypot(tracks.vx_m_s[slot], tracks.vy_m_s[slot])
    begin(
        slot, tracks.number[slot], time_s, speed_m_s, tracks.z_m[slot], plan.identify, identities, state.queue
    )
    if plan.context.plans[picture]:
        filed = 1 if f >= 0 and air.filed[f] else 0
        for side in range(3):
            identities.evidence[slot, side] += plan.identify.filed[filed, side]
    identities.flight[slot] = f
    note(state.log, time_s, _CONFIRMED, f, -1, picture, float(tracks.number[slot]))
    if f < 0:
        counters.sums[_FALSE] += 1
        return
    at = picture * len(air.status) + f
    if air.tracks[at] > 0:
        counters.sums[_BREAKS] += 1
    air.tracks[at] += 1
    air.had[f] |= TRACKED


@compiled
def lose(slot, picture, time_s, air, tracks, identities, counters, log):
    """A confirmed track is lost: write down what it was taken for."""
    f = identities.flight[slot]
    if f == -2:
        return
    note(log, time_s, _LOST, f, -1, picture, float(tracks.number[slot]))
    if f >= 0:
        declared = identities.declared[slot]
        counters.matrix[air.side[f], declared if declared >= 0 else 3] += 1
    identities.flight[slot] = -2
    identities.waiting[slot] = 0
    identities.engaged[slot] = -1


@compiled
def digest(picture, radar_id, time_s, scan, asks, replicate, plan, state):
    """Take in what the tracker made of one scan, and what was asked by the way if anybody asks."""
    air, tracks, plots, changes, log = state.air, state.tracks, state.plots, state.changes, state.log
    identities, counters = state.identities, state.counters
    counters.overflow[0] += changes.counts[TURNED_AWAY]
    for k in range(changes.counts[DROPPED]):
        lose(changes.dropped[k], picture, time_s, air, tracks, identities, counters, log)
    for k in range(changes.counts[BORN]):
        slot = changes.born[k]
        identities.flight[slot] = -2
        identities.engaged[slot] = -1
        identities.waiting[slot] = 0
        note(log, time_s, _STARTED, tracks.flight[slot], -1, picture, float(tracks.number[slot]))
    for k in range(changes.counts[CONFIRMATIONS]):
        confirm(changes.confirmed[k], picture, time_s, plan, state)
    for n in range(plots.plot_count[0]):
        slot = plots.slot[n]
        if slot < 0 or tracks.status[slot] != CONFIRMED:
            continue
        f = plots.flight[n]
        known = identities.flight[slot]
        if f != known and f >= 0:
            if known >= 0:
                counters.sums[_SWAPS] += 1
            identities.flight[slot] = f
        if plan.context.looks[picture]:
            regard(slot, picture, plan, state)
        interrogate(slot, picture, time_s, f, radar_id, scan, asks, replicate, plan, state)


@compiled
def declare(slot, time_s, capacity, replicate, plan, state):
    """An operator says what a track is, from what is believed by now; a hostile one is attended to."""
    identities = state.identities
    identities.pending[slot] = False
    side, posterior = likeliest(slot, identities.evidence, identities.context)
    with_true_north, _ = likeliest(slot, identities.evidence, identities.aligned)
    identities.misled[slot] = side == HOSTILE and with_true_north != HOSTILE
    declare_as(slot, side, posterior, time_s, capacity, replicate, plan, state)


@compiled
def declare_as(slot, side, posterior, time_s, capacity, replicate, plan, state):
    """Take a track for a side."""
    identities, air = state.identities, state.air
    before = identities.declared[slot]
    identities.declared[slot] = side
    f = identities.flight[slot]
    note(state.log, time_s, _DECLARED, f, -1, side, posterior)
    if f >= 0:
        if before < 0:
            state.counters.declared[air.side[f], side] += 1
        if air.side[f] == HOSTILE:
            air.had[f] |= DECLARED_HOSTILE if side == HOSTILE else TAKEN_FOR_OTHER
    if side == HOSTILE:
        take_up(slot, time_s, capacity, replicate, plan, state)
    else:
        identities.waiting[slot] = 0


@compiled
def watch_unknown(slot, picture, time_s, plan, state):
    """Where some fire unit may fire at what nobody knows, a confirmed track is attended to without a word."""
    for unit in range(len(plan.units.x_m)):
        if plan.rules.weapons[unit] == WEAPONS_FREE and serves(unit, picture, plan.units, state.units):
            postpone(slot, time_s, plan.identify.operator_s, state)
            return

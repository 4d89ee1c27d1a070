"""Alone: what a fire unit knows while its link to its group is out.

When the link fails it goes on from the tracks it was last told of, as its own radars see them or not, and
with the engagements it has; nobody else counts on these any more. When the link comes back it works from its
group's picture again, what it engages is reported there, and what it alone knew is given up. So a picture of
its own costs nothing while the link holds.
Source: ours; what a fire unit keeps when it loses its group is published nowhere.
"""

from rangering._jit import compiled
from rangering.mission.kernels.assign import postpone
from rangering.mission.kernels.chain import tracked_slot
from rangering.mission.kernels.engaged import engagement_of, holds
from rangering.mission.kernels.events import DECIDE, push
from rangering.mission.kernels.picture import lose, watch_unknown
from rangering.mission.plan import FULL, HOSTILE, TOLD
from rangering.mission.state import FREE as NO_ENGAGEMENT
from rangering.mission.tracks import CONFIRMED, FREE


@compiled
def part(unit, time_s, capacity, plan, state):
    """The link of a fire unit fails: its own picture begins with what the group's picture held."""
    common, own = plan.units.picture[unit], plan.units.alone[unit]
    if own < 0 or plan.clock.fidelity == TOLD:
        return
    tracks, air, identities, engagements = state.tracks, state.air, state.identities, state.engagements
    tracks.used[own] = tracks.used[common]
    tracks.next_number[own] = max(tracks.next_number[own], tracks.next_number[common])
    flights = len(air.status)
    for f in range(flights):
        air.tracks[own * flights + f] = 0
        state.counters.was[own * flights + f] = state.counters.was[common * flights + f]
    full = plan.clock.fidelity == FULL
    for place in range(tracks.used[own] if full else flights):
        before, slot = common * capacity + place, own * capacity + place
        tracks.status[slot] = FREE
        if tracks.status[before] == CONFIRMED or not full:
            _copy_track(before, slot, tracks)
            _copy_identity(before, slot, identities)
    for e in range(state.counters.engagements[0]):
        if engagements.status[e] == NO_ENGAGEMENT or engagements.unit[e] != unit:
            continue
        before, held = engagements.slot[e], holds(e, state)
        slot = before + (own - common) * capacity
        engagements.picture[e], engagements.slot[e] = own, slot
        if held:
            identities.engaged[before] = engagement_of(before, state)
            if tracks.status[slot] == CONFIRMED:
                identities.engaged[slot] = e
    for slot in range(own * capacity, (own + 1) * capacity):
        if tracks.status[slot] != CONFIRMED:
            continue
        f = identities.flight[slot]
        if f >= 0:
            air.tracks[own * flights + f] = 1
        if identities.declared[slot] == HOSTILE:
            postpone(slot, time_s, 0.0, state)
        elif identities.declared[slot] < 0:
            push(state.queue, time_s + plan.identify.decide_after_s, DECIDE, slot, tracks.number[slot])
            watch_unknown(slot, own, time_s, plan, state)


@compiled
def rejoin(unit, time_s, capacity, plan, state):
    """The link of a fire unit is back: what it engages is reported, its own picture is given up."""
    common, own = plan.units.picture[unit], plan.units.alone[unit]
    if own < 0 or plan.clock.fidelity == TOLD:
        return
    tracks, identities, engagements = state.tracks, state.identities, state.engagements
    for e in range(state.counters.engagements[0]):
        if engagements.status[e] == NO_ENGAGEMENT or engagements.picture[e] != own:
            continue
        f = engagements.flight[e]
        slot = -1 if f < 0 else tracked_slot(f, common, capacity, tracks, identities)
        engagements.picture[e] = common
        # Where the group has no such track the engagement goes on with what its radar sees alone.
        engagements.number[e] = -1
        engagements.slot[e] += (common - own) * capacity
        if slot >= 0:
            engagements.slot[e], engagements.number[e] = slot, tracks.number[slot]
            identities.shots[slot, unit] = max(
                identities.shots[slot, unit], identities.shots[slot + (own - common) * capacity, unit]
            )
            if identities.engaged[slot] < 0:
                identities.engaged[slot] = e
                identities.waiting[slot] = 0
    for slot in range(own * capacity, (own + 1) * capacity):
        if tracks.status[slot] == CONFIRMED:
            lose(slot, own, time_s, state.air, tracks, identities, state.counters, state.log)
        tracks.status[slot] = FREE
    tracks.used[own] = 0


@compiled
def _copy_track(before, slot, tracks):
    """One track as it is."""
    tracks.status[slot], tracks.time_s[slot] = tracks.status[before], tracks.time_s[before]
    tracks.x_m[slot], tracks.y_m[slot], tracks.z_m[slot] = (
        tracks.x_m[before], tracks.y_m[before], tracks.z_m[before],
    )  # fmt: skip
    tracks.vx_m_s[slot], tracks.vy_m_s[slot], tracks.vz_m_s[slot] = (
        tracks.vx_m_s[before], tracks.vy_m_s[before], tracks.vz_m_s[before],
    )  # fmt: skip
    for k in range(tracks.covariance.shape[1]):
        tracks.covariance[slot, k] = tracks.covariance[before, k]
    for k in range(tracks.height_covariance.shape[1]):
        tracks.height_covariance[slot, k] = tracks.height_covariance[before, k]
    tracks.radar[slot], tracks.history[slot] = tracks.radar[before], tracks.history[before]
    tracks.looks[slot], tracks.number[slot] = tracks.looks[before], tracks.number[before]
    tracks.flight[slot] = tracks.flight[before]
    tracks.born_s[slot], tracks.confirmed_s[slot] = tracks.born_s[before], tracks.confirmed_s[before]


@compiled
def _copy_identity(before, slot, identities):
    """What is believed of a track as it is; who attends to it is asked anew."""
    for side in range(identities.evidence.shape[1]):
        identities.evidence[slot, side] = identities.evidence[before, side]
        identities.context[slot, side] = identities.context[before, side]
        identities.aligned[slot, side] = identities.aligned[before, side]
    for k in range(identities.budget.shape[1]):
        identities.budget[slot, k] = identities.budget[before, k]
    for unit in range(identities.shots.shape[1]):
        identities.shots[slot, unit] = identities.shots[before, unit]
    identities.declared[slot] = identities.declared[before]
    identities.closed[slot] = identities.closed[before]
    identities.flight[slot] = identities.flight[before]
    identities.heads_s[slot] = identities.heads_s[before]
    identities.misled[slot] = identities.misled[before]
    identities.looks[slot] = identities.looks[before]
    identities.pending[slot] = False
    identities.waiting[slot], identities.refused[slot], identities.engaged[slot] = 0, 0, -1

"""Endure: what happens to a fire unit of itself, in a raid and between raids.

Radars and launchers fail and are repaired with exponential times; links and outside cues drop out and come
back; between raids launchers are loaded again from the store, deliveries come, and the state of what can
fail is that of the same process after so long. A crew reacts more slowly in the first minutes of a watch,
by a stated factor.
Source: the two-state Markov process of availability, Barlow and Proschan, Mathematical Theory of Reliability
(1965), chapter 3.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Event
from rangering.mission.kernels.alone import part, rejoin
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.events import FAULT, LINK, READY, note, push
from rangering.mission.kernels.stockpile import begin_reloads, count_ready, mark, mark_empty, release
from rangering.streams import Purpose, uniforms

_LINK, _FAULT = Purpose.LINK.value, Purpose.FAULT.value
_FAILED, _REPAIRED, _LOST, _BACK = (
    Event.FAILED.value,
    Event.REPAIRED.value,
    Event.LINK_LOST.value,
    Event.LINK_BACK.value,
)
_MOST_CHANGES = 4096  # of one element in one occasion


@compiled
def exponential_s(mean_s, seed, element, occasion, change, replicate, purpose):
    """A time until something changes, with that mean; infinite for an infinite mean. [s]"""
    if mean_s == np.inf:
        return np.inf
    u0, _, _, _ = uniforms(seed, element, occasion * _MOST_CHANGES + change, 0, replicate, purpose)
    return -mean_s * np.log(u0)


@compiled
def is_up_after(was_up, gap_s, mean_up_s, mean_repair_s, uniform):
    """Whether something that fails and is repaired works after a time; infinite time: in the long run."""
    if mean_up_s == np.inf:
        return True
    steady = mean_up_s / (mean_up_s + mean_repair_s)
    fading = np.exp(-gap_s * (1.0 / mean_up_s + 1.0 / mean_repair_s))
    return uniform < steady + ((1.0 if was_up else 0.0) - steady) * fading


@compiled
def fill(plan, stock):
    """Full launchers and stores, as the first raid finds them."""
    release(stock)
    for m in range(plan.load.shape[1]):
        for n in range(plan.load.shape[0]):
            stock.rounds[n, m] = plan.load[n, m]
        for unit in range(plan.store.shape[0]):
            stock.store[unit, m] = plan.store[unit, m]
    set_all(stock.reloading, False)
    set_all(stock.up, True)
    set_all(stock.radar_up, True)


@compiled
def settle(occasion, replicate, gap_s, seed, radars, launchers, stock):
    """Which radars and launchers work when a raid begins."""
    for r in range(len(radars.id)):
        u0, _, _, _ = uniforms(seed, radars.id[r], occasion * _MOST_CHANGES, 0, replicate, _FAULT)
        stock.radar_up[r] = is_up_after(
            stock.radar_up[r], gap_s, radars.mean_up_s[r], radars.mean_repair_s[r], u0
        )
    for n in range(len(launchers.unit)):
        u0, _, _, _ = uniforms(seed, launchers.id[n], occasion * _MOST_CHANGES, 0, replicate, _FAULT)
        stock.up[n] = is_up_after(stock.up[n], gap_s, launchers.mean_up_s[n], launchers.mean_repair_s[n], u0)


@compiled
def between(occasion, gap_s, plan, stock):
    """Load again and take in deliveries between the raid before and this one.

    What was being loaded is loaded; each launcher is filled up while the store lasts, one after another,
    for as long as the time between allows.
    """
    launchers, endure = plan.launchers, plan.endure
    release(stock)
    since_s, until_s = (occasion - 1) * endure.interval_s, occasion * endure.interval_s
    deliveries = 0
    if endure.resupply_interval_s < np.inf:
        deliveries = delivered(until_s, endure) - delivered(since_s, endure)
    for n in range(len(launchers.unit)):
        stock.reloading[n] = False
    for unit in range(stock.store.shape[0]):
        for m in range(stock.store.shape[1]):
            stock.store[unit, m] += deliveries * endure.resupply[unit, m]
        spent_s = 0.0
        for n in range(len(launchers.unit)):
            if launchers.unit[n] != unit:
                continue
            lacks = False
            for m in range(stock.store.shape[1]):
                if stock.rounds[n, m] < launchers.load[n, m] and stock.store[unit, m] > 0:
                    lacks = True
            if not lacks:
                continue
            spent_s += launchers.reload_s[unit]
            if spent_s > gap_s:
                break
            for m in range(stock.store.shape[1]):
                rounds = min(launchers.load[n, m] - stock.rounds[n, m], stock.store[unit, m])
                stock.rounds[n, m] += rounds
                stock.store[unit, m] -= rounds


@compiled
def delivered(time_s, endure):
    """How many deliveries have come by a time."""
    if time_s < endure.resupply_delay_s:
        return 0
    return int((time_s - endure.resupply_delay_s) / endure.resupply_interval_s) + 1


@compiled
def open_units(occasion, replicate, plan, state):
    """Set fire units to the beginning of a raid: nothing held; ready, linked and loaded as they are."""
    units, seed = state.units, plan.clock.seed
    for unit in range(len(plan.units.x_m)):
        units.targets[unit] = 0
        units.missiles[unit] = 0
        units.since_s[unit] = 0.0
        units.target_s[unit] = 0.0
        units.missile_s[unit] = 0.0
        units.full_s[unit] = 0.0
        units.most[unit] = 0
        units.fired[unit] = 0
        units.empty_s[unit] = 0.0
        units.empty_since_s[unit] = np.inf
        units.first_empty_s[unit] = np.nan
        units.looking[unit] = False
        units.ready[unit] = plan.units.ready_s[unit] <= 0.0
        if not units.ready[unit]:
            push(state.queue, plan.units.ready_s[unit], READY, unit, 0)
        units.linked[unit] = True
        outage = plan.units.link_outage[unit]
        if outage > 0.0:
            u0, _, _, _ = uniforms(seed, plan.units.id[unit], occasion * _MOST_CHANGES, 0, replicate, _LINK)
            units.linked[unit] = u0 >= outage
            change_link(unit, 0.0, 0, occasion, replicate, plan, state)
        count_ready(unit, plan.launchers, state.stock)
        mark_empty(unit, 0.0, units, state.stock)
        begin_reloads(unit, 0.0, plan.launchers, state.stock, state.queue, state.log)


@compiled
def change_link(unit, time_s, change, occasion, replicate, plan, state):
    """Announce when the link of a fire unit changes next."""
    outage = plan.units.link_outage[unit]
    mean_s = plan.units.link_outage_s[unit]
    if state.units.linked[unit]:
        mean_s = mean_s * (1.0 - outage) / outage if outage < 1.0 else 0.0
    after_s = exponential_s(
        mean_s, plan.clock.seed, plan.units.id[unit], occasion, change + 1, replicate, _LINK
    )
    push(state.queue, time_s + after_s, LINK, unit, change + 1)


@compiled
def toggle_link(unit, time_s, change, occasion, capacity, replicate, plan, state):
    """A link is lost or comes back."""
    if plan.units.link_outage[unit] >= 1.0 and not state.units.linked[unit]:
        return
    state.units.linked[unit] = not state.units.linked[unit]
    if state.units.linked[unit]:
        rejoin(unit, time_s, capacity, plan, state)
    else:
        part(unit, time_s, capacity, plan, state)
    note(state.log, time_s, _BACK if state.units.linked[unit] else _LOST, -1, unit, 0, 0.0)
    if change < _MOST_CHANGES - 2:
        change_link(unit, time_s, change, occasion, replicate, plan, state)


@compiled
def announce_faults(occasion, replicate, plan, state):
    """When each radar and launcher fails, or is repaired, first."""
    for r in range(len(plan.radars.id)):
        change_fault(r, 0.0, 0, occasion, replicate, plan, state)
    for n in range(len(plan.launchers.unit)):
        change_fault(len(plan.radars.id) + n, 0.0, 0, occasion, replicate, plan, state)


@compiled
def change_fault(element, time_s, change, occasion, replicate, plan, state):
    """Announce the next fault or repair of a radar, or of a launcher after them."""
    radars, launchers, r = plan.radars, plan.launchers, len(plan.radars.id)
    if element < r:
        up, key = state.stock.radar_up[element], radars.id[element]
        mean_s = radars.mean_up_s[element] if up else radars.mean_repair_s[element]
    else:
        up, key = state.stock.up[element - r], launchers.id[element - r]
        mean_s = launchers.mean_up_s[element - r] if up else launchers.mean_repair_s[element - r]
    after_s = exponential_s(mean_s, plan.clock.seed, key, occasion, change + 1, replicate, _FAULT)
    push(state.queue, time_s + after_s, FAULT, element, change + 1)


@compiled
def toggle_fault(element, time_s, change, occasion, replicate, plan, state):
    """A radar or launcher fails, or works again; the fire unit of the launcher, -1 for a radar."""
    r = len(plan.radars.id)
    unit = -1
    if element < r:
        state.stock.radar_up[element] = not state.stock.radar_up[element]
        up = state.stock.radar_up[element]
        note(state.log, time_s, _REPAIRED if up else _FAILED, -1, plan.radars.unit[element], element, 0.0)
    else:
        unit = plan.launchers.unit[element - r]
        mark(unit, time_s, plan.units, state.units, state.stock)
        state.stock.up[element - r] = not state.stock.up[element - r]
        up = state.stock.up[element - r]
        count_ready(unit, plan.launchers, state.stock)
        mark_empty(unit, time_s, state.units, state.stock)
        note(state.log, time_s, _REPAIRED if up else _FAILED, -1, unit, element, 0.0)
        begin_reloads(unit, time_s, plan.launchers, state.stock, state.queue, state.log)
    if change < _MOST_CHANGES - 2:
        change_fault(element, time_s, change, occasion, replicate, plan, state)
    return unit if up else -1

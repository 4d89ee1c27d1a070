"""Together: the targets of a picture that wait, shared out among all free channels at once.

The static weapon-target assignment: a weapon is a free channel with the salvo its fire unit would send, and
the mean value of what survives is made least; a target is worth the weight of the asset it flies at. Rounds
cost nothing in that sum: every fire unit fires that lowers it at all, so that few targets draw many missiles.
Several fire units may share a target. One fire unit engages it through one channel, as its doctrine says how
many missiles it sends before it looks. What the optimum cannot have for that reason, or as rounds or missile
channels run out, is weighed again for what is left; only then may the sum not be the least. A dozen targets,
the most urgent first, and a dozen channels are weighed at a time.
Source: Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351; the rest is ours.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.allocate import allocate
from rangering.mission.kernels.believe import believed, threatens, time_to_asset_s
from rangering.mission.kernels.commit import commit, salvo_size
from rangering.mission.kernels.engaged import engagements_of, target_of
from rangering.mission.kernels.evaluate import CAN, consider, serves
from rangering.mission.kernels.place import ground_below, place
from rangering.mission.kernels.stockpile import left

_MOST = 12  # targets, and channels, weighed together


@compiled
def attend_together(picture, asked, time_s, capacity, replicate, plan, state):
    """Share out the free channels of a picture among its waiting tracks.

    Parameters
    ----------
    picture : int
        Whose tracks and fire units.
    asked : int
        A slot that is weighed in any case, once, with the most urgent others; -1: all tracks that wait, a
        dozen after the other as long as channels are free.
    time_s : float
        Now. [s]
    capacity : int
        Slots of a picture.
    replicate : int
        Which draws.
    plan, state : MissionPlan, State
        As such; the state is changed.
    """
    slots = np.empty(_MOST, dtype=np.int64)
    after_s, after = -1.0, -1
    while True:
        n, after_s, after = most_urgent(picture, asked, after_s, after, slots, time_s, capacity, plan, state)
        if n == 0:
            return
        free = share_out(picture, slots, n, time_s, capacity, replicate, plan, state)
        if asked >= 0 or not free:
            return


@compiled
def most_urgent(picture, asked, after_s, after, slots, time_s, capacity, plan, state):
    """The next dozen of waiting tracks by time to the asset, then by number.

    Returns
    -------
    tuple
        How many; the last one's time to the asset [s] and slot, from which to go on.
    """
    urgent_s = np.empty(_MOST)
    n = 0
    for slot in range(picture * capacity, (picture + 1) * capacity):
        if state.identities.waiting[slot] == 0 or not threatens(slot, state.tracks, state.identities):
            continue
        x_m, y_m, _, vx_m_s, vy_m_s, _ = believed(
            slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes
        )
        left_s, _ = time_to_asset_s(x_m, y_m, vx_m_s, vy_m_s, plan.assets)
        if left_s < after_s or (left_s == after_s and slot <= after):
            continue
        k = n if n < _MOST else n - 1
        if n == _MOST and left_s >= urgent_s[k]:
            continue
        while k > 0 and urgent_s[k - 1] > left_s:
            urgent_s[k], slots[k] = urgent_s[k - 1], slots[k - 1]
            k -= 1
        urgent_s[k], slots[k] = left_s, slot
        n = min(n + 1, _MOST)
    if n == 0:
        return 0, after_s, after
    after_s, after = urgent_s[n - 1], slots[n - 1]
    if asked >= 0 and n == _MOST:
        among = False
        for k in range(n):
            among = among or slots[k] == asked
        if not among:
            slots[n - 1] = asked
    return n, after_s, after


@compiled
def spare_channels(picture, targets, spare, plan, state):
    """Fill in how many channels each fire unit could use on so many targets; their sum."""
    units, rules = state.units, plan.rules
    total = 0
    for unit in range(len(spare)):
        spare[unit] = 0
        if not serves(unit, picture, plan.units, units):
            continue
        free = min(plan.units.targets[unit] - units.targets[unit], targets)
        salvo = 1 if rules.looks[unit] else rules.salvo[unit]
        room = min(
            plan.units.missiles[unit] - units.missiles[unit], left(unit, state.stock) - rules.reserve[unit]
        )
        while spare[unit] < free and spare[unit] * salvo < room:
            spare[unit] += 1
        total += spare[unit]
    return total


@compiled
def judge(slots, t, spare, able, kinds, meets_s, picture, time_s, capacity, plan, state):
    """Fill in how surely a salvo of each fire unit would kill one track; what the track is worth.

    A flight that the picture engages through another track, or has before in the list, is left alone.
    """
    slot, tracked = slots[t], state.tracks.flight[slots[t]]
    f = target_of(slot, state)
    target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
    latest_s, asset = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
    value = plan.assets.weight[asset] if len(plan.assets.weight) > 0 else 1.0
    if tracked >= 0:
        if engagements_of(tracked, picture, state.engagements, state.counters) > 0:
            return value
        for before in range(t):
            if state.tracks.flight[slots[before]] == tracked:
                return value
    klass, ground_m = 0, 0.0
    if f >= 0:
        klass = state.air.target[f]
        _, _, _, _, _, i, fraction = place(f, time_s, state.air, plan.routes)
        ground_m = ground_below(i, fraction, plan.routes)
    for unit in range(len(spare)):
        if spare[unit] == 0:
            continue
        verdict, kind, meet_s = consider(
            unit, slot, f, False, time_s, latest_s, target, ground_m, plan, state
        )
        if verdict == CAN:
            shots = state.identities.shots[slot, unit]
            count = salvo_size(unit, kind, shots, plan.rules, plan.units, state.units, state.stock)
            able[unit, t] = 1.0 - (1.0 - plan.missiles.kill_probability[kind, klass]) ** count
            kinds[unit, t], meets_s[unit, t] = kind, meet_s
    return value


@compiled
def share_out(picture, slots, n, time_s, capacity, replicate, plan, state):
    """Commit the free channels of a picture to a few tracks, for the least that survives.

    Returns
    -------
    bool
        Whether there was a channel to give.
    """
    units = len(plan.units.x_m)
    spare = np.zeros(units, dtype=np.int64)
    if spare_channels(picture, n, spare, plan, state) == 0:
        return False
    able = np.zeros((units, n))
    kinds = np.full((units, n), -1, dtype=np.int64)
    meets_s = np.zeros((units, n))
    value = np.zeros(n)
    for t in range(n):
        value[t] = judge(slots, t, spare, able, kinds, meets_s, picture, time_s, capacity, plan, state)
    channel = np.empty(_MOST, dtype=np.int64)
    while True:
        spare_channels(picture, n, spare, plan, state)
        weapons = channels_of(spare, able, channel, state)
        kill = np.zeros((weapons, n))
        for w in range(weapons):
            for t in range(n):
                kill[w, t] = able[channel[w], t]
        chosen = np.full(weapons, -1, dtype=np.int64)
        allocate(kill, value, chosen)
        idle = True
        for w in range(weapons):
            t, unit = chosen[w], channel[w]
            if t < 0:
                continue
            idle = False
            if able[unit, t] == 0.0:
                continue  # another channel of the fire unit has just been given to it
            survives = 1.0 - able[unit, t]
            able[unit, t] = 0.0
            slot, kind, meet_s = slots[t], kinds[unit, t], meets_s[unit, t]
            f = target_of(slot, state)
            if commit(unit, picture, slot, f, kind, meet_s, time_s, replicate, plan, state):
                value[t] *= survives
        if idle:
            return True


@compiled
def channels_of(spare, able, channel, state):
    """Channels of the fire units that can do anything, by their fire unit; how many.

    Those with least in hand come first, so that no fire unit crowds out the others.
    """
    most = 0
    for unit in range(len(spare)):
        useful = False
        for t in range(able.shape[1]):
            useful = useful or able[unit, t] > 0.0
        if not useful:
            spare[unit] = 0
        most = max(most, state.units.targets[unit] + spare[unit])
    weapons = 0
    for k in range(most):
        for unit in range(len(spare)):
            held = state.units.targets[unit]
            if held <= k < held + spare[unit] and weapons < _MOST:
                channel[weapons] = unit
                weapons += 1
    return weapons

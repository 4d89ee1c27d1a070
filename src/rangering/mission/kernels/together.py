"""Together: the targets of a picture, shared out among all free channels at once.

The static weapon-target assignment: a weapon is a free channel with the salvo its fire unit would send, and
the mean value of what survives is made least; a target is worth the weight of the asset it flies at, less
what is already on its way will kill. Several fire units may be meant for one target. They fire at once only
where there is no time to look first: where a salvo that waits for the look at the one before would come too
late. With time for it, the further ones are kept for that target, given to nobody else at this decision, and
weighed again at the next. One fire unit engages a target through one channel, as its doctrine says how many
missiles it sends before it looks. What the optimum cannot have for that reason, or as rounds or missile
channels run out, is weighed again for what is left; only then may the sum not be the least. A dozen targets,
the most urgent first, and a dozen channels are weighed at a time.
Source: Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351; to fire, look and choose
anew is the dynamic problem of Hosein and Athans, "Some analytical results for the dynamic weapon-target
allocation problem" (1990), here from one decision to the next.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.allocate import allocate
from rangering.mission.kernels.believe import believed, time_to_asset_s
from rangering.mission.kernels.commit import commit, salvo_size
from rangering.mission.kernels.engaged import engagements_of, target_of
from rangering.mission.kernels.evaluate import CAN, consider, serves
from rangering.mission.kernels.place import ground_below, place
from rangering.mission.kernels.stockpile import left
from rangering.mission.state import FREE
from rangering.mission.tracks import CONFIRMED

_MOST = 12  # targets, and channels, weighed together


@compiled
def attend_together(picture, asked, time_s, capacity, replicate, plan, state):
    """Share out the free channels of a picture among its tracks that wait or are engaged.

    Parameters
    ----------
    picture : int
        Whose tracks and fire units.
    asked : int
        A slot that is weighed in any case, once, with the most urgent others; -1: all tracks, a dozen after
        the other as long as channels are free.
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
    kept = np.zeros(len(plan.units.x_m), dtype=np.int64)
    after_s, after = -1.0, -1
    while True:
        n, after_s, after = most_urgent(picture, asked, after_s, after, slots, time_s, capacity, plan, state)
        if n == 0:
            return
        free = share_out(picture, slots, n, kept, time_s, capacity, replicate, plan, state)
        if asked >= 0 or not free:
            return


@compiled
def most_urgent(picture, asked, after_s, after, slots, time_s, capacity, plan, state):
    """The next dozen of tracks that wait or are engaged, by time to the asset, then by number.

    Returns
    -------
    tuple
        How many; the last one's time to the asset [s] and slot, from which to go on.
    """
    urgent_s = np.empty(_MOST)
    n = 0
    for slot in range(picture * capacity, (picture + 1) * capacity):
        if state.tracks.status[slot] != CONFIRMED or state.identities.closed[slot]:
            continue
        if state.identities.engaged[slot] < 0 and state.identities.waiting[slot] == 0:
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
def spare_channels(picture, targets, kept, spare, plan, state):
    """Fill in how many channels each fire unit could use on so many targets; their sum."""
    units, rules = state.units, plan.rules
    total = 0
    for unit in range(len(spare)):
        spare[unit] = 0
        if not serves(unit, picture, plan.units, units):
            continue
        free = min(plan.units.targets[unit] - units.targets[unit] - kept[unit], targets)
        salvo = 1 if rules.looks[unit] else rules.salvo[unit]
        room = min(
            plan.units.missiles[unit] - units.missiles[unit], left(unit, state.stock) - rules.reserve[unit]
        )
        while spare[unit] < free and (kept[unit] + spare[unit]) * salvo < room:
            spare[unit] += 1
        total += spare[unit]
    return total


@compiled
def on_its_way(slot, klass, time_s, able, t, plan, state):
    """What the engagements of a track will do to it; their fire units are taken out of `able`.

    Returns
    -------
    tuple of float
        Probability that it survives the missiles to come, and time until the last salvo is assessed. [s]
    """
    engagements, missiles = state.engagements, state.missiles
    survives, due_s = 1.0, -np.inf
    for e in range(state.counters.engagements[0]):
        mine = engagements.slot[e] == slot and engagements.number[e] == state.tracks.number[slot]
        if engagements.status[e] == FREE or not mine:
            continue
        unit = engagements.unit[e]
        able[unit, t] = 0.0
        to_come = engagements.planned[e] - engagements.launched[e]
        miss = 1.0 - plan.missiles.kill_probability[engagements.type[e], klass]
        survives *= miss ** (to_come + engagements.flying[e])
        last_s = 0.0
        if to_come > 0:
            last_s = max(engagements.launch_s[e] - time_s, 0.0) + engagements.flight_s[e]
            last_s += (to_come - 1) * plan.units.interval_s[unit]
        for m in range(len(missiles.status)):
            if missiles.status[m] != 0 and missiles.engagement[m] == e:
                last_s = max(last_s, missiles.meet_s[m] - time_s)
        due_s = max(due_s, last_s + plan.units.assessment_s[unit])
    return survives, due_s


@compiled
def judge(slots, t, spare, able, kinds, meets_s, picture, time_s, capacity, plan, state):
    """Fill in how surely a salvo of each fire unit would kill one track, of which type, and when.

    A flight that the picture engages through another track, or has before in the list, is left alone.

    Returns
    -------
    tuple of float
        What the track is worth; latest meeting of use, and when its present engagements are assessed, both
        from now [s]; minus infinity where nobody engages it.
    """
    slot, tracked = slots[t], state.tracks.flight[slots[t]]
    f = target_of(slot, state)
    target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
    latest_s, asset = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
    value = plan.assets.weight[asset] if len(plan.assets.weight) > 0 else 1.0
    if tracked >= 0:
        running = engagements_of(tracked, picture, state.engagements, state.counters)
        if running > 0 and state.identities.engaged[slot] < 0:
            return value, latest_s, -np.inf
        for before in range(t):
            if state.tracks.flight[slots[before]] == tracked:
                return value, latest_s, -np.inf
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
    survives, due_s = on_its_way(slot, klass, time_s, able, t, plan, state)
    return value * survives, latest_s, due_s


@compiled
def share_out(picture, slots, n, kept, time_s, capacity, replicate, plan, state):
    """Commit the free channels of a picture to a few tracks, or keep them for these.

    Returns
    -------
    bool
        Whether there was a channel to give.
    """
    units = len(plan.units.x_m)
    spare = np.zeros(units, dtype=np.int64)
    if spare_channels(picture, n, kept, spare, plan, state) == 0:
        return False
    able = np.zeros((units, n))
    kinds = np.full((units, n), -1, dtype=np.int64)
    meets_s = np.zeros((units, n))
    value, latest_s, due_s = np.zeros(n), np.zeros(n), np.zeros(n)
    for t in range(n):
        value[t], latest_s[t], due_s[t] = judge(
            slots, t, spare, able, kinds, meets_s, picture, time_s, capacity, plan, state
        )
    channel = np.empty(_MOST, dtype=np.int64)
    while True:
        spare_channels(picture, n, kept, spare, plan, state)
        weapons = channels_of(spare, able, channel, state)
        kill = np.zeros((weapons, n))
        for w in range(weapons):
            for t in range(n):
                kill[w, t] = able[channel[w], t]
        chosen = np.full(weapons, -1, dtype=np.int64)
        allocate(kill, value, chosen)
        w = earliest(chosen, channel, meets_s)
        if w < 0:
            return True
        while w >= 0:
            t, unit = chosen[w], channel[w]
            chosen[w] = -1
            if able[unit, t] > 0.0:  # else another of its channels has just been given to this target
                survives = 1.0 - able[unit, t]
                able[unit, t] = 0.0
                slot, kind, meet_s = slots[t], kinds[unit, t], meets_s[unit, t]
                if due_s[t] + meet_s <= latest_s[t] and state.identities.engaged[slot] >= 0:
                    kept[unit] += 1
                    value[t] *= survives
                elif commit(
                    unit, picture, slot, target_of(slot, state), kind, meet_s, time_s, replicate, plan, state
                ):
                    value[t] *= survives
                    e = state.identities.engaged[slot]
                    last_s = meet_s + (state.engagements.planned[e] - 1) * plan.units.interval_s[unit]
                    due_s[t] = max(due_s[t], last_s + plan.units.assessment_s[unit])
            w = earliest(chosen, channel, meets_s)


@compiled
def earliest(chosen, channel, meets_s):
    """Of the channels that were given a target the one that meets it first; -1 where none is left."""
    first = -1
    for w in range(len(chosen)):
        if chosen[w] >= 0:
            later = first >= 0 and meets_s[channel[w], chosen[w]] >= meets_s[channel[first], chosen[first]]
            if not later:
                first = w
    return first


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

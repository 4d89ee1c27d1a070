"""Assign: which fire unit takes which target with what, and the channels and rounds that it costs.

Greedy: the target at hand goes to the fire unit that meets it first. Optimal: the urgent targets of a
picture together, so that the expected surviving value is least (static weapon-target assignment). One
picture engages a flight once at a time: its crew is taken to know which tracks are one target. Two pictures
that do not share may both fire at it.
Source: Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Bound, Count, Event
from rangering.mission.kernels.allocate import allocate
from rangering.mission.kernels.believe import believed, threatens, time_to_asset_s
from rangering.mission.kernels.evaluate import CAN, EARLY, consider, next_sight_s, rounds_free, serves
from rangering.mission.kernels.events import CANCEL, EVALUATE, LAUNCH, SCAN, note, push
from rangering.mission.kernels.identify import erlang_s
from rangering.mission.kernels.place import ground_below, place
from rangering.mission.kernels.stockpile import mark, mark_empty, take
from rangering.mission.plan import CIVIL, FRIENDLY, FULL
from rangering.mission.state import COMMITTED, ENGAGED, FLYING, FREE, TURNED_BACK
from rangering.streams import Purpose, uniforms

_REACTION, _EVALUATION = Purpose.REACTION.value, Purpose.EVALUATION.value
_REFUSED, _COMMITTED, _CHANNELS = Event.REFUSED.value, Event.COMMITTED.value, Event.CHANNELS.value
_FALSE, _OWN, _CIVIL = Count.FALSE_ENGAGED.value, Count.OWN_ENGAGED.value, Count.CIVIL_ENGAGED.value
_ENGAGEMENTS, _DUPLICATES, _MOST = (
    Count.ENGAGEMENTS.value,
    Count.DUPLICATES.value,
    Count.TARGETS_MOST.value,
)
_LEAST_WAIT_S = 0.5  # between two evaluations of a track: a crew is no faster, and time must go on
_EARLY_SHARE = 0.7  # of the wait that a belief promises: it may err, so look again well before
_WORD = 1 << 32  # draws are keyed by numbers of 32 bits
_NO_SIGHT, _NO_REACH = Bound.SIGHT.value, Bound.REACH.value
_SEVERAL = Bound.SEVERAL.value
_LASTING = (  # what a later reason does not replace; reach and several at once are replaced by these
    Bound.UNTRACKED.value,
    Bound.UNDECLARED.value,
    Bound.RULES.value,
    Bound.NOT_READY.value,
    Bound.TIME.value,
    Bound.SIGHT.value,
    Bound.CHANNELS.value,
    Bound.MISSILES.value,
)
_PATIENCE_M = 1500.0  # a target that has flown so far is looked at again ...
_PATIENT_S = 30.0  # ... or after so long
_LONG_S = 300.0  # nobody is forgotten for longer, whatever the belief
_MOST_TOGETHER = 12  # targets and channels weighed together by the optimal rule


@compiled
def engaged_already(f, picture, engagements, counters):
    """Whether a picture has an engagement of a flight going on."""
    for e in range(counters.engagements[0]):
        if engagements.status[e] != FREE and engagements.flight[e] == f and engagements.picture[e] == picture:
            return True
    return False


@compiled
def salvo_size(unit, kind, shots, rules, units_plan, units, stock):
    """How many missiles go in one salvo: doctrine, rounds, channels and shots left all bind."""
    wanted = 1 if rules.looks[unit] else rules.salvo[unit]
    wanted = min(wanted, rounds_free(unit, kind, rules, stock), rules.most_shots[unit] - shots)
    return min(wanted, units_plan.missiles[unit] - units.missiles[unit])


@compiled
def load_salvo(e, unit, kind, count, time_s, plan, state):
    """Take rounds and missile channels for a salvo of an engagement."""
    units, stock, engagements = state.units, state.stock, state.engagements
    mark(unit, time_s, plan.units, units, stock)
    taken = 0
    for _ in range(count):
        if take(unit, kind, plan.launchers, stock) < 0:
            break
        taken += 1
    mark_empty(unit, time_s, units, stock)
    units.missiles[unit] += taken
    engagements.type[e] = kind
    engagements.planned[e] = taken
    engagements.launched[e] = 0
    engagements.flying[e] = 0
    return taken


@compiled
def commit(unit, picture, slot, f, kind, meet_s, time_s, replicate, plan, state):
    """Engage a track with a fire unit: one target channel, rounds, and the first launch after the reaction.

    Returns
    -------
    bool
        False where there was no room for it.
    """
    engagements, units, counters = state.engagements, state.units, state.counters
    shots = state.identities.shots[slot, unit]
    count = salvo_size(unit, kind, shots, plan.rules, plan.units, units, state.stock)
    if count < 1:
        return False
    e = 0
    while e < len(engagements.status) and engagements.status[e] != FREE:
        e += 1
    if e == len(engagements.status):
        counters.overflow[0] += 1
        return False
    counters.engagements[0] = max(counters.engagements[0], e + 1)
    load_salvo(e, unit, kind, count, time_s, plan, state)
    units.targets[unit] += 1
    units.most[unit] = max(units.most[unit], units.targets[unit])
    held = 0
    for u in range(len(units.targets)):
        held += units.targets[u]
    sums = counters.sums
    sums[_MOST] = max(sums[_MOST], held)
    sums[_ENGAGEMENTS] += 1
    running = int(sums[_ENGAGEMENTS])
    u0, u1, u2, u3 = uniforms(plan.clock.seed, plan.units.id[unit], running, 0, replicate, _REACTION)
    delay_s = erlang_s(plan.units.reaction_s[unit], plan.units.reaction_shape[unit], u0, u1, u2, u3)
    delay_s += plan.units.link_delay_s[unit]
    if plan.endure.relief_factor > 1.0 and time_s % plan.endure.shift_s < plan.endure.relief_s:
        delay_s *= plan.endure.relief_factor
    engagements.status[e] = COMMITTED
    engagements.unit[e] = unit
    engagements.picture[e] = picture
    engagements.flight[e] = f
    engagements.slot[e] = slot
    engagements.number[e] = state.tracks.number[slot]
    engagements.begun_s[e] = time_s
    engagements.launch_s[e] = time_s + delay_s
    engagements.found[e] = not plan.units.guided[unit]
    engagements.seen_s[e] = time_s
    engagements.version[e] += 1
    engagements.flight_s[e] = max(meet_s - delay_s, 0.0)
    state.identities.engaged[slot] = e
    state.identities.waiting[slot] = 0
    note(state.log, time_s, _COMMITTED, f, unit, kind, engagements.flight_s[e])
    note(state.log, time_s, _CHANNELS, -1, unit, units.targets[unit], float(units.missiles[unit]))
    if f >= 0:
        if state.air.busy[f] > 0:
            sums[_DUPLICATES] += 1
        state.air.busy[f] += 1
        if state.air.had[f] & ENGAGED == 0:
            state.air.had[f] |= ENGAGED
            if state.air.side[f] == FRIENDLY:
                sums[_OWN] += 1
            elif state.air.side[f] == CIVIL:
                sums[_CIVIL] += 1
    else:
        sums[_FALSE] += 1
    version = engagements.version[e]
    if engagements.found[e]:
        push(state.queue, engagements.launch_s[e], LAUNCH, e, version)
    else:
        push(state.queue, engagements.launch_s[e] + plan.rules.handover_s, CANCEL, e, version)
        if not units.looking[unit]:
            units.looking[unit] = True
            for radar in range(len(plan.radars.unit)):
                alone = not plan.radars.searches[radar] or plan.clock.fidelity != FULL
                if plan.radars.unit[radar] == unit and alone:
                    period_s = plan.radars.period_s[radar]
                    turns = np.ceil((time_s - plan.radars.phase_s[radar]) / period_s)
                    push(state.queue, plan.radars.phase_s[radar] + turns * period_s, SCAN, radar, 0)
    return True


@compiled
def wait_s(slot, time_s, replicate, plan, state):
    """Time until a track that nobody could engage is looked at again. [s]"""
    if plan.rules.period_shape == 0:
        return plan.rules.period_s
    occasion = int(time_s * 1000.0) % _WORD
    u0, u1, u2, u3 = uniforms(
        plan.clock.seed, slot, occasion, state.tracks.number[slot], replicate, _EVALUATION
    )
    return erlang_s(plan.rules.period_s, plan.rules.period_shape, u0, u1, u2, u3)


@compiled
def postpone(slot, time_s, delay_s, state):
    """Set the next evaluation of a track."""
    at_s = time_s + max(delay_s, _LEAST_WAIT_S)
    state.identities.evaluate_s[slot] = at_s
    push(state.queue, at_s, EVALUATE, slot, state.tracks.number[slot])


@compiled
def remember_bound(f, slot, bound, unit, time_s, latest_s, state):
    """Keep what bound first; reach and several at once only until something else did."""
    if f >= 0:
        kept = state.air.bound[f]
        lasting, asked = False, False
        for each in _LASTING:
            lasting = lasting or kept == each
            asked = asked or bound == each
        if kept == 0 or (asked and not lasting):
            state.air.bound[f] = bound
    if state.identities.refused[slot] != bound:
        state.identities.refused[slot] = bound
        note(state.log, time_s, _REFUSED, f, unit, bound, latest_s)


@compiled
def weigh(slot, time_s, capacity, plan, state):
    """What can be done about a track now.

    Returns
    -------
    tuple
        Fire unit, -1 for none; type of missile; time of the meeting from now; least wait of those for whom it
        is too early, infinite for none [s]; what binds, 0 where nothing does or it is only too early; the
        fire unit it binds, -1 for none; time to the asset [s]; the flight it is of, -1 where none is there
        any more.
    """
    picture = slot // capacity
    f = state.tracks.flight[slot]
    if f >= 0 and state.air.status[f] != FLYING and state.air.status[f] != TURNED_BACK:
        f = -1
    target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
    latest_s, _ = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
    ground_m = 0.0
    if f >= 0:
        _, _, _, _, _, i, fraction = place(f, time_s, state.air, plan.routes)
        ground_m = ground_below(i, fraction, plan.routes)
    best, best_kind, best_s = -1, -1, np.inf
    early_s = np.inf
    bound, bound_unit = 0, -1
    for unit in range(len(plan.units.x_m)):
        if not serves(unit, picture, plan.units, state.units):
            continue
        verdict, kind, value_s = consider(
            unit, slot, f, False, time_s, latest_s, target, ground_m, plan, state
        )
        if verdict == CAN:
            if value_s < best_s:
                best, best_kind, best_s = unit, kind, value_s
        elif verdict == EARLY:
            early_s = min(early_s, value_s)
        elif bound == 0 or (bound in (_NO_REACH, _SEVERAL) and verdict != _NO_REACH):
            # Reach binds only where no fire unit reaches; several only where none has a single reason.
            bound, bound_unit = verdict, unit
    if best >= 0 or early_s < np.inf:
        bound = 0
    return best, best_kind, best_s, early_s, bound, bound_unit, latest_s, f


@compiled
def attend(slot, time_s, capacity, replicate, plan, state):
    """Evaluate one track and engage it where that can be done; else say when to look again."""
    if not threatens(slot, state.tracks, state.identities):
        return
    picture = slot // capacity
    state.identities.waiting[slot] = 1
    asked_s = wait_s(slot, time_s, replicate, plan, state)
    flight = state.tracks.flight[slot]
    if flight >= 0 and engaged_already(flight, picture, state.engagements, state.counters):
        postpone(slot, time_s, asked_s, state)
        return
    best, kind, meet_s, early_s, bound, bound_unit, latest_s, f = weigh(slot, time_s, capacity, plan, state)
    if best >= 0 and commit(best, picture, slot, f, kind, meet_s, time_s, replicate, plan, state):
        return
    if bound > 0:
        remember_bound(f, slot, bound, bound_unit, time_s, latest_s, state)
    if bound == 0 and early_s < np.inf:
        asked_s = max(_EARLY_SHARE * early_s, asked_s)
    elif plan.rules.queueing:
        # What becomes free is offered at once; all else changes with where the target is.
        speed_m_s = np.hypot(state.tracks.vx_m_s[slot], state.tracks.vy_m_s[slot])
        if f >= 0:
            _, _, _, vx_m_s, vy_m_s, _, _ = place(f, time_s, state.air, plan.routes)
            speed_m_s = np.hypot(vx_m_s, vy_m_s)
        if plan.rules.period_s < _LONG_S:  # else nobody is to be asked again of itself
            asked_s = max(asked_s, min(_PATIENCE_M / max(speed_m_s, 1.0), _PATIENT_S))
        if bound == _NO_SIGHT and f >= 0:
            sight_s = next_sight_s(
                picture, f, time_s, state.air, plan.routes, plan.radars, plan.units, state.units
            )
            asked_s = max(asked_s, min(sight_s - time_s, _LONG_S))
    postpone(slot, time_s, asked_s, state)


@compiled
def attend_together(picture, time_s, capacity, replicate, plan, state):
    """Weigh the most urgent waiting tracks of a picture against all free channels at once, and engage."""
    slots = np.empty(_MOST_TOGETHER, dtype=np.int64)
    urgent_s = np.empty(_MOST_TOGETHER)
    n = 0
    for slot in range(picture * capacity, (picture + 1) * capacity):
        if state.identities.waiting[slot] == 0 or not threatens(slot, state.tracks, state.identities):
            continue
        x_m, y_m, _, vx_m_s, vy_m_s, _ = believed(
            slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes
        )
        left_s, _ = time_to_asset_s(x_m, y_m, vx_m_s, vy_m_s, plan.assets)
        k = n if n < _MOST_TOGETHER else n - 1
        if n == _MOST_TOGETHER and left_s >= urgent_s[k]:
            continue
        while k > 0 and urgent_s[k - 1] > left_s:
            urgent_s[k], slots[k] = urgent_s[k - 1], slots[k - 1]
            k -= 1
        urgent_s[k], slots[k] = left_s, slot
        n = min(n + 1, _MOST_TOGETHER)
    if n == 0:
        return
    channel = np.empty(_MOST_TOGETHER, dtype=np.int64)
    weapons = 0
    for unit in range(len(plan.units.x_m)):
        if serves(unit, picture, plan.units, state.units):
            spare = plan.units.targets[unit] - state.units.targets[unit]
            for _ in range(min(spare, _MOST_TOGETHER - weapons)):
                channel[weapons] = unit
                weapons += 1
    if weapons == 0:
        return
    kill = np.zeros((weapons, n))
    kinds = np.full((weapons, n), -1, dtype=np.int64)
    meets_s = np.zeros((weapons, n))
    value = np.zeros(n)
    for t in range(n):
        slot = slots[t]
        f = state.tracks.flight[slot]
        target = believed(slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes)
        latest_s, asset = time_to_asset_s(target[0], target[1], target[3], target[4], plan.assets)
        value[t] = plan.assets.weight[asset] if len(plan.assets.weight) > 0 else 1.0
        ground_m = 0.0
        if f >= 0:
            _, _, _, _, _, i, fraction = place(f, time_s, state.air, plan.routes)
            ground_m = ground_below(i, fraction, plan.routes)
            if engaged_already(f, picture, state.engagements, state.counters):
                continue
        for w in range(weapons):
            unit = channel[w]
            if w > 0 and channel[w - 1] == unit:
                kill[w, t], kinds[w, t], meets_s[w, t] = kill[w - 1, t], kinds[w - 1, t], meets_s[w - 1, t]
                continue
            verdict, kind, value_s = consider(
                unit, slot, f, False, time_s, latest_s, target, ground_m, plan, state
            )
            if verdict == CAN:
                klass = state.air.target[f] if f >= 0 else 0
                kill[w, t] = plan.missiles.kill_probability[kind, klass]
                kinds[w, t], meets_s[w, t] = kind, value_s
    chosen = np.full(weapons, -1, dtype=np.int64)
    allocate(kill, value, chosen)
    for w in range(weapons):
        t = chosen[w]
        if t < 0 or kinds[w, t] < 0 or state.identities.engaged[slots[t]] >= 0:
            continue  # one engagement a picture: the first of several channels takes it
        f = state.tracks.flight[slots[t]]
        commit(channel[w], picture, slots[t], f, kinds[w, t], meets_s[w, t], time_s, replicate, plan, state)


@compiled
def offer(unit, time_s, capacity, replicate, plan, state):
    """A channel or a round became free: look again at its picture's waiting tracks, the most urgent first."""
    if not plan.rules.queueing:
        return
    picture = plan.units.picture[unit] if state.units.linked[unit] else plan.units.alone[unit]
    if picture < 0:
        return
    if plan.rules.optimal:
        attend_together(picture, time_s, capacity, replicate, plan, state)
        return
    after_s, after = -1.0, -1
    while state.units.targets[unit] < plan.units.targets[unit]:
        least_s, next_slot = np.inf, -1
        for slot in range(picture * capacity, (picture + 1) * capacity):
            if state.identities.waiting[slot] == 0 or not threatens(slot, state.tracks, state.identities):
                continue
            x_m, y_m, _, vx_m_s, vy_m_s, _ = believed(
                slot, capacity, time_s, plan.clock.fidelity, state.tracks, state.air, plan.routes
            )
            left_s, _ = time_to_asset_s(x_m, y_m, vx_m_s, vy_m_s, plan.assets)
            later = left_s > after_s or (left_s == after_s and slot > after)
            if later and left_s < least_s:
                least_s, next_slot = left_s, slot
        if next_slot < 0:
            return
        after_s, after = least_s, next_slot
        attend(next_slot, time_s, capacity, replicate, plan, state)

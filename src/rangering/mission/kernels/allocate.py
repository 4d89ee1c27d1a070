"""Which missile at which target, all at once: the least value that survives.

The static weapon-target assignment: each weapon fires once at one target, kills are independent, and the sum
over targets of value times the chance to survive is made least. Branch and bound over the weapons: exact
within a stated number of nodes, else the best found so far, at worst the greedy one, and said to be so.
Source: Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351; den Broeder, Ellison and
Emerling, "On optimum target assignments", Operations Research 7 (1959) 322-326 (identical weapons: greedy is
optimal, used here as a bound); Ahuja, Kumar, Jha and Orlin, "Exact and heuristic algorithms for the
weapon-target assignment problem", Operations Research 55 (2007) 1136-1146.
"""

import numpy as np

from rangering._jit import compiled

MOST_NODES = 50_000  # shots tried in the search: some ten milliseconds; enough up to about ten by ten
_ROUNDING = 1e-13  # a branch must promise more than this share of the whole value


@compiled
def _best_pair(kill_probability, surviving, free):
    """The free weapon and the target that lower the surviving value most; -1 where no shot lowers it."""
    weapon, target, best_gain = -1, -1, 0.0
    for w in range(kill_probability.shape[0]):
        if not free[w]:
            continue
        for t in range(surviving.size):
            gain = surviving[t] * kill_probability[w, t]
            if gain > best_gain:
                weapon, target, best_gain = w, t, gain
    return weapon, target


@compiled
def _greedy(kill_probability, value, chosen):
    """Marginal return: again and again the shot that lowers the surviving value most."""
    surviving = value.copy()
    free = np.ones(chosen.size, np.bool_)
    chosen[:] = -1
    for _ in range(chosen.size):
        weapon, target = _best_pair(kill_probability, surviving, free)
        if weapon < 0:
            break
        chosen[weapon] = target
        free[weapon] = False
        surviving[target] *= 1.0 - kill_probability[weapon, target]
    return _total(surviving)


@compiled
def _total(surviving):
    total = 0.0
    for t in range(surviving.size):
        total += surviving[t]
    return total


@compiled
def _same_row(kill_probability, one, other):
    for t in range(kill_probability.shape[1]):
        if kill_probability[one, t] != kill_probability[other, t]:
            return False
    return True


@compiled
def _search_order(kill_probability, value, order, alike):
    """Weapons that gain most first, identical ones together; returns how many can gain anything.

    ``alike[d]`` says that the d-th weapon equals the one before it: only one order of the two is searched.
    """
    weapon_count = order.size
    gains = np.zeros(weapon_count)
    for w in range(weapon_count):
        for t in range(value.size):
            gains[w] = max(gains[w], value[t] * kill_probability[w, t])
    placed = np.zeros(weapon_count, np.bool_)
    depth = 0
    while depth < weapon_count:
        first = -1
        for w in range(weapon_count):
            if not placed[w] and gains[w] > 0.0 and (first < 0 or gains[w] > gains[first]):
                first = w
        if first < 0:
            break
        for w in range(first, weapon_count):
            if not placed[w] and _same_row(kill_probability, first, w):
                order[depth] = w
                alike[depth] = w != first
                placed[w] = True
                depth += 1
    return depth


@compiled
def _bound(kill_probability, order, best_from, depth, used, surviving, trial):
    """A value that no choice of the weapons from `depth` on can go below: the better of two.

    Each gains what it would gain alone; or all are as good as the best of them at every target, so that
    giving them out one by one to the greatest gain is optimal.
    """
    alone = _total(surviving)
    trial[:] = surviving
    for d in range(depth, used):
        gain = 0.0
        for t in range(surviving.size):
            gain = max(gain, surviving[t] * kill_probability[order[d], t])
        alone -= gain
        target, gain = -1, 0.0
        for t in range(surviving.size):
            if trial[t] * best_from[depth, t] > gain:
                target, gain = t, trial[t] * best_from[depth, t]
        if target >= 0:
            trial[target] *= 1.0 - best_from[depth, target]
    return max(alone, _total(trial))


@compiled
def _next_target(kill_probability, weapon, surviving, tried, least_target):
    """The untried target at which a weapon gains most, -1 where none is left.

    A target sure to be dead is tried too, or a weapon that can reach no other would end its branch.
    """
    target, best_gain = -1, -1.0
    for t in range(least_target, surviving.size):
        gain = surviving[t] * kill_probability[weapon, t]
        if not tried[t] and kill_probability[weapon, t] > 0.0 and gain > best_gain:
            target, best_gain = t, gain
    return target


@compiled
def _keep_useless(kill_probability, value, chosen):
    """Take back each shot that lowers nothing, such as one at a target that another surely kills."""
    for weapon in range(chosen.size):
        target = chosen[weapon]
        if target < 0:
            continue
        without = value[target]
        for other in range(chosen.size):
            if other != weapon and chosen[other] == target:
                without *= 1.0 - kill_probability[other, target]
        if without * kill_probability[weapon, target] == 0.0:
            chosen[weapon] = -1


@compiled
def allocate(kill_probability, value, chosen):
    """Give every weapon a target so that the least value survives.

    Parameters
    ----------
    kill_probability : float array, shape (n_weapons, n_targets)
        Of one shot, 0 to 1; 0 where the weapon cannot be used against the target.
    value : float array, shape (n_targets,)
        0 or more, in any unit.
    chosen : int64 array, shape (n_weapons,)
        Filled with each weapon's target, -1 where its shot would lower nothing.

    Returns
    -------
    tuple of float and bool
        Value that survives in the mean, in the unit of `value`; and whether none less can be had. Not
        proven is what was still open after `MOST_NODES` nodes.
    """
    weapon_count, target_count = kill_probability.shape
    best = _greedy(kill_probability, value, chosen)
    margin = _ROUNDING * _total(value)
    order = np.zeros(weapon_count, np.int64)
    alike = np.zeros(weapon_count, np.bool_)
    used = _search_order(kill_probability, value, order, alike)
    best_from = np.zeros((used + 1, target_count))
    for d in range(used - 1, -1, -1):
        for t in range(target_count):
            best_from[d, t] = max(best_from[d + 1, t], kill_probability[order[d], t])

    surviving = np.zeros((used + 1, target_count))
    surviving[0] = value
    tried = np.zeros((used + 1, target_count), np.bool_)
    held = np.full(used + 1, -1)  # target of each weapon on the way down
    trial = np.zeros(target_count)
    nodes = 0
    depth = 0
    if used == 0 or _bound(kill_probability, order, best_from, 0, used, surviving[0], trial) >= best - margin:
        depth = -1
    while depth >= 0 and nodes < MOST_NODES:
        least_target = held[depth - 1] if alike[depth] else 0
        target = _next_target(kill_probability, order[depth], surviving[depth], tried[depth], least_target)
        if target < 0:
            tried[depth, :] = False
            held[depth] = -1
            depth -= 1
            continue
        nodes += 1
        tried[depth, target] = True
        held[depth] = target
        surviving[depth + 1] = surviving[depth]
        surviving[depth + 1, target] *= 1.0 - kill_probability[order[depth], target]
        below = depth + 1
        if below == used:
            total = _total(surviving[below])
            if total < best - margin:
                best = total
                chosen[:] = -1
                for d in range(used):
                    chosen[order[d]] = held[d]
        elif _bound(kill_probability, order, best_from, below, used, surviving[below], trial) < best - margin:
            depth = below
    _keep_useless(kill_probability, value, chosen)
    return best, depth < 0

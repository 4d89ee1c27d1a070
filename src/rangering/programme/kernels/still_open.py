"""How long a step lasts that is known not to have ended by a day: its law given that it ends later.

A step of one stage is drawn from the upper part of its lognormal law, exactly. Of one of several stages it is
the sum that is known to be long: each stage is drawn anew in turn, given the others, some times over. What
shocks stop before that day does not count as work. A step without any chance in it ends on that day.
Limits: whether a stage is done twice is not judged anew by its lateness; waits between are not foreseen.
Source: inverse of a truncated law, Devroye, Non-Uniform Random Variate Generation (1986) ch. 2; stages in
turn, Geman and Geman, IEEE Trans. PAMI 6 (1984) 721-741.
"""

from math import erfc

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import LASTS, chance, lasting
from rangering.streams import uniforms

SWEEPS = 16
"""How often the stages of a step are drawn in turn; a few times do where one is the longest."""
_FAR = 25.0  # beyond so many standard deviations the series is exact
_ROOT_2, _LOG_ROOT_2_PI = 2.0**0.5, 0.5 * np.log(2.0 * np.pi)


@compiled
def log_tail(z):
    """Logarithm of the chance that a standard normal number exceeds z."""
    if z < 0.0:
        return np.log1p(-0.5 * erfc(-z / _ROOT_2))
    if z < _FAR:
        return np.log(0.5 * erfc(z / _ROOT_2))
    # Abramowitz and Stegun, Handbook of Mathematical Functions (1964) 26.2.12
    part = 1.0 / (z * z)
    series = part * (1.0 - 3.0 * part * (1.0 - 5.0 * part * (1.0 - 7.0 * part)))
    return -0.5 * z * z - _LOG_ROOT_2_PI - np.log(z) + np.log1p(-series)


@compiled
def exceeded(log_share):
    """The number that a standard normal one exceeds with this chance, given by its logarithm.

    Newton's steps from the right: the logarithm of the chance is concave, so that they never pass the root.
    """
    z = np.sqrt(-2.0 * log_share)
    for _ in range(100):
        tail = log_tail(z)
        rate = np.exp(-0.5 * z * z - _LOG_ROOT_2_PI - tail)  # at which the logarithm falls
        step = (log_share - tail) / rate
        z -= step
        if abs(step) <= 1e-13 * (1.0 + abs(z)):
            break
    return z


@compiled
def is_fixed(median_d, spread):
    """Whether there is no chance in a duration."""
    return spread <= 0.0 or median_d <= 0.0 or not np.isfinite(median_d)


@compiled
def lasting_beyond(seed, element, occasion, flight, history, median_d, spread, least_d):
    """A lognormal duration about its median, given that it is at least so long; fixed ones as stated. [d]"""
    if is_fixed(median_d, spread):
        return median_d
    log_share = np.log(uniforms(seed, element, occasion, flight, history, LASTS)[0])
    if least_d > 0.0:
        log_share += log_tail(np.log(least_d / median_d) / spread)
    return max(median_d * np.exp(spread * exceeded(log_share)), least_d)


@compiled
def stopped_d(plan, net, mask, from_d, to_d):
    """How long shocks stop any flow of a mask between two days. [d]"""
    shocks, total_d, now_d = plan.shocks, 0.0, from_d
    while now_d < to_d:
        over_d, next_d = now_d, to_d
        for s in range(len(shocks.stops)):
            if shocks.stops[s] & mask == 0:
                continue
            if net.shock_begins_d[s] > now_d:
                next_d = min(next_d, net.shock_begins_d[s])
            else:
                over_d = max(over_d, net.shock_ends_d[s])
        if over_d > now_d:
            over_d = min(over_d, to_d)
            total_d += over_d - now_d
            now_d = over_d
        else:
            now_d = next_d
    return total_d


@compiled
def draw_stage(plan, net, seed, history, a):
    """Draw how long an activity lasts, where nothing is known of it, and how much of that is a second try."""
    activities = plan.activities
    element, spread = activities.element[a], activities.spread[a]
    net.left_d[a] = lasting(seed, element, codes.DRAW_LASTS, history, activities.duration_d[a], spread)
    net.repeat_d[a] = 0.0
    if chance(seed, element, codes.DRAW_REPEAT, 0, history) < activities.repeat_likely[a]:
        again_d = lasting(seed, element, codes.DRAW_REPEAT, history, activities.repeat_d[a], spread)
        net.repeat_d[a] = again_d
        net.left_d[a] += again_d


@compiled
def draw_stages(plan, net, seed, history, a, now_d):
    """Draw how long an activity lasts that begins now, given that its step ends no earlier than is known.

    Where it would end too early, it is drawn anew with the stages that follow, which keep what they draw.
    """
    activities = plan.activities
    if net.drawn[a] == 0:
        draw_stage(plan, net, seed, history, a)
    if activities.open_until_d[a] <= now_d:
        return
    until_d = activities.open_until_d[a]
    least_d = until_d - now_d - stopped_d(plan, net, activities.stopped_by[a], now_d, until_d)
    total_d, b = net.left_d[a], activities.rest[a]
    while b >= 0:
        if net.drawn[b] == 0:
            draw_stage(plan, net, seed, history, b)
        total_d += net.left_d[b]
        b = activities.rest[b]
    if total_d >= least_d:
        return
    alone = activities.rest[a] < 0
    for sweep in range(1 if alone else SWEEPS):
        b = a
        while b >= 0:
            median_d, spread = activities.duration_d[b], activities.spread[b]
            if not is_fixed(median_d, spread):
                others_d = total_d - net.left_d[b] + net.repeat_d[b]
                flight = net.drawn[b] * SWEEPS + sweep + 1
                once_d = lasting_beyond(
                    seed, activities.element[b], codes.DRAW_LASTS, flight, history, median_d, spread,
                    least_d - others_d,
                )  # fmt: skip
                net.left_d[b] = once_d + net.repeat_d[b]
                total_d = others_d + once_d
            b = activities.rest[b]
    b = a
    while b >= 0:
        net.drawn[b] += 1
        b = activities.rest[b]
    if alone and total_d < least_d:
        net.left_d[a] += least_d - total_d

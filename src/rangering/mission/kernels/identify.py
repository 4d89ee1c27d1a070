"""Identify: what every look adds to what is believed of a track, and when somebody says so.

Evidence is a sum of logarithms of likelihoods for hostile, friendly and civil: a prior, how fast and how
high it flies, and every interrogation answered or not. The probabilities err on both sides. When one side's
posterior reaches the threshold an operator is asked, who takes time; after a longest time the likeliest is
declared. Looks count as independent: evidence that repeats itself convinces too soon. Corridors, and how an
operator slows under load, are not in it.
Source: Bayes' rule for independent looks; Blackman and Popoli, Design and Analysis of Modern Tracking Systems
(1999), chapter 9 (attribute fusion).
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.events import DECIDE, DECLARE, push
from rangering.mission.plan import HOSTILE, TRANSPONDER_ON
from rangering.streams import Purpose, uniforms

_INTERROGATION, _OPERATOR = Purpose.INTERROGATION.value, Purpose.OPERATOR.value
_SURE = 30.0  # evidence beyond e^30 changes nothing and only costs looks


@compiled
def erlang_s(mean_s, shape, u0, u1, u2, u3):
    """A time of that mean: fixed for shape 0, else Erlang of order 1 to 4. [s]"""
    if shape == 0:
        return mean_s
    product = u0
    if shape > 1:
        product *= u1
    if shape > 2:
        product *= u2
    if shape > 3:
        product *= u3
    return -mean_s / shape * np.log(product)


@compiled
def likeliest(slot, evidence):
    """The side with most evidence, and its posterior probability."""
    e0, e1, e2 = evidence[slot, 0], evidence[slot, 1], evidence[slot, 2]
    side, most = 0, e0
    if e1 > most:
        side, most = 1, e1
    if e2 > most:
        side, most = 2, e2
    return side, 1.0 / (np.exp(e0 - most) + np.exp(e1 - most) + np.exp(e2 - most))


@compiled
def begin(slot, number, time_s, speed_m_s, z_m, plan, identities, queue):
    """What is believed of a track when it is confirmed."""
    fast = 1 if speed_m_s >= plan.fast_m_s else 0
    high = 2 if z_m >= plan.low_m else 0
    for side in range(3):
        identities.evidence[slot, side] = plan.prior[side] + plan.kinematic[fast + high, side]
    identities.declared[slot] = -1
    identities.pending[slot] = False
    identities.waiting[slot] = 0
    identities.evaluate_s[slot] = np.inf
    identities.engaged[slot] = -1
    identities.closed[slot] = False
    identities.refused[slot] = 0
    set_all(identities.shots[slot], 0)
    push(queue, time_s + plan.decide_after_s, DECIDE, slot, number)


@compiled
def interrogate(slot, number, time_s, f, radar_id, scan, replicate, seed, air, plan, identities, queue):
    """One interrogation of a track, and a call for the operator where it makes one side likely enough.

    Parameters
    ----------
    slot, number : int
        The track.
    time_s : float
        When. [s]
    f : int
        The flight whose plot it took; -1: nothing is there to answer.
    radar_id, scan, replicate, seed : int
        Which draws.
    air, plan : Air, IdentifyPlan
        As in state and plan.
    identities, queue : Identities, Queue
        Changed.
    """
    answered = False
    u1, u2, u3 = 0.5, 0.5, 0.5
    if f >= 0:
        u0, u1, u2, u3 = uniforms(seed, radar_id, scan, air.id[f], replicate, _INTERROGATION)
        answered = u0 < plan.reply_probability[air.transponder[f], air.side[f]]
        if answered and air.transponder[f] == TRANSPONDER_ON and air.side[f] != HOSTILE:
            # Some sets are never heard: drawn for the flight, the same at every look.
            mute, _, _, _ = uniforms(seed, air.id[f], 0, 0, replicate, _INTERROGATION)
            answered = mute >= plan.silent_probability
    evidence = identities.evidence
    top = -np.inf
    for side in range(3):
        evidence[slot, side] += plan.reply[air.side[f], side] if answered else plan.silence[side]
        top = max(top, evidence[slot, side])
    for side in range(3):
        evidence[slot, side] = max(evidence[slot, side] - top, -_SURE)
    if identities.pending[slot]:
        return
    side, posterior = likeliest(slot, evidence)
    if posterior >= plan.threshold and side != identities.declared[slot]:
        identities.pending[slot] = True
        delay_s = erlang_s(plan.operator_s, plan.operator_shape, u1, u2, u3, 0.5)
        push(queue, time_s + delay_s, DECLARE, slot, number)

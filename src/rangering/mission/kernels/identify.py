"""Identify: what every look adds to what is believed of a track, and when somebody says so.

Evidence is a sum of logarithms of likelihoods for hostile, friendly and civil: a prior, how fast and how
high it flies, a flight plan that seems to be of it, and every interrogation: answered, not answered, or
answered in a code read as another. To that comes what place and course say now, which is replaced at every
look and not added up (`rangering.mission.kernels.context`). The probabilities err on both sides. When one
side's posterior reaches the threshold an operator is asked, who takes time, and more of it the more tracks
wait for a word; the threshold falls as time runs out. After a longest time the likeliest is declared. Looks
count as independent: evidence that repeats itself convinces too soon. What becomes of a set's answers (heard,
never heard, misread) is drawn once for a flight.
Source: Bayes' rule for independent looks; Blackman and Popoli, Design and Analysis of Modern Tracking Systems
(1999), chapter 9 (attribute fusion). How time and load press on a crew is ours: straight lines.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.events import DECIDE, DECLARE, push
from rangering.mission.kernels.rare import is_of_interest, replies
from rangering.mission.state import MISREAD, UNHEARD
from rangering.mission.tracks import CONFIRMED
from rangering.streams import Purpose, uniforms

_INTERROGATION = Purpose.INTERROGATION.value
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
def likeliest(slot, evidence, context):
    """The side with most evidence, that of place and course included, and its posterior probability.

    Nothing is hostile for want of evidence: of sides as likely, it is one of the others.
    """
    e0 = evidence[slot, 0] + context[slot, 0]
    e1 = evidence[slot, 1] + context[slot, 1]
    e2 = evidence[slot, 2] + context[slot, 2]
    side, most = 1, e1
    if e2 > most:
        side, most = 2, e2
    if e0 > most:
        side, most = 0, e0
    return side, 1.0 / (np.exp(e0 - most) + np.exp(e1 - most) + np.exp(e2 - most))


@compiled
def begin(slot, number, time_s, speed_m_s, z_m, plan, identities, queue):
    """What is believed of a track when it is confirmed, before its place and course are looked at."""
    fast = 1 if speed_m_s >= plan.fast_m_s else 0
    high = 2 if z_m >= plan.low_m else 0
    for side in range(3):
        identities.evidence[slot, side] = plan.prior[side] + plan.kinematic[fast + high, side]
        identities.context[slot, side] = 0.0
        identities.aligned[slot, side] = 0.0
    identities.heads_s[slot] = np.inf
    identities.misled[slot] = False
    identities.looks[slot] = 0
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
def wanted(heads_s, plan):
    """The posterior from which a track is declared, by the time left until it reaches what it heads for."""
    if heads_s >= plan.pressure_s:
        return plan.threshold
    return plan.pressed + (plan.threshold - plan.pressed) * heads_s / plan.pressure_s


@compiled
def slowed(picture, plan, tracks, identities):
    """By how much the operators of a picture are slowed by the tracks that wait for their word already."""
    if plan.workload <= 0.0:
        return 1.0
    capacity = len(tracks.status) // len(tracks.next_number)
    waiting = 0
    for slot in range(picture * capacity, (picture + 1) * capacity):
        if identities.pending[slot] and tracks.status[slot] == CONFIRMED:
            waiting += 1
    return 1.0 + plan.workload * max(waiting - plan.workload_free, 0)


@compiled
def understood(slot, f, uniform, radar_id, scan, plan, state):
    """Whether a set's answer to one interrogation is understood: the same for every picture told of it."""
    air, chance = state.air, state.chance
    if air.answers[f] == UNHEARD:
        return False
    probability = plan.identify.reply_probability[air.transponder[f], air.side[f]]
    if f == chance.interest[0] and chance.asked[0] == radar_id and chance.asked[1] == scan:
        # Drawn already, for another picture: one draw, whose density counts once.
        return chance.answered[0]
    if is_of_interest(f, state):
        first = state.identities.looks[slot] == 0
        chance.answered[0] = replies(uniform, probability, first, plan.rare, chance)
        chance.asked[0], chance.asked[1] = radar_id, scan
        return chance.answered[0]
    return uniform < probability


@compiled
def interrogate(slot, picture, time_s, f, radar_id, scan, asks, replicate, plan, state):
    """One interrogation of a track, and a call for the operator where one side is likely enough by now.

    Parameters
    ----------
    slot, picture : int
        The track, and whose it is.
    time_s : float
        When. [s]
    f : int
        The flight whose plot it took; -1: nothing is there to answer.
    asks : bool
        Whether there is an interrogator; without one neither an answer nor silence is learnt.
    radar_id, scan, replicate : int
        Which draws.
    plan, state : MissionPlan, State
        As such; the state is changed.
    """
    identify, identities, air = plan.identify, state.identities, state.air
    answered, misread = False, False
    u1, u2, u3 = 0.5, 0.5, 0.5
    if asks and f >= 0:
        u0, u1, u2, u3 = uniforms(plan.clock.seed, radar_id, scan, air.id[f], replicate, _INTERROGATION)
        answered = understood(slot, f, u0, radar_id, scan, plan, state)
        misread = answered and air.answers[f] == MISREAD
    identities.looks[slot] += 1
    evidence = identities.evidence
    top = -np.inf
    for side in range(3):
        if misread:
            evidence[slot, side] += identify.misread[side]
        elif asks:
            evidence[slot, side] += identify.reply[air.side[f], side] if answered else identify.silence[side]
        top = max(top, evidence[slot, side])
    for side in range(3):
        evidence[slot, side] = max(evidence[slot, side] - top, -_SURE)
    if identities.pending[slot]:
        return
    side, posterior = likeliest(slot, evidence, identities.context)
    if posterior >= wanted(identities.heads_s[slot], identify) and side != identities.declared[slot]:
        delay_s = erlang_s(identify.operator_s, identify.operator_shape, u1, u2, u3, 0.5)
        delay_s *= slowed(picture, identify, state.tracks, identities)
        identities.pending[slot] = True
        push(state.queue, time_s + delay_s, DECLARE, slot, state.tracks.number[slot])
